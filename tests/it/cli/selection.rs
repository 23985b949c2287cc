//! Some rules only, some parcels only; and the report says so.

use super::maps::{EAST, Map, NORTH, rectangle};
use super::program::{FOUND, PASSED, check_words, findings, refusal, report, run, thuadat};
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// Three parcels in a row, each two metres over the next; the first on sheet 7, the others on sheet 8.
fn row() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.gpkg");
    Map::of([0.0, 18.0, 36.0].map(|x| rectangle(x, 0.0, 20.0, 30.0)))
        .column("so_to", &["007", "8", "8"])
        .column("so_thua", &["1", "2", "2"])
        .write(&path);
    (folder, path)
}

#[track_caller]
fn with(path: &std::path::Path, options: &[&str], code: Option<i32>) -> Value {
    report([&[path.to_str().unwrap()], options].concat(), code)
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

#[test]
fn only_the_rules_asked_for_are_run_and_the_others_say_why_not() {
    let (_folder, path) = row();
    let all = with(&path, &[], FOUND);
    assert_eq!(all["selection"], Value::Null);
    assert_eq!((findings(&all, "topology/overlap").len(), findings(&all, "number/duplicate").len()), (2, 1));
    let some = with(&path, &["--only", "overlap,geometry/*"], FOUND);
    assert_eq!(some["findings"].as_array().unwrap().len(), 2);
    assert_eq!(rule(&some, "topology/overlap")["findings"], 2);
    assert_eq!(rule(&some, "geometry/spike")["status"], "run");
    let duplicate = rule(&some, "number/duplicate");
    assert_eq!((&duplicate["status"], &duplicate["findings"]), (&json!("not-run"), &Value::Null));
    assert_eq!(duplicate["reason"]["en"], "Not among the rules chosen with --only.");
    assert_eq!(some["selection"]["only"], json!(["overlap", "geometry/*"]));
    assert_eq!(findings(&some, "topology/overlap")[0]["id"], findings(&all, "topology/overlap")[0]["id"]);
}

#[test]
fn what_is_skipped_is_not_run() {
    let (_folder, path) = row();
    let rest = with(&path, &["--skip", "topology/*", "--skip", "number/duplicate"], PASSED);
    assert_eq!(rule(&rest, "topology/overlap")["reason"]["vi"], "Bỏ qua theo yêu cầu (--skip).");
    assert_eq!(rest["selection"]["skip"], json!(["topology/*", "number/duplicate"]));
    let text = run(thuadat([&path]).args(["--skip", "topology/*,number/duplicate", "--lang", "vi"])).out;
    check_words(
        &text,
        &["bỏ qua quy tắc topology/*, number/duplicate", "Quy tắc không chạy", "Bỏ qua theo yêu cầu"],
    );
}

#[test]
fn a_rule_the_profile_has_off_runs_when_asked_for_by_name() {
    let (folder, path) = row();
    let profile = folder.path().join("own.toml");
    std::fs::write(&profile, "[severities]\n\"topology/overlap\" = \"off\"\n").unwrap();
    let profile = profile.to_str().unwrap();
    assert_eq!(findings(&with(&path, &["--profile", profile], FOUND), "topology/overlap").len(), 0);
    let asked = with(&path, &["--profile", profile, "--only", "overlap"], FOUND);
    assert_eq!(findings(&asked, "topology/overlap").len(), 2);
}

#[test]
fn unknown_rules_are_refused_with_a_suggestion() {
    let (_folder, path) = row();
    let path = path.to_str().unwrap();
    check_words(&refusal([path, "--only", "overlapp"]), &["`overlapp`", "did you mean `topology/overlap`?"]);
    check_words(&refusal([path, "--skip", "geometri/*"]), &["did you mean `geometry/*`?"]);
    check_words(&refusal([path, "--only", "parcel"]), &["`parcel` may be", "topology/duplicate-parcel"]);
    check_words(&refusal([path, "--only", "gap", "--skip", "gap"]), &["no rule is left to run"]);
}

#[test]
fn a_sheet_is_compared_with_its_neighbours_and_reported_alone() {
    let (_folder, path) = row();
    let sheet = with(&path, &["--sheet", "7"], FOUND);
    let overlaps = findings(&sheet, "topology/overlap");
    assert_eq!(overlaps.len(), 1, "the one across the edge of the sheet");
    assert_eq!(overlaps[0]["parcels"][1]["sheet"], "8");
    assert_eq!(sheet["summary"]["parcels"], 1);
    assert_eq!(sheet["summary"]["parcels_with_errors"], 1);
    assert_eq!(sheet["input"]["parcels"], 3);
    let by_sheet = sheet["summary"]["by_sheet"].as_array().unwrap();
    assert_eq!((by_sheet.len(), &by_sheet[0]["sheet"]), (1, &json!("007")));
    assert_eq!(rule(&sheet, "topology/overlap")["findings"], 1);
    assert_eq!((&sheet["selection"]["sheets"], &sheet["selection"]["parcels"]), (&json!(["7"]), &json!(1)));
    let both = with(&path, &["--sheet", "007", "--sheet", "8"], FOUND);
    assert_eq!(both["summary"]["parcels"], 3);
    let text = run(thuadat([&path]).args(["--sheet", "7", "--lang", "vi"])).out;
    check_words(&text, &["Phạm vi", "tờ 7: 1 trong 3 thửa; các thửa lân cận vẫn được đem so sánh"]);
}

#[test]
fn a_box_chooses_by_place() {
    let (_folder, path) = row();
    let bbox = format!("{},{},{},{}", EAST + 39.0, NORTH, EAST + 50.0, NORTH + 5.0);
    let east = with(&path, &["--bbox", &bbox, "--only", "overlap"], FOUND);
    assert_eq!((findings(&east, "topology/overlap").len(), &east["summary"]["parcels"]), (1, &json!(1)));
    assert_eq!(east["selection"]["bbox"][0], EAST + 39.0);
    assert_eq!(east["selection"]["bbox_in_degrees"], false);
    let degrees = with(&path, &["--bbox", "106.8,21.9,106.9,22"], FOUND);
    assert_eq!(
        (&degrees["summary"]["parcels"], &degrees["selection"]["bbox_in_degrees"]),
        (&json!(3), &json!(true))
    );
}

#[test]
fn a_selection_of_nothing_is_no_passed_check() {
    let (_folder, path) = row();
    let path = path.to_str().unwrap();
    check_words(&refusal([path, "--sheet", "9"]), &["no parcel is of sheet `9`; the sheets are 007, 8"]);
    check_words(
        &refusal([path, "--bbox", "0,0,1,1"]),
        &["no parcel is in the box 0,0,1,1; the parcels lie in "],
    );
    let bbox = format!("{},{},{},{}", EAST + 39.0, NORTH, EAST + 50.0, NORTH + 5.0);
    check_words(&refusal([path, "--sheet", "7", "--bbox", &bbox]), &["no parcel of the sheets chosen"]);
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("bare.gpkg");
    Map::of([rectangle(0.0, 0.0, 20.0, 30.0)]).write(&bare);
    check_words(
        &refusal([bare.to_str().unwrap(), "--sheet", "7"]),
        &["--sheet needs a column", "--map sheet="],
    );
}
