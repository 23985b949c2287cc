//! A road of a single ring so long that it is worked on by all threads and matched beside the tiles: what is found must
//! not depend on that.

use std::collections::BTreeSet;
use thuadat_core::{FeatureId, ParcelRecord, Parcels, Profile, Rule, Unobserved, check};
use thuadat_testkit::{LongRoad, long_road};

/// From so many vertices on a ring is long.
const LONG: usize = 1 << 16;
const ROAD: LongRoad = LongRoad { teeth: 40, parcels_a_row: 21, segments: 45, seed: 5 };

fn parcels(moved: Option<usize>) -> Parcels {
    let mut parcels = Parcels { geometries: long_road(&ROAD), ..Parcels::default() };
    assert!(parcels.geometries.ring(0).len() > LONG, "the road is long");
    if let Some(vertex) = moved {
        parcels.geometries.coords_mut()[vertex].y += 0.2;
    }
    let numbers = 0..parcels.geometries.len() as i64;
    parcels.records = numbers.map(|number| ParcelRecord::known_by(FeatureId::Number(number))).collect();
    parcels
}

fn rules_found(parcels: &Parcels) -> BTreeSet<Rule> {
    let outcome = check(parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts");
    outcome.findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_long_road_that_fits_has_no_fault() {
    assert_eq!(rules_found(&parcels(None)), BTreeSet::new());
}

/// Where a vertex of the road leaves that of its neighbour, they overlap or part.
#[test]
fn one_vertex_of_a_long_road_that_moved_is_found() {
    let road_vertices = parcels(None).geometries.ring(0).len();
    for vertex in [road_vertices / 3, road_vertices / 2 + 7] {
        let found = rules_found(&parcels(Some(vertex)));
        let is_at_border = |rule: &Rule| matches!(rule, Rule::Overlap | Rule::Gap);
        assert!(found.iter().any(is_at_border), "vertex {vertex}: {found:?}");
    }
}

#[test]
fn one_thread_and_several_find_the_same() {
    let parcels = parcels(Some(30_000));
    let on_threads = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
        pool.install(|| check(&parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts"))
    };
    assert_eq!(on_threads(1).findings, on_threads(3).findings);
}
