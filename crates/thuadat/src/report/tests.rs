use super::model::{Feature, Report, Status};
use super::*;
use crate::report::fixture::{NOT_RUN, PASSED, clean_run, count, run};
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{Observer, Rule, Severity, Stage, Unobserved};

fn json(run: &CheckRun) -> String {
    let mut bytes = Vec::new();
    write_json(run, &Unobserved, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn schema_in_the_repository_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.schema.json");
    let is_current = std::fs::read_to_string(path).unwrap() == schema_text();
    assert!(is_current, "docs/report.schema.json is not that of the types; run `cargo xtask schema`");
}

#[test]
fn reports_validate_against_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for run in [run(), clean_run()] {
        let report: serde_json::Value = serde_json::from_str(&json(&run)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn schema_refuses_what_is_no_report() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&json(&run())).unwrap();
    let check = |change: fn(&mut serde_json::Value)| {
        let mut report = whole.clone();
        change(&mut report);
        assert!(!validator.is_valid(&report));
    };
    check(|report| drop(report.as_object_mut().unwrap().remove("mode")));
    check(|report| report["surprise"] = true.into());
    check(|report| drop(report["findings"][0].as_object_mut().unwrap().remove("area_m2")));
    check(|report| report["findings"][0]["severity"] = "fatal".into());
    check(|report| {
        report["findings"][0]["geometry"] = serde_json::json!({"type": "Circle", "coordinates": []});
    });
}

#[test]
fn streamed_report_equals_the_one_in_memory() {
    let run = run();
    let mut streamed: Report = serde_json::from_str(&json(&run)).unwrap();
    streamed.summary.write_seconds = 0.0;
    assert_eq!(streamed, Report::new(&run));
}

#[test]
fn apart_from_the_seconds_the_bytes_are_the_same() {
    let without_seconds = |text: String| -> Vec<String> {
        text.lines().filter(|line| !line.contains("_seconds")).map(str::to_owned).collect()
    };
    assert_eq!(without_seconds(json(&run())), without_seconds(json(&run())));
}

#[test]
fn every_finding_is_one_line() {
    let run = run();
    let lines = json(&run).lines().filter(|line| line.contains("\"rule\":\"")).count();
    assert_eq!(lines, run.outcome.findings.len());
}

#[test]
fn rules_that_passed_and_that_did_not_run_are_listed() {
    let report = Report::new(&run());
    assert_eq!(report.rules.len(), fixture::of_maps().count());
    let rule = |rule: Rule| report.rules.iter().find(|listed| listed.id == rule.id()).unwrap();
    assert_eq!((rule(PASSED).status, rule(PASSED).findings), (Status::Run, Some(0)));
    assert_eq!((rule(NOT_RUN).status, rule(NOT_RUN).findings), (Status::NotRun, None));
    assert!(rule(NOT_RUN).reason.is_some());
}

#[test]
fn summary_counts_findings_and_sheets() {
    let run = run();
    let summary = Report::new(&run).summary;
    assert_eq!(summary.errors, count(&run, Severity::Error));
    assert_eq!(summary.errors + summary.warnings + summary.notes, summary.findings);
    let sheets: Vec<_> =
        summary.by_sheet.iter().map(|sheet| (sheet.sheet.as_deref(), sheet.parcels)).collect();
    assert_eq!(sheets, [(Some("7"), 24), (Some("c395"), 24)]);
}

#[test]
fn nothing_that_is_no_number_reaches_the_json() {
    let report = Report::new(&run());
    let nowhere = report.findings.iter().find(|finding| finding.rule == Rule::NotFinite.id()).unwrap();
    assert_eq!((nowhere.at, &nowhere.geometry), (None, &None));
}

#[test]
fn feature_ids_keep_their_type() {
    let mut run = run();
    run.dataset.parcels.records[18].feature = thuadat_core::FeatureId::Text("0018".into());
    let report = Report::new(&run);
    let overlap = report.findings.iter().find(|finding| finding.rule == Rule::Overlap.id()).unwrap();
    assert_eq!(overlap.parcels[0].feature, Feature::Text("0018".to_owned()));
    assert_eq!(overlap.parcels[1].feature, Feature::Number(20));
}

#[test]
fn unknown_ending_lists_the_known_ones() {
    for path in ["report.pdf", "report", ".json"] {
        let error = write(&mut run(), Path::new(path), Language::En, &Unobserved).unwrap_err().to_string();
        assert!(error.contains(path) && error.contains(".html, .gpkg, .geojson, .json, .xlsx"), "{error}");
    }
}

fn files_in(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn kinds_without_crs() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter()
}

#[test]
fn each_kind_appears_whole_and_alone() {
    for kind in Kind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("báo cáo").with_extension(kind.ending());
        let mut run = run();
        write(&mut run, &path, Language::Vi, &Unobserved).unwrap();
        assert_eq!(files_in(folder.path()), [path.file_name().unwrap().to_str().unwrap()]);
        assert!(run.seconds.write > 0.0);
    }
}

#[test]
fn missing_folder_is_named() {
    for kind in kinds_without_crs() {
        let path = Path::new("no/such/folder/report").with_extension(kind.ending());
        let error = write(&mut run(), &path, Language::En, &Unobserved).unwrap_err();
        assert!(matches!(error, ReportError::Folder { .. }), "{error}");
        assert!(
            error.to_string().contains("no/such/folder") && error.to_string().contains("does not exist"),
            "{error}"
        );
        assert!(ensure_writable(&path).is_err());
    }
}

/// Asks to stop after a number of questions.
struct StopsAfter(AtomicUsize);

impl Observer for StopsAfter {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(1)))
            == Ok(0)
    }
}

#[test]
fn interruption_leaves_the_old_report_and_nothing_else() {
    for kind in Kind::ALL {
        for questions in [0, 1] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("report").with_extension(kind.ending());
            std::fs::write(&path, "the old report").unwrap();
            let observer = StopsAfter(AtomicUsize::new(questions));
            let error = write(&mut run(), &path, Language::En, &observer).unwrap_err();
            assert!(matches!(error, ReportError::Interrupted { .. }), "{kind:?}: {error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old report");
            assert_eq!(files_in(folder.path()).len(), 1, "{kind:?}");
        }
    }
}

fn text(run: &CheckRun, style: TextStyle) -> String {
    let mut bytes = Vec::new();
    write_text(run, &style, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn text_speaks_both_languages() {
    let run = run();
    for language in Language::ALL {
        let text = text(&run, TextStyle::plain(language));
        println!("{text}");
        let last = text.lines().last().unwrap();
        assert!(last.starts_with(language.pick("CHƯA ĐẠT: ", "NOT PASSED: ")), "{last}");
        assert!(text.contains("topology/overlap") && text.contains("7/119 · 7/120"));
        assert!(text.contains(language.pick("rộng 50,0 cm", "width 50.0 cm")));
        assert!(!text.contains('\u{1b}'));
    }
}

#[test]
fn files_without_seconds_have_the_same_bytes_every_time() {
    for kind in [Kind::Html, Kind::GeoJson, Kind::Xlsx, Kind::GeoPackage] {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |name: &str| {
            let path = folder.path().join(name).with_extension(kind.ending());
            write(&mut run(), &path, Language::Vi, &Unobserved).unwrap();
            std::fs::read(path).unwrap()
        };
        assert!(bytes("first") == bytes("second"), "{kind:?}");
    }
}

#[test]
fn page_is_self_contained_and_has_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    write(&mut run(), &path, Language::En, &Unobserved).unwrap();
    let page = std::fs::read_to_string(path).unwrap();
    for forbidden in ["http:", "https:", "<script", "src=", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("Chồng đè") && page.contains("Overlap") && page.contains("<html lang=\"en\">"));
    assert!(page.contains("&lt;thử &amp; nghiệm&gt;") && !page.contains("<thử"), "texts are escaped");
    let run = run();
    for finding in &run.outcome.findings {
        assert_eq!(page.matches(&format!("id=\"f-{}\"", finding.id)).count(), 1, "{:?}", finding.rule);
    }
    assert!(page.contains(NOT_RUN.title().vi) && page.contains(PASSED.title().en));
}

#[test]
fn reports_hold_no_column_but_those_of_the_contract() {
    let allowed = ["feature", "commune", "sheet", "number"];
    let report: serde_json::Value = serde_json::from_str(&json(&run())).unwrap();
    for finding in report["findings"].as_array().unwrap() {
        for parcel in finding["parcels"].as_array().unwrap() {
            assert!(
                parcel.as_object().unwrap().keys().all(|key| allowed.contains(&key.as_str())),
                "{parcel}"
            );
        }
    }
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let run = run();
    let coloured = text(&run, TextStyle { colours: true, ..TextStyle::plain(Language::Vi) });
    let mut parts = coloured.split('\u{1b}');
    let stripped: String = parts.next().unwrap().to_owned()
        + &parts.map(|part| part.split_once('m').unwrap().1).collect::<String>();
    assert!(stripped.len() < coloured.len());
    assert_eq!(stripped, text(&run, TextStyle::plain(Language::Vi)));
}

#[test]
fn clean_parcels_pass_and_say_what_was_not_run() {
    let text = text(&clean_run(), TextStyle::plain(Language::En));
    assert!(text.ends_with("PASSED: no errors, no warnings; 1 rule not run\n"), "{text}");
    assert!(text.contains("the file has no column of legal areas") && !text.contains("The worst"), "{text}");
}
