//! A static tree of boxes over things that already stand in a good order.
//!
//! Parcels along a Hilbert curve, edges along a ring: the order is there, so the tree is built in one pass without
//! sorting or allocation per node. `rstar` serves where things come and go; here a million boxes must be indexed in
//! milliseconds.

use super::Bounds;

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

    /// Calls `visit` with each pair of positions, the smaller first, whose boxes meet.
    pub(crate) fn pairs(&self, visit: &mut impl FnMut(usize, usize)) {
        for position in 0..self.levels[0].len() {
            self.query_behind(position, &mut |other| visit(position, other));
        }
    }

    /// Calls `visit` with each position behind one whose box meets the box of that one, in order.
    pub(crate) fn query_behind(&self, position: usize, visit: &mut impl FnMut(usize)) {
        let top = self.levels.len() - 1;
        self.query_after(top, 0, self.levels[top].len(), position, &self.levels[0][position], visit);
    }

    /// As `query_range`, for boxes behind a position only.
    fn query_after(
        &self,
        level: usize,
        from: usize,
        to: usize,
        position: usize,
        window: &Bounds,
        visit: &mut impl FnMut(usize),
    ) {
        if level == 0 {
            return self.query_range(0, from.max(position + 1), to, window, visit);
        }
        let below = self.levels[level - 1].len();
        for node in from.max(position / FAN_OUT.pow(level as u32))..to {
            if self.levels[level][node].meets(window) {
                let first = node * FAN_OUT;
                self.query_after(level - 1, first, (first + FAN_OUT).min(below), position, window, visit);
            }
        }
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
    use crate::plane::Point;
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
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn pairs_are_all_pairs(leaves in prop::collection::vec(bounds(), 0..60)) {
            let mut found = Vec::new();
            PackedTree::new(leaves.clone()).pairs(&mut |a, b| found.push((a, b)));
            let mut expected = Vec::new();
            for a in 0..leaves.len() {
                expected.extend((a + 1..leaves.len()).filter(|&b| leaves[a].meets(&leaves[b])).map(|b| (a, b)));
            }
            prop_assert_eq!(found, expected);
        }
    }
}
