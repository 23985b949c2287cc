//! The edges of a polygon, ready to be asked which are near.

use geo::Coord;

/// An edge by its ends.
pub(super) type Edge = [Coord<f64>; 2];

/// The edges of a polygon, ring by ring, those of many under a tree of boxes.
pub(super) struct Outline {
    edges: Vec<Edge>,
    /// Boxes of eight edges, of eight such boxes, and so on; none for few edges.
    levels: Vec<Vec<Frame>>,
}

/// Up to this number, looking at every edge is faster.
const FEW: usize = 64;

const FAN_OUT: usize = 8;

/// A box.
#[derive(Debug, Clone, Copy)]
struct Frame {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl Outline {
    pub(super) fn new(edges: Vec<Edge>) -> Self {
        let mut levels: Vec<Vec<Frame>> = Vec::new();
        if edges.len() > FEW {
            levels.push(edges.chunks(FAN_OUT).map(|edges| Frame::around(edges.as_flattened())).collect());
            while let Some(below) = levels.last()
                && below.len() > FAN_OUT
            {
                levels.push(below.chunks(FAN_OUT).map(Frame::common).collect());
            }
        }
        Self { edges, levels }
    }

    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// About how many edges and boxes are looked at to find the nearest edge.
    pub(super) fn looks(&self) -> usize {
        if self.levels.is_empty() { self.edges.len() } else { 8 * FAN_OUT * self.levels.len() }
    }

    /// How far a point is from the nearest edge; none as soon as that is no more than `least`.
    pub(super) fn distance_above(&self, least: f64, point: Coord<f64>) -> Option<f64> {
        let mut search = Search {
            point,
            least_squared: if least > 0.0 { least * least } else { -1.0 },
            nearest_squared: f64::INFINITY,
        };
        let is_above = match self.levels.len().checked_sub(1) {
            Some(top) => self.search(top, 0..self.levels[top].len(), &mut search),
            None => search.look_at(&self.edges),
        };
        is_above.then(|| search.nearest_squared.sqrt())
    }

    /// Calls `visit` with every edge that comes near a box, and perhaps others.
    pub(super) fn near(&self, corners: &[Coord<f64>; 4], distance: f64, visit: &mut impl FnMut(&Edge)) {
        match self.levels.len().checked_sub(1) {
            Some(top) => {
                let mut frame = Frame::around(corners);
                frame.min = frame.min - Coord { x: distance, y: distance };
                frame.max = frame.max + Coord { x: distance, y: distance };
                self.visit_near(top, 0..self.levels[top].len(), &frame, visit);
            }
            None => self.edges.iter().for_each(visit),
        }
    }

    /// The nearest boxes first, those farther than what was found not at all. `false` when the search is given up.
    fn search(&self, level: usize, range: std::ops::Range<usize>, search: &mut Search) -> bool {
        let mut sorted = [(f64::INFINITY, 0); FAN_OUT];
        let count = range.len();
        for (slot, position) in sorted.iter_mut().zip(range) {
            *slot = (self.levels[level][position].distance_squared(search.point), position);
        }
        sorted[..count].sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        sorted[..count].iter().all(|&(distance_squared, position)| {
            if distance_squared >= search.nearest_squared {
                true
            } else if level == 0 {
                search.look_at(&self.edges[below(position, self.edges.len())])
            } else {
                self.search(level - 1, below(position, self.levels[level - 1].len()), search)
            }
        })
    }

    fn visit_near(
        &self,
        level: usize,
        range: std::ops::Range<usize>,
        frame: &Frame,
        visit: &mut impl FnMut(&Edge),
    ) {
        for position in range.filter(|&position| self.levels[level][position].meets(frame)) {
            if level == 0 {
                self.edges[below(position, self.edges.len())].iter().for_each(&mut *visit);
            } else {
                self.visit_near(level - 1, below(position, self.levels[level - 1].len()), frame, visit);
            }
        }
    }
}

/// What stands below a box.
fn below(position: usize, count: usize) -> std::ops::Range<usize> {
    position * FAN_OUT..((position + 1) * FAN_OUT).min(count)
}

/// A search for the nearest edge.
struct Search {
    point: Coord<f64>,
    least_squared: f64,
    nearest_squared: f64,
}

impl Search {
    /// `false` as soon as an edge is too near.
    fn look_at(&mut self, edges: &[Edge]) -> bool {
        edges.iter().all(|edge| {
            self.nearest_squared = self.nearest_squared.min(distance_squared(self.point, edge));
            self.nearest_squared > self.least_squared
        })
    }
}

impl Frame {
    fn around(coords: &[Coord<f64>]) -> Self {
        let empty = Self {
            min: Coord { x: f64::INFINITY, y: f64::INFINITY },
            max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
        };
        coords.iter().fold(empty, |frame, &coord| frame.merged(&Self { min: coord, max: coord }))
    }

    fn common(frames: &[Self]) -> Self {
        frames[1..].iter().fold(frames[0], |common, frame| common.merged(frame))
    }

    fn merged(&self, other: &Self) -> Self {
        Self {
            min: Coord { x: self.min.x.min(other.min.x), y: self.min.y.min(other.min.y) },
            max: Coord { x: self.max.x.max(other.max.x), y: self.max.y.max(other.max.y) },
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    fn distance_squared(&self, point: Coord<f64>) -> f64 {
        let x = (self.min.x - point.x).max(point.x - self.max.x).max(0.0);
        let y = (self.min.y - point.y).max(point.y - self.max.y).max(0.0);
        x * x + y * y
    }
}

fn distance_squared(point: Coord<f64>, edge: &Edge) -> f64 {
    let away = away_from(edge, point);
    away.x * away.x + away.y * away.y
}

/// The cross product of two vectors.
pub(super) fn cross(one: Coord<f64>, other: Coord<f64>) -> f64 {
    one.x * other.y - one.y * other.x
}

/// The way to a point from the nearest place on an edge.
pub(super) fn away_from([a, b]: &Edge, point: Coord<f64>) -> Coord<f64> {
    let (edge, to) = (*b - *a, point - *a);
    let length_squared = edge.x * edge.x + edge.y * edge.y;
    let along = if length_squared > 0.0 {
        ((to.x * edge.x + to.y * edge.y) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Coord { x: to.x - along * edge.x, y: to.y - along * edge.y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_tree_finds_what_looking_at_all_finds(
            corners in prop::collection::vec((-50.0..50.0f64, -50.0..50.0f64), 66..300),
            (x, y) in (-60.0..60.0f64, -60.0..60.0f64),
            least in -1.0..5.0f64,
        ) {
            let corners: Vec<_> = corners.into_iter().map(|(x, y)| Coord { x, y }).collect();
            let edges: Vec<Edge> = corners.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            let outline = Outline::new(edges.clone());
            let point = Coord { x, y };
            let nearest = edges.iter().map(|edge| distance_squared(point, edge)).fold(f64::INFINITY, f64::min).sqrt();
            let found = outline.distance_above(least, point);
            prop_assert_eq!(found.is_some(), nearest > least);
            // A corner is computed from either of its edges, and the last digit may differ.
            prop_assert!(found.is_none_or(|found| (found - nearest).abs() <= 1e-12 * nearest), "{:?} {}", found, nearest);
            let mut visited = 0;
            outline.near(&[point; 4], 3.0, &mut |edge| visited += usize::from(distance_squared(point, edge) <= 9.0));
            prop_assert_eq!(visited, edges.iter().filter(|edge| distance_squared(point, edge) <= 9.0).count());
        }
    }
}
