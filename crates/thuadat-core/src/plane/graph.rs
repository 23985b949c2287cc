//! Noded pieces as a plane graph: what covers each side of a piece, and the rings that pieces form.

use super::pairs::by_direction;
use super::{Point, Segment};
use std::cmp::Ordering;
use std::ops::Range;

/// A directed piece that adds `weight` layers on its left: a segment, or a chain of segments that nothing else touches
/// between its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its first segment.
    pub(crate) first: Segment,
    /// Its last segment; the same as the first where there is only one.
    pub(crate) last: Segment,
    pub(crate) weight: i32,
    /// Which input it came from.
    pub(crate) source: u32,
}

impl Piece {
    /// A piece of one segment, and one layer.
    pub(crate) fn of_segment(segment: Segment, source: u32) -> Self {
        Self { first: segment, last: segment, weight: 1, source }
    }

    fn from(&self) -> Point {
        self.first.a
    }

    fn to(&self) -> Point {
        self.last.b
    }
}

/// Which way a piece is walked when rings are traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Not at all.
    Skip,
    /// From its start to its end.
    Forward,
    /// From its end to its start.
    Backward,
}

/// A closed ring of pieces, its inside on the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TracedRing {
    /// The corners, the first not repeated at the end.
    pub(crate) points: Vec<Point>,
    /// The pieces walked, each from the corner at the same position.
    pub(crate) pieces: Vec<u32>,
}

/// Pieces and, around each of their end points, which leave and arrive, counter-clockwise.
#[derive(Debug)]
pub(crate) struct Graph {
    pieces: Vec<Piece>,
    /// The ends of all pieces, sorted by point and then by angle.
    ends: Vec<End>,
    /// For each piece the positions of its start and its end in `ends`.
    ends_of: Vec<[u32; 2]>,
    /// Where in `ends` each node begins, and the total number at last.
    nodes: Vec<u32>,
}

const UNKNOWN: i32 = i32::MIN;

#[derive(Debug, Clone, Copy)]
struct End {
    at: Point,
    piece: u32,
    leaves: bool,
    node: u32,
}

impl Graph {
    /// Builds the graph of noded segments. Coincident ones are taken together: equal ones add up, opposite ones cancel.
    ///
    /// O(n log n).
    pub(crate) fn of_segments(segments: impl IntoIterator<Item = Segment>) -> Self {
        let pieces = segments.into_iter().map(|segment| Piece::of_segment(segment, 0)).collect();
        Self::new(merge_coincident(pieces))
    }

    /// Builds the graph of noded pieces of which no two coincide.
    ///
    /// O(n log n).
    pub(crate) fn new(pieces: Vec<Piece>) -> Self {
        let mut ends: Vec<End> = Vec::with_capacity(2 * pieces.len());
        for (position, piece) in pieces.iter().enumerate() {
            let piece_end = |at, leaves| End { at, piece: position as u32, leaves, node: 0 };
            ends.push(piece_end(piece.from(), true));
            ends.push(piece_end(piece.to(), false));
        }
        ends.sort_unstable_by_key(|end| (end.at, end.piece));
        let mut nodes = Vec::new();
        for range in ranges_of_equal(&ends, |end| end.at) {
            for end in &mut ends[range.clone()] {
                end.node = nodes.len() as u32;
            }
            ends[range.clone()].sort_by(|one, other| by_angle(&pieces, one, other));
            nodes.push(range.start as u32);
        }
        nodes.push(ends.len() as u32);
        let mut ends_of = vec![[0; 2]; pieces.len()];
        for (position, end) in ends.iter().enumerate() {
            ends_of[end.piece as usize][usize::from(!end.leaves)] = position as u32;
        }
        Self { pieces, ends, ends_of, nodes }
    }

    /// The pieces, coincident ones taken together.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pieces of each connected component, by the first of them.
    pub(crate) fn components(&self) -> Vec<Vec<u32>> {
        let mut is_reached = vec![false; self.pieces.len()];
        let mut is_left_behind = vec![false; self.nodes.len()];
        let mut components = Vec::new();
        for start in 0..self.pieces.len() {
            let mut component = Vec::new();
            let mut open = vec![start as u32];
            while let Some(piece) = open.pop() {
                if std::mem::replace(&mut is_reached[piece as usize], true) {
                    continue;
                }
                component.push(piece);
                for end in self.ends_of[piece as usize] {
                    let node = self.ends[end as usize].node as usize;
                    if !std::mem::replace(&mut is_left_behind[node], true) {
                        open.extend(self.ends[self.node_range(node)].iter().map(|end| end.piece));
                    }
                }
            }
            if !component.is_empty() {
                components.push(component);
            }
        }
        components
    }

    /// How many layers cover the right side of each piece.
    ///
    /// `cover_to_the_west` tells what covers the place just west of a node, and above the line west of it by next to
    /// nothing. It is asked once for each connected component.
    pub(crate) fn cover_on_the_right(&self, cover_to_the_west: impl Fn(Point) -> i32) -> Vec<i32> {
        let mut right = vec![UNKNOWN; self.pieces.len()];
        let mut is_done = vec![false; self.nodes.len()];
        let mut open = Vec::new();
        for node in 0..self.nodes.len() - 1 {
            let first = self.ends[self.nodes[node] as usize];
            if right[first.piece as usize] != UNKNOWN {
                continue;
            }
            let west = cover_to_the_west(first.at);
            is_done[node] = true;
            self.go_round(node, self.first_from_west(node), west, &mut right, &mut open);
            while let Some(piece) = open.pop() {
                for position in self.ends_of[piece as usize] {
                    let end = self.ends[position as usize];
                    if std::mem::replace(&mut is_done[end.node as usize], true) {
                        continue;
                    }
                    let known = right[piece as usize];
                    let before = if end.leaves { known } else { self.across(piece, known, true) };
                    self.go_round(end.node as usize, position, before, &mut right, &mut open);
                }
            }
        }
        right
    }

    /// The rings that the chosen pieces form. At a point where several meet, the ring turns as far left as it can, so
    /// that each ring bounds one connected inside.
    ///
    /// Rings that do not close, which noded pieces of closed input never make, are left out.
    pub(crate) fn trace(&self, walk: impl Fn(usize) -> Walk) -> Vec<TracedRing> {
        let walks: Vec<Walk> = (0..self.pieces.len()).map(walk).collect();
        let mut walked = vec![false; self.pieces.len()];
        let mut rings = Vec::new();
        for start in 0..self.pieces.len() {
            if !walked[start] && walks[start] != Walk::Skip {
                rings.extend(self.trace_from(start, &walks, &mut walked));
            }
        }
        rings
    }

    fn trace_from(&self, start: usize, walks: &[Walk], walked: &mut [bool]) -> Option<TracedRing> {
        let mut ring = TracedRing { points: Vec::new(), pieces: Vec::new() };
        let mut piece = start;
        loop {
            if walked[piece] {
                return None;
            }
            walked[piece] = true;
            let [start_end, end_end] = self.ends_of[piece];
            let (from, to) =
                if walks[piece] == Walk::Forward { (start_end, end_end) } else { (end_end, start_end) };
            ring.points.push(self.ends[from as usize].at);
            ring.pieces.push(piece as u32);
            piece = self.leftmost_next(to as usize, walks)?;
            if piece == start {
                return Some(ring);
            }
        }
    }

    /// The first piece to walk on, turning clockwise from where we came.
    fn leftmost_next(&self, arrival: usize, walks: &[Walk]) -> Option<usize> {
        let range = self.node_range(self.ends[arrival].node as usize);
        let clockwise = (range.start..arrival).rev().chain((arrival..range.end).rev());
        clockwise.map(|position| self.ends[position]).find_map(|end| {
            let piece = end.piece as usize;
            let leaves_by = if end.leaves { Walk::Forward } else { Walk::Backward };
            (walks[piece] == leaves_by).then_some(piece)
        })
    }

    /// The first end of a node, counter-clockwise, from straight west on.
    fn first_from_west(&self, node: usize) -> u32 {
        let range = self.node_range(node);
        let is_past_west = |end: &End| {
            let (at, far) = (end.at, self.far(end));
            far.y < at.y && far.x <= at.x || far.y == at.y && far.x < at.x
        };
        range.clone().find(|&position| is_past_west(&self.ends[position])).unwrap_or(range.start) as u32
    }

    /// Goes once round a node, beginning before the end at `from` where the cover is `before`, and notes what is on the
    /// right of each piece met.
    fn go_round(&self, node: usize, from: u32, before: i32, right: &mut [i32], open: &mut Vec<u32>) {
        let range = self.node_range(node);
        let mut current = before;
        for position in (from as usize..range.end).chain(range.start..from as usize) {
            let End { piece, leaves, .. } = self.ends[position];
            let next = self.across(piece, current, leaves);
            if right[piece as usize] == UNKNOWN {
                right[piece as usize] = if leaves { current } else { next };
                open.push(piece);
            }
            current = next;
        }
    }

    /// The cover beyond a piece when crossing it from its right to its left, or back.
    fn across(&self, piece: u32, cover_before: i32, to_left: bool) -> i32 {
        let weight = self.pieces[piece as usize].weight;
        if to_left { cover_before + weight } else { cover_before - weight }
    }

    /// The point an end is seen towards.
    fn far(&self, end: &End) -> Point {
        far(&self.pieces, end)
    }

    fn node_range(&self, node: usize) -> Range<usize> {
        self.nodes[node] as usize..self.nodes[node + 1] as usize
    }
}

/// Takes pieces of one segment together where they coincide: equal ones add up, opposite ones cancel.
pub(crate) fn merge_coincident(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let low_high = |piece: &Piece| {
        let Segment { a, b } = piece.first;
        (a.min(b), a.max(b))
    };
    let mut order: Vec<u32> = (0..pieces.len() as u32).collect();
    order.sort_unstable_by_key(|&position| (low_high(&pieces[position as usize]), position));
    for range in ranges_of_equal(&order, |&position| low_high(&pieces[position as usize])) {
        if range.len() > 1 {
            merge(&mut pieces, &order[range]);
        }
    }
    pieces.retain(|piece| piece.weight != 0);
    pieces
}

/// Gives the whole weight of coincident pieces to the first that runs the way of the sum.
fn merge(pieces: &mut [Piece], coincident: &[u32]) {
    let first = pieces[coincident[0] as usize].first;
    let signed = |piece: &Piece| if piece.first == first { piece.weight } else { -piece.weight };
    let mut sum: i32 = coincident.iter().map(|&position| signed(&pieces[position as usize])).sum();
    for &position in coincident {
        let piece = &mut pieces[position as usize];
        let runs_along = signed(piece).signum() == sum.signum();
        piece.weight = if runs_along { sum.abs() } else { 0 };
        if runs_along {
            sum = 0;
        }
    }
}

/// The ranges of consecutive equal keys.
fn ranges_of_equal<T, K: PartialEq>(items: &[T], key: impl Fn(&T) -> K) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for position in 1..=items.len() {
        if position == items.len() || key(&items[position]) != key(&items[start]) {
            ranges.push(start..position);
            start = position;
        }
    }
    if items.is_empty() { Vec::new() } else { ranges }
}

fn far(pieces: &[Piece], end: &End) -> Point {
    let piece = &pieces[end.piece as usize];
    if end.leaves { piece.first.b } else { piece.last.a }
}

/// Counter-clockwise, from just after straight south.
fn by_angle(pieces: &[Piece], one: &End, other: &End) -> Ordering {
    by_direction(one.at, far(pieces, one), far(pieces, other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::{RayCover, signed_area_doubled};

    /// The edges of closed rings, each ring as corners in order.
    fn graph(rings: &[&[(i64, i64)]]) -> Graph {
        let mut segments = Vec::new();
        for ring in rings {
            for at in 0..ring.len() {
                let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
                let segment = Segment { a: Point::new(a.0, a.1), b: Point::new(b.0, b.1) };
                segments.push(segment);
            }
        }
        Graph::of_segments(segments)
    }

    #[test]
    fn counts_layers_of_nested_squares() {
        let square = |from: i64, to: i64| [(from, from), (to, from), (to, to), (from, to)];
        let graph = graph(&[&square(0, 10), &square(2, 8), &square(4, 6)]);
        let segments: Vec<Segment> = graph.pieces().iter().map(|piece| piece.first).collect();
        let cover = RayCover::new(segments);
        let right = graph.cover_on_the_right(|point| cover.to_the_west(point));
        assert_eq!(right, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    }

    #[test]
    fn components_hang_together_by_their_ends() {
        let graph = graph(&[&[(0, 0), (2, 0), (2, 2)], &[(5, 5), (6, 5), (6, 6)], &[(2, 2), (4, 2), (4, 4)]]);
        let mut components = graph.components();
        for pieces in &mut components {
            pieces.sort_unstable();
        }
        assert_eq!(components, [vec![0, 1, 2, 6, 7, 8], vec![3, 4, 5]]);
    }

    #[test]
    fn neighbours_cancel_to_their_common_outline() {
        let graph = graph(&[&[(0, 0), (2, 0), (2, 2), (0, 2)], &[(2, 0), (4, 0), (4, 2), (2, 2)]]);
        assert_eq!(graph.pieces().len(), 6);
        let rings = graph.trace(|_| Walk::Forward);
        assert_eq!(rings.len(), 1);
        assert_eq!(signed_area_doubled(&rings[0].points), 16);
    }

    #[test]
    fn traces_touching_squares_apart() {
        let graph = graph(&[&[(0, 0), (2, 0), (2, 2), (0, 2)], &[(2, 2), (4, 2), (4, 4), (2, 4)]]);
        let areas: Vec<_> =
            graph.trace(|_| Walk::Forward).iter().map(|ring| signed_area_doubled(&ring.points)).collect();
        assert_eq!(areas, [8, 8]);
    }

    #[test]
    fn a_bowtie_has_a_layer_on_one_side_and_less_than_none_on_the_other() {
        let graph = graph(&[&[(0, 0), (2, 2), (4, 4), (4, 0), (2, 2), (0, 4)]]);
        let cover = RayCover::new(graph.pieces().iter().map(|piece| piece.first).collect());
        let right = graph.cover_on_the_right(|point| cover.to_the_west(point));
        assert_eq!(right, [0, -1, -1, -1, 0, 0]);
    }
}
