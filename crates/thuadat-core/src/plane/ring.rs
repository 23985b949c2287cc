//! Rings: area and what a ray crosses.

use super::{Point, Segment, Side, side};

/// Twice the signed area inside a closed sequence of points: positive when it runs counter-clockwise. Exact.
///
/// The closing point may be there or not.
pub(crate) fn signed_area_doubled(points: &[Point]) -> i128 {
    let Some((&origin, _)) = points.split_first() else { return 0 };
    points.windows(2).map(|pair| super::cross(origin, pair[0], pair[1])).sum()
}

/// Twice the area that directed segments of closed rings have on their left, less what they have on their right. Exact.
pub(crate) fn enclosed_area_doubled<'a>(segments: impl IntoIterator<Item = &'a Segment>) -> i128 {
    let mut segments = segments.into_iter().peekable();
    let Some(origin) = segments.peek().map(|first| first.a) else { return 0 };
    segments.map(|segment| super::cross(origin, segment.a, segment.b)).sum()
}

/// Whether closed rings, given by their edges in any order, are around a point by the even-odd rule; none where it is on
/// an edge. Exact. Edges that neither hold the point nor meet the ray from it towards growing x may be left out.
pub(crate) fn are_around(edges: impl IntoIterator<Item = Segment>, point: Point) -> Option<bool> {
    let mut inside = false;
    for edge in edges {
        if edge.bounds().contains(point) && side(edge.a, edge.b, point) == Side::On {
            return None;
        }
        inside ^= crosses_ray(&edge, point);
    }
    Some(inside)
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
    fn a_square_is_around_what_is_inside_it() {
        let corners = [(0, 0), (4, 0), (4, 4), (0, 4)].map(|(x, y)| Point::new(x, y));
        let edge = |at: usize| Segment { a: corners[at], b: corners[(at + 1) % 4] };
        let cases = [
            ((1, 1), Some(true)),
            ((5, 1), Some(false)),
            ((-1, 1), Some(false)),
            ((-1, 4), Some(false)),
            ((-1, 0), Some(false)),
            ((0, 0), None),
            ((4, 2), None),
            ((2, 4), None),
        ];
        for ((x, y), expected) in cases {
            assert_eq!(are_around((0..4).map(edge), Point::new(x, y)), expected, "{x} {y}");
        }
        assert_eq!(enclosed_area_doubled(&[0, 2, 1, 3].map(edge)), 32);
        assert_eq!(enclosed_area_doubled(&[]), 0);
    }
}
