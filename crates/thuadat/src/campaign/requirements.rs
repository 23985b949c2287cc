//! What the campaign asks of a parcel: criteria, required fields, groups, from a TOML file with sources.

use super::{Fact, RequirementsError};
use crate::report::model::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use thuadat_core::{LinkReason, Rule, Severity};

const BUILT_IN: &str = include_str!("../../data/campaign.toml");
const BUILT_IN_NAME: &str = "campaign.toml";

/// One of the four words of the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Criterion {
    /// `đúng`: the facts are right.
    Right,
    /// `đủ`: every required field is filled.
    Complete,
    /// `sạch`: no duplicates, no errors, matched with the population database.
    Clean,
    /// `sống`: operated centrally and updated at each change.
    Living,
}

impl Criterion {
    /// All four, in the order people say them.
    pub const ALL: [Self; 4] = [Self::Right, Self::Complete, Self::Clean, Self::Living];

    /// The public name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Complete => "complete",
            Self::Clean => "clean",
            Self::Living => "living",
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Right => ("đúng", "right"),
            Self::Complete => ("đủ", "complete"),
            Self::Clean => ("sạch", "clean"),
            Self::Living => ("sống", "living"),
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $id:literal $vi:literal $en:literal;)+) => {
        /// A field that the campaign can require.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RequiredField {
            $($(#[$doc])* $name,)+
        }

        impl RequiredField {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The public name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// The name for people, Vietnamese and English.
            #[must_use]
            pub const fn title(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($vi, $en)),+ }
            }
        }
    };
}

fields! {
    /// Code of the commune.
    Commune "commune" "mã xã" "commune code";
    /// Sheet.
    Sheet "sheet" "số tờ" "sheet";
    /// Number of the parcel.
    Number "number" "số thửa" "parcel number";
    /// The official identifier.
    ParcelCode "parcel-code" "mã định danh thửa đất" "parcel identifier";
    /// Land use.
    LandUse "land-use" "loại đất" "land use";
    /// Area.
    Area "area" "diện tích" "area";
    /// A shape that has a place.
    Position "position" "hình và vị trí thửa" "shape and place of the parcel";
    /// Address of the parcel.
    ParcelAddress "parcel-address" "địa chỉ thửa đất" "address of the parcel";
    /// Form of use.
    Form "form" "hình thức sử dụng" "form of use";
    /// Origin of use.
    Origin "origin" "nguồn gốc sử dụng" "origin of use";
    /// Term of use.
    Term "term" "thời hạn sử dụng" "term of use";
    /// Serial of the certificate.
    Serial "serial" "số phát hành GCN" "serial of the certificate";
    /// Registry number of the certificate.
    RegistryNumber "registry-number" "số vào sổ GCN" "registry number";
    /// Day of issue.
    Issued "issued" "ngày cấp GCN" "day of issue";
    /// Name of the holder.
    HolderName "holder-name" "họ tên người sử dụng" "name of the holder";
    /// Date of birth.
    Born "born" "ngày sinh" "date of birth";
    /// Gender.
    Gender "gender" "giới tính" "gender";
    /// Identity number.
    IdentityNumber "identity-number" "số định danh cá nhân" "identity number";
    /// Permanent address.
    Address "address" "địa chỉ thường trú" "permanent address";
    /// Name of the organisation.
    Organisation "organisation" "tên tổ chức" "name of the organisation";
    /// Number of the organisation.
    OrganisationNumber "organisation-number" "số định danh tổ chức" "number of the organisation";
}

/// Of what a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequiredOf {
    /// Of the parcel, by its map or by a row linked to it.
    Parcel,
    /// By the rows linked to it, once at least.
    Certificate,
    /// By each row linked to it that is about a person.
    Person,
    /// By each row linked to it that is about an organisation.
    Organisation,
}

/// What something rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementBasis {
    /// The text, or whose choice it is.
    pub source: Text,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it has been compared with the text in force.
    pub verified: bool,
}

/// What makes a criterion fail, and what must be known before it is said to be met.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionRequirements {
    /// Rules whose findings make it fail.
    pub rules: Vec<Rule>,
    /// The least severity of such a finding.
    pub at_least: Severity,
    /// Rules that must have run before it is said to be met.
    pub needs: Vec<Rule>,
    /// Contradictions between register and map that make it fail.
    pub links: Vec<LinkReason>,
    /// Whether it is met only where every holder is known to match the population database.
    pub population: bool,
    /// What no machine can check of it.
    pub not_checked: Text,
    /// What it rests on.
    pub basis: RequirementBasis,
}

/// A field that must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required {
    /// The field.
    pub field: RequiredField,
    /// Of what.
    pub of: RequiredOf,
}

/// A group of parcels, and which parcels are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelClass {
    /// Its code.
    pub code: String,
    /// Its name for people.
    pub title: Text,
    /// What criteria must be: met or failed.
    pub criteria: BTreeMap<Criterion, bool>,
    /// Flags of which one must be there; empty for any parcel.
    pub reasons: Vec<String>,
}

/// What the campaign asks of a parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirements {
    /// Land uses of ground that is no parcel.
    pub left_out: Vec<String>,
    /// The criteria, in the order of [`Criterion::ALL`].
    pub criteria: [CriterionRequirements; 4],
    /// The fields that must be filled.
    pub required: Vec<Required>,
    /// What the lists of fields rest on, each once.
    pub required_basis: Vec<RequirementBasis>,
    /// Columns of maps by the fact they hold.
    pub facts: BTreeMap<Fact, Vec<String>>,
    /// What cells say, folded: yes, no, undetermined.
    pub words: FactWords,
    /// Words of registers that are of nobody, and so may stand in public sheets.
    pub public_words: Vec<String>,
    /// The groups, in the order they are tried.
    pub classes: Vec<ParcelClass>,
    /// The name of the list of groups.
    pub class_list: Text,
    /// What the list of groups rests on.
    pub class_basis: RequirementBasis,
    /// The file that some of this comes from; none where it is thuadat's own alone.
    pub path: Option<String>,
}

/// What cells say, in small letters without diacritics and marks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactWords {
    /// Words for yes.
    pub yes: Vec<String>,
    /// Words for no.
    pub no: Vec<String>,
    /// Words for what was looked for and could not be told.
    pub undetermined: Vec<String>,
}

impl Requirements {
    /// Those of thuadat.
    ///
    /// # Panics
    ///
    /// Never: a test reads them.
    #[must_use]
    pub fn built_in() -> Self {
        let sections = Sections::parse(BUILT_IN, BUILT_IN_NAME).expect("the built-in file is sound");
        sections.requirements(BUILT_IN_NAME).expect("the built-in file is sound")
    }

    /// Those of thuadat, with the sections of a file in place of theirs.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is not of this form, with file and line.
    ///
    /// # Panics
    ///
    /// Never: a test reads thuadat's own.
    pub fn read(path: &Path) -> Result<Self, RequirementsError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| RequirementsError::Read { path: name.clone(), source })?;
        let built_in = Sections::parse(BUILT_IN, BUILT_IN_NAME).expect("the built-in file is sound");
        let sections = Sections::parse(&text, &name)?.over(built_in);
        Ok(Self { path: Some(name.clone()), ..sections.requirements(&name)? })
    }

    /// What a criterion asks.
    #[must_use]
    pub const fn of(&self, criterion: Criterion) -> &CriterionRequirements {
        &self.criteria[criterion as usize]
    }
}

/// The file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    left_out: Option<LeftOut>,
    #[serde(default)]
    criteria: BTreeMap<String, CriterionSection>,
    required: Option<Vec<RequiredSection>>,
    facts: Option<BTreeMap<String, Vec<String>>>,
    words: Option<FactWords>,
    public_words: Option<PublicWords>,
    class: Option<Vec<ClassSection>>,
    class_list: Option<ClassList>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    land_uses: Vec<String>,
    #[serde(flatten)]
    _basis: BasisSection,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicWords {
    list: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct BasisSection {
    source: Text,
    date: String,
    #[serde(default)]
    verified: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct CriterionSection {
    #[serde(default = "warning")]
    at_least: Severity,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    population: bool,
    not_checked: Text,
    #[serde(flatten)]
    basis: BasisSection,
}

const fn warning() -> Severity {
    Severity::Warning
}

#[derive(Debug, Deserialize)]
struct RequiredSection {
    of: RequiredOf,
    fields: Vec<String>,
    #[serde(flatten)]
    basis: BasisSection,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassSection {
    code: String,
    title: Text,
    #[serde(default)]
    criteria: BTreeMap<String, Wanted>,
    #[serde(default)]
    reasons: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wanted {
    Met,
    Failed,
}

#[derive(Debug, Deserialize)]
struct ClassList {
    name: Text,
    #[serde(flatten)]
    basis: BasisSection,
}

impl Sections {
    fn parse(text: &str, path: &str) -> Result<Self, RequirementsError> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..text.floor_char_boundary(at)].matches('\n').count() + 1;
            RequirementsError::Syntax { path: path.to_owned(), line, reason: error.message().to_owned() }
        })
    }

    /// These, and where a section is missing that of another.
    fn over(self, other: Self) -> Self {
        let mut criteria = other.criteria;
        criteria.extend(self.criteria);
        let mut facts = other.facts.unwrap_or_default();
        facts.extend(self.facts.unwrap_or_default());
        let has_classes = self.class.is_some();
        let own_list = self.class_list.or_else(|| has_classes.then(ClassList::of_the_user));
        Self {
            left_out: self.left_out.or(other.left_out),
            criteria,
            required: self.required.or(other.required),
            facts: Some(facts),
            words: self.words.or(other.words),
            public_words: self.public_words.or(other.public_words),
            class: self.class.or(other.class),
            class_list: own_list.or(other.class_list),
        }
    }

    fn requirements(self, path: &str) -> Result<Requirements, RequirementsError> {
        let names = Names { path };
        let mut criteria = self.criteria;
        for name in criteria.keys() {
            names.criterion(name)?;
        }
        let mut of = |criterion: Criterion| -> Result<CriterionRequirements, RequirementsError> {
            let section = criteria.remove(criterion.id()).ok_or_else(|| names.missing(criterion.id()))?;
            names.of_criterion(section)
        };
        let criteria =
            [of(Criterion::Right)?, of(Criterion::Complete)?, of(Criterion::Clean)?, of(Criterion::Living)?];
        let (mut required, mut required_basis) = (Vec::new(), Vec::new());
        for section in self.required.unwrap_or_default() {
            for field in &section.fields {
                required.push(Required { field: names.field(field)?, of: section.of });
            }
            let basis = RequirementBasis::from(section.basis);
            if !required_basis.contains(&basis) {
                required_basis.push(basis);
            }
        }
        let mut facts = BTreeMap::new();
        for (name, columns) in self.facts.unwrap_or_default() {
            facts.insert(names.fact(&name)?, columns);
        }
        let mut classes = Vec::new();
        for section in self.class.unwrap_or_default() {
            classes.push(names.class(section)?);
        }
        let list = self.class_list.ok_or_else(|| names.missing("class_list"))?;
        Ok(Requirements {
            left_out: self.left_out.map(|left_out| left_out.land_uses).unwrap_or_default(),
            criteria,
            required,
            required_basis,
            facts,
            words: self.words.ok_or_else(|| names.missing("words"))?,
            public_words: self.public_words.map(|words| words.list).unwrap_or_default(),
            classes,
            class_list: list.name,
            class_basis: list.basis.into(),
            path: None,
        })
    }
}

impl ClassList {
    fn of_the_user() -> Self {
        let source =
            Text { vi: "Danh mục của người dùng".to_owned(), en: "A list of the user's".to_owned() };
        let basis = BasisSection { source: source.clone(), date: String::new(), verified: true };
        Self { name: source, basis }
    }
}

impl From<BasisSection> for RequirementBasis {
    fn from(section: BasisSection) -> Self {
        Self { source: section.source, date: section.date, verified: section.verified }
    }
}

/// Names in a file, understood or refused.
struct Names<'a> {
    path: &'a str,
}

impl Names<'_> {
    fn of_criterion(&self, section: CriterionSection) -> Result<CriterionRequirements, RequirementsError> {
        Ok(CriterionRequirements {
            rules: self.rules(&section.rules)?,
            at_least: section.at_least,
            needs: self.rules(&section.needs)?,
            links: section.links.iter().map(|name| self.link(name)).collect::<Result<_, _>>()?,
            population: section.population,
            not_checked: section.not_checked,
            basis: section.basis.into(),
        })
    }

    /// Rules by their ids, or all of a group: `geometry/*`.
    fn rules(&self, names: &[String]) -> Result<Vec<Rule>, RequirementsError> {
        let mut rules = Vec::new();
        for name in names {
            let before = rules.len();
            match name.strip_suffix('*') {
                Some(group) => {
                    rules.extend(Rule::ALL.iter().filter(|rule| rule.id().starts_with(group)).copied());
                }
                None => rules.extend(Rule::from_id(name)),
            }
            if rules.len() == before {
                return Err(self.unknown("rule", name, Rule::ALL.iter().map(|rule| rule.id())));
            }
        }
        Ok(rules)
    }

    fn link(&self, name: &str) -> Result<LinkReason, RequirementsError> {
        let found = LinkReason::ALL.iter().find(|reason| reason.id() == name).copied();
        found.ok_or_else(|| self.unknown("link", name, LinkReason::ALL.iter().map(|reason| reason.id())))
    }

    fn field(&self, name: &str) -> Result<RequiredField, RequirementsError> {
        let found = RequiredField::ALL.iter().find(|field| field.id() == name).copied();
        found.ok_or_else(|| self.unknown("field", name, RequiredField::ALL.iter().map(|field| field.id())))
    }

    fn fact(&self, name: &str) -> Result<Fact, RequirementsError> {
        let found = Fact::ALL.into_iter().find(|fact| fact.id() == name);
        found.ok_or_else(|| self.unknown("fact", name, Fact::ALL.iter().map(|fact| fact.id())))
    }

    fn criterion(&self, name: &str) -> Result<Criterion, RequirementsError> {
        let found = Criterion::ALL.into_iter().find(|criterion| criterion.id() == name);
        found.ok_or_else(|| self.unknown("criterion", name, Criterion::ALL.iter().map(|known| known.id())))
    }

    fn class(&self, section: ClassSection) -> Result<ParcelClass, RequirementsError> {
        let mut criteria = BTreeMap::new();
        for (name, wanted) in &section.criteria {
            criteria.insert(self.criterion(name)?, matches!(wanted, Wanted::Met));
        }
        let ClassSection { code, title, reasons, .. } = section;
        Ok(ParcelClass { code, title, criteria, reasons })
    }

    fn missing(&self, section: &str) -> RequirementsError {
        RequirementsError::Missing { path: self.path.to_owned(), section: section.to_owned() }
    }

    fn unknown<'n>(
        &self,
        what: &'static str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> RequirementsError {
        let nearest = crate::nearest::nearest(name, known);
        RequirementsError::Unknown { path: self.path.to_owned(), what, name: name.to_owned(), nearest }
    }
}
