//! Giving every face what a cadastre records of it: sheet, number, land use, areas.

use super::CAO_LOC_CODE;
use super::layout::{Ground, SHEET_LIMIT_X, Tag};
use super::subdivision::{Face, Subdivision};
use crate::lattice::{Millimetres, roomiest_point_beside, twice_area};
use crate::random::{between, jitter, stream};
use crate::vn2000::to_wgs84;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use thuadat_core::{FeatureId, KnownColumns, ParcelCode, ParcelKey, ParcelRecord, Parcels};

/// The middle of the mapped area in EPSG:9215, three kilometres inside the commune's outline.
const ORIGIN: Millimetres = Millimetres { x: 455_700_000, y: 2_427_100_000 };
/// Parcels are numbered in bands of this height, from north to south, running to and fro.
const BAND_MM: i64 = 60_000;
const ROAD_NUMBERS: u32 = 3_001;
const WATER_NUMBERS: u32 = 8_001;
/// Denominator of the scale whose limit the legal areas keep well within.
const SCALE: f64 = 500.0;

/// What the register of the commune has a column for.
pub(crate) const REGISTER_COLUMNS: KnownColumns = KnownColumns {
    commune: true,
    sheet: true,
    number: true,
    recorded_area: true,
    legal_area: true,
    land_use: true,
    land_use_areas: true,
    code: true,
};

/// The faces as parcels, in order of sheet and number.
pub(super) fn register(plane: &Subdivision<Tag>, seed: u64) -> Parcels {
    let (mut random, mut parting) = (stream(seed, 3), stream(seed, 5));
    let mut parcels = Parcels { columns: REGISTER_COLUMNS, ..Parcels::default() };
    for ((sheet, number), face) in numbered(plane) {
        let area_m2 = area_m2(plane, face);
        let tag = plane.tag(face);
        let recorded_area_m2 = tenths(area_m2);
        let legal_area_m2 = legal_area_m2(tag.ground, recorded_area_m2, &mut random);
        let land_use = land_use(tag.ground, area_m2, &mut random);
        parcels.records.push(ParcelRecord {
            feature: FeatureId::Number(parcels.records.len() as i64 + 1),
            key: ParcelKey {
                commune: Some(CAO_LOC_CODE.into()),
                sheet: Some(sheet.to_string().into()),
                number: Some(number.to_string().into()),
            },
            recorded_area_m2: Some(recorded_area_m2),
            legal_area_m2,
            land_use: Some(land_use.into()),
            land_use_areas_m2: land_use_areas_m2(land_use, recorded_area_m2, &mut parting),
            code: Some(code(plane, face).into()),
        });
        push_shape(&mut parcels, plane, face);
    }
    parcels
}

/// Faces by sheet and number.
fn numbered(plane: &Subdivision<Tag>) -> BTreeMap<(u32, u32), Face> {
    let mut order: Vec<_> = (0..plane.len()).map(|face| (reading_order(plane, face), face)).collect();
    order.sort_unstable();
    let mut next: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    order
        .into_iter()
        .map(|((sheet, ..), face)| {
            let first = match plane.tag(face).ground {
                Ground::Road => ROAD_NUMBERS,
                Ground::Stream | Ground::Canal => WATER_NUMBERS,
                _ => 1,
            };
            let number = next.entry((sheet, first)).or_insert(first);
            *number += 1;
            ((sheet, *number - 1), face)
        })
        .collect()
}

/// Sheet, band from the north, place in the band.
fn reading_order(plane: &Subdivision<Tag>, face: Face) -> (u32, i64, i64) {
    let shell = &plane.rings(face)[0];
    let sum = shell.iter().map(|&node| plane.point(node)).fold((0, 0), |sum, p| (sum.0 + p.x, sum.1 + p.y));
    let (x, y) = (sum.0 / shell.len() as i64, sum.1 / shell.len() as i64);
    let band = (-y).div_euclid(BAND_MM);
    (sheet(plane.tag(face), x), band, if band % 2 == 0 { x } else { -x })
}

/// Small scales first, then west before east: 1–4 show the fields at 1:2000, 5 a village at 1:1000, 6 one at 1:500.
fn sheet(tag: Tag, x: i64) -> u32 {
    let is_east = x as f64 / 1000.0 > SHEET_LIMIT_X;
    let is_south = tag.is_south;
    match (tag.village, is_south, is_east) {
        (1, ..) => 5,
        (2, ..) => 6,
        (_, false, false) => 1,
        (_, false, true) => 2,
        (_, true, false) => 3,
        (_, true, true) => 4,
    }
}

fn area_m2(plane: &Subdivision<Tag>, face: Face) -> f64 {
    let twice: i64 = plane.ring_points(face).iter().map(|ring| twice_area(ring)).sum();
    twice as f64 / 2e6
}

fn tenths(area_m2: f64) -> f64 {
    (area_m2 * 10.0).round() / 10.0
}

/// None for public ground and for land without a certificate; otherwise mostly the recorded one.
fn legal_area_m2(ground: Ground, recorded_area_m2: f64, random: &mut ChaCha8Rng) -> Option<f64> {
    let is_public = matches!(ground, Ground::Road | Ground::Stream | Ground::Canal);
    if is_public || random.random_bool(0.15) {
        return None;
    }
    let limit_m2 = 0.0004 * SCALE * recorded_area_m2.sqrt();
    let difference_m2 = if random.random_bool(0.3) { jitter(random, limit_m2 * 0.5) } else { 0.0 };
    Some(tenths(recorded_area_m2 + difference_m2))
}

/// The identifier of a point well inside the parcel.
fn code(plane: &Subdivision<Tag>, face: Face) -> String {
    let rings = plane.ring_points(face);
    let (inside, _) = roomiest_point_beside(&rings[0], &rings[1..]);
    let here = Millimetres { x: inside.x + ORIGIN.x, y: inside.y + ORIGIN.y };
    code_at(here)
}

/// Where there are two uses, how much of the parcel each has.
fn land_use_areas_m2(land_use: &str, recorded_area_m2: f64, random: &mut ChaCha8Rng) -> Box<[f64]> {
    if !land_use.contains('+') {
        return Box::default();
    }
    let first = tenths(recorded_area_m2 * between(random, 0.2, 0.6));
    Box::new([first, tenths(recorded_area_m2 - first)])
}

fn land_use(ground: Ground, area_m2: f64, random: &mut ChaCha8Rng) -> &'static str {
    let shares: &[(&str, u32)] = match ground {
        Ground::Road => &[("DGT", 1)],
        Ground::Stream => &[("SON", 1)],
        Ground::Canal => &[("DTL", 1)],
        Ground::Village if area_m2 > 520.0 => {
            &[("ONT+CLN", 70), ("DGD", 8), ("TSC", 4), ("DYT", 3), ("DVH", 6), ("TIN", 4), ("TMD", 5)]
        }
        Ground::Village => &[("ONT+CLN", 58), ("ONT", 27), ("ONT+HNK", 7), ("CLN", 8)],
        Ground::Rice => &[("LUC", 88), ("LUK", 8), ("HNK", 4)],
        Ground::Perennial => &[("CLN", 82), ("HNK", 14), ("NTD", 4)],
        Ground::Forest => &[("RSX", 80), ("RPH", 20)],
        Ground::Pond => &[("NTS", 80), ("MNC", 20)],
        Ground::Homestead => &[("ONT", 50), ("ONT+CLN", 50)],
        Ground::Open => &[("BCS", 1)],
    };
    let total: u32 = shares.iter().map(|&(_, share)| share).sum();
    let mut drawn = random.random_range(0..total);
    for &(code, share) in shares {
        if drawn < share {
            return code;
        }
        drawn -= share;
    }
    unreachable!("a number below the total falls into one of the shares");
}

fn push_shape(parcels: &mut Parcels, plane: &Subdivision<Tag>, face: Face) {
    for ring in plane.ring_points(face) {
        for &point in ring.iter().chain(&ring[..1]) {
            let here = Millimetres { x: point.x + ORIGIN.x, y: point.y + ORIGIN.y };
            parcels.geometries.push_coord(here.to_metres());
        }
        parcels.geometries.end_ring();
    }
    parcels.geometries.end_polygon();
    parcels.geometries.end_parcel();
}

/// The parcel identifier of a point of EPSG:9215.
pub(crate) fn code_at(point: Millimetres) -> String {
    let place = to_wgs84(point.to_metres(), 107.25);
    ParcelCode::at(place).expect("Cao Lộc lies on the globe").to_string()
}
