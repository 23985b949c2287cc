//! `--stream` finds what the check in memory finds.

use super::maps::{Map, rows_of_parcels};
use super::program::{FOUND, PASSED, check_words, names_in, notice, refusal, report, run, sample, thuadat};
use serde_json::{Value, json};
use std::path::Path;

/// Rules that need all parcels at once.
const LEFT_OUT: [&str; 1] = ["parcel-code/outside-parcel"];

/// A report without the fields that tell in which way the check was run, and how long it took.
fn without_the_way(mut report: Value) -> String {
    report["selection"] = Value::Null;
    let notices = report["input"]["notices"].as_array_mut().unwrap();
    notices.retain(|notice| notice["code"] != "streamed");
    for rule in report["rules"].as_array_mut().unwrap() {
        if LEFT_OUT.iter().any(|left_out| rule["id"] == *left_out) {
            rule["reason"] = Value::Null;
        }
    }
    for part in ["read_seconds", "check_seconds", "write_seconds"] {
        report["summary"][part] = json!(0);
    }
    serde_json::to_string_pretty(&report).unwrap()
}

#[track_caller]
fn check_same(inputs: &[&Path], options: &[&str], code: Option<i32>) {
    let inputs = || inputs.iter().map(|path| path.to_str().unwrap());
    let skipped = LEFT_OUT.join(",");
    let at_once = inputs().chain(options.iter().copied()).chain(["--skip", &skipped]);
    let streamed = inputs().chain(options.iter().copied()).chain(["--stream"]);
    let (at_once, streamed) = (report(at_once, code), report(streamed, code));
    let (at_once, streamed) = (without_the_way(at_once), without_the_way(streamed));
    let differs = at_once.lines().zip(streamed.lines()).find(|(one, other)| one != other);
    assert!(at_once == streamed, "{differs:?}");
}

#[test]
fn the_report_is_that_of_a_check_in_memory() {
    let faulty = sample("cao-loc-synthetic.gpkg");
    check_same(&[&faulty], &[], FOUND);
    check_same(&[&faulty], &["--profile", "strict", "--threads", "1"], FOUND);
    check_same(&[&sample("cao-loc-synthetic-clean.gpkg")], &[], PASSED);
}

#[test]
fn several_files_and_degrees_too() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("to_1.fgb"), folder.path().join("to_2.geojson"));
    Map::of(rows_of_parcels(20)).driver("FlatGeobuf").write(&first);
    Map::of(rows_of_parcels(30)).driver("GeoJSON").epsg(None).write(&second);
    check_same(&[&first, &second], &["--crs", "EPSG:9215"], FOUND);
    let degrees = folder.path().join("do.geojson");
    let square = "POLYGON((108.2 16.05,108.2001 16.05,108.2001 16.0501,108.2 16.0501,108.2 16.05))";
    Map::of([square, square]).driver("GeoJSON").epsg(Some(4326)).write(&degrees);
    check_same(&[&degrees], &["--zone", "EPSG:5899"], FOUND);
    let named = folder.path().join("ma.gpkg");
    Map::of(rows_of_parcels(4)).column("ma", &["b", "a", "b", "c"]).write(&named);
    check_same(&[&named], &["--id", "ma"], PASSED);
    let told = refusal([degrees.to_str().unwrap(), "--stream"]);
    check_words(&told, &["which are degrees", "add --zone, such as --zone EPSG:9215"]);
}

#[test]
fn the_report_says_what_was_left_out() {
    let report = report([sample("cao-loc-synthetic.gpkg").to_str().unwrap(), "--stream"], FOUND);
    check_words(notice(&report, "streamed"), &["cell by cell (--stream)", "parcel-code/outside-parcel"]);
    let rules = report["rules"].as_array().unwrap();
    for id in LEFT_OUT {
        let rule = rules.iter().find(|rule| rule["id"] == id).unwrap();
        assert_eq!(rule["status"], "not-run", "{id}");
        check_words(rule["reason"]["en"].as_str().unwrap(), &["not run where a check goes cell by cell"]);
    }
}

#[test]
fn reports_of_other_kinds_are_written() {
    let (folder, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut command = thuadat([sample("cao-loc-synthetic.gpkg").to_str().unwrap(), "--stream"]);
    for kind in ["gpkg", "geojson", "json", "xlsx"] {
        command.arg("--report").arg(folder.path().join(format!("report.{kind}")));
    }
    let ran = run(command.env("TMPDIR", temporary.path()));
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    assert_eq!(names_in(folder.path()).len(), 4);
    assert_eq!(names_in(temporary.path()), [""; 0]);
}

#[test]
fn what_needs_all_parcels_at_once_is_refused() {
    let path = sample("cao-loc-synthetic.gpkg");
    let path = path.to_str().unwrap();
    check_words(&refusal([path, "--stream", "--sheet", "1"]), &["--sheet needs all parcels at once"]);
    check_words(&refusal([path, "--stream", "--bbox", "1,2,3,4"]), &["--bbox needs all parcels at once"]);
    check_words(&refusal([path, "--stream", "--report", "x.html"]), &["--report .html needs all parcels"]);
}

#[test]
fn without_a_folder_for_the_temporary_file_it_says_so() {
    let path = sample("cao-loc-synthetic.gpkg");
    let ran = run(thuadat([path.to_str().unwrap(), "--stream"]).env("TMPDIR", "/no/such/folder"));
    assert_eq!(ran.code, Some(2));
    check_words(&ran.err, &["cannot make a temporary file in /no/such/folder", "TMPDIR"]);
}
