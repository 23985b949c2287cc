//! Overlaps: what two parcels have in common, exactly, and all pairs that have anything.

use super::contact::Ground;
use super::rest::Rest;
use super::shapes::{Edge, Shapes, area_doubled, bounds_of};
use super::tiles::are_opposite;
use crate::measure::FINER;
use crate::plane::{
    Bounds, Graph, NodedSegment, PackedTree, Point, Segment, Walk, crosses_ray, enclosed_area_doubled, node,
};
use crate::{Interrupted, Observer, Stage};
use rayon::prelude::*;
use std::collections::HashSet;

/// The common ground of two parcels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overlap {
    /// The parcels, the smaller first.
    pub(super) parcels: (u32, u32),
    /// Whether it is all of the first parcel, and all of the second.
    pub(super) covers: (bool, bool),
    /// Its rings in finer units, the inside on the left.
    pub(super) rings: Vec<Vec<Point>>,
}

/// Finds every pair of parcels that overlap, beginning with suspects.
///
/// Where an edge of one parcel runs inside another, the parcel beyond that edge lies in it too. So each overlap leads
/// on to the next until none is new. Sorted by pair.
pub(super) fn find_overlaps(
    ground: Ground<'_>,
    rest: &Rest,
    suspects: &[(u32, u32)],
    observer: &dyn Observer,
) -> Result<Vec<Overlap>, Interrupted> {
    let mut seen: HashSet<(u32, u32)> = suspects.iter().copied().collect();
    let mut open = suspects.to_vec();
    let mut overlaps = Vec::new();
    let mut done = 0;
    while !open.is_empty() {
        let found: Vec<Option<Followed>> = open
            .par_iter()
            .map_init(Workspace::default, |workspace, &pair| {
                if observer.is_interrupted() {
                    Err(Interrupted)
                } else {
                    Ok(overlap(ground.shapes, pair, workspace).map(|found| {
                        let leads = found.leads_to(ground, rest, workspace);
                        Followed { overlap: found.overlap, leads }
                    }))
                }
            })
            .collect::<Result<_, _>>()?;
        done += open.len() as u64;
        observer.progress(Stage::Measuring, done, seen.len() as u64);
        let mut next = Vec::new();
        for Followed { overlap, leads } in found.into_iter().flatten() {
            next.extend(leads.into_iter().filter(|&pair| seen.insert(pair)));
            overlaps.push(overlap);
        }
        next.sort_unstable();
        open = next;
    }
    overlaps.sort_by_key(|overlap| overlap.parcels);
    Ok(overlaps)
}

/// An overlap, and the pairs that have a part in it too.
struct Followed {
    overlap: Overlap,
    leads: Vec<(u32, u32)>,
}

/// An overlap, and the edges that run inside it.
struct Found {
    overlap: Overlap,
    /// Edges of the first parcel inside the second.
    of_first: Vec<Edge>,
    /// Edges of the second parcel inside the first.
    of_second: Vec<Edge>,
    /// Edges of both that run together.
    of_both: Vec<(Edge, Edge)>,
}

impl Found {
    /// The pairs that have a part in this overlap too.
    fn leads_to(&self, ground: Ground<'_>, rest: &Rest, workspace: &mut Workspace) -> Vec<(u32, u32)> {
        let mut beyond =
            |edge: &Edge, owner: u32| parcels_beyond(ground, rest, edge, owner, &mut workspace.first);
        let (first, second) = self.overlap.parcels;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for edge in &self.of_first {
            pairs.extend(beyond(edge, first).into_iter().map(|parcel| (parcel, second)));
        }
        for edge in &self.of_second {
            pairs.extend(beyond(edge, second).into_iter().map(|parcel| (first, parcel)));
        }
        for (one, other) in &self.of_both {
            let others = beyond(other, second);
            for parcel in beyond(one, first) {
                pairs.extend(others.iter().map(|&other| (parcel, other)));
            }
        }
        pairs.retain(|(one, other)| one != other);
        pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect()
    }
}

/// The parcels that have an edge on top of this one that runs the other way; none where the edge is loose.
fn parcels_beyond(
    Ground { shapes, order, tree }: Ground<'_>,
    rest: &Rest,
    edge: &Edge,
    owner: u32,
    edges: &mut Vec<Edge>,
) -> Vec<u32> {
    let mut beyond = Vec::new();
    if rest.is_loose(edge.id) {
        return beyond;
    }
    let window = edge.segment.bounds();
    let is_twin = |other: &Edge| are_opposite(&edge.segment, &other.segment);
    tree.query(&window, &mut |position| {
        let other = order[position];
        let mut has_twin = false;
        if other == owner {
        } else if let Some(large) = shapes.large(other) {
            large.tree.query(&window, &mut |at| has_twin |= is_twin(&large.edges[at]));
        } else {
            shapes.collect_edges(other, edges);
            has_twin = edges.iter().any(is_twin);
        }
        if has_twin {
            beyond.push(other);
        }
    });
    beyond
}

/// Buffers that are used again for the next pair.
#[derive(Default)]
struct Workspace {
    first: Vec<Edge>,
    second: Vec<Edge>,
}

/// What two parcels have in common; none where their insides do not meet.
///
/// O((n + m) log (n + m)) for the n and m edges in the common box of the two.
fn overlap(shapes: &Shapes<'_>, (first, second): (u32, u32), workspace: &mut Workspace) -> Option<Found> {
    let one = Side::new(shapes, first, &mut workspace.first);
    let other = Side::new(shapes, second, &mut workspace.second);
    let window = one.bounds.common(&other.bounds);
    if window.is_empty() {
        return None;
    }
    let (one_in, other_in) = (one.edges_in(&window), other.edges_in(&window));
    let (one_pieces, other_pieces) = node_together(&one_in, &other_in);
    let one_sorted = sorted_by_ends(&one_pieces);
    let other_sorted = sorted_by_ends(&other_pieces);
    let kept_of_one =
        classify(&one_pieces, &other_sorted, |point| other.contains(point, &other_pieces, &window));
    let kept_of_other =
        classify(&other_pieces, &one_sorted, |point| one.contains(point, &one_pieces, &window));

    let mut kept = Vec::new();
    let mut found_first = Vec::new();
    let mut found_both = Vec::new();
    for (piece, place) in one_pieces.iter().zip(&kept_of_one) {
        match place {
            Place::Inside => found_first.push(one_in[piece.source as usize]),
            Place::Along(position) => {
                let source = other_pieces[*position as usize].source;
                found_both.push((one_in[piece.source as usize], other_in[source as usize]));
            }
            Place::Outside => continue,
        }
        kept.push(piece.segment);
    }
    let mut found_second = Vec::new();
    for (piece, place) in other_pieces.iter().zip(&kept_of_other) {
        if *place == Place::Inside {
            found_second.push(other_in[piece.source as usize]);
            kept.push(piece.segment);
        }
    }
    let area = enclosed_area_doubled(&kept);
    if area <= 0 {
        return None;
    }
    let rings = Graph::of_segments(kept).trace(|_| Walk::Forward);
    let overlap = Overlap {
        parcels: (first, second),
        covers: (area == one.fine_area_doubled(), area == other.fine_area_doubled()),
        rings: rings.into_iter().map(|ring| ring.points).collect(),
    };
    Some(Found { overlap, of_first: found_first, of_second: found_second, of_both: found_both })
}

/// One parcel of a pair.
struct Side<'a> {
    edges: &'a [Edge],
    tree: Option<&'a PackedTree>,
    bounds: Bounds,
    area_doubled: i128,
}

impl<'a> Side<'a> {
    fn new(shapes: &'a Shapes<'_>, parcel: u32, buffer: &'a mut Vec<Edge>) -> Self {
        if let Some(large) = shapes.large(parcel) {
            let bounds = bounds_of(&large.edges);
            return Self {
                edges: &large.edges,
                tree: Some(&large.tree),
                bounds,
                area_doubled: large.area_doubled,
            };
        }
        shapes.collect_edges(parcel, buffer);
        Self { edges: buffer, tree: None, bounds: bounds_of(buffer), area_doubled: area_doubled(buffer) }
    }

    fn edges_in(&self, window: &Bounds) -> Vec<Edge> {
        let mut inside = Vec::new();
        match self.tree {
            Some(tree) => tree.query(window, &mut |position| inside.push(self.edges[position])),
            None => inside.extend(self.edges.iter().filter(|edge| edge.segment.bounds().meets(window))),
        }
        inside
    }

    /// Whether a point, in half finer units and not on the boundary, is inside. `pieces` are what became of the edges
    /// in the window; the others are as they were.
    fn contains(&self, point: Point, pieces: &[NodedSegment], window: &Bounds) -> bool {
        let doubled = |segment: &Segment, scale: i64| Segment {
            a: Point::new(segment.a.x * scale, segment.a.y * scale),
            b: Point::new(segment.b.x * scale, segment.b.y * scale),
        };
        let mut inside =
            pieces.iter().filter(|piece| crosses_ray(&doubled(&piece.segment, 2), point)).count() % 2 == 1;
        let mut look_at = |edge: &Edge| {
            if !edge.segment.bounds().meets(window) {
                inside ^= crosses_ray(&doubled(&edge.segment, 2 * FINER), point);
            }
        };
        match self.tree {
            None => self.edges.iter().for_each(look_at),
            Some(tree) => {
                let near = Point::new(point.x.div_euclid(2 * FINER), point.y.div_euclid(2 * FINER));
                let ray = Bounds { min: near, max: Point::new(i64::MAX, near.y + 1) };
                tree.query(&ray, &mut |position| look_at(&self.edges[position]));
            }
        }
        inside
    }

    fn fine_area_doubled(&self) -> i128 {
        self.area_doubled * i128::from(FINER) * i128::from(FINER)
    }
}

fn node_together(one: &[Edge], other: &[Edge]) -> (Vec<NodedSegment>, Vec<NodedSegment>) {
    let segments = one
        .iter()
        .chain(other)
        .enumerate()
        .map(|(position, edge)| NodedSegment { segment: finer(&edge.segment), source: position as u32 });
    let mut pieces = node(segments.collect());
    let split = pieces.partition_point(|piece| (piece.source as usize) < one.len());
    let mut second = pieces.split_off(split);
    for piece in &mut second {
        piece.source -= one.len() as u32;
    }
    (pieces, second)
}

/// A segment in finer units.
pub(super) fn finer(segment: &Segment) -> Segment {
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    Segment { a: finer(segment.a), b: finer(segment.b) }
}

/// Where a piece of one parcel lies as seen from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    Outside,
    /// On the boundary, in the same direction as the other's piece at this position.
    Along(u32),
}

/// Pieces by their ends, and all ends, both sorted.
struct SortedPieces {
    by_ends: Vec<(Point, Point, u32)>,
    nodes: Vec<Point>,
}

fn sorted_by_ends(pieces: &[NodedSegment]) -> SortedPieces {
    let mut by_ends: Vec<_> = pieces
        .iter()
        .enumerate()
        .map(|(position, piece)| (piece.segment.a, piece.segment.b, position as u32))
        .collect();
    by_ends.sort_unstable();
    let mut nodes: Vec<_> = pieces.iter().flat_map(|piece| [piece.segment.a, piece.segment.b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    SortedPieces { by_ends, nodes }
}

impl SortedPieces {
    fn find(&self, a: Point, b: Point) -> Option<u32> {
        let at = self.by_ends.partition_point(|&(from, to, _)| (from, to) < (a, b));
        self.by_ends.get(at).filter(|&&(from, to, _)| (from, to) == (a, b)).map(|&(_, _, position)| position)
    }
}

/// Tells for each piece where it lies. What is inside stays inside until the chain meets the other's boundary.
fn classify(pieces: &[NodedSegment], other: &SortedPieces, contains: impl Fn(Point) -> bool) -> Vec<Place> {
    let mut places = Vec::with_capacity(pieces.len());
    let mut before: Option<(Point, Place)> = None;
    for NodedSegment { segment: Segment { a, b }, .. } in pieces {
        let place = if let Some(position) = other.find(*a, *b) {
            Place::Along(position)
        } else if other.find(*b, *a).is_some() {
            Place::Outside
        } else if let Some((end, place)) = before
            && end == *a
            && other.nodes.binary_search(a).is_err()
        {
            place
        } else if contains(Point::new(a.x + b.x, a.y + b.y)) {
            Place::Inside
        } else {
            Place::Outside
        };
        before = Some((*b, place));
        places.push(place);
    }
    places
}
