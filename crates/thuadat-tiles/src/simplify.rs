//! Corners taken out of borders, the same ones for both neighbours.

use crate::grid::{BASE_ZOOM, GridPoint};

/// Steps of a zoom's own grid that half a pixel has: map viewers draw a tile on 512 of them.
const HALF_PIXEL: f64 = 4.0;

/// Knows where borders of a coverage meet, and takes corners out of what is between.
///
/// A border between two such places is simplified from its own points alone, in a direction that depends on nothing else. So
/// each neighbour does it by itself and both come to the same: no gaps, no overlaps where there were none before. Where a
/// parcel shrinks to a line, its neighbours close the ground.
///
/// To be made from all shapes of the coverage on the grid of [`BASE_ZOOM`], not of those of a tile: what is beyond the edge
/// tells where borders meet, too.
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

    /// For each point of an open ring the zoom from which it is kept: 0 for places where borders meet, more than
    /// [`BASE_ZOOM`] for points that no zoom shows.
    ///
    /// At a zoom, none is left out that is more than half a pixel of a screen beside the
    /// line that takes its place. Both neighbours of a border are told the same, whichever way round their rings run and
    /// wherever they begin.
    ///
    /// Source: Douglas and Peucker, Algorithms for the reduction of the number of points, 1973; what is farthest from a line
    /// is kept for as long as that is far, and for no longer than what the line was drawn to. O(n log n), and n² at worst.
    #[must_use]
    pub fn zooms(&self, ring: &[GridPoint]) -> Vec<u8> {
        let mut zooms = vec![0; ring.len()];
        let node = ring.iter().position(|&point| self.is_node(point));
        let least = || ring.iter().enumerate().min_by_key(|(_, point)| **point).map(|(position, _)| position);
        let Some(start) = node.or_else(least) else { return zooms };
        let around = (start..ring.len()).chain(0..=start);
        let mut arc: Vec<usize> = Vec::new();
        for position in around {
            arc.push(position);
            let is_end = position == start || self.is_node(ring[position]);
            if arc.len() > 1 && is_end {
                weigh(&arc, ring, &mut zooms);
                arc = vec![position];
            }
        }
        zooms
    }

    fn is_node(&self, point: GridPoint) -> bool {
        self.nodes.binary_search(&point).is_ok()
    }
}

/// Weighs the points of an arc between two ends, in the direction that depends on its points alone.
fn weigh(arc: &[usize], ring: &[GridPoint], zooms: &mut [u8]) {
    let point = |&position: &usize| ring[position];
    let is_backwards = arc.iter().rev().map(point).lt(arc.iter().map(point));
    let arc: Vec<usize> = if is_backwards { arc.iter().rev().copied().collect() } else { arc.to_vec() };
    let mut open = vec![(0, arc.len() - 1, f64::INFINITY)];
    while let Some((start, end, limit)) = open.pop() {
        let (from, to) = (ring[arc[start]], ring[arc[end]]);
        let distances = (start + 1..end).map(|at| (at, distance_squared(ring[arc[at]], from, to)));
        let farther = |best: (usize, f64), one: (usize, f64)| if one.1 > best.1 { one } else { best };
        let Some((at, distance)) = distances.reduce(farther) else { continue };
        let distance = distance.min(limit);
        zooms[arc[at]] = kept_from(distance);
        open.extend([(start, at, distance), (at, end, distance)]);
    }
}

/// The zoom from which a point is kept that is so far, squared and in steps of the finest grid, beside the line without it.
fn kept_from(distance_squared: f64) -> u8 {
    let is_kept = |zoom: &u8| {
        let half_pixel = HALF_PIXEL * f64::from(1_u32 << (BASE_ZOOM - zoom));
        distance_squared > half_pixel * half_pixel
    };
    (0..=BASE_ZOOM).find(is_kept).unwrap_or(BASE_ZOOM + 1)
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

    fn simplified(simplifier: &Simplifier, ring: &[GridPoint], zoom: u8) -> Vec<GridPoint> {
        let zooms = simplifier.zooms(ring);
        ring.iter().zip(zooms).filter_map(|(&point, from)| (from <= zoom).then_some(point)).collect()
    }

    proptest! {
        #[test]
        fn neighbours_still_fit(
            moves in prop::collection::vec((-20_i64..20, -20_i64..20), 40..80), zoom in 10_u8..20, start in 0_usize..16,
        ) {
            let mut rings = coverage(4, &moves);
            // Where a ring begins must not matter.
            for (position, ring) in rings.iter_mut().enumerate() {
                ring.rotate_left((start + position) % 16);
            }
            let outline: BTreeSet<GridPoint> = unmatched(&rings).into_iter().flat_map(|(from, to)| [from, to]).collect();
            let simplifier = Simplifier::new(rings.iter().map(Vec::as_slice));
            let shown: Vec<_> = rings.iter().map(|ring| simplified(&simplifier, ring, zoom)).collect();
            for (from, to) in unmatched(&shown) {
                prop_assert!(outline.contains(&from) && outline.contains(&to), "{from:?} {to:?} is no border of the whole");
            }
            // Nor which way round it runs.
            for (ring, expected) in rings.iter_mut().zip(&shown) {
                ring.reverse();
                let points = |ring: &[GridPoint]| ring.iter().copied().collect::<BTreeSet<_>>();
                prop_assert_eq!(points(&simplified(&simplifier, ring, zoom)), points(expected));
            }
        }

        #[test]
        fn every_corner_left_out_is_near(moves in prop::collection::vec((-20_i64..20, -20_i64..20), 40..80), zoom in 14_u8..20) {
            let rings = coverage(3, &moves);
            let half_pixel = HALF_PIXEL * f64::from(1_u32 << (BASE_ZOOM - zoom));
            let simplifier = Simplifier::new(rings.iter().map(Vec::as_slice));
            for ring in &rings {
                let simplified = simplified(&simplifier, ring, zoom);
                for &point in ring {
                    let distances = edges(&simplified).map(|(from, to)| distance_squared(point, from, to));
                    prop_assert!(distances.fold(f64::INFINITY, f64::min).sqrt() <= half_pixel + 1e-6);
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
        let (island, hole) = (simplified(&simplifier, &island, 18), simplified(&simplifier, &hole, 18));
        assert!((8..40).contains(&island.len()), "{}", island.len());
        assert_eq!(unmatched(&[island, hole]), []);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let simplifier = Simplifier::new([]);
        assert_eq!(simplifier.zooms(&[]), []);
        let point = GridPoint::new(3, 4);
        assert_eq!(simplifier.zooms(&[point]), [0]);
        assert_eq!(simplifier.zooms(&[point, point]), [0, BASE_ZOOM + 1]);
    }
}
