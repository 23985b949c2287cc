//! Holes outside their shell or inside each other, parts inside each other, rings that run the wrong way round.

use super::contact::CrossedRings;
use super::mend::common_ground;
use super::ring::point_defect;
use super::{CleanRing, Defect, Edges};
use crate::Rule;
use crate::lattice::Lattice;
use crate::measure::measure;
use crate::plane::{Bounds, Point, Segment, Side, crosses_ray, side};
use geo::{LineString, Polygon};
use std::ops::Range;

/// Finds rings that are not where they should be. Pairs that cross are left to the crossing found.
pub(super) fn find_misplaced_rings(
    rings: &[CleanRing],
    edges: &Edges,
    crossed: &CrossedRings,
    lattice: Lattice,
    defects: &mut Vec<Defect>,
) {
    if rings.len() < 2 {
        return;
    }
    let nesting = Nesting { rings, edges, bounds: rings.iter().map(bounds).collect() };
    let are_apart =
        |one: usize, other: usize| !crossed.contains(&(one.min(other) as u32, one.max(other) as u32));
    let mut report = |rule: Rule, ring: usize| {
        defects.push(ring_defect(rule, &rings[ring], lattice));
    };
    for part in parts(rings) {
        let shell = part.start;
        for hole in part.start + 1..part.end {
            if are_apart(shell, hole) && !nesting.is_inside(hole, shell) {
                report(Rule::HoleOutsideShell, hole);
            }
            if (rings[shell].area_doubled > 0) == (rings[hole].area_doubled > 0) {
                report(Rule::RingOrientation, hole);
            }
            let mut others = part.start + 1..part.end;
            if others.any(|other| other != hole && are_apart(hole, other) && nesting.is_inside(hole, other)) {
                report(Rule::NestedHoles, hole);
            }
        }
    }
    defects.extend(find_overlapping_parts(&nesting, crossed, lattice));
}

/// Parts that cross, run along each other or lie inside each other: one defect, with all the ground they have in common.
fn find_overlapping_parts(nesting: &Nesting<'_>, crossed: &CrossedRings, lattice: Lattice) -> Option<Defect> {
    let rings = nesting.rings;
    let parts: Vec<Range<usize>> = parts(rings).collect();
    let clash = |one: &Range<usize>, other: &Range<usize>| {
        let crosses =
            crossed.iter().any(|&(a, b)| one.contains(&(a as usize)) && other.contains(&(b as usize)));
        crosses || nesting.is_part_inside(one, other) || nesting.is_part_inside(other, one)
    };
    let later =
        (1..parts.len()).find(|&later| parts[..later].iter().any(|earlier| clash(earlier, &parts[later])))?;
    let shell = &rings[parts[later].start];
    let at = lattice.coord(shell.points[0]);
    let on_lattice = point_defect(Rule::OverlappingParts, shell.place(0), at);
    let Some(common) = measure(&common_ground(rings, nesting.edges), lattice) else {
        return Some(on_lattice);
    };
    Some(Defect {
        at: Some(common.at),
        evidence: Some(common.shape.into()),
        area_m2: Some(common.area_m2),
        width_m: Some(common.width_m),
        length_m: Some(common.length_m),
        ..on_lattice
    })
}

/// A defect of a whole ring, which is its evidence.
fn ring_defect(rule: Rule, ring: &CleanRing, lattice: Lattice) -> Defect {
    let corners: LineString<f64> = ring.points.iter().map(|&point| lattice.coord(point)).collect();
    let at = lattice.coord(ring.points[0]);
    let area_m2 = ring.area_doubled.unsigned_abs() as f64 / 2.0 * lattice.step_m() * lattice.step_m();
    Defect {
        evidence: Some(Polygon::new(corners, Vec::new()).into()),
        area_m2: Some(area_m2),
        ..point_defect(rule, ring.place(0), at)
    }
}

struct Nesting<'a> {
    rings: &'a [CleanRing],
    edges: &'a Edges,
    bounds: Vec<Bounds>,
}

impl Nesting<'_> {
    /// Whether a ring lies inside another that it does not cross.
    fn is_inside(&self, ring: usize, other: usize) -> bool {
        let (inner, outer) = (&self.bounds[ring], &self.bounds[other]);
        if outer.common(inner) != *inner {
            return false;
        }
        // A corner may lie on the other ring, but a ring that only touches another has one that does not, or else an
        // edge that leaves it.
        let points = &self.rings[ring].points;
        let corner = points.iter().find_map(|&point| self.locate(point, 1, other));
        let middles = (0..points.len()).map(|at| {
            let (a, b) = (points[at], points[(at + 1) % points.len()]);
            Point::new(a.x + b.x, a.y + b.y)
        });
        corner
            .or_else(|| middles.into_iter().find_map(|middle| self.locate(middle, 2, other)))
            .unwrap_or(true)
    }

    /// Whether a part lies inside another part, that is inside its shell and in none of its holes.
    fn is_part_inside(&self, part: &Range<usize>, other: &Range<usize>) -> bool {
        self.is_inside(part.start, other.start)
            && !(other.start + 1..other.end).any(|hole| self.is_inside(part.start, hole))
    }

    /// Whether a point, given in `scale` times finer units, is inside a ring; none where it is on it.
    fn locate(&self, point: Point, scale: i64, ring: usize) -> Option<bool> {
        let near = Point::new(point.x.div_euclid(scale), point.y.div_euclid(scale));
        let ray = Bounds { min: near, max: Point::new(i64::MAX, near.y + scale - 1) };
        let mut inside = Some(false);
        self.edges.tree.query(&ray, &mut |position| {
            let edge = &self.edges.edges[position];
            if edge.ring as usize != ring {
                return;
            }
            let finer = |point: Point| Point::new(point.x * scale, point.y * scale);
            let segment = Segment { a: finer(edge.segment.a), b: finer(edge.segment.b) };
            if segment.bounds().contains(point) && side(segment.a, segment.b, point) == Side::On {
                inside = None;
            } else if crosses_ray(&segment, point) {
                inside = inside.map(|inside| !inside);
            }
        });
        inside
    }
}

fn bounds(ring: &CleanRing) -> Bounds {
    Bounds::of_points(ring.points.iter().copied())
}

/// The ranges of rings that belong to one part, the shell first.
fn parts(rings: &[CleanRing]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = rings.get(start)?;
        let count = rings[start..].iter().take_while(|ring| ring.part == first.part).count();
        start += count;
        Some(start - count..start)
    })
}
