//! Certificates and the rows that clerks make of them, before anything goes wrong.

use super::people::{Person, pick, somebody};
use super::truth::{Done, Expected};
use crate::random::between;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use thuadat_core::{Day, FeatureId, ParcelRecord, Parcels};

/// A commune of before, and how its sheets are called today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OldSheet {
    pub(super) commune: &'static str,
    pub(super) commune_name: &'static str,
    pub(super) old: &'static str,
    pub(super) scale: u32,
    pub(super) today: &'static str,
}

/// Lộc Yên, whose seat it was, keeps its numbers; Thanh Lòa's are two higher; Thạch Đạn had two maps, each from 1.
pub(super) const OLD_SHEETS: [OldSheet; 6] = [
    OldSheet { commune: "06211", commune_name: "xã Lộc Yên", old: "1", scale: 2000, today: "1" },
    OldSheet { commune: "06211", commune_name: "xã Lộc Yên", old: "2", scale: 2000, today: "2" },
    OldSheet { commune: "06193", commune_name: "xã Thanh Lòa", old: "1", scale: 2000, today: "3" },
    OldSheet { commune: "06193", commune_name: "xã Thanh Lòa", old: "2", scale: 2000, today: "4" },
    OldSheet { commune: "06199", commune_name: "xã Thạch Đạn", old: "1", scale: 1000, today: "5" },
    OldSheet { commune: "06199", commune_name: "xã Thạch Đạn", old: "1", scale: 500, today: "6" },
];

/// A certificate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Certificate {
    pub(super) serial: String,
    pub(super) registry_number: String,
    pub(super) issued: Day,
    pub(super) holders: Vec<Person>,
    pub(super) is_household: bool,
}

/// A row in the making: facts, not yet cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DraftRow {
    /// Position of the old sheet in [`OLD_SHEETS`].
    pub(super) old_sheet: usize,
    /// Positions of the parcels, ascending.
    pub(super) parcels: Vec<usize>,
    pub(super) certificate: Certificate,
    /// Position among the holders.
    pub(super) holder: usize,
    pub(super) commune: String,
    pub(super) sheet: String,
    pub(super) number: String,
    pub(super) current: Option<(String, String)>,
    pub(super) scale: Option<u32>,
    pub(super) code: Option<String>,
    pub(super) area_m2: f64,
    pub(super) issued_text: Option<&'static str>,
    /// The land use where it is not the parcel's.
    pub(super) land_use: Option<&'static str>,
    pub(super) expected: Expected,
    pub(super) done: Vec<Done>,
}

/// How many of the parcels that may have one have a certificate.
const CERTIFIED: f64 = 0.62;

/// The rows of all certificates, in the order of their parcels.
pub(super) fn draft(parcels: &Parcels, random: &mut ChaCha8Rng) -> Vec<DraftRow> {
    let mut rows = Vec::new();
    let mut waiting: Vec<usize> =
        (0..parcels.len()).filter(|&parcel| may_have_certificate(&parcels.records[parcel])).collect();
    waiting.retain(|_| random.random_bool(CERTIFIED));
    let mut left = waiting.as_slice();
    let mut serial = 100_000;
    while let Some(&first) = left.first() {
        let wanted = how_many(random);
        let sheet = &parcels.records[first].key.sheet;
        let of_sheet =
            left.iter().take(wanted).take_while(|&&parcel| parcels.records[parcel].key.sheet == *sheet);
        let held: Vec<usize> = of_sheet.copied().collect();
        left = &left[held.len()..];
        serial += random.random_range(1..7);
        let certificate = certificate(serial, random);
        add_rows(&mut rows, parcels, &certificate, &held, random);
    }
    rows
}

pub(super) fn may_have_certificate(record: &ParcelRecord) -> bool {
    record.legal_area_m2.is_some() && record.key.number.is_some()
}

/// Most certificates are for one parcel, some for a few, and a rice farmer's for many.
fn how_many(random: &mut ChaCha8Rng) -> usize {
    match random.random_range(0..100) {
        0..72 => 1,
        72..87 => 2,
        87..95 => 3,
        95..99 => random.random_range(4..7),
        _ => random.random_range(15..21),
    }
}

pub(super) fn certificate(serial: u32, random: &mut ChaCha8Rng) -> Certificate {
    let holders = match random.random_range(0..10) {
        0..5 => vec![somebody(None, random)],
        5..9 => vec![somebody(Some(false), random), somebody(Some(true), random)],
        _ => vec![somebody(Some(false), random), somebody(None, random), somebody(None, random)],
    };
    Certificate {
        // No paper has come out under these letters.
        serial: format!("{} {serial}", pick(&["ZT", "ZX", "ZĐ"], random)),
        registry_number: format!("CH {}", 90_000 + serial % 10_000),
        issued: Day::new(
            random.random_range(1994..2025),
            random.random_range(1..13),
            random.random_range(1..29),
        ),
        is_household: holders.len() == 1 && random.random_bool(0.5),
        holders,
    }
}

/// One row for each parcel and holder; or one for several parcels, where the clerk put them into one cell.
fn add_rows(
    rows: &mut Vec<DraftRow>,
    parcels: &Parcels,
    certificate: &Certificate,
    held: &[usize],
    random: &mut ChaCha8Rng,
) {
    let in_one_cell = (2..=3).contains(&held.len()) && random.random_bool(0.35);
    let groups: Vec<&[usize]> = if in_one_cell { vec![held] } else { held.chunks(1).collect() };
    let mark = pick(&["+", ", ", " và ", "; "], random);
    for group in groups {
        let numbers: Vec<&str> =
            group.iter().filter_map(|&parcel| parcels.records[parcel].key.number.as_deref()).collect();
        let number = match numbers[..] {
            [ref first @ .., last] if !first.is_empty() && mark == " và " => {
                format!("{} và {last}", first.join(", "))
            }
            _ => numbers.join(mark),
        };
        let row = row(parcels, certificate, group, number, random);
        for holder in 0..certificate.holders.len() {
            rows.push(DraftRow { holder, ..row.clone() });
        }
    }
}

fn row(
    parcels: &Parcels,
    certificate: &Certificate,
    group: &[usize],
    number: String,
    random: &mut ChaCha8Rng,
) -> DraftRow {
    let record = &parcels.records[group[0]];
    let today = record.key.sheet.as_deref().unwrap_or_default();
    let old_sheet =
        OLD_SHEETS.iter().position(|sheet| sheet.today == today).expect("every sheet was renumbered");
    let of = OLD_SHEETS[old_sheet];
    let mut done = Vec::new();
    if of.old != of.today {
        done.push(Done::Renumbered);
    }
    let has_two_maps = of.commune == "06199";
    let scale = (!has_two_maps || random.random_bool(0.8)).then_some(of.scale);
    if has_two_maps && scale.is_none() {
        done.push(Done::NoScale);
    }
    if group.len() > 1 {
        done.push(Done::SeveralInCell);
    }
    let area_m2 = group.iter().filter_map(|&parcel| parcels.records[parcel].legal_area_m2).sum::<f64>();
    DraftRow {
        old_sheet,
        parcels: group.to_vec(),
        certificate: certificate.clone(),
        holder: 0,
        commune: of.commune.to_owned(),
        sheet: of.old.to_owned(),
        current: None,
        scale: scale.filter(|_| has_two_maps || random.random_bool(0.3)),
        code: (group.len() == 1 && random.random_bool(0.1))
            .then(|| record.code.as_deref().map(str::to_owned))
            .flatten(),
        number,
        area_m2: (area_m2 * 10.0).round() / 10.0,
        issued_text: None,
        land_use: None,
        expected: Expected::Linked,
        done,
    }
}

/// The feature id of a parcel.
pub(super) fn feature(parcels: &Parcels, parcel: usize) -> i64 {
    match parcels.records[parcel].feature {
        FeatureId::Number(number) => number,
        FeatureId::Text(_) => unreachable!("made-up parcels are known by numbers"),
    }
}

/// An area that is none of this parcel.
pub(super) fn other_area(area_m2: f64, random: &mut ChaCha8Rng) -> f64 {
    (area_m2 * between(random, 1.5, 2.5) * 10.0).round() / 10.0
}
