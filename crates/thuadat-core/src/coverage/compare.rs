//! What did not match is compared with the parcels around it.
//!
//! The inside of an overlap ends somewhere, and where it ends there is an edge without a twin. So it is enough to look
//! at loose edges, each against the parcels whose boxes it meets: whether it crosses them, runs along their boundary in
//! the same direction or lies inside them. The pairs found so are where overlaps begin; `overlap` follows them on.

use super::matching::{LooseEdge, Twins};
use super::shapes::{Edge, Shapes};
use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment, crosses_ray};
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
    /// Loose edges on which an edge of another parcel lies, end to end and the other way, that a third has for a twin.
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
    /// The loose edges that the vertex is at the end of; `NONE` in the place of one that is not loose.
    corner: [u32; 2],
}

const NONE: u32 = u32::MAX;

/// Loose edges of one parcel compared at a time: their common box must stay small.
const GROUP: usize = 16;

/// Compares loose edges with the parcels around them. `order` and `tree` belong together.
pub(super) fn compare(
    shapes: &Shapes<'_>,
    twins: &Twins,
    order: &[u32],
    tree: &PackedTree,
    missing_vertex_m: f64,
    observer: &dyn Observer,
) -> Result<Comparison, Interrupted> {
    let tolerance = shapes.lattice.steps(missing_vertex_m);
    let groups: Vec<(usize, &[LooseEdge])> = groups(&twins.loose);
    let done = AtomicU64::new(0);
    let parts: Vec<Comparison> = groups
        .par_chunks(256)
        .map_init(Vec::new, |edges, chunk| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let mut comparer = Comparer { shapes, twins, tolerance, found: Comparison::default() };
            for &(first, group) in chunk {
                comparer.compare_group(first, group, order, tree, edges);
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

/// Runs of loose edges of one parcel, each with the position of its first.
fn groups(loose: &[LooseEdge]) -> Vec<(usize, &[LooseEdge])> {
    let mut groups = Vec::new();
    let mut first = 0;
    for run in loose.chunk_by(|one, other| one.parcel == other.parcel) {
        for group in run.chunks(GROUP) {
            groups.push((first, group));
            first += group.len();
        }
    }
    groups
}

struct Comparer<'a> {
    shapes: &'a Shapes<'a>,
    twins: &'a Twins,
    tolerance: i64,
    found: Comparison,
}

impl Comparer<'_> {
    fn compare_group(
        &mut self,
        first: usize,
        group: &[LooseEdge],
        order: &[u32],
        tree: &PackedTree,
        edges: &mut Vec<Edge>,
    ) {
        let parcel = group[0].parcel;
        let window =
            Bounds::of_points(group.iter().flat_map(|loose| [loose.edge.segment.a, loose.edge.segment.b]))
                .grown(self.tolerance);
        tree.query(&window, &mut |position| {
            let other = order[position];
            if other == parcel {
                self.find_own_touches(first, group, edges);
                return;
            }
            let bounds = tree.bounds(position);
            let shapes = self.shapes;
            if let Some(large) = shapes.large(other) {
                for (position, loose) in (first..).zip(group) {
                    self.compare_with_large(position, loose, other, &large.edges, &large.tree);
                }
                return;
            }
            shapes.collect_edges(other, edges);
            for (position, loose) in (first..).zip(group) {
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
    fn find_own_touches(&mut self, first: usize, group: &[LooseEdge], edges: &mut Vec<Edge>) {
        let parcel = group[0].parcel;
        if self.shapes.geometries.ring_range(parcel as usize).len() < 2 {
            return;
        }
        let shapes = self.shapes;
        for (position, loose) in (first..).zip(group) {
            let mut touches = false;
            let mut look = |edge: &Edge| {
                touches |= matches!(loose.edge.segment.meeting(&edge.segment), Meeting::Touch(_));
            };
            if let Some(large) = shapes.large(parcel) {
                large.tree.query(&loose.edge.segment.bounds(), &mut |at| look(&large.edges[at]));
            } else {
                shapes.collect_edges(parcel, edges);
                edges.iter().for_each(look);
            }
            if touches {
                self.found.entangled.push(position as u32);
            }
        }
    }

    fn compare_with_large(
        &mut self,
        position: usize,
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
    position: usize,
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
    fn new(comparer: &'a mut Comparer<'b>, position: usize, loose: &'a LooseEdge, other: u32) -> Self {
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
                if edge.segment.a == segment.b && edge.segment.b == segment.a {
                    self.comparer.found.answered.push(self.loose.edge.id);
                }
            }
        }
        if self.lacks_vertex_at(edge.segment.a)
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
        if self.comparer.twins.of(edge.id).is_none() {
            self.comparer.found.entangled.push(self.position as u32);
        }
    }

    /// Whether a neighbour's vertex lies on the inside of the edge, exactly or within the tolerance.
    fn lacks_vertex_at(&self, vertex: Point) -> bool {
        let Segment { a, b } = self.loose.edge.segment;
        if !self.near.contains(vertex) || vertex == a || vertex == b {
            return false;
        }
        let (along_x, along_y) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
        let (to_x, to_y) = ((vertex.x - a.x) as f64, (vertex.y - a.y) as f64);
        let length = along_x.hypot(along_y);
        let along = (along_x * to_x + along_y * to_y) / length;
        let tolerance = self.comparer.tolerance as f64;
        if crate::plane::side(a, b, vertex) == crate::plane::Side::On {
            return along > 0.0 && along < length;
        }
        let across = (along_x * to_y - along_y * to_x).abs() / length;
        across <= tolerance && along > tolerance && along < length - tolerance
    }

    /// The loose edges at the corner an edge starts at. A corner amid matched edges is settled.
    fn loose_corner(&self, edge: &Edge, preceding: impl Fn() -> Option<Edge>) -> Option<[u32; 2]> {
        let shapes = self.comparer.shapes;
        if shapes.is_replaced(self.loose.parcel) || shapes.is_replaced(self.other) {
            return None;
        }
        let loose = |edge: &Edge| if self.comparer.twins.of(edge.id).is_none() { edge.id } else { NONE };
        let corner = [loose(edge), preceding().map_or(NONE, |before| loose(&before))];
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
