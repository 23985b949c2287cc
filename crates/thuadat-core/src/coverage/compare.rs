//! What did not match is compared with the parcels around it.
//!
//! The inside of an overlap ends somewhere, and where it ends there is an edge without a twin. So it is enough to look
//! at loose edges, those that `contact` chose, each against the parcels whose boxes it meets: whether it crosses them, runs along their boundary in
//! the same direction or lies inside them. The pairs found so are where overlaps begin; `overlap` follows them on.

use super::contact::Ground;
use super::rest::Rest;
use super::shapes::Edge;
use super::tiles::{LooseEdge, are_opposite};
use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment, Side, crosses_ray, side};
use crate::{Interrupted, Observer, Stage};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// What comparing loose edges brings to light.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// Pairs of parcels that may overlap, the smaller first; sorted, without repetition.
    pub(super) suspects: Vec<(u32, u32)>,
    /// Positions of loose edges that meet other loose edges beside their ends; sorted, without repetition.
    pub(super) entangled: Vec<u32>,
    /// Vertices of one parcel on an edge of another; sorted, without repetition.
    pub(super) missing: Vec<MissingVertex>,
    /// Loose edges that have an edge of another parcel on top of them that runs the other way, by id; sorted, without
    /// repetition.
    answered: Vec<u32>,
}

/// A vertex of one parcel on an edge of another that has no vertex there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MissingVertex {
    /// The parcel that lacks the vertex.
    pub(super) parcel: u32,
    /// Where it is lacking.
    pub(super) at: Point,
    /// The edge it is lacking on.
    pub(super) edge: u32,
    /// The parcel that has it.
    pub(super) neighbour: u32,
    /// The loose edges of that parcel at the vertex; `NONE` for a matched one.
    corner: [u32; 2],
}

const NONE: u32 = u32::MAX;

/// Loose edges of one parcel compared at a time: their common box must stay small.
const GROUP: usize = 16;

/// Compares chosen loose edges, by ascending position, with the parcels around them.
pub(super) fn compare(
    ground: Ground<'_>,
    rest: &Rest,
    chosen: &[u32],
    tolerance: i64,
    observer: &dyn Observer,
) -> Result<Comparison, Interrupted> {
    let parcel = |&position: &u32| rest.edges[position as usize].parcel;
    let of_one_parcel = chosen.chunk_by(|one, other| parcel(one) == parcel(other));
    let groups: Vec<&[u32]> = of_one_parcel.flat_map(|positions| positions.chunks(GROUP)).collect();
    let done = AtomicU64::new(0);
    let parts: Vec<Comparison> = groups
        .par_chunks(256)
        .map_init(Vec::new, |edges, chunk| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let mut comparer = Comparer { ground, rest, tolerance, found: Comparison::default() };
            for group in chunk {
                comparer.compare_group(group, edges);
            }
            let count = done.fetch_add(chunk.len() as u64, Ordering::Relaxed) + chunk.len() as u64;
            observer.progress(Stage::Comparing, count, groups.len() as u64);
            Ok(comparer.found)
        })
        .collect::<Result<_, _>>()?;
    let mut comparison = Comparison::default();
    for part in parts {
        comparison.suspects.extend(part.suspects);
        comparison.entangled.extend(part.entangled);
        comparison.missing.extend(part.missing);
        comparison.answered.extend(part.answered);
    }
    sort_without_repetition(&mut comparison.suspects);
    sort_without_repetition(&mut comparison.entangled);
    sort_without_repetition(&mut comparison.answered);
    comparison.settle_answered();
    comparison.missing.par_sort_unstable();
    comparison.missing.dedup_by_key(|missing| (missing.parcel, missing.at, missing.edge, missing.neighbour));
    Ok(comparison)
}

impl Comparison {
    /// Of parcels that lie on each other only one has the neighbour's edge for a twin, and which one is chance. So that
    /// chance decides nothing, the edges of the others are settled too.
    fn settle_answered(&mut self) {
        if self.answered.is_empty() {
            return;
        }
        let answered = &self.answered;
        let is_open = |edge: u32| edge != NONE && answered.binary_search(&edge).is_err();
        self.missing.retain(|missing| is_open(missing.edge) && missing.corner.into_iter().any(is_open));
    }
}

fn sort_without_repetition<T: Ord + Send>(items: &mut Vec<T>) {
    items.par_sort_unstable();
    items.dedup();
}

struct Comparer<'a> {
    ground: Ground<'a>,
    rest: &'a Rest,
    tolerance: i64,
    found: Comparison,
}

impl Comparer<'_> {
    fn compare_group(&mut self, group: &[u32], edges: &mut Vec<Edge>) {
        let rest = self.rest;
        let loose = |position: u32| &rest.edges[position as usize];
        let parcel = loose(group[0]).parcel;
        let ends = group.iter().flat_map(|&position| {
            let segment = loose(position).edge.segment;
            [segment.a, segment.b]
        });
        let window = Bounds::of_points(ends).grown(self.tolerance);
        let Ground { shapes, order, tree } = self.ground;
        tree.query(&window, &mut |at| {
            let other = order[at];
            if other == parcel {
                self.find_own_touches(group, edges);
                return;
            }
            let bounds = tree.bounds(at);
            if let Some(large) = shapes.large(other) {
                for &position in group {
                    self.compare_with_large(position, loose(position), other, &large.edges, &large.tree);
                }
                return;
            }
            shapes.collect_edges(other, edges);
            for &position in group {
                let loose = loose(position);
                if loose.edge.segment.bounds().grown(self.tolerance).meets(&bounds) {
                    let mut pair = Pair::new(self, position, loose, other);
                    for (at, edge) in edges.iter().enumerate() {
                        pair.look_at(edge, || preceding(edges, at));
                    }
                    pair.conclude();
                }
            }
        });
    }

    /// Where rings of one parcel touch each other, the border meets itself.
    fn find_own_touches(&mut self, group: &[u32], edges: &mut Vec<Edge>) {
        let shapes = self.ground.shapes;
        let segment = |position: u32| self.rest.edges[position as usize].edge.segment;
        let parcel = self.rest.edges[group[0] as usize].parcel;
        if !shapes.touches_itself(parcel) {
            return;
        }
        let mut touches = false;
        let mut look =
            |one: Segment, other: &Edge| touches |= matches!(one.meeting(&other.segment), Meeting::Touch(_));
        for &position in group {
            let one = segment(position);
            if let Some(large) = shapes.large(parcel) {
                large.tree.query(&one.bounds(), &mut |at| look(one, &large.edges[at]));
            } else {
                shapes.collect_edges(parcel, edges);
                for other in edges.iter() {
                    look(one, other);
                }
            }
        }
        if touches {
            self.found.entangled.extend_from_slice(group);
        }
    }

    fn compare_with_large(
        &mut self,
        position: u32,
        loose: &LooseEdge,
        other: u32,
        edges: &[Edge],
        tree: &PackedTree,
    ) {
        let tolerance = self.tolerance;
        let mut pair = Pair::new(self, position, loose, other);
        let near = loose.edge.segment.bounds().grown(tolerance);
        tree.query(&near, &mut |at| pair.look_near(&edges[at], || preceding(edges, at)));
        let middle_y = pair.middle.y.div_euclid(2);
        let ray = Bounds {
            min: Point::new(pair.middle.x.div_euclid(2), middle_y),
            max: Point::new(i64::MAX, middle_y + 1),
        };
        tree.query(&ray, &mut |at| pair.look_along_ray(&edges[at]));
        pair.conclude();
    }
}

/// The edge that ends where the one at a position begins.
fn preceding(edges: &[Edge], at: usize) -> Option<Edge> {
    let start = edges[at].segment.a;
    let before = at.checked_sub(1).map(|before| edges[before]);
    before
        .filter(|edge| edge.segment.b == start)
        .or_else(|| edges.iter().copied().find(|edge| edge.segment.b == start))
}

/// One loose edge against one parcel.
struct Pair<'a, 'b> {
    comparer: &'a mut Comparer<'b>,
    position: u32,
    loose: &'a LooseEdge,
    other: u32,
    near: Bounds,
    /// The middle of the edge, in half steps.
    middle: Point,
    middle_is_inside: bool,
    runs_along: bool,
    is_suspect: bool,
}

impl<'a, 'b> Pair<'a, 'b> {
    fn new(comparer: &'a mut Comparer<'b>, position: u32, loose: &'a LooseEdge, other: u32) -> Self {
        let Segment { a, b } = loose.edge.segment;
        Self {
            near: loose.edge.segment.bounds().grown(comparer.tolerance),
            middle: Point::new(a.x + b.x, a.y + b.y),
            comparer,
            position,
            loose,
            other,
            middle_is_inside: false,
            runs_along: false,
            is_suspect: false,
        }
    }

    fn look_at(&mut self, edge: &Edge, preceding: impl Fn() -> Option<Edge>) {
        self.look_along_ray(edge);
        self.look_near(edge, preceding);
    }

    fn look_along_ray(&mut self, edge: &Edge) {
        let double = |point: Point| Point::new(2 * point.x, 2 * point.y);
        let doubled = Segment { a: double(edge.segment.a), b: double(edge.segment.b) };
        self.middle_is_inside ^= crosses_ray(&doubled, self.middle);
    }

    fn look_near(&mut self, edge: &Edge, preceding: impl Fn() -> Option<Edge>) {
        if !self.near.meets(&edge.segment.bounds()) {
            return;
        }
        let segment = self.loose.edge.segment;
        match segment.meeting(&edge.segment) {
            Meeting::Apart | Meeting::EndToEnd(_) => {}
            Meeting::Touch(_) | Meeting::Crossing => self.entangle(edge, true),
            Meeting::Along(from, to) => {
                let edge_runs_so = (edge.segment.a < edge.segment.b) == (from < to);
                self.runs_along = true;
                self.entangle(edge, edge_runs_so);
                if are_opposite(&segment, &edge.segment) {
                    self.comparer.found.answered.push(self.loose.edge.id);
                }
            }
        }
        if has_vertex_on_it(&segment, edge.segment.a, self.comparer.tolerance)
            && let Some(corner) = self.loose_corner(edge, preceding)
        {
            self.comparer.found.missing.push(MissingVertex {
                parcel: self.loose.parcel,
                at: edge.segment.a,
                edge: self.loose.edge.id,
                neighbour: self.other,
                corner,
            });
        }
    }

    fn entangle(&mut self, edge: &Edge, is_suspect: bool) {
        self.is_suspect |= is_suspect;
        // An edge that lies on another from end to end has nothing to be cut, but its other half may have.
        if self.comparer.rest.is_loose(edge.id) {
            self.comparer.found.entangled.push(self.position);
        }
    }

    /// The loose edges at the corner an edge starts at, where the input has the corner and the edge it is missing on. A
    /// corner amid matched edges is settled; one made in mending a shape is nobody's.
    fn loose_corner(&self, edge: &Edge, preceding: impl Fn() -> Option<Edge>) -> Option<[u32; 2]> {
        let shapes = self.comparer.ground.shapes;
        if !shapes.is_stored(self.loose.edge.id) {
            return None;
        }
        let before = preceding();
        let is_stored = |edge: Option<&Edge>| edge.is_some_and(|edge| shapes.is_stored(edge.id));
        if !is_stored(Some(edge)) && !is_stored(before.as_ref()) {
            return None;
        }
        let loose = |edge: Edge| if self.comparer.rest.is_loose(edge.id) { edge.id } else { NONE };
        let corner = [loose(*edge), before.map_or(NONE, loose)];
        (corner != [NONE; 2]).then_some(corner)
    }

    fn conclude(self) {
        // On the boundary the ray says nothing; what runs along is judged by its direction.
        let is_inside = self.middle_is_inside && !self.runs_along;
        if self.is_suspect || is_inside {
            let (one, other) = (self.loose.parcel, self.other);
            self.comparer.found.suspects.push((one.min(other), one.max(other)));
        }
    }
}

/// Whether a vertex lies inside a segment, exactly or within a tolerance, and not at or near its ends.
pub(super) fn has_vertex_on_it(&Segment { a, b }: &Segment, vertex: Point, tolerance: i64) -> bool {
    if !Bounds::of_segment(a, b).grown(tolerance).contains(vertex) || vertex == a || vertex == b {
        return false;
    }
    let (along_x, along_y) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (to_x, to_y) = ((vertex.x - a.x) as f64, (vertex.y - a.y) as f64);
    let length = along_x.hypot(along_y);
    let along = (along_x * to_x + along_y * to_y) / length;
    if side(a, b, vertex) == Side::On {
        return along > 0.0 && along < length;
    }
    let tolerance = tolerance as f64;
    let across = (along_x * to_y - along_y * to_x).abs() / length;
    across <= tolerance && along > tolerance && along < length - tolerance
}
