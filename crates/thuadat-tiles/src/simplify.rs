//! Corners taken out of borders, the same ones for both neighbours.

use crate::grid::GridPoint;

/// Knows where borders of a coverage meet, and takes corners out of what is between.
///
/// A border between two such places is simplified from its own points alone, in a direction that depends on nothing else. So
/// each neighbour does it by itself and both come to the same: no gaps, no overlaps where there were none before. Where a
/// parcel shrinks to a line, its neighbours close the ground.
///
/// To be made from all shapes of the coverage on one [`Grid`](crate::Grid), not of those of a tile: what is beyond the edge tells
/// where borders meet, too.
#[derive(Debug, Clone, Default)]
pub struct Simplifier {
    /// Points where other than two edges meet, sorted.
    nodes: Vec<GridPoint>,
}

impl Simplifier {
    /// Looks where borders meet. Rings are open or closed. O(n log n).
    #[must_use]
    pub fn new<'r>(rings: impl IntoIterator<Item = &'r [GridPoint]>) -> Self {
        let mut edges: Vec<(GridPoint, GridPoint)> = Vec::new();
        for ring in rings {
            let Some(&last) = ring.last() else { continue };
            let mut before = last;
            for &point in ring {
                if point != before {
                    edges.extend([(before, point), (point, before)]);
                }
                before = point;
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let groups = edges.chunk_by(|one, other| one.0 == other.0);
        Self { nodes: groups.filter(|group| group.len() != 2).map(|group| group[0].0).collect() }
    }

    /// A ring of the coverage with as few corners as may be: none is left out that is more than so many steps beside the line
    /// that takes its place. Answers an open ring, of fewer than three points where nothing is left of it.
    ///
    /// Source: Douglas and Peucker, Algorithms for the reduction of the number of points, 1973. O(n log n), and n² at worst.
    #[must_use]
    pub fn simplified(&self, ring: &[GridPoint], tolerance_steps: u32) -> Vec<GridPoint> {
        let ring = self.begun_at_a_node(ring);
        let Some(&first) = ring.first() else { return ring };
        let mut simplified = Vec::new();
        let mut arc = Vec::new();
        for &point in ring.iter().chain([&first]) {
            arc.push(point);
            if arc.len() > 1 && (point == first || self.is_node(point)) {
                take_arc(&mut arc, tolerance_steps, &mut simplified);
                arc.push(point);
            }
        }
        simplified
    }

    fn is_node(&self, point: GridPoint) -> bool {
        self.nodes.binary_search(&point).is_ok()
    }

    /// The open ring, from a place where borders meet; where there is none, from its least point.
    fn begun_at_a_node(&self, ring: &[GridPoint]) -> Vec<GridPoint> {
        let mut ring = ring.to_vec();
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let node = ring.iter().position(|&point| self.is_node(point));
        let least = || ring.iter().enumerate().min_by_key(|(_, point)| **point).map(|(position, _)| position);
        if let Some(start) = node.or_else(least) {
            ring.rotate_left(start);
        }
        ring
    }
}

/// Appends what is left of an arc, without its last point, and empties it.
fn take_arc(arc: &mut Vec<GridPoint>, tolerance_steps: u32, simplified: &mut Vec<GridPoint>) {
    let is_backwards = arc.iter().rev().lt(arc.iter());
    if is_backwards {
        arc.reverse();
    }
    let mut kept = douglas_peucker(arc, tolerance_steps);
    if is_backwards {
        kept.reverse();
    }
    kept.pop();
    simplified.append(&mut kept);
    arc.clear();
}

fn douglas_peucker(arc: &[GridPoint], tolerance_steps: u32) -> Vec<GridPoint> {
    let limit = f64::from(tolerance_steps) * f64::from(tolerance_steps);
    let mut is_kept = vec![false; arc.len()];
    let last = arc.len() - 1;
    (is_kept[0], is_kept[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((start, end)) = open.pop() {
        let mut farthest = (limit, None);
        for at in start + 1..end {
            let distance = distance_squared(arc[at], arc[start], arc[end]);
            if distance > farthest.0 {
                farthest = (distance, Some(at));
            }
        }
        if let Some(at) = farthest.1 {
            is_kept[at] = true;
            open.extend([(start, at), (at, end)]);
        }
    }
    arc.iter().zip(is_kept).filter_map(|(&point, is_kept)| is_kept.then_some(point)).collect()
}

/// The square of the distance of a point from the segment between two others.
fn distance_squared(point: GridPoint, start: GridPoint, end: GridPoint) -> f64 {
    let from = |other: GridPoint| ((point.x - other.x) as f64, (point.y - other.y) as f64);
    let squared = |(x, y): (f64, f64)| x * x + y * y;
    let (along_x, along_y) = ((end.x - start.x) as f64, (end.y - start.y) as f64);
    let length_squared = squared((along_x, along_y));
    let (x, y) = from(start);
    let along = x * along_x + y * along_y;
    if along <= 0.0 {
        squared((x, y))
    } else if along >= length_squared {
        squared(from(end))
    } else {
        let across = x * along_y - y * along_x;
        across * across / length_squared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// A coverage of squares whose corners are moved and whose edges have points in between, moved too.
    fn coverage(columns: i64, moves: &[(i64, i64)]) -> Vec<Vec<GridPoint>> {
        let at = |x: i64, y: i64| {
            let (dx, dy) = moves[(x * 131 + y * 17).rem_euclid(moves.len() as i64) as usize];
            GridPoint::new(x * 100 + dx, y * 100 + dy)
        };
        let square = |x: i64, y: i64| {
            let (x, y) = (x * 4, y * 4);
            let top = (0..4).map(move |step| (x + step, y));
            let right = (0..4).map(move |step| (x + 4, y + step));
            let bottom = (0..4).map(move |step| (x + 4 - step, y + 4));
            let left = (0..4).map(move |step| (x, y + 4 - step));
            top.chain(right).chain(bottom).chain(left).map(|(x, y)| at(x, y)).collect()
        };
        (0..columns).flat_map(|y| (0..columns).map(move |x| (x, y))).map(|(x, y)| square(x, y)).collect()
    }

    fn edges(ring: &[GridPoint]) -> impl Iterator<Item = (GridPoint, GridPoint)> {
        ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
    }

    /// Edges that no other ring has in the other direction.
    fn unmatched(rings: &[Vec<GridPoint>]) -> Vec<(GridPoint, GridPoint)> {
        let mut times: BTreeMap<(GridPoint, GridPoint), i32> = BTreeMap::new();
        for (from, to) in rings.iter().flat_map(|ring| edges(ring)) {
            *times.entry((from.min(to), from.max(to))).or_default() += if from < to { 1 } else { -1 };
        }
        times.into_iter().filter(|(_, times)| *times != 0).map(|(edge, _)| edge).collect()
    }

    proptest! {
        #[test]
        fn neighbours_still_fit(moves in prop::collection::vec((-20_i64..20, -20_i64..20), 40..80), tolerance in 0_u32..120, start in 0_usize..16) {
            let mut rings = coverage(4, &moves);
            // Where a ring begins and which way it runs must not matter.
            for (position, ring) in rings.iter_mut().enumerate() {
                ring.rotate_left((start + position) % 16);
            }
            let outline: BTreeSet<GridPoint> = unmatched(&rings).into_iter().flat_map(|(from, to)| [from, to]).collect();
            let simplifier = Simplifier::new(rings.iter().map(Vec::as_slice));
            let simplified: Vec<_> = rings.iter().map(|ring| simplifier.simplified(ring, tolerance)).collect();
            for (from, to) in unmatched(&simplified) {
                prop_assert!(outline.contains(&from) && outline.contains(&to), "{from:?} {to:?} is no border of the whole");
            }
            let mut backwards = rings.clone();
            for ring in &mut backwards {
                ring.reverse();
            }
            let again = Simplifier::new(backwards.iter().map(Vec::as_slice));
            let same_points = |ring: &[GridPoint]| ring.iter().copied().collect::<BTreeSet<_>>();
            for (ring, expected) in backwards.iter().zip(&simplified) {
                prop_assert_eq!(same_points(&again.simplified(ring, tolerance)), same_points(expected));
            }
        }

        #[test]
        fn every_corner_left_out_is_near(moves in prop::collection::vec((-20_i64..20, -20_i64..20), 40..80), tolerance in 0_u32..60) {
            let rings = coverage(3, &moves);
            let simplifier = Simplifier::new(rings.iter().map(Vec::as_slice));
            for ring in &rings {
                let simplified = simplifier.simplified(ring, tolerance);
                for &point in ring {
                    let nearest = edges(&simplified).map(|(from, to)| distance_squared(point, from, to)).fold(f64::INFINITY, f64::min);
                    prop_assert!(nearest.sqrt() <= f64::from(tolerance) + 1e-6);
                }
            }
        }
    }

    #[test]
    fn an_island_and_the_hole_it_lies_in_stay_together() {
        let island: Vec<_> = (0..60)
            .map(|step| {
                let angle = f64::from(step) / 60.0 * std::f64::consts::TAU;
                GridPoint::new((1000.0 * angle.cos()) as i64, (1000.0 * angle.sin()) as i64)
            })
            .collect();
        let mut hole = island.clone();
        hole.reverse();
        hole.rotate_left(17);
        let simplifier = Simplifier::new([island.as_slice(), &hole]);
        let (island, hole) = (simplifier.simplified(&island, 20), simplifier.simplified(&hole, 20));
        assert!((8..40).contains(&island.len()), "{}", island.len());
        assert_eq!(unmatched(&[island, hole]), []);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let simplifier = Simplifier::new([]);
        assert_eq!(simplifier.simplified(&[], 5), []);
        let point = GridPoint::new(3, 4);
        assert!(simplifier.simplified(&[point, point], 5).len() < 3);
    }
}
