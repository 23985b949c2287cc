//! Hand-written cases.

use geo::{Contains, Coord, Distance, Euclidean, Geometry, Intersects, Point};
use std::path::PathBuf;
use thuadat_core::{CheckOutcome, Finding, Rule, Unobserved, check_against};
use thuadat_testkit::cases::{Case, Expectation, load};

#[test]
fn validity() {
    check_file("validity.cases", 40);
}

#[test]
fn coverage() {
    check_file("coverage.cases", 60);
}

#[test]
fn linework() {
    check_file("linework.cases", 20);
}

/// Runs every case of a file; all that fail are told at once. The number of cases may only grow.
fn check_file(file: &str, at_least: usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/cases").join(file);
    let cases = load(&path).unwrap();
    assert!(cases.len() >= at_least, "{file} has only {} cases", cases.len());
    let failures: Vec<String> = cases.iter().flat_map(|case| failures(file, case)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn failures(file: &str, case: &Case) -> Vec<String> {
    let outcome = check_against(&case.parcels, &case.profile, &case.references, &Unobserved).unwrap();
    let place = |what: String| format!("{file}:{} {}: {what}", case.line, case.name);
    let missed = case.expected.iter().filter(|expected| !is_met(expected, &outcome));
    let mut failures: Vec<String> =
        missed.map(|expected| place(format!("expected {expected:?}, found {:#?}", gist(&outcome)))).collect();
    // A parcel that stands alone leaves what it has not to nobody; gaps are a matter of several.
    let is_alone = case.parcels.len() == 1;
    let unexpected = outcome
        .findings
        .iter()
        .filter(|finding| !(is_foreseen(finding, case) || is_alone && finding.rule == Rule::Gap));
    failures.extend(
        unexpected.map(|finding| place(format!("unexpected {} {}", finding.rule, finding.message.en))),
    );
    failures
}

fn gist(outcome: &CheckOutcome) -> Vec<String> {
    let line = |finding: &Finding| {
        format!(
            "{} {:?} at {:?} area {:?} width {:?}",
            finding.rule, finding.parcels, finding.at, finding.area_m2, finding.width_m
        )
    };
    outcome.findings.iter().map(line).collect()
}

fn is_met(expected: &Expectation, outcome: &CheckOutcome) -> bool {
    outcome.findings.iter().any(|finding| {
        expected.any_of.contains(&finding.rule)
            && (expected.parcels.is_empty() || expected.parcels == sorted(&finding.parcels))
            && expected.at.is_none_or(|at| is_evidence_at(finding, at))
            && is_near(expected.area_m2, finding.area_m2, 1e-6, 1e-6)
            // The width is found to half a per cent, never more than it is.
            && is_near(expected.width_m, finding.width_m, 1e-6, 0.005)
    })
}

fn is_near(expected: Option<f64>, found: Option<f64>, absolute: f64, relative: f64) -> bool {
    match (expected, found) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(expected), Some(found)) => (expected - found).abs() <= absolute + relative * expected.abs(),
    }
}

fn is_evidence_at(finding: &Finding, at: Coord<f64>) -> bool {
    const NEAR_M: f64 = 0.001;
    let point = Point::from(at);
    let is_near = |geometry: &Geometry<f64>| {
        geometry.intersects(&point)
            || geometry.contains(&point)
            || Euclidean.distance(geometry, &Geometry::Point(point)) <= NEAR_M
    };
    finding.geometry.as_ref().is_some_and(is_near)
}

fn is_foreseen(finding: &Finding, case: &Case) -> bool {
    let is_expected = |expected: &Expectation| {
        expected.any_of.contains(&finding.rule)
            && (expected.parcels.is_empty() || expected.parcels == sorted(&finding.parcels))
    };
    case.allowed.contains(&finding.rule) || case.expected.iter().any(is_expected)
}

fn sorted(parcels: &[u32]) -> Vec<u32> {
    let mut parcels = parcels.to_vec();
    parcels.sort_unstable();
    parcels
}
