//! Holes outside their shell or inside each other, parts inside each other, rings that run the wrong way round.

use super::contact::{CrossedRings, stretch_defect};
use super::mend::common_ground;
use super::ring::point_defect;
use super::{CleanRing, Defect, Edges, parts};
use crate::Rule;
use crate::lattice::Lattice;
use crate::measure::measure;
use crate::plane::{Bounds, PackedTree, Point, Segment, are_around, tiled_order};
use geo::{LineString, Polygon};
use std::collections::{BTreeSet, HashMap};
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
    let nesting = Nesting::new(rings, edges);
    let are_apart =
        |one: usize, other: usize| !crossed.contains_key(&(one.min(other) as u32, one.max(other) as u32));
    let mut report = |rule: Rule, ring: usize| {
        defects.push(ring_defect(rule, &rings[ring], lattice));
    };
    for part in parts(rings) {
        let shell = part.start;
        for hole in part.start + 1..part.end {
            if are_apart(shell, hole) && !nesting.is_inside(hole, shell) {
                report(Rule::HoleOutsideShell, hole);
            }
            if rings[shell].area_doubled.signum() * rings[hole].area_doubled.signum() > 0 {
                report(Rule::RingOrientation, hole);
            }
            let holes = part.start + 1..part.end;
            let is_other = |other: usize| holes.contains(&other) && other != hole && are_apart(hole, other);
            if nesting.is_inside_any(hole, is_other) {
                report(Rule::NestedHoles, hole);
            }
        }
    }
    find_overlapping_parts(&nesting, crossed, lattice, defects);
}

/// Parts that cross, run along each other or lie inside each other: for each pair a defect with the ground they have in
/// common. A part that lies inside several others is told of the smallest.
fn find_overlapping_parts(
    nesting: &Nesting<'_>,
    crossed: &CrossedRings,
    lattice: Lattice,
    defects: &mut Vec<Defect>,
) {
    let parts: Vec<Range<usize>> = parts(nesting.rings).collect();
    if parts.len() < 2 {
        return;
    }
    let part_of: Vec<usize> =
        parts.iter().enumerate().flat_map(|(part, rings)| rings.clone().map(move |_| part)).collect();
    let pair_of = |&(one, other): &(u32, u32)| {
        let (one, other) = (part_of[one as usize], part_of[other as usize]);
        (one != other).then_some((one.min(other), one.max(other)))
    };
    let mut stretches: HashMap<(usize, usize), Option<[Point; 2]>> = HashMap::new();
    for (rings, stretch) in crossed {
        if let Some(pair) = pair_of(rings) {
            let known = stretches.entry(pair).or_default();
            *known = known.or(*stretch);
        }
    }
    let mut clashes: BTreeSet<(usize, usize)> = stretches.keys().copied().collect();
    for (position, part) in parts.iter().enumerate() {
        let around = nesting.smallest_part_around(part, position, &parts, &part_of);
        clashes.extend(around.map(|other| (position.min(other), position.max(other))));
    }
    for (earlier, later) in clashes {
        let place = nesting.rings[parts[later].start].place(0);
        let of_parts = [parts[earlier].clone(), parts[later].clone()];
        let common = measure(&common_ground(nesting.rings, nesting.edges, of_parts), lattice);
        let stretch = stretches.get(&(earlier, later)).copied().flatten();
        defects.push(match (common, stretch) {
            (Some(common), _) => Defect {
                evidence: Some(common.shape.into()),
                area_m2: Some(common.area_m2),
                width_m: Some(common.width_m),
                length_m: Some(common.length_m),
                ..point_defect(Rule::OverlappingParts, place, common.at)
            },
            (None, Some(stretch)) => {
                stretch_defect(Rule::OverlappingParts, place, stretch.map(|point| lattice.coord(point)))
            }
            (None, None) => {
                let corner = nesting.rings[parts[later].start].points[0];
                point_defect(Rule::OverlappingParts, place, lattice.coord(corner))
            }
        });
    }
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
    /// The boxes of the rings, in `order`.
    boxes: PackedTree,
    order: Vec<u32>,
    bounds: Vec<Bounds>,
    /// Trees over the edges of rings of many.
    large: HashMap<usize, PackedTree>,
}

/// From this number of edges on a ring gets a tree.
const LARGE: usize = 64;

impl<'a> Nesting<'a> {
    fn new(rings: &'a [CleanRing], edges: &'a Edges) -> Self {
        let bounds: Vec<Bounds> = rings.iter().map(CleanRing::bounds).collect();
        let order = tiled_order(&bounds);
        let boxes = PackedTree::new(order.iter().map(|&ring| bounds[ring as usize]).collect());
        let large = (0..rings.len()).filter(|&ring| rings[ring].points.len() >= LARGE).map(|ring| {
            let boxes = edges.of_ring(ring).iter().map(|edge| edge.segment.bounds());
            (ring, PackedTree::new(boxes.collect()))
        });
        Self { rings, edges, boxes, order, bounds, large: large.collect() }
    }

    /// Whether a ring lies inside any of the others that are asked for, none of which it crosses.
    fn is_inside_any(&self, ring: usize, is_asked_for: impl Fn(usize) -> bool) -> bool {
        // The box of what is around a ring holds every corner of the ring's box.
        let corner = self.bounds[ring].min;
        self.boxes.any(&Bounds { min: corner, max: corner }, &mut |position| {
            let other = self.order[position] as usize;
            is_asked_for(other) && self.is_inside(ring, other)
        })
    }

    /// Whether a ring lies inside another that it does not cross.
    fn is_inside(&self, ring: usize, other: usize) -> bool {
        let (inner, outer) = (&self.bounds[ring], &self.bounds[other]);
        if outer.common(inner) != *inner {
            return false;
        }
        // A corner may lie on the other ring, but a ring that only touches another has one that does not, or else an
        // edge that leaves it.
        let points = &self.rings[ring].points;
        let corner = points.iter().find_map(|&point| self.is_around(other, point, 1));
        let middles = (0..points.len()).map(|at| {
            let (a, b) = (points[at], points[(at + 1) % points.len()]);
            Point::new(a.x + b.x, a.y + b.y)
        });
        corner
            .or_else(|| middles.into_iter().find_map(|middle| self.is_around(other, middle, 2)))
            .unwrap_or(true)
    }

    /// The smallest of the other parts that a part lies inside of, that is inside its shell and in none of its holes.
    fn smallest_part_around(
        &self,
        part: &Range<usize>,
        position: usize,
        parts: &[Range<usize>],
        part_of: &[usize],
    ) -> Option<usize> {
        let mut others = Vec::new();
        let corner = self.bounds[part.start].min;
        self.boxes.query(&Bounds { min: corner, max: corner }, &mut |at| {
            let ring = self.order[at] as usize;
            let other = part_of[ring];
            if other != position && parts[other].start == ring {
                others.push(other);
            }
        });
        others.sort_by_key(|&other| (self.rings[parts[other].start].area_doubled.abs(), other));
        others.into_iter().find(|&other| {
            let holes = parts[other].start + 1..parts[other].end;
            self.is_inside(part.start, parts[other].start)
                && !self.is_inside_any(part.start, |ring| holes.contains(&ring))
        })
    }

    /// Whether a ring is around a point given in `scale` times finer units; none where the point is on it.
    fn is_around(&self, ring: usize, point: Point, scale: i64) -> Option<bool> {
        let edges = self.edges.of_ring(ring);
        let finer = |edge: &super::RingEdge| {
            let finer = |point: Point| Point::new(point.x * scale, point.y * scale);
            Segment { a: finer(edge.segment.a), b: finer(edge.segment.b) }
        };
        let Some(tree) = self.large.get(&ring) else { return are_around(edges.iter().map(finer), point) };
        let near = Point::new(point.x.div_euclid(scale), point.y.div_euclid(scale));
        let ray = Bounds { min: near, max: Point::new(i64::MAX, near.y + scale - 1) };
        let mut along_ray = Vec::new();
        tree.query(&ray, &mut |position| along_ray.push(finer(&edges[position])));
        are_around(along_ray, point)
    }
}
