//! The one place at which something is found.

use crate::ParcelGeometries;
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point};

/// Where a parcel is: at its first vertex within reach. None where there is none.
pub(super) fn place_of_parcel(shapes: &ParcelGeometries, parcel: usize, lattice: Lattice) -> Option<Point> {
    let coords = &shapes.coords()[shapes.parcel_coords(parcel)];
    coords.iter().find(|&&coord| lattice.reaches(coord)).map(|&coord| lattice.point(coord))
}

/// Where an overlap is: the lower left corner of what the boxes have in common, which both parcels come near.
pub(super) fn place_of_overlap(
    shapes: &ParcelGeometries,
    one: usize,
    other: usize,
    lattice: Lattice,
) -> Option<Point> {
    let common = box_of(shapes, one, lattice).common(&box_of(shapes, other, lattice));
    (!common.is_empty()).then_some(common.min)
}

fn box_of(shapes: &ParcelGeometries, parcel: usize, lattice: Lattice) -> Bounds {
    let coords = shapes.coords()[shapes.parcel_coords(parcel)].iter();
    Bounds::of_points(coords.filter(|&&coord| lattice.reaches(coord)).map(|&coord| lattice.point(coord)))
}
