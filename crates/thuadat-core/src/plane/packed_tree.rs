//! A static tree of boxes over things that already stand in a good order.
//!
//! Parcels along a Hilbert curve, edges along a ring: the order is there, so the tree is built in one pass without
//! sorting or allocation per node. `rstar` serves where things come and go; here a million boxes must be indexed in
//! milliseconds.

use super::{Bounds, Point, Segment, Side, side};
use std::ops::Range;

const FAN_OUT: usize = 8;

/// Boxes in a given order under levels of common boxes, each of eight below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PackedTree {
    /// The boxes themselves first, then each level above, up to one root.
    levels: Vec<Vec<Bounds>>,
}

impl PackedTree {
    /// Indexes boxes in the order given. Neighbours in that order should be neighbours in the plane.
    pub(crate) fn new(leaves: Vec<Bounds>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last()
            && below.len() > FAN_OUT
        {
            levels.push(below.chunks(FAN_OUT).map(common_box).collect());
        }
        Self { levels }
    }

    /// The box of the thing at a position.
    pub(crate) fn bounds(&self, position: usize) -> Bounds {
        self.levels[0][position]
    }

    /// Calls `visit` with the position of each box that meets `window`, in order.
    pub(crate) fn query(&self, window: &Bounds, visit: &mut impl FnMut(usize)) {
        let top = self.levels.len() - 1;
        self.query_range(top, 0, self.levels[top].len(), window, visit);
    }

    /// Calls `visit` with the position of each box at or behind `first` that a segment meets, in order. A box beside the
    /// line of a long slanted segment is left out early, though it is in the segment's box.
    pub(crate) fn query_segment(&self, first: usize, segment: &Segment, visit: &mut impl FnMut(usize)) {
        let top = self.levels.len() - 1;
        self.query_segment_range(top, 0..self.levels[top].len(), first, (segment, &segment.bounds()), visit);
    }

    /// Whether `wanted` says yes to any of the boxes that meet `window`. None is asked after the first yes.
    pub(crate) fn any(&self, window: &Bounds, wanted: &mut impl FnMut(usize) -> bool) -> bool {
        let top = self.levels.len() - 1;
        self.any_in_range(top, 0..self.levels[top].len(), window, wanted)
    }

    /// Calls `visit` with each pair of positions, the smaller first, whose boxes meet, in no order that means anything.
    pub(crate) fn pairs(&self, visit: &mut impl FnMut(usize, usize)) {
        (0..self.group_count()).for_each(|group| self.pairs_of_group(group, 0, visit));
    }

    /// How many groups of positions there are, for looking for pairs on several threads.
    pub(crate) fn group_count(&self) -> usize {
        self.levels[0].len().div_ceil(FAN_OUT)
    }

    /// The positions in a group.
    pub(crate) fn members(&self, group: usize) -> Range<usize> {
        self.below(0, group)
    }

    /// Calls `visit` with each pair of positions, the smaller first and in a group, whose boxes come within `reach` of each other.
    ///
    /// What is near a whole group is looked for once for all in it.
    pub(crate) fn pairs_of_group(&self, group: usize, reach: i64, visit: &mut impl FnMut(usize, usize)) {
        let own = self.members(group);
        for one in own.clone() {
            let bounds = self.levels[0][one].grown(reach);
            (one + 1..own.end)
                .filter(|&other| bounds.meets(&self.levels[0][other]))
                .for_each(|other| visit(one, other));
        }
        if self.levels.len() == 1 {
            return;
        }
        let window = self.levels[1][group].grown(reach);
        let top = self.levels.len() - 1;
        self.groups_behind(top, 0..self.levels[top].len(), group, &window, &mut |behind| {
            for other in self.members(behind) {
                let bounds = self.levels[0][other];
                if bounds.meets(&window) {
                    let bounds = bounds.grown(reach);
                    own.clone()
                        .filter(|&one| bounds.meets(&self.levels[0][one]))
                        .for_each(|one| visit(one, other));
                }
            }
        });
    }

    /// Calls `visit` with each group behind one whose common box meets `window`.
    fn groups_behind(
        &self,
        level: usize,
        nodes: Range<usize>,
        group: usize,
        window: &Bounds,
        visit: &mut impl FnMut(usize),
    ) {
        // The group itself, or what it is in, is gone down into but not told.
        let first = if level == 1 { group + 1 } else { group / FAN_OUT.pow(level as u32 - 1) };
        for node in nodes.start.max(first)..nodes.end {
            if !self.levels[level][node].meets(window) {
                continue;
            }
            if level == 1 {
                visit(node);
            } else {
                self.groups_behind(level - 1, self.below(level - 1, node), group, window, visit);
            }
        }
    }

    /// The positions at a level that are in a node of the level above.
    fn below(&self, level: usize, node: usize) -> Range<usize> {
        let first = node * FAN_OUT;
        first..(first + FAN_OUT).min(self.levels[level].len())
    }

    fn query_segment_range(
        &self,
        level: usize,
        range: Range<usize>,
        first: usize,
        (segment, bounds): (&Segment, &Bounds),
        visit: &mut impl FnMut(usize),
    ) {
        for position in range.start.max(first / FAN_OUT.pow(level as u32))..range.end {
            let node = &self.levels[level][position];
            if !node.meets(bounds) || is_beside_line(node, segment) {
                continue;
            }
            if level == 0 {
                visit(position);
            } else {
                let start = position * FAN_OUT;
                let end = (start + FAN_OUT).min(self.levels[level - 1].len());
                self.query_segment_range(level - 1, start..end, first, (segment, bounds), visit);
            }
        }
    }

    fn any_in_range(
        &self,
        level: usize,
        range: Range<usize>,
        window: &Bounds,
        wanted: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        range.filter(|&position| self.levels[level][position].meets(window)).any(|position| {
            if level == 0 {
                return wanted(position);
            }
            let first = position * FAN_OUT;
            let end = (first + FAN_OUT).min(self.levels[level - 1].len());
            self.any_in_range(level - 1, first..end, window, wanted)
        })
    }

    fn query_range(
        &self,
        level: usize,
        from: usize,
        to: usize,
        window: &Bounds,
        visit: &mut impl FnMut(usize),
    ) {
        for position in from..to {
            if !self.levels[level][position].meets(window) {
                continue;
            }
            if level == 0 {
                visit(position);
            } else {
                let below = self.levels[level - 1].len();
                let first = position * FAN_OUT;
                self.query_range(level - 1, first, (first + FAN_OUT).min(below), window, visit);
            }
        }
    }
}

/// Whether a box lies wholly on one side of the line through a segment.
fn is_beside_line(bounds: &Bounds, segment: &Segment) -> bool {
    let Bounds { min, max } = *bounds;
    let is_rising = (segment.b.x > segment.a.x) == (segment.b.y > segment.a.y);
    // The corners that stand farthest out on either side.
    let (one, other) =
        if is_rising { (Point::new(min.x, max.y), Point::new(max.x, min.y)) } else { (min, max) };
    let of_one = side(segment.a, segment.b, one);
    of_one != Side::On && of_one == side(segment.a, segment.b, other)
}

/// An order of boxes in which neighbours in the plane stand together: strips of equally many from west to east, each from
/// south to north (sort-tile-recursive, Leutenegger, Lopez and Edgington 1997).
pub(crate) fn tiled_order(boxes: &[Bounds]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
    let strips = (boxes.len().div_ceil(FAN_OUT) as f64).sqrt().ceil().max(1.0) as usize;
    let middle_doubled = |position: u32| {
        let bounds = &boxes[position as usize];
        (bounds.min.x + bounds.max.x, bounds.min.y + bounds.max.y)
    };
    order.sort_unstable_by_key(|&position| (middle_doubled(position).0, position));
    for strip in order.chunks_mut(boxes.len().div_ceil(strips).max(1)) {
        strip.sort_unstable_by_key(|&position| (middle_doubled(position).1, position));
    }
    order
}

fn common_box(boxes: &[Bounds]) -> Bounds {
    let mut common = Bounds::EMPTY;
    for bounds in boxes {
        common.merge(bounds);
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bounds() -> impl Strategy<Value = Bounds> {
        (0i64..100, 0i64..100, 0i64..20, 0i64..20)
            .prop_map(|(x, y, w, h)| Bounds { min: Point::new(x, y), max: Point::new(x + w, y + h) })
    }

    proptest! {
        #[test]
        fn finds_what_looking_at_all_finds(leaves in prop::collection::vec(bounds(), 0..200), window in bounds()) {
            let tree = PackedTree::new(leaves.clone());
            let mut found = Vec::new();
            tree.query(&window, &mut |position| found.push(position));
            let expected: Vec<_> = (0..leaves.len()).filter(|&position| leaves[position].meets(&window)).collect();
            prop_assert_eq!(&found, &expected);
            let mut asked = Vec::new();
            let third = |position| { asked.push(position); asked.len() == 3 };
            let (tree, mut third) = (tree, third);
            prop_assert_eq!(tree.any(&window, &mut third), expected.len() >= 3);
            prop_assert_eq!(asked, &expected[..expected.len().min(3)]);
        }

        #[test]
        fn a_segment_meets_the_boxes_it_passes_through(leaves in prop::collection::vec(bounds(), 0..200), ends in prop::array::uniform4(0i64..120), first in 0..9usize) {
            let segment = Segment { a: Point::new(ends[0], ends[1]), b: Point::new(ends[2], ends[3]) };
            prop_assume!(segment.a != segment.b);
            let mut found = Vec::new();
            PackedTree::new(leaves.clone()).query_segment(first, &segment, &mut |position| found.push(position));
            let passes_through = |bounds: &Bounds| {
                let (min, max) = (bounds.min, bounds.max);
                let corners = [min, Point::new(max.x, min.y), max, Point::new(min.x, max.y)];
                let sides = corners.map(|corner| side(segment.a, segment.b, corner));
                let is_beside = sides[0] != Side::On && sides.iter().all(|side| *side == sides[0]);
                bounds.meets(&segment.bounds()) && !is_beside
            };
            let expected: Vec<_> =
                (first.min(leaves.len())..leaves.len()).filter(|&position| passes_through(&leaves[position])).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_tiled_order_is_an_order(leaves in prop::collection::vec(bounds(), 0..200)) {
            let mut order = tiled_order(&leaves);
            order.sort_unstable();
            prop_assert_eq!(order, (0..leaves.len() as u32).collect::<Vec<_>>());
        }

        #[test]
        fn pairs_are_all_pairs(leaves in prop::collection::vec(bounds(), 0..200), reach in 0i64..5) {
            let mut found = Vec::new();
            let tree = PackedTree::new(leaves.clone());
            (0..tree.group_count()).for_each(|group| tree.pairs_of_group(group, reach, &mut |a, b| found.push((a, b))));
            found.sort_unstable();
            let mut expected = Vec::new();
            for a in 0..leaves.len() {
                let near = |&b: &usize| leaves[a].grown(reach).meets(&leaves[b]);
                expected.extend((a + 1..leaves.len()).filter(near).map(|b| (a, b)));
            }
            prop_assert_eq!(found, expected);
        }
    }
}
