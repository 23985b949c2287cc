//! What is said of the neighbours of parcels that are not valid.

use geo::{Coord, LineString, Polygon};
use thuadat_core::{CheckOutcome, Finding, Parcels, Profile, Rule, Severity, Unobserved, check};

fn check_rings(rings: &[&[(f64, f64)]]) -> CheckOutcome {
    let polygon = |ring: &&[(f64, f64)]| {
        let corners: LineString<f64> = ring.iter().map(|&(x, y)| Coord { x, y }).collect();
        Polygon::new(corners, Vec::new())
    };
    let polygons: Vec<_> = rings.iter().map(polygon).collect();
    check(&Parcels::from_polygons(&polygons), &Profile::strict(), &Unobserved).expect("nobody interrupts")
}

fn of_rule(outcome: &CheckOutcome, rule: Rule) -> Vec<&Finding> {
    outcome.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// Two squares that meet in the crossing of a bow, and a neighbour below with a vertex more.
const BOW: &[(f64, f64)] = &[(0., 0.), (10., 0.), (10., 10.), (0., 20.), (10., 20.), (0., 10.)];

#[test]
fn a_vertex_is_missed_on_a_sound_edge_of_a_faulty_parcel() {
    let below: &[_] = &[(0., 0.), (0., -5.), (10., -5.), (10., 0.), (4., 0.)];
    let outcome = check_rings(&[BOW, below]);
    let missing = of_rule(&outcome, Rule::MissingVertex);
    assert_eq!(missing.len(), 1, "{missing:#?}");
    assert_eq!(missing[0].parcels, [0, 1]);
    assert_eq!(missing[0].at, Some(Coord { x: 4., y: 0. }));
    assert_eq!(missing[0].place.unwrap().vertex, 0);
}

#[test]
fn a_vertex_of_a_faulty_parcel_is_missed_on_the_edge_of_a_neighbour() {
    let bow: &[_] = &[(0., 0.), (4., 0.), (10., 0.), (10., 10.), (0., 20.), (10., 20.), (0., 10.)];
    let below: &[_] = &[(0., 0.), (0., -5.), (10., -5.), (10., 0.)];
    let outcome = check_rings(&[bow, below]);
    let missing = of_rule(&outcome, Rule::MissingVertex);
    assert_eq!(missing.len(), 1, "{missing:#?}");
    assert_eq!(missing[0].parcels, [1, 0]);
}

/// The bow crosses itself in (5, 15), where the neighbour on the right has an edge with no vertex: nobody has one.
#[test]
fn a_vertex_made_in_mending_is_missed_by_nobody() {
    let right: &[_] = &[(10., 10.), (20., 10.), (20., 20.), (10., 20.), (5., 15.)];
    let straight: &[_] = &[(0., 10.), (0., 20.), (-5., 20.), (-5., 10.)];
    for neighbour in [right, straight] {
        let outcome = check_rings(&[BOW, neighbour]);
        assert_eq!(of_rule(&outcome, Rule::MissingVertex), Vec::<&Finding>::new());
    }
}

/// Eight squares around one whose second corner is not a number.
#[test]
fn the_ground_of_an_unusable_parcel_is_a_note_that_names_it() {
    let square = |x: f64, y: f64| vec![(x, y), (x + 10., y), (x + 10., y + 10.), (x, y + 10.)];
    let mut rings: Vec<Vec<(f64, f64)>> = vec![square(10., 10.)];
    rings[0][1].0 = f64::NAN;
    for place in 0..9 {
        if place != 4 {
            rings.push(square(f64::from(place % 3) * 10., f64::from(place / 3) * 10.));
        }
    }
    let rings: Vec<&[_]> = rings.iter().map(Vec::as_slice).collect();
    let outcome = check_rings(&rings);
    let gaps = of_rule(&outcome, Rule::Gap);
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].severity, gaps[0].area_m2), (Severity::Note, Some(100.0)));
    assert_eq!(gaps[0].parcels, [0, 2, 4, 5, 7], "the one itself, then those along its sides");
    assert!(gaps[0].message.en.contains("probably that of feature 0"), "{}", gaps[0].message.en);
    assert!(gaps[0].message.vi.contains("Có lẽ là phần đất của đối tượng 0"), "{}", gaps[0].message.vi);
}

/// A frame around two holes that touch in a point: the unusable parcel has three corners in the one and one in the other.
#[test]
fn a_gap_beside_an_unusable_parcel_stays_an_error() {
    let lost: &[_] = &[(10., 10.), (20., 10.), (20., 20.), (f64::INFINITY, 20.)];
    let below: &[_] = &[(0., 0.), (30., 0.), (30., 10.), (20., 10.), (10., 10.), (0., 10.)];
    let left: &[_] = &[(0., 10.), (10., 10.), (10., 20.), (20., 20.), (20., 30.), (0., 30.)];
    let right: &[_] = &[(20., 10.), (30., 10.), (30., 20.), (20., 20.)];
    let above: &[_] = &[(30., 20.), (30., 30.), (20., 30.)];
    let outcome = check_rings(&[lost, below, left, right, above]);
    let mut gaps: Vec<_> = of_rule(&outcome, Rule::Gap)
        .iter()
        .map(|gap| (gap.area_m2.unwrap() as i64, gap.severity, gap.parcels[0]))
        .collect();
    gaps.sort_unstable_by_key(|gap| gap.0);
    assert_eq!(gaps, [(50, Severity::Error, 2), (100, Severity::Note, 0)]);
}
