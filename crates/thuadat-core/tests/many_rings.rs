//! Parcels of some fifty thousand holes or parts: what is found must not depend on how many there are, and the time must
//! grow with their number, not with its square.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;
use thuadat_core::{CheckOutcome, FeatureId, ParcelRecord, Parcels, Profile, Rule, Unobserved, check};

type Corners = Vec<(i64, i64)>;

const SIDE: i64 = 224;
const MANY: i64 = SIDE * SIDE;
/// Rings around each other are counted by rays, each of which meets all of them.
const DEEP: i64 = 2000;

fn check_one(polygons: &[(Corners, Vec<Corners>)]) -> BTreeMap<Rule, usize> {
    let line = |corners: &Corners| -> LineString<f64> {
        let closed = corners.iter().chain(corners.first());
        closed.map(|&(x, y)| Coord { x: x as f64, y: y as f64 }).collect()
    };
    let polygons =
        polygons.iter().map(|(shell, holes)| Polygon::new(line(shell), holes.iter().map(line).collect()));
    let mut parcels = Parcels::default();
    parcels.geometries.push_multi_polygon(&MultiPolygon(polygons.collect()));
    parcels.records.push(ParcelRecord::known_by(FeatureId::Number(0)));
    counts(&check(&parcels, &Profile::strict(), &Unobserved).expect("nobody interrupts"))
}

fn counts(outcome: &CheckOutcome) -> BTreeMap<Rule, usize> {
    let mut counts = BTreeMap::new();
    for finding in &outcome.findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

fn square(x: i64, y: i64, side: i64) -> Corners {
    vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
}

fn hole(x: i64, y: i64, side: i64) -> Corners {
    square(x, y, side).into_iter().rev().collect()
}

/// The places of a grid in an order that jumps about.
fn places() -> impl Iterator<Item = (i64, i64)> {
    (0..MANY).map(|position| position * 7919 % MANY).map(|place| (place % SIDE, place / SIDE))
}

/// The boxes of wedges lie on each other, and each is looked at.
const WEDGES: i64 = 4096;

/// That there are parts at all is a finding of its own.
fn parts_alone() -> BTreeMap<Rule, usize> {
    BTreeMap::from([(Rule::Multipart, 1)])
}

/// Wedges about the origin, each with its tip there.
fn wedges() -> Vec<Corners> {
    let rim = |step: i64| {
        // A square about the origin, walked once round in 2 · WEDGES steps.
        let (quarter, along) = (step / (WEDGES / 2) % 4, step % (WEDGES / 2));
        let (x, y) = (WEDGES / 4, along - WEDGES / 4);
        [(x, y), (-y, x), (-x, -y), (y, -x)][quarter as usize]
    };
    (0..WEDGES).map(|wedge| vec![(0, 0), rim(2 * wedge), rim(2 * wedge + 1)]).collect()
}

#[test]
fn holes_side_by_side() {
    let holes = places().map(|(x, y)| hole(10 * x + 2, 10 * y + 2, 6)).collect();
    let found = check_one(&[(square(0, 0, 10 * SIDE), holes)]);
    assert_eq!(found, BTreeMap::from([(Rule::Gap, MANY as usize)]));
}

/// Every hole touches its neighbours at the corners: the ground between them is in pieces.
#[test]
fn holes_that_touch() {
    let holes = places().filter(|(x, y)| (x + y) % 2 == 0).map(|(x, y)| hole(10 * x + 10, 10 * y + 10, 10));
    let found = check_one(&[(square(0, 0, 10 * SIDE + 20), holes.collect())]);
    assert!(found[&Rule::DisconnectedInterior] > 20_000, "{found:?}");
}

#[test]
fn holes_inside_each_other() {
    let holes = (1..=DEEP).map(|ring| hole(ring, ring, 4 * DEEP - 2 * ring)).collect();
    let found = check_one(&[(square(0, 0, 4 * DEEP), holes)]);
    assert_eq!(found[&Rule::NestedHoles], DEEP as usize - 1);
}

#[test]
fn holes_outside_their_shell() {
    let holes = places().map(|(x, y)| hole(10 * x + 20, 10 * y + 2, 6)).collect();
    let found = check_one(&[(square(0, 0, 10), holes)]);
    assert_eq!(found[&Rule::HoleOutsideShell], MANY as usize);
}

#[test]
fn parts_side_by_side() {
    let parts: Vec<_> = places().map(|(x, y)| (square(10 * x, 10 * y, 6), Vec::new())).collect();
    assert_eq!(check_one(&parts), parts_alone());
}

/// Each part overlaps the next in its row.
#[test]
fn parts_that_overlap() {
    let parts: Vec<_> = places().map(|(x, y)| (square(10 * x, 20 * y, 12), Vec::new())).collect();
    let found = check_one(&parts);
    assert_eq!(found, BTreeMap::from([(Rule::OverlappingParts, (MANY - SIDE) as usize)]));
}

#[test]
fn islands_in_the_holes_of_another_part() {
    let lake = places().map(|(x, y)| hole(10 * x + 2, 10 * y + 2, 6)).collect();
    let islands = places().map(|(x, y)| (square(10 * x + 4, 10 * y + 4, 2), Vec::new()));
    let polygons: Vec<_> = std::iter::once((square(0, 0, 10 * SIDE), lake)).chain(islands).collect();
    assert_eq!(check_one(&polygons), BTreeMap::from([(Rule::Gap, MANY as usize), (Rule::Multipart, 1)]));
}

#[test]
fn parts_that_meet_in_one_point() {
    assert_eq!(
        check_one(&wedges().into_iter().map(|wedge| (wedge, Vec::new())).collect::<Vec<_>>()),
        parts_alone()
    );
}

/// Holes that meet in one point leave the ground between them in one piece.
#[test]
fn holes_that_meet_in_one_point() {
    let holes = wedges().into_iter().map(|wedge| wedge.into_iter().rev().collect()).collect();
    let found = check_one(&[(square(-WEDGES, -WEDGES, 2 * WEDGES), holes)]);
    assert_eq!(found, BTreeMap::from([(Rule::Gap, WEDGES as usize)]));
}

/// One ring that comes back to the same point again and again touches itself there: told once for the place.
#[test]
fn a_ring_that_returns_to_one_point() {
    let ring = wedges().into_iter().flatten().collect();
    let found = check_one(&[(ring, Vec::new())]);
    assert_eq!(found, BTreeMap::from([(Rule::SelfContact, 1)]));
}
