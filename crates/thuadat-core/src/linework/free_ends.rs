//! Lines that end in the open: what they are joined to, and what they nearly reach.

use super::arrangement::Arrangement;
use super::near::Nearest;
use crate::plane::{Point, Segment};

/// A line that ends where no other begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    /// From the free end to the first point where it meets others, or to its other free end.
    pub(super) points: Vec<Point>,
    /// In lattice steps.
    pub(super) length: f64,
    /// The nearest place of another line, or of its own far part, and how far away in lattice steps.
    pub(super) near: Option<(Point, f64)>,
    /// The position of the chain whose free end that place is.
    pub(super) facing: Option<usize>,
    /// The position of the chain that begins at its other end, where that is free too.
    pub(super) other_end: Option<usize>,
}

/// Which pieces are left when free ends are taken off until there are none.
pub(super) fn without_free_ends(arrangement: &Arrangement) -> Vec<bool> {
    let of_nodes = arrangement.pieces_of_nodes();
    let mut degrees = arrangement.degrees();
    let mut is_kept = vec![true; arrangement.pieces.len()];
    let mut open: Vec<u32> = (0..degrees.len() as u32).filter(|&node| degrees[node as usize] == 1).collect();
    while let Some(node) = open.pop() {
        let Some(&piece) = of_nodes[node as usize].iter().find(|&&piece| is_kept[piece as usize]) else {
            continue;
        };
        is_kept[piece as usize] = false;
        for end in arrangement.ends[piece as usize] {
            degrees[end as usize] -= 1;
            if degrees[end as usize] == 1 {
                open.push(end);
            }
        }
    }
    is_kept
}

/// The chains from each free end, ascending by that end. Looks for what is near up to `reach` lattice steps.
pub(super) fn chains(arrangement: &Arrangement, reach: i64) -> Vec<Chain> {
    let degrees = arrangement.degrees();
    let free: Vec<u32> = (0..degrees.len() as u32).filter(|&node| degrees[node as usize] == 1).collect();
    if free.is_empty() {
        return Vec::new();
    }
    let of_nodes = arrangement.pieces_of_nodes();
    let nearest = Nearest::new(&arrangement.pieces);
    let follow = |&start: &u32| {
        let walked = walk(arrangement, &of_nodes, start);
        let at = arrangement.nodes[start as usize];
        let near =
            nearest.within(at, reach, |piece| walked.is_elsewhere(piece, at, &arrangement.pieces[piece]));
        let end_of = |node: Option<u32>| node.and_then(|node| free.binary_search(&node).ok());
        let node_at = |point: Point| arrangement.nodes.binary_search(&point).ok().map(|node| node as u32);
        Chain {
            length: walked.length(),
            near: near.map(|near| (near.at, near.distance)),
            facing: near.and_then(|near| end_of(node_at(near.at))),
            other_end: end_of(walked.nodes.last().copied()).filter(|_| walked.nodes.len() > 1),
            points: walked.nodes.iter().map(|&node| arrangement.nodes[node as usize]).collect(),
        }
    };
    free.iter().map(follow).collect()
}

/// The way from a free end to where it meets others.
struct Walked {
    nodes: Vec<u32>,
    /// The pieces walked, ascending, each with how far from the free end it begins.
    pieces: Vec<(u32, f64)>,
    total: f64,
}

fn walk(arrangement: &Arrangement, of_nodes: &[Vec<u32>], start: u32) -> Walked {
    let mut walked = Walked { nodes: vec![start], pieces: Vec::new(), total: 0.0 };
    let mut before = None;
    let mut node = start;
    while let [one, others @ ..] = &of_nodes[node as usize][..]
        && others.len() < 2
        && (before.is_none() || others.len() == 1)
    {
        let piece = if before == Some(*one) { others[0] } else { *one };
        let [from, to] = arrangement.ends[piece as usize];
        let Segment { a, b } = arrangement.pieces[piece as usize];
        walked.pieces.push((piece, walked.total));
        walked.total += ((b.x - a.x) as f64).hypot((b.y - a.y) as f64);
        node = if from == node { to } else { from };
        walked.nodes.push(node);
        before = Some(piece);
    }
    walked.pieces.sort_unstable_by_key(|(piece, _)| *piece);
    walked
}

impl Walked {
    fn length(&self) -> f64 {
        self.total
    }

    /// Whether a piece is of another line, or so far along this one that coming near it means that a ring nearly closes.
    fn is_elsewhere(&self, piece: usize, at: Point, segment: &Segment) -> bool {
        const ROUND: f64 = 4.0;
        let Ok(position) = self.pieces.binary_search_by_key(&(piece as u32), |(piece, _)| *piece) else {
            return true;
        };
        let begins = self.pieces[position].1;
        let distance = |end: Point| ((end.x - at.x) as f64).hypot((end.y - at.y) as f64);
        begins > ROUND * distance(segment.a).min(distance(segment.b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrangement(lines: &[&[(i64, i64)]]) -> Arrangement {
        let point = |&(x, y): &(i64, i64)| Point::new(x, y);
        let segments = lines
            .iter()
            .flat_map(|line| line.windows(2).map(|ends| Segment { a: point(&ends[0]), b: point(&ends[1]) }));
        Arrangement::new(segments.collect(), 0)
    }

    #[test]
    fn an_end_knows_what_it_nearly_reaches() {
        // A line across a square that stops three steps short.
        let square: &[_] = &[(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)];
        let found = chains(&arrangement(&[square, &[(50, 0), (50, 97)]]), 20);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].near, found[0].length), (Some((Point::new(50, 100), 3.0)), 97.0));
        assert_eq!(found[0].points, [Point::new(50, 97), Point::new(50, 0)]);
    }

    #[test]
    fn the_ends_of_a_ring_that_nearly_closes_face_each_other() {
        let found = chains(&arrangement(&[&[(0, 4), (0, 100), (100, 100), (100, 0), (0, 0)]]), 20);
        let facing: Vec<_> = found.iter().map(|chain| (chain.facing, chain.other_end)).collect();
        assert_eq!(facing, [(Some(1), Some(1)), (Some(0), Some(0))]);
        assert_eq!(found[0].near, Some((Point::new(0, 4), 4.0)));
    }

    #[test]
    fn ends_are_taken_off_until_there_are_none() {
        let lines: &[&[(i64, i64)]] = &[
            &[(0, 0), (10, 0), (10, 10), (0, 0)],
            &[(10, 0), (20, 0)],
            &[(20, 0), (30, 5)],
            &[(20, 0), (30, -5)],
        ];
        let arrangement = arrangement(lines);
        assert_eq!(without_free_ends(&arrangement).iter().filter(|kept| **kept).count(), 3);
        assert_eq!(chains(&arrangement, 2).len(), 2);
    }
}
