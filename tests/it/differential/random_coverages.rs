//! Random disturbed coverages and what GEOS 3.14 says of them: `data/cases/random-coverages.json`, made by
//! `tests/oracle/random_coverages.py`, which tells what is in it.

use super::{assert_listed, is_about_validity};
use geo::Coord;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use thuadat_core::{
    CheckOutcome, FeatureId, Finding, ParcelGeometries, ParcelRecord, Parcels, Profile, Rule, Unobserved,
    check,
};

/// Answers that are not those of GEOS, and why.
const DISAGREEMENTS: [(&str, &str); 0] = [];

/// Rules that make an edge invalid in a coverage.
const EDGE_RULES: [Rule; 4] =
    [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel, Rule::MissingVertex];

#[test]
fn what_is_found_in_random_coverages_is_what_geos_finds() {
    let suite = suite();
    let step_m = suite["step_m"].as_f64().unwrap();
    let coverages = suite["coverages"].as_array().unwrap();
    let found: Vec<String> = coverages.iter().flat_map(|coverage| disagreements(coverage, step_m)).collect();
    assert!(coverages.len() >= 400, "only {} coverages compared", coverages.len());
    assert_listed(&found, &DISAGREEMENTS, "random coverages");
}

fn suite() -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/cases/random-coverages.json");
    let text = std::fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What is found otherwise than by GEOS in one coverage, each as a line that begins with the seed.
fn disagreements(coverage: &Value, step_m: f64) -> Vec<String> {
    let unit_m = coverage["unit_m"].as_f64().unwrap();
    let parcels = parcels_of(&coverage["parcels"], unit_m);
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
    let mut lines = compare_sets("invalid", &coverage["invalid"], &invalid_parcels(&outcome));
    if coverage["invalid"].as_array().unwrap().is_empty() {
        lines.extend(compare_sets("edges", &coverage["edges"], &parcels_of_rules(&outcome, &EDGE_RULES)));
        lines.extend(compare_overlaps(&coverage["overlaps"], &outcome, unit_m, step_m));
        lines.extend(compare_gaps(&coverage["gaps"], &outcome, unit_m, step_m));
    }
    lines.into_iter().map(|line| format!("{}: {line}", coverage["seed"])).collect()
}

/// Coordinates are whole numbers; the products are the doubles nearest to the decimals meant, or beside them, far within
/// the lattice.
fn parcels_of(shapes: &Value, unit_m: f64) -> Parcels {
    let mut parcels = Parcels::default();
    for (position, polygons) in shapes.as_array().unwrap().iter().enumerate() {
        for rings in polygons.as_array().unwrap() {
            for ring in rings.as_array().unwrap() {
                push_closed(&mut parcels.geometries, ring, unit_m);
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position as i64)));
    }
    parcels
}

fn push_closed(shapes: &mut ParcelGeometries, ring: &Value, unit_m: f64) {
    let numbers: Vec<f64> = ring.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    for corner in numbers.chunks(2).chain([&numbers[..2]]) {
        shapes.push_coord(Coord { x: corner[0] * unit_m, y: corner[1] * unit_m });
    }
    shapes.end_ring();
}

fn invalid_parcels(outcome: &CheckOutcome) -> BTreeSet<u32> {
    let invalid = outcome.findings.iter().filter(|finding| is_about_validity(finding.rule));
    invalid.flat_map(|finding| finding.parcels.clone()).collect()
}

fn parcels_of_rules(outcome: &CheckOutcome, rules: &[Rule]) -> BTreeSet<u32> {
    of_rules(outcome, rules).flat_map(|finding| finding.parcels.clone()).collect()
}

fn of_rules<'a>(outcome: &'a CheckOutcome, rules: &'a [Rule]) -> impl Iterator<Item = &'a Finding> {
    outcome.findings.iter().filter(move |finding| rules.contains(&finding.rule))
}

/// Each parcel that only one of the two names.
fn compare_sets(what: &str, expected: &Value, found: &BTreeSet<u32>) -> Vec<String> {
    let expected: BTreeSet<u32> =
        expected.as_array().unwrap().iter().map(|parcel| parcel.as_u64().unwrap() as u32).collect();
    let missed = expected.difference(found).map(|parcel| format!("{what} of {parcel}: only GEOS"));
    missed.chain(found.difference(&expected).map(|parcel| format!("{what} of {parcel}: only thuadat"))).collect()
}

/// Every pair with common ground, its area, and whether one is all of the other.
fn compare_overlaps(expected: &Value, outcome: &CheckOutcome, unit_m: f64, step_m: f64) -> Vec<String> {
    let rules = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];
    let mut found: BTreeMap<(u32, u32), (Rule, f64)> = of_rules(outcome, &rules)
        .map(|finding| {
            let (one, other) = (finding.parcels[0], finding.parcels[1]);
            ((one.min(other), one.max(other)), (finding.rule, finding.area_m2.unwrap()))
        })
        .collect();
    let mut lines = Vec::new();
    for overlap in expected.as_array().unwrap() {
        let number = |at: usize| overlap[at].as_f64().unwrap();
        let pair = (number(0) as u32, number(1) as u32);
        let (area_m2, width_m) = (number(2) * unit_m * unit_m, number(3) * unit_m);
        let rule = match overlap[4].as_str().unwrap() {
            "equals" => Rule::DuplicateParcel,
            "within" | "contains" => Rule::ContainedParcel,
            _ => Rule::Overlap,
        };
        match found.remove(&pair) {
            Some((found_rule, found_m2)) if found_rule != rule || !is_near(area_m2, found_m2) => {
                lines.push(format!("{pair:?} {found_rule} of {found_m2} m², GEOS {rule} of {area_m2} m²"));
            }
            None if is_told(width_m, step_m) => lines.push(format!("{pair:?} overlap: only GEOS")),
            _ => {}
        }
    }
    lines.extend(found.keys().map(|pair| format!("{pair:?} overlap: only thuadat")));
    lines
}

/// Gaps by their areas, which say which is which.
fn compare_gaps(expected: &Value, outcome: &CheckOutcome, unit_m: f64, step_m: f64) -> Vec<String> {
    let mut found: Vec<f64> =
        of_rules(outcome, &[Rule::Gap]).map(|finding| finding.area_m2.unwrap()).collect();
    let mut lines = Vec::new();
    for gap in expected.as_array().unwrap() {
        let number = |at: usize| gap[at].as_f64().unwrap();
        let (area_m2, width_m) = (number(0) * unit_m * unit_m, number(1) * unit_m);
        if let Some(same) = found.iter().position(|&found_m2| is_near(area_m2, found_m2)) {
            found.remove(same);
        } else if is_told(width_m, step_m) {
            lines.push(format!("gap of {area_m2} m²: only GEOS"));
        }
    }
    lines.extend(found.iter().map(|area_m2| format!("gap of {area_m2} m²: only thuadat")));
    lines
}

/// What is no wider than the lattice is taken for rounding and not told. Both widths are known to a per cent.
fn is_told(width_m: f64, step_m: f64) -> bool {
    width_m > 1.02 * step_m
}

/// Crossings are kept to a 1024th of the lattice: over the outline of a parcel of 20 m that makes less than this.
fn is_near(expected_m2: f64, found_m2: f64) -> bool {
    (expected_m2 - found_m2).abs() <= 5e-6
}
