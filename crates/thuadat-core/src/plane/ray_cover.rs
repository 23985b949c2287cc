//! What covers a place, by the edges on a ray from it.

use super::{Bounds, PackedTree, Point, Segment, Side, side};

/// Directed segments, each with one layer on its left, ready to be asked what covers a place.
#[derive(Debug)]
pub(crate) struct RayCover {
    segments: Vec<Segment>,
    tree: PackedTree,
}

impl RayCover {
    /// Takes segments in an order in which neighbours are near each other.
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        let tree = PackedTree::new(segments.iter().map(Segment::bounds).collect());
        Self { segments, tree }
    }

    /// How many layers cover the place just west of a point, and above the line west of it by next to nothing. Exact.
    pub(crate) fn to_the_west(&self, point: Point) -> i32 {
        let ray = Bounds { min: Point::new(i64::MIN, point.y), max: point };
        let mut layers = 0;
        self.tree.query(&ray, &mut |position| layers += layers_crossed(&self.segments[position], point));
        layers
    }
}

/// How many layers a segment adds to the place just west of a point if the ray from there to the west meets it.
#[inline]
pub(crate) fn layers_crossed(&Segment { a, b }: &Segment, point: Point) -> i32 {
    let (upwards, downwards) = (a.y <= point.y && point.y < b.y, b.y <= point.y && point.y < a.y);
    if !upwards && !downwards {
        return 0;
    }
    match (upwards, side(a, b, point)) {
        (true, Side::Right) => -1,
        (false, Side::Left) => 1,
        _ => 0,
    }
}
