//! Every kind of report, written by the program and read back by others.

use super::program::{FOUND, findings, names_in, report, run, sample, thuadat};
use gdal::vector::{Layer, LayerAccess};
use gdal::{Dataset, vsi};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const KINDS: [&str; 5] = ["html", "gpkg", "geojson", "json", "xlsx"];

/// All kinds of reports on the commune with faults.
fn reports(arguments: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut command = thuadat([sample("cao-loc-synthetic.gpkg")]);
    for kind in KINDS {
        command.arg("--report").arg(folder.path().join(format!("report.{kind}")));
    }
    let ran = run(command.args(arguments));
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), KINDS.len(), "each is told: {}", ran.err);
    let mut names = KINDS.map(|kind| format!("report.{kind}"));
    names.sort();
    assert_eq!(names_in(folder.path()), names);
    folder
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn texts(layer: &mut Layer<'_>, column: &str) -> Vec<String> {
    let index = layer.defn().field_index(column).unwrap();
    layer.features().map(|feature| feature.field_as_string(index).unwrap().unwrap_or_default()).collect()
}

#[test]
fn the_geopackage_opens_coloured() {
    let folder = reports(&[]);
    let dataset = Dataset::open(folder.path().join("report.gpkg")).unwrap();
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    assert_eq!(names, ["parcels", "finding_areas", "finding_lines", "findings", "layer_styles"]);
    let mut styles = dataset.layer_by_name("layer_styles").unwrap();
    assert_eq!(texts(&mut styles, "f_table_name"), names[..4]);
    assert!(texts(&mut styles, "styleQML").iter().all(|style| style.contains("<qgis")));
    assert_eq!(dataset.layer_by_name("parcels").unwrap().feature_count(), 3561);
    let told = report([sample("cao-loc-synthetic.gpkg")], FOUND);
    let mut points = dataset.layer_by_name("findings").unwrap();
    let overlaps = texts(&mut points, "rule").iter().filter(|rule| *rule == "topology/overlap").count();
    assert_eq!(overlaps, findings(&told, "topology/overlap").len());
    let reference = points.spatial_ref().unwrap();
    assert_eq!(reference.auth_code().unwrap(), 9215);
}

#[test]
fn the_geojson_lies_in_lang_son() {
    let folder = reports(&[]);
    let collection: Value = serde_json::from_str(&read(&folder.path().join("report.geojson"))).unwrap();
    let features = collection["features"].as_array().unwrap();
    let placed: Vec<&Value> = features.iter().filter(|feature| !feature["geometry"].is_null()).collect();
    assert!(placed.len() > 130 && placed.len() < features.len(), "{} of {}", placed.len(), features.len());
    for feature in placed {
        for [longitude, latitude] in positions(&feature["geometry"]["coordinates"]) {
            assert!((106.7..106.9).contains(&longitude), "{feature}");
            assert!((21.9..22.0).contains(&latitude), "{feature}");
        }
    }
}

fn positions(coordinates: &Value) -> Vec<[f64; 2]> {
    let items = coordinates.as_array().unwrap();
    match items[0].as_f64() {
        Some(longitude) => vec![[longitude, items[1].as_f64().unwrap()]],
        None => items.iter().flat_map(positions).collect(),
    }
}

#[test]
fn the_workbook_has_a_sheet_of_each_kind() {
    let folder = reports(&["--lang", "vi"]);
    let path = folder.path().join("report.xlsx");
    assert!(std::fs::read(&path).unwrap().starts_with(b"PK\x03\x04"), "a workbook is a zip");
    let inside = vsi::read_dir(Path::new("/vsizip").join(path.strip_prefix("/").unwrap()), true).unwrap();
    let sheets = inside
        .iter()
        .filter(|entry| entry.starts_with("xl/worksheets"))
        .filter(|entry| entry.extension().is_some_and(|ending| ending == "xml"));
    assert_eq!(sheets.count(), 4, "{inside:?}");
    let dataset = Dataset::open(&path).unwrap();
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let findings = dataset.layers().max_by_key(LayerAccess::feature_count).unwrap();
    assert!(findings.feature_count() >= 148, "{}", findings.feature_count());
}

#[test]
fn the_page_stands_by_itself() {
    for (language, verdict) in [("vi", "CHƯA ĐẠT"), ("en", "NOT PASSED")] {
        let folder = reports(&["--lang", language]);
        let page = read(&folder.path().join("report.html"));
        assert!(page.contains(&format!("lang=\"{language}\"")) && page.contains(verdict), "{language}");
        assert!(page.contains("<svg"), "a map");
        for loaded in ["src=\"http", "href=\"http", "src=\"//", "@import", "url(http", "<link", "<script src"]
        {
            assert!(!page.contains(loaded), "{loaded} loads something from elsewhere");
        }
    }
}

#[test]
fn the_json_file_is_what_standard_output_has() {
    let folder = reports(&[]);
    let mut of_the_file: Value = serde_json::from_str(&read(&folder.path().join("report.json"))).unwrap();
    let mut of_the_stream = report([sample("cao-loc-synthetic.gpkg")], FOUND);
    for report in [&mut of_the_file, &mut of_the_stream] {
        for part in ["read_seconds", "check_seconds", "write_seconds"] {
            assert!(report["summary"][part].take().as_f64().unwrap() >= 0.0);
        }
    }
    assert_eq!(of_the_file, of_the_stream);
}
