//! The made-up commune as surveyors draw it: what its lines and labels give back is what went in.

use geo::{Contains, Coord, Geometry, Point};
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{
    BuiltParcels, Finding, LineworkRequest, ParcelRecord, Parcels, Profile, Rule, Unobserved, build_parcels,
    check,
};
use thuadat_testkit::{CoverageGrid, Linework, coverage_grid, synthetic_commune};

fn built(linework: &Linework) -> BuiltParcels {
    build_parcels(&linework.drawing(), &LineworkRequest::default(), 0.0001).unwrap()
}

/// The rings of parcels by name, wherever they begin and whichever way they run.
fn shapes(parcels: &Parcels) -> BTreeMap<String, BTreeSet<BTreeSet<[u64; 2]>>> {
    let corners = |ring: &[Coord<f64>]| ring.iter().map(|at| [at.x.to_bits(), at.y.to_bits()]).collect();
    let shape = |parcel: usize| parcels.geometries.rings(parcel).map(corners).collect();
    (0..parcels.len()).map(|parcel| (parcels.name(parcel).to_string(), shape(parcel))).collect()
}

#[test]
fn lines_of_a_clean_coverage_give_the_coverage_back() {
    for seed in [1, 2] {
        let commune = synthetic_commune(seed);
        let BuiltParcels { parcels, choice } = built(&Linework::of(&commune));
        assert_eq!(shapes(&parcels), shapes(&commune), "{choice:?}");
        let facts = |parcels: &Parcels| -> BTreeMap<_, _> {
            let of =
                |record: &ParcelRecord| (record.recorded_area_m2.map(f64::to_bits), record.land_use.clone());
            (0..parcels.len()).map(|it| (parcels.name(it).to_string(), of(&parcels.records[it]))).collect()
        };
        assert_eq!(facts(&parcels), facts(&commune));
        let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
        let found: Vec<_> = outcome.findings.iter().map(|finding| &finding.message.en).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn faults_in_lines_and_labels_are_found_and_nothing_else() {
    for seed in [1, 2, 3] {
        let commune = synthetic_commune(seed);
        let (spoilt, faults) = Linework::of(&commune).spoil(&commune, seed);
        let parcels = built(&spoilt).parcels;
        let profile = Profile { gap_width_m: Some(1.0), unlabelled_width_m: 1.0, ..Profile::strict() };
        let outcome = check(&parcels, &profile, &Unobserved).unwrap();
        let told: Vec<&Finding> = outcome
            .findings
            .iter()
            // Where a face became no parcel there is a gap that says so.
            .filter(|finding| finding.explained_by.is_none())
            .collect();
        for fault in &faults {
            assert!(
                told.iter().any(|finding| is_of(finding, fault.rule, fault.at)),
                "seed {seed}: {fault:?} is not found"
            );
        }
        let unexpected: Vec<_> = told
            .iter()
            .filter(|finding| !faults.iter().any(|fault| is_of(finding, fault.rule, fault.at)))
            .map(|finding| (finding.rule, &finding.message.en, finding.at))
            .collect();
        assert!(unexpected.is_empty(), "seed {seed}: {unexpected:#?}");
    }
}

fn is_of(finding: &Finding, rule: Rule, at: Coord<f64>) -> bool {
    let is_there = match &finding.geometry {
        Some(Geometry::MultiPolygon(shape)) => shape.contains(&Point::from(at)),
        _ => finding.at.is_some_and(|found| (found.x - at.x).hypot(found.y - at.y) < 0.001),
    };
    finding.rule == rule && is_there
}

#[test]
fn order_and_direction_of_lines_do_not_matter() {
    let drawn = Linework::of(&synthetic_commune(3));
    let expected = built(&drawn).parcels;
    let mut other = drawn.clone();
    other.lines.reverse();
    for line in other.lines.iter_mut().step_by(2) {
        line.reverse();
    }
    // Some lines twice, some in pieces.
    other.lines.extend(drawn.lines.iter().step_by(3).cloned());
    let pieces: Vec<Vec<Coord<f64>>> =
        other.lines.iter().step_by(5).flat_map(|line| line.windows(2).map(<[_]>::to_vec)).collect();
    other.lines.extend(pieces);
    assert_eq!(built(&other).parcels, expected);
}

/// Blocks of parcels with roads between them, a good many.
#[test]
fn many_parcels_come_back() {
    let mut grid = coverage_grid(&CoverageGrid::clean(10_000, 7)).0;
    for (record, number) in grid.records.iter_mut().zip(1..) {
        record.key.number = Some(number.to_string().into());
    }
    let parcels = built(&Linework::of(&grid)).parcels;
    assert_eq!(parcels.len(), grid.len());
    assert_eq!(shapes(&parcels), shapes(&grid));
}
