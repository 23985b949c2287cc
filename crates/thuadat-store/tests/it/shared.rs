//! Stores to test with, and parcels to put in.

use anyhow::{Context, Result};
use geo::{Coord, polygon};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use thuadat_core::{Code, Day, FeatureId, ParcelGeometries, ParcelKey, ParcelRecord, Parcels, Unobserved};
use thuadat_store::{
    Access, Author, ImportSummary, Incoming, IncomingSource, KeptCrs, KeptParcels, MercatorShapes, Store,
    StoreLocation, Timestamp,
};
use thuadat_testkit::PostgresServer;

pub(crate) const EPSG: u32 = 9215;

/// Where new stores of one kind come from.
pub(crate) enum Maker {
    GeoPackage(TempDir, AtomicU32),
    PostGis(PostgresServer),
}

impl Maker {
    pub(crate) fn geopackage() -> Result<Self> {
        Ok(Self::GeoPackage(TempDir::new()?, AtomicU32::new(0)))
    }

    pub(crate) fn postgis() -> Result<Self> {
        Ok(Self::PostGis(PostgresServer::start()?))
    }

    /// A place where nothing is yet.
    pub(crate) fn place(&self) -> Result<StoreLocation> {
        Ok(match self {
            Self::GeoPackage(folder, count) => {
                let number = count.fetch_add(1, Ordering::Relaxed);
                StoreLocation::GeoPackage(folder.path().join(format!("một kho % {number}?.gpkg")))
            }
            Self::PostGis(server) => server.new_database()?.parse()?,
        })
    }

    /// A store where nothing is in yet.
    pub(crate) fn store(&self) -> Result<Store> {
        let place = self.place()?;
        Store::migrate(&place)?;
        Ok(Store::open(&place, Access::Write)?)
    }
}

/// A promise and its proof.
pub(crate) type Contract = (&'static str, fn(&Maker) -> Result<()>);

/// Runs contracts one after the other, each with a place of its own.
pub(crate) fn run(maker: &Maker, contracts: &[Contract]) -> Result<()> {
    for (name, contract) in contracts {
        contract(maker).with_context(|| (*name).to_owned())?;
    }
    Ok(())
}

pub(crate) fn key(sheet: &str, number: &str) -> ParcelKey {
    ParcelKey { commune: Some("06211".into()), sheet: Some(sheet.into()), number: Some(number.into()) }
}

/// Squares of ten metres in a row, numbered from 1 on sheet 12.
pub(crate) fn row_of(count: usize) -> Parcels {
    let mut parcels = Parcels::default();
    for position in 0..count {
        push_square(&mut parcels, position as f64 * 10.0, 10.0, key("12", &(position + 1).to_string()));
    }
    parcels
}

/// The same, numbered from another number on, and further east.
pub(crate) fn numbered_from(first: usize, count: usize) -> Parcels {
    let mut parcels = Parcels::default();
    for number in first..first + count {
        push_square(&mut parcels, number as f64 * 10.0, 10.0, key("12", &number.to_string()));
    }
    parcels
}

/// Appends a square that begins `x` metres east of the corner of everything.
pub(crate) fn push_square(parcels: &mut Parcels, x: f64, side: f64, key: ParcelKey) {
    let (x, y) = (455_000.125 + x, 2_426_000.25);
    parcels.geometries.push_polygon(&polygon![
        (x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)
    ]);
    let position = parcels.records.len();
    parcels.records.push(ParcelRecord {
        key,
        recorded_area_m2: Some(side * side),
        legal_area_m2: position.is_multiple_of(2).then_some(99.5),
        land_use: Some("ODT+CLN".into()),
        land_use_areas_m2: [60.1, 39.9].into(),
        code: None,
        ..ParcelRecord::known_by(FeatureId::Number(position as i64))
    });
}

/// Something like Web Mercator: the store does not look at it.
pub(crate) fn web_mercator(parcels: &Parcels) -> ParcelGeometries {
    let mut shapes = parcels.geometries.clone();
    for at in shapes.coords_mut() {
        *at = Coord { x: at.x + 11_000_000.0, y: at.y + 100_000.0 };
    }
    shapes
}

pub(crate) fn author(reason: &str) -> Author {
    Author {
        name: "cán bộ".to_owned(),
        reason: reason.to_owned(),
        at: Timestamp::of_unix_milliseconds(1_780_000_000_000),
    }
}

pub(crate) fn import(store: &mut Store, parcels: &Parcels) -> Result<ImportSummary> {
    import_in(store, parcels, EPSG)
}

pub(crate) fn import_in(store: &mut Store, parcels: &Parcels, epsg: u32) -> Result<ImportSummary> {
    Ok(store.import(&incoming(parcels, &web_mercator(parcels), epsg), &Unobserved)?)
}

pub(crate) fn incoming<'a>(
    parcels: &'a Parcels,
    web_mercator: &'a ParcelGeometries,
    epsg: u32,
) -> Incoming<'a> {
    let mut code = Code::new("06211", "Xã Cao Lộc", Day::new(2025, 7, 1), None);
    code.name_en = "Cao Loc".into();
    Incoming {
        source: IncomingSource { name: "xa.gpkg".into(), layer: "thua".into(), format: "GPKG".into() },
        crs: KeptCrs { epsg, name: format!("zone {epsg}"), definition: "undefined".into() },
        parcels,
        web_mercator: MercatorShapes::Ready(web_mercator),
        communes: vec![code],
        author: author("đo mới"),
    }
}

/// Everything a store holds.
pub(crate) fn all(store: &mut Store) -> Result<KeptParcels> {
    Ok(store.parcels_after(0, i64::MAX)?)
}

/// That the store proves itself sound.
pub(crate) fn prove(store: &mut Store) -> Result<()> {
    let report = store.verify(&Unobserved)?;
    anyhow::ensure!(report.faults.is_empty(), "{:?}", report.faults);
    Ok(())
}

/// As [`web_mercator`] of the tests has it.
#[expect(clippy::unnecessary_wraps, reason = "as a projection answers")]
pub(crate) fn project(_: u32, places: &mut [Coord<f64>]) -> std::result::Result<(), String> {
    for at in places {
        *at = Coord { x: at.x + 11_000_000.0, y: at.y + 100_000.0 };
    }
    Ok(())
}
