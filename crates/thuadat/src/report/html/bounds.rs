//! Boxes of parcels, and which of them meet a piece of ground.

use geo::{Coord, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use thuadat_core::ParcelGeometries;

/// The box of every parcel; none where it has no finite vertex.
pub(super) struct ParcelBounds(Vec<Option<Rect<f64>>>);

impl ParcelBounds {
    /// O(vertices).
    pub(super) fn of(shapes: &ParcelGeometries) -> Self {
        Self(
            (0..shapes.len())
                .map(|parcel| bounds(shapes.coords()[shapes.parcel_coords(parcel)].iter()))
                .collect(),
        )
    }

    pub(super) fn get(&self, parcel: u32) -> Option<Rect<f64>> {
        self.0[parcel as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Rect<f64>)> + '_ {
        self.0.iter().enumerate().filter_map(|(parcel, bounds)| bounds.map(|bounds| (parcel, bounds)))
    }

    /// A tree of all boxes. O(n log n).
    pub(super) fn tree(&self) -> BoundsTree {
        let corner = |at: Coord<f64>| [at.x, at.y];
        let boxes = self.iter().map(|(parcel, bounds)| {
            GeomWithData::new(
                Rectangle::from_corners(corner(bounds.min()), corner(bounds.max())),
                parcel as u32,
            )
        });
        BoundsTree(RTree::bulk_load(boxes.collect()))
    }
}

/// Finds the parcels near a place.
pub(super) struct BoundsTree(RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>);

impl BoundsTree {
    /// The parcels whose boxes meet `ground`, in input order.
    pub(super) fn meeting(&self, ground: Rect<f64>) -> Vec<u32> {
        let (low, high) = (ground.min(), ground.max());
        let envelope = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let mut parcels: Vec<u32> =
            self.0.locate_in_envelope_intersecting(envelope).map(|found| found.data).collect();
        parcels.sort_unstable();
        parcels
    }
}

/// The box of the finite ones among some vertices.
pub(super) fn bounds<'a>(coords: impl Iterator<Item = &'a Coord<f64>>) -> Option<Rect<f64>> {
    coords.filter(|at| at.x.is_finite() && at.y.is_finite()).fold(None, |bounds: Option<Rect<f64>>, &at| {
        Some(bounds.map_or_else(|| Rect::new(at, at), |bounds| union(bounds, Rect::new(at, at))))
    })
}

/// The smallest box around two.
pub(super) fn union(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    let (a, b, c, d) = (one.min(), other.min(), one.max(), other.max());
    Rect::new(Coord { x: a.x.min(b.x), y: a.y.min(b.y) }, Coord { x: c.x.max(d.x), y: c.y.max(d.y) })
}

/// A box with the same centre and at least these sides.
pub(super) fn at_least(bounds: Rect<f64>, width: f64, height: f64) -> Rect<f64> {
    let half = Coord { x: bounds.width().max(width), y: bounds.height().max(height) } / 2.0;
    Rect::new(bounds.center() - half, bounds.center() + half)
}
