//! Writes the synthetic commune to a folder: clean, with faults, and the truth about the faults.
//!
//! `cargo run -p thuadat-testkit --example make_samples -- data/samples`

use anyhow::{Context, Result};
use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{DriverManager, spatial_ref::SpatialRef};
use std::path::{Path, PathBuf};
use thuadat_core::{ParcelRecord, Parcels};
use thuadat_testkit::{CAO_LOC_EPSG, inject_faults, synthetic_commune};

/// Seed of the committed samples.
const SEED: u64 = 6211;
/// GeoPackages carry the time they were written; a fixed one keeps the files the same.
const WRITTEN: &str = "2026-01-01T00:00:00.000Z";
const TEXTS: [&str; 4] = ["maXa", "soHieuToBanDo", "soThuTuThua", "mucDichSuDung"];
const NUMBERS: [&str; 2] = ["dienTich", "dienTichPhapLy"];

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("usage: make_samples FOLDER")?);
    gdal::config::set_config_option("OGR_CURRENT_DATE", WRITTEN)?;
    let clean = synthetic_commune(SEED);
    let (dirty, truth) = inject_faults(&clean, SEED);
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
    for (name, value) in TEXTS.into_iter().zip([&key.commune, &key.sheet, &key.number, &record.land_use]) {
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

/// Well-known binary of the rings exactly as they stand: unclosed stays unclosed. None for a parcel without a shape.
fn multi_polygon_wkb(parcels: &Parcels, parcel: usize) -> Option<Vec<u8>> {
    const LITTLE_ENDIAN: u8 = 1;
    let shapes = &parcels.geometries;
    let polygons: Vec<_> = shapes.polygons(parcel).collect();
    if polygons.is_empty() {
        return None;
    }
    let mut wkb = Vec::new();
    let mut head = |wkb: &mut Vec<u8>, kind: u32, count: usize| {
        wkb.push(LITTLE_ENDIAN);
        wkb.extend(kind.to_le_bytes());
        wkb.extend((count as u32).to_le_bytes());
    };
    head(&mut wkb, 6, polygons.len());
    for polygon in polygons {
        head(&mut wkb, 3, polygon.len());
        for ring in polygon {
            wkb.extend((shapes.ring(ring).len() as u32).to_le_bytes());
            for coord in shapes.ring(ring) {
                wkb.extend(coord.x.to_le_bytes());
                wkb.extend(coord.y.to_le_bytes());
            }
        }
    }
    Some(wkb)
}
