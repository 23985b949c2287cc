//! Seeing that a ring is simple by the chains it is made of.
//!
//! A chain of edges that all go east, or west, or north, or south does not meet itself. A ring is a few such chains, so
//! it is simple if no two of them meet but where one goes over into the next. Chains are cut into short blocks, and only
//! blocks whose boxes meet are compared, edge by edge. After the monotone chains of Park and Shin (2002).

use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment};

/// Whether a closed ring is beyond doubt simple. No says nothing: a ring that is simple but winds in on itself so much
/// that many blocks lie over each other is given up.
///
/// The last of `points` is the first; the ring has three corners at least. Exact. O(n) for n points where blocks meet few
/// others, and never more than some hundred comparisons a point.
pub(super) fn is_simple_by_chains(points: &[Point]) -> bool {
    let Some(blocks) = blocks(points) else { return false };
    let mut comparison = Comparison { points, blocks: &blocks, looks: MOST_LOOKS_A_POINT * points.len() };
    if blocks.len() <= FEW {
        return (1..blocks.len()).all(|at| (0..at).all(|before| comparison.are_apart(before, at)));
    }
    let mut are_apart = true;
    PackedTree::new(blocks.iter().map(|block| block.bounds).collect()).pairs(&mut |one, other| {
        are_apart = are_apart && comparison.are_apart(one, other);
    });
    are_apart
}

/// Edges of one chain, in the order of the ring.
#[derive(Debug, Clone, Copy)]
struct Block {
    bounds: Bounds,
    /// Edges from `first` up to, not with, `end`; the edge `i` goes from point `i` to the next.
    first: usize,
    end: usize,
    chain: usize,
}

/// Edges in a block at the most.
const LONGEST: usize = 8;

/// So many blocks are compared each with each, without a tree.
const FEW: usize = 12;

const MOST_LOOKS_A_POINT: usize = 128;

/// The blocks of a ring; none where an edge has no length.
fn blocks(points: &[Point]) -> Option<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::with_capacity(points.len() / LONGEST + 8);
    let (mut ways, mut chain) = (0, 0);
    for (edge, ends) in points.windows(2).enumerate() {
        let own_ways = ways_of(ends[0], ends[1]);
        if own_ways == 0 {
            return None;
        }
        let goes_on = ways & own_ways != 0;
        ways = if goes_on { ways & own_ways } else { own_ways };
        chain += usize::from(!goes_on);
        match blocks.last_mut() {
            Some(block) if goes_on && block.end - block.first < LONGEST => {
                block.bounds.include(ends[1]);
                block.end = edge + 1;
            }
            _ => blocks.push(Block {
                bounds: Bounds::of_segment(ends[0], ends[1]),
                first: edge,
                end: edge + 1,
                chain,
            }),
        }
    }
    Some(blocks)
}

/// East, west, north, south: a bit for each that an edge goes.
fn ways_of(from: Point, to: Point) -> u8 {
    u8::from(to.x > from.x)
        | u8::from(to.x < from.x) << 1
        | u8::from(to.y > from.y) << 2
        | u8::from(to.y < from.y) << 3
}

struct Comparison<'a> {
    points: &'a [Point],
    blocks: &'a [Block],
    /// How many more pairs may be looked at.
    looks: usize,
}

impl Comparison<'_> {
    /// Whether two blocks are seen to meet only where an edge goes over into the next.
    fn are_apart(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.blocks[one], self.blocks[other]);
        if one.chain == other.chain || !one.bounds.meets(&other.bounds) {
            return self.may_look(1);
        }
        (one.first..one.end).all(|edge| {
            let segment = self.segment(edge);
            let bounds = segment.bounds();
            if !bounds.meets(&other.bounds) {
                return self.may_look(1);
            }
            self.may_look(other.end - other.first)
                && (other.first..other.end).all(|next| match segment.meeting(&self.segment(next)) {
                    Meeting::Apart => true,
                    Meeting::EndToEnd(_) => self.are_consecutive(edge, next),
                    Meeting::Touch(_) | Meeting::Crossing | Meeting::Along(..) => false,
                })
        })
    }

    fn may_look(&mut self, times: usize) -> bool {
        let may = self.looks >= times;
        self.looks = self.looks.saturating_sub(times);
        may
    }

    fn segment(&self, edge: usize) -> Segment {
        Segment { a: self.points[edge], b: self.points[edge + 1] }
    }

    fn are_consecutive(&self, one: usize, other: usize) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        second - first == 1 || (first == 0 && second + 2 == self.points.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn closed(corners: &[(i64, i64)]) -> Vec<Point> {
        corners.iter().chain(&corners[..1]).map(|&(x, y)| Point::new(x, y)).collect()
    }

    /// Whether no two edges meet but where one goes over into the next, looking at all pairs.
    fn is_simple(points: &[Point]) -> bool {
        let edges: Vec<Segment> = points.windows(2).map(|ends| Segment { a: ends[0], b: ends[1] }).collect();
        let count = edges.len();
        (0..count).all(|one| {
            (0..one).all(|other| match edges[one].meeting(&edges[other]) {
                Meeting::Apart => true,
                Meeting::EndToEnd(_) => one - other == 1 || one - other == count - 1,
                _ => false,
            })
        })
    }

    #[test]
    fn rings() {
        let check = |corners: &[(i64, i64)], expected| {
            let points = closed(corners);
            assert_eq!(is_simple_by_chains(&points), expected, "{corners:?}");
        };
        check(&[(0, 0), (4, 0), (0, 3)], true);
        check(&[(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1)], true);
        check(&[(0, 0), (4, 4), (4, 0), (0, 4)], false);
        check(&[(0, 0), (4, 0), (2, 0), (2, 3)], false);
        check(&[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)], false);
        check(&[(0, 0), (4, 0), (4, 0), (4, 4)], false);
        check(&[(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)], false);
    }

    /// Teeth beside each other, so that there are more blocks than are compared each with each.
    #[test]
    fn combs() {
        let comb = |deepest: i64| {
            let teeth = (0..100i64)
                .flat_map(|tooth| [(4 * tooth, 50), (4 * tooth + 1, deepest), (4 * tooth + 2, 50)]);
            closed(&teeth.chain([(400, 60), (0, 60)]).collect::<Vec<_>>())
        };
        assert!(is_simple_by_chains(&comb(0)));
        let mut crossing = comb(0);
        crossing[151].x += 7;
        assert!(!is_simple_by_chains(&crossing) && !is_simple(&crossing));
    }

    proptest! {
        #[test]
        fn as_looking_at_all_pairs(corners in prop::collection::vec((0i64..12, 0i64..12), 3..9)) {
            let points = closed(&corners);
            let has_length = points.windows(2).all(|ends| ends[0] != ends[1]);
            prop_assert_eq!(is_simple_by_chains(&points), has_length && is_simple(&points));
        }

        /// Round about a middle, so that most are simple and long.
        #[test]
        fn long_rings(radii in prop::collection::vec(50f64..100.0, 30..300), moved in any::<prop::sample::Index>(), by in -60i64..60) {
            let angle = |at: usize| at as f64 / radii.len() as f64 * std::f64::consts::TAU;
            let corner = |(at, radius): (usize, &f64)| ((radius * angle(at).cos() * 100.0) as i64, (radius * angle(at).sin() * 100.0) as i64);
            let mut corners: Vec<_> = radii.iter().enumerate().map(corner).collect();
            let moved = moved.index(corners.len());
            corners[moved].0 += by * 100;
            let points = closed(&corners);
            let is_given_up = !is_simple_by_chains(&points);
            prop_assert_eq!(is_given_up, !is_simple(&points));
        }
    }
}
