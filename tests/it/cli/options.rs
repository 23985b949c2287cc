//! Every option has the effect it promises.

use super::maps::{Map, neighbours, rectangle};
use super::program::{FOUND, PASSED, check_words, findings, notice, refusal, report};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A map in a folder of its own.
fn map(map: &Map<'_>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.gpkg");
    map.write(&path);
    (folder, path)
}

/// Checks with options; the exit status must be this.
#[track_caller]
fn with(path: &Path, options: &[&str], code: Option<i32>) -> Value {
    report([&[path.to_str().unwrap()], options].concat(), code)
}

/// Two neighbours that overlap by so many metres.
fn overlapping(width: f64) -> Map<'static> {
    Map::of([rectangle(0.0, 0.0, 20.0, 30.0), rectangle(20.0 - width, 0.0, 20.0, 30.0)])
}

/// Four parcels around an empty square of so many metres.
fn around_a_gap(width: f64) -> Map<'static> {
    Map::of([
        rectangle(0.0, 0.0, 20.0 + width, 20.0),
        rectangle(20.0 + width, 0.0, 20.0, 20.0 + width),
        rectangle(20.0, 20.0 + width, 20.0 + width, 20.0),
        rectangle(0.0, 20.0, 20.0, 20.0 + width),
    ])
}

fn severities(report: &Value, rule: &str) -> Vec<String> {
    findings(report, rule).iter().map(|finding| finding["severity"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn tolerance_says_which_overlaps_are_notes() {
    let (_folder, path) = map(&overlapping(0.3));
    assert_eq!(severities(&with(&path, &[], FOUND), "topology/overlap"), ["error"]);
    let tolerant = with(&path, &["--tolerance", "0.5"], PASSED);
    assert_eq!(severities(&tolerant, "topology/overlap"), ["note"]);
    assert_eq!(tolerant["mode"], "tolerant(0.5)");
    let exact = with(&path, &["--tolerance", "0"], FOUND);
    assert_eq!(severities(&exact, "topology/overlap"), ["error"]);
}

#[test]
fn the_strict_profile_lets_nothing_pass() {
    let (_folder, path) = map(&overlapping(0.002));
    with(&path, &[], PASSED);
    let strict = with(&path, &["--profile", "strict"], FOUND);
    assert_eq!(strict["mode"], "strict");
    assert_eq!(severities(&strict, "topology/overlap"), ["error"]);
}

#[test]
fn gap_width_says_what_is_ground_outside() {
    let (_folder, path) = map(&around_a_gap(3.0));
    assert_eq!(severities(&with(&path, &["--gap-width", "5"], FOUND), "topology/gap"), ["error"]);
    assert_eq!(severities(&with(&path, &["--gap-width", "1"], PASSED), "topology/gap"), ["note"]);
}

#[test]
fn a_profile_of_ones_own_is_followed() {
    let (folder, path) = map(&overlapping(0.3));
    let profile = folder.path().join("own.toml");
    std::fs::write(&profile, "name = \"of the district\"\n\n[tolerance_m]\nvalue = 0.4\n").unwrap();
    let report = with(&path, &["--profile", profile.to_str().unwrap()], PASSED);
    assert_eq!(report["profile"]["name"], "of the district");
    assert_eq!(severities(&report, "topology/overlap"), ["note"]);
}

#[test]
fn id_names_features_and_tells_of_repeated_names() {
    let (_folder, path) = map(&overlapping(2.0).column("ma", &["T-17", "T-18"]));
    let features = |report: &Value| {
        let parcels = findings(report, "topology/overlap")[0]["parcels"].as_array().unwrap().clone();
        parcels.iter().map(|parcel| parcel["feature"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(features(&with(&path, &[], FOUND)), [json!(1), json!(2)], "the numbers of the file");
    assert_eq!(features(&with(&path, &["--id", "ma"], FOUND)), [json!("T-17"), json!("T-18")]);
    let (_folder, path) = map(&overlapping(2.0).column("ma", &["T-17", "T-17"]));
    let repeated = with(&path, &["--id", "ma"], FOUND);
    assert_eq!(repeated["summary"]["parcels"], 2, "both are kept");
    let said = notice(&repeated, "duplicate-ids");
    assert!(said.contains("T-17"), "{said}");
}

#[test]
fn map_names_columns_nobody_would_recognise() {
    let parcels = Map::of(neighbours()).column("cot_a", &["5", "5"]).column("cot_b", &["17", "17"]);
    let (_folder, path) = map(&parcels);
    let status = |report: &Value| {
        let rules = report["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == "number/duplicate").unwrap()["status"].clone()
    };
    assert_eq!(status(&with(&path, &[], PASSED)), "not-run");
    let named = with(&path, &["--map", "sheet=cot_a", "--map", "number=cot_b"], FOUND);
    assert_eq!(status(&named), "run");
    let duplicate = &findings(&named, "number/duplicate")[0]["parcels"][0];
    assert_eq!((&duplicate["sheet"], &duplicate["number"]), (&json!("5"), &json!("17")));
    let columns = json!([
        {"field": "sheet", "column": "cot_a", "given": true},
        {"field": "number", "column": "cot_b", "given": true},
    ]);
    assert_eq!(named["input"]["columns"], columns);
}

#[test]
fn layer_chooses_among_several() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.gpkg");
    Map::of(neighbours()).write(&path);
    let more = Map { layer: "nha", ..Map::of([rectangle(1.0, 1.0, 5.0, 5.0)]) };
    more.add_to(&path);
    assert_eq!(with(&path, &["--layer", "nha"], PASSED)["summary"]["parcels"], 1);
    assert_eq!(with(&path, &["--layer", "thua"], PASSED)["summary"]["parcels"], 2);
}

#[test]
fn crs_stands_in_for_what_the_file_does_not_say() {
    let (_folder, path) = map(&Map::of(neighbours()).epsg(None));
    let silent = with(&path, &[], PASSED);
    assert_eq!(silent["input"]["crs"], json!({"epsg": null, "name": "unnamed metres", "origin": "assumed"}));
    let given = with(&path, &["--crs", "EPSG:9215"], PASSED);
    assert_eq!(
        (&given["input"]["crs"]["epsg"], &given["input"]["crs"]["origin"]),
        (&json!(9215), &json!("given"))
    );
    assert_eq!(with(&path, &["--crs", "9215"], PASSED)["input"]["crs"], given["input"]["crs"]);
}

#[test]
fn zone_is_where_the_check_runs() {
    let (folder, path) = map(&Map::of(neighbours()));
    let moved = with(&path, &["--zone", "EPSG:3405"], PASSED);
    let crs = &moved["input"]["crs"];
    assert_eq!((&crs["epsg"], &crs["origin"]), (&json!(3405), &json!("projected-to-given")));
    assert_eq!(moved["input"]["declared_crs"], "EPSG:9215");
    let degrees = folder.path().join("thua.geojson");
    let square = "POLYGON((106.85 21.92,106.8502 21.92,106.8502 21.9202,106.85 21.9202,106.85 21.92))";
    Map::of([square]).driver("GeoJSON").epsg(Some(4326)).write(&degrees);
    assert_eq!(with(&degrees, &[], PASSED)["input"]["crs"]["epsg"], 9215, "the zone of Lạng Sơn");
    assert_eq!(with(&degrees, &["--zone", "EPSG:9216"], PASSED)["input"]["crs"]["epsg"], 9216);
}

#[test]
fn an_overlap_between_files_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let [west, east] = ["west.gpkg", "east.gpkg"].map(|name| folder.path().join(name));
    Map::of([rectangle(0.0, 0.0, 20.0, 30.0)]).write(&west);
    Map::of([rectangle(19.0, 0.0, 20.0, 30.0)]).write(&east);
    report([&west], PASSED);
    let together = report([&west, &east], FOUND);
    let overlap = findings(&together, "topology/overlap")[0];
    assert_eq!(overlap["area_m2"], 30.0);
    let features = [&overlap["parcels"][0]["feature"], &overlap["parcels"][1]["feature"]];
    assert_eq!(features, ["west.gpkg#1", "east.gpkg#1"]);
}

#[test]
fn a_zone_goes_by_its_meridian_and_its_province() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.gpkg");
    Map::of(neighbours()).epsg(None).write(&path);
    for name in ["107°15′", "107-15", "Lạng Sơn", "EPSG:9215"] {
        assert_eq!(with(&path, &["--crs", name], PASSED)["input"]["crs"]["epsg"], 9215, "{name}");
    }
    let said = refusal([path.to_str().unwrap(), "--crs", "khac.gpkg=EPSG:9215"]);
    check_words(&said, &["khac.gpkg", "none of the files"]);
}

/// The same ground in two zones: sheets of a merged province are checked together.
#[test]
fn sheets_in_different_zones_are_checked_together() {
    let folder = tempfile::tempdir().unwrap();
    let square = |x: f64, y: f64| {
        format!("POLYGON (({x} {y},{} {y},{} {},{x} {},{x} {y}))", x + 20.0, x + 20.0, y + 20.0, y + 20.0)
    };
    let here = square(454_436.105, 2_427_244.024);
    let there = square(480_259.774, 2_427_190.785);
    let [lang_son, bac_giang] = ["to_1.gpkg", "to_2.gpkg"].map(|name| folder.path().join(name));
    Map::of([here.as_str()]).epsg(None).write(&lang_son);
    Map::of([there.as_str()]).epsg(None).write(&bac_giang);
    let arguments = ["--crs", "to_1.gpkg=107-15", "--crs", "to_2.gpkg=107-00"];
    let ran =
        report([lang_son.to_str().unwrap(), bac_giang.to_str().unwrap()].into_iter().chain(arguments), FOUND);
    assert_eq!(ran["input"]["crs"]["epsg"], 9215);
    let overlaps = findings(&ran, "topology/overlap");
    let area_m2 = overlaps[0]["area_m2"].as_f64().unwrap();
    // The meridians converge: one square is turned against the other by some minutes of arc.
    assert!((area_m2 - 400.0).abs() < 2.0, "{area_m2}");
}
