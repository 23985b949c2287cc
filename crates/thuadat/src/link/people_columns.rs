//! Columns of a map that the user named for what reports show: none of them may hold people, whatever it is called.

use super::read::LinkError;
use std::collections::BTreeMap;
use thuadat_core::link::KnownPeople;
use thuadat_core::{FeatureId, Message, ParcelRecord, Register};
use thuadat_io::{AttributeColumn, AttributeValue, Dataset, Field, Notice, ReadRequest, scan_texts};

/// Columns kept beside, by what each is to hold.
pub(crate) type FactColumns = BTreeMap<&'static str, String>;

/// Refuses a column the user named that holds people: those whom the registers or the map name, or a column of texts built as names
/// and numbers of people are. What the column is called does not count here; reading looks at that.
pub(super) fn refuse(
    dataset: &Dataset,
    request: &ReadRequest,
    registers: &[&Register],
    facts: &FactColumns,
) -> Result<(), LinkError> {
    let given: Vec<Given<'_>> =
        of_fields(dataset).chain(of_ids(dataset, request)).chain(of_facts(dataset, facts)).collect();
    if given.is_empty() {
        return Ok(());
    }
    let known = KnownPeople::new(registers.iter().copied(), &dataset.source.holders);
    for (holds, column, option, texts) in given {
        let texts = || texts.iter().map(Option::as_deref);
        let known = known.seen_in(texts()).map(|seen| seen.first);
        let first = known.or_else(|| looks_like_people(column, texts()));
        if let Some(first) = first {
            return Err(LinkError::ColumnHoldsPeople {
                path: dataset.source.path.clone(),
                holds,
                column: column.to_owned(),
                first: first + 1,
                option,
            });
        }
    }
    Ok(())
}

/// Holds back columns kept beside in which people are, though nobody named them: nothing of such a column is shown.
pub(super) fn hold_back(dataset: &mut Dataset, registers: &[&Register]) {
    let source = &mut dataset.source;
    let is_open = |column: &&mut AttributeColumn| !column.is_personal;
    if source.attributes.columns.is_empty() {
        return;
    }
    let known = KnownPeople::new(registers.iter().copied(), &source.holders);
    for column in source.attributes.columns.iter_mut().filter(is_open) {
        let texts: Vec<Option<String>> = column.values.iter().map(text_of_value).collect();
        let texts = || texts.iter().map(Option::as_deref);
        if known.seen_in(texts()).is_some() || looks_like_people(&column.name, texts()).is_some() {
            column.is_personal = true;
            let name = &column.name;
            source.notices.push(Notice {
                code: "column-of-people",
                message: Message {
                    vi: format!("Cột “{name}” có họ tên hoặc số giấy tờ của người sử dụng đất nên không được dùng trong báo cáo."),
                    en: format!("Column “{name}” holds names or numbers of people and is left out of reports."),
                },
            });
        }
    }
}

fn looks_like_people<'a>(column: &str, texts: impl Iterator<Item = Option<&'a str>>) -> Option<usize> {
    let scan = scan_texts(column, texts)?;
    let seen = scan.names.or(scan.identity_numbers)?;
    Some(seen.first as usize)
}

/// What a column is to hold, its name, the option it was named with, and its texts.
type Given<'a> = (&'static str, &'a str, &'static str, Vec<Option<String>>);

fn of_fields(dataset: &Dataset) -> impl Iterator<Item = Given<'_>> {
    let columns =
        dataset.source.columns.iter().filter(|column| column.given && column.field != Field::Holder);
    columns.map(|column| {
        let texts = dataset.parcels.records.iter().map(|record| text_of(record, column.field));
        (column.field.id(), column.name.as_str(), "--map", texts.collect())
    })
}

fn text_of(record: &ParcelRecord, field: Field) -> Option<String> {
    let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    match field {
        Field::Commune => text(&record.key.commune),
        Field::Sheet => text(&record.key.sheet),
        Field::Number => text(&record.key.number),
        Field::LandUse | Field::LandUse2 | Field::LandUse3 => text(&record.land_use),
        Field::ParcelCode => text(&record.code),
        Field::RecordedArea => number(record.recorded_area_m2),
        Field::LegalArea => number(record.legal_area_m2),
        _ => None,
    }
}

/// A number so large may be that of somebody, of which the zeros in front are gone.
fn number(number: Option<f64>) -> Option<String> {
    const LARGE: f64 = 1e8;
    number.filter(|number| *number >= LARGE).map(|number| format!("{number:012.0}"))
}

fn of_ids<'a>(dataset: &'a Dataset, request: &'a ReadRequest) -> impl Iterator<Item = Given<'a>> {
    request.id_column.iter().map(|column| {
        let texts = dataset.parcels.records.iter().map(|record| match &record.feature {
            FeatureId::Text(text) => Some(text.to_string()),
            FeatureId::Number(id) => number(Some(*id as f64)),
        });
        ("id", column.as_str(), "--id", texts.collect())
    })
}

fn of_facts<'a>(dataset: &'a Dataset, facts: &'a FactColumns) -> impl Iterator<Item = Given<'a>> {
    facts.iter().filter_map(|(&fact, column)| {
        let values = &dataset.source.attributes.column(column)?.values;
        Some((fact, column.as_str(), "--fact", values.iter().map(text_of_value).collect()))
    })
}

fn text_of_value(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::Text(text) => Some(text.to_string()),
        AttributeValue::Number(value) => number(Some(*value)),
        AttributeValue::Missing | AttributeValue::Boolean(_) => None,
    }
}
