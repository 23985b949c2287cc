//! Writes the synthetic commune to a folder: clean, with faults, and the truth about the faults; then its registers, the list of its
//! renumbered sheets, and the truth about each row.
//!
//! `cargo run -p thuadat-testkit --example make_samples -- data/samples`

use anyhow::{Context, Result};
use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{DriverManager, spatial_ref::SpatialRef};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use thuadat_core::{ParcelRecord, Parcels};
use thuadat_testkit::{
    CAO_LOC_EPSG, RegisterTruth, SAMPLE_SEED, TypedCell, TypedSheet, inject_faults, multi_polygon_wkb,
    sample_register, synthetic_commune,
};

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
    let register = sample_register(&clean, seed);
    for sheet in &register.typed {
        let path = folder.join(sheet.file);
        if sheet.worksheet.is_some() { write_workbook(&path, sheet)? } else { write_text(&path, sheet)? }
    }
    std::fs::write(folder.join("cao-loc-register.truth.json"), one_row_a_line(&register.truth)?)?;
    Ok(())
}

/// A first worksheet that says what the workbook is, as such workbooks have, and the sheet.
fn write_workbook(path: &Path, sheet: &TypedSheet) -> Result<()> {
    let mut workbook = Workbook::new();
    let date = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("thuadat").set_creation_datetime(&date));
    let cover = workbook.add_worksheet().set_name("Hướng dẫn")?;
    cover.write_string(
        0,
        0,
        "Dữ liệu giả của chương trình thuadat; không có người thật, không có giấy chứng nhận thật.",
    )?;
    let worksheet = workbook.add_worksheet().set_name(sheet.worksheet.context("a worksheet")?)?;
    let day_format = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in &sheet.rows {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row - 1, u16::try_from(column)?);
            match cell {
                TypedCell::Empty => {}
                TypedCell::Text(text) => drop(worksheet.write_string(row, column, text)?),
                TypedCell::Number(number) => drop(worksheet.write_number(row, column, *number)?),
                TypedCell::Day(day) => {
                    let date = ExcelDateTime::from_ymd(day.year(), day.month(), day.of_month())?;
                    worksheet.write_with_format(row, column, date, &day_format)?;
                }
            }
        }
    }
    workbook.save(path)?;
    Ok(())
}

/// With the mark that tells spreadsheets of UTF-8, and a semicolon, as spreadsheets set to Vietnamese write it.
fn write_text(path: &Path, sheet: &TypedSheet) -> Result<()> {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    for (_, cells) in &sheet.rows {
        writer.write_record(cells.iter().map(|cell| match cell {
            TypedCell::Text(text) => text.clone(),
            TypedCell::Number(number) => number.to_string(),
            TypedCell::Day(day) => day.vietnamese(),
            TypedCell::Empty => String::new(),
        }))?;
    }
    writer.flush()?;
    drop(writer);
    std::fs::write(path, bytes)?;
    Ok(())
}

fn one_row_a_line(truth: &RegisterTruth) -> Result<String> {
    let mut json = format!(
        "{{\"seed\": {}, \"without_certificate\": {},\n\"rows\": [\n",
        truth.seed,
        serde_json::to_string(&truth.without_certificate)?
    );
    for (at, row) in truth.rows.iter().enumerate() {
        let end = if at + 1 < truth.rows.len() { "," } else { "" };
        writeln!(json, "{}{end}", serde_json::to_string(row)?)?;
    }
    json.push_str("]}\n");
    Ok(json)
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
