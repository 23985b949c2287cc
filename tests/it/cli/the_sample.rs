//! The main job on the samples: the commune with faults, its clean twin, two communes of France.

use super::maps::copy_without;
use super::program::{
    FOUND, PASSED, findings, names_in, program, report, run, run_with_input, sample, thuadat,
};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use thuadat_testkit::Truth;

const FAULTY: &str = "cao-loc-synthetic.gpkg";
const CLEAN: &str = "cao-loc-synthetic-clean.gpkg";

fn truth() -> Truth {
    let text = std::fs::read_to_string(sample("cao-loc-synthetic.truth.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The report holds to the schema as committed.
#[track_caller]
fn check_contract(report: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/report.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let breaches: Vec<String> = validator.iter_errors(report).map(|error| error.to_string()).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn every_fault_of_the_truth_is_reported() {
    let report = report([sample(FAULTY)], FOUND);
    check_contract(&report);
    let truth = truth();
    assert!(truth.faults.len() > 90);
    let is_told = |finding: &Value, features: &[i64]| {
        let parcels = finding["parcels"].as_array().unwrap();
        features.iter().all(|feature| parcels.iter().any(|parcel| parcel["feature"] == *feature))
    };
    let missed: Vec<_> = truth
        .faults
        .iter()
        .filter(|fault| {
            !findings(&report, fault.rule.id()).iter().any(|finding| is_told(finding, &fault.features))
        })
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn nothing_is_found_in_the_clean_twin() {
    for profile in ["vn-cadastre", "strict"] {
        let report = report([sample(CLEAN).to_str().unwrap(), "--profile", profile], PASSED);
        check_contract(&report);
        assert_eq!(report["findings"], serde_json::json!([]), "{profile}");
        assert_eq!(report["summary"]["parcels"], 3546);
        let not_run = report["rules"].as_array().unwrap().iter().filter(|rule| rule["status"] != "run");
        let not_run: Vec<_> = not_run.map(|rule| rule["id"].as_str().unwrap()).collect();
        let without_files = ["topology/outside-commune", "topology/outside-sheet"];
        let without_limit = [
            "geometry/short-segment",
            "geometry/vertices-too-close",
            "geometry/sharp-angle",
            "geometry/sliver-parcel",
            "geometry/too-small",
            "geometry/off-lattice",
        ];
        let without_limit = if profile == "strict" { &without_limit[..] } else { &[] };
        let without_lines = [
            "linework/dangle",
            "linework/unclosed-face",
            "linework/face-without-label",
            "linework/face-with-several-labels",
            "linework/label-outside",
        ];
        assert_eq!(not_run, [without_limit, &without_files, &without_lines].concat());
    }
}

#[test]
fn people_read_it_in_their_language() {
    let text = |file: &str, language: &str| run(thuadat([sample(file)]).args(["--lang", language])).out;
    let (vi, en) = (text(FAULTY, "vi"), text(FAULTY, "en"));
    for (text, words) in [
        (&vi, ["kiểm tra bản đồ thửa đất", "Số thửa      3.567", "Chồng đè", "Thửa trùng hình", "66 lỗi"]),
        (&en, ["check of a parcel map", "Parcels      3,567", "Overlap", "Duplicate parcel", "66 errors"]),
    ] {
        for word in words {
            assert!(text.contains(word), "{word:?} is not in:\n{text}");
        }
    }
    assert!(text(CLEAN, "vi").ends_with("ĐẠT: không có lỗi, không có cảnh báo; 7 quy tắc không chạy\n"));
    assert!(text(CLEAN, "en").contains("PASSED"), "{}", text(CLEAN, "en"));
    let of_the_system = run(thuadat([sample(CLEAN)]).env("LC_ALL", "vi_VN.UTF-8")).out;
    assert!(of_the_system.contains("ĐẠT"), "{of_the_system}");
}

#[test]
fn quiet_leaves_only_the_exit_status() {
    for (file, code) in [(FAULTY, FOUND), (CLEAN, PASSED)] {
        let ran = run(thuadat([sample(file)]).arg("--quiet"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (code, "", ""));
    }
    let asked_for = run(thuadat([sample(FAULTY)]).args(["--quiet", "--format", "json"]));
    check_contract(&serde_json::from_str(&asked_for.out).unwrap());
    assert_eq!(asked_for.err, "");
}

#[test]
fn the_same_is_told_whatever_the_number_of_threads() {
    let without_seconds = |arguments: &[&str]| -> String {
        let ran = run(thuadat([sample(FAULTY)]).args(arguments));
        ran.out.split_inclusive('\n').filter(|line| !line.contains("_seconds\"")).collect()
    };
    for format in ["json", "geojson"] {
        let alone = without_seconds(&["--format", format, "--threads", "1"]);
        assert!(alone.len() > 100_000, "{format}: {} bytes", alone.len());
        assert!(alone == without_seconds(&["--format", format, "--threads", "3"]), "{format}");
    }
}

#[test]
fn geojson_on_standard_output_lies_on_the_globe() {
    let ran = run(thuadat([sample(FAULTY)]).args(["--format", "geojson"]));
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    let collection: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(collection["type"], "FeatureCollection");
    let found = report([sample(FAULTY)], FOUND)["findings"].as_array().unwrap().len();
    assert_eq!(collection["features"].as_array().unwrap().len(), found);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    for format in ["text", "json", "geojson"] {
        let pipe = format!("set -o pipefail; \"$0\" check \"$1\" --format {format} | head -n 1");
        let mut shell = std::process::Command::new("bash");
        let ran = run(shell.args(["-c", &pipe]).arg(program()).arg(sample(FAULTY)));
        assert_eq!(ran.err, "", "{format}");
        assert_eq!(ran.out.lines().count(), 1, "{format}");
        assert_eq!(ran.code, FOUND, "{format}: what was found stays found");
    }
}

#[test]
fn degrees_of_france_come_into_the_zone_of_the_place() {
    let report = report([sample("fr-69209.geojson.gz")], FOUND);
    check_contract(&report);
    let crs = &report["input"]["crs"];
    assert_eq!((&crs["epsg"], &crs["origin"]), (&32631.into(), &"projected-to-fitting".into()));
    assert_eq!(report["input"]["declared_crs"], "EPSG:4326");
    let columns: Vec<_> =
        report["input"]["columns"].as_array().unwrap().iter().map(|column| &column["column"]).collect();
    assert_eq!(columns, ["commune", "section", "numero", "contenance"]);
    assert_eq!(findings(&report, "topology/overlap").len(), 3);
    let why =
        report["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "crs/outside-zone").unwrap();
    assert_eq!(why["status"], "not-run");
    assert!(why["reason"]["en"].as_str().unwrap().contains("VN-2000"));
}

#[test]
fn a_file_and_standard_input_give_the_same() {
    let path = sample("fr-25354.geojson.gz");
    let of_the_file = report([&path], PASSED);
    check_contract(&of_the_file);
    assert_eq!(of_the_file["input"]["crs"]["epsg"], 2154, "metres stay as they are");
    let mut text = Vec::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut text).unwrap();
    let ran = run_with_input(&mut thuadat(["-", "--format", "json"]), &text);
    assert_eq!(ran.code, PASSED, "{}", ran.err);
    let of_the_pipe: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(of_the_pipe["input"]["path"], "-");
    assert_eq!(of_the_pipe["findings"], of_the_file["findings"]);
    assert_eq!(of_the_pipe["rules"], of_the_file["rules"]);
}

/// Rule and features of every finding, in order; the file's name in front of an id is left out.
fn told(report: &Value) -> Vec<(String, Vec<String>)> {
    let feature = |parcel: &Value| match &parcel["feature"] {
        Value::String(text) => text.split_once('#').unwrap().1.to_owned(),
        number => number.to_string(),
    };
    let mut told: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let mut features: Vec<_> = finding["parcels"].as_array().unwrap().iter().map(feature).collect();
            features.sort();
            (finding["rule"].as_str().unwrap().to_owned(), features)
        })
        .collect();
    told.sort();
    told
}

#[test]
fn sheets_in_several_files_are_checked_against_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (north, south) = (folder.path().join("north.gpkg"), folder.path().join("south.gpkg"));
    let sheet = "CAST(soHieuToBanDo AS INTEGER)";
    copy_without(&sample(FAULTY), "thua_dat", &format!("{sheet} > 3"), &north);
    copy_without(&sample(FAULTY), "thua_dat", &format!("NOT coalesce({sheet} > 3, 0)"), &south);
    let together = report([&north, &south], FOUND);
    check_contract(&together);
    assert_eq!(together["summary"]["parcels"], 3567);
    assert_eq!(told(&together), told(&report([sample(FAULTY)], FOUND)));
    assert_eq!(names_in(folder.path()), ["north.gpkg", "south.gpkg"], "nothing is left beside the input");
}
