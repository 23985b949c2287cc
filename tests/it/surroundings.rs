//! The made-up commune within what is known of the ground around it: known land, its bounds, the frames of its sheets.

use geo::{Area, Coord, Geometry, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;
use thuadat_core::{
    CheckOutcome, Finding, Mode, Parcels, Profile, References, Rule, Severity, Unobserved, check_against,
};
use thuadat_testkit::{SAMPLE_SEED, inject_faults, synthetic_commune};

fn check(parcels: &Parcels, references: &References, tolerance_m: f64) -> CheckOutcome {
    let profile = Profile { mode: Mode::Tolerant(tolerance_m), ..Profile::strict() };
    check_against(parcels, &profile, references, &Unobserved).unwrap()
}

fn of(outcome: &CheckOutcome, rule: Rule) -> Vec<&Finding> {
    outcome.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// Land of these shapes.
fn land(shapes: impl IntoIterator<Item = MultiPolygon<f64>>) -> Parcels {
    let mut land = Parcels::default();
    for shape in shapes {
        let polygons: Vec<Polygon<f64>> = shape.0;
        let of_shape = Parcels::from_polygons(&polygons);
        land.geometries.append(&of_shape.geometries);
        land.records.extend(of_shape.records);
    }
    land
}

fn shape_of(finding: &Finding) -> MultiPolygon<f64> {
    match &finding.geometry {
        Some(Geometry::MultiPolygon(shape)) => shape.clone(),
        other => panic!("a gap is an area, not {other:?}"),
    }
}

#[test]
fn gaps_that_known_land_covers_are_no_findings() {
    let (parcels, _) = inject_faults(&synthetic_commune(SAMPLE_SEED), SAMPLE_SEED);
    let before = check(&parcels, &References::default(), 0.0);
    assert_eq!(before.expected_gaps, None);
    let gaps = of(&before, Rule::Gap);
    let covered: Vec<&Finding> = gaps.iter().copied().step_by(2).collect();
    assert!(covered.len() > 5);
    let known_land = Some(land(covered.iter().map(|gap| shape_of(gap))));
    let after = check(&parcels, &References { known_land, ..References::default() }, 0.0);
    let expected = after.expected_gaps.unwrap();
    assert_eq!((expected.whole, expected.in_part), (covered.len(), 0));
    let covered_m2: f64 = covered.iter().filter_map(|gap| gap.area_m2).sum();
    assert!((expected.area_m2 - covered_m2).abs() < 1e-6 * covered_m2, "{expected:?}, {covered_m2} m²");
    let left: Vec<&Finding> =
        before.findings.iter().filter(|finding| !covered.iter().any(|gap| gap.id == finding.id)).collect();
    assert_eq!(after.findings.iter().collect::<Vec<_>>(), left, "all else is as it was");
}

/// Of a gap that is covered on one side of a line, what lies on the other side is left.
#[test]
fn what_known_land_leaves_of_a_gap_is_reported() {
    let (parcels, _) = inject_faults(&synthetic_commune(SAMPLE_SEED), SAMPLE_SEED);
    let before = check(&parcels, &References::default(), 0.0);
    let gaps = of(&before, Rule::Gap);
    let widest =
        gaps.iter().max_by(|one, other| one.area_m2.unwrap().total_cmp(&other.area_m2.unwrap())).unwrap();
    let middle = widest.at.unwrap();
    let west = rectangle(middle.x - 5000.0, middle.y - 5000.0, middle.x, middle.y + 5000.0);
    let known_land = Some(land([MultiPolygon(vec![west])]));
    let after = check(&parcels, &References { known_land, ..References::default() }, 0.0);
    let rest: f64 = of(&after, Rule::Gap).iter().filter_map(|gap| gap.area_m2).sum();
    let truth: f64 = gaps.iter().map(|gap| area_east_of(&shape_of(gap), middle.x)).sum();
    assert!((rest - truth).abs() < 0.01, "{rest} m² are left, {truth} m² lie east");
    let explained = after.expected_gaps.unwrap();
    assert!(explained.in_part >= 1 && explained.whole >= 1, "{explained:?}");
}

/// Parcels that a boundary cuts are found with the ground beyond it, and no others.
#[test]
fn parcels_beyond_the_boundary_are_found() {
    for (seed, share) in [(1, 0.2), (2, 0.5), (3, 0.77)] {
        let parcels = synthetic_commune(seed);
        let (least, most) = bounds(&parcels);
        let east = least.x + share * (most.x - least.x);
        let commune = rectangle(least.x - 100.0, least.y - 100.0, east, most.y + 100.0);
        let commune_boundary = Some(land([MultiPolygon(vec![commune])]));
        let tolerance_m = 0.14;
        let outcome = check(&parcels, &References { commune_boundary, ..References::default() }, tolerance_m);
        let found: BTreeMap<u32, &Finding> = of(&outcome, Rule::OutsideCommune)
            .into_iter()
            .map(|finding| (finding.parcels[0], finding))
            .collect();
        let mut missed = 0;
        for parcel in 0..parcels.len() {
            let shape = parcels.geometries.to_multi_polygon(parcel);
            let beyond_m2 = area_east_of(&shape, east);
            let Some(finding) = found.get(&(parcel as u32)) else {
                // What is no wider than the tolerance is not told.
                assert!(beyond_m2 < tolerance_m * 200.0, "seed {seed}: parcel {parcel}, {beyond_m2} m²");
                missed += usize::from(beyond_m2 > 5.0);
                continue;
            };
            let (beyond_found_m2, said) = (finding.area_m2.unwrap(), &finding.message.en);
            assert_eq!(finding.severity, Severity::Warning);
            assert!((beyond_found_m2 - beyond_m2).abs() < 0.005, "seed {seed}: {said}");
            let is_whole = (beyond_m2 - shape.unsigned_area()).abs() < 1e-6;
            assert_eq!(said.contains("lies wholly outside"), is_whole, "{said}");
        }
        assert!(
            found.len() > 100 && missed * 50 < found.len(),
            "seed {seed}: {} found, {missed}",
            found.len()
        );
    }
}

/// The parcels of a sheet are its frame; one whose number is changed lies in none of its own.
#[test]
fn parcels_of_another_sheet_are_found() {
    let clean = synthetic_commune(SAMPLE_SEED);
    let frames = References { sheet_frames: Some(clean.clone()), ..References::default() };
    assert!(of(&check(&clean, &frames, 0.0), Rule::OutsideSheet).is_empty());
    let mut parcels = clean.clone();
    let moved: Vec<usize> = (0..parcels.len()).step_by(parcels.len() / 7).collect();
    for &parcel in &moved {
        let sheet = &mut parcels.records[parcel].key.sheet;
        *sheet = Some(if sheet.as_deref() == Some("1") { "02" } else { "01" }.into());
    }
    let outcome = check(&parcels, &frames, 0.0);
    let found: Vec<usize> = {
        let mut found: Vec<usize> =
            of(&outcome, Rule::OutsideSheet).iter().map(|finding| finding.parcels[0] as usize).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(found, moved);
    for finding in of(&outcome, Rule::OutsideSheet) {
        let whole_m2 = clean.geometries.area_m2(finding.parcels[0] as usize);
        assert!((finding.area_m2.unwrap() - whole_m2).abs() < 0.001 && finding.severity == Severity::Note);
    }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    let corners = [(west, south), (east, south), (east, north), (west, north)];
    Polygon::new(LineString::from(corners.to_vec()), Vec::new())
}

fn bounds(parcels: &Parcels) -> (Coord<f64>, Coord<f64>) {
    let coords = parcels.geometries.coords().iter();
    let start = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
    coords.fold(start, |(least, most), at| {
        let least = Coord { x: least.x.min(at.x), y: least.y.min(at.y) };
        (least, Coord { x: most.x.max(at.x), y: most.y.max(at.y) })
    })
}

/// The area of a shape east of a meridian: each ring is cut by itself (Sutherland and Hodgman 1974), which keeps areas.
fn area_east_of(shape: &MultiPolygon<f64>, x: f64) -> f64 {
    let of_ring = |ring: &LineString<f64>| {
        let mut cut: Vec<Coord<f64>> = Vec::new();
        for side in ring.lines() {
            let (from, to) = (side.start, side.end);
            let crosses = (from.x - x) * (to.x - x) < 0.0;
            if from.x >= x {
                cut.push(from);
            }
            if crosses {
                cut.push(Coord { x, y: from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x) });
            }
        }
        Polygon::new(LineString::from(cut), Vec::new()).unsigned_area()
    };
    let of_polygon = |polygon: &Polygon<f64>| {
        of_ring(polygon.exterior()) - polygon.interiors().iter().map(of_ring).sum::<f64>()
    };
    shape.iter().map(of_polygon).sum()
}
