//! Sheet and parcel numbers: twice, or not at all.

use super::{Draft, Drafts};
use crate::measure::point_inside;
use crate::{ParcelKey, Rule};
use std::collections::BTreeMap;

/// Finds numbers given more than once and parcels without one. Needs a column of parcel numbers.
pub(super) fn find_number_problems(drafts: &mut Drafts<'_>) {
    if !drafts.parcels.columns.number {
        return;
    }
    let mut by_key: BTreeMap<&ParcelKey, Vec<u32>> = BTreeMap::new();
    for (parcel, record) in (0..).zip(&drafts.parcels.records) {
        if is_missing(&record.key, drafts.parcels.columns.sheet) {
            let at = point_inside(&drafts.parcels.geometries, parcel as usize, drafts.profile.lattice_m);
            let draft = Draft::new(Rule::NumberMissing, vec![parcel], at);
            let message = drafts.wording.number_missing(parcel);
            drafts.add(draft, message);
        } else {
            by_key.entry(&record.key).or_default().push(parcel);
        }
    }
    if !drafts.wants(Rule::NumberDuplicate) || !drafts.parcels.columns.sheet {
        return;
    }
    for parcels in by_key.into_values().filter(|parcels| parcels.len() > 1) {
        let at = point_inside(&drafts.parcels.geometries, parcels[0] as usize, drafts.profile.lattice_m);
        let draft = Draft::new(Rule::NumberDuplicate, parcels, at);
        let message = drafts.wording.number_duplicate(&draft);
        drafts.add(draft, message);
    }
}

fn is_missing(key: &ParcelKey, sheets_are_known: bool) -> bool {
    let is_blank = |text: &Option<Box<str>>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    is_blank(&key.number) || (sheets_are_known && is_blank(&key.sheet))
}
