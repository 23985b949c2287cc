//! The 1 mm lattice all made-up parcels stand on, and exact geometry over it.

use geo::Coord;

/// A point in whole millimetres, easting first. Exact: products of differences fit an `i64` up to some 3 000 km.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Millimetres {
    /// Easting.
    pub x: i64,
    /// Northing.
    pub y: i64,
}

impl Millimetres {
    /// The lattice point nearest to a point in metres.
    #[must_use]
    pub fn nearest(metres: Coord<f64>) -> Self {
        Self { x: (metres.x * 1000.0).round() as i64, y: (metres.y * 1000.0).round() as i64 }
    }

    /// The point in metres: the double nearest to the decimal number.
    #[must_use]
    pub fn to_metres(self) -> Coord<f64> {
        Coord { x: self.x as f64 / 1000.0, y: self.y as f64 / 1000.0 }
    }
}

/// Twice the signed area of the triangle `a b c`; positive when it turns left.
pub(crate) fn turn(a: Millimetres, b: Millimetres, c: Millimetres) -> i64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Twice the signed area of a ring without closing point; positive when it runs counter-clockwise.
pub(crate) fn twice_area(ring: &[Millimetres]) -> i64 {
    let origin = ring[0];
    ring.windows(2).map(|edge| turn(origin, edge[0], edge[1])).sum()
}

/// Whether the closed segments `a b` and `c d` have a point in common.
pub(crate) fn segments_meet(a: Millimetres, b: Millimetres, c: Millimetres, d: Millimetres) -> bool {
    let boxes_apart = a.x.max(b.x) < c.x.min(d.x)
        || c.x.max(d.x) < a.x.min(b.x)
        || a.y.max(b.y) < c.y.min(d.y)
        || c.y.max(d.y) < a.y.min(b.y);
    if boxes_apart {
        return false;
    }
    let (c_side, d_side) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    let (a_side, b_side) = (turn(c, d, a).signum(), turn(c, d, b).signum());
    c_side * d_side <= 0 && a_side * b_side <= 0
}

/// Distance in metres from a point to the segment `a b`.
pub(crate) fn distance_m(point: Millimetres, a: Millimetres, b: Millimetres) -> f64 {
    let (ab_x, ab_y) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (ap_x, ap_y) = ((point.x - a.x) as f64, (point.y - a.y) as f64);
    let length_squared = ab_x * ab_x + ab_y * ab_y;
    let along = if length_squared > 0.0 {
        ((ap_x * ab_x + ap_y * ab_y) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (ap_x - along * ab_x).hypot(ap_y - along * ab_y) / 1000.0
}

/// Whether a point lies inside a ring without closing point; a point on the ring may come out either way.
pub(crate) fn contains(ring: &[Millimetres], point: Millimetres) -> bool {
    let mut inside = false;
    let mut a = ring[ring.len() - 1];
    for &b in ring {
        if (a.y > point.y) != (b.y > point.y) && (turn(a, b, point) > 0) == (b.y > a.y) {
            inside = !inside;
        }
        a = b;
    }
    inside
}

/// The edges of a ring without closing point.
pub(crate) fn edges(ring: &[Millimetres]) -> impl Iterator<Item = (Millimetres, Millimetres)> + '_ {
    (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()]))
}

/// Distance from a point to the nearest edge of a ring, in metres; negative outside.
pub(crate) fn room_m(ring: &[Millimetres], point: Millimetres) -> f64 {
    let distance = edges(ring).map(|(a, b)| distance_m(point, a, b)).fold(f64::INFINITY, f64::min);
    if contains(ring, point) { distance } else { -distance }
}

/// The point of a grid over a ring that has most room about it inside the ring, and how much.
pub(crate) fn roomiest_point(ring: &[Millimetres]) -> (Millimetres, f64) {
    roomiest_point_beside(ring, &[])
}

/// The same, outside the holes.
pub(crate) fn roomiest_point_beside(ring: &[Millimetres], holes: &[Vec<Millimetres>]) -> (Millimetres, f64) {
    const CELLS: i64 = 24;
    let bounds = |value: fn(&Millimetres) -> i64| {
        ring.iter().map(value).fold((i64::MAX, i64::MIN), |(low, high), v| (low.min(v), high.max(v)))
    };
    let ((west, east), (south, north)) = (bounds(|p| p.x), bounds(|p| p.y));
    (1..CELLS * CELLS)
        .map(|cell| Millimetres {
            x: west + (east - west) * (cell % CELLS) / CELLS,
            y: south + (north - south) * (cell / CELLS) / CELLS,
        })
        .map(|point| {
            let beside = holes.iter().map(|hole| -room_m(hole, point)).fold(f64::INFINITY, f64::min);
            (point, room_m(ring, point).min(beside))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .expect("the grid has points")
}
