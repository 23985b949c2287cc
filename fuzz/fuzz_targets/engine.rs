//! Any shapes on a small lattice into the check, held against what must be so whatever the shapes.

#![no_main]

use geo::Coord;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use rayon::ThreadPool;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use thuadat_core::{
    CheckOutcome, FeatureId, Finding, Mode, ParcelRecord, Parcels, Profile, Rule, Unobserved, check,
};

/// Parcels of polygons of rings of corners.
type Shapes = Vec<Vec<Vec<Vec<(i8, i8)>>>>;

#[derive(Debug, Arbitrary)]
struct Input {
    shapes: Shapes,
    /// Metres a unit stands for: whole metres, where shapes touch, or a few lattice steps, where they are rounding.
    fine: bool,
    /// Rings are closed, unless the first says otherwise.
    first_is_open: bool,
    /// Far from the origin, as VN-2000 coordinates are.
    far: bool,
}

const OVERLAPS: [Rule; 3] = [Rule::Overlap, Rule::DuplicateParcel, Rule::ContainedParcel];

static POOLS: LazyLock<[ThreadPool; 2]> =
    LazyLock::new(|| [1, 2].map(|count| rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap()));

fuzz_target!(|input: Input| {
    let corners: usize = input.shapes.iter().flatten().flatten().map(Vec::len).sum();
    if corners > 400 {
        return;
    }
    let unit_m = if input.fine { 0.0003 } else { 1.0 };
    let parcels = parcels(&input, unit_m, false);
    for profile in [Profile::strict(), tolerant()] {
        let [outcome, again] =
            [0, 1].map(|pool| POOLS[pool].install(|| check(&parcels, &profile, &Unobserved).unwrap()));
        assert_eq!(outcome, again, "the number of threads matters");
        for finding in &outcome.findings {
            assert_is_sane(finding, &parcels, unit_m);
        }
        let ids: BTreeSet<_> = outcome.findings.iter().map(|finding| finding.id).collect();
        assert_eq!(ids.len(), outcome.findings.len(), "ids are not unique");
        let backwards = self::parcels(&input, unit_m, true);
        let backwards = check(&backwards, &profile, &Unobserved).unwrap();
        assert_eq!(counts(&outcome), counts(&backwards), "the order of parcels matters");
        assert_overlaps_are_those_of_points(&outcome, &parcels, unit_m);
    }
});

fn tolerant() -> Profile {
    Profile {
        mode: Mode::Tolerant(0.14),
        negligible_area_m2: 0.01,
        missing_vertex_m: 0.02,
        spike_width_m: 0.001,
        gap_width_m: Some(2.0),
        ..Profile::strict()
    }
}

fn parcels(input: &Input, unit_m: f64, backwards: bool) -> Parcels {
    let base = if input.far { Coord { x: 454_000.0, y: 2_427_000.0 } } else { Coord { x: 0.0, y: 0.0 } };
    let place = |&(x, y): &(i8, i8)| base + Coord { x: f64::from(x), y: f64::from(y) } * unit_m;
    let mut parcels = Parcels::default();
    let mut numbered: Vec<_> = input.shapes.iter().enumerate().collect();
    if backwards {
        numbered.reverse();
    }
    for (number, polygons) in numbered {
        for (part, rings) in polygons.iter().enumerate() {
            for (position, ring) in rings.iter().enumerate() {
                let is_open = input.first_is_open && number + part + position == 0;
                let closing = if is_open { &[] } else { &ring[..ring.len().min(1)] };
                for corner in ring.iter().chain(closing) {
                    parcels.geometries.push_coord(place(corner));
                }
                parcels.geometries.end_ring();
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(number as i64)));
    }
    parcels
}

fn assert_is_sane(finding: &Finding, parcels: &Parcels, unit_m: f64) {
    // All corners lie in a box of 255 units.
    let (side_m, area_m2) = (255.0 * unit_m, 255.0 * 255.0 * unit_m * unit_m);
    let within = |value: Option<f64>, most: f64| value.is_none_or(|value| (0.0..=most * 1.001).contains(&value));
    assert!(finding.parcels.iter().all(|&parcel| (parcel as usize) < parcels.len()), "{finding:?}");
    assert!(finding.at.is_none_or(|at| at.x.is_finite() && at.y.is_finite()), "{finding:?}");
    assert!(within(finding.area_m2, area_m2) && within(finding.width_m, 1.5 * side_m), "{finding:?}");
    assert!(!finding.message.vi.is_empty() && !finding.message.en.is_empty(), "{finding:?}");
}

fn counts(outcome: &CheckOutcome) -> BTreeMap<Rule, usize> {
    let mut counts = BTreeMap::new();
    for finding in &outcome.findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

/// A point well inside two valid parcels is in an overlap of theirs; the middle of an overlap is inside both.
fn assert_overlaps_are_those_of_points(outcome: &CheckOutcome, parcels: &Parcels, unit_m: f64) {
    let invalid: BTreeSet<u32> = outcome
        .findings
        .iter()
        .filter(|finding| finding.rule.id().starts_with("geometry/"))
        .flat_map(|finding| finding.parcels.clone())
        .collect();
    let overlaps: Vec<&Finding> =
        outcome.findings.iter().filter(|finding| OVERLAPS.contains(&finding.rule)).collect();
    let valid: Vec<u32> = (0..parcels.len() as u32).filter(|parcel| !invalid.contains(parcel)).collect();
    for finding in &overlaps {
        for parcel in finding.parcels.iter().filter(|parcel| valid.contains(parcel)) {
            let depth_m = depth_m(parcels, *parcel, finding.at.unwrap());
            assert!(depth_m > -1e-6, "{depth_m} m outside {parcel}: {finding:?}");
        }
    }
    let Some(&base) = parcels.geometries.coords().first() else { return };
    for step in 0..64 {
        // Points that are no corners, spread over where shapes are.
        let offset = Coord { x: f64::from(step % 8) * 5.13, y: f64::from(step / 8) * 4.71 } * unit_m;
        let point = base + offset - Coord { x: 17.27, y: 15.61 } * unit_m;
        let around: Vec<u32> =
            valid.iter().copied().filter(|&parcel| depth_m(parcels, parcel, point) > 0.0002).collect();
        for (position, one) in around.iter().enumerate() {
            for other in &around[position + 1..] {
                let is_told = overlaps
                    .iter()
                    .any(|finding| finding.parcels.contains(one) && finding.parcels.contains(other));
                assert!(is_told, "{one} and {other} overlap at {point:?}");
            }
        }
    }
}

/// How far inside a parcel a point is, by its even-odd rule; negative outside.
fn depth_m(parcels: &Parcels, parcel: u32, point: Coord<f64>) -> f64 {
    let (mut inside, mut nearest_m) = (false, f64::INFINITY);
    for ring in parcels.geometries.rings(parcel as usize) {
        for pair in ring.windows(2) {
            let (a, b) = (pair[0] - point, pair[1] - point);
            if (a.y > 0.0) != (b.y > 0.0) && a.x + (b.x - a.x) * (-a.y / (b.y - a.y)) > 0.0 {
                inside = !inside;
            }
            let edge = b - a;
            let length_squared = edge.x * edge.x + edge.y * edge.y;
            let along = if length_squared > 0.0 {
                (-(a.x * edge.x + a.y * edge.y) / length_squared).clamp(0.0, 1.0)
            } else {
                0.0
            };
            nearest_m = nearest_m.min((a.x + along * edge.x).hypot(a.y + along * edge.y));
        }
    }
    if inside { nearest_m } else { -nearest_m }
}
