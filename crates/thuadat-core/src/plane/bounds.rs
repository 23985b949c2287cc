//! Axis-parallel boxes.

use super::Point;

/// A closed box; `EMPTY` holds nothing and meets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: Point,
    pub(crate) max: Point,
}

impl Bounds {
    pub(crate) const EMPTY: Self =
        Self { min: Point::new(i64::MAX, i64::MAX), max: Point::new(i64::MIN, i64::MIN) };

    #[inline]
    pub(crate) fn of_segment(a: Point, b: Point) -> Self {
        Self { min: Point::new(a.x.min(b.x), a.y.min(b.y)), max: Point::new(a.x.max(b.x), a.y.max(b.y)) }
    }

    pub(crate) fn of_points(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = Self::EMPTY;
        for point in points {
            bounds.include(point);
        }
        bounds
    }

    #[inline]
    pub(crate) fn include(&mut self, point: Point) {
        self.min.x = self.min.x.min(point.x);
        self.min.y = self.min.y.min(point.y);
        self.max.x = self.max.x.max(point.x);
        self.max.y = self.max.y.max(point.y);
    }

    #[inline]
    pub(crate) fn merge(&mut self, other: &Self) {
        self.min.x = self.min.x.min(other.min.x);
        self.min.y = self.min.y.min(other.min.y);
        self.max.x = self.max.x.max(other.max.x);
        self.max.y = self.max.y.max(other.max.y);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.min.x > self.max.x
    }

    /// Whether the boxes have a point in common.
    #[inline]
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "four comparisons without a branch are faster than one mispredicted"
    )]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        (self.min.x <= other.max.x)
            & (other.min.x <= self.max.x)
            & (self.min.y <= other.max.y)
            & (other.min.y <= self.max.y)
    }

    pub(crate) fn contains(&self, point: Point) -> bool {
        self.meets(&Self { min: point, max: point })
    }

    /// The common part; empty where there is none.
    pub(crate) fn common(&self, other: &Self) -> Self {
        let common = Self {
            min: Point::new(self.min.x.max(other.min.x), self.min.y.max(other.min.y)),
            max: Point::new(self.max.x.min(other.max.x), self.max.y.min(other.max.y)),
        };
        if common.min.x > common.max.x || common.min.y > common.max.y { Self::EMPTY } else { common }
    }

    /// The box grown by a margin on all sides.
    #[inline]
    pub(crate) fn grown(&self, margin: i64) -> Self {
        Self {
            min: Point::new(self.min.x.saturating_sub(margin), self.min.y.saturating_sub(margin)),
            max: Point::new(self.max.x.saturating_add(margin), self.max.y.saturating_add(margin)),
        }
    }
}
