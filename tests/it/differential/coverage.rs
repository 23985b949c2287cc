//! Needs `../shared`: the coverage validation cases of JTS and GEOS.

use super::{assert_listed, parcels_of};
use crate::shared;
use serde_json::Value;
use std::collections::BTreeSet;
use thuadat_core::{Profile, Rule, Unobserved, check};

/// Cases we judge otherwise, and why.
const DISAGREEMENTS: [(&str, &str); 2] = [
    ("testGap", "edges along a gap are told as the gap, not as faults of each parcel"),
    ("testGapDisjoint", "the gap is open to the outside: not enclosed, so not a gap yet"),
];

/// Rules that make an edge invalid in a coverage.
const EDGE_RULES: [Rule; 4] =
    [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel, Rule::MissingVertex];

#[test]
fn parcels_with_invalid_edges_are_those_of_others() {
    let Some(suite) = shared::json("vectors/coverage_cases.json") else { return };
    let mut found = Vec::new();
    let mut compared = 0;
    for case in suite["cases"].as_array().unwrap() {
        let operation = case["op"].as_str().unwrap();
        if !["validate", "validate_polygon"].contains(&operation) {
            continue;
        }
        compared += 1;
        if invalid_parcels(case) != expected(case) {
            found.push(case["test"].as_str().unwrap().to_owned());
        }
    }
    assert!(compared >= 20, "only {compared} coverages compared");
    assert_listed(&found, &DISAGREEMENTS, "coverage");
}

/// Positions of the target parcels found invalid; adjacent ones are looked at only for their sake.
fn invalid_parcels(case: &Value) -> BTreeSet<usize> {
    let texts = |value: &Value| -> Vec<String> {
        let texts = value.as_array().into_iter().flatten();
        texts.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let targets = texts(&case["input"]);
    let all = [targets.clone(), texts(&case["params"]["adjacent"])].concat();
    let parcels = parcels_of(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
    let of_edges = outcome.findings.iter().filter(|finding| EDGE_RULES.contains(&finding.rule));
    of_edges
        .flat_map(|finding| finding.parcels.iter().map(|&parcel| parcel as usize))
        .filter(|&parcel| parcel < targets.len())
        .collect()
}

fn expected(case: &Value) -> BTreeSet<usize> {
    let lines = case["expected"].as_array().unwrap();
    let is_invalid = |line: &Value| line.as_str().is_some_and(|text| !text.contains("EMPTY"));
    (0..lines.len()).filter(|&position| is_invalid(&lines[position])).collect()
}
