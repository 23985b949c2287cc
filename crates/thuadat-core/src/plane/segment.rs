//! How two segments meet.

use super::{Bounds, Point, Side, side};

/// A directed segment; its ends differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Segment {
    pub(crate) a: Point,
    pub(crate) b: Point,
}

/// How two segments meet. Exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// They have no point in common.
    Apart,
    /// They have one point in common, an end of both.
    EndToEnd(Point),
    /// They have one point in common, an end of at least one and inside the other.
    Touch(Point),
    /// They cross in one point inside both.
    Crossing,
    /// They lie on one line and have a stretch in common, given by its ends in the direction of the first.
    Along(Point, Point),
}

impl Segment {
    #[inline]
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds::of_segment(self.a, self.b)
    }

    /// How this segment meets another.
    #[inline]
    pub(crate) fn meeting(&self, other: &Self) -> Meeting {
        if !self.bounds().meets(&other.bounds()) {
            return Meeting::Apart;
        }
        let (c, d) = (side(self.a, self.b, other.a), side(self.a, self.b, other.b));
        if c == d && c != Side::On {
            return Meeting::Apart;
        }
        if c == Side::On && d == Side::On {
            return self.meeting_on_one_line(other);
        }
        let (a, b) = (side(other.a, other.b, self.a), side(other.a, other.b, self.b));
        if a == b {
            return Meeting::Apart;
        }
        match (a, b, c, d) {
            (Side::On, _, _, _) => at_end(self.a, c, d),
            (_, Side::On, _, _) => at_end(self.b, c, d),
            (_, _, Side::On, _) => Meeting::Touch(other.a),
            (_, _, _, Side::On) => Meeting::Touch(other.b),
            _ => Meeting::Crossing,
        }
    }

    /// The lattice point nearest to where this segment crosses another.
    ///
    /// The parameter is a quotient of exact integers, rounded once, so the result is the same on every machine and,
    /// for segments under 2⁵⁰ long, within one unit of the true point. It lies in the boxes of both, as the true one does.
    pub(crate) fn crossing(&self, other: &Self) -> Point {
        // The same pair must give the same point whichever is asked first.
        if (other.a.min(other.b), other.a.max(other.b)) < (self.a.min(self.b), self.a.max(self.b)) {
            return other.crossing(self);
        }
        let (start, end) = (self.a.min(self.b), self.a.max(self.b));
        let (from, to) = (other.a.min(other.b), other.a.max(other.b));
        let before = super::cross(from, to, start);
        let after = super::cross(from, to, end);
        let parameter = before as f64 / (before - after) as f64;
        let x = start.x + ((end.x - start.x) as f64 * parameter).round() as i64;
        let y = start.y + ((end.y - start.y) as f64 * parameter).round() as i64;
        let Bounds { min, max } = self.bounds().common(&other.bounds());
        Point::new(x.clamp(min.x, max.x), y.clamp(min.y, max.y))
    }

    fn meeting_on_one_line(&self, other: &Self) -> Meeting {
        let (from, to) = (self.a.min(self.b), self.a.max(self.b));
        let (other_from, other_to) = (other.a.min(other.b), other.a.max(other.b));
        let (start, end) = (from.max(other_from), to.min(other_to));
        match start.cmp(&end) {
            std::cmp::Ordering::Greater => Meeting::Apart,
            std::cmp::Ordering::Equal => Meeting::EndToEnd(start),
            std::cmp::Ordering::Less if self.a < self.b => Meeting::Along(start, end),
            std::cmp::Ordering::Less => Meeting::Along(end, start),
        }
    }
}

/// An end of the first lies on the second: inside it, unless one of the second's ends lies on the first too.
fn at_end(end: Point, c: Side, d: Side) -> Meeting {
    if c == Side::On || d == Side::On { Meeting::EndToEnd(end) } else { Meeting::Touch(end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(points: [i64; 4]) -> Segment {
        Segment { a: Point::new(points[0], points[1]), b: Point::new(points[2], points[3]) }
    }

    #[test]
    fn meetings() {
        let p = Point::new;
        let cases = [
            ([0, 0, 4, 0], [0, 1, 4, 1], Meeting::Apart),
            ([0, 0, 4, 0], [5, 0, 9, 0], Meeting::Apart),
            ([0, 0, 4, 4], [3, 0, 5, 1], Meeting::Apart),
            ([0, 0, 4, 0], [4, 0, 4, 3], Meeting::EndToEnd(p(4, 0))),
            ([0, 0, 4, 0], [4, 0, 9, 0], Meeting::EndToEnd(p(4, 0))),
            ([0, 0, 4, 0], [2, 0, 2, 3], Meeting::Touch(p(2, 0))),
            ([2, 3, 2, 0], [0, 0, 4, 0], Meeting::Touch(p(2, 0))),
            ([0, 0, 4, 4], [0, 4, 4, 0], Meeting::Crossing),
            ([0, 0, 9, 0], [2, 0, 5, 0], Meeting::Along(p(2, 0), p(5, 0))),
            ([9, 0, 0, 0], [2, 0, 5, 0], Meeting::Along(p(5, 0), p(2, 0))),
            ([0, 0, 4, 0], [2, 0, 9, 0], Meeting::Along(p(2, 0), p(4, 0))),
        ];
        for (first, second, expected) in cases {
            assert_eq!(segment(first).meeting(&segment(second)), expected, "{first:?} {second:?}");
        }
    }

    #[test]
    fn crossing_is_the_same_from_both_sides() {
        let (first, second) = (segment([0, 0, 1000, 999]), segment([1, 777, 1003, 12]));
        let crossing = first.crossing(&second);
        assert_eq!(crossing, second.crossing(&first));
        assert_eq!(crossing, Segment { a: first.b, b: first.a }.crossing(&second));
    }
}
