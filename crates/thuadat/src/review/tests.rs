use super::*;
use crate::report::fixture::run;
use thuadat_core::Rule;

const HEAD: &str = "id,who,when,why\n";

fn parse(text: &str) -> Result<Acceptances, ReviewError> {
    Acceptances::parse(text, "accept.csv")
}

#[track_caller]
fn refused(text: &str, code: &str, en: &str, vi: &str) {
    let error = parse(text).unwrap_err();
    let message = error.message();
    assert_eq!(error.code(), code);
    assert!(message.en.starts_with(en), "{}", message.en);
    assert!(message.vi.starts_with(vi), "{}", message.vi);
}

#[test]
fn a_working_group_edits_it_in_any_spreadsheet() {
    let plain = parse("id,who,when,why\n0123456789abcdef,Nguyễn Văn Thử,2026-11-22,Ao chung\n").unwrap();
    assert_eq!(plain.entries.len(), 1);
    let variants = [
        "\u{feff}Mã phát hiện;Người chấp nhận;Ngày;Lý do\n0123456789abcdef;Nguyễn Văn Thử;22/11/2026;Ao chung\n",
        "why\twhen\twho\tid\nAo chung\t2026-11-22\tNguyễn Văn Thử\t0123456789ABCDEF\n",
        "id,rule,who,when,why\r\n0123456789abcdef,gap,\"Nguyễn Văn Thử\",22-11-2026,Ao chung\r\n,,,,\r\n",
    ];
    for variant in variants {
        assert_eq!(parse(variant).unwrap(), plain, "{variant}");
    }
    assert!(parse("").unwrap().entries.is_empty());
}

#[test]
fn a_bad_line_is_named_with_its_field() {
    let row = |row: &str| format!("{HEAD}0123456789abcdef,A,2026-11-22,x\n{row}\n");
    refused(
        "who,when,why\n",
        "acceptance-column",
        "accept.csv, line 1: no column `id`",
        "accept.csv, dòng 1: thiếu cột `id`",
    );
    refused(
        &row("1.23E+15,A,2026-11-22,x"),
        "acceptance-field",
        "accept.csv, line 3, id: `1.23E+15` must be the id of a finding",
        "accept.csv, dòng 3, id: `1.23E+15` phải là mã phát hiện",
    );
    let field = |row_text: &str, field: &str| {
        let (en, vi) = (format!("accept.csv, line 3, {field}: "), format!("accept.csv, dòng 3, {field}: "));
        refused(&row(row_text), "acceptance-field", &en, &vi);
    };
    field("1123456789abcdef,,2026-11-22,x", "who");
    field("1123456789abcdef,A,2026-02-30,x", "when");
    field("1123456789abcdef,A,hôm qua,x", "when");
    field("1123456789abcdef,A,2026-11-22,", "why");
    field("1123456789abcdef,A,2026-11-22", "why");
    refused(
        &row("0123456789abcdef,B,2026-11-23,y"),
        "acceptance-repeated",
        "accept.csv, line 3, id: 0123456789abcdef stands in line 2 too",
        "accept.csv, dòng 3, id: 0123456789abcdef đã có ở dòng 2",
    );
}

#[test]
fn what_is_accepted_is_no_error_and_stays_in_the_list() {
    let mut run = run();
    let errors = || run.outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let ids: Vec<String> = errors().map(|finding| finding.id.to_string()).collect();
    let rows: Vec<String> = ids.iter().map(|id| format!("{id},A,2026-11-22,x")).collect();
    let text = format!("{HEAD}{}\nffffffffffffffff,A,2026-11-22,x\n", rows.join("\n"));
    assert!(run.has_errors());
    run.accept(parse(&text).unwrap());
    assert!(!run.has_errors());
    let report = crate::report::Report::new(&run);
    assert_eq!((report.summary.errors, report.summary.accepted), (0, ids.len()));
    assert_eq!(report.summary.findings, run.outcome.findings.len());
    assert_eq!(report.summary.parcels_with_errors, 0);
    let acceptance = report.acceptance.unwrap();
    assert_eq!((acceptance.matched, acceptance.unmatched.len()), (ids.len(), 1));
    assert_eq!(acceptance.unmatched[0].id, "ffffffffffffffff");
}

#[test]
fn new_unchanged_and_gone_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.json");
    crate::report::write(&mut run(), &path, crate::Language::En, &thuadat_core::Unobserved).unwrap();
    let mut later = run();
    let all = later.outcome.findings.len();
    let is_overlap = |finding: &Finding| finding.rule == Rule::Overlap;
    later.outcome.findings.retain(|finding| !is_overlap(finding));
    let moved = later.outcome.findings.iter_mut().find(|finding| finding.rule == Rule::Gap).unwrap();
    moved.id = FindingId::new(Rule::Gap, &later.dataset.parcels, &[3], None);
    later.compare_with(Baseline::read(&path).unwrap());
    let comparison = later.review.comparison.as_ref().unwrap();
    assert_eq!((comparison.new, comparison.unchanged, comparison.gone.len()), (1, all - 2, 2));
    assert_eq!(comparison.gone[0].rule, "topology/overlap");
    assert!(comparison.remarks.is_empty());
    let gap = later.outcome.findings.iter().find(|finding| finding.rule == Rule::Gap).unwrap();
    assert_eq!(later.change_of(gap), Some(Change::New));
}

#[test]
fn what_this_check_did_not_look_at_is_not_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.json");
    crate::report::write(&mut run(), &path, crate::Language::En, &thuadat_core::Unobserved).unwrap();
    let mut later = run();
    later.outcome.findings.retain(|finding| finding.rule != Rule::Overlap);
    let listed = later.outcome.rules.iter_mut().find(|listed| listed.rule == Rule::Overlap).unwrap();
    listed.result = Err(thuadat_core::Message { vi: "-".to_owned(), en: "-".to_owned() });
    later.compare_with(Baseline::read(&path).unwrap());
    let comparison = later.review.comparison.unwrap();
    assert_eq!((comparison.gone.len(), comparison.not_looked_at), (0, 1));
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.json");
    let check = |text: &str, code: &str, words: &str| {
        std::fs::write(&path, text).unwrap();
        let error = Baseline::read(&path).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(words), "{error}");
    };
    check("{\n\"contract\": ", "baseline-not-json", "old.json, line 2: not JSON");
    check("{\"type\": \"FeatureCollection\"}", "baseline-not-a-report", "--report NAME.json");
    let mut later = serde_json::to_value(crate::report::Report::new(&run())).unwrap();
    later["surprise"] = 1.into();
    later["findings"][0]["parcels"][0]["surprise"] = 1.into();
    std::fs::write(&path, later.to_string()).unwrap();
    assert_eq!(Baseline::read(&path).unwrap().findings.len(), run().outcome.findings.len(), "a later 1.x");
    later["contract"] = "2.0".into();
    check(&later.to_string(), "baseline-contract", "contract 2.0");
    assert_eq!(Baseline::read(&folder.path().join("none")).unwrap_err().code(), "review-not-readable");
}
