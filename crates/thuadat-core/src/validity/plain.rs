//! Seeing at a glance that a ring is simple.

use super::chains::keep_apart;
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point, Segment};
use geo::Coord;

/// What is seen of a sound ring at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glance {
    /// The box around it.
    pub(crate) bounds: Bounds,
    /// Which way round it is stored.
    pub(crate) is_clockwise: bool,
    /// Twice the area of the smallest triangle that an edge makes with the point all edges are seen from; none where they
    /// are not all seen from one.
    pub(crate) least_turn: Option<i64>,
}

/// Looks whether a shape of one closed ring is beyond doubt free of every defect, in a pass or two.
///
/// A ring is simple if from some point all its edges are seen in turn, counter-clockwise or clockwise throughout, and
/// once round. Most parcels are seen so from the middle of their vertices; most others are few chains that keep apart. None
/// says nothing: the shape is then to be examined. `points` are the ring's vertices on the lattice, the closing one included.
pub(crate) fn glance(
    ring: &[Coord<f64>],
    points: &[Point],
    lattice: Lattice,
    spike_width_m: f64,
) -> Option<Glance> {
    let (first, last) = (points.first()?, points.last()?);
    if points.len() < 4 || first != last {
        return None;
    }
    let bounds = bounds_of(ring, lattice);
    if bounds.max.x - bounds.min.x >= SHORT || bounds.max.y - bounds.min.y >= SHORT {
        return None;
    }
    let turn = turns_clockwise(points);
    if has_narrow_corner(ring, spike_width_m.max(lattice.step_m())) {
        return None;
    }
    if let Some((is_clockwise, least_turn)) = turn {
        return Some(Glance { bounds, is_clockwise, least_turn: Some(least_turn) });
    }
    let is_clockwise = area_doubled(points) < 0;
    let edge = |at: usize| Segment { a: points[at], b: points[at + 1] };
    let is_simple = keep_apart(std::slice::from_ref(&(0..points.len() - 1)), edge);
    is_simple.then_some(Glance { bounds, is_clockwise, least_turn: None })
}

/// Twice the signed area inside a closed ring, of points less than `SHORT` apart.
fn area_doubled(points: &[Point]) -> i128 {
    let origin = points[0];
    let turn = |ends: &[Point]| {
        let ([from_x, from_y], [to_x, to_y]) =
            ([ends[0].x - origin.x, ends[0].y - origin.y], [ends[1].x - origin.x, ends[1].y - origin.y]);
        i128::from(from_x * to_y - from_y * to_x)
    };
    points.windows(2).map(turn).sum()
}

/// The box of a ring's lattice points. Rounding keeps order, so the outermost coordinates give the outermost points.
fn bounds_of(ring: &[Coord<f64>], lattice: Lattice) -> Bounds {
    let (mut min, mut max) = (ring[0], ring[0]);
    for coord in ring {
        min = Coord { x: min.x.min(coord.x), y: min.y.min(coord.y) };
        max = Coord { x: max.x.max(coord.x), y: max.y.max(coord.y) };
    }
    Bounds { min: lattice.point(min), max: lattice.point(max) }
}

/// Products of two differences below this, and the difference of those, fit an `i64`.
const SHORT: i64 = 1 << 31;

/// Whether a ring turns clockwise about the middle of its vertices, and its least turn; none where it does not turn one
/// way, and once round. Exact.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "two comparisons without a branch are faster than one mispredicted"
)]
fn turns_clockwise(points: &[Point]) -> Option<(bool, i64)> {
    let corners = &points[1..];
    let count = corners.len() as i64;
    let origin = points[0];
    let (mut sum_x, mut sum_y) = (0i64, 0i64);
    for corner in corners {
        sum_x = sum_x.wrapping_add(corner.x - origin.x);
        sum_y = sum_y.wrapping_add(corner.y - origin.y);
    }
    let middle = Point::new(origin.x + sum_x / count, origin.y + sum_y / count);
    let (mut least, mut greatest, mut rounds) = (i64::MAX, i64::MIN, 0i64);
    let (mut x, mut y) = (origin.x - middle.x, origin.y - middle.y);
    for corner in corners {
        let (next_x, next_y) = (corner.x - middle.x, corner.y - middle.y);
        let turn = x * next_y - y * next_x;
        least = least.min(turn);
        greatest = greatest.max(turn);
        // Edges that cross the ray to the east or west upwards: seen once round, there is one.
        rounds += i64::from((y <= 0) & (next_y > 0));
        (x, y) = (next_x, next_y);
    }
    match (rounds, least > 0, greatest < 0) {
        (1, true, _) => Some((false, least)),
        (1, _, true) => Some((true, -greatest)),
        _ => None,
    }
}

/// Whether any corner could be a spike. Errs on the side of yes.
fn has_narrow_corner(ring: &[Coord<f64>], width_m: f64) -> bool {
    let width_squared = 4.0 * width_m * width_m;
    let corner_count = ring.len() - 1;
    let mut back = ring[corner_count - 1] - ring[0];
    let mut back_squared = back.x * back.x + back.y * back.y;
    let mut is_narrow = false;
    for edge in ring.windows(2) {
        let forth = edge[1] - edge[0];
        let forth_squared = forth.x * forth.x + forth.y * forth.y;
        let along = back.x * forth.x + back.y * forth.y;
        let across = back.x * forth.y - back.y * forth.x;
        is_narrow |= (along > 0.0) & (across * across <= width_squared * back_squared.max(forth_squared));
        back = Coord { x: -forth.x, y: -forth.y };
        back_squared = forth_squared;
    }
    is_narrow
}
