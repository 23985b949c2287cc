//! The form of shapes: what is found at a glance, what on looking closer.

use super::super::{examine, glance, poor_form};
use super::*;
use crate::Message;
use crate::check::check;
use crate::{Parcels, Unobserved};
use geo::Polygon;
use proptest::prelude::*;

fn profile() -> Profile {
    Profile {
        short_segment_m: 0.01,
        vertex_distance_m: 0.01,
        sharp_angle_deg: 3.0,
        sliver_width_m: 0.2,
        small_area_m2: 1.0,
        ..Profile::strict()
    }
}

fn polygon(ring: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(ring.iter().copied().collect(), Vec::new())
}

fn found(profile: &Profile, ring: &[(f64, f64)]) -> Vec<Rule> {
    let parcels = Parcels::from_polygons(&[polygon(ring)]);
    let outcome = check(&parcels, profile, &Unobserved).unwrap();
    outcome.findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn limits_are_kept_or_broken_to_the_lattice_step() {
    let check = |ring: &[(f64, f64)], rule: Option<Rule>| {
        assert_eq!(found(&profile(), ring), rule.into_iter().collect::<Vec<_>>(), "{ring:?}");
    };
    // A cut corner 10 mm long, and one 10.1 mm long.
    check(&[(0., 0.), (9., 0.), (9., 0.01), (8., 9.), (0., 9.)], Some(Rule::ShortSegment));
    check(&[(0., 0.), (9., 0.), (9., 0.0101), (8., 9.), (0., 9.)], None);
    // A bay whose mouth is 10 mm wide, and 10.1 mm.
    let bay = |mouth: f64| {
        [(0., 0.), (20., 0.), (20., 10.), (10. + mouth, 10.), (12., 5.), (9., 5.), (10., 10.), (0., 10.)]
    };
    check(&bay(0.01), Some(Rule::VerticesTooClose));
    check(&bay(0.0101), None);
    // tan 3° is 0.0524078.
    check(&[(0., 0.), (100., 0.), (100., 5.2407)], Some(Rule::SharpAngle));
    check(&[(0., 0.), (100., 0.), (100., 5.2409)], None);
    // A strip 0.2 m wide, and 0.21 m.
    check(&[(0., 0.), (30., 0.), (30., 0.2), (0., 0.2)], Some(Rule::SliverParcel));
    check(&[(0., 0.), (30., 0.), (30., 0.21), (0., 0.21)], None);
    check(&[(0., 0.), (1., 0.), (1., 1.), (0., 1.)], Some(Rule::TooSmall));
    check(&[(0., 0.), (1., 0.), (1., 1.02), (0., 1.02)], None);
}

#[test]
fn one_cause_makes_one_finding() {
    // The ends of a sliver are sharp, and it is small.
    assert_eq!(found(&profile(), &[(0., 0.), (9., 0.), (9., 0.1)]), [Rule::SliverParcel]);
    // A chain of short edges brings vertices near that are not neighbours.
    let chain = [(0., 0.), (9., 0.), (9., 0.003), (9.002, 0.005), (9., 0.008), (9., 9.), (0., 9.)];
    assert_eq!(found(&profile(), &chain), [Rule::ShortSegment; 3]);
    // The ends of a corner's arms are near: the corner is told.
    assert_eq!(
        found(&profile(), &[(0., 0.), (9., 0.), (9., 4.), (7., 4.0), (9., 4.008), (9., 9.), (0., 9.)]),
        [Rule::SharpAngle]
    );
}

#[test]
fn a_rule_that_is_off_finds_nothing() {
    let off = [Rule::SliverParcel, Rule::SharpAngle].map(|rule| (rule, crate::RuleSetting::Off));
    let profile = Profile { severities: off.into(), ..profile() };
    assert_eq!(found(&profile, &[(0., 0.), (9., 0.), (9., 0.1)]), [Rule::TooSmall]);
    assert_eq!(found(&Profile::strict(), &[(0., 0.), (9., 0.), (9., 0.1)]), []);
}

#[test]
fn messages_tell_the_measure_and_what_to_do() {
    let parcels = Parcels::from_polygons(&[polygon(&[(0., 0.), (100., 0.), (100., 4.)])]);
    let outcome = check(&parcels, &profile(), &Unobserved).unwrap();
    let Message { vi, en } = &outcome.findings[0].message;
    assert!(vi.contains("góc 2,3°") && en.contains("only 2.3°"), "{vi} {en}");
}

/// A ring seen from one point, its corners at growing angles; narrow bays and tips are common.
fn star() -> impl Strategy<Value = Vec<Point>> {
    let corner = (1..40u32, prop::sample::select(vec![3.0, 300.0, 5_000.0, 80_000.0, 400_000.0]));
    prop::collection::vec(corner, 3..14).prop_map(|corners| {
        let total: u32 = corners.iter().map(|corner| corner.0).sum();
        let mut turned = 0;
        let place = |(step, radius): (u32, f64)| {
            turned += step;
            let angle = f64::from(turned) / f64::from(total) * std::f64::consts::TAU;
            Point::new((radius * angle.cos()).round() as i64, (radius * angle.sin()).round() as i64)
        };
        corners.into_iter().map(place).collect()
    })
}

fn stored(points: &[Point]) -> ParcelGeometries {
    let lattice = Lattice::new(0.0001);
    let ring: Vec<(f64, f64)> = points.iter().map(|&point| lattice.coord(point).x_y()).collect();
    ParcelGeometries::from_iter([polygon(&ring)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever passes at a glance has nothing on looking closely.
    #[test]
    fn a_glance_is_never_wrong(points in star(), scale in 0.1..30.0) {
        let profile = Profile {
            short_segment_m: 0.01 * scale,
            vertex_distance_m: 0.01 * scale,
            sharp_angle_deg: scale,
            sliver_width_m: 0.2 * scale,
            small_area_m2: scale,
            ..Profile::strict()
        };
        let limits = FormLimits::of(&profile, Lattice::new(profile.lattice_m));
        let shapes = stored(&points);
        let ring: Vec<Point> = shapes.ring(0).iter().map(|&coord| limits.lattice.point(coord)).collect();
        if let Some(seen) = glance(shapes.ring(0), &ring, limits.lattice, 0.0)
            && poor_form(&seen, &ring, &shapes, 0, &limits).is_none()
        {
            prop_assert_eq!(examine(&shapes, 0, &limits).defects, vec![]);
        }
    }

    #[test]
    fn pairs_are_those_of_looking_at_all(points in prop::collection::vec((-60..60i64, -60..60i64), 0..40), limit in 0.3..30.0f64) {
        let points: Vec<Point> = points.into_iter().map(|(x, y)| Point::new(x, y)).collect();
        let ordered = |(one, other): (usize, usize)| (one.min(other), one.max(other));
        let mut found: Vec<_> = pairs_within(points.len(), |at| points[at], limit).into_iter().map(ordered).collect();
        found.sort_unstable();
        let all = (0..points.len()).flat_map(|one| (one + 1..points.len()).map(move |other| (one, other)));
        let expected: Vec<_> = all.filter(|&(one, other)| distance(points[one], points[other]) <= limit).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn angles_are_those_of_trigonometry(one in (-9_999..9_999i64, -9_999..9_999i64), other in (-9_999..9_999i64, -9_999..9_999i64), limit_deg in 0.01..45.0f64) {
        let bearing = |(x, y): (i64, i64)| (y as f64).atan2(x as f64).to_degrees();
        let apart = (bearing(one) - bearing(other)).abs();
        let angle_deg = apart.min(360.0 - apart);
        prop_assume!(one != (0, 0) && other != (0, 0) && (angle_deg - limit_deg).abs() > 1e-9);
        prop_assert_eq!(is_sharper([one, other], limit_deg.to_radians().tan()), angle_deg < limit_deg);
    }
}
