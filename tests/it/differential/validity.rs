//! Needs `../shared`: the validity cases of JTS, GEOS, PostGIS and geo.

use super::{assert_listed, is_about_validity, parcels_of};
use crate::shared;
use thuadat_core::{Profile, Unobserved, check};

/// Cases we judge otherwise, and why.
const DISAGREEMENTS: [(&str, &str); 4] = [
    ("ValidSelfTouchingRingTest.testShellAndHoleSelfTouch", SELF_TOUCHING),
    ("ValidSelfTouchingRingTest.testShellTouchInChain", SELF_TOUCHING),
    ("ValidSelfTouchingRingTest.testHoleTouchInChain", SELF_TOUCHING),
    ("ValidSelfTouchingRingTest.testExvertedHoleStarTouch", SELF_TOUCHING),
];

const SELF_TOUCHING: &str =
    "valid only under the flag of JTS that allows rings which touch themselves; the standard does not";

#[test]
fn validity_is_judged_as_others_do() {
    let Some(suite) = shared::json("vectors/validity_cases.json.gz") else { return };
    let mut found = Vec::new();
    let mut compared = 0;
    for case in suite["cases"].as_array().unwrap() {
        let text = case["wkt"].as_str().unwrap();
        if !text.starts_with("POLYGON") && !text.starts_with("MULTIPOLYGON") {
            continue;
        }
        let parcels = parcels_of(&[text]);
        let stated = case["valid"].as_bool().or(case["geos_3_14_1"]["valid"].as_bool());
        let Some(expected) = stated else { continue };
        let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
        let is_valid = !outcome.findings.iter().any(|finding| is_about_validity(finding.rule));
        compared += 1;
        if is_valid != expected {
            found.push(case["test"].as_str().unwrap().to_owned());
        }
    }
    assert!(compared >= 285, "only {compared} polygons compared");
    assert_listed(&found, &DISAGREEMENTS, "validity");
}
