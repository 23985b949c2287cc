//! Rings: area and what a ray crosses.

use super::{Point, Segment, Side, side};

/// Twice the signed area inside a closed sequence of points: positive when it runs counter-clockwise. Exact.
///
/// The closing point may be there or not.
pub(crate) fn signed_area_doubled(points: &[Point]) -> i128 {
    let Some((&origin, _)) = points.split_first() else { return 0 };
    points.windows(2).map(|pair| super::cross(origin, pair[0], pair[1])).sum()
}

/// Whether the ray from `point` towards growing x crosses the segment; of the segment's ends the upper one does not count.
/// For a point that is not on the segment.
#[inline]
pub(crate) fn crosses_ray(segment: &Segment, point: Point) -> bool {
    let upwards = segment.a.y <= point.y;
    if upwards == (segment.b.y <= point.y) {
        return false;
    }
    let on_left = side(segment.a, segment.b, point) == Side::Left;
    on_left == upwards
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_of_a_square_far_out() {
        let far = 1 << 50;
        let square = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)].map(|(x, y)| Point::new(far + x, far + y));
        assert_eq!(signed_area_doubled(&square), 8);
        assert_eq!(signed_area_doubled(&square[..4]), 8);
    }

    #[test]
    fn ray_crosses_each_boundary_once() {
        let corners = [(0, 0), (4, 0), (4, 4), (0, 4)].map(|(x, y)| Point::new(x, y));
        let inside = |point: Point| {
            let edge = |at: usize| Segment { a: corners[at], b: corners[(at + 1) % 4] };
            (0..4).filter(|&at| crosses_ray(&edge(at), point)).count() % 2 == 1
        };
        assert!(inside(Point::new(1, 1)));
        assert!(!inside(Point::new(5, 1)));
        assert!(!inside(Point::new(-1, 1)));
        assert!(!inside(Point::new(-1, 4)));
    }
}
