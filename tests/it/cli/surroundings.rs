//! Known land, the bounds of the commune and the frames of sheets, given to the program as files.

use super::program::{FOUND, PASSED, check_words, findings, refusal, report, run, sample, thuadat};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Two blocks of a made-up commune in EPSG:9215 with a road 6 m wide between them, closed at both ends.
const WEST: f64 = 454_400.0;
const SOUTH: f64 = 2_427_200.0;

fn ring(corners: &[(f64, f64)]) -> Value {
    let closed = corners.iter().chain(corners.first());
    closed.map(|(x, y)| json!([WEST + x, SOUTH + y])).collect()
}

fn feature(properties: &Value, rings: &[&[(f64, f64)]]) -> Value {
    let rings: Vec<Value> = rings.iter().map(|corners| ring(corners)).collect();
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}})
}

fn write(folder: &TempDir, name: &str, crs: Option<&str>, features: &[Value]) -> PathBuf {
    let mut collection = json!({"type": "FeatureCollection", "features": features});
    if let Some(crs) = crs {
        collection["crs"] = json!({"type": "name", "properties": {"name": crs}});
    }
    let path = folder.path().join(name);
    std::fs::write(&path, collection.to_string()).unwrap();
    path
}

/// A closed line in a drawing, which names no coordinate system.
fn drawing(folder: &TempDir, name: &str, corners: &[(f64, f64)]) -> PathBuf {
    let vertices = corners.iter().map(|(x, y)| format!("10\n{}\n20\n{}\n", WEST + x, SOUTH + y));
    let vertices: String = vertices.collect();
    let count = corners.len();
    let text = format!(
        "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nSONG\n90\n{count}\n70\n1\n{vertices}0\nENDSEC\n0\nEOF\n"
    );
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn box_of(west: f64, south: f64, east: f64, north: f64) -> [(f64, f64); 4] {
    [(west, south), (east, south), (east, north), (west, north)]
}

fn parcels(folder: &TempDir) -> PathBuf {
    let frame = feature(
        &json!({"so_to": "7", "so_thua": "1"}),
        &[&box_of(0.0, 0.0, 60.0, 46.0), &[(10.0, 20.0), (10.0, 26.0), (50.0, 26.0), (50.0, 20.0)]],
    );
    let east = feature(&json!({"so_to": "8", "so_thua": "2"}), &[&box_of(60.0, 0.0, 80.0, 46.0)]);
    write(folder, "thua.geojson", Some("EPSG:9215"), &[frame, east])
}

fn of(parcels: &Path, more: &[&str], code: Option<i32>) -> Value {
    let mut arguments = vec![parcels.to_str().unwrap(), "--profile", "strict", "--only", "topology/*"];
    arguments.extend(more);
    report(arguments, code)
}

fn notices(report: &Value) -> Vec<(&str, &str)> {
    let notices = report["input"]["notices"].as_array().unwrap().iter();
    notices
        .map(|notice| (notice["code"].as_str().unwrap(), notice["message"]["en"].as_str().unwrap()))
        .collect()
}

fn reason<'a>(report: &'a Value, rule: &str) -> &'a str {
    let rules = report["rules"].as_array().unwrap();
    rules.iter().find(|listed| listed["id"] == rule).unwrap()["reason"]["en"].as_str().unwrap_or_default()
}

#[test]
fn known_land_explains_gaps_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    assert_eq!(findings(&of(&parcels, &[], FOUND), "topology/gap").len(), 1);
    let whole = feature(&json!({}), &[&box_of(5.0, 20.0, 55.0, 26.0)]);
    let road = write(&folder, "roads.geojson", Some("EPSG:9215"), &[whole]);
    let report = of(&parcels, &["--known-land", road.to_str().unwrap()], PASSED);
    assert!(findings(&report, "topology/gap").is_empty());
    assert_eq!(report["expected_gaps"], json!({"whole": 1, "in_part": 0, "area_m2": 240.0}));
    let file = &report["surroundings"][0];
    assert_eq!(
        (&file["role"], &file["polygons"], &file["invalid"]),
        (&json!("known-land"), &json!(1), &json!(0))
    );
    let (code, said) = *notices(&report).last().unwrap();
    assert_eq!(code, "known-land");
    check_words(said, &["roads.geojson", "explains 1 gap wholly and 0 in part, 240.0 m² in all"]);
    let schema: Value = serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&report));
}

#[test]
fn several_files_of_known_land_leave_what_none_of_them_covers() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    let west = feature(&json!({}), &[&box_of(0.0, 15.0, 20.0, 30.0)]);
    let roads = write(&folder, "roads.geojson", Some("EPSG:9215"), &[west]);
    let water = drawing(&folder, "water.dxf", &box_of(30.0, 15.0, 60.0, 30.0));
    let arguments = ["--known-land", roads.to_str().unwrap(), "--known-land", water.to_str().unwrap()];
    let report = of(&parcels, &arguments, FOUND);
    let gaps = findings(&report, "topology/gap");
    assert_eq!((gaps.len(), &gaps[0]["area_m2"]), (1, &json!(60.0)));
    let words = gaps[0]["message"]["en"].as_str().unwrap();
    check_words(
        words,
        &["Ground beside parcel 1 of sheet 7 that belongs to no parcel and is no known land either"],
    );
    assert_eq!(report["expected_gaps"], json!({"whole": 0, "in_part": 1, "area_m2": 180.0}));
    let told = notices(&report);
    assert!(
        told.iter().any(|(code, said)| *code == "surroundings-crs-assumed" && said.contains("water.dxf")),
        "{told:?}"
    );
}

#[test]
fn land_in_degrees_is_brought_to_the_zone_of_the_parcels() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    // About the road, in WGS 84, and well beyond it on all sides but the parcels' outline.
    let degrees = json!({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
        [[[106.80, 21.93], [106.82, 21.93], [106.82, 21.96], [106.80, 21.96], [106.80, 21.93]]]}});
    let road = write(&folder, "roads.geojson", None, &[degrees]);
    let report = of(&parcels, &["--known-land", road.to_str().unwrap()], PASSED);
    assert_eq!(report["expected_gaps"]["whole"], 1, "{:?}", notices(&report));
}

#[test]
fn faulty_land_and_land_elsewhere_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    let bowtie = feature(&json!({}), &[&[(10.0, 20.0), (50.0, 26.0), (50.0, 20.0), (10.0, 26.0)]]);
    let elsewhere = feature(&json!({}), &[&box_of(9000.0, 0.0, 9010.0, 10.0)]);
    let bowtie = write(&folder, "bowtie.geojson", Some("EPSG:9215"), &[bowtie]);
    let elsewhere = write(&folder, "elsewhere.geojson", Some("EPSG:9215"), &[elsewhere]);
    let arguments = ["--known-land", bowtie.to_str().unwrap(), "--known-land", elsewhere.to_str().unwrap()];
    let report = of(&parcels, &arguments, FOUND);
    let told = notices(&report);
    let said = |code: &str| told.iter().find(|(known, _)| *known == code).unwrap().1;
    check_words(said("surroundings-invalid"), &["bowtie.geojson: 1 polygon is invalid, first feature 0"]);
    check_words(said("surroundings-elsewhere"), &["elsewhere.geojson lies elsewhere"]);
    assert_eq!(report["surroundings"][0]["invalid"], 1);
    assert_eq!(report["expected_gaps"]["in_part"], 1);
}

#[test]
fn bounds_and_frames_find_what_reaches_out() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    let commune = feature(&json!({}), &[&box_of(-10.0, -10.0, 78.0, 60.0)]);
    let commune = write(&folder, "xa.geojson", Some("EPSG:9215"), &[commune]);
    let seven = feature(&json!({"so_to": "07"}), &[&box_of(0.0, 0.0, 55.0, 46.0)]);
    let frames = write(&folder, "khung.geojson", Some("EPSG:9215"), &[seven]);
    let arguments =
        ["--commune-boundary", commune.to_str().unwrap(), "--sheet-frames", frames.to_str().unwrap()];
    let report = of(&parcels, &arguments, FOUND);
    let outside = findings(&report, "topology/outside-commune");
    assert_eq!(
        (outside.len(), &outside[0]["area_m2"], &outside[0]["parcels"][0]["number"]),
        (1, &json!(92.0), &json!("2"))
    );
    let outside = findings(&report, "topology/outside-sheet");
    assert_eq!(
        (outside.len(), &outside[0]["area_m2"], &outside[0]["severity"]),
        (1, &json!(230.0), &json!("note"))
    );
    let told = notices(&report);
    assert!(
        told.iter().any(|(code, said)| *code == "sheets-without-frame" && said.contains("sheet 8")),
        "{told:?}"
    );
    let without = of(&parcels, &[], FOUND);
    check_words(reason(&without, "topology/outside-commune"), &["--commune-boundary FILE"]);
    check_words(reason(&without, "topology/outside-sheet"), &["--sheet-frames FILE"]);
    let unnumbered = of(&parcels, &["--sheet-frames", commune.to_str().unwrap()], FOUND);
    check_words(reason(&unnumbered, "topology/outside-sheet"), &["no column of sheet numbers"]);
}

#[test]
fn the_outline_of_the_sample_holds_its_parcels() {
    let outline = sample("cao-loc-outline.geojson");
    let clean = sample("cao-loc-synthetic-clean.gpkg");
    let report = of(&clean, &["--commune-boundary", outline.to_str().unwrap()], PASSED);
    let listed = report["rules"].as_array().unwrap().iter();
    let outside = listed.into_iter().find(|rule| rule["id"] == "topology/outside-commune").unwrap();
    assert_eq!((&outside["status"], &outside["findings"]), (&json!("run"), &json!(0)));
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let parcels = parcels(&folder);
    let said = refusal([parcels.to_str().unwrap(), "--known-land", "khong_co.gpkg"]);
    check_words(&said, &["there is no file khong_co.gpkg"]);
    let road = write(
        &folder,
        "roads.geojson",
        Some("EPSG:9215"),
        &[feature(&json!({}), &[&box_of(0.0, 0.0, 9.0, 9.0)])],
    );
    let before = std::fs::read(&road).unwrap();
    for option in ["--known-land", "--commune-boundary", "--sheet-frames"] {
        let said = refusal([parcels.to_str().unwrap(), "--stream", option, road.to_str().unwrap()]);
        check_words(&said, &[option, "--stream"]);
    }
    let ran = run(thuadat([&parcels]).arg("--known-land").arg(&road).arg("--report").arg(&road));
    check_words(&ran.err, &["would overwrite the input"]);
    assert_eq!(std::fs::read(&road).unwrap(), before);
}
