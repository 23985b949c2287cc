//! What must hold of every check, whatever the parcels.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::collections::BTreeSet;
use thuadat_core::{
    CheckOutcome, FeatureId, Finding, ParcelRecord, Parcels, Profile, Rule, Unobserved, check,
};

/// Corners in steps of a centimetre.
type Ring = Vec<(i32, i32)>;

/// A block of parcels that fit together, with bent edges, some of them disturbed.
fn block() -> impl Strategy<Value = Vec<Ring>> {
    let jitter = || prop::collection::vec((-300..300i32, -300..300i32), 25);
    let bends = || prop::collection::vec((-150..150i32, -150..150i32), 40);
    let fault = (0..16usize, 0..6u8, 0..8usize, (-700..700i32, -700..700i32));
    (jitter(), bends(), prop::collection::vec(fault, 0..5)).prop_map(|(jitter, bends, faults)| {
        let mut rings = fitting_rings(&jitter, &bends);
        for (parcel, kind, corner, shift) in faults {
            disturb(&mut rings, parcel, kind, corner, shift);
        }
        rings
    })
}

/// 4 × 4 parcels; every edge has one bend, the same for both neighbours.
fn fitting_rings(jitter: &[(i32, i32)], bends: &[(i32, i32)]) -> Vec<Ring> {
    let node = |x: usize, y: usize| {
        let (dx, dy) = jitter[x * 5 + y];
        (x as i32 * 2000 + dx, y as i32 * 2000 + dy)
    };
    let bend = |from: (i32, i32), to: (i32, i32), number: usize| {
        let (dx, dy) = bends[number];
        (i32::midpoint(from.0, to.0) + dx, i32::midpoint(from.1, to.1) + dy)
    };
    let along_x = |x: usize, y: usize| bend(node(x, y), node(x + 1, y), x * 5 + y);
    let along_y = |x: usize, y: usize| bend(node(x, y), node(x, y + 1), 20 + x * 4 + y);
    let ring = |x: usize, y: usize| {
        vec![
            node(x, y),
            along_x(x, y),
            node(x + 1, y),
            along_y(x + 1, y),
            node(x + 1, y + 1),
            along_x(x, y + 1),
            node(x, y + 1),
            along_y(x, y),
        ]
    };
    (0..4).flat_map(|x| (0..4).map(move |y| (x, y))).map(|(x, y)| ring(x, y)).collect()
}

fn disturb(rings: &mut Vec<Ring>, parcel: usize, kind: u8, corner: usize, shift: (i32, i32)) {
    let moved = |&(x, y): &(i32, i32)| (x + shift.0, y + shift.1);
    let ring = rings[parcel].clone();
    let corner = corner % ring.len();
    match kind {
        0 => rings[parcel][corner] = moved(&ring[corner]),
        1 => rings[parcel] = ring.iter().map(moved).collect(),
        2 if ring.len() > 4 => {
            rings[parcel].remove(corner);
        }
        3 => rings.push(ring),
        4 => rings[parcel].swap(corner, (corner + 3) % ring.len()),
        _ => rings[parcel].insert(corner, ring[corner]),
    }
}

fn polygon(ring: &Ring, place: impl Fn(f64, f64) -> Coord<f64>) -> Polygon<f64> {
    let corners: Vec<_> =
        ring.iter().map(|&(x, y)| place(f64::from(x) / 100.0, f64::from(y) / 100.0)).collect();
    Polygon::new(LineString(corners), vec![])
}

fn as_they_are(x: f64, y: f64) -> Coord<f64> {
    Coord { x: x + 454_000.0, y: y + 2_427_000.0 }
}

fn run(rings: &[Ring]) -> CheckOutcome {
    let polygons: Vec<_> = rings.iter().map(|ring| polygon(ring, as_they_are)).collect();
    check(&Parcels::from_polygons(&polygons), &Profile::strict(), &Unobserved).expect("nobody interrupts")
}

/// What a finding is about, without place and words; measures to the millimetre.
fn gist(finding: &Finding) -> (Rule, Vec<u32>, Option<i64>, Option<i64>) {
    let mut parcels = finding.parcels.clone();
    parcels.sort_unstable();
    let rounded = |value: Option<f64>, unit: f64| value.map(|value| (value / unit).round() as i64);
    (finding.rule, parcels, rounded(finding.area_m2, 0.01), rounded(finding.width_m, 0.02))
}

fn gists(outcome: &CheckOutcome) -> Vec<(Rule, Vec<u32>)> {
    let mut all: Vec<_> =
        outcome.findings.iter().map(gist).map(|(rule, parcels, ..)| (rule, parcels)).collect();
    all.sort();
    all
}

fn area(outcome: &CheckOutcome, rules: &[Rule]) -> f64 {
    let of_rules = outcome.findings.iter().filter(|finding| rules.contains(&finding.rule));
    of_rules.filter_map(|finding| finding.area_m2).sum()
}

const OVERLAPS: [Rule; 3] = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_parcels_does_not_matter(rings in block(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..rings.len()).collect();
        order.sort_by_key(|&parcel| (parcel as u64 + 1).wrapping_mul(seed | 1));
        let shuffled: Vec<Ring> = order.iter().map(|&parcel| rings[parcel].clone()).collect();
        let (plain, other) = (run(&rings), run(&shuffled));
        let renamed: BTreeSet<_> = other.findings.iter().map(|finding| {
            let (rule, parcels, area, _) = gist(finding);
            let mut parcels: Vec<u32> = parcels.iter().map(|&parcel| order[parcel as usize] as u32).collect();
            parcels.sort_unstable();
            (rule, parcels, area)
        }).collect();
        let expected: BTreeSet<_> = plain.findings.iter().map(gist).map(|(rule, parcels, area, _)| (rule, parcels, area)).collect();
        prop_assert_eq!(renamed, expected);
    }

    #[test]
    fn where_a_ring_starts_and_which_way_it_runs_does_not_matter(rings in block(), turns in prop::collection::vec((0..8usize, any::<bool>()), 40)) {
        let mut turned = rings.clone();
        for (ring, &(start, reversed)) in turned.iter_mut().zip(turns.iter().cycle()) {
            let count = ring.len();
            ring.rotate_left(start % count);
            if reversed { ring.reverse(); }
        }
        // A vertex repeated over the seam is the closing vertex.
        let beside_seam = |rings: &[Ring]| {
            let mut gists = gists(&run(rings));
            gists.retain(|(rule, _)| *rule != Rule::RepeatedVertex);
            gists
        };
        prop_assert_eq!(beside_seam(&rings), beside_seam(&turned));
    }

    #[test]
    fn neither_a_shift_nor_a_quarter_turn_matters(rings in block(), (dx, dy) in (-1_000_000..1_000_000i32, -1_000_000..1_000_000i32)) {
        let shifted: Vec<Ring> = rings.iter().map(|ring| ring.iter().map(|&(x, y)| (x + dx, y + dy)).collect()).collect();
        let turned: Vec<Ring> = rings.iter().map(|ring| ring.iter().map(|&(x, y)| (-y, x)).collect()).collect();
        let expected = gists(&run(&rings));
        prop_assert_eq!(&gists(&run(&shifted)), &expected);
        prop_assert_eq!(&gists(&run(&turned)), &expected);
    }

    #[test]
    fn the_number_of_threads_does_not_matter(rings in block()) {
        let with_threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(|| run(&rings));
        prop_assert_eq!(with_threads(1), with_threads(3));
    }

    #[test]
    fn what_is_left_of_a_block_without_faults_has_none(jitter in prop::collection::vec((-300..300i32, -300..300i32), 25), bends in prop::collection::vec((-150..150i32, -150..150i32), 40)) {
        let outcome = run(&fitting_rings(&jitter, &bends));
        prop_assert_eq!(outcome.findings, vec![]);
    }

    /// With at most two layers anywhere: parcels, less overlaps, and gaps, fill the hull of the block.
    #[test]
    fn areas_add_up(jitter in prop::collection::vec((-300..300i32, -300..300i32), 25), bends in prop::collection::vec((-150..150i32, -150..150i32), 40), shift in (-700..700i32, -700..700i32)) {
        let clean = fitting_rings(&jitter, &bends);
        let mut rings = clean.clone();
        // The middle node of one parcel of the inside moves: it overlaps some neighbours and leaves gaps to others.
        let corner = rings[5][4];
        rings[5][4] = (corner.0 + shift.0, corner.1 + shift.1);
        let outcome = run(&rings);
        prop_assume!(outcome.findings.iter().all(|finding| !finding.rule.id().starts_with("geometry/")));
        let sum = |rings: &[Ring]| -> f64 { rings.iter().map(shoelace).sum() };
        let filled = sum(&rings) - area(&outcome, &OVERLAPS) + area(&outcome, &[Rule::Gap]);
        prop_assert!((filled - sum(&clean)).abs() < 0.001, "{} for {}", filled, sum(&clean));
    }
}

/// A block whose eastern half stands a few centimetres off.
fn block_drawn_apart() -> impl Strategy<Value = Vec<Ring>> {
    (block(), (-4..=4i32, -4..=4i32)).prop_map(|(mut rings, shift)| {
        for ring in rings.iter_mut().skip(8) {
            for corner in ring {
                *corner = (corner.0 + shift.0, corner.1 + shift.1);
            }
        }
        rings
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Of two boundaries a few centimetres apart neither is preferred.
    #[test]
    fn near_misses_do_not_depend_on_how_parcels_are_written(rings in block_drawn_apart(), seed in any::<u64>(), start in 0..8usize, (dx, dy) in (-1_000_000..1_000_000i32, -1_000_000..1_000_000i32)) {
        let mut order: Vec<usize> = (0..rings.len()).collect();
        order.sort_by_key(|&parcel| (parcel as u64 + 1).wrapping_mul(seed | 1));
        let rewritten: Vec<Ring> = order.iter().map(|&parcel| {
            let mut ring: Ring = rings[parcel].iter().map(|&(x, y)| (dy - y, x + dx)).collect();
            let count = ring.len();
            ring.rotate_left(start % count);
            if seed & (1 << (parcel % 64)) != 0 { ring.reverse(); }
            ring
        }).collect();
        let of_rule = |outcome: &CheckOutcome, name: &dyn Fn(u32) -> u32| -> Vec<_> {
            let near = outcome.findings.iter().filter(|finding| [Rule::NearMiss, Rule::OpenGap].contains(&finding.rule));
            let mut near: Vec<_> = near.map(gist).map(|(rule, parcels, area, width)| {
                let mut parcels: Vec<u32> = parcels.into_iter().map(name).collect();
                parcels.sort_unstable();
                (rule, parcels, area, width)
            }).collect();
            near.sort();
            near
        };
        let expected = of_rule(&run(&rings), &|parcel| parcel);
        let found = of_rule(&run(&rewritten), &|parcel| order[parcel as usize] as u32);
        // Measures are rounded: those half way between two may come out as either.
        let is_near = |one: Option<i64>, other: Option<i64>| one.zip(other).map_or(one == other, |(one, other)| (one - other).abs() <= 1);
        let are_same = found.len() == expected.len() && found.iter().zip(&expected).all(|(one, other)| {
            (one.0, &one.1) == (other.0, &other.1) && is_near(one.2, other.2) && is_near(one.3, other.3)
        });
        prop_assert!(are_same, "{:?}\n{:?}", found, expected);
    }

    #[test]
    fn each_boundary_drawn_apart_is_one_near_miss(jitter in prop::collection::vec((-300..300i32, -300..300i32), 25), bends in prop::collection::vec((-150..150i32, -150..150i32), 40), apart in 1..=4i32) {
        let mut rings = fitting_rings(&jitter, &bends);
        for ring in rings.iter_mut().skip(8) {
            for corner in ring {
                corner.0 += apart;
            }
        }
        let across: Vec<_> = (4..8).map(|parcel| (Rule::NearMiss, vec![parcel, parcel + 4])).collect();
        prop_assert_eq!(gists(&run(&rings)), across);
    }
}

fn shoelace(ring: &Ring) -> f64 {
    let at = |position: usize| ring[position % ring.len()];
    let doubled: i64 = (0..ring.len())
        .map(|position| {
            let ((x, y), (next_x, next_y)) = (at(position), at(position + 1));
            i64::from(x) * i64::from(next_y) - i64::from(next_x) * i64::from(y)
        })
        .sum();
    doubled as f64 / 20_000.0
}

#[test]
fn a_record_without_a_shape_is_found() {
    let mut parcels = Parcels::default();
    parcels.geometries.push_multi_polygon(&MultiPolygon(vec![]));
    parcels.records.push(ParcelRecord::known_by(FeatureId::Number(7)));
    let outcome = check(&parcels, &Profile::strict(), &Unobserved).unwrap();
    assert_eq!(outcome.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [Rule::Empty]);
    assert_eq!(outcome.findings[0].at, None);
}
