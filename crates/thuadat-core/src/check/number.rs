//! Sheet and parcel numbers: twice, or not at all.

use super::draft::Draft;
use super::inspection::Inspection;
use super::message::Wording;
use crate::{Finding, Interrupted, KnownColumns, ParcelKey, ParcelRecord, Rule};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Parcels without a number, or without a sheet where sheets are known. Needs a column of parcel numbers.
pub(super) fn missing_numbers(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    if !inspection.parcels.columns.number || !inspection.wants(Rule::NumberMissing) {
        return Ok(Vec::new());
    }
    inspection.of_each_parcel(|parcel| {
        if !is_missing(inspection, parcel) {
            return None;
        }
        let draft = Draft::new(Rule::NumberMissing, vec![parcel], inspection.point_inside(parcel));
        inspection.finding(draft, |_| inspection.wording.number_missing(parcel))
    })
}

/// Numbers given more than once. Needs columns of sheets and numbers: numbers begin anew on each sheet.
pub(super) fn duplicate_numbers(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    let columns = &inspection.parcels.columns;
    if !columns.number || !columns.sheet || !inspection.wants(Rule::NumberDuplicate) {
        return Ok(Vec::new());
    }
    inspection.go_on()?;
    let key = |parcel: u32| -> &ParcelKey { &inspection.parcels.records[parcel as usize].key };
    let mut numbered: Vec<u32> = (0..inspection.parcels.len() as u32)
        .into_par_iter()
        .filter(|&parcel| !is_missing(inspection, parcel))
        .collect();
    numbered.par_sort_unstable_by(|&one, &other| key(one).cmp(key(other)).then(one.cmp(&other)));
    inspection.go_on()?;
    let same_number = numbered.chunk_by(|&one, &other| key(one) == key(other));
    let twice: Vec<&[u32]> = same_number.filter(|parcels| parcels.len() > 1).collect();
    let findings = twice.into_par_iter().filter_map(|parcels| {
        let draft = Draft::new(Rule::NumberDuplicate, parcels.to_vec(), inspection.point_inside(parcels[0]));
        inspection.finding(draft, |draft| inspection.wording.number_duplicate(draft))
    });
    Ok(findings.collect())
}

fn is_missing(inspection: &Inspection<'_>, parcel: u32) -> bool {
    !is_numbered(&inspection.parcels.records[parcel as usize], inspection.parcels.columns)
}

/// Whether a parcel has a number, and a sheet where sheets are known.
pub(crate) fn is_numbered(record: &ParcelRecord, columns: KnownColumns) -> bool {
    let is_blank = |text: &Option<Box<str>>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    columns.number && !is_blank(&record.key.number) && !(columns.sheet && is_blank(&record.key.sheet))
}

/// Parcel numbers that are text, one by one, and sheet numbers that are text, sheet by sheet. A dataset that names
/// most of its parcels by text has one finding that says so.
pub(super) fn text_numbers(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    inspection.go_on()?;
    let either = with_text(inspection);
    let has_text_number = |&parcel: &u32| has_text_number(inspection, parcel);
    let has_text_sheet = |&parcel: &u32| has_text_sheet(inspection, parcel);
    let numbered: Vec<u32> = either.iter().copied().filter(has_text_number).collect();
    let on_text: Vec<u32> = either.iter().copied().filter(has_text_sheet).collect();
    let mut findings = text_sheets(inspection, on_text);
    let (all, _) = inspection.totals();
    if numbered.len() * 2 > all {
        let draft = about(inspection, Rule::NumberNotANumber, "numbers", numbered);
        findings.extend(inspection.finding(draft, |draft| Wording::numbers_are_text(draft, all)));
    } else {
        findings.extend(numbered.into_iter().filter_map(|parcel| {
            let at = inspection.point_inside(parcel);
            let draft = Draft::new(Rule::NumberNotANumber, vec![parcel], at);
            inspection.finding(draft, |_| inspection.wording.number_is_text(parcel))
        }));
    }
    Ok(findings)
}

/// The parcels with a number or a sheet that is text, ascending; none where the rule is off.
pub(super) fn with_text(inspection: &Inspection<'_>) -> Vec<u32> {
    let columns = &inspection.parcels.columns;
    if !(columns.number || columns.sheet) || !inspection.wants(Rule::NumberNotANumber) {
        return Vec::new();
    }
    let has_text = |&parcel: &u32| has_text_number(inspection, parcel) || has_text_sheet(inspection, parcel);
    (0..inspection.parcels.len() as u32).into_par_iter().filter(has_text).collect()
}

fn has_text_number(inspection: &Inspection<'_>, parcel: u32) -> bool {
    is_text(inspection.parcels.records[parcel as usize].key.number.as_deref())
}

fn has_text_sheet(inspection: &Inspection<'_>, parcel: u32) -> bool {
    is_text(inspection.parcels.records[parcel as usize].key.sheet.as_deref())
}

/// A finding for each sheet named by text; one for all where most parcels stand on such sheets.
fn text_sheets(inspection: &Inspection<'_>, on_text: Vec<u32>) -> Vec<Finding> {
    let (all, _) = inspection.totals();
    if on_text.len() * 2 > all {
        let draft = about(inspection, Rule::NumberNotANumber, "sheets", on_text);
        return inspection.finding(draft, |draft| Wording::sheets_are_text(draft, all)).into_iter().collect();
    }
    let sheet = |parcel: u32| inspection.parcels.records[parcel as usize].key.sheet.as_deref();
    let sheets = grouped(on_text.into_iter(), |parcel| sheet(parcel).unwrap_or_default());
    let findings = sheets.into_iter().filter_map(|(sheet, parcels)| {
        let subject = format!("sheet {sheet}");
        let draft = about(inspection, Rule::NumberNotANumber, &subject, parcels);
        inspection.finding(draft, |draft| Wording::sheet_is_text(draft, sheet))
    });
    findings.collect()
}

fn is_text(number: Option<&str>) -> bool {
    number.is_some_and(|number| {
        let number = number.trim();
        !number.is_empty() && !number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Parcels by what they share, both in rising order.
fn grouped<'a>(
    parcels: impl Iterator<Item = u32>,
    shared: impl Fn(u32) -> &'a str,
) -> BTreeMap<&'a str, Vec<u32>> {
    let mut groups: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for parcel in parcels {
        groups.entry(shared(parcel)).or_default().push(parcel);
    }
    groups
}

/// A finding about something several parcels share; it points to the first of them.
pub(super) fn about(inspection: &Inspection<'_>, rule: Rule, subject: &str, parcels: Vec<u32>) -> Draft {
    let at = parcels.first().and_then(|&parcel| inspection.point_inside(parcel));
    Draft { subject: Some(subject.into()), ..Draft::new(rule, parcels, at) }
}
