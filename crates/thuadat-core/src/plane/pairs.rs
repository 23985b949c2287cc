//! Pairs of segments that may meet, also where very many of them end in one point.
//!
//! A tree of boxes finds pairs quickly as long as few boxes lie on each other. At the tip of ten thousand wedges all do,
//! and looking at each pair there would cost the square. But segments that end in one point meet nowhere else unless
//! they leave it in the same direction, so there it is enough to sort them by direction.

use super::{PackedTree, Point, Segment, cross};
use std::cmp::Ordering;

/// Where more segments than this end, they are sorted by direction.
const HUB: usize = 32;

const NO_HUB: u32 = u32::MAX;

/// Calls `visit` with the positions, the smaller first, of each pair of segments that may meet in more than a common end.
///
/// Each pair is visited once at the most, in no order that means anything.
///
/// O(n log n + k) for n segments and k pairs whose boxes meet, without those that end in one point with many others; for
/// input in spatial order.
pub(crate) fn for_pairs_that_may_meet(segments: &[Segment], visit: &mut impl FnMut(usize, usize)) {
    let hubs = find_hubs(segments);
    if hubs.is_empty() {
        PackedTree::new(segments.iter().map(Segment::bounds).collect()).pairs(visit);
        return;
    }
    let hub_of = |segment: &Segment| {
        let find = |point: Point| hubs.binary_search(&point).ok();
        find(segment.a).or_else(|| find(segment.b)).map_or(NO_HUB, |hub| hub as u32)
    };
    let mut grouped: Vec<(u32, u32)> =
        segments.iter().enumerate().map(|(position, segment)| (hub_of(segment), position as u32)).collect();
    // Those without a hub keep their order.
    grouped.sort_by_key(|&(hub, _)| hub);
    let order: Vec<usize> = grouped.iter().map(|&(_, position)| position as usize).collect();
    let tree = PackedTree::new(order.iter().map(|&position| segments[position].bounds()).collect());
    let mut visit_ordered = |one: usize, other: usize| visit(one.min(other), one.max(other));
    let mut start = 0;
    for group in grouped.chunk_by(|one, other| one.0 == other.0) {
        let end = start + group.len();
        let is_of_hub = group[0].0 != NO_HUB;
        for at in start..end {
            let first = if is_of_hub { end } else { at + 1 };
            tree.query_segment(first, &segments[order[at]], &mut |other| {
                visit_ordered(order[at], order[other]);
            });
        }
        if is_of_hub {
            let hub = hubs[group[0].0 as usize];
            visit_same_directions(segments, hub, &order[start..end], &mut visit_ordered);
        }
        start = end;
    }
}

/// The points where many segments end, sorted.
fn find_hubs(segments: &[Segment]) -> Vec<Point> {
    if segments.len() <= HUB {
        return Vec::new();
    }
    let mut ends: Vec<Point> = segments.iter().flat_map(|segment| [segment.a, segment.b]).collect();
    ends.sort_unstable();
    let runs = ends.chunk_by(|one, other| one == other);
    runs.filter(|run| run.len() > HUB).map(|run| run[0]).collect()
}

/// Visits the pairs of segments that leave a common end in the same direction.
fn visit_same_directions(
    segments: &[Segment],
    hub: Point,
    positions: &[usize],
    visit: &mut impl FnMut(usize, usize),
) {
    let far = |position: usize| {
        let segment = &segments[position];
        if segment.a == hub { segment.b } else { segment.a }
    };
    let mut sorted = positions.to_vec();
    sorted.sort_by(|&one, &other| by_direction(hub, far(one), far(other)));
    for same in sorted.chunk_by(|&one, &other| by_direction(hub, far(one), far(other)).is_eq()) {
        for (at, &one) in same.iter().enumerate() {
            same[at + 1..].iter().for_each(|&other| visit(one, other));
        }
    }
}

/// Orders directions from a point counter-clockwise, beginning just after straight south. Exact.
pub(crate) fn by_direction(from: Point, to: Point, to_other: Point) -> Ordering {
    let is_east = |to: Point| to.x > from.x || (to.x == from.x && to.y > from.y);
    is_east(to_other).cmp(&is_east(to)).then_with(|| 0.cmp(&cross(from, to, to_other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Meeting;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn segment((ax, ay, bx, by): (i64, i64, i64, i64)) -> Segment {
        Segment { a: Point::new(ax, ay), b: Point::new(bx, by) }
    }

    proptest! {
        /// Some segments anywhere, some that end in one of two hubs.
        #[test]
        fn no_meeting_is_missed(
            anywhere in prop::collection::vec((-9i64..9, -9i64..9, -9i64..9, -9i64..9), 0..60),
            at_hubs in prop::collection::vec((-9i64..9, -9i64..9, any::<bool>(), any::<bool>()), 0..160),
        ) {
            let at_hubs = at_hubs.into_iter().map(|(x, y, other, turned)| {
                let (hub_x, hub_y) = if other { (3, 3) } else { (0, 0) };
                if turned { (x, y, hub_x, hub_y) } else { (hub_x, hub_y, x, y) }
            });
            let segments: Vec<Segment> =
                anywhere.into_iter().chain(at_hubs).map(segment).filter(|segment| segment.a != segment.b).collect();
            let mut visited = BTreeSet::new();
            for_pairs_that_may_meet(&segments, &mut |one, other| {
                assert!(one < other && visited.insert((one, other)), "{one} {other}");
            });
            for (one, first) in segments.iter().enumerate() {
                for (other, second) in segments.iter().enumerate().skip(one + 1) {
                    let meets = !matches!(first.meeting(second), Meeting::Apart | Meeting::EndToEnd(_));
                    prop_assert!(!meets || visited.contains(&(one, other)), "{:?} {:?}", first, second);
                }
            }
        }
    }

    #[test]
    fn a_star_is_not_looked_at_pair_by_pair() {
        let tips = (0..2000).map(|at| if at < 1000 { (1000, at) } else { (at - 1000, 1000) });
        let star: Vec<Segment> = tips.map(|(x, y)| segment((0, 0, x, y))).collect();
        let mut visits = 0;
        for_pairs_that_may_meet(&star, &mut |_, _| visits += 1);
        assert_eq!(visits, 0);
    }
}
