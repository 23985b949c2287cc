//! Needs `../shared`: what GEOS found in four communes of Đà Nẵng.

use crate::shared;
use serde_json::Value;
use std::collections::BTreeSet;
use thuadat_core::{CheckOutcome, FeatureId, Finding, Profile, Rule, Unobserved, check};
use thuadat_io::{Dataset, ReadRequest, read};

const OVERLAPS: [Rule; 3] = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];

#[test]
fn invalid_parcels_overlaps_gaps_and_duplicates_are_those_of_geos() {
    let Some(oracle) = shared::json("parcels/vn-danang/oracle_geos_3_14_1.json.gz") else { return };
    for (commune, expected) in oracle["communes"].as_object().unwrap() {
        let dataset = read_commune(commune);
        assert_eq!(dataset.source.crs.epsg, Some(5899), "{commune}");
        let outcome = check(&dataset.parcels, &Profile::strict(), &Unobserved).unwrap();
        compare_invalid(commune, &dataset, &outcome, expected);
        compare_overlaps(commune, &dataset, &outcome, expected);
        compare_gaps(commune, &outcome, expected);
        compare_duplicates(commune, &dataset, &outcome, expected);
    }
}

fn read_commune(commune: &str) -> Dataset {
    let path = shared::path(&format!("parcels/vn-danang/{commune}.geojson.gz")).unwrap();
    let request = ReadRequest { id_column: Some("OBJECTID".to_owned()), ..ReadRequest::of(path) };
    read(&request, &Unobserved).unwrap()
}

fn features(dataset: &Dataset, finding: &Finding) -> BTreeSet<i64> {
    let number = |parcel: &u32| match &dataset.parcels.records[*parcel as usize].feature {
        FeatureId::Number(number) => *number,
        FeatureId::Text(text) => panic!("object id {text}"),
    };
    finding.parcels.iter().map(number).collect()
}

fn numbers(values: &Value, key: &str) -> BTreeSet<i64> {
    values.as_array().unwrap().iter().map(|value| value[key].as_i64().unwrap()).collect()
}

fn compare_invalid(commune: &str, dataset: &Dataset, outcome: &CheckOutcome, expected: &Value) {
    let invalid = outcome.findings.iter().filter(|finding| super::is_about_validity(finding.rule));
    let found: BTreeSet<i64> = invalid.flat_map(|finding| features(dataset, finding)).collect();
    assert_eq!(found, numbers(&expected["invalid"], "objectid"), "{commune}: invalid parcels");
}

/// Every pair with more than a square centimetre in common, and its area, but for what the lattice rounds.
fn compare_overlaps(commune: &str, dataset: &Dataset, outcome: &CheckOutcome, expected: &Value) {
    let overlaps: Vec<(BTreeSet<i64>, f64)> = outcome
        .findings
        .iter()
        .filter(|finding| OVERLAPS.contains(&finding.rule))
        .map(|finding| (features(dataset, finding), finding.area_m2.unwrap()))
        .collect();
    for pair in expected["overlap_pairs_gt_1cm2"].as_array().unwrap() {
        let features = BTreeSet::from([pair["a"].as_i64().unwrap(), pair["b"].as_i64().unwrap()]);
        let area_m2 = pair["area_m2"].as_f64().unwrap();
        let found = overlaps.iter().find(|(other, _)| *other == features);
        let found_m2 = found.map_or(0.0, |(_, area_m2)| *area_m2);
        assert!(
            is_near(area_m2, found_m2),
            "{commune}: {features:?} overlap by {found_m2} m², GEOS says {area_m2}"
        );
    }
    // Slivers of a square centimetre over ten metres are narrower than the lattice, which is not told.
    let listed = expected["overlap_pairs_gt_1cm2"].as_array().unwrap().len();
    let found = overlaps.iter().filter(|(_, area_m2)| *area_m2 > 0.000_12).count();
    let least = listed - listed / 8;
    assert!((least..=listed + 1).contains(&found), "{commune}: {found} overlaps, GEOS says {listed}");
}

fn compare_gaps(commune: &str, outcome: &CheckOutcome, expected: &Value) {
    let gaps: Vec<f64> = outcome
        .findings
        .iter()
        .filter(|finding| finding.rule == Rule::Gap)
        .map(|finding| finding.area_m2.unwrap())
        .collect();
    for gap in expected["gaps"].as_array().unwrap() {
        let area_m2 = gap["area_m2"].as_f64().unwrap();
        assert!(
            area_m2 < 0.001 || gaps.iter().any(|&found_m2| is_near(area_m2, found_m2)),
            "{commune}: GEOS says a gap of {area_m2} m² at {} {}",
            gap["x"],
            gap["y"]
        );
    }
}

fn compare_duplicates(commune: &str, dataset: &Dataset, outcome: &CheckOutcome, expected: &Value) {
    let of_rule = outcome.findings.iter().filter(|finding| finding.rule == Rule::NumberDuplicate);
    // Those without a shape were left out there.
    let shapeless: BTreeSet<i64> =
        expected["null_geometry"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
    let found: BTreeSet<BTreeSet<i64>> = of_rule
        .map(|finding| features(dataset, finding))
        .filter(|features| features.is_disjoint(&shapeless))
        .collect();
    let ids =
        |key: &Value| key["objectids"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
    let listed: BTreeSet<BTreeSet<i64>> =
        expected["duplicate_keys"].as_array().unwrap().iter().map(ids).collect();
    assert_eq!(found, listed, "{commune}: sheet and parcel numbers given twice");
}

/// The lattice moves a vertex by up to 0.07 mm, which over a sliver of 50 m makes 35 cm²; small areas agree far better.
fn is_near(expected_m2: f64, found_m2: f64) -> bool {
    (expected_m2 - found_m2).abs() <= 0.0035 + 0.001 * expected_m2
}
