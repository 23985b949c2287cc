//! Faults of what is recorded beside the shape.

use super::draft::{Draft, DraftFault};
use crate::lattice::roomiest_point;
use thuadat_core::Rule;

pub(super) fn inject(draft: &mut Draft) {
    for _ in 0..4 {
        duplicate_number(draft);
    }
    for kind in 0..3 {
        missing_number(draft, kind);
    }
    for kind in 0..4 {
        recorded_area(draft, kind);
        legal_area(draft, kind);
    }
}

fn report(draft: &mut Draft, rule: Rule, parcels: Vec<usize>, area_m2: Option<f64>, note: &'static str) {
    let (at, _) = roomiest_point(&draft.shell(parcels[0]));
    draft.report(DraftFault { area_m2, ..DraftFault::new(rule, parcels, at, note) });
}

fn duplicate_number(draft: &mut Draft) {
    let first = draft.take_plain(100.0);
    let key = draft.parcels[first].record.key.clone();
    let (second, ()) = draft.take(|draft, parcel| {
        (draft.is_plain(parcel) && draft.parcels[parcel].record.key.sheet == key.sheet).then_some(())
    });
    draft.parcels[second].record.key = key;
    let pair = vec![first.min(second), first.max(second)];
    report(draft, Rule::NumberDuplicate, pair, None, "two parcels of one sheet with the same number");
}

fn missing_number(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let key = &mut draft.parcels[parcel].record.key;
    let note = match kind {
        0 => {
            key.number = None;
            "parcel number not filled in"
        }
        1 => {
            key.sheet = None;
            "sheet number not filled in"
        }
        _ => {
            key.number = Some("".into());
            "parcel number is an empty text"
        }
    };
    report(draft, Rule::NumberMissing, vec![parcel], None, note);
}

fn recorded_area(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(150.0);
    let area_m2 = draft.area_m2(parcel);
    let (wrong_m2, note) = match kind {
        0 => (area_m2 + 2.0, "recorded area too large by 2 m²"),
        1 => (area_m2 * 0.9, "recorded area too small by a tenth"),
        2 => (area_m2 * 10.0, "decimal point of the recorded area one place off"),
        _ => (0.0, "recorded area of zero"),
    };
    let wrong_m2 = (wrong_m2 * 10.0).round() / 10.0;
    draft.parcels[parcel].record.recorded_area_m2 = Some(wrong_m2);
    report(draft, Rule::RecordedAreaDiffers, vec![parcel], Some((wrong_m2 - area_m2).abs()), note);
}

/// Six times the usual limit of 1:500, which is beyond that of 1:2000 too.
fn legal_area(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(150.0);
    let area_m2 = draft.area_m2(parcel);
    let limit_m2 = 0.0004 * 500.0 * area_m2.sqrt();
    let (wrong_m2, note) = match kind {
        0 | 1 => (area_m2 + 6.0 * limit_m2, "legal area too large by six times the limit of 1:500"),
        2 => (area_m2 - 6.0 * limit_m2, "legal area too small by six times the limit of 1:500"),
        _ => (area_m2 * 2.0, "legal area twice the true one"),
    };
    let wrong_m2 = (wrong_m2 * 10.0).round() / 10.0;
    draft.parcels[parcel].record.legal_area_m2 = Some(wrong_m2);
    report(draft, Rule::LegalAreaDiffers, vec![parcel], Some((wrong_m2 - area_m2).abs()), note);
}
