//! Two edges that run against each other with little between them.

use crate::plane::{Point, Segment};

/// A stretch along which two edges run against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Facing {
    /// Where it begins and ends on the first edge, as parts of its length.
    pub(super) on_first: [f64; 2],
    /// The places opposite those on the second edge, which runs the other way.
    pub(super) on_second: [f64; 2],
    /// How far apart the edges are at both ends, in lattice steps; negative where each lies on the other's inner side.
    pub(super) width: [f64; 2],
}

/// Cosine of the angle up to which two edges still run against each other: 25 degrees.
const MOST_OBLIQUE: f64 = 0.906;

impl Facing {
    /// Where two edges, each with its parcel's inside on the left, run against each other no farther apart than `reach`
    /// steps: with open ground between them, and with each on the other's inner side.
    ///
    /// Both come in the middle direction of the two, so that neither edge is preferred.
    pub(super) fn of(first: &Segment, second: &Segment, reach: f64) -> [Option<Self>; 2] {
        let from = |point: Point| [(point.x - first.a.x) as f64, (point.y - first.a.y) as f64];
        let (along, start, end) = (from(first.b), from(second.a), from(second.b));
        let (length, other_length) = (along[0].hypot(along[1]), (end[0] - start[0]).hypot(end[1] - start[1]));
        let middle = [0, 1].map(|axis| along[axis] / length - (end[axis] - start[axis]) / other_length);
        let size = middle[0].hypot(middle[1]);
        // Of unit vectors an angle apart, the difference is twice the cosine of half the angle long.
        if size * size < 2.0 + 2.0 * MOST_OBLIQUE {
            return [None; 2];
        }
        let ahead = |v: [f64; 2]| (v[0] * middle[0] + v[1] * middle[1]) / size;
        let right = |v: [f64; 2]| (v[0] * middle[1] - v[1] * middle[0]) / size;
        let one = Line { from: [0.0, 0.0], to: [ahead(along), right(along)] };
        let other = Line { from: [ahead(start), right(start)], to: [ahead(end), right(end)] };
        let common = [0.0_f64.max(other.to[0]), one.to[0].min(other.from[0])];
        if common[0] >= common[1] {
            return [None; 2];
        }
        [[0.0, reach], [-reach, 0.0]].map(|range| within(range, common, &one, &other))
    }

    /// The largest width, in steps.
    pub(super) fn largest_width(&self) -> f64 {
        self.width[0].abs().max(self.width[1].abs())
    }
}

/// An edge in axes along and across the middle direction.
struct Line {
    from: [f64; 2],
    to: [f64; 2],
}

impl Line {
    fn part(&self, ahead: f64) -> f64 {
        ((ahead - self.from[0]) / (self.to[0] - self.from[0])).clamp(0.0, 1.0)
    }

    fn across(&self, ahead: f64) -> f64 {
        self.from[1] + (self.to[1] - self.from[1]) * self.part(ahead)
    }
}

/// The part of the common stretch where the width is within a range; none where there is none, or only touching.
fn within(range: [f64; 2], common: [f64; 2], one: &Line, other: &Line) -> Option<Facing> {
    let width = common.map(|ahead| other.across(ahead) - one.across(ahead));
    let slope = (width[1] - width[0]) / (common[1] - common[0]);
    let reaches = |limit: f64| common[0] + (limit - width[0]) / slope;
    let mut stretch = common;
    for (limit, outwards) in range.into_iter().zip([-1.0, 1.0]) {
        let is_beyond = |width: f64| (width - limit) * outwards > 0.0;
        match width.map(is_beyond) {
            [true, true] => return None,
            [true, false] => stretch[0] = stretch[0].max(reaches(limit)),
            [false, true] => stretch[1] = stretch[1].min(reaches(limit)),
            [false, false] => {}
        }
    }
    let width = stretch.map(|ahead| (other.across(ahead) - one.across(ahead)).clamp(range[0], range[1]));
    let is_something = stretch[0] < stretch[1] && width.iter().any(|width| width.abs() > 0.0);
    is_something.then(|| Facing {
        on_first: stretch.map(|ahead| one.part(ahead)),
        on_second: stretch.map(|ahead| other.part(ahead)),
        width,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment([ax, ay, bx, by]: [i64; 4]) -> Segment {
        Segment { a: Point::new(ax, ay), b: Point::new(bx, by) }
    }

    fn check(first: [i64; 4], second: [i64; 4], slit: Option<[f64; 4]>, lens: Option<[f64; 4]>) {
        let found = Facing::of(&segment(first), &segment(second), 50.0);
        for (found, expected) in found.into_iter().zip([slit, lens]) {
            let found = found.map(|facing| [facing.on_first, facing.width].concat());
            let is_near = match (&found, expected) {
                (None, None) => true,
                (Some(found), Some(expected)) => found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| (found - expected).abs() < 0.02 * expected.abs() + 0.01),
                _ => false,
            };
            assert!(is_near, "{first:?} {second:?}: {found:?} for {expected:?}");
        }
    }

    #[test]
    fn stretches() {
        let west = [1000, 0, 0, 0];
        check(west, [0, 20, 1000, 20], Some([0.0, 1.0, 20.0, 20.0]), None);
        check(west, [500, 20, 2000, 20], Some([0.0, 0.5, 20.0, 20.0]), None);
        check(west, [0, -20, 1000, -20], None, Some([0.0, 1.0, -20.0, -20.0]));
        // The same way, too far, beyond the end, on the same line.
        check(west, [1000, 20, 0, 20], None, None);
        check(west, [0, 60, 1000, 60], None, None);
        check(west, [1001, 20, 2000, 20], None, None);
        check(west, [0, 0, 1000, 0], None, None);
        // A wedge, and one that opens beyond reach; lines that cross.
        check(west, [0, 0, 1000, 40], Some([0.0, 1.0, 40.0, 0.0]), None);
        check(west, [0, 0, 1000, 100], Some([0.5, 1.0, 50.0, 0.0]), None);
        check(west, [0, -20, 1000, 20], Some([0.0, 0.5, 20.0, 0.0]), Some([0.5, 1.0, 0.0, -20.0]));
    }

    #[test]
    fn neither_edge_is_preferred() {
        let (one, other) = (segment([1000, 7, 0, 0]), segment([40, 30, 800, 44]));
        let [first, second] =
            [Facing::of(&one, &other, 50.0), Facing::of(&other, &one, 50.0)].map(|both| both[0].unwrap());
        for end in [0, 1] {
            assert!((first.on_first[end] - second.on_second[1 - end]).abs() < 1e-12);
            assert!((first.width[end] - second.width[1 - end]).abs() < 1e-9);
        }
    }
}
