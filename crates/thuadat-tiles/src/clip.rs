//! Rings cut to a window.

use crate::grid::{EXTENT, Grid, GridPoint};
use crate::tile_id::TileId;

/// What of the grid a tile shows, with what is drawn beyond its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its north-west corner.
    pub min: GridPoint,
    /// Its south-east corner.
    pub max: GridPoint,
}

impl Window {
    /// The window of a tile, so many steps larger on every side: outlines of shapes that were cut then stay out of sight.
    #[must_use]
    pub fn of(tile: TileId, buffer: i64) -> Self {
        let corner = Grid::new(tile.zoom()).corner(tile);
        Self {
            min: GridPoint::new(corner.x - buffer, corner.y - buffer),
            max: GridPoint::new(corner.x + EXTENT + buffer, corner.y + EXTENT + buffer),
        }
    }

    fn holds(&self, point: GridPoint) -> bool {
        (self.min.x..=self.max.x).contains(&point.x) && (self.min.y..=self.max.y).contains(&point.y)
    }
}

/// Cuts an open ring to a window; what is left may be empty.
///
/// A ring that leaves the window and comes back is one ring still, joined along the edge of the window. Two rings that share
/// an edge share it after cutting too: where an edge meets the window does not depend on its direction.
///
/// Source: Sutherland and Hodgman, Reentrant polygon clipping, 1974. O(n).
#[must_use]
pub fn clip(ring: &[GridPoint], window: &Window) -> Vec<GridPoint> {
    if ring.iter().all(|&point| window.holds(point)) {
        return ring.to_vec();
    }
    let sides = [
        Side::West(window.min.x),
        Side::East(window.max.x),
        Side::North(window.min.y),
        Side::South(window.max.y),
    ];
    sides.into_iter().fold(ring.to_vec(), |ring, side| side.cut(&ring))
}

/// A side of the window.
#[derive(Clone, Copy)]
enum Side {
    West(i64),
    East(i64),
    North(i64),
    South(i64),
}

impl Side {
    fn cut(self, ring: &[GridPoint]) -> Vec<GridPoint> {
        let mut kept = Vec::with_capacity(ring.len() + 4);
        let Some(&last) = ring.last() else { return kept };
        let mut before = last;
        for &point in ring {
            match (self.keeps(before), self.keeps(point)) {
                (true, true) => kept.push(point),
                (true, false) => kept.push(self.crossing(before, point)),
                (false, true) => kept.extend([self.crossing(before, point), point]),
                (false, false) => {}
            }
            before = point;
        }
        kept.dedup();
        kept
    }

    fn keeps(self, point: GridPoint) -> bool {
        match self {
            Self::West(x) => point.x >= x,
            Self::East(x) => point.x <= x,
            Self::North(y) => point.y >= y,
            Self::South(y) => point.y <= y,
        }
    }

    fn crossing(self, one: GridPoint, other: GridPoint) -> GridPoint {
        let (from, to) = if one <= other { (one, other) } else { (other, one) };
        match self {
            Self::West(x) | Self::East(x) => GridPoint::new(x, between((from.x, to.x), (from.y, to.y), x)),
            Self::North(y) | Self::South(y) => GridPoint::new(between((from.y, to.y), (from.x, to.x), y), y),
        }
    }
}

/// The value on the way from the first to the second of `values` where the way from the first to the second of `along` has
/// come to `at`; rounded, halves upwards.
fn between(along: (i64, i64), values: (i64, i64), at: i64) -> i64 {
    let (mut part, mut whole) = (i128::from(at - along.0), i128::from(along.1 - along.0));
    if whole < 0 {
        (part, whole) = (-part, -whole);
    }
    let doubled = 2 * part * i128::from(values.1 - values.0) + whole;
    values.0 + doubled.div_euclid(2 * whole) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::area_doubled;
    use proptest::prelude::*;

    const WINDOW: Window = Window { min: GridPoint::new(0, 0), max: GridPoint::new(100, 100) };

    fn ring(points: &[(i64, i64)]) -> Vec<GridPoint> {
        points.iter().map(|&(x, y)| GridPoint::new(x, y)).collect()
    }

    #[test]
    fn rings_are_cut() {
        let cases = [
            ("inside", ring(&[(1, 1), (9, 1), (9, 9)]), ring(&[(1, 1), (9, 1), (9, 9)])),
            ("outside", ring(&[(101, 1), (109, 1), (109, 9)]), vec![]),
            (
                "around",
                ring(&[(-50, -50), (150, -50), (150, 150), (-50, 150)]),
                ring(&[(0, 100), (0, 0), (100, 0), (100, 100)]),
            ),
            (
                "over the east",
                ring(&[(90, 10), (110, 10), (110, 20), (90, 20)]),
                ring(&[(90, 10), (100, 10), (100, 20), (90, 20)]),
            ),
        ];
        for (name, ring, expected) in cases {
            assert_eq!(clip(&ring, &WINDOW), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside_and_boxes_keep_what_is_inside(
            (x, y) in (-200_i64..200, -200_i64..200), (width, height) in (1_i64..300, 1_i64..300),
        ) {
            let square = ring(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]);
            let left = clip(&square, &WINDOW);
            prop_assert!(left.iter().all(|&point| WINDOW.holds(point)));
            let wide = ((x + width).min(100) - x.max(0)).max(0);
            let high = ((y + height).min(100) - y.max(0)).max(0);
            prop_assert_eq!(area_doubled(&left), i128::from(2 * wide * high));
        }

        #[test]
        fn an_edge_is_cut_the_same_from_both_sides(points in prop::collection::vec((-300_i64..400, -300_i64..400), 3..8)) {
            let forth = ring(&points);
            let mut back = forth.clone();
            back.reverse();
            let (forth, back) = (clip(&forth, &WINDOW), clip(&back, &WINDOW));
            let sorted = |mut points: Vec<GridPoint>| { points.sort_unstable(); points.dedup(); points };
            prop_assert_eq!(sorted(forth), sorted(back));
        }
    }
}
