//! The registers of `data/samples` are read as they were made, entry for entry, and so are the lists of the collection.
//!
//! Needs `../shared`: the register of a French commune and the communes that merged in 2025.

use crate::shared;
use std::path::{Path, PathBuf};
use thuadat_core::{Day, LegacyEncoding, Lettering, Unobserved};
use thuadat_io::{
    RegisterCell, RegisterRequest, RegistersRead, read_registers, read_renumbering, read_units,
};
use thuadat_testkit::{SAMPLE_SEED, SampleRegister, TypedCell, sample_register, synthetic_commune};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/samples").join(name)
}

fn made() -> SampleRegister {
    sample_register(&synthetic_commune(SAMPLE_SEED), SAMPLE_SEED)
}

fn read_kept(name: &str) -> RegistersRead {
    let request = RegisterRequest { keep_cells: true, ..RegisterRequest::new(file(name)) };
    read_registers(&request, &Unobserved).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_entry_of_the_sample_is_read_as_it_was_made() {
    let made = made();
    for register in &made.registers {
        let read = read_kept(&register.file);
        assert_eq!(read.registers.len(), 1);
        let found = &read.registers[0].register;
        assert_eq!(found.worksheet, register.worksheet);
        assert_eq!(found.entries.len(), register.entries.len());
        for (found, expected) in found.entries.iter().zip(&register.entries) {
            assert!(found == expected, "{found:?}\n{expected:?}");
        }
        let codes: Vec<_> = read.complaints.counts().keys().copied().collect();
        assert_eq!(codes, ["date-impossible"], "{}", register.file);
    }
    let read = read_renumbering(&file(&made.renumbering.file), None, &Unobserved).unwrap();
    assert_eq!(read.renumbering.sheets, made.renumbering.sheets);
    assert!(read.complaints.is_empty());
}

#[test]
fn every_cell_of_the_sample_is_kept_as_it_stands() {
    for sheet in &made().typed[..2] {
        let table = read_kept(sheet.file).registers.remove(0).table.unwrap();
        let rows: Vec<_> = table.head.iter().chain(&table.rows).collect();
        assert_eq!(rows.len(), sheet.rows.len());
        for (row, (number, cells)) in rows.into_iter().zip(&sheet.rows) {
            assert_eq!(row.row, *number);
            for (column, cell) in cells.iter().enumerate() {
                let found = row.cells.get(column).unwrap_or(&RegisterCell::Empty);
                assert!(is_same(found, cell), "{}, row {number}, column {column}", sheet.file);
            }
        }
    }
}

fn is_same(found: &RegisterCell, typed: &TypedCell) -> bool {
    match (found, typed) {
        (RegisterCell::Empty, TypedCell::Empty) => true,
        (RegisterCell::Text(found), TypedCell::Text(typed)) => **found == **typed,
        (RegisterCell::Number(found), TypedCell::Number(typed)) => found.to_bits() == typed.to_bits(),
        (RegisterCell::Date(days), TypedCell::Day(day)) => {
            thuadat_core::WrittenDate::of_spreadsheet(*days).ok().and_then(thuadat_core::WrittenDate::day)
                == Some(*day)
        }
        _ => false,
    }
}

#[test]
fn a_register_of_another_country_is_read_by_its_headers() {
    let Some(path) = shared::path("linkage/fr-69209_register_pseudonymised.csv.gz") else { return };
    let read = read_registers(&RegisterRequest::new(path), &Unobserved).unwrap();
    let entries = &read.registers[0].register.entries;
    assert_eq!(entries.len(), 2_498);
    assert!(read.complaints.is_empty());
    let first = &entries[0];
    assert_eq!((first.printed.sheet.as_deref(), first.printed.number.as_deref()), (Some("AC"), Some("81")));
    assert_eq!(first.area_m2, Some(4880.0));
    let keys: std::collections::BTreeSet<_> = entries.iter().map(|entry| &entry.printed).collect();
    assert_eq!(keys.len(), 2_161);
}

#[test]
fn the_communes_that_merged_in_2025_are_read_with_their_day() {
    let Some(path) = shared::path("admin/vn_commune_mapping_old_to_new_2025.csv.gz") else { return };
    let read = read_units(&path, None, &Unobserved).unwrap();
    assert_eq!(read.changes.len(), 10_604);
    assert!(read.complaints.is_empty());
    let communes = &read.communes;
    assert_eq!(&*communes.meaning("06211", Some(Day::new(2025, 6, 30))).unwrap().name, "Xã Lộc Yên");
    assert_eq!(&*communes.meaning("06211", None).unwrap().name, "Xã Cao Lộc");
    assert!(!communes.is_in_use("06193", None));
}

#[test]
fn legacy_letters_are_those_of_the_collection_byte_for_byte() {
    let Some(table) = shared::json("encoding/vn_tcvn3_vni_map.json") else { return };
    let bytes = |value: &serde_json::Value| -> Vec<u8> {
        let text = value.as_str().unwrap();
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    for letter in table["letters"].as_array().unwrap() {
        let text = letter["char"].as_str().unwrap();
        assert_eq!(LegacyEncoding::Tcvn3.encode(text), Some(bytes(&letter["tcvn3_hex"])), "{text}");
        assert_eq!(LegacyEncoding::Vni.encode(text), Some(bytes(&letter["vni_hex"])), "{text}");
    }
    let vectors = table["test_vectors"].as_array().unwrap();
    assert!(vectors.len() >= 80);
    for vector in vectors {
        let text = vector["text"].as_str().unwrap();
        let vni = bytes(&vector["vni_hex"]);
        assert_eq!(LegacyEncoding::Vni.encode(text), Some(vni.clone()), "{text}");
        assert_eq!(LegacyEncoding::Vni.decode_bytes(&vni).as_deref(), Some(text));
        let tcvn3 = bytes(&vector["tcvn3_hex"]);
        assert_eq!(LegacyEncoding::Tcvn3.encode(text), Some(tcvn3.clone()), "{text}");
        let decoded = LegacyEncoding::Tcvn3.decode_bytes(&tcvn3).unwrap();
        assert_eq!(decoded.to_lowercase(), text.to_lowercase());
        let proposed = LegacyEncoding::Tcvn3.proposed_case(&decoded).unwrap_or(decoded);
        assert_eq!(proposed, text);
        let seen: String = tcvn3.iter().map(|&byte| char::from(byte)).collect();
        assert!(Lettering::of(&seen) != Lettering::Foreign, "{text}");
    }
}

/// Addresses and field names of a shapefile without a code page, as GDAL shows them when told of Latin letters.
fn shapefile_texts(name: &str) -> Option<Vec<String>> {
    use gdal::vector::LayerAccess;
    let path = shared::path(&format!("encoding/shp_{name}_no_cpg.zip"))?;
    let options = gdal::DatasetOptions { open_options: Some(&["ENCODING=ISO-8859-1"]), ..Default::default() };
    let inside = format!("/vsizip/{}/thua_{name}.shp", path.display());
    let dataset = gdal::Dataset::open_ex(inside, options).unwrap();
    let mut layer = dataset.layer(0).unwrap();
    let texts = layer.features().flat_map(|feature| {
        ["DIACHI", "XUDONG"].map(|column| {
            let index = feature.field_index(column).unwrap();
            feature.field_as_string(index).unwrap().unwrap_or_default()
        })
    });
    Some(texts.collect())
}

#[test]
fn a_shapefile_of_either_encoding_comes_to_the_same_text() {
    let (Some(tcvn3), Some(vni)) = (shapefile_texts("tcvn3"), shapefile_texts("vni")) else { return };
    assert_eq!((tcvn3.len(), vni.len()), (200, 200));
    let unicode = |texts: &[String], expected: LegacyEncoding| -> Vec<String> {
        let most = LegacyEncoding::of_most(texts.iter().map(String::as_str));
        assert_eq!(most, Some(expected));
        texts
            .iter()
            .map(|text| LegacyEncoding::to_unicode(text, most).map_or(text.clone(), |(text, _)| text))
            .collect()
    };
    let (one, other) = (unicode(&tcvn3, LegacyEncoding::Tcvn3), unicode(&vni, LegacyEncoding::Vni));
    assert!(one[0].starts_with("Thôn Thanh"), "{}", one[0]);
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.to_lowercase(), other.to_lowercase());
    }
}
