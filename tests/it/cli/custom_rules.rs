//! Rules of the user's own, from the profile to every report.

use super::program::{FOUND, check_words, findings, program, ran, refusal, report, run, sample, thuadat};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const RULES: &str = r#"
[[custom]]
id = "custom/garden-without-house"
severity = "note"
when = "land_use LIKE 'CLN%' AND area_m2 > 400"
title = { vi = "Đất vườn rộng chưa có nhà", en = "Large garden without a house" }
message.vi = "Thửa {parcel} là đất {land_use}, rộng {area_m2} m²."
message.en = "Parcel {parcel} is {land_use} of {area_m2} m²."
source = "Chosen for this test"
date = 2026-11-22

[[custom]]
id = "custom/typo"
severity = "error"
when = "dienTihc > 3"
title = "Typo"
"#;

fn profile(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn listed<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

fn check(path: &Path, more: &[&str]) -> Value {
    let sample = sample("cao-loc-synthetic.gpkg");
    let mut arguments = vec![sample.to_str().unwrap(), "--profile", path.to_str().unwrap()];
    arguments.extend(more);
    report(arguments, FOUND)
}

#[test]
fn the_report_has_them_like_others() {
    let (_folder, path) = profile(RULES);
    let report = check(&path, &[]);
    let found = findings(&report, "custom/garden-without-house");
    assert!(found.len() > 3, "{}", found.len());
    for finding in &found {
        assert_eq!((&finding["severity"], &finding["geometry"]["type"]), (&json!("note"), &json!("Point")));
        let words = finding["message"]["en"].as_str().unwrap();
        assert!(words.starts_with("Parcel ") && words.contains(" is CLN"), "{words}");
    }
    let garden = listed(&report, "custom/garden-without-house");
    assert_eq!((&garden["status"], &garden["findings"]), (&json!("run"), &json!(found.len())));
    let typo = listed(&report, "custom/typo");
    assert_eq!(typo["status"], "not-run");
    check_words(typo["reason"]["en"].as_str().unwrap(), &["`dienTihc`", "did you mean `dienTich`?"]);
    let stated = &report["profile"]["custom"][0];
    assert_eq!(stated["when"], "land_use LIKE 'CLN%' AND area_m2 > 400");
    assert_eq!((&stated["date"], &stated["verified"]), (&json!("2026-11-22"), &json!(true)));
    let schema: Value = serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    if let Err(error) = validator.validate(&report) {
        panic!("{error}");
    }
}

#[test]
fn they_are_chosen_left_out_accepted_and_compared() {
    let (folder, path) = profile(RULES);
    let whole = check(&path, &[]);
    let found = findings(&whole, "custom/garden-without-house");
    let skipped = check(&path, &["--skip", "garden-without-house"]);
    assert!(findings(&skipped, "custom/garden-without-house").is_empty());
    assert_eq!(
        listed(&skipped, "custom/garden-without-house")["reason"]["en"],
        "Left out on request (--skip)."
    );
    let only = ran(thuadat([sample("cao-loc-synthetic.gpkg")])
        .args(["--only", "custom/*", "--format", "json", "--profile", path.to_str().unwrap()])
        .output()
        .unwrap());
    let only: Value = serde_json::from_str(&only.out).unwrap();
    let mut ids: Vec<_> = only["findings"].as_array().unwrap().iter().map(|finding| &finding["id"]).collect();
    assert!(ids.iter().copied().eq(found.iter().map(|finding| &finding["id"])));
    ids.dedup();
    assert_eq!(ids.len(), found.len());
    let accepted = folder.path().join("accepted.csv");
    let id = found[0]["id"].as_str().unwrap();
    std::fs::write(&accepted, format!("id,who,when,why\n{id},Tổ Mẫu,2026-11-22,vườn của xã\n")).unwrap();
    let with = check(&path, &["--accept", accepted.to_str().unwrap()]);
    assert_eq!((&with["acceptance"]["matched"], &with["summary"]["accepted"]), (&json!(1), &json!(1)));
    let baseline = folder.path().join("old.json");
    std::fs::write(&baseline, whole.to_string()).unwrap();
    let compared = check(&path, &["--baseline", baseline.to_str().unwrap()]);
    assert_eq!((&compared["comparison"]["new"], &compared["comparison"]["gone"]), (&json!(0), &json!([])));
}

#[test]
fn cell_by_cell_they_are_listed_as_not_run() {
    let (_folder, path) = profile(RULES);
    let report = check(&path, &["--stream"]);
    for id in ["custom/garden-without-house", "custom/typo"] {
        assert_eq!(listed(&report, id)["status"], "not-run");
        check_words(listed(&report, id)["reason"]["en"].as_str().unwrap(), &["cell by cell"]);
    }
}

#[test]
fn every_kind_of_report_takes_them() {
    let (folder, path) = profile(RULES);
    let mut command = thuadat([sample("cao-loc-synthetic.gpkg")]);
    command.arg("--profile").arg(&path).args(["--only", "custom/*,overlap"]);
    for kind in ["html", "gpkg", "geojson", "json", "xlsx"] {
        command.arg("--report").arg(folder.path().join(format!("report.{kind}")));
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    check_words(&ran.out, &["Large garden without a house"]);
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    check_words(&page, &["land_use LIKE 'CLN%' AND area_m2 &gt; 400"]);
    for kind in ["html", "geojson", "json"] {
        let text = std::fs::read_to_string(folder.path().join(format!("report.{kind}"))).unwrap();
        check_words(&text, &["custom/garden-without-house", "Đất vườn rộng chưa có nhà"]);
    }
}

#[test]
fn thuadat_rules_lists_and_explains_them() {
    let (_folder, path) = profile(RULES);
    let rules = |arguments: &[&str]| {
        let mut command = Command::new(program());
        command.args(["rules", "--lang", "en", "--profile"]).arg(&path).args(arguments).env("LC_ALL", "C");
        ran(command.output().unwrap())
    };
    check_words(&rules(&[]).out, &["custom/garden-without-house", "note", "Large garden without a house"]);
    let explained = rules(&["garden-without-house"]).out;
    check_words(
        &explained,
        &["land_use LIKE 'CLN%' AND area_m2 > 400", "Chosen for this test", "recorded_area_m2"],
    );
}

#[test]
fn faulty_ones_are_refused_with_file_rule_and_place() {
    let (_folder, path) = profile(&RULES.replace("> 400", ">"));
    let sample = sample("cao-loc-synthetic.gpkg");
    let said = refusal([sample.to_str().unwrap(), "--profile", path.to_str().unwrap()]);
    check_words(
        &said,
        &[
            "rules.toml, line 5: in `when` of custom/garden-without-house, at character 35 (the end)",
            "is expected",
        ],
    );
}
