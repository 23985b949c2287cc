//! A ring of the border with nothing on its right.

use crate::measure::is_around;
use crate::plane::{Bounds, Point, Segment, signed_area_doubled};
use std::collections::BTreeSet;

/// A ring with nothing on its right: the outline of a gap, or of an island of parcels.
#[derive(Debug)]
pub(super) struct Ring {
    /// Its segments in finer units, and the edge each is of.
    pub(super) links: Vec<(Segment, u32)>,
    /// Twice the area of the gap; below zero for an island.
    pub(super) area_doubled: i128,
    /// Of an outline, the islands in the gap.
    pub(super) islands: BTreeSet<u32>,
    /// Of an island, the outline of the gap it is in.
    pub(super) within: Option<u32>,
}

impl Ring {
    pub(super) fn new(links: Vec<(Segment, u32)>) -> Self {
        let mut ring = Self { links, area_doubled: 0, islands: BTreeSet::new(), within: None };
        ring.area_doubled = signed_area_doubled(&ring.points());
        ring
    }

    pub(super) fn is_outline(&self) -> bool {
        self.area_doubled > 0
    }

    /// The corners, with what is uncovered on the left.
    pub(super) fn points(&self) -> Vec<Point> {
        self.links.iter().rev().map(|(segment, _)| segment.a).collect()
    }

    pub(super) fn bounds(&self) -> Bounds {
        Bounds::of_points(self.links.iter().map(|(segment, _)| segment.a))
    }

    /// Whether the outline is around an island, given by its corners.
    pub(super) fn is_around(&self, island: &[Point]) -> bool {
        self.bounds().contains(island[0]) && is_around(&self.points(), island)
    }
}
