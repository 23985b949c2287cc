//! The integer lattice on which shapes are compared.

use crate::plane::Point;
use geo::Coord;

/// A square lattice of points a fixed step apart.
///
/// Comparing shapes on integers makes equality, order and orientation exact. Shapes themselves are never moved: the
/// lattice is only how they are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lattice {
    step_m: f64,
    steps_per_m: f64,
}

/// Lattice numbers stay below this in size, so that areas of points 1024 times finer are exact however many corners they
/// have, and rounding by adding a constant is right.
const LIMIT: f64 = (1u64 << 44) as f64;

/// Adding this to a number under 2⁵¹ in size leaves its nearest integer in the low bits.
const ROUNDER: f64 = 1.5 * (1u64 << 52) as f64;

impl Lattice {
    pub(crate) fn new(step_m: f64) -> Self {
        Self { step_m, steps_per_m: 1.0 / step_m }
    }

    /// Distance of neighbouring lattice points.
    pub(crate) fn step_m(self) -> f64 {
        self.step_m
    }

    /// Whether a coordinate is a finite number within the lattice's reach (±1.7 · 10⁹ m at 0.1 mm).
    #[inline]
    pub(crate) fn reaches(self, coord: Coord<f64>) -> bool {
        // Comparisons with NaN are false.
        (coord.x.abs() * self.steps_per_m < LIMIT) & (coord.y.abs() * self.steps_per_m < LIMIT)
    }

    /// Whether all of several coordinates are within reach.
    #[inline]
    pub(crate) fn reaches_all(self, coords: &[Coord<f64>]) -> bool {
        // Without leaving early: sums of comparisons are made several at a time.
        coords.iter().fold(true, |all, &coord| all & self.reaches(coord))
    }

    /// The lattice point nearest to a coordinate within reach.
    #[inline]
    pub(crate) fn point(self, coord: Coord<f64>) -> Point {
        Point::new(self.round(coord.x), self.round(coord.y))
    }

    /// The lattice point nearest to a coordinate, or one beyond all others where it is beyond reach.
    pub(crate) fn point_anywhere(self, coord: Coord<f64>) -> Point {
        let within = |metres: f64| {
            if metres.abs() * self.steps_per_m < LIMIT {
                self.round(metres)
            } else {
                (LIMIT * metres.signum()) as i64
            }
        };
        Point::new(within(coord.x), within(coord.y))
    }

    /// The coordinate of a lattice point.
    pub(crate) fn coord(self, point: Point) -> Coord<f64> {
        Coord { x: point.x as f64 / self.steps_per_m, y: point.y as f64 / self.steps_per_m }
    }

    /// A length in lattice steps, rounded down.
    pub(crate) fn steps(self, length_m: f64) -> i64 {
        (length_m * self.steps_per_m) as i64
    }

    #[inline]
    fn round(self, metres: f64) -> i64 {
        (metres * self.steps_per_m + ROUNDER).to_bits() as i64 - ROUNDER.to_bits() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;
    use proptest::prelude::*;

    #[test]
    fn reaches_only_finite_places() {
        let lattice = Lattice::new(0.0001);
        assert!(lattice.reaches(coord! { x: 454_436.105, y: 2_427_244.024 }));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e12] {
            assert!(!lattice.reaches(coord! { x: bad, y: 0.0 }), "{bad}");
            assert!(!lattice.reaches(coord! { x: 0.0, y: bad }), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn rounds_to_the_nearest_step(x in -1e7..1e7, y in -1e7..1e7) {
            let lattice = Lattice::new(0.0001);
            let back = lattice.coord(lattice.point(coord! { x: x, y: y }));
            prop_assert!((back.x - x).abs() < 0.000_051 && (back.y - y).abs() < 0.000_051);
        }
    }
}
