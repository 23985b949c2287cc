//! Seeing that rings are simple and keep apart by the chains they are made of.
//!
//! A chain of edges that all go east, or west, or north, or south does not meet itself. A ring is a few such chains, so
//! it is simple if no two of them meet but where one goes over into the next. Chains are cut into short blocks, and only
//! blocks whose boxes meet are compared, edge by edge. After the monotone chains of Park and Shin (2002).

use crate::plane::{Bounds, Meeting, PackedTree, Point, Segment};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether rings are beyond doubt simple and have no point in common. No says nothing: rings that wind in on themselves so
/// much that many blocks lie over each other are given up.
///
/// Each ring is the range of its edges, three at least, in a row without gaps; `edge` gives them. Exact. O(n log n) for n edges where blocks
/// meet few others, and never more than some hundred comparisons an edge.
pub(super) fn keep_apart(rings: &[Range<usize>], edge: impl Fn(usize) -> Segment + Sync) -> bool {
    let Some(blocks) = blocks(rings, &edge) else { return false };
    let edge_count: usize = rings.iter().map(ExactSizeIterator::len).sum();
    let most_looks = MOST_LOOKS_AN_EDGE * edge_count;
    let compare = || Comparison { rings, edge: &edge, blocks: &blocks, looks: most_looks };
    if blocks.len() <= FEW {
        let mut comparison = compare();
        return (1..blocks.len()).all(|at| (0..at).all(|before| comparison.are_apart(before, at)));
    }
    let tree = PackedTree::new(blocks.iter().map(|block| block.bounds).collect());
    if blocks.len() <= MANY {
        let mut comparison = compare();
        return (0..tree.group_count()).all(|group| comparison.is_apart_from_later(&tree, group));
    }
    // Whatever the threads look at first, the looks of all are few enough or they are not.
    let looks = AtomicUsize::new(0);
    (0..tree.group_count()).into_par_iter().with_min_len(FEW).all(|group| {
        let mut comparison = compare();
        let are_apart = comparison.is_apart_from_later(&tree, group);
        let own_looks = most_looks - comparison.looks;
        are_apart && looks.fetch_add(own_looks, Ordering::Relaxed) + own_looks <= most_looks
    })
}

/// Edges of one chain, in the order of the ring.
#[derive(Debug, Clone, Copy)]
struct Block {
    bounds: Bounds,
    /// Edges from `first` up to, not with, `end`.
    first: usize,
    end: usize,
    chain: usize,
    ring: usize,
}

/// Edges in a block at the most.
const LONGEST: usize = 8;

/// So many blocks are compared each with each, without a tree.
const FEW: usize = 12;

/// More blocks than this are compared on all threads.
const MANY: usize = 1 << 13;

const MOST_LOOKS_AN_EDGE: usize = 128;

/// The blocks of rings; none where an edge has no length.
fn blocks(rings: &[Range<usize>], edge: &impl Fn(usize) -> Segment) -> Option<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut chain = 0;
    for (ring, edges) in rings.iter().enumerate() {
        let mut ways = 0;
        for at in edges.clone() {
            let Segment { a, b } = edge(at);
            let own_ways = ways_of(a, b);
            if own_ways == 0 {
                return None;
            }
            let goes_on = ways & own_ways != 0;
            ways = if goes_on { ways & own_ways } else { own_ways };
            chain += usize::from(!goes_on);
            match blocks.last_mut() {
                Some(block) if goes_on && block.end - block.first < LONGEST => {
                    block.bounds.include(b);
                    block.end = at + 1;
                }
                _ => blocks.push(Block {
                    bounds: Bounds::of_segment(a, b),
                    first: at,
                    end: at + 1,
                    chain,
                    ring,
                }),
            }
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

struct Comparison<'a, F> {
    rings: &'a [Range<usize>],
    edge: F,
    blocks: &'a [Block],
    /// How many more pairs may be looked at.
    looks: usize,
}

impl<F: Fn(usize) -> Segment> Comparison<'_, F> {
    /// Whether the blocks of a group are seen to keep apart from each other and from those of later groups.
    fn is_apart_from_later(&mut self, tree: &PackedTree, group: usize) -> bool {
        let mut are_apart = true;
        tree.pairs_of_group(group, 0, &mut |one, other| {
            are_apart = are_apart && self.are_apart(one, other);
        });
        are_apart
    }

    /// Whether two blocks are seen to meet only where an edge goes over into the next.
    fn are_apart(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.blocks[one], self.blocks[other]);
        if one.chain == other.chain || !one.bounds.meets(&other.bounds) {
            return self.may_look(1);
        }
        (one.first..one.end).all(|at| {
            let edge = (self.edge)(at);
            if !edge.bounds().meets(&other.bounds) {
                return self.may_look(1);
            }
            self.may_look(other.end - other.first)
                && (other.first..other.end).all(|next| match edge.meeting(&(self.edge)(next)) {
                    Meeting::Apart => true,
                    Meeting::EndToEnd(_) => {
                        one.ring == other.ring && self.are_consecutive(one.ring, at, next)
                    }
                    Meeting::Touch(_) | Meeting::Crossing | Meeting::Along(..) => false,
                })
        })
    }

    fn may_look(&mut self, times: usize) -> bool {
        let may = self.looks >= times;
        self.looks = self.looks.saturating_sub(times);
        may
    }

    fn are_consecutive(&self, ring: usize, one: usize, other: usize) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        let ring = &self.rings[ring];
        second - first == 1 || (first == ring.start && second + 1 == ring.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn closed(corners: &[(i64, i64)]) -> Vec<Point> {
        corners.iter().chain(&corners[..1]).map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn is_simple_by_chains(points: &[Point]) -> bool {
        keep_apart(std::slice::from_ref(&(0..points.len() - 1)), |at| Segment {
            a: points[at],
            b: points[at + 1],
        })
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

    /// Teeth beside each other: more blocks than are compared each with each, and more than one thread compares.
    #[test]
    fn combs() {
        let check = |teeth: i64| {
            let count = teeth as usize;
            let teeth = (0..teeth)
                .flat_map(|tooth| [(4 * tooth, 50), (4 * tooth + 1, 0), (4 * tooth + 2, 50)])
                .chain([(4 * teeth, 60), (0, 60)]);
            let mut comb = closed(&teeth.collect::<Vec<_>>());
            assert!(is_simple_by_chains(&comb), "{count} teeth");
            comb[3 * (count / 2) + 1].x += 7;
            assert!(!is_simple_by_chains(&comb), "a tooth of {count} crosses the next");
        };
        check(100);
        check(2 * MANY as i64);
    }

    #[test]
    fn rings_that_touch_do_not_keep_apart() {
        let check = |other: &[(i64, i64)], expected| {
            let rings = [closed(&[(0, 0), (9, 0), (9, 9), (0, 9)]), closed(other)];
            let edges: Vec<Segment> = rings
                .iter()
                .flat_map(|ring| ring.windows(2).map(|ends| Segment { a: ends[0], b: ends[1] }))
                .collect();
            assert_eq!(keep_apart(&[0..4, 4..edges.len()], |at| edges[at]), expected, "{other:?}");
        };
        check(&[(2, 2), (2, 4), (4, 4)], true);
        check(&[(0, 0), (2, 4), (4, 4)], false);
        check(&[(0, 5), (2, 4), (4, 4)], false);
        check(&[(9, 9), (9, 12), (12, 12)], false);
        check(&[(-1, 5), (2, 4), (4, 4)], false);
        check(&[(20, 5), (22, 4), (24, 4)], true);
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
