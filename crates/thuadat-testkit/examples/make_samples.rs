//! Writes the synthetic commune to a folder: clean, with faults, and the truth about the faults.
//!
//! `cargo run -p thuadat-testkit --example make_samples -- data/samples`

use anyhow::{Context, Result};
use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{DriverManager, spatial_ref::SpatialRef};
use std::path::{Path, PathBuf};
use thuadat_core::{ParcelRecord, Parcels};
use thuadat_testkit::{CAO_LOC_EPSG, SAMPLE_SEED, inject_faults, multi_polygon_wkb, synthetic_commune};

/// A GeoPackage carries the time it was written; a fixed one keeps the file the same.
const WRITTEN: &str = "2026-01-01T00:00:00.000Z";
const TEXTS: [&str; 6] =
    ["maXa", "soHieuToBanDo", "soThuTuThua", "mucDichSuDung", "dienTichMDSD", "maDinhDanhThua"];
const NUMBERS: [&str; 2] = ["dienTich", "dienTichPhapLy"];

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().context("usage: make_samples FOLDER [SEED]")?);
    let seed =
        arguments.next().map_or(Ok(SAMPLE_SEED), |seed| seed.parse()).context("SEED is a whole number")?;
    gdal::config::set_config_option("OGR_CURRENT_DATE", WRITTEN)?;
    let clean = synthetic_commune(seed);
    let (dirty, truth) = inject_faults(&clean, seed);
    write_geopackage(&folder.join("cao-loc-synthetic-clean.gpkg"), &clean)?;
    write_geopackage(&folder.join("cao-loc-synthetic.gpkg"), &dirty)?;
    let mut json = serde_json::to_string_pretty(&truth)?;
    json.push('\n');
    std::fs::write(folder.join("cao-loc-synthetic.truth.json"), json)?;
    Ok(())
}

fn write_geopackage(path: &Path, parcels: &Parcels) -> Result<()> {
    if path.exists() {
        std::fs::remove_file(path).with_context(|| format!("{}", path.display()))?;
    }
    let mut dataset = DriverManager::get_driver_by_name("GPKG")?.create_vector_only(path)?;
    let mut transaction = dataset.start_transaction()?;
    let crs = SpatialRef::from_epsg(CAO_LOC_EPSG)?;
    let layer = transaction.create_layer(LayerOptions {
        name: "thua_dat",
        srs: Some(&crs),
        ty: OGRwkbGeometryType::wkbMultiPolygon,
        // GDAL would leave what it cannot place out of the index, and a sample of this size needs none.
        options: Some(&["SPATIAL_INDEX=NO", "DESCRIPTION=", "IDENTIFIER=thua_dat"]),
    })?;
    layer.create_defn_fields(&TEXTS.map(|name| (name, OGRFieldType::OFTString)))?;
    layer.create_defn_fields(&NUMBERS.map(|name| (name, OGRFieldType::OFTReal)))?;
    for (position, record) in parcels.records.iter().enumerate() {
        let mut feature = Feature::new(layer.defn())?;
        set_fields(&mut feature, record)?;
        if let Some(wkb) = multi_polygon_wkb(parcels, position) {
            feature.set_geometry(Geometry::from_wkb(&wkb).with_context(|| format!("parcel {position}"))?)?;
        }
        feature.create(&layer)?;
    }
    transaction.commit()?;
    Ok(())
}

fn set_fields(feature: &mut Feature<'_>, record: &ParcelRecord) -> Result<()> {
    let key = &record.key;
    let areas = land_use_areas(record);
    let texts = [&key.commune, &key.sheet, &key.number, &record.land_use, &areas, &record.code];
    for (name, value) in TEXTS.into_iter().zip(texts) {
        if let Some(value) = value {
            feature.set_field_string(feature.field_index(name)?, value)?;
        }
    }
    for (name, value) in NUMBERS.into_iter().zip([record.recorded_area_m2, record.legal_area_m2]) {
        if let Some(value) = value {
            feature.set_field_double(feature.field_index(name)?, value)?;
        }
    }
    Ok(())
}

/// The areas of several land uses, written as maps write the codes: `120.5+80.0`.
fn land_use_areas(record: &ParcelRecord) -> Option<Box<str>> {
    let areas: Vec<String> = record.land_use_areas_m2.iter().map(|area_m2| format!("{area_m2:.1}")).collect();
    (!areas.is_empty()).then(|| areas.join("+").into())
}
