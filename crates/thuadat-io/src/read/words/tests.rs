//! Every error of reading says the same in both languages.

use super::*;
use crate::crs::{TransformError, Zone};
use std::collections::BTreeSet;
use std::path::PathBuf;

const FILE: &str = "thua_dat.gpkg";

fn same(text: &str) -> Message {
    Message { vi: text.to_owned(), en: text.to_owned() }
}

fn of_files() -> Vec<ReadError> {
    let path = || PathBuf::from(FILE);
    let refused = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    vec![
        ReadError::NotFound { path: path() },
        ReadError::NotReadable { path: path(), source: refused() },
        ReadError::Dgn8 { path: path() },
        ReadError::NotVector { path: path(), reason: same("…") },
        ReadError::Damaged { path: path(), said: "malformed".to_owned() },
        ReadError::CutOff { path: path(), length: 4095, expected: 8192 },
        ReadError::SeveralInArchive { path: path(), entries: vec!["a.shp".to_owned(), "b.shp".to_owned()] },
        ReadError::NothingInArchive { path: path(), entries: Vec::new() },
        ReadError::Incomplete {
            path: path(),
            layer: "thua".to_owned(),
            read: 3,
            expected: Some(9),
            said: String::new(),
        },
        ReadError::TooManyVertices { path: path(), layer: "thua".to_owned() },
    ]
}

fn of_layers() -> Vec<ReadError> {
    let path = || PathBuf::from(FILE);
    let layers = || vec![LayerSummary { name: "thua".to_owned(), geometry: same("Polygon"), features: 7 }];
    vec![
        ReadError::NoSuchLayer {
            path: path(),
            layer: "thưa".to_owned(),
            layers: layers(),
            nearest: Some("thua".to_owned()),
        },
        ReadError::SeveralLayers { path: path(), layers: layers() },
        ReadError::NoPolygons {
            path: path(),
            layer: Some("thua".to_owned()),
            found: vec![GeometryCount { geometry: same("Point"), features: 7 }],
            hint: super::super::layers::POLYGONS_NEEDED,
        },
        ReadError::NoSuchColumn {
            path: path(),
            layer: "thua".into(),
            column: "so_tơ".into(),
            field: Some(Field::Sheet),
            columns: vec!["so_to".to_owned()],
            nearest: Some("so_to".into()),
        },
    ]
}

fn of_coordinates() -> Vec<ReadError> {
    let path = || PathBuf::from(FILE);
    let zone = Zone::of_epsg(9215).expect("a zone of the cadastre");
    let no_way =
        TransformError::NoWay { from: "A".to_owned(), to: "B".to_owned(), said: "no grid".to_owned() };
    vec![
        ReadError::NotInMetres { path: path(), crs: "EPSG:2263".to_owned(), unit: None },
        ReadError::NoCrsForZone { path: path(), zone: 9215 },
        ReadError::NotDegrees {
            path: path(),
            declared: "EPSG:4326".into(),
            out_of_range: 4,
            vertices: 5,
            feature: "12".into(),
            example: (458_700.5, 2_425_800.0),
            fitting: vec![FittingZone { zone, share: 1.0 }],
        },
        ReadError::Transform { path: path(), source: no_way },
    ]
}

fn of_no_file() -> Vec<ReadError> {
    vec![
        ReadError::StandardInput { source: std::io::ErrorKind::InvalidData.into() },
        ReadError::UnknownCrs { epsg: 99_999, option: "--crs" },
        ReadError::ZoneNotInMetres { epsg: 4326, name: "WGS 84".to_owned() },
        ReadError::Interrupted,
    ]
}

fn of_a_file() -> Vec<ReadError> {
    [of_files(), of_layers(), of_coordinates()].into_iter().flatten().collect()
}

fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựđ".contains(letter))
}

#[test]
fn each_is_said_in_both_languages_and_has_its_own_code() {
    let errors: Vec<ReadError> = of_a_file().into_iter().chain(of_no_file()).collect();
    for error in &errors {
        let Message { vi, en } = error.message();
        assert!(is_vietnamese(&vi) && vi != en && !en.is_empty(), "{vi} / {en}");
        assert_eq!(en, error.to_string());
    }
    let codes: BTreeSet<&str> = errors.iter().map(ReadError::code).collect();
    assert_eq!(codes.len(), errors.len());
}

#[test]
fn each_of_a_file_names_it_in_both_languages() {
    for error in of_a_file() {
        let Message { vi, en } = error.message();
        assert!(vi.contains(FILE) && en.contains(FILE), "{vi} / {en}");
    }
}

#[test]
fn facts_stand_in_both_languages() {
    let check = |error: &ReadError, facts: &[&str]| {
        let Message { vi, en } = error.message();
        for fact in facts {
            assert!(vi.contains(fact) && en.contains(fact), "{fact}: {vi} / {en}");
        }
    };
    check(&of_files()[4], &["malformed"]);
    check(&of_files()[5], &["4095", "8192"]);
    check(&of_files()[6], &["a.shp, b.shp", "thua_dat.gpkg/a.shp"]);
    check(&of_files()[8], &["3", "9"]);
    check(&of_layers()[0], &["thưa", "thua", "Polygon", "7"]);
    check(&of_layers()[3], &["so_tơ", "so_to", "--map sheet="]);
    check(&of_coordinates()[2], &["EPSG:4326", "--crs EPSG:9215", "107°15'", "Lạng Sơn"]);
    check(&of_coordinates()[3], &["no grid"]);
}
