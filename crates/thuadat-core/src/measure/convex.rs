//! The largest circle inside a small convex polygon, exactly.

use super::outline::cross;
use super::widest::Circle;
use geo::Coord;

/// Up to this number of corners trying all edges by three is faster than a search.
const FEW: usize = 8;

/// A line, with the inside on its left.
#[derive(Clone, Copy, Default)]
struct Line {
    /// The unit vector across it, to the inside.
    inwards: Coord<f64>,
    offset: f64,
}

/// The largest circle inside a convex polygon of few corners; none of any other polygon. The ring is open, and runs
/// counter-clockwise.
///
/// How far a place is inside of each edge are linear functions, so the largest circle touches three edges. O(n⁴).
pub(super) fn widest_circle_in_convex(ring: &[Coord<f64>]) -> Option<Circle> {
    let count = ring.len();
    let corner = |at: usize| ring[at % count];
    let turns_left = |at: usize| cross(corner(at + 1) - corner(at), corner(at + 2) - corner(at + 1)) > 0.0;
    // A ring of so few corners that turns left throughout goes round once, unless it is a star.
    if !(3..=FEW).contains(&count) || !(0..count).all(turns_left) || !goes_round_once(ring) {
        return None;
    }
    let mut lines = [Line::default(); FEW];
    for (at, line) in lines[..count].iter_mut().enumerate() {
        *line = Line::through(corner(at), corner(at + 1));
    }
    let lines = &lines[..count];
    let mut best = Circle { center: ring[0], radius: 0.0 };
    for one in 0..count {
        for two in one + 1..count {
            for three in two + 1..count {
                let Some(center) = as_far_from([&lines[one], &lines[two], &lines[three]]) else { continue };
                let radius = lines.iter().map(|line| line.distance(center)).fold(f64::INFINITY, f64::min);
                if radius > best.radius {
                    best = Circle { center, radius };
                }
            }
        }
    }
    Some(best)
}

impl Line {
    fn through(from: Coord<f64>, to: Coord<f64>) -> Self {
        let along = to - from;
        let length = (along.x * along.x + along.y * along.y).sqrt();
        let inwards = Coord { x: -along.y / length, y: along.x / length };
        Self { inwards, offset: dot(inwards, from) }
    }

    fn distance(&self, point: Coord<f64>) -> f64 {
        dot(self.inwards, point) - self.offset
    }
}

/// The place as far inside of each of three lines.
fn as_far_from([one, two, three]: [&Line; 3]) -> Option<Coord<f64>> {
    let (u, v) = (one.inwards - two.inwards, one.inwards - three.inwards);
    let (p, q) = (one.offset - two.offset, one.offset - three.offset);
    let determinant = cross(u, v);
    (determinant != 0.0)
        .then(|| Coord { x: (p * v.y - q * u.y) / determinant, y: (u.x * q - v.x * p) / determinant })
}

/// Whether a ring that turns left throughout crosses the height of its first corner only twice.
fn goes_round_once(ring: &[Coord<f64>]) -> bool {
    let upwards = |at: usize| {
        let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
        let (before, after) = (to.y > from.y, ring[(at + 2) % ring.len()].y > to.y);
        !before && after
    };
    (0..ring.len()).filter(|&at| upwards(at)).count() == 1
}

fn dot(one: Coord<f64>, other: Coord<f64>) -> f64 {
    one.x * other.x + one.y * other.y
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Coord<f64>> {
        corners.iter().map(|&(x, y)| Coord { x, y }).collect()
    }

    #[test]
    fn known_circles() {
        let check = |corners: &[(f64, f64)], expected: Option<f64>| {
            let found = widest_circle_in_convex(&ring(corners)).map(|circle| circle.radius);
            assert!(
                found.zip(expected).map_or(found == expected, |(a, b)| (a - b).abs() < 1e-9),
                "{found:?}"
            );
        };
        check(&[(0., 0.), (3., 0.), (0., 4.)], Some(1.0));
        check(&[(0., 0.), (10., 0.), (10., 10.), (0., 10.)], Some(5.0));
        check(&[(0., 0.), (100., 0.), (100., 0.01), (0., 0.01)], Some(0.005));
        check(&[(0., 0.), (0., 4.), (3., 0.)], None);
        check(&[(0., 0.), (4., 0.), (1., 1.), (0., 4.)], None);
        // A star of five corners turns left throughout, twice round.
        check(&[(0., 10.), (-5.9, -8.1), (9.5, 3.1), (-9.5, 3.1), (5.9, -8.1)], None);
    }

    proptest! {
        /// Corners on an ellipse are a convex ring; the circle touches and crosses nothing, and no point tried is farther in.
        #[test]
        fn no_place_is_farther_inside(mut angles in prop::collection::vec(0.0..std::f64::consts::TAU, 3..=8), flat in 0.001..1.0f64, tries in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 50)) {
            angles.sort_by(f64::total_cmp);
            let corners: Vec<_> = angles.iter().map(|angle| (angle.cos(), flat * angle.sin())).collect();
            let ring = ring(&corners);
            let Some(circle) = widest_circle_in_convex(&ring) else { return Ok(()) };
            let inside = |point: Coord<f64>| {
                let lines = (0..ring.len()).map(|at| Line::through(ring[at], ring[(at + 1) % ring.len()]));
                lines.map(|line| line.distance(point)).fold(f64::INFINITY, f64::min)
            };
            prop_assert!((inside(circle.center) - circle.radius).abs() < 1e-9);
            for (x, y) in tries {
                let radius = inside(Coord { x, y: flat * y });
                prop_assert!(radius <= circle.radius + 1e-9);
            }
        }
    }
}
