//! A boundary that moves, and the neighbours that go with it.

use super::ring::{Corner, area_doubled, corners, line};
use crate::lattice::Lattice;
use crate::plane::Point;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::{HashMap, HashSet};

/// What of a parcel's boundary moved: stretches between corners that stayed.
#[derive(Debug, Clone)]
pub struct MovedBoundary {
    lattice: Lattice,
    stretches: Vec<Stretch>,
    is_redrawn: bool,
}

/// The corners of a stretch before and after, both from one corner that stayed to the next.
#[derive(Debug, Clone)]
struct Stretch {
    before: Vec<Corner>,
    after: Vec<Corner>,
}

/// A neighbour has a part of a stretch that moved, and nobody can tell which new corner is which old one.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the boundary that moved is shared in part only, at ({}, {})", .at.x, .at.y)]
pub struct SharedInPart {
    /// An old corner that the neighbour has.
    pub at: Coord<f64>,
}

impl MovedBoundary {
    /// Holds two shapes of one parcel against each other, ring by ring. O(n) expected for n corners.
    ///
    /// # Panics
    ///
    /// When the step of the lattice is not positive.
    #[must_use]
    pub fn between(before: &MultiPolygon<f64>, after: &MultiPolygon<f64>, lattice_m: f64) -> Self {
        assert!(lattice_m > 0.0, "a lattice has a step");
        let lattice = Lattice::new(lattice_m);
        let of = |shape: &MultiPolygon<f64>| -> Vec<Vec<Corner>> {
            rings(shape).map(|ring| corners(ring, lattice)).collect()
        };
        let mut after = of(after);
        let mut moved = Self { lattice, stretches: Vec::new(), is_redrawn: false };
        for ring in of(before) {
            let points: HashSet<Point> = ring.iter().map(|corner| corner.point).collect();
            let in_common =
                |other: &Vec<Corner>| other.iter().filter(|corner| points.contains(&corner.point)).count();
            let best = (0..after.len()).max_by_key(|&other| (in_common(&after[other]), usize::MAX - other));
            match best.filter(|&other| in_common(&after[other]) > 0) {
                Some(other) => {
                    let mut other = after.swap_remove(other);
                    if (area_doubled(&ring) > 0) != (area_doubled(&other) > 0) {
                        other.reverse();
                    }
                    moved.compare(&ring, &other);
                }
                None => moved.is_redrawn = true,
            }
        }
        moved.is_redrawn |= !after.is_empty();
        moved
    }

    /// Whether nothing moved.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.stretches.is_empty() && !self.is_redrawn
    }

    /// Whether a ring came, went or has no corner any more that it had, so that nothing can follow it.
    #[must_use]
    pub fn is_redrawn(&self) -> bool {
        self.is_redrawn
    }

    /// How far new corners are from the old boundary where all that happened is that corners came; none where one went or moved.
    #[must_use]
    pub fn only_added_within_m(&self) -> Option<f64> {
        if self.is_redrawn {
            return None;
        }
        let mut farthest: f64 = 0.0;
        for Stretch { before, after } in &self.stretches {
            let [a, b] = before[..] else { return None };
            for corner in after {
                farthest = farthest.max(distance_m(a.coord, b.coord, corner.coord));
            }
        }
        Some(farthest)
    }

    /// Whether each old edge that moved was an edge of one of these too: then the ground on both sides together stays what it is.
    #[must_use]
    pub fn is_between(&self, neighbours: &[MultiPolygon<f64>]) -> bool {
        let mut edges: HashSet<(Point, Point)> = HashSet::new();
        for ring in neighbours.iter().flat_map(rings) {
            let ring = corners(ring, self.lattice);
            let next = ring.iter().cycle().skip(1);
            edges.extend(ring.iter().zip(next).flat_map(|(a, b)| [(a.point, b.point), (b.point, a.point)]));
        }
        let is_shared = |stretch: &Stretch| {
            stretch.before.windows(2).all(|pair| edges.contains(&(pair[0].point, pair[1].point)))
        };
        !self.is_redrawn && self.stretches.iter().all(is_shared)
    }

    /// The new shape of a neighbour whose boundary goes along; none where it has no part in what moved.
    ///
    /// Where a stretch has as many corners as before, each old corner becomes the new one at its place, wherever a neighbour has it.
    /// Else the neighbour must have the stretch as a whole.
    ///
    /// # Errors
    ///
    /// [`SharedInPart`] when it has not.
    pub fn follow(&self, neighbour: &MultiPolygon<f64>) -> Result<Option<MultiPolygon<f64>>, SharedInPart> {
        let mut has_changed = false;
        let mut follow = |ring: &LineString<f64>| -> Result<LineString<f64>, SharedInPart> {
            let before = corners(ring, self.lattice);
            let mut after = before.clone();
            for stretch in &self.stretches {
                stretch.apply(&mut after)?;
            }
            if after == before {
                return Ok(ring.clone());
            }
            has_changed = true;
            Ok(line(after.into_iter().map(|corner| corner.coord)))
        };
        let mut polygons = Vec::with_capacity(neighbour.0.len());
        for polygon in neighbour {
            let shell = follow(polygon.exterior())?;
            let holes: Result<Vec<_>, _> = polygon.interiors().iter().map(&mut follow).collect();
            polygons.push(Polygon::new(shell, holes?));
        }
        Ok(has_changed.then_some(MultiPolygon(polygons)))
    }

    /// A shape whose corners have the coordinates of those of `others` that are the same on the lattice.
    #[must_use]
    pub fn snapped(
        shape: &MultiPolygon<f64>,
        others: &[MultiPolygon<f64>],
        lattice_m: f64,
    ) -> MultiPolygon<f64> {
        let lattice = Lattice::new(lattice_m);
        let mut known: HashMap<Point, Coord<f64>> = HashMap::new();
        for corner in others.iter().flat_map(rings).flat_map(|ring| corners(ring, lattice)) {
            known.entry(corner.point).or_insert(corner.coord);
        }
        let mut shape = shape.clone();
        for polygon in &mut shape.0 {
            let snap = |ring: &mut LineString<f64>| {
                for coord in ring.0.iter_mut().filter(|coord| lattice.reaches(**coord)) {
                    *coord = known.get(&lattice.point(*coord)).copied().unwrap_or(*coord);
                }
            };
            polygon.exterior_mut(snap);
            polygon.interiors_mut(|rings| rings.iter_mut().for_each(snap));
        }
        shape
    }

    fn compare(&mut self, before: &[Corner], after: &[Corner]) {
        let mut place: HashMap<Point, Option<usize>> = HashMap::new();
        for (position, corner) in after.iter().enumerate() {
            place.entry(corner.point).and_modify(|place| *place = None).or_insert(Some(position));
        }
        let anchors: Vec<(usize, usize)> = before
            .iter()
            .enumerate()
            .filter_map(|(position, corner)| Some((position, (*place.get(&corner.point)?)?)))
            .collect();
        let steps = anchors.iter().zip(anchors.iter().cycle().skip(1));
        let wraps = steps.filter(|((_, one), (_, next))| next <= one).count();
        if anchors.is_empty() || wraps != 1 {
            self.is_redrawn = true;
            return;
        }
        for (index, &(from, new_from)) in anchors.iter().enumerate() {
            let (to, new_to) = anchors[(index + 1) % anchors.len()];
            let stretch = Stretch { before: run(before, from, to), after: run(after, new_from, new_to) };
            let points = |run: &[Corner]| run.iter().map(|corner| corner.point).collect::<Vec<_>>();
            if points(&stretch.before) != points(&stretch.after) {
                self.stretches.push(stretch);
            }
        }
    }
}

impl Stretch {
    fn apply(&self, ring: &mut Vec<Corner>) -> Result<(), SharedInPart> {
        let inner = &self.before[1..self.before.len() - 1];
        if self.before.len() == self.after.len() {
            for corner in ring {
                let moved = inner.iter().position(|old| old.point == corner.point);
                if let Some(at) = moved {
                    *corner = self.after[at + 1];
                }
            }
            return Ok(());
        }
        for is_reversed in [true, false] {
            let turned = |run: &[Corner]| {
                let mut run = run.to_vec();
                if is_reversed {
                    run.reverse();
                }
                run
            };
            let (before, after) = (turned(&self.before), turned(&self.after));
            if let Some(start) = found(ring, &before) {
                ring.rotate_left(start);
                let mut whole = after;
                if before.len() > ring.len() {
                    whole.pop();
                } else {
                    whole.extend_from_slice(&ring[before.len()..]);
                }
                *ring = whole;
                return Ok(());
            }
        }
        match inner.iter().find(|old| ring.iter().any(|corner| corner.point == old.point)) {
            Some(shared) => Err(SharedInPart { at: shared.coord }),
            None => Ok(()),
        }
    }
}

/// Where a run of corners begins in a ring.
fn found(ring: &[Corner], run: &[Corner]) -> Option<usize> {
    if ring.is_empty() || run.len() > ring.len() + 1 {
        return None;
    }
    let is_at = |start: usize| {
        run.iter().enumerate().all(|(step, corner)| ring[(start + step) % ring.len()].point == corner.point)
    };
    (0..ring.len()).find(|&start| is_at(start))
}

/// The corners of a ring from one to another, both included; all round where they are the same.
fn run(ring: &[Corner], from: usize, to: usize) -> Vec<Corner> {
    let steps = if to > from { to - from } else { to + ring.len() - from };
    (0..=steps).map(|step| ring[(from + step) % ring.len()]).collect()
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

fn distance_m(a: Coord<f64>, b: Coord<f64>, at: Coord<f64>) -> f64 {
    let (along, to) = (b - a, at - a);
    let length = along.x.hypot(along.y);
    let share = ((to.x * along.x + to.y * along.y) / (length * length)).clamp(0.0, 1.0);
    (to.x - along.x * share).hypot(to.y - along.y * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    const LATTICE_M: f64 = 0.0001;

    fn square(x: f64) -> MultiPolygon<f64> {
        polygon![(x: x, y: 0.), (x: x + 10., y: 0.), (x: x + 10., y: 10.), (x: x, y: 10.)].into()
    }

    #[test]
    fn a_corner_that_moves_takes_every_neighbour_along() {
        let after = polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 11., y: 10.), (x: 0., y: 10.)].into();
        let moved = MovedBoundary::between(&square(0.), &after, LATTICE_M);
        let followed = moved.follow(&square(10.)).unwrap().expect("it has the corner");
        let expected: MultiPolygon<f64> =
            polygon![(x: 10., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.), (x: 11., y: 10.)].into();
        assert_eq!(followed, expected);
        assert_eq!(moved.follow(&square(30.)), Ok(None));
        assert!(!moved.is_between(&[square(10.)]), "its upper edge is nobody else's");
    }

    #[test]
    fn a_stretch_that_gets_corners_goes_as_a_whole_or_not_at_all() {
        let after =
            polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 12., y: 5.), (x: 10., y: 10.), (x: 0., y: 10.)]
                .into();
        let moved = MovedBoundary::between(&square(0.), &after, LATTICE_M);
        let expected: MultiPolygon<f64> =
            polygon![(x: 10., y: 10.), (x: 12., y: 5.), (x: 10., y: 0.), (x: 20., y: 0.), (x: 20., y: 10.)]
                .into();
        assert_eq!(moved.follow(&square(10.)), Ok(Some(expected)));
        assert!(moved.is_between(&[square(10.)]));
        assert_eq!(moved.only_added_within_m(), Some(2.0));
        let lost: MultiPolygon<f64> = polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 0., y: 10.)].into();
        let moved = MovedBoundary::between(&square(0.), &lost, LATTICE_M);
        assert_eq!(moved.follow(&square(10.)), Err(SharedInPart { at: Coord { x: 10., y: 10. } }));
        assert_eq!(moved.only_added_within_m(), None);
    }

    #[test]
    fn what_stays_stays_and_what_is_drawn_elsewhere_is_said() {
        assert!(MovedBoundary::between(&square(0.), &square(0.), LATTICE_M).is_none());
        let turned: MultiPolygon<f64> =
            polygon![(x: 10., y: 10.), (x: 10., y: 0.), (x: 0., y: 0.), (x: 0., y: 10.)].into();
        assert!(
            MovedBoundary::between(&square(0.), &turned, LATTICE_M).is_none(),
            "the same ring, turned round"
        );
        assert!(MovedBoundary::between(&square(0.), &square(50.), LATTICE_M).is_redrawn());
    }

    #[test]
    fn corners_take_the_coordinates_of_those_they_are() {
        let near =
            polygon![(x: 0.00001, y: 0.), (x: 10., y: -0.00002), (x: 10., y: 10.), (x: 0., y: 10.)].into();
        assert_eq!(MovedBoundary::snapped(&near, &[square(0.)], LATTICE_M), square(0.));
    }
}
