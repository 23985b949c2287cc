//! A profile as a TOML file states it.

use super::{Basis, DrawingStyle, ProfileError, Threshold, built_in, listed, named};
use crate::custom::RuleDefinition;
use crate::nearest::nearest;
use crate::selection::{LeftOut, RuleSelection, SelectionError, rules_among as rules_named};
use std::collections::BTreeMap;
use std::path::Path;
use thuadat_core::{Day, Message, Profile, Rule, RuleSetting, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A profile together with the text each of its thresholds rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileDocument {
    /// The settings a check runs under.
    pub profile: Profile,
    /// What its thresholds rest on, where that is known; at most one per threshold.
    pub basis: Vec<Basis>,
    /// Rules of the user's own, in the order of the file.
    pub custom: Vec<RuleDefinition>,
    /// How maps are drawn when they are exported for CAD programs.
    pub drawing: DrawingStyle,
    /// Which rules to run; all that the profile has on, unless the user chose.
    pub(crate) rules: RuleSelection,
    /// Rules the user does not want run, and how that was said.
    pub(crate) left_out: BTreeMap<Rule, LeftOut>,
}

impl From<Profile> for ProfileDocument {
    fn from(profile: Profile) -> Self {
        Self {
            profile,
            basis: Vec::new(),
            custom: Vec::new(),
            drawing: DrawingStyle::default(),
            rules: RuleSelection::default(),
            left_out: BTreeMap::new(),
        }
    }
}

impl ProfileDocument {
    /// Reads a profile from the text of a TOML file; `path` names it in errors.
    ///
    /// # Errors
    ///
    /// When the text is not TOML, has a key no profile has, or a value its key cannot have.
    pub fn parse(text: &str, path: &str) -> Result<Self, ProfileError> {
        let source = SourceText { text, path };
        let root = DeTable::parse(text).map_err(|error| source.syntax(&error))?;
        let root = root.get_ref();
        let mut document = source.base(root)?;
        if let Some(custom) = root.get("custom") {
            source.apply_custom(&mut document, custom)?;
        }
        for (key, value) in root {
            source.apply(&mut document, key.get_ref(), key.span().start, value)?;
        }
        Ok(document)
    }

    /// The same with overlaps and gaps up to `tolerance_m` metres wide graded as notes.
    ///
    /// # Errors
    ///
    /// When the width is negative, not finite or absurd.
    pub fn with_tolerance_m(self, tolerance_m: f64) -> Result<Self, ProfileError> {
        self.with(Threshold::Tolerance, tolerance_m)
    }

    /// The same with gaps wider than `gap_width_m` metres taken for ground outside the parcel layer.
    ///
    /// # Errors
    ///
    /// When the width is negative, not finite or absurd.
    pub fn with_gap_width_m(self, gap_width_m: f64) -> Result<Self, ProfileError> {
        self.with(Threshold::GapWidth, gap_width_m)
    }

    /// The same with only some of its rules about maps.
    ///
    /// # Errors
    ///
    /// When no rule or more than one has a name given, the rules named are about registers, or no rule is left.
    pub fn with_rules(mut self, rules: RuleSelection) -> Result<Self, SelectionError> {
        let of_maps = |rule: &Rule| !rule.is_of_registers();
        for name in rules.only.iter().chain(&rules.skip) {
            if self.rules_named(name).is_ok_and(|named| !named.iter().any(of_maps)) {
                return Err(SelectionError::OfRegisters { name: name.clone() });
            }
        }
        let all: Vec<Rule> = self.all_rules().into_iter().filter(of_maps).collect();
        self.left_out = rules.leave_out(&all, &mut self.profile)?;
        self.rules = rules;
        Ok(self)
    }

    /// Every rule there is under this profile: thuadat's own, then the user's by id.
    #[must_use]
    pub fn all_rules(&self) -> Vec<Rule> {
        let mut custom: Vec<Rule> = self.custom.iter().map(|definition| definition.rule).collect();
        custom.sort_unstable();
        Rule::ALL.iter().copied().chain(custom).collect()
    }

    /// The rules a name stands for: an id, the end of one that no other rule has, or a group such as `geometry/*`.
    ///
    /// # Errors
    ///
    /// When it stands for none, or for several without being a group.
    pub fn rules_named(&self, name: &str) -> Result<Vec<Rule>, SelectionError> {
        rules_named(name, &self.all_rules())
    }

    /// The user's definition of a rule; none of thuadat's own.
    #[must_use]
    pub fn definition(&self, rule: Rule) -> Option<&RuleDefinition> {
        self.custom.iter().find(|definition| definition.rule == rule)
    }

    fn with(mut self, threshold: Threshold, value: f64) -> Result<Self, ProfileError> {
        let (least, most) = threshold.bounds();
        if !(least..=most).contains(&value) {
            let expected = Box::new(threshold.expected_number());
            return Err(ProfileError::BadSetting { key: threshold.key(), value, expected });
        }
        threshold.set(&mut self.profile, value);
        self.set_basis(threshold, Some(Basis::given(threshold)));
        Ok(self)
    }

    fn set_basis(&mut self, threshold: Threshold, basis: Option<Basis>) {
        self.basis.retain(|known| known.threshold != threshold);
        self.basis.extend(basis);
    }
}

/// A profile file being read.
pub(super) struct SourceText<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a str,
}

pub(super) type Value<'i> = Spanned<DeValue<'i>>;

impl SourceText<'_> {
    /// What the file starts from. A built-in profile without a base states everything and starts from nothing.
    fn base(&self, root: &DeTable<'_>) -> Result<ProfileDocument, ProfileError> {
        if built_in(self.path).is_some() && !root.contains_key("base") {
            return Ok(Profile { severities: BTreeMap::new(), ..Profile::strict() }.into());
        }
        let mut document = match root.get("base") {
            None => named(super::DEFAULT)?,
            Some(value) => match value.get_ref().as_str().filter(|name| built_in(name).is_some()) {
                Some(name) => named(name)?,
                None => return Err(self.bad_value("base", value, expected_base())),
            },
        };
        let stem = Path::new(self.path).file_stem().unwrap_or_default();
        document.profile.name = stem.to_string_lossy().into_owned();
        Ok(document)
    }

    fn apply(
        &self,
        document: &mut ProfileDocument,
        key: &str,
        at: usize,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        let threshold = Threshold::ALL.iter().copied().find(|threshold| threshold.key() == key);
        match (key, threshold) {
            ("base" | "custom", _) => Ok(()),
            ("name", _) => self.text_of("name", value).map(|name| document.profile.name = name),
            ("codes_at", _) => {
                self.day_of("codes_at", value).map(|day| document.profile.codes_at = Some(day))
            }
            ("drawing", _) => match value.get_ref().as_table() {
                Some(table) => self.apply_drawing(&mut document.drawing, table),
                None => Err(self.bad_value("drawing", value, words("một bảng", "a table"))),
            },
            ("severities", _) => self.apply_severities(document, value),
            (_, Some(threshold)) => self.apply_threshold(document, threshold, value),
            (_, None) => {
                let known = Threshold::ALL.iter().map(|threshold| threshold.key());
                Err(self.unknown_key(
                    key,
                    at,
                    known.chain(["name", "base", "codes_at", "severities", "custom", "drawing"]),
                ))
            }
        }
    }

    /// `key = number`, or a table with `value` and what it rests on.
    fn apply_threshold(
        &self,
        document: &mut ProfileDocument,
        threshold: Threshold,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        let Some(table) = value.get_ref().as_table() else {
            self.set_value(&mut document.profile, threshold, value)?;
            document.set_basis(threshold, None);
            return Ok(());
        };
        for key in table.keys() {
            if !["value", "source", "date", "verified"].contains(&key.get_ref().as_ref()) {
                let known = ["value", "source", "date", "verified"].into_iter();
                return Err(self.unknown_key(key.get_ref(), key.span().start, known));
            }
        }
        let number =
            table.get("value").ok_or_else(|| self.bad_value(threshold.key(), value, threshold.expected()))?;
        self.set_value(&mut document.profile, threshold, number)?;
        let basis = self.basis(threshold, table)?;
        document.set_basis(threshold, basis);
        Ok(())
    }

    fn set_value(
        &self,
        profile: &mut Profile,
        threshold: Threshold,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        let (least, most) = threshold.bounds();
        let word = value.get_ref().as_str();
        match number(value.get_ref()) {
            Some(number) if (least..=most).contains(&number) => threshold.set(profile, number),
            None if word.is_some() && word == threshold.word_for_none() => threshold.set_none(profile),
            _ => return Err(self.bad_value(threshold.key(), value, threshold.expected())),
        }
        Ok(())
    }

    fn basis(&self, threshold: Threshold, table: &DeTable<'_>) -> Result<Option<Basis>, ProfileError> {
        let (source, date, verified) = self.rests_on(table)?;
        Ok(source.map(|source| Basis { threshold, source, date, verified }))
    }

    /// Source, date and whether it was compared with the text in force.
    pub(super) fn rests_on(
        &self,
        table: &DeTable<'_>,
    ) -> Result<(Option<Message>, String, bool), ProfileError> {
        let source = table.get("source").map(|source| self.message_of("source", source)).transpose()?;
        let date = table.get("date").map(|date| self.date_of(date)).transpose()?.unwrap_or_default();
        let verified = match table.get("verified") {
            None => true,
            Some(value) => value.get_ref().as_bool().ok_or_else(|| {
                self.bad_value("verified", value, words("true hoặc false", "true or false"))
            })?,
        };
        Ok((source, date, verified))
    }

    /// A sentence in both languages, or one sentence for both.
    pub(super) fn message_of(&self, name: &str, value: &Value<'_>) -> Result<Message, ProfileError> {
        let Some(table) = value.get_ref().as_table() else {
            let text = self.text_of(name, value)?;
            return Ok(Message { vi: text.clone(), en: text });
        };
        let text = |key: &str| match table.get(key) {
            Some(text) => self.text_of(key, text),
            None => Err(self.bad_value(
                name,
                value,
                words(
                    "một chuỗi, hoặc một bảng có hai chuỗi `vi` và `en`",
                    "a text, or a table with the texts `vi` and `en`",
                ),
            )),
        };
        Ok(Message { vi: text("vi")?, en: text("en")? })
    }

    fn apply_severities(
        &self,
        document: &mut ProfileDocument,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        let all = document.all_rules();
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.bad_value(
                "severities",
                value,
                words("một bảng các mã quy tắc", "a table of rule ids"),
            ));
        };
        for (id, setting) in table {
            let rule = *all.iter().find(|rule| rule.id() == id.get_ref()).ok_or_else(|| {
                self.unknown_key(id.get_ref(), id.span().start, all.iter().map(|rule| rule.id()))
            })?;
            let setting = setting.get_ref().as_str().and_then(rule_setting).ok_or_else(|| {
                self.bad_value(
                    rule.id(),
                    setting,
                    words(
                        "\"error\", \"warning\", \"note\" hoặc \"off\"",
                        "\"error\", \"warning\", \"note\" or \"off\"",
                    ),
                )
            })?;
            document.profile.severities.insert(rule, setting);
        }
        Ok(())
    }

    pub(super) fn text_of(&self, key: &str, value: &Value<'_>) -> Result<String, ProfileError> {
        let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| self.bad_value(key, value, words("một chuỗi có nội dung", "a text")))
    }

    fn day_of(&self, key: &str, value: &Value<'_>) -> Result<Day, ProfileError> {
        let date = self.date_of(value).ok().and_then(|date| date.parse().ok());
        let expected = || {
            words(
                "một ngày như 2025-06-30, không có dấu ngoặc kép",
                "a date such as 2025-06-30, without quotes",
            )
        };
        date.ok_or_else(|| self.bad_value(key, value, expected()))
    }

    fn date_of(&self, value: &Value<'_>) -> Result<String, ProfileError> {
        let date = value.get_ref().as_datetime().filter(|date| date.time.is_none());
        date.map(ToString::to_string).ok_or_else(|| {
            self.bad_value(
                "date",
                value,
                words(
                    "một ngày như 2014-05-19, không có dấu ngoặc kép",
                    "a date such as 2014-05-19, without quotes",
                ),
            )
        })
    }

    pub(super) fn line(&self, at: usize) -> usize {
        self.text[..at.min(self.text.len())].matches('\n').count() + 1
    }

    fn syntax(&self, error: &toml::de::Error) -> ProfileError {
        let line = self.line(error.span().map_or(0, |span| span.start));
        ProfileError::Syntax { path: self.path.to_owned(), line, reason: error.message().to_owned() }
    }

    pub(super) fn unknown_key<'k>(
        &self,
        key: &str,
        at: usize,
        known: impl Iterator<Item = &'k str>,
    ) -> ProfileError {
        let nearest = nearest(key, known);
        ProfileError::UnknownKey {
            path: self.path.to_owned(),
            line: self.line(at),
            key: key.to_owned(),
            nearest,
        }
    }

    pub(super) fn bad_value(&self, key: &str, value: &Value<'_>, expected: Message) -> ProfileError {
        let written = self.text.get(value.span()).unwrap_or_default();
        let written = written.lines().next().unwrap_or_default();
        ProfileError::BadValue {
            path: self.path.to_owned(),
            line: self.line(value.span().start),
            key: key.to_owned(),
            value: written.to_owned(),
            expected: Box::new(expected),
        }
    }
}

pub(super) fn words(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
}

fn expected_base() -> Message {
    Message { vi: listed("hoặc"), en: listed("or") }
}

pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    let digits = match value {
        DeValue::Integer(integer) => integer.as_str(),
        DeValue::Float(float) => float.as_str(),
        _ => return None,
    };
    digits.replace('_', "").parse().ok()
}

fn rule_setting(word: &str) -> Option<RuleSetting> {
    Some(match word {
        "off" => RuleSetting::Off,
        "note" => RuleSetting::Severity(Severity::Note),
        "warning" => RuleSetting::Severity(Severity::Warning),
        "error" => RuleSetting::Severity(Severity::Error),
        _ => return None,
    })
}
