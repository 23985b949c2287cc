//! A tree of boxes that come and go, each known by a number.

use crate::measure::FINER;
use crate::plane::{Bounds, Point};
use rstar::{AABB, RTree, RTreeObject};

/// Boxes on the lattice that come and go.
#[derive(Debug, Default)]
pub(crate) struct BoxTree(RTree<Numbered>);

#[derive(Debug, Clone, Copy, PartialEq)]
struct Numbered {
    /// Lattice numbers are below 2⁵³, so doubles hold them exactly, and areas of boxes do not overflow.
    corners: [[f64; 2]; 2],
    number: u32,
}

impl BoxTree {
    /// All boxes at once. O(n log n).
    pub(crate) fn of(boxes: impl Iterator<Item = (usize, Bounds)>) -> Self {
        Self(RTree::bulk_load(boxes.map(|(number, bounds)| Numbered::new(number, &bounds)).collect()))
    }

    pub(crate) fn insert(&mut self, number: usize, bounds: &Bounds) {
        self.0.insert(Numbered::new(number, bounds));
    }

    pub(crate) fn remove(&mut self, number: usize, bounds: &Bounds) {
        self.0.remove(&Numbered::new(number, bounds));
    }

    /// The numbers of the boxes that have a point in common with `window`, in no order.
    pub(crate) fn meeting(&self, window: &Bounds) -> Vec<u32> {
        let envelope = Numbered::new(0, window).envelope();
        self.0.locate_in_envelope_intersecting(envelope).map(|found| found.number).collect()
    }
}

impl Numbered {
    fn new(number: usize, bounds: &Bounds) -> Self {
        let corner = |point: Point| [point.x as f64, point.y as f64];
        Self { corners: [corner(bounds.min), corner(bounds.max)], number: number as u32 }
    }
}

impl RTreeObject for Numbered {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.corners[0], self.corners[1])
    }
}

/// The box on the lattice around a box in finer units.
pub(in super::super) fn coarser(bounds: &Bounds) -> Bounds {
    let floor = |point: Point| Point::new(point.x.div_euclid(FINER), point.y.div_euclid(FINER));
    let ceil = |point: Point| Point::new(-(-point.x).div_euclid(FINER), -(-point.y).div_euclid(FINER));
    Bounds { min: floor(bounds.min), max: ceil(bounds.max) }
}
