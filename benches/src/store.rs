//! A file of parcels into a store of either kind, beside `ogr2ogr` of the same file into the same kind; and what a server asks of
//! a store.

use crate::geojson_lines;
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use thuadat_core::{Parcels, Unobserved};
use thuadat_store::{Access, ParcelBox, Store, StoreLocation};
use thuadat_testkit::{CoverageGrid, PostgresServer, coverage_grid};

const EPSG: u32 = 9215;
/// Parcels a page of a listing.
const PAGE: i64 = 1000;
/// Times each query is asked.
const QUERIES: usize = 200;

/// One kind of store.
#[derive(Serialize)]
pub(crate) struct Measured {
    kind: &'static str,
    parcels: usize,
    /// Of each run, in seconds.
    ours_seconds: Vec<f64>,
    reference_seconds: Vec<f64>,
    verify_seconds: f64,
    /// Medians, in milliseconds.
    by_key_ms: f64,
    by_box_ms: f64,
    parcels_by_box: usize,
    first_page_ms: f64,
    last_page: i64,
    last_page_ms: f64,
}

/// Measures both kinds with a `thuadat`, by turns with `ogr2ogr`.
pub(crate) fn measure(folder: &Path, thuadat: &Path, parcels: usize, runs: usize) -> Result<Vec<Measured>> {
    let (mut parcels, _) = coverage_grid(&CoverageGrid::clean(parcels, 1));
    for record in &mut parcels.records {
        record.key.commune = Some("06211".into());
    }
    let (lines, input) = (folder.join("store.geojsonl"), folder.join("store-input.gpkg"));
    geojson_lines::write(&lines, &parcels)?;
    remove(&input);
    let crs = format!("EPSG:{EPSG}");
    ogr2ogr(&["-f", "GPKG", "-a_srs", &crs, "-nln", "parcels", shown(&input)?, shown(&lines)?])?;
    fs::remove_file(&lines)?;
    let server = PostgresServer::start()?;
    let measured =
        ["GeoPackage", "PostGIS"].map(|kind| of_kind(kind, &server, thuadat, &input, &parcels, runs));
    remove(&input);
    measured.into_iter().collect()
}

fn of_kind(
    kind: &'static str,
    server: &PostgresServer,
    thuadat: &Path,
    input: &Path,
    parcels: &Parcels,
    runs: usize,
) -> Result<Measured> {
    let folder = input.parent().context("a folder")?;
    let (mut ours_seconds, mut reference_seconds, mut last) = (Vec::new(), Vec::new(), None);
    for _ in 0..runs {
        let place = match kind {
            "GeoPackage" => StoreLocation::GeoPackage(folder.join("store-ours.gpkg")),
            _ => server.new_database()?.parse()?,
        };
        match &place {
            StoreLocation::GeoPackage(path) => remove(path),
            StoreLocation::Postgres(_) => Store::migrate(&place).map(|_| ())?,
        }
        let start = Instant::now();
        import(thuadat, input, &place)?;
        ours_seconds.push(start.elapsed().as_secs_f64());
        last = Some(place);
        let start = Instant::now();
        if kind == "GeoPackage" {
            let copy = folder.join("store-reference.gpkg");
            remove(&copy);
            ogr2ogr(&["-f", "GPKG", shown(&copy)?, shown(input)?])?;
            reference_seconds.push(start.elapsed().as_secs_f64());
            remove(&copy);
        } else {
            let address = server.new_database()?;
            let start = Instant::now();
            // The address as GDAL takes it: names and values with spaces between.
            let (database, options) =
                address.trim_start_matches("postgres:///").split_once('?').context("an address")?;
            let target = format!("PG:dbname={database} {}", options.replace('&', " "));
            ogr2ogr(&["-f", "PostgreSQL", &target, shown(input)?, "--config", "PG_USE_COPY", "YES"])?;
            reference_seconds.push(start.elapsed().as_secs_f64());
        }
    }
    let place = last.context("at least one run")?;
    let mut store = Store::open(&place, Access::Read)?;
    let start = Instant::now();
    ensure!(store.verify(&Unobserved)?.faults.is_empty(), "what was imported is not sound");
    let verify_seconds = start.elapsed().as_secs_f64();
    let count = parcels.len();
    let by_key_ms = median_ms(|number| {
        let key = &parcels.records[number * 7919 % count].key;
        ensure!(store.parcels_of_key(key)?.len() == 1, "a key is that of one parcel");
        Ok(())
    })?;
    let mut parcels_by_box = 0;
    let by_box_ms = median_ms(|number| {
        let area = around(parcels, number * 7919 % count);
        parcels_by_box = store.parcels_in_box(EPSG, area, 0, 500)?.len();
        Ok(())
    })?;
    let first_page_ms = median_ms(|_| {
        ensure!(store.parcels_after(0, PAGE)?.len() as i64 == PAGE, "a page is full");
        Ok(())
    })?;
    let last_page = (count as i64 / PAGE).max(1);
    let last_page_ms = median_ms(|_| {
        ensure!(!store.parcels_after((last_page - 1) * PAGE, PAGE)?.is_empty(), "the last page is there");
        Ok(())
    })?;
    drop(store);
    if let StoreLocation::GeoPackage(path) = &place {
        remove(path);
    }
    Ok(Measured {
        kind,
        parcels: count,
        ours_seconds,
        reference_seconds,
        verify_seconds,
        by_key_ms,
        by_box_ms,
        parcels_by_box,
        first_page_ms,
        last_page,
        last_page_ms,
    })
}

fn import(thuadat: &Path, input: &Path, store: &StoreLocation) -> Result<()> {
    let into = match store {
        StoreLocation::GeoPackage(path) => shown(path)?.to_owned(),
        StoreLocation::Postgres(address) => address.clone(),
    };
    let output = Command::new(thuadat).arg("import").arg(input).args(["--into", &into]).output()?;
    ensure!(output.status.success(), "thuadat import: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// A rectangle around a parcel that some five hundred meet.
fn around(parcels: &Parcels, parcel: usize) -> ParcelBox {
    let at = parcels.geometries.coords()[parcels.geometries.parcel_coords(parcel).start];
    let half = 10.5 * parcels.geometries.area_m2(parcel).sqrt();
    ParcelBox { min_x: at.x - half, min_y: at.y - half, max_x: at.x + half, max_y: at.y + half }
}

fn median_ms(mut ask: impl FnMut(usize) -> Result<()>) -> Result<f64> {
    let mut times = Vec::with_capacity(QUERIES);
    for number in 0..QUERIES {
        let start = Instant::now();
        ask(number)?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[QUERIES / 2])
}

fn ogr2ogr(arguments: &[&str]) -> Result<()> {
    let status = Command::new("ogr2ogr").args(arguments).stdout(Stdio::null()).status();
    ensure!(status.context("ogr2ogr (Debian: gdal-bin)")?.success(), "ogr2ogr failed");
    Ok(())
}

fn shown(path: &Path) -> Result<&str> {
    path.to_str().context("a path in UTF-8")
}

fn remove(path: &Path) {
    // It may not be there.
    let _ = fs::remove_file(path);
}
