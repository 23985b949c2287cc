//! Faults of what is recorded beside the shape.

use super::draft::{Draft, DraftFault};
use crate::commune::register::code_at;
use crate::lattice::{Millimetres, roomiest_point};
use thuadat_core::Rule;

pub(super) fn inject(draft: &mut Draft) {
    for _ in 0..4 {
        duplicate_number(draft);
    }
    for kind in 0..3 {
        missing_number(draft, kind);
        text_number(draft, kind);
        land_use_areas(draft, kind);
        land_use_code(draft, kind);
        commune_code(draft, kind);
        parcel_code_malformed(draft, kind);
        parcel_code_outside(draft, kind);
        parcel_code_duplicate(draft);
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

fn text_number(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let key = &mut draft.parcels[parcel].record.key;
    let (place, text, note) = match kind {
        0 => (&mut key.number, "c395", "parcel number of an old map, with a letter"),
        1 => (&mut key.number, "12+13", "two parcel numbers in one field"),
        _ => (&mut key.sheet, "TĐ 03-2026", "parcel on a sheet of its own survey"),
    };
    *place = Some(text.into());
    report(draft, Rule::NumberNotANumber, vec![parcel], None, note);
}

fn land_use_code(draft: &mut Draft, kind: usize) {
    let has_one_use = |draft: &Draft, parcel: usize| {
        (draft.is_plain(parcel) && draft.parcels[parcel].record.land_use_areas_m2.is_empty()).then_some(())
    };
    let (parcel, ()) = draft.take(has_one_use);
    let (code, note) = match kind {
        0 => ("ONTT", "land-use code with a letter too many"),
        1 => ("ONT+CLM", "the second of two land-use codes is mistyped"),
        _ => ("BHK", "land-use code out of use since 1 August 2024"),
    };
    draft.parcels[parcel].record.land_use = Some(code.into());
    report(draft, Rule::UnknownLandUse, vec![parcel], None, note);
}

fn commune_code(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let (code, note) = match kind {
        0 => ("06193", "code of a commune that was merged on 1 July 2025"),
        1 => ("96211", "commune code of no list"),
        _ => ("Cao Lộc", "name of the commune in place of its code"),
    };
    draft.parcels[parcel].record.key.commune = Some(code.into());
    report(draft, Rule::UnknownCommune, vec![parcel], None, note);
}

fn parcel_code_malformed(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let code =
        draft.parcels[parcel].record.code.as_deref().expect("parcels of a clean coverage are identified");
    let (code, note) = match kind {
        0 => (code[..11].to_owned(), "identifier short of its last character"),
        1 => (format!("{}o", &code[..11]), "identifier with the letter o in place of a zero"),
        _ => (format!("{} {}", &code[..4], &code[4..]), "identifier with a blank in it"),
    };
    draft.parcels[parcel].record.code = Some(code.into());
    report(draft, Rule::ParcelCodeMalformed, vec![parcel], None, note);
}

/// The identifier of a point beside the parcel, to the east of everything it has.
fn parcel_code_outside(draft: &mut Draft, kind: usize) {
    let parcel = draft.take_plain(100.0);
    let east = draft.shell(parcel).into_iter().max().expect("a parcel has corners");
    let (away_mm, note) = match kind {
        0 => (40, "identifier 4 cm outside the parcel"),
        1 => (3_000, "identifier 3 m outside the parcel"),
        _ => (250_000, "identifier of a place 250 m away"),
    };
    draft.parcels[parcel].record.code = Some(code_at(Millimetres { x: east.x + away_mm, y: east.y }).into());
    report(draft, Rule::ParcelCodeOutside, vec![parcel], None, note);
}

/// The second of the two lies elsewhere, so that its identifier is outside it too.
fn parcel_code_duplicate(draft: &mut Draft) {
    let (first, second) = (draft.take_plain(100.0), draft.take_plain(100.0));
    draft.parcels[second].record.code = draft.parcels[first].record.code.clone();
    let (at, _) = roomiest_point(&draft.shell(first));
    let pair = vec![first.min(second), first.max(second)];
    let note = "two parcels with the same identifier";
    draft.report(
        DraftFault::new(Rule::ParcelCodeDuplicate, pair, at, note).may_also(&[Rule::ParcelCodeOutside]),
    );
}

/// The parcel's recorded area is right; what its land uses share is not.
fn land_use_areas(draft: &mut Draft, kind: usize) {
    let has_two_uses = |draft: &Draft, parcel: usize| {
        (draft.is_plain(parcel) && draft.parcels[parcel].record.land_use_areas_m2.len() == 2).then_some(())
    };
    let (parcel, ()) = draft.take(has_two_uses);
    let record = &mut draft.parcels[parcel].record;
    let whole_m2 = record.recorded_area_m2.expect("parcels of a clean coverage have an area");
    record.legal_area_m2 = record.legal_area_m2.and(Some(whole_m2));
    let first_m2 = record.land_use_areas_m2[0];
    let (areas_m2, note): (Vec<f64>, _) = match kind {
        0 => (vec![first_m2, whole_m2], "second land use has the whole parcel's area"),
        1 => (vec![first_m2 - 10.0, whole_m2 - first_m2], "first land use is 10 m² short"),
        _ => (vec![whole_m2 + 25.0], "the only land-use area given is larger than the parcel"),
    };
    let areas_m2: Vec<f64> = areas_m2.into_iter().map(|area_m2| (area_m2 * 10.0).round() / 10.0).collect();
    let difference_m2 = areas_m2.iter().sum::<f64>() - whole_m2;
    record.land_use_areas_m2 = areas_m2.into();
    report(draft, Rule::LandUsesDoNotAddUp, vec![parcel], Some(difference_m2.abs()), note);
}

fn recorded_area(draft: &mut Draft, kind: usize) {
    // Two square metres of a large parcel would be within a thousandth.
    let is_suited =
        |draft: &Draft, parcel| draft.is_plain(parcel) && (150.0..1_500.0).contains(&draft.area_m2(parcel));
    let (parcel, ()) = draft.take(|draft, parcel| is_suited(draft, parcel).then_some(()));
    let area_m2 = draft.area_m2(parcel);
    let (wrong_m2, note) = match kind {
        0 => (area_m2 + 2.0, "recorded area too large by 2 m²"),
        1 => (area_m2 * 0.9, "recorded area too small by a tenth"),
        2 => (area_m2 * 10.0, "decimal point of the recorded area one place off"),
        _ => (0.0, "recorded area of zero"),
    };
    let wrong_m2 = (wrong_m2 * 10.0).round() / 10.0;
    let record = &mut draft.parcels[parcel].record;
    record.recorded_area_m2 = Some(wrong_m2);
    record.land_use_areas_m2 = Box::default();
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
