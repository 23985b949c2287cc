use crate::profile::ProfileDocument;
use crate::{CheckRun, ReadRequest, Unobserved, check_files};
use std::fmt::Write as _;
use thuadat_core::{Rule, Severity};

/// Files of parcels in a row, each parcel with the properties given as JSON, 10 m wide and 20 m high.
fn run(rules: &str, files: &[&[&str]]) -> CheckRun {
    let folder = tempfile::tempdir().unwrap();
    let mut requests = Vec::new();
    let mut west = 454_400;
    for (number, parcels) in files.iter().enumerate() {
        let mut features = Vec::new();
        for properties in *parcels {
            let (east, south, north) = (west + 10, 2_427_200, 2_427_220);
            features.push(format!(
                r#"{{"type": "Feature", "properties": {properties}, "geometry": {{"type": "Polygon", "coordinates":
                [[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}"#
            ));
            west = east;
        }
        let text = format!(
            r#"{{"type": "FeatureCollection", "crs": {{"type": "name", "properties": {{"name": "EPSG:9215"}}}},
            "features": [{}]}}"#,
            features.join(",")
        );
        let path = folder.path().join(format!("{number}.geojson"));
        std::fs::write(&path, text).unwrap();
        requests.push(ReadRequest::of(&path));
    }
    let document = ProfileDocument::parse(rules, "p.toml").unwrap();
    check_files(&requests, document, &Unobserved).unwrap()
}

fn rule(when: &str, more: &str) -> String {
    let mut text = String::from("[[custom]]\nid = \"custom/test\"\nseverity = \"warning\"\n");
    writeln!(text, "title = {{ vi = \"Thử\", en = \"Test\" }}\nwhen = '''{when}'''\n{more}").unwrap();
    text
}

/// The findings of the rule as `parcel: English sentence`, and what became of the rule.
fn told(run: &CheckRun) -> (Vec<String>, Result<usize, String>) {
    let is_custom = |rule: Rule| rule.id() == "custom/test";
    let findings = run.outcome.findings.iter().filter(|finding| is_custom(finding.rule));
    let told = findings.map(|finding| {
        assert_eq!(finding.severity, Severity::Warning);
        let parcel = finding.parcels.first();
        let name =
            parcel.map_or("all".to_owned(), |&parcel| run.dataset.parcels.name(parcel as usize).to_string());
        format!("{name}: {}", finding.message.en)
    });
    let listed = run.outcome.rules.iter().find(|listed| is_custom(listed.rule)).unwrap();
    (told.collect(), listed.result.clone().map_err(|reason| reason.en))
}

fn check(rules: &str, files: &[&[&str]], expected: &[&str], result: Result<usize, &str>) {
    let (findings, listed) = told(&run(rules, files));
    assert_eq!(findings, expected, "{rules}");
    assert_eq!(listed.as_ref().map_err(String::as_str).copied(), result, "{rules}");
}

const TWO: &[&str] = &[
    r#"{"so_to": "7", "so_thua": "1", "loai_dat": "ODT", "tầng": 3}"#,
    r#"{"so_to": "7", "so_thua": "2", "loai_dat": "CLN", "tầng": null}"#,
];

#[test]
fn parcels_for_which_it_is_true_are_found() {
    check(&rule("land_use = 'ODT' AND area_m2 < 201", ""), &[TWO], &["7/1: Parcel 7/1: Test."], Ok(1));
    check(&rule("area_m2 > 200.5", ""), &[TWO], &[], Ok(0));
    check(&rule("tầng > 2", ""), &[TWO], &["7/1: Parcel 7/1: Test."], Ok(1));
    check(&rule("tầng IS NULL", ""), &[TWO], &["7/2: Parcel 7/2: Test."], Ok(1));
    check(
        &rule("perimeter_m = 60 AND vertices = 4 AND parts = 1 AND holes = 0 AND number = '2'", ""),
        &[TWO],
        &["7/2: Parcel 7/2: Test."],
        Ok(1),
    );
}

#[test]
fn sentences_have_values_in_them() {
    let message =
        "message = { vi = \"{parcel} rộng {area_m2}, {tầng}\", en = \"{sheet}, {loai_dat}: {tầng}\" }";
    let rules = rule(
        "area_m2 > 1",
        &format!("{message}\nfix = {{ vi = \"Sửa {{parcel}}.\", en = \"Mend {{number}}.\" }}"),
    );
    check(&rules, &[TWO], &["7/1: 7, ODT: 3 Mend 1.", "7/2: 7, CLN: – Mend 2."], Ok(2));
    let run = run(&rules, &[TWO]);
    let custom = run.outcome.findings.iter().find(|finding| finding.rule.id() == "custom/test").unwrap();
    assert_eq!(custom.message.vi, "7/1 rộng 200, 3 Sửa 7/1.");
}

#[test]
fn what_is_of_people_is_not_shown() {
    // They are made up.
    let parcels: &[&str] = &[r#"{"tenChu": "Nguyễn Văn Thử", "ghiChu": "CCCD 001099000001", "chu": "Mẫu"}"#];
    let message = "message = { vi = \"{tenChu} {ghiChu} {chu}\", en = \"{tenChu}/{ghiChu}/{chu}\" }";
    let run = run(&rule("tenChu IS NOT NULL", message), &[parcels]);
    let custom = run.outcome.findings.iter().find(|finding| finding.rule.id() == "custom/test").unwrap();
    assert!(custom.message.en.starts_with("(not shown)/(not shown)/"), "{}", custom.message.en);
}

#[test]
fn columns_that_no_input_has_are_told() {
    check(
        &rule("loai_dta = 'ODT'", ""),
        &[TWO],
        &[],
        Err(
            "No input has a column `loai_dta` (did you mean `loai_dat`?). If it is a text, put it in single quotes: 'loai_dta'.",
        ),
    );
    check(
        &rule("\"area_m2\" > 3", ""),
        &[TWO],
        &[],
        Err(
            "No input has a column `area_m2`; without the double quotes `area_m2` is what thuadat knows by itself. If it is a text, put it in single quotes: 'area_m2'.",
        ),
    );
    let more: &[&str] = &[r#"{"so_to": "8", "so_thua": "1", "Vung": "x"}"#];
    check(&rule("vung = 'x'", ""), &[TWO, more], &["8/1: Parcel 8/1: Test."], Ok(1));
    check(&rule("vung IS NULL AND number = '2'", ""), &[TWO, more], &["7/2: Parcel 7/2: Test."], Ok(1));
}

#[test]
fn values_that_do_not_go_together_are_told_once() {
    let mixed: &[&str] = &[
        r#"{"so_to": "7", "so_thua": "1", "v": "x"}"#,
        r#"{"so_to": "7", "so_thua": "2", "v": null}"#,
        r#"{"so_to": "7", "so_thua": "3", "v": "y"}"#,
    ];
    let numbers: &[&str] = &[r#"{"so_to": "8", "so_thua": "1", "v": 5}"#];
    check(
        &rule("v > 3", ""),
        &[mixed, numbers],
        &[
            "all: This rule could not be decided for 2 parcels, first parcel 7/1: in `v > 3`, text is compared with a \
             number; NUMBER(…) makes a number of text, TEXT(…) text of a number, and a text stands in single quotes.",
            "8/1: Parcel 8/1: Test.",
        ],
        Ok(2),
    );
}

#[test]
fn rules_are_chosen_and_left_out_as_others_are() {
    let rules = crate::selection::RuleSelection { only: vec!["test".to_owned()], skip: Vec::new() };
    let document = ProfileDocument::parse(&rule("area_m2 > 1", ""), "p.toml").unwrap();
    assert_eq!(document.rules_named("custom/*").unwrap(), [document.custom[0].rule]);
    let document = document.with_rules(rules).unwrap();
    assert!(!document.left_out.contains_key(&document.custom[0].rule));
    let off = format!("{}[severities]\n\"custom/test\" = \"off\"", rule("area_m2 > 1", ""));
    check(&off, &[TWO], &[], Err("Switched off in the profile used."));
}

#[test]
fn ids_last_and_threads_do_not_matter() {
    let many: Vec<String> = (0..5000).map(|number| format!(r#"{{"n": {}}}"#, number % 3)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let found = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&rule("n = 1 OR feature = '3'", ""), &[&many]).outcome)
    };
    let (one, four) = (found(1), found(4));
    assert_eq!(one, four);
    let mut ids: Vec<_> = one.findings.iter().map(|finding| finding.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), one.findings.len());
}

fn check_error(toml: &str, code: &str, en: &str) {
    let error = ProfileDocument::parse(toml, "p.toml").unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (code, en));
    assert!(error.message().vi.starts_with("p.toml, dòng "), "{}", error.message().vi);
}

#[test]
fn faulty_definitions_are_told_by_line_rule_and_place() {
    check_error(
        &rule("area_m2 <", ""),
        "profile-expression",
        "p.toml, line 5: in `when` of custom/test, at character 10 (the end): a name, a value or a condition is expected",
    );
    check_error(
        &rule("area_m2 < 3", "message = { vi = \"{\", en = \"x\" }"),
        "profile-expression",
        "p.toml, line 6: in `message` of custom/test, at character 1 (`{`): a name in braces is expected, such as \
         {area_m2}; a brace itself is written twice",
    );
    check_error(
        &rule("area_m2 < 3", "titel = \"x\""),
        "profile-key",
        "p.toml, line 6: no profile has a key `titel` (did you mean `title`?)",
    );
    check_error(
        "[[custom]]\nid = \"custom/a\"",
        "profile-custom-rule",
        "p.toml, line 1: this [[custom]] rule lacks `title`",
    );
    check_error(
        &rule("area_m2 < 3", "").replace("custom/test", "topology/gap"),
        "profile-value",
        "p.toml, line 2: `id` is \"topology/gap\", must be `custom/` and small letters, digits and hyphens, such as custom/too-small",
    );
    check_error(
        &rule("area_m2 < 3", "").replace("warning", "grave"),
        "profile-value",
        "p.toml, line 3: `severity` is \"grave\", must be \"error\", \"warning\" or \"note\"",
    );
    check_error(
        &rule("area_m2 < 3", "").repeat(2),
        "profile-value",
        "p.toml, line 8: `id` is \"custom/test\", must be an id that no other rule has",
    );
    check_error(
        "custom = 3",
        "profile-value",
        "p.toml, line 1: `custom` is 3, must be tables, one [[custom]] for each rule",
    );
}

/// The page people read.
const PAGE: &str = include_str!("../../../../docs/custom-rules.md");

#[test]
fn the_example_of_the_page_is_right() {
    let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(ProfileDocument::parse(example, "p.toml").unwrap().custom.len(), 2);
}

#[test]
fn the_page_has_every_fact_and_function() {
    for fact in super::Fact::ALL {
        let kind = match fact.kind() {
            super::expression::Kind::Number => "số · number",
            _ => "chữ · text",
        };
        let (name, meaning) = (fact.name(), fact.meaning());
        let row = format!("| `{name}` | {kind} | {} | {} |", meaning.vi, meaning.en);
        assert!(PAGE.lines().any(|line| line == row), "docs/custom-rules.md lacks\n{row}");
    }
}
