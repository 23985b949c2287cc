//! Where the edges of one parcel meet beside their common ends.

use super::ring::point_defect;
use super::{CleanRing, Defect, Edges, RingEdge};
use crate::lattice::Lattice;
use crate::plane::{Meeting, Point, Side, side};
use crate::{Rule, VertexPlace};
use geo::{Coord, Geometry};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of rings, by position, the smaller first, whose boundaries cross.
pub(super) type CrossedRings = BTreeSet<(u32, u32)>;

/// Finds where edges cross, run along each other or touch, and whether touching rings cut the inside in two.
pub(super) fn find_contacts(
    rings: &[CleanRing],
    edges: &Edges,
    lattice: Lattice,
    defects: &mut Vec<Defect>,
) -> CrossedRings {
    let mut contacts = Contacts { rings, lattice, crossed: BTreeSet::new(), passes: BTreeMap::new() };
    edges.tree.pairs(&mut |first, second| {
        let (one, other) = (&edges.edges[first], &edges.edges[second]);
        if !contacts.are_consecutive(one, other) {
            contacts.add(one, other, defects);
        }
    });
    contacts.judge_points(defects);
    contacts.crossed
}

struct Contacts<'a> {
    rings: &'a [CleanRing],
    lattice: Lattice,
    crossed: CrossedRings,
    /// Which rings pass through a contact point, and how.
    passes: BTreeMap<Point, BTreeSet<Pass>>,
}

/// A ring's way through a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pass {
    ring: u32,
    corner: u32,
    from: Point,
    to: Point,
}

impl Contacts<'_> {
    fn add(&mut self, one: &RingEdge, other: &RingEdge, defects: &mut Vec<Defect>) {
        match one.segment.meeting(&other.segment) {
            Meeting::Apart => {}
            Meeting::EndToEnd(at) | Meeting::Touch(at) => {
                for edge in [one, other] {
                    let pass = self.pass(edge, at);
                    self.passes.entry(at).or_default().insert(pass);
                }
            }
            Meeting::Crossing => {
                self.note_crossing(one.ring, other.ring);
                if self.are_of_one_part(one.ring, other.ring) {
                    let at = self.lattice.coord(one.segment.crossing(&other.segment));
                    defects.push(point_defect(Rule::SelfIntersection, self.place(one), at));
                }
            }
            Meeting::Along(from, to) => {
                self.note_crossing(one.ring, other.ring);
                if self.are_of_one_part(one.ring, other.ring) {
                    let stretch = [from, to].map(|point| self.lattice.coord(point));
                    defects.push(stretch_defect(self.place(one), stretch));
                }
            }
        }
    }

    fn place(&self, edge: &RingEdge) -> VertexPlace {
        self.rings[edge.ring as usize].place(edge.corner as usize)
    }

    fn note_crossing(&mut self, one: u32, other: u32) {
        self.crossed.insert((one.min(other), one.max(other)));
    }

    /// What parts of a parcel have in common is told as a whole, elsewhere.
    fn are_of_one_part(&self, one: u32, other: u32) -> bool {
        self.rings[one as usize].part == self.rings[other as usize].part
    }

    fn pass(&self, edge: &RingEdge, at: Point) -> Pass {
        let ring = &self.rings[edge.ring as usize];
        let count = ring.points.len();
        let neighbour = |corner: usize, step: usize| ring.points[(corner + step) % count];
        let corner = edge.corner as usize;
        let (corner, from, to) = if at == edge.segment.a {
            (corner, neighbour(corner, count - 1), edge.segment.b)
        } else if at == edge.segment.b {
            let end = (corner + 1) % count;
            (end, edge.segment.a, neighbour(end, 1))
        } else {
            (corner, edge.segment.a, edge.segment.b)
        };
        Pass { ring: edge.ring, corner: corner as u32, from, to }
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

    fn judge_passes(&mut self, at: Point, passes: &[Pass], defects: &mut Vec<Defect>) {
        for (position, one) in passes.iter().enumerate() {
            for other in &passes[position + 1..] {
                let crosses = cross_at(at, one, other);
                if crosses {
                    self.note_crossing(one.ring, other.ring);
                }
                let rule = if crosses && self.are_of_one_part(one.ring, other.ring) {
                    Rule::SelfIntersection
                } else if !crosses && one.ring == other.ring {
                    Rule::SelfContact
                } else {
                    continue;
                };
                let place = self.rings[one.ring as usize].place(one.corner as usize);
                defects.push(point_defect(rule, place, self.lattice.coord(at)));
            }
        }
    }

    /// Rings that hang together by more than one chain of touching points enclose a part of the inside.
    fn link_rings(&mut self, at: Point, passes: &[Pass], links: &mut Links, defects: &mut Vec<Defect>) {
        let rings: BTreeSet<u32> = passes.iter().map(|pass| pass.ring).collect();
        let rings: Vec<u32> = rings.into_iter().collect();
        for pair in rings.windows(2) {
            let same_part = self.rings[pair[0] as usize].part == self.rings[pair[1] as usize].part;
            if same_part && !self.crossed.contains(&(pair[0], pair[1])) && !links.join(pair[0], pair[1]) {
                let pass = passes.iter().find(|pass| pass.ring == pair[1]).expect("the ring passes here");
                let place = self.rings[pair[1] as usize].place(pass.corner as usize);
                defects.push(point_defect(Rule::DisconnectedInterior, place, self.lattice.coord(at)));
            }
        }
    }
}

/// A stretch where the boundary runs along itself.
fn stretch_defect(place: VertexPlace, [from, to]: [Coord<f64>; 2]) -> Defect {
    Defect {
        evidence: Some(Geometry::LineString(vec![from, to].into())),
        length_m: Some((to.x - from.x).hypot(to.y - from.y)),
        ..point_defect(Rule::SelfIntersection, place, (from + to) / 2.0)
    }
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
