//! Parcels that become one.

use super::ring::{Corner, area_doubled, corners, line};
use crate::lattice::Lattice;
use crate::plane::{Point, Segment, are_around};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::{BTreeMap, HashMap};

/// Why shapes do not become one.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CannotJoin {
    /// A shape is none, or beyond any map.
    #[error("one of them has no shape")]
    NoShape,
    /// The boundaries between them do not match: their edges end in the open.
    #[error("their boundaries do not match at ({}, {})", .at.x, .at.y)]
    DoNotMatch {
        /// Where.
        at: Coord<f64>,
    },
}

/// The outline of shapes that border on each other: edges that two of them share fall away.
///
/// A corner of one that is no farther than `reach_m` from an edge of another becomes a corner of that edge first. Several polygons come
/// out where the shapes do not hang together.
///
/// # Errors
///
/// See [`CannotJoin`].
///
/// # Panics
///
/// When the step of the lattice is not positive.
///
/// # Complexity
///
/// O(n²) for n corners of all shapes together.
pub fn join_shapes(
    shapes: &[MultiPolygon<f64>],
    lattice_m: f64,
    reach_m: f64,
) -> Result<MultiPolygon<f64>, CannotJoin> {
    assert!(lattice_m > 0.0, "a lattice has a step");
    let lattice = Lattice::new(lattice_m);
    let mut rings = oriented_rings(shapes, lattice)?;
    let all: Vec<Corner> = rings.iter().flatten().copied().collect();
    for ring in &mut rings {
        *ring = with_corners_of_others(ring, &all, reach_m.max(lattice_m));
    }
    let coords: HashMap<Point, Coord<f64>> =
        rings.iter().flatten().rev().map(|corner| (corner.point, corner.coord)).collect();
    let rings = traced(outer_edges(&rings)).map_err(|at| CannotJoin::DoNotMatch { at: coords[&at] })?;
    Ok(nested(&rings, &coords))
}

/// The rings of all shapes, the inside on the left.
fn oriented_rings(shapes: &[MultiPolygon<f64>], lattice: Lattice) -> Result<Vec<Vec<Corner>>, CannotJoin> {
    let mut rings = Vec::new();
    let mut add = |ring: &LineString<f64>, is_hole: bool| {
        let mut ring = corners(ring, lattice);
        if (area_doubled(&ring) > 0) == is_hole {
            ring.reverse();
        }
        let is_ground = ring.len() > 2;
        rings.push(ring);
        is_ground
    };
    for shape in shapes {
        let mut has_ground = false;
        for polygon in shape {
            has_ground |= add(polygon.exterior(), false);
            for hole in polygon.interiors() {
                add(hole, true);
            }
        }
        if !has_ground {
            return Err(CannotJoin::NoShape);
        }
    }
    rings.retain(|ring| ring.len() > 2);
    Ok(rings)
}

fn with_corners_of_others(ring: &[Corner], all: &[Corner], reach_m: f64) -> Vec<Corner> {
    let mut with = Vec::with_capacity(ring.len());
    for (position, &from) in ring.iter().enumerate() {
        let to = ring[(position + 1) % ring.len()];
        let along = to.coord - from.coord;
        let length = along.x.hypot(along.y);
        let mut between: Vec<(f64, Corner)> = all
            .iter()
            .filter_map(|&corner| {
                let off = corner.coord - from.coord;
                let at = (off.x * along.x + off.y * along.y) / length;
                let beside = (off.x * along.y - off.y * along.x).abs() / length;
                let is_new = !ring.iter().any(|own| own.point == corner.point);
                (is_new && beside <= reach_m && at > reach_m && at < length - reach_m).then_some((at, corner))
            })
            .collect();
        between.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.point.cmp(&other.1.point)));
        between.dedup_by_key(|(_, corner)| corner.point);
        with.push(from);
        with.extend(between.into_iter().map(|(_, corner)| corner));
    }
    with
}

/// Edges without a twin that goes the other way, by where they begin.
fn outer_edges(rings: &[Vec<Corner>]) -> BTreeMap<Point, Vec<Point>> {
    let mut counts: BTreeMap<(Point, Point), i32> = BTreeMap::new();
    for ring in rings {
        for (one, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (a, b) = (one.point, next.point);
            match counts.get_mut(&(b, a)).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => *counts.entry((a, b)).or_default() += 1,
            }
        }
    }
    let mut edges: BTreeMap<Point, Vec<Point>> = BTreeMap::new();
    for ((a, b), count) in counts {
        edges.entry(a).or_default().extend((0..count).map(|_| b));
    }
    edges.retain(|_, ends| !ends.is_empty());
    edges
}

/// Strings edges to rings, at each corner the edge farthest to the left; where they end in the open if they do.
fn traced(mut edges: BTreeMap<Point, Vec<Point>>) -> Result<Vec<Vec<Point>>, Point> {
    let mut rings = Vec::new();
    while let Some((&start, _)) = edges.iter().next() {
        let mut ring = vec![start];
        let mut from = None;
        let mut at = start;
        loop {
            let ends = edges.get_mut(&at).ok_or(at)?;
            let best = (0..ends.len())
                .max_by(|&one, &other| turn(from, at, ends[one]).total_cmp(&turn(from, at, ends[other])));
            let next = ends.swap_remove(best.ok_or(at)?);
            if ends.is_empty() {
                edges.remove(&at);
            }
            if next == start {
                break;
            }
            ring.push(next);
            (from, at) = (Some(at), next);
        }
        rings.push(ring);
    }
    Ok(rings)
}

/// How far to the left the way from `from` over `at` to `to` turns, back the same way being least.
fn turn(from: Option<Point>, at: Point, to: Point) -> f64 {
    let Some(from) = from else { return 0.0 };
    let (in_x, in_y) = ((at.x - from.x) as f64, (at.y - from.y) as f64);
    let (out_x, out_y) = ((to.x - at.x) as f64, (to.y - at.y) as f64);
    let angle = (in_x * out_y - in_y * out_x).atan2(in_x * out_x + in_y * out_y);
    if to == from { f64::NEG_INFINITY } else { angle }
}

/// Shells with the holes inside them.
fn nested(rings: &[Vec<Point>], coords: &HashMap<Point, Coord<f64>>) -> MultiPolygon<f64> {
    let drawn = |ring: &[Point]| line(ring.iter().map(|point| coords[point]));
    let area = |ring: &[Point]| crate::plane::signed_area_doubled(ring);
    let (mut shells, holes): (Vec<&Vec<Point>>, Vec<&Vec<Point>>) =
        rings.iter().partition(|ring| area(ring) > 0);
    // The smallest shell around a hole is its own.
    shells.sort_by_key(|ring| area(ring));
    let mut of_shell: Vec<Vec<LineString<f64>>> = vec![Vec::new(); shells.len()];
    for hole in holes {
        let is_in = |shell: &[Point]| {
            let edges = || shell.iter().zip(shell.iter().cycle().skip(1)).map(|(&a, &b)| Segment { a, b });
            hole.iter().find_map(|&point| are_around(edges(), point)).unwrap_or(false)
        };
        if let Some(shell) = shells.iter().position(|shell| is_in(shell)) {
            of_shell[shell].push(drawn(hole));
        }
    }
    shells.iter().zip(of_shell).map(|(shell, holes)| Polygon::new(drawn(shell), holes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParcelGeometries;
    use geo::polygon;

    fn area_of(shape: &MultiPolygon<f64>) -> f64 {
        let mut shapes = ParcelGeometries::new();
        shapes.push_multi_polygon(shape);
        shapes.area_m2(0)
    }

    fn rectangle(x: f64, y: f64, width: f64, height: f64) -> MultiPolygon<f64> {
        polygon![(x: x, y: y), (x: x + width, y: y), (x: x + width, y: y + height), (x: x, y: y + height)]
            .into()
    }

    #[test]
    fn neighbours_become_one() {
        let clockwise: MultiPolygon<f64> =
            polygon![(x: 10., y: 0.), (x: 10., y: 10.), (x: 20., y: 10.), (x: 20., y: 0.)].into();
        let joined = join_shapes(&[rectangle(0., 0., 10., 10.), clockwise], 0.0001, 0.0).unwrap();
        assert_eq!((joined.0.len(), joined.0[0].exterior().0.len(), area_of(&joined)), (1, 7, 200.0));
    }

    #[test]
    fn corners_on_edges_of_others_are_taken_over() {
        let parts = [rectangle(0., 0., 10., 10.), rectangle(10., 0., 5., 4.), rectangle(10., 4., 5., 6.)];
        let joined = join_shapes(&parts, 0.0001, 0.0).unwrap();
        assert_eq!((joined.0.len(), joined.0[0].interiors().len(), area_of(&joined)), (1, 0, 150.0));
    }

    #[test]
    fn a_ring_of_parcels_has_a_hole() {
        let ring = [
            rectangle(0., 0., 30., 10.),
            rectangle(0., 20., 30., 10.),
            rectangle(0., 10., 10., 10.),
            rectangle(20., 10., 10., 10.),
        ];
        let joined = join_shapes(&ring, 0.0001, 0.0).unwrap();
        assert_eq!((joined.0.len(), joined.0[0].interiors().len(), area_of(&joined)), (1, 1, 800.0));
    }

    #[test]
    fn what_lies_apart_stays_apart() {
        let joined =
            join_shapes(&[rectangle(0., 0., 5., 5.), rectangle(5., 5., 5., 5.)], 0.0001, 0.0).unwrap();
        assert_eq!((joined.0.len(), area_of(&joined)), (2, 50.0), "they meet in one corner");
        assert_eq!(join_shapes(&[MultiPolygon(vec![])], 0.0001, 0.0), Err(CannotJoin::NoShape));
    }
}
