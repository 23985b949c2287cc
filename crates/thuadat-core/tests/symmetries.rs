//! What must not matter, whatever the parcels: any rings at all, valid or not, with holes and parts. And what areas must
//! add up to.

use geo::Coord;
use proptest::prelude::*;
use std::collections::BTreeSet;
use thuadat_core::{CheckOutcome, FeatureId, Mode, ParcelRecord, Parcels, Profile, Rule, Unobserved, check};

/// Parcels of polygons of rings of corners, in whole units.
type Shapes = Vec<Vec<Vec<Vec<(i64, i64)>>>>;

const OVERLAPS: [Rule; 3] = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];

/// A few parcels on a small square of points, so that nearly everything touches, crosses or coincides.
fn any_parcels() -> impl Strategy<Value = Shapes> {
    let ring = || prop::collection::vec((0..9i64, 0..9i64), 3..7);
    let polygon = (ring(), prop::collection::vec(ring(), 0..2))
        .prop_map(|(shell, holes)| std::iter::once(shell).chain(holes).collect());
    let parcel = prop::collection::vec(polygon, 1..3);
    prop::collection::vec(parcel, 1..6)
}

/// Units in lattice steps: metres, where rounding is far below everything, and ten steps.
const UNITS: [i64; 2] = [10_000, 10];

fn parcels(shapes: &Shapes, place: impl Fn((i64, i64)) -> (i64, i64)) -> Parcels {
    let coord = |corner: &(i64, i64)| {
        let (x, y) = place(*corner);
        Coord { x: x as f64 / 10_000.0, y: y as f64 / 10_000.0 }
    };
    let mut parcels = Parcels::default();
    for (position, polygons) in shapes.iter().enumerate() {
        for rings in polygons {
            for ring in rings {
                ring.iter()
                    .chain(ring.first())
                    .for_each(|corner| parcels.geometries.push_coord(coord(corner)));
                parcels.geometries.end_ring();
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position as i64)));
    }
    parcels
}

fn profiles() -> [Profile; 2] {
    let tolerant = Profile {
        mode: Mode::Tolerant(0.14),
        negligible_area_m2: 0.01,
        missing_vertex_m: 0.02,
        spike_width_m: 0.001,
        gap_width_m: Some(2.0),
        ..Profile::strict()
    };
    [Profile::strict(), tolerant]
}

fn run(parcels: &Parcels, profile: &Profile) -> CheckOutcome {
    check(parcels, profile, &Unobserved).expect("nobody interrupts")
}

/// Rule, severity and parcels of each finding.
fn gists(outcome: &CheckOutcome) -> Vec<(Rule, String, Vec<u32>)> {
    let mut gists: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| {
            let mut parcels = finding.parcels.clone();
            parcels.sort_unstable();
            (finding.rule, finding.severity.to_string(), parcels)
        })
        .collect();
    gists.sort();
    gists
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_shift_by_lattice_steps_does_not_matter(shapes in any_parcels(), dx in -5_000_000_000..5_000_000_000i64, dy in -30_000_000_000..30_000_000_000i64) {
        for (unit, profile) in UNITS.into_iter().zip(profiles()) {
            let plain = run(&parcels(&shapes, |(x, y)| (x * unit, y * unit)), &profile);
            let shifted = run(&parcels(&shapes, |(x, y)| (x * unit + dx, y * unit + dy)), &profile);
            prop_assert_eq!(gists(&plain), gists(&shifted));
        }
    }

    /// Where a faulty shape crosses itself it gets a corner on the lattice, and halves are rounded one way: what it has in
    /// common with others may then begin or end in that corner or beside it. So only sound parcels are compared further.
    #[test]
    fn quarter_turns_and_mirrors_do_not_matter(shapes in any_parcels()) {
        for profile in profiles() {
            let unit = UNITS[0];
            let of_one_parcel = |gist: &(Rule, String, Vec<u32>)| gist.0.id().starts_with("geometry/");
            let comparable = |parcels: &Parcels| {
                let mut gists = gists(&run(parcels, &profile));
                if gists.iter().any(of_one_parcel) {
                    gists.retain(of_one_parcel);
                }
                gists
            };
            let plain = comparable(&parcels(&shapes, |(x, y)| (x * unit, y * unit)));
            let once = parcels(&shapes, |(x, y)| (-y * unit, x * unit));
            let twice = parcels(&shapes, |(x, y)| (-x * unit, -y * unit));
            let thrice = parcels(&shapes, |(x, y)| (y * unit, -x * unit));
            let mirrored = parcels(&shapes, |(x, y)| (-x * unit, y * unit));
            for turned in [once, twice, thrice, mirrored] {
                prop_assert_eq!(&comparable(&turned), &plain);
            }
        }
    }

    #[test]
    fn threads_and_a_second_run_do_not_matter(shapes in any_parcels()) {
        for (unit, profile) in UNITS.into_iter().zip(profiles()) {
            let parcels = parcels(&shapes, |(x, y)| (x * unit, y * unit));
            let with_threads = |count| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
                pool.install(|| run(&parcels, &profile))
            };
            prop_assert_eq!(with_threads(1), with_threads(4));
        }
    }

    /// As long as nowhere three parcels lie on each other: parcels, less overlaps, and gaps, fill the block.
    #[test]
    fn areas_add_up(
        bends in prop::collection::vec((-2_000..2_000i64, -2_000..2_000i64), 36),
        moves in prop::collection::vec((0..25usize, 0..4usize, (-15_000..15_000i64, -15_000..15_000i64)), 0..4),
        removed in prop::collection::btree_set(0..25usize, 0..3),
        lakes in prop::collection::btree_set(0..25usize, 0..3),
    ) {
        let mut shapes = block(&bends);
        let block_m2: f64 = shapes.iter().flatten().map(|polygon| area_m2(polygon)).sum();
        for (parcel, corner, (dx, dy)) in moves {
            // Corners on the rim stay, so that the block keeps its outline.
            let (x, y) = shapes[parcel][0][0][corner];
            if is_inner(parcel, corner) {
                // Moved twice, it must not leave the block.
                shapes[parcel][0][0][corner] = ((x + dx).clamp(1, 99_999), (y + dy).clamp(1, 99_999));
            }
        }
        for &parcel in &lakes {
            let (x, y) = (parcel as i64 / 5 * 20_000 + 8_000, parcel as i64 % 5 * 20_000 + 8_000);
            shapes[parcel][0].push(vec![(x, y), (x, y + 3_000), (x + 3_000, y + 3_000), (x + 3_000, y)]);
        }
        let inner = |parcel: &usize| (1..4).contains(&(parcel / 5)) && (1..4).contains(&(parcel % 5));
        for &parcel in removed.iter().rev().filter(|parcel| inner(parcel)) {
            shapes.remove(parcel);
        }
        let outcome = run(&parcels(&shapes, |corner| corner), &Profile::strict());
        prop_assume!(outcome.findings.iter().all(|finding| !finding.rule.id().starts_with("geometry/")));
        prop_assume!(!has_triple(&outcome));
        let sum = |rules: &[Rule]| -> f64 {
            let of_rules = outcome.findings.iter().filter(|finding| rules.contains(&finding.rule));
            of_rules.filter_map(|finding| finding.area_m2).sum()
        };
        let parcels_m2: f64 = shapes.iter().flatten().map(|polygon| area_m2(polygon)).sum();
        let filled_m2 = parcels_m2 - sum(&OVERLAPS) + sum(&[Rule::Gap]);
        prop_assert!((filled_m2 - block_m2).abs() < 0.0005, "{} for {}", filled_m2, block_m2);
    }
}

/// 5 × 5 parcels two metres wide, the inner nodes moved a little; corners counter-clockwise from the lower left.
fn block(bends: &[(i64, i64)]) -> Shapes {
    let node = |x: i64, y: i64| {
        let is_rim = x % 5 == 0 || y % 5 == 0;
        let (dx, dy) = if is_rim { (0, 0) } else { bends[(x * 6 + y) as usize] };
        (x * 20_000 + dx, y * 20_000 + dy)
    };
    (0..25)
        .map(|parcel| (parcel / 5, parcel % 5))
        .map(|(x, y)| vec![vec![vec![node(x, y), node(x + 1, y), node(x + 1, y + 1), node(x, y + 1)]]])
        .collect()
}

fn is_inner(parcel: usize, corner: usize) -> bool {
    let (x, y) = (parcel / 5 + [0, 1, 1, 0][corner], parcel % 5 + [0, 0, 1, 1][corner]);
    x % 5 > 0 && y % 5 > 0
}

fn area_m2(polygon: &[Vec<(i64, i64)>]) -> f64 {
    let doubled = |ring: &Vec<(i64, i64)>| -> i64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|((ax, ay), (bx, by))| ax * by - bx * ay).sum::<i64>().abs()
    };
    let holes: i64 = polygon[1..].iter().map(doubled).sum();
    (doubled(&polygon[0]) - holes) as f64 / 2.0 / 1e8
}

/// Whether three parcels overlap each other two by two.
fn has_triple(outcome: &CheckOutcome) -> bool {
    let of_overlaps = outcome.findings.iter().filter(|finding| OVERLAPS.contains(&finding.rule));
    let pairs: BTreeSet<(u32, u32)> = of_overlaps
        .flat_map(|finding| {
            let (one, other) = (finding.parcels[0], finding.parcels[1]);
            [(one, other), (other, one)]
        })
        .collect();
    pairs.iter().any(|&(one, other)| {
        pairs.range((other, 0)..=(other, u32::MAX)).any(|&(_, third)| pairs.contains(&(third, one)))
    })
}
