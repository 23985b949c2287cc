//! Lines cut where they meet, each piece once, with ends that nearly meet another line joined to it.

use super::near::Nearest;
use crate::plane::{Bounds, NodedSegment, Point, Segment, node, tiled_order};
use std::collections::HashMap;

/// Pieces that meet only at their ends, no two the same.
#[derive(Debug, Default)]
pub(super) struct Arrangement {
    /// Each from its lesser to its greater end, ascending.
    pub(super) pieces: Vec<Segment>,
    /// The ends of pieces, ascending.
    pub(super) nodes: Vec<Point>,
    /// For each piece the positions of its ends in `nodes`.
    pub(super) ends: Vec<[u32; 2]>,
    /// Ends that were joined to a line beside them, and the farthest that one was away, in lattice steps.
    pub(super) joined: u32,
    pub(super) joined_distance: f64,
}

impl Arrangement {
    /// Arranges segments. A line end that lies beside another line by at most `reach` steps is joined to it: files hold
    /// whole millimetres, and a point on a slanted line is seldom one.
    ///
    /// The same whatever the order of the segments and whichever way they run. O(n log n) for n segments.
    pub(super) fn new(segments: Vec<Segment>, reach: i64) -> Self {
        let arrangement = Self::of_noded(noded(segments));
        if reach > 0 { arrangement.join_free_ends(reach) } else { arrangement }
    }

    fn of_noded(pieces: Vec<Segment>) -> Self {
        let mut nodes: Vec<Point> = pieces.iter().flat_map(|piece| [piece.a, piece.b]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let position_of: HashMap<Point, u32> =
            nodes.iter().enumerate().map(|(position, &point)| (point, position as u32)).collect();
        let ends = pieces.iter().map(|piece| [position_of[&piece.a], position_of[&piece.b]]).collect();
        Self { pieces, nodes, ends, joined: 0, joined_distance: 0.0 }
    }

    /// How many pieces end in each node.
    pub(super) fn degrees(&self) -> Vec<u32> {
        let mut degrees = vec![0; self.nodes.len()];
        for node in self.ends.iter().flatten() {
            degrees[*node as usize] += 1;
        }
        degrees
    }

    /// The pieces of each node.
    pub(super) fn pieces_of_nodes(&self) -> Vec<Vec<u32>> {
        let mut pieces = vec![Vec::new(); self.nodes.len()];
        for (piece, ends) in self.ends.iter().enumerate() {
            for node in ends {
                pieces[*node as usize].push(piece as u32);
            }
        }
        pieces
    }

    fn join_free_ends(self, reach: i64) -> Self {
        let degrees = self.degrees();
        let free = |piece: &[u32; 2]| piece.map(|node| degrees[node as usize] == 1);
        if !self.ends.iter().any(|ends| free(ends).contains(&true)) {
            return self;
        }
        let nearest = Nearest::new(&self.pieces);
        let mut moved: HashMap<Point, Point> = HashMap::new();
        let mut bent: HashMap<usize, Vec<Point>> = HashMap::new();
        let (mut joined, mut joined_distance) = (0, 0.0_f64);
        for (piece, ends) in self.ends.iter().enumerate() {
            for (end, is_free) in ends.iter().zip(free(ends)) {
                let at = self.nodes[*end as usize];
                let other = nearest.within(at, reach, |candidate| candidate != piece);
                let Some(near) = other.filter(|_| is_free) else { continue };
                let Segment { a, b } = self.pieces[near.piece];
                if near.at == a || near.at == b {
                    // Of two free ends beside each other only the greater moves.
                    if moved.get(&near.at) != Some(&at) {
                        moved.insert(at, near.at);
                    }
                } else {
                    bent.entry(near.piece).or_default().push(at);
                }
                joined += 1;
                joined_distance = joined_distance.max(near.distance);
            }
        }
        if joined == 0 {
            return self;
        }
        let moved = |point: Point| moved.get(&point).copied().unwrap_or(point);
        let mut segments = Vec::with_capacity(self.pieces.len() + joined as usize);
        for (position, piece) in self.pieces.iter().enumerate() {
            let mut from = piece.a;
            let mut through = bent.remove(&position).unwrap_or_default();
            through.sort_unstable_by_key(|&at| (along(piece, at), at));
            for to in through.into_iter().chain([piece.b]) {
                let (a, b) = (moved(from), moved(to));
                if a != b {
                    segments.push(Segment { a, b });
                }
                from = to;
            }
        }
        Self { joined, joined_distance, ..Self::of_noded(noded(segments)) }
    }
}

/// How far along a piece a point stands, on a scale of its own.
fn along(&Segment { a, b }: &Segment, point: Point) -> i128 {
    i128::from(point.x - a.x) * i128::from(b.x - a.x) + i128::from(point.y - a.y) * i128::from(b.y - a.y)
}

/// The pieces of segments cut where they meet, each once.
fn noded(segments: Vec<Segment>) -> Vec<Segment> {
    let segments = without_repetition(segments);
    let boxes: Vec<Bounds> = segments.iter().map(Segment::bounds).collect();
    let in_order = tiled_order(&boxes).into_iter().map(|at| segments[at as usize]).enumerate();
    let numbered = in_order.map(|(at, segment)| NodedSegment { segment, source: at as u32 }).collect();
    without_repetition(node(numbered).into_iter().map(|piece| piece.segment))
}

/// Each piece once, from its lesser end to its greater one, ascending: which line it was of, and which way that ran, is
/// forgotten.
fn without_repetition(pieces: impl IntoIterator<Item = Segment>) -> Vec<Segment> {
    let rising = |piece: Segment| Segment { a: piece.a.min(piece.b), b: piece.a.max(piece.b) };
    let mut pieces: Vec<Segment> = pieces.into_iter().map(rising).collect();
    pieces.sort_unstable_by_key(|piece| (piece.a, piece.b));
    pieces.dedup();
    pieces
}
