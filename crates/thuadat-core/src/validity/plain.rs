//! Seeing at a glance that a ring is simple.

use crate::lattice::Lattice;
use crate::plane::{Point, Side, side};
use geo::Coord;

/// Whether a shape of one closed ring is beyond doubt free of every defect, in one pass.
///
/// A ring is simple if from some point all its edges are seen in turn, counter-clockwise or clockwise throughout, and
/// once round. Most parcels are seen so from the middle of their vertices. `false` says nothing: the shape is then to
/// be examined. `points` are the ring's vertices on the lattice, the closing one included.
pub(crate) fn is_plainly_sound(
    ring: &[Coord<f64>],
    points: &[Point],
    lattice: Lattice,
    spike_width_m: f64,
) -> bool {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return false };
    points.len() >= 4
        && first == last
        && is_star_shaped(points)
        && !has_narrow_corner(ring, spike_width_m.max(lattice.step_m()))
}

fn is_star_shaped(points: &[Point]) -> bool {
    let corners = &points[1..];
    let count = corners.len() as i64;
    let origin = points[0];
    let (sum_x, sum_y) = corners.iter().fold((0i64, 0i64), |(x, y), corner| {
        (x.wrapping_add(corner.x - origin.x), y.wrapping_add(corner.y - origin.y))
    });
    let middle = Point::new(origin.x + sum_x / count, origin.y + sum_y / count);
    let turn = side(middle, points[0], points[1]);
    if turn == Side::On {
        return false;
    }
    let mut rounds = 0;
    for pair in points.windows(2) {
        if side(middle, pair[0], pair[1]) != turn {
            return false;
        }
        rounds += i32::from(pair[0].y <= middle.y && pair[1].y > middle.y);
    }
    rounds == 1
}

/// Whether any corner could be a spike. Errs on the side of yes.
fn has_narrow_corner(ring: &[Coord<f64>], width_m: f64) -> bool {
    let width_squared = 4.0 * width_m * width_m;
    let is_narrow = |before: Coord<f64>, corner: Coord<f64>, after: Coord<f64>| {
        let (back, forth) = (before - corner, after - corner);
        let along = back.x * forth.x + back.y * forth.y;
        let across = back.x * forth.y - back.y * forth.x;
        let longer_squared = (back.x * back.x + back.y * back.y).max(forth.x * forth.x + forth.y * forth.y);
        along > 0.0 && across * across <= width_squared * longer_squared
    };
    let corner_count = ring.len() - 1;
    is_narrow(ring[corner_count - 1], ring[0], ring[1])
        || ring.windows(3).any(|corner| is_narrow(corner[0], corner[1], corner[2]))
}
