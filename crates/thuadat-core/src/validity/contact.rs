//! Where the edges of one parcel meet beside their common ends.

use super::chains::keep_apart;
use super::ring::point_defect;
use super::{CleanRing, Defect, Edges, RingEdge};
use crate::lattice::Lattice;
use crate::plane::{Meeting, Point, Segment, Side, by_direction, for_pairs_that_may_meet, side};
use crate::{Rule, VertexPlace};
use geo::{Coord, Geometry};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of rings, by position, the smaller first, whose boundaries cross, and the longest stretch on which they run along
/// each other.
pub(super) type CrossedRings = BTreeMap<(u32, u32), Option<[Point; 2]>>;

/// What rings have in common.
pub(super) struct Found {
    pub(super) crossed: CrossedRings,
    /// Whether a corner lies inside an edge.
    pub(super) has_corner_on_edge: bool,
}

/// Finds where edges cross, run along each other or touch, and whether touching rings cut the inside in two.
pub(super) fn find_contacts(
    rings: &[CleanRing],
    edges: &Edges,
    lattice: Lattice,
    defects: &mut Vec<Defect>,
) -> Found {
    let found = Found { crossed: CrossedRings::new(), has_corner_on_edge: false };
    if keep_apart(&edges.in_tiled_order(), |at| edges.edges[at].segment) {
        return found;
    }
    let mut contacts = Contacts { rings, lattice, found, passes: passes_of_common_corners(rings) };
    let segments: Vec<Segment> = edges.edges.iter().map(|edge| edge.segment).collect();
    for_pairs_that_may_meet(&segments, &mut |first, second| {
        let (first, second) = (&edges.edges[first], &edges.edges[second]);
        if !contacts.are_consecutive(first, second) {
            let is_in_order = (first.ring, first.corner) < (second.ring, second.corner);
            let (one, other) = if is_in_order { (first, second) } else { (second, first) };
            contacts.add(one, other, defects);
        }
    });
    contacts.judge_points(defects);
    contacts.found
}

/// Which rings pass through a point, and how.
type Passes = BTreeMap<Point, BTreeSet<Pass>>;

struct Contacts<'a> {
    rings: &'a [CleanRing],
    lattice: Lattice,
    found: Found,
    passes: Passes,
}

/// A ring's way through a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pass {
    ring: u32,
    corner: u32,
    from: Point,
    to: Point,
}

impl Pass {
    fn through_corner(rings: &[CleanRing], ring: u32, corner: u32) -> Self {
        let points = &rings[ring as usize].points;
        let at = corner as usize;
        let (before, after) =
            (points[(at + points.len() - 1) % points.len()], points[(at + 1) % points.len()]);
        Self { ring, corner, from: before, to: after }
    }
}

/// The ways through points that are a corner more than once.
fn passes_of_common_corners(rings: &[CleanRing]) -> Passes {
    let mut corners: Vec<(Point, u32, u32)> = Vec::new();
    for (ring, CleanRing { points, .. }) in rings.iter().enumerate() {
        corners.extend(points.iter().enumerate().map(|(corner, &at)| (at, ring as u32, corner as u32)));
    }
    corners.sort_unstable();
    let common = corners.chunk_by(|one, other| one.0 == other.0).filter(|corners| corners.len() > 1);
    let pass = |&(_, ring, corner): &(Point, u32, u32)| Pass::through_corner(rings, ring, corner);
    common.map(|corners| (corners[0].0, corners.iter().map(pass).collect())).collect()
}

impl Contacts<'_> {
    fn add(&mut self, one: &RingEdge, other: &RingEdge, defects: &mut Vec<Defect>) {
        match one.segment.meeting(&other.segment) {
            // What ends in one point has a common corner there.
            Meeting::Apart | Meeting::EndToEnd(_) => {}
            Meeting::Touch(at) => {
                self.found.has_corner_on_edge = true;
                for edge in [one, other] {
                    let pass = self.pass(edge, at);
                    self.passes.entry(at).or_default().insert(pass);
                }
            }
            Meeting::Crossing => {
                self.note_crossing(one.ring, other.ring, None);
                if self.are_of_one_part(one.ring, other.ring) {
                    let at = self.lattice.coord(one.segment.crossing(&other.segment));
                    defects.push(point_defect(Rule::SelfIntersection, self.place(one), at));
                }
            }
            Meeting::Along(from, to) => {
                self.note_crossing(one.ring, other.ring, Some([from, to]));
                if self.are_of_one_part(one.ring, other.ring) {
                    let stretch = [from, to].map(|point| self.lattice.coord(point));
                    defects.push(stretch_defect(Rule::SelfIntersection, self.place(one), stretch));
                }
            }
        }
    }

    fn place(&self, edge: &RingEdge) -> VertexPlace {
        self.rings[edge.ring as usize].place(edge.corner as usize)
    }

    fn note_crossing(&mut self, one: u32, other: u32, stretch: Option<[Point; 2]>) {
        let length = |stretch: &[Point; 2]| {
            let [from, to] = *stretch;
            i128::from(to.x - from.x).pow(2) + i128::from(to.y - from.y).pow(2)
        };
        let longest = self.found.crossed.entry((one.min(other), one.max(other))).or_default();
        if longest.as_ref().map(length) < stretch.as_ref().map(length) {
            *longest = stretch;
        }
    }

    /// What parts of a parcel have in common is told as a whole, elsewhere.
    fn are_of_one_part(&self, one: u32, other: u32) -> bool {
        self.rings[one as usize].part == self.rings[other as usize].part
    }

    fn pass(&self, edge: &RingEdge, at: Point) -> Pass {
        let count = self.rings[edge.ring as usize].points.len() as u32;
        if at == edge.segment.a {
            Pass::through_corner(self.rings, edge.ring, edge.corner)
        } else if at == edge.segment.b {
            Pass::through_corner(self.rings, edge.ring, (edge.corner + 1) % count)
        } else {
            Pass { ring: edge.ring, corner: edge.corner, from: edge.segment.a, to: edge.segment.b }
        }
    }

    fn are_consecutive(&self, one: &RingEdge, other: &RingEdge) -> bool {
        let count = self.rings[one.ring as usize].points.len() as u32;
        one.ring == other.ring
            && ((one.corner + 1) % count == other.corner || (other.corner + 1) % count == one.corner)
    }

    fn judge_points(&mut self, defects: &mut Vec<Defect>) {
        let mut links = Links::new(self.rings.len());
        for (at, passes) in std::mem::take(&mut self.passes) {
            let passes: Vec<Pass> = passes.into_iter().collect();
            self.judge_passes(at, &passes, defects);
            self.link_rings(at, &passes, &mut links, defects);
        }
    }

    /// Tells where rings cross in a point, once for each pair of them, and where one comes back to a point without
    /// crossing itself, once for each ring.
    fn judge_passes(&mut self, at: Point, passes: &[Pass], defects: &mut Vec<Defect>) {
        let mut pairs: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let mut crossings_of_itself = BTreeMap::new();
        for (one, other) in crossing_passes(at, passes) {
            let (ring, other_ring) = (passes[one].ring, passes[other].ring);
            let first = pairs.entry((ring, other_ring)).or_insert(one);
            *first = one.min(*first);
            if ring == other_ring {
                *crossings_of_itself.entry(ring).or_insert(0) += 1;
            }
        }
        let mut tell = |rule: Rule, pass: &Pass| {
            let place = self.rings[pass.ring as usize].place(pass.corner as usize);
            defects.push(point_defect(rule, place, self.lattice.coord(at)));
        };
        for of_ring in passes.chunk_by(|one, other| one.ring == other.ring) {
            let pairs_of_itself = of_ring.len() * (of_ring.len() - 1) / 2;
            if crossings_of_itself.get(&of_ring[0].ring).copied().unwrap_or(0) < pairs_of_itself {
                tell(Rule::SelfContact, &of_ring[0]);
            }
        }
        for (&(ring, other), &pass) in &pairs {
            if self.rings[ring as usize].part == self.rings[other as usize].part {
                tell(Rule::SelfIntersection, &passes[pass]);
            }
        }
        for (ring, other) in pairs.into_keys() {
            self.note_crossing(ring, other, None);
        }
    }

    /// Rings that hang together by more than one chain of touching points enclose a part of the inside.
    fn link_rings(&mut self, at: Point, passes: &[Pass], links: &mut Links, defects: &mut Vec<Defect>) {
        let rings: BTreeSet<u32> = passes.iter().map(|pass| pass.ring).collect();
        let rings: Vec<u32> = rings.into_iter().collect();
        for pair in rings.windows(2) {
            let same_part = self.rings[pair[0] as usize].part == self.rings[pair[1] as usize].part;
            if same_part
                && !self.found.crossed.contains_key(&(pair[0], pair[1]))
                && !links.join(pair[0], pair[1])
            {
                let pass = passes.iter().find(|pass| pass.ring == pair[1]).expect("the ring passes here");
                let place = self.rings[pair[1] as usize].place(pass.corner as usize);
                defects.push(point_defect(Rule::DisconnectedInterior, place, self.lattice.coord(at)));
            }
        }
    }
}

/// A stretch where boundaries run along each other.
pub(super) fn stretch_defect(rule: Rule, place: VertexPlace, [from, to]: [Coord<f64>; 2]) -> Defect {
    Defect {
        evidence: Some(Geometry::LineString(vec![from, to].into())),
        length_m: Some((to.x - from.x).hypot(to.y - from.y)),
        ..point_defect(rule, place, (from + to) / 2.0)
    }
}

/// The pairs of ways through a point that cross each other there, by position, the smaller first.
///
/// Going once round the point, a way that ends inside another begun before it, and not yet ended, crosses it.
///
/// O(k log k + c) for k ways and c pairs between whose ends others end.
fn crossing_passes(at: Point, passes: &[Pass]) -> Vec<(usize, usize)> {
    let mut ends: Vec<(Point, usize)> = passes
        .iter()
        .enumerate()
        .flat_map(|(position, pass)| [(pass.from, position), (pass.to, position)])
        .collect();
    ends.sort_by(|one, other| by_direction(at, one.0, other.0).then(one.1.cmp(&other.1)));
    let mut open: Vec<usize> = Vec::new();
    let mut is_open = vec![false; passes.len()];
    let mut crossing = Vec::new();
    for (_, position) in ends {
        if !std::mem::replace(&mut is_open[position], true) {
            open.push(position);
            continue;
        }
        let begun =
            open.iter().rposition(|&other| other == position).expect("it was begun and has not ended");
        for &inner in &open[begun + 1..] {
            let (one, other) = (position.min(inner), position.max(inner));
            if cross_at(at, &passes[one], &passes[other]) {
                crossing.push((one, other));
            }
        }
        open.remove(begun);
    }
    crossing
}

/// Whether two ways through a point cross each other there.
fn cross_at(at: Point, one: &Pass, other: &Pass) -> bool {
    // Ways that leave on the same line run along each other, which is found as such.
    let is_left = |to: Point| is_left_of_way(one.from, at, one.to, to);
    match (is_left(other.from), is_left(other.to)) {
        (Some(from), Some(to)) => from != to,
        _ => false,
    }
}

/// Whether the direction from `at` to `to` leaves on the left of the way `from` → `at` → `onward`; none where it leaves
/// along it.
fn is_left_of_way(from: Point, at: Point, onward: Point, to: Point) -> Option<bool> {
    let (by_arrival, by_departure) = (side(from, at, to), side(at, onward, to));
    let runs_along = |other: Point| {
        side(at, other, to) == Side::On
            && i128::from(other.x - at.x) * i128::from(to.x - at.x)
                + i128::from(other.y - at.y) * i128::from(to.y - at.y)
                > 0
    };
    if runs_along(from) || runs_along(onward) {
        return None;
    }
    Some(match side(from, at, onward) {
        Side::Left => by_arrival == Side::Left && by_departure == Side::Left,
        Side::Right => by_arrival == Side::Left || by_departure == Side::Left,
        Side::On => by_departure == Side::Left,
    })
}

/// Which rings hang together.
struct Links {
    parent: Vec<u32>,
}

impl Links {
    fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect() }
    }

    /// Joins two rings; `false` where they hung together before.
    fn join(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one as usize] = other;
        one != other
    }

    fn root(&mut self, mut ring: u32) -> u32 {
        while self.parent[ring as usize] != ring {
            self.parent[ring as usize] = self.parent[self.parent[ring as usize] as usize];
            ring = self.parent[ring as usize];
        }
        ring
    }
}
