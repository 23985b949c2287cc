//! Linking as many rows of a register as a map has parcels.

use crate::usage;
use anyhow::{Result, ensure};
use geo::polygon;
use serde::Serialize;
use std::time::Instant;
use thuadat_core::link::HolderNames;
use thuadat_core::{
    CertificateEntry, Codes, EntryLandUse, FeatureId, LinkInput, LinkParameters, LinkStatus, ParcelKey,
    ParcelRecord, Parcels, Register, SheetAndNumber, Tier, Unobserved, link,
};

/// Parcels of one sheet.
const ON_A_SHEET: usize = 200;
const SHEETS_OF_A_COMMUNE: usize = 100;
const LAND_USES: [&str; 5] = ["ONT+CLN", "LUC", "HNK", "CLN", "RSX"];
/// One row in so many is on no map, one has a slip of the pen.
const ONE_IS_MISSING: usize = 100;
const ONE_IS_A_SLIP: usize = 30;

/// A linking, measured.
#[derive(Serialize)]
pub(crate) struct Links {
    parcels: usize,
    rows: usize,
    /// Tiers 1 and 2 alone.
    near_seconds: f64,
    /// All tiers.
    seconds: f64,
    linked: usize,
    wrong: usize,
    peak_bytes: u64,
}

/// Links so many rows to so many parcels. Fails where one row in a thousand is linked wrongly.
pub(crate) fn measure(parcels: usize) -> Result<Links> {
    let map = map(parcels);
    let registers = [register(&map)];
    let run = |last_tier| {
        let parameters = LinkParameters { last_tier, ..LinkParameters::default() };
        let input = LinkInput {
            parcels: &map,
            registers: &registers,
            renumberings: &[],
            communes: &Codes::default(),
            land_uses: &Codes::default(),
            code_places: &[],
            holders: &HolderNames::default(),
            decided: &[],
            parameters: &parameters,
        };
        let start = Instant::now();
        link(&input, &Unobserved).map(|linkage| (linkage, start.elapsed().as_secs_f64()))
    };
    let (_, near_seconds) = run(Tier::Near)?;
    let (linkage, seconds) = run(Tier::Probable)?;
    let linked = || linkage.rows.iter().filter(|row| row.status == LinkStatus::Linked);
    let wrong = linked().filter(|row| *row.parcels != [row.entry]).count();
    ensure!(wrong * 1_000 <= linkage.rows.len(), "{wrong} rows are linked wrongly");
    Ok(Links {
        parcels,
        rows: linkage.rows.len(),
        near_seconds,
        seconds,
        linked: linked().count(),
        wrong,
        peak_bytes: usage::peak_bytes()?,
    })
}

fn map(count: usize) -> Parcels {
    let mut parcels = Parcels::default();
    for position in 0..count {
        let (x, y) = ((position % 1_000) as f64 * 40.0, (position / 1_000) as f64 * 40.0);
        let width = 5.0 + (scattered(position as u64) % 3_000) as f64 / 100.0;
        parcels.geometries.push_polygon(
            &polygon![(x: x, y: y), (x: x + width, y: y), (x: x + width, y: y + 20.0), (x: x, y: y + 20.0), (x: x, y: y)],
        );
        let sheet = position / ON_A_SHEET;
        let mut record = ParcelRecord::known_by(FeatureId::Number(position as i64));
        record.key = ParcelKey {
            commune: Some(format!("{:05}", sheet / SHEETS_OF_A_COMMUNE).into()),
            sheet: Some((sheet % SHEETS_OF_A_COMMUNE + 1).to_string().into()),
            number: Some((position % ON_A_SHEET + 1).to_string().into()),
        };
        record.recorded_area_m2 = Some((width * 200.0).round() / 10.0);
        record.land_use =
            Some(LAND_USES[scattered((position + count) as u64) as usize % LAND_USES.len()].into());
        parcels.records.push(record);
    }
    parcels
}

fn register(map: &Parcels) -> Register {
    let entry = |position: usize| {
        let record = &map.records[position];
        let mut number = record.key.number.as_deref().unwrap_or_default().to_owned();
        if position % ONE_IS_MISSING == 7 {
            "4711".clone_into(&mut number);
        } else if position % ONE_IS_A_SLIP == 3 {
            number.push('7');
        }
        CertificateEntry {
            row: position as u32 + 2,
            commune: record.key.commune.clone(),
            printed: SheetAndNumber { sheet: record.key.sheet.clone(), number: Some(number.into()) },
            serial: Some(format!("AA {position:07}").into()),
            area_m2: record.recorded_area_m2,
            land_uses: record
                .land_use
                .clone()
                .map(|land_use| EntryLandUse { land_use, ..EntryLandUse::default() })
                .into_iter()
                .collect(),
            ..CertificateEntry::default()
        }
    };
    Register { file: "register.csv".into(), worksheet: None, entries: (0..map.len()).map(entry).collect() }
}

/// Numbers in no order, the same in every run: splitmix64.
pub(crate) fn scattered(position: u64) -> u64 {
    let mut mixed = position.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 31)
}
