//! Whether two shapes are of the same piece of ground.

use super::Bounds;
use geo::Coord;
use thuadat_core::ParcelGeometries;

/// Lines laid through two shapes to compare them.
const LINES: usize = 64;
/// The part of the smaller shape that must lie in the other one.
const SHARED: f64 = 0.5;

/// Whether at least half of the smaller of two shapes lies in the other: a boundary that was corrected passes, land elsewhere
/// does not. Measured along lines from west to east, inside as the even-odd rule has it, so that faulty shapes are no trouble.
pub(crate) fn share_ground(
    (one, of_one): (&ParcelGeometries, usize),
    (other, of_other): (&ParcelGeometries, usize),
) -> bool {
    let (a, b) = (bounds_of(one, of_one), bounds_of(other, of_other));
    let (bottom, top) = (a.min_y.min(b.min_y), a.max_y.max(b.max_y));
    if !a.is_somewhere() || !b.is_somewhere() || !meet(&a, &b) || top <= bottom {
        return false;
    }
    let (mut length_a, mut length_b, mut shared) = (0.0, 0.0, 0.0);
    for line in 0..LINES {
        let y = bottom + (top - bottom) * (line as f64 + 0.5) / LINES as f64;
        let (crossed_a, crossed_b) = (crossings(one, of_one, y), crossings(other, of_other, y));
        length_a += length(&crossed_a);
        length_b += length(&crossed_b);
        shared += shared_length(&crossed_a, &crossed_b);
    }
    let smaller = f64::min(length_a, length_b);
    smaller > 0.0 && shared >= SHARED * smaller
}

fn bounds_of(shapes: &ParcelGeometries, parcel: usize) -> Bounds {
    let mut bounds = Bounds::NOWHERE;
    for at in &shapes.coords()[shapes.parcel_coords(parcel)] {
        bounds.take(at.x, at.y);
    }
    bounds
}

fn meet(a: &Bounds, b: &Bounds) -> bool {
    a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y
}

/// Where a line enters and leaves a shape, ascending.
fn crossings(shapes: &ParcelGeometries, parcel: usize, y: f64) -> Vec<f64> {
    let mut crossed = Vec::new();
    for ring in shapes.rings(parcel) {
        let next = ring.iter().skip(1).chain(ring.first());
        for (&Coord { x: x0, y: y0 }, &Coord { x: x1, y: y1 }) in ring.iter().zip(next) {
            if (y0 > y) != (y1 > y) {
                crossed.push(x0 + (y - y0) / (y1 - y0) * (x1 - x0));
            }
        }
    }
    crossed.sort_by(f64::total_cmp);
    crossed
}

fn length(crossed: &[f64]) -> f64 {
    crossed.chunks_exact(2).map(|pair| pair[1] - pair[0]).sum()
}

fn shared_length(a: &[f64], b: &[f64]) -> f64 {
    let of_b = |from: f64, until: f64| -> f64 {
        b.chunks_exact(2).map(|pair| (pair[1].min(until) - pair[0].max(from)).max(0.0)).sum()
    };
    a.chunks_exact(2).map(|pair| of_b(pair[0], pair[1])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn square(x: f64, y: f64, side: f64) -> ParcelGeometries {
        ParcelGeometries::from_iter([
            polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)],
        ])
    }

    /// A road from corner to corner.
    fn diagonal(x: f64) -> ParcelGeometries {
        ParcelGeometries::from_iter([
            polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x + 1001., y: 1000.), (x: x + 1000., y: 1000.)],
        ])
    }

    #[test]
    fn ground_is_shared_by_half_of_the_smaller() {
        for (one, other, expected) in [
            (square(0., 0., 10.), square(0., 0., 10.), true),
            (square(0., 0., 10.), square(4., 0., 10.), true),
            (square(0., 0., 10.), square(6., 0., 10.), false),
            (square(0., 0., 10.), square(10., 0., 10.), false),
            (square(0., 0., 10.), square(500., 0., 10.), false),
            (square(0., 0., 100.), square(10., 10., 5.), true),
            (diagonal(0.), diagonal(0.2), true),
            (diagonal(0.), diagonal(2.), false),
            (square(0., 0., 10.), ParcelGeometries::from_iter([polygon![]]), false),
        ] {
            assert_eq!(share_ground((&one, 0), (&other, 0)), expected, "{one:?} {other:?}");
            assert_eq!(share_ground((&other, 0), (&one, 0)), expected, "{other:?} {one:?}");
        }
    }
}
