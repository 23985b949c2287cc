//! Running custom rules over the parcels of a dataset.

use super::expression::{Clash, Name, Row, Value};
use super::{Fact, RuleDefinition, Template};
use crate::Language;
use crate::nearest::nearest;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use thuadat_core::{
    CheckOutcome, Finding, FindingId, Interrupted, Message, Observer, Parcels, Profile, Rule, RuleOutcome,
    Severity, Stage,
};
use thuadat_io::{AttributeColumn, AttributeValue, Dataset, is_about_a_person};

/// Runs the rules that the profile has on, and lists all of them.
pub(crate) fn add(
    outcome: &mut CheckOutcome,
    dataset: &Dataset,
    profile: &Profile,
    definitions: &[RuleDefinition],
    observer: &dyn Observer,
) -> Result<(), Interrupted> {
    let mut definitions: Vec<&RuleDefinition> = definitions.iter().collect();
    definitions.sort_by_key(|definition| definition.rule);
    for definition in definitions {
        let rule = definition.rule;
        let result = match (profile.severity(rule), why_not_run(definition, dataset)) {
            (None, _) => Err(switched_off()),
            (Some(_), Some(reason)) => Err(reason),
            (Some(severity), None) => {
                let check = Check { definition, dataset, severity, lattice_m: profile.lattice_m };
                let findings = check.findings(observer)?;
                let count = findings.len();
                outcome.add(findings);
                Ok(count)
            }
        };
        let severity = profile.severity(rule).unwrap_or(rule.default_severity());
        outcome.rules.push(RuleOutcome { rule, severity, result });
    }
    Ok(())
}

/// Lists the rules with the reason why none of them was run.
pub(crate) fn list_as_not_run(
    outcome: &mut CheckOutcome,
    profile: &Profile,
    definitions: &[RuleDefinition],
    reason: &Message,
) {
    let mut rules: Vec<Rule> = definitions.iter().map(|definition| definition.rule).collect();
    rules.sort_unstable();
    outcome.rules.extend(rules.into_iter().map(|rule| match profile.severity(rule) {
        Some(severity) => RuleOutcome { rule, severity, result: Err(reason.clone()) },
        None => RuleOutcome { rule, severity: rule.default_severity(), result: Err(switched_off()) },
    }));
}

fn switched_off() -> Message {
    message("Bộ quy tắc đang dùng tắt quy tắc này.", "Switched off in the profile used.")
}

/// A column that none of the sources has is a slip of the pen, or belongs to other maps.
fn why_not_run(definition: &RuleDefinition, dataset: &Dataset) -> Option<Message> {
    let attributes = &dataset.source.attributes;
    let missing = definition.columns().into_iter().find(|name| attributes.column(name).is_none())?;
    if attributes.has(missing) {
        return Some(message(
            "Quy tắc này chỉ chạy khi đọc thửa từ tệp.",
            "This rule runs when parcels are read from a file.",
        ));
    }
    let facts = Fact::ALL.iter().map(|fact| fact.name());
    let meant = nearest(missing, attributes.names.iter().map(String::as_str).chain(facts));
    let (vi, en) = match meant {
        Some(fact) if fact == missing => (
            format!("; bỏ dấu nháy kép thì `{fact}` là giá trị do thuadat tính"),
            format!("; without the double quotes `{fact}` is what thuadat knows by itself"),
        ),
        Some(meant) => (format!(" (ý bạn là `{meant}`?)"), format!(" (did you mean `{meant}`?)")),
        None => (String::new(), String::new()),
    };
    Some(Message {
        vi: format!(
            "Dữ liệu không có cột `{missing}`{vi}. Nếu đó là chữ, hãy đặt trong dấu nháy đơn: '{missing}'."
        ),
        en: format!(
            "No input has a column `{missing}`{en}. If it is a text, put it in single quotes: '{missing}'."
        ),
    })
}

/// One rule held against the parcels of a dataset.
struct Check<'a> {
    definition: &'a RuleDefinition,
    dataset: &'a Dataset,
    severity: Severity,
    lattice_m: f64,
}

/// Parcels looked at between two looks at the observer.
const CHUNK: usize = 1024;

/// What looking at some parcels brought to light, in their order.
#[derive(Default)]
struct Seen {
    hits: Vec<u32>,
    clashes: u64,
    first_clash: Option<(u32, Clash)>,
}

impl<'a> Check<'a> {
    fn findings(&self, observer: &dyn Observer) -> Result<Vec<Finding>, Interrupted> {
        let seen = self.look(observer)?;
        let clash = seen.first_clash.map(|(parcel, clash)| self.of_clash(parcel, &clash, seen.clashes));
        let hits: Vec<Finding> = seen.hits.into_par_iter().map(|parcel| self.of_hit(parcel)).collect();
        Ok(clash.into_iter().chain(hits).collect())
    }

    fn look(&self, observer: &dyn Observer) -> Result<Seen, Interrupted> {
        let sources: Vec<Source<'_>> =
            self.definition.when.names().iter().map(|name| self.source(name)).collect();
        let total = self.dataset.parcels.len();
        let done = AtomicU64::new(0);
        let chunks: Vec<Seen> = (0..total.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                if observer.is_interrupted() {
                    return Err(Interrupted);
                }
                let parcels = chunk * CHUNK..total.min((chunk + 1) * CHUNK);
                let count = parcels.len() as u64;
                let mut seen = Seen::default();
                for parcel in parcels {
                    let row = ParcelRow { parcels: &self.dataset.parcels, sources: &sources, parcel };
                    seen.note(parcel as u32, &self.definition.when.evaluate(&row));
                }
                let count = done.fetch_add(count, Ordering::Relaxed) + count;
                observer.progress(Stage::Records, count, total as u64);
                Ok(seen)
            })
            .collect::<Result<_, _>>()?;
        Ok(chunks.into_iter().fold(Seen::default(), Seen::then))
    }

    /// # Panics
    ///
    /// When the dataset does not have the column, which is looked into before.
    fn source(&self, name: &Name) -> Source<'a> {
        match name {
            Name::Fact(fact) => Source::Fact(*fact),
            Name::Column(column) => Source::Column(
                self.dataset.source.attributes.column(column).expect("rules run where their columns are"),
            ),
        }
    }

    fn of_hit(&self, parcel: u32) -> Finding {
        let (rule, parcels) = (self.definition.rule, &self.dataset.parcels);
        let filled = |template: &Message<Template>| Message {
            vi: template.vi.fill(|name| self.shown(name, parcel, Language::Vi)),
            en: template.en.fill(|name| self.shown(name, parcel, Language::En)),
        };
        let sentences = if let Some(template) = &self.definition.message {
            filled(template)
        } else {
            let (name, title) = (parcels.name(parcel as usize), rule.title());
            Message {
                vi: format!("Thửa {name}: {}.", title.vi.trim_end_matches('.')),
                en: format!("Parcel {name}: {}.", title.en.trim_end_matches('.')),
            }
        };
        let message = match self.definition.fix.as_ref().map(filled) {
            Some(fix) => Message {
                vi: format!("{} {}", sentences.vi, fix.vi),
                en: format!("{} {}", sentences.en, fix.en),
            },
            None => sentences,
        };
        let id = FindingId::new(rule, parcels, &[parcel], None);
        Finding { parcels: vec![parcel], ..self.finding(id, parcel, message) }
    }

    /// Values that do not go together are told once, at the first parcel that has them. It is no fault of that parcel: the
    /// finding is of the whole, and stays when only some parcels are asked for.
    fn of_clash(&self, parcel: u32, clash: &Clash, count: u64) -> Finding {
        let rule = self.definition.rule;
        let (name, part) =
            (self.dataset.parcels.name(parcel as usize), self.definition.when.part_at(clash.place));
        let Message { vi, en } = clash.words();
        let parcels = if count == 1 { "parcel" } else { "parcels" };
        let message = Message {
            vi: format!(
                "Không xét được quy tắc này ở {count} thửa, đầu tiên là thửa {name}: trong `{part}`, {vi}."
            ),
            en: format!(
                "This rule could not be decided for {count} {parcels}, first parcel {name}: in `{part}`, {en}."
            ),
        };
        self.finding(FindingId::of_subject(rule, "could not be decided"), parcel, message)
    }

    fn finding(&self, id: FindingId, parcel: u32, message: Message) -> Finding {
        let at = self.dataset.parcels.geometries.point_inside(parcel as usize, self.lattice_m);
        Finding {
            id,
            rule: self.definition.rule,
            severity: self.severity,
            parcels: Vec::new(),
            at,
            geometry: at.map(|at| geo::Geometry::Point(at.into())),
            area_m2: None,
            width_m: None,
            length_m: None,
            place: None,
            explained_by: None,
            message,
        }
    }

    /// A value as a sentence shows it. What is of people is not shown.
    fn shown(&self, name: &Name, parcel: u32, language: Language) -> String {
        let source = self.source(name);
        let hidden = || language.pick("(không hiện)", "(not shown)").to_owned();
        if matches!(source, Source::Column(column) if column.is_personal) {
            return hidden();
        }
        match source.value(&self.dataset.parcels, parcel as usize) {
            Value::Null | Value::Clash(_) => "–".to_owned(),
            Value::Boolean(true) => language.pick("đúng", "true").to_owned(),
            Value::Boolean(false) => language.pick("sai", "false").to_owned(),
            Value::Text(text) if is_about_a_person(&text) => hidden(),
            Value::Text(text) => text.into_owned(),
            Value::Number(number) if is_number_of_a_person(number) => hidden(),
            Value::Number(number) => {
                let digits = match name {
                    Name::Fact(_) => (number * 100.0).round() / 100.0,
                    Name::Column(_) => (number * 1e6).round() / 1e6,
                };
                let text = digits.to_string();
                if language == Language::Vi { text.replace('.', ",") } else { text }
            }
        }
    }
}

impl Seen {
    fn note(&mut self, parcel: u32, value: &Value<'_>) {
        match value {
            Value::Boolean(true) => self.hits.push(parcel),
            Value::Clash(clash) => {
                self.clashes += 1;
                self.first_clash.get_or_insert((parcel, *clash));
            }
            _ => {}
        }
    }

    fn then(mut self, mut next: Self) -> Self {
        self.hits.append(&mut next.hits);
        self.clashes += next.clashes;
        self.first_clash = self.first_clash.or(next.first_clash);
        self
    }
}

/// Where a name has its values from.
#[derive(Clone, Copy)]
enum Source<'a> {
    Fact(Fact),
    Column(&'a AttributeColumn),
}

impl<'a> Source<'a> {
    fn value(self, parcels: &'a Parcels, parcel: usize) -> Value<'a> {
        match self {
            Self::Fact(fact) => fact.value(parcels, parcel),
            Self::Column(column) => match &column.values[parcel] {
                AttributeValue::Missing => Value::Null,
                AttributeValue::Number(number) => Value::Number(*number),
                AttributeValue::Boolean(boolean) => Value::Boolean(*boolean),
                AttributeValue::Text(text) => Value::Text(text.as_ref().into()),
            },
        }
    }
}

struct ParcelRow<'a, 'sources> {
    parcels: &'a Parcels,
    sources: &'sources [Source<'a>],
    parcel: usize,
}

impl<'a> Row<'a> for ParcelRow<'a, '_> {
    fn value(&self, name: usize) -> Value<'a> {
        self.sources[name].value(self.parcels, self.parcel)
    }
}

/// Numbers of citizens that may have lost their leading zeros, old ones of nine digits, and telephones without the zero.
fn is_number_of_a_person(number: f64) -> bool {
    is_about_a_person(&format!("{number:012}")) || (number.fract() == 0.0 && (1e8..1e10).contains(&number))
}

fn message(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
}
