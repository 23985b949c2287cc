//! An order in which neighbours in the plane are neighbours in memory.

use crate::ParcelGeometries;
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point};
use rayon::prelude::*;

/// The parcels along a Hilbert curve through cells of some eight parcels, by the first vertex of each. Those without a
/// usable first vertex come first.
///
/// In a cell they keep the input order, in which neighbours are often neighbours in memory. O(n).
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
    let bits = levels(shapes.len());
    let cells: Vec<u32> = (0..shapes.len())
        .into_par_iter()
        .map(|parcel| first_point(parcel).map_or(0, |point| hilbert_key(point, &extent, bits)))
        .collect();
    sorted_by_cell(&cells, 1 << (2 * bits))
}

/// How often to halve the extent so that a cell holds some eight parcels.
fn levels(parcels: usize) -> u32 {
    ((parcels / 8).max(1).ilog2() / 2).min(12)
}

/// The numbers of things by the cell each is in. O(n).
fn sorted_by_cell(cells: &[u32], cell_count: usize) -> Vec<u32> {
    let mut ends = vec![0u32; cell_count + 1];
    for &cell in cells {
        ends[cell as usize + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let mut sorted = vec![0; cells.len()];
    for (number, &cell) in (0u32..).zip(cells) {
        let end = &mut ends[cell as usize];
        sorted[*end as usize] = number;
        *end += 1;
    }
    sorted
}

/// Position along a Hilbert curve of 2 to the power of `levels` cells each way over the extent.
fn hilbert_key(point: Point, extent: &Bounds, levels: u32) -> u32 {
    let size = (extent.max.x - extent.min.x).max(extent.max.y - extent.min.y).max(1) as f64;
    let last = f64::from((1u32 << levels) - 1);
    let cell = |offset: i64| (offset as f64 / size * last).round() as u32;
    let (mut x, mut y) = (cell(point.x - extent.min.x), cell(point.y - extent.min.y));
    let mut key = 0;
    for level in (0..levels).rev() {
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
        let extent = Bounds { min: Point::new(0, 0), max: Point::new(15, 15) };
        let mut cells: Vec<(u32, i64, i64)> = (0..16)
            .flat_map(|x| (0..16).map(move |y| (x, y)))
            .map(|(x, y)| (hilbert_key(Point::new(x, y), &extent, 4), x, y))
            .collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1, "{pair:?}");
        }
    }
}
