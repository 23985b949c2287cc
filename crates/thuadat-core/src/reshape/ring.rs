//! A ring as its corners on the lattice.

use crate::lattice::Lattice;
use crate::plane::{Point, signed_area_doubled};
use geo::{Coord, LineString};

/// A corner: where it is on the lattice, and as it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corner {
    pub(super) point: Point,
    pub(super) coord: Coord<f64>,
}

/// The corners of a ring, each once; none where a coordinate is beyond the lattice.
pub(super) fn corners(ring: &LineString<f64>, lattice: Lattice) -> Vec<Corner> {
    if !lattice.reaches_all(&ring.0) {
        return Vec::new();
    }
    let corner = |&coord: &Coord<f64>| Corner { point: lattice.point(coord), coord };
    let mut corners: Vec<Corner> = ring.0.iter().map(corner).collect();
    corners.dedup_by_key(|corner| corner.point);
    while corners.len() > 1 && corners[0].point == corners[corners.len() - 1].point {
        corners.pop();
    }
    corners
}

/// The ring closed again.
pub(super) fn line(corners: impl IntoIterator<Item = Coord<f64>>) -> LineString<f64> {
    let mut coords: Vec<Coord<f64>> = corners.into_iter().collect();
    coords.extend(coords.first().copied());
    LineString(coords)
}

/// Twice the area on the left of the ring, in lattice steps.
pub(super) fn area_doubled(corners: &[Corner]) -> i128 {
    let points: Vec<Point> = corners.iter().map(|corner| corner.point).collect();
    signed_area_doubled(&points)
}
