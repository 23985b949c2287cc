//! What becomes of shapes on the way to the check, and what their coordinates say of it.

use super::draft::Draft;
use super::inspection::Inspection;
use crate::{Finding, FindingId, Interrupted, Rule};
use geo::{Coord, Geometry};
use rayon::prelude::*;

/// A finding for each parcel whose arcs were stroked.
pub(super) fn curves(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    inspection.go_on()?;
    let parcels = inspection.parcels;
    let stroked = parcels.preparation.stroked.par_iter().filter(|_| inspection.wants(Rule::Curve));
    let findings = stroked.filter_map(|stroked| {
        let shape = Geometry::MultiPolygon(parcels.geometries.to_multi_polygon(stroked.parcel as usize));
        let at = inspection.point_inside(stroked.parcel);
        let draft = Draft {
            geometry: Some(shape),
            width_m: Some(stroked.deviation_m),
            ..Draft::new(Rule::Curve, vec![stroked.parcel], at)
        };
        inspection.finding(draft, |draft| inspection.wording.curve(draft))
    });
    Ok(findings.collect())
}

/// How many vertices lie off the grid, and the first of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OffGrid {
    pub(super) vertices: usize,
    pub(super) parcels: usize,
    /// The parcel of the first, and where that is.
    pub(crate) parcel: u32,
    pub(super) first: Coord<f64>,
}

impl OffGrid {
    /// These, and those of other parcels.
    pub(super) fn and(self, other: Self) -> Self {
        let first = if self.parcel <= other.parcel { self } else { other };
        Self { vertices: self.vertices + other.vertices, parcels: self.parcels + other.parcels, ..first }
    }
}

/// One finding for the whole dataset, if any vertex lies off the grid of map files. Its id is the same whatever the
/// number of vertices.
pub(super) fn off_lattice(inspection: &Inspection<'_>) -> Result<Option<Finding>, Interrupted> {
    inspection.go_on()?;
    let off = match inspection.whole {
        Some(whole) => whole.off_grid,
        None => find_any_off_grid(inspection),
    };
    let Some(off) = off else { return Ok(None) };
    let step_m = inspection.profile.resolution_m;
    let draft = Draft::new(Rule::OffLattice, Vec::new(), Some(off.first));
    let finding =
        inspection.finding(draft, |_| inspection.wording.off_lattice(off, inspection.totals(), step_m));
    let id = FindingId::new(Rule::OffLattice, inspection.parcels, &[], None);
    Ok(finding.map(|finding| Finding { id, ..finding }))
}

/// Vertices looked at by one thread at a time.
const CHUNK: usize = 1 << 16;

/// How many vertices of the dataset lie off the grid. Most datasets have none, and that is seen first.
fn find_any_off_grid(inspection: &Inspection<'_>) -> Option<OffGrid> {
    let steps_per_m = steps_per_m(inspection)?;
    let coords = inspection.parcels.geometries.coords();
    let is_any_off = coords.par_chunks(CHUNK).any(|coords| count_off_grid(coords, steps_per_m) > 0);
    let all: Vec<u32> = if is_any_off { (0..inspection.parcels.len() as u32).collect() } else { Vec::new() };
    find_off_grid(inspection, &all)
}

/// How many vertices of some parcels lie off the grid. None where the rule is off.
pub(super) fn find_off_grid(inspection: &Inspection<'_>, parcels: &[u32]) -> Option<OffGrid> {
    let steps_per_m = steps_per_m(inspection)?;
    let geometries = &inspection.parcels.geometries;
    let of_parcel = |&parcel: &u32| {
        let coords = &geometries.coords()[geometries.parcel_coords(parcel as usize)];
        let vertices = count_off_grid(coords, steps_per_m);
        (vertices > 0).then(|| {
            let first = coords.iter().find(|&&at| is_off_grid(at, steps_per_m)).copied().unwrap_or_default();
            OffGrid { vertices, parcels: 1, parcel, first }
        })
    };
    parcels.par_iter().with_min_len(1 << 12).filter_map(of_parcel).reduce_with(OffGrid::and)
}

/// None where the rule is off, or coordinates were computed.
fn steps_per_m(inspection: &Inspection<'_>) -> Option<f64> {
    let step_m = inspection.profile.resolution_m;
    let is_on =
        step_m > 0.0 && !inspection.parcels.preparation.is_projected && inspection.wants(Rule::OffLattice);
    is_on.then(|| 1.0 / step_m)
}

fn count_off_grid(coords: &[Coord<f64>], steps_per_m: f64) -> usize {
    coords.iter().filter(|&&at| is_off_grid(at, steps_per_m)).count()
}

/// Whether a coordinate is a hundredth of a step or more beside the grid. Decimal numbers in a file are nearer than that,
/// as far as a double tells it. Coordinates that are not finite, or so large that a double has no such digits, are not.
fn is_off_grid(at: Coord<f64>, steps_per_m: f64) -> bool {
    const BESIDE: f64 = 0.01;
    const DIGITS: f64 = (1u64 << 44) as f64;
    // Adding this to a number under 2⁵¹ in size and taking it away again rounds to the nearest integer.
    const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;
    let beside = |metres: f64| {
        let steps = metres * steps_per_m;
        let off = (steps - (steps + ROUNDER - ROUNDER)).abs();
        (off >= BESIDE) & (steps.abs() < DIGITS)
    };
    (beside(at.x) | beside(at.y)) & (at.x.is_finite() & at.y.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parcels, Preparation, Profile, StrokedParcel, Unobserved, check};
    use geo::polygon;
    use proptest::prelude::*;

    fn run(x: f64, preparation: Preparation) -> Vec<Finding> {
        let square = |x: f64| polygon![(x: x, y: 0.), (x: x + 9., y: 0.), (x: x + 9., y: 9.), (x: x, y: 9.)];
        let parcels =
            Parcels { preparation, ..Parcels::from_polygons(&[square(0.), square(50.), square(x)]) };
        let profile = Profile { resolution_m: 0.001, ..Profile::strict() };
        check(&parcels, &profile, &Unobserved).unwrap().findings
    }

    #[test]
    fn one_finding_tells_how_many_vertices_are_off_the_grid() {
        let findings = run(100.000_4, Preparation::default());
        assert_eq!((findings.len(), findings[0].rule), (1, Rule::OffLattice));
        let message = &findings[0].message;
        assert!(message.en.starts_with("5 of 15 vertices (33%), in 1 of 3 parcels"), "{}", message.en);
        assert!(message.vi.starts_with("5 trong 15 đỉnh (33%), thuộc 1 trong 3 thửa"), "{}", message.vi);
        assert_eq!(findings[0].id, run(200.000_7, Preparation::default())[0].id);
        assert_eq!(run(100.004, Preparation::default()), []);
        assert_eq!(run(f64::NAN, Preparation::default())[0].rule, Rule::NotFinite);
    }

    #[test]
    fn computed_coordinates_lie_on_no_grid() {
        assert_eq!(run(100.000_4, Preparation { is_projected: true, ..Preparation::default() }), []);
    }

    #[test]
    fn arcs_are_told_by_parcel_with_how_far_off_the_edges_are() {
        let stroked = vec![StrokedParcel { parcel: 1, deviation_m: 0.000_9 }];
        let findings = run(100., Preparation { stroked, ..Preparation::default() });
        let told: Vec<_> = findings.iter().map(|it| (it.rule, it.parcels.clone(), it.width_m)).collect();
        assert_eq!(told, [(Rule::Curve, vec![1], Some(0.000_9))]);
        assert!(findings[0].message.en.contains("0.9 mm"), "{}", findings[0].message.en);
    }

    #[test]
    fn a_vertex_without_a_place_is_on_no_grid_and_off_none() {
        for (x, y) in [(f64::NAN, 0.0005), (0.0005, f64::INFINITY), (f64::NAN, f64::NAN)] {
            assert!(!is_off_grid(Coord { x, y }, 1000.0), "{x} {y}");
        }
        assert!(is_off_grid(Coord { x: 0.0, y: 0.0005 }, 1000.0));
    }

    proptest! {
        #[test]
        fn decimal_numbers_of_the_grid_are_on_it(mm in -9_000_000_000_000i64..9_000_000_000_000, off in 0.05..0.95f64) {
            let at = |x: f64| Coord { x, y: 0.0 };
            prop_assert!(!is_off_grid(at(mm as f64 / 1000.0), 1000.0));
            prop_assert!(!is_off_grid(at(mm as f64 * 0.001), 1000.0));
            prop_assert!(is_off_grid(at((mm as f64 + off) / 1000.0), 1000.0));
        }
    }
}
