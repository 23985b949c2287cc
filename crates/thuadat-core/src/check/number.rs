//! Sheet and parcel numbers: twice, or not at all.

use super::draft::Draft;
use super::inspection::Inspection;
use crate::{Finding, Interrupted, KnownColumns, ParcelKey, ParcelRecord, Rule};
use rayon::prelude::*;

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
