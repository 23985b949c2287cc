//! Bad input: each kind says what is wrong, where, and what to do; none ends in a panic or a half report.

use super::maps::{EAST, Map, NORTH, NOT_A_NUMBER, neighbours, rectangle, rows_of_parcels};
use super::program::{
    COULD_NOT_CHECK, FOUND, PASSED, check_words, findings, notice, program, refusal, report, run,
    run_with_input, sample, thuadat,
};
use serde_json::{Value, json};
use std::f64::consts::TAU;
use std::ffi::OsStr;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A file in a folder of its own.
fn file(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

fn map(name: &str, map: &Map<'_>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    map.write(&path);
    (folder, path)
}

fn message<'a>(finding: &'a Value, language: &str) -> &'a str {
    finding["message"][language].as_str().unwrap()
}

#[test]
fn a_missing_file() {
    check_words(&refusal(["khong-co.gpkg"]), &["no file khong-co.gpkg", "check the spelling and the folder"]);
    let words = ["no file missing.gpkg"];
    check_words(&refusal([sample("cao-loc-synthetic-clean.gpkg"), "missing.gpkg".into()]), &words);
}

#[test]
fn a_wrong_layer() {
    let said = refusal([sample("cao-loc-synthetic.gpkg").to_str().unwrap(), "--layer", "thua_dta"]);
    check_words(&said, &["cao-loc-synthetic.gpkg", "no layer \"thua_dta\"", "did you mean \"thua_dat\"?"]);
}

#[test]
fn a_wrong_column() {
    let path = sample("cao-loc-synthetic.gpkg");
    for option in [["--id", "soThuTuThau"], ["--map", "number=soThuTuThau"]] {
        let said = refusal([&[path.to_str().unwrap()], &option[..]].concat());
        check_words(&said, &["no column \"soThuTuThau\"", option[0], "did you mean \"soThuTuThua\"?"]);
    }
}

#[test]
fn points_and_lines_are_no_parcels() {
    let (_folder, points) = map("moc.gpkg", &Map::of(["POINT (458700 2425800)", "POINT (458701 2425800)"]));
    check_words(&refusal([&points]), &["moc.gpkg", "no polygons, only 2 × Point", "parcels as polygons"]);
    let (_folder, lines) = map("ranh.gpkg", &Map::of(["LINESTRING (458700 2425800,458701 2425800)"]));
    check_words(&refusal([&lines]), &["ranh.gpkg", "only 1 × Line String", "polygonize"]);
}

#[test]
fn a_table_without_geometry() {
    let (_folder, path) = file("thua.csv", b"so_to,so_thua\n1,2\n");
    check_words(&refusal([&path]), &["thua.csv", "table", "polygons"]);
}

#[test]
fn a_code_nobody_knows() {
    let path = sample("cao-loc-synthetic.gpkg");
    for option in ["--crs", "--zone"] {
        let said = refusal([path.to_str().unwrap(), option, "EPSG:99999"]);
        check_words(&said, &["EPSG:99999", option, "9205 to 9218"]);
    }
    let said = refusal([path.to_str().unwrap(), "--zone", "EPSG:4326"]);
    check_words(&said, &["EPSG:4326 (WGS 84)", "not a projected system in metres", "EPSG:9215"]);
}

#[test]
fn coordinates_of_another_zone() {
    // Đà Nẵng, EPSG:5899, declared as Lạng Sơn.
    let at = |x: f64| rectangle(548_000.0 - EAST + x, 1_775_000.0 - NORTH, 20.0, 30.0);
    let (_folder, path) = map("thua.gpkg", &Map::of([at(0.0), at(20.0)]));
    let report = report([&path], PASSED);
    let found = findings(&report, "crs/wrong-zone");
    assert_eq!((found.len(), &found[0]["severity"]), (1, &"warning".into()));
    check_words(message(found[0], "en"), &["do not suit zone EPSG:9215", "EPSG:5899", "--crs"]);
    check_words(message(found[0], "vi"), &["EPSG:9215", "EPSG:5899", "múi chiếu"]);
}

#[test]
fn swapped_axes() {
    let square = "POLYGON ((2425800 458700,2425830 458700,2425830 458720,2425800 458720,2425800 458700))";
    for epsg in [Some(9215), None] {
        let (_folder, path) = map("thua.gpkg", &Map::of([square]).epsg(epsg));
        let ran = run(thuadat([&path]).args(["--format", "json"]));
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let found = findings(&report, "crs/axes-swapped");
        assert_eq!(found.len(), 1, "{epsg:?}");
        check_words(message(found[0], "en"), &["swapped", "2425800.00", "Export the file again"]);
        assert_eq!(ran.code, if found[0]["severity"] == "error" { FOUND } else { PASSED });
    }
}

#[test]
fn metres_said_to_be_degrees() {
    let (_folder, path) = map("thua.geojson", &Map::of(neighbours()).driver("GeoJSON").epsg(None));
    let words = ["thua.geojson", "EPSG:4326", "(458700, 2425800)", "feature 0", "pass --crs"];
    check_words(&refusal([&path]), &words);
    report([path.to_str().unwrap(), "--crs", "EPSG:9215"], PASSED);
}

#[test]
fn coordinates_that_are_no_numbers() {
    let broken = format!(
        "POLYGON (({EAST} {NORTH},{} {NOT_A_NUMBER},{} {},{EAST} {NORTH}))",
        EAST + 20.0,
        EAST + 20.0,
        NORTH + 30.0
    );
    let (_folder, path) = map("thua.gpkg", &Map::of([rectangle(50.0, 0.0, 20.0, 30.0), broken]));
    let report = report([&path], FOUND);
    let found = findings(&report, "geometry/not-finite");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["parcels"][0]["feature"], 2);
    check_words(message(found[0], "en"), &["vertex 2"]);
}

#[test]
fn shapes_that_are_empty_or_missing() {
    let mut parcels = Map::of([rectangle(0.0, 0.0, 20.0, 30.0), "POLYGON EMPTY".to_owned()]);
    parcels.shapes.push(None);
    let (_folder, path) = map("thua.gpkg", &parcels);
    let report = report([&path], FOUND);
    let features: Vec<_> = findings(&report, "geometry/empty")
        .iter()
        .map(|finding| finding["parcels"][0]["feature"].clone())
        .collect();
    assert_eq!(features, [2, 3]);
    assert_eq!(report["summary"]["parcels"], 3);
    check_words(notice(&report, "empty-geometries"), &["2 parcels without a shape"]);
}

#[test]
fn no_parcels_at_all() {
    for driver in ["GPKG", "GeoJSON", "FlatGeobuf", "ESRI Shapefile"] {
        let name = format!("thua.{}", driver.to_lowercase().replace("esri shapefile", "shp"));
        let (_folder, path) = map(&name, &Map::of([""; 0]).driver(driver));
        let report = report([&path], PASSED);
        check_words(notice(&report, "no-features"), &["no features: there is nothing to check"]);
        let text = run(&mut thuadat([&path])).out;
        assert!(text.contains("NOT CHECKED: the layer has no parcels"), "{text}");
        assert!(!text.contains("PASSED"), "nothing was checked, so nothing has passed: {text}");
    }
}

#[test]
fn degrees_without_a_place_are_not_said_to_be_projected() {
    let degrees = |shapes: Map<'static>| shapes.driver("GeoJSON").epsg(Some(4326));
    let nowhere = Map { shapes: vec![None], ..Map::of([""; 0]) };
    for shapes in [Map::of([""; 0]), nowhere] {
        let (folder, path) = map("trong.geojson", &degrees(shapes));
        let full = folder.path().join("thua.gpkg");
        Map::of(neighbours()).write(&full);
        for (arguments, epsg, origin) in [
            (&[&path as &dyn AsRef<OsStr>][..], 4326, "declared"),
            (&[&path, &"--zone", &"EPSG:9215"], 9215, "given"),
            (&[&path, &full], 9215, "declared"),
            (&[&full, &path], 9215, "declared"),
        ] {
            let ran = run(thuadat(arguments).args(["--format", "json"]));
            let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
            let crs = &report["input"]["crs"];
            assert_eq!((&crs["epsg"], &crs["origin"]), (&json!(epsg), &json!(origin)));
        }
    }
}

#[test]
fn files_that_end_too_early() {
    for (driver, name) in [
        ("GPKG", "thua.gpkg"),
        ("ESRI Shapefile", "thua.shp"),
        ("FlatGeobuf", "thua.fgb"),
        ("GeoJSON", "thua.geojson"),
        ("SQLite", "thua.sqlite"),
        ("GML", "thua.gml"),
        ("DXF", "thua.dxf"),
    ] {
        let (_folder, path) = map(name, &Map::of(rows_of_parcels(2000)).driver(driver));
        assert_eq!(report([&path], PASSED)["summary"]["parcels"], 2000, "{driver}");
        let whole = std::fs::read(&path).unwrap();
        // A line end too few is no damage to a text, and what ends a drawing holds no parcels.
        let ends = [whole.len() * 99 / 100, whole.len() - 20].into_iter().filter(|_| driver != "DXF");
        for length in [whole.len() / 10, whole.len() * 6 / 10].into_iter().chain(ends) {
            std::fs::write(&path, &whole[..length]).unwrap();
            check_words(&refusal([&path]), &[name, "again", "anew"]);
        }
        std::fs::write(&path, "").unwrap();
        check_words(&refusal([&path]), &[name, "empty"]);
    }
}

#[test]
fn folders_pipes_and_broken_archives() {
    let folder = tempfile::tempdir().unwrap();
    check_words(&refusal([folder.path()]), &["it is a folder", "name a file in it"]);
    let pipe = folder.path().join("ong-dan.geojson");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    check_words(&refusal([&pipe]), &["ong-dan.geojson", "a pipe or a device", "standard input"]);
    let (_folder, shapefile) = map("thua.shp", &Map::of(rows_of_parcels(50)).driver("ESRI Shapefile"));
    let archive = shapefile.with_extension("zip");
    let mut zipped = std::fs::read(&shapefile).unwrap();
    for broken in [b"PK no archive".to_vec(), zipped.split_off(zipped.len() / 2)] {
        std::fs::write(&archive, broken).unwrap();
        check_words(&refusal([&archive]), &["thua.zip", "damaged or empty", "copy it again"]);
    }
}

#[test]
fn names_are_taken_as_they_are() {
    let name = "Xã Cao Lộc – tờ 'số 1' \"mới\" $HOME *.gpkg";
    let (folder, path) = map(name, &Map::of(neighbours()));
    for kind in ["html", "gpkg", "geojson", "json", "xlsx"] {
        let report = folder.path().join(format!("báo cáo 'mới' \"1\" %s.{kind}"));
        let ran = run(thuadat([&path]).arg("--report").arg(&report));
        assert_eq!(ran.code, PASSED, "{}", ran.err);
        assert!(report.metadata().unwrap().len() > 0, "{kind}");
    }
    let missing = folder.path().join("không có 'tệp' này.gpkg");
    check_words(&refusal([&missing]), &["there is no file", "không có 'tệp' này.gpkg"]);
}

#[test]
fn closed_streams() {
    let closed = |streams: &str, arguments: &str| {
        let script = format!("exec \"$0\" check {arguments} {streams}");
        let mut shell = Command::new("sh");
        run(shell
            .args(["-c", &script])
            .arg(program())
            .env("LC_ALL", "C")
            .env("FILE", sample("cao-loc-synthetic.gpkg")))
    };
    let silent = closed("<&-", "-");
    assert_eq!(silent.code, COULD_NOT_CHECK);
    check_words(&silent.err, &["standard input is empty", "send GeoJSON to it"]);
    for format in ["text", "json", "geojson"] {
        let unheard = closed(">&-", &format!("\"$FILE\" --format {format}"));
        assert_eq!((unheard.code, unheard.err.as_str()), (FOUND, ""), "what was found stays found");
    }
    assert_eq!(closed("2>&-", "\"$FILE\" --quiet").code, FOUND);
    assert_eq!(closed("2>&-", "missing.gpkg").code, COULD_NOT_CHECK);
}

#[test]
fn damaged_files_say_what_to_do() {
    let (_folder, path) = map("thua.fgb", &Map::of(rows_of_parcels(2000)).driver("FlatGeobuf"));
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    check_words(&refusal([&path]), &["damaged or cut off", "copy the file again or export it anew"]);
}

#[test]
fn four_million_vertices_in_one_parcel() {
    const VERTICES: u32 = 4_000_000;
    let (radius_m, centre) = (20_000.0, (EAST, NORTH));
    let at = |n: u32| {
        let angle = f64::from(n % VERTICES) / f64::from(VERTICES) * TAU;
        // A wavy shore: 200 bays of 100 m.
        let distance = radius_m + 100.0 * (200.0 * angle).sin();
        (centre.0 + distance * angle.cos(), centre.1 + distance * angle.sin())
    };
    let mut text = String::from(
        r#"{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:9215"}}, "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [["#,
    );
    for n in 0..=VERTICES {
        let (x, y) = at(n);
        let comma = if n == 0 { "" } else { "," };
        write!(text, "{comma}[{x:.3},{y:.3}]").unwrap();
    }
    text.push_str("]]}}]}");
    let started = Instant::now();
    let ran = run_with_input(&mut thuadat(["-", "--format", "json"]), text.as_bytes());
    assert_eq!(ran.code, PASSED, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["summary"]["parcels"], 1);
    assert_eq!(report["input"]["crs"]["epsg"], 9215);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    assert!(started.elapsed() < Duration::from_mins(2), "{:?}", started.elapsed());
}

#[test]
fn arcs_are_drawn_as_lines_and_it_is_said() {
    let (x, y) = (EAST, NORTH);
    let circle = format!(
        "CURVEPOLYGON (CIRCULARSTRING ({x} {y},{} {},{} {y},{} {},{x} {y}))",
        x + 10.0,
        y + 10.0,
        x + 20.0,
        x + 10.0,
        y - 10.0
    );
    let (_folder, path) = map("thua.gpkg", &Map::of([circle, rectangle(50.0, 0.0, 9.0, 9.0)]));
    let report = report([&path], PASSED);
    assert_eq!(report["summary"]["parcels"], 2);
    check_words(notice(&report, "arcs-stroked"), &["arcs of 1 parcel", "mm away"]);
}

#[test]
fn heights_and_measures_are_dropped_and_it_is_said() {
    let square = |kind: &str, x: f64, more: &str| {
        let at = |dx: f64, dy: f64| format!("{} {}{more}", EAST + x + dx, NORTH + dy);
        let ring = [at(0.0, 0.0), at(10.0, 0.0), at(10.0, 10.0), at(0.0, 10.0), at(0.0, 0.0)].join(",");
        format!("POLYGON {kind} (({ring}))")
    };
    let mixed = [
        square("", 0.0, ""),
        square("Z", 10.0, " 7.5"),
        square("M", 20.0, " 3"),
        square("ZM", 30.0, " 7.5 3"),
    ];
    let (_folder, path) = map("thua.gpkg", &Map::of(mixed));
    let report = report([&path], PASSED);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    check_words(notice(&report, "heights-dropped"), &["3 parcels"]);
}

#[test]
fn standard_input_that_is_no_map() {
    for (input, words) in
        [("", ["standard input is empty"]), ("[1, 2", ["not a map"]), ("hello", ["not a map"])]
    {
        let ran = run_with_input(&mut thuadat(["-"]), input.as_bytes());
        assert_eq!(ran.code, COULD_NOT_CHECK, "{input}");
        check_words(&ran.err, &words);
    }
}

#[test]
fn files_in_systems_that_do_not_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let [named, nameless] = ["named.gpkg", "nameless.gpkg"].map(|name| folder.path().join(name));
    Map::of(neighbours()).write(&named);
    Map::of(neighbours()).epsg(None).write(&nameless);
    check_words(&refusal([&named, &nameless]), &["nameless.gpkg", "--crs"]);
    check_words(&refusal([&nameless, &named]), &["nameless.gpkg", "named.gpkg", "--crs"]);
}
