//! The scorecard as programs read it: a public contract.

use crate::link::model::RegisterFile;
use crate::report::model::{Input, Parcel, Text, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this contract. It grows when a field is added, and its first digit when one changes its meaning.
pub const CONTRACT: &str = "1.0";

/// How many parcels of a map are right, complete, clean and living, as far as a machine can tell, and why others are not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Version of this contract.
    pub contract: String,
    /// The program that made it.
    pub tool: Tool,
    /// Whether it holds personal data. It never does: parcels are named by their keys, holders not at all.
    pub holds_personal_data: bool,
    /// The map.
    pub map: Input,
    /// The registers, in the order given.
    pub registers: Vec<RegisterFile>,
    /// The profile the map was checked under.
    pub profile: String,
    /// The criteria.
    pub criteria: Vec<CriterionCard>,
    /// The groups.
    pub class_list: ClassList,
    /// The file that takes the place of parts of thuadat's own list; null where there is none.
    pub classes_from: Option<String>,
    /// What columns of the map say beside.
    pub facts: Vec<FactColumn>,
    /// Everything together.
    pub whole: Unit,
    /// By commune.
    pub communes: Vec<Unit>,
    /// By commune and village, where a column says it; else empty.
    pub villages: Vec<Unit>,
    /// By commune and sheet.
    pub sheets: Vec<Unit>,
    /// Every parcel that is counted.
    pub parcels: Vec<ParcelCard>,
}

/// A criterion, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionCard {
    /// Its stable name: `right`, `complete`, `clean`, `living`.
    pub id: String,
    /// Its word.
    pub title: Text,
    /// What no machine can check of it.
    pub not_checked: Text,
    /// What it rests on.
    pub source: Text,
    /// Date of that, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it was compared with the text in force.
    pub verified: bool,
}

/// The list of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassList {
    /// Its name.
    pub name: Text,
    /// What it rests on.
    pub source: Text,
    /// Date of that, `YYYY-MM-DD`; may be empty.
    pub date: String,
    /// Whether it was compared with the text in force.
    pub verified: bool,
    /// The groups, in the order they are tried.
    pub classes: Vec<Class>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: Text,
}

/// A fact of the campaign, and the column of the map that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactColumn {
    /// Its stable name.
    pub fact: String,
    /// Its name for people.
    pub title: Text,
    /// The column; null where the map has none.
    pub column: Option<String>,
}

/// A commune, a village, a sheet, or everything, and its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Code of the commune; null where parcels have none.
    pub commune: Option<String>,
    /// Its name, where the code stands in a list.
    pub commune_name: Option<String>,
    /// The village.
    pub village: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Parcels that are counted.
    pub parcels: usize,
    /// Ground that the map holds as parcels and that is none, such as roads; it is counted here alone.
    pub left_out: usize,
    /// `đúng`.
    pub right: Counts,
    /// `đủ`.
    pub complete: Counts,
    /// `sạch`.
    pub clean: Counts,
    /// `sống`.
    pub living: Counts,
    /// Parcels that meet all four.
    pub all_four: usize,
    /// Parcels by group.
    pub classes: Vec<ClassCount>,
    /// Why criteria fail, the most parcels first.
    pub reasons: Vec<ReasonCount>,
    /// Why criteria cannot be said to be met, the most parcels first.
    pub doubts: Vec<ReasonCount>,
}

/// How many parcels meet a criterion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Nothing speaks against it, and what must be known is known.
    pub met: usize,
    /// Something speaks against it.
    pub failed: usize,
    /// Nothing speaks against it, but not all is known.
    pub unknown: usize,
}

impl Counts {
    /// Whether of most of all parcels nothing can be said.
    pub(super) const fn is_mostly_unknown(self, all: usize) -> bool {
        self.unknown * 2 > all
    }
}

/// How many parcels are in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassCount {
    /// The group; several where what is not known decides which; none where no group of the list suits.
    pub codes: Vec<String>,
    /// Parcels.
    pub parcels: usize,
}

/// How many parcels a reason is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonCount {
    /// The criterion.
    pub criterion: String,
    /// The reason: a rule, `missing/…`, `link/…` and others.
    pub code: String,
    /// In words.
    pub text: Text,
    /// Parcels.
    pub parcels: usize,
}

/// What is said of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Met.
    Met,
    /// Failed.
    Failed,
    /// Not known.
    Unknown,
}

/// One parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelCard {
    /// Which one.
    pub parcel: Parcel,
    /// Its village.
    pub village: Option<String>,
    /// `đúng`.
    pub right: Answer,
    /// `đủ`.
    pub complete: Answer,
    /// `sạch`.
    pub clean: Answer,
    /// `sống`.
    pub living: Answer,
    /// Its group; see [`ClassCount::codes`].
    pub class: Vec<String>,
    /// Codes of why criteria fail.
    pub reasons: Vec<String>,
    /// Codes of why criteria cannot be said to be met.
    pub doubts: Vec<String>,
}
