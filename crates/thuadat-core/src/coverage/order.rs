//! An order in which neighbours in the plane are neighbours in memory.

use crate::ParcelGeometries;
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point};
use rayon::prelude::*;

/// The parcels along a Hilbert curve, by the first vertex of each. Those without a usable first vertex come first.
///
/// Ties keep the input order, so the result depends on nothing but the input.
pub(super) fn along_hilbert_curve(shapes: &ParcelGeometries, lattice: Lattice) -> Vec<u32> {
    let first_point = |parcel: usize| {
        let coord = *shapes.coords()[shapes.parcel_coords(parcel)].first()?;
        lattice.reaches(coord).then(|| lattice.point(coord))
    };
    let extent = (0..shapes.len())
        .into_par_iter()
        .filter_map(first_point)
        .fold(
            || Bounds::EMPTY,
            |mut extent, point| {
                extent.include(point);
                extent
            },
        )
        .reduce(
            || Bounds::EMPTY,
            |mut one, other| {
                one.merge(&other);
                one
            },
        );
    let mut keyed: Vec<(u32, u32)> = (0..shapes.len())
        .into_par_iter()
        .map(|parcel| (first_point(parcel).map_or(0, |point| hilbert_key(point, &extent)), parcel as u32))
        .collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, parcel)| parcel).collect()
}

/// Position along a Hilbert curve of 2¹⁶ × 2¹⁶ cells over the extent.
fn hilbert_key(point: Point, extent: &Bounds) -> u32 {
    let size = (extent.max.x - extent.min.x).max(extent.max.y - extent.min.y).max(1) as f64;
    let cell = |offset: i64| (offset as f64 / size * 65535.0) as u32;
    let (mut x, mut y) = (cell(point.x - extent.min.x), cell(point.y - extent.min.y));
    let mut key = 0;
    for level in (0..16).rev() {
        let (right, upper) = ((x >> level) & 1, (y >> level) & 1);
        key = (key << 2) | ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_cells_of_the_curve_are_neighbours() {
        let extent = Bounds { min: Point::new(0, 0), max: Point::new(65535, 65535) };
        let mut cells: Vec<(u32, i64, i64)> = (0..16)
            .flat_map(|x| (0..16).map(move |y| (x, y)))
            .map(|(x, y)| (hilbert_key(Point::new(x, y), &extent), x, y))
            .collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1, "{pair:?}");
        }
    }
}
