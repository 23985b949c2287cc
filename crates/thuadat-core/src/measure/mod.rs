//! What is said of an area found: how large, how wide, how long, and where to look.

mod convex;
mod outline;
mod widest;

use crate::ParcelGeometries;
use crate::lattice::Lattice;
use crate::plane::{Bounds, PackedTree, Point, Segment, are_around, signed_area_doubled, tiled_order};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::ops::Range;

/// How many finer units a lattice step has where crossings are computed.
pub(crate) const FINER: i64 = 1024;

/// An area cut out of the plane, measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeasuredArea {
    pub(crate) shape: MultiPolygon<f64>,
    pub(crate) area_m2: f64,
    /// Diameter of the largest circle inside.
    pub(crate) width_m: f64,
    /// Length along the middle: half the outline less the width, and never less than the width. Exact for a rectangle,
    /// near the length of the centre line for anything narrow. Of several pieces the sum.
    pub(crate) length_m: f64,
    /// Centre of the largest circle: a point well inside.
    pub(crate) at: Coord<f64>,
}

/// Measures the area inside rings given in finer units, shells counter-clockwise and holes clockwise, both open.
///
/// None when no ring is a shell. Lengths are computed near a local origin, so that they keep their digits far from the
/// origin of the coordinate system. Width to half a per cent.
///
/// The same area gives the same answer to the last digit, in whatever order its rings come and wherever they start: ids
/// of findings rest on the place.
pub(crate) fn measure(rings: &[Vec<Point>], lattice: Lattice) -> Option<MeasuredArea> {
    let rings = &in_order(rings);
    let origin = *rings.first()?.first()?;
    let unit_m = lattice.step_m() / FINER as f64;
    let local = |point: &Point| Coord {
        x: (point.x - origin.x) as f64 * unit_m,
        y: (point.y - origin.y) as f64 * unit_m,
    };
    let polygons = rings_of_polygons(rings);
    let mut measured = MeasuredArea {
        shape: MultiPolygon(Vec::new()),
        area_m2: 0.0,
        width_m: -1.0,
        length_m: 0.0,
        at: Coord::zero(),
    };
    let base = Coord { x: origin.x as f64 * unit_m, y: origin.y as f64 * unit_m };
    for rings_of_polygon in &polygons {
        let local_rings: Vec<Vec<Coord<f64>>> =
            rings_of_polygon.iter().map(|&ring| rings[ring].iter().map(local).collect()).collect();
        let circle = widest::widest_circle(&local_rings);
        let width_m = 2.0 * circle.radius;
        let outline_m: f64 = local_rings.iter().map(|ring| outline(ring)).sum();
        measured.area_m2 += rings_of_polygon
            .iter()
            .map(|&ring| signed_area_doubled(&rings[ring]) as f64 * 0.5 * unit_m * unit_m)
            .sum::<f64>();
        measured.length_m += (outline_m / 2.0 - width_m).max(width_m);
        if width_m > measured.width_m {
            measured.width_m = width_m;
            measured.at = circle.center + base;
        }
        let line =
            |ring: &Vec<Coord<f64>>| ring.iter().map(|&coord| coord + base).collect::<LineString<f64>>();
        let mut lines = local_rings.iter().map(line);
        let shell = lines.next()?;
        measured.shape.0.push(Polygon::new(shell, lines.collect()));
    }
    (!measured.shape.0.is_empty()).then_some(measured)
}

/// Rings that start at their least vertex, the ring of the least vertex first.
fn in_order(rings: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut rings = rings.to_vec();
    for ring in &mut rings {
        let least = (0..ring.len()).min_by_key(|&at| (ring[at], ring[(at + 1) % ring.len()]));
        ring.rotate_left(least.unwrap_or(0));
    }
    rings.sort_unstable();
    rings
}

/// The area of a parcel as stored, in square metres: shells less their holes, whichever way they run.
pub(crate) fn planar_area_m2(shapes: &ParcelGeometries, parcel: usize) -> f64 {
    let ring_area = |ring: usize| {
        let coords = shapes.ring(ring);
        let Some(&origin) = coords.first() else { return 0.0 };
        let cross = |pair: &[Coord<f64>]| {
            let (one, other) = (pair[0] - origin, pair[1] - origin);
            one.x * other.y - one.y * other.x
        };
        (coords.windows(2).map(cross).sum::<f64>() / 2.0).abs()
    };
    shapes
        .polygons(parcel)
        .filter(|rings| !rings.is_empty())
        .map(|rings| ring_area(rings.start) - (rings.start + 1..rings.end).map(ring_area).sum::<f64>())
        .sum()
}

/// A point well inside a parcel: the centre of the largest circle in its largest part. A vertex where nothing is inside,
/// none where there is no usable vertex.
pub(crate) fn point_inside(shapes: &ParcelGeometries, parcel: usize, lattice_m: f64) -> Option<Coord<f64>> {
    let lattice = Lattice::new(lattice_m);
    let coords = &shapes.coords()[shapes.parcel_coords(parcel)];
    let vertex = *coords.iter().find(|&&coord| lattice.reaches(coord))?;
    if !coords.iter().all(|&coord| lattice.reaches(coord)) {
        return Some(vertex);
    }
    let circles = shapes.polygons(parcel).filter_map(|rings| largest_circle(shapes, rings));
    let circle = circles.max_by(|one, other| one.width_m.total_cmp(&other.width_m))?;
    Some(if circle.width_m > 0.0 { circle.at } else { vertex })
}

/// A circle inside a polygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct InnerCircle {
    pub(crate) at: Coord<f64>,
    pub(crate) width_m: f64,
}

/// The largest circle inside one polygon of a parcel, whose coordinates are all finite, to half a per cent; none of a
/// polygon without vertices.
pub(crate) fn largest_circle(shapes: &ParcelGeometries, rings: Range<usize>) -> Option<InnerCircle> {
    let vertex = *rings.clone().flat_map(|ring| shapes.ring(ring)).next()?;
    let local = |ring: usize| shapes.ring(ring).iter().map(|&coord| coord - vertex).collect::<Vec<_>>();
    let rings: Vec<_> = rings.map(local).filter(|ring| !ring.is_empty()).collect();
    let circle = widest::widest_circle(&rings);
    Some(InnerCircle { at: circle.center + vertex, width_m: 2.0 * circle.radius })
}

fn outline(ring: &[Coord<f64>]) -> f64 {
    (0..ring.len())
        .map(|at| {
            let step = ring[(at + 1) % ring.len()] - ring[at];
            step.x.hypot(step.y)
        })
        .sum()
}

/// Puts each hole behind the smallest shell around it. Polygons come in the order of their shells.
pub(crate) fn rings_of_polygons(rings: &[Vec<Point>]) -> Vec<Vec<usize>> {
    let areas: Vec<i128> = rings.iter().map(|ring| signed_area_doubled(ring)).collect();
    let mut polygons: Vec<Vec<usize>> =
        (0..rings.len()).filter(|&ring| areas[ring] > 0).map(|shell| vec![shell]).collect();
    if polygons.len() == rings.len() {
        return polygons;
    }
    let boxes: Vec<Bounds> =
        polygons.iter().map(|polygon| Bounds::of_points(rings[polygon[0]].iter().copied())).collect();
    let order = tiled_order(&boxes);
    let tree = PackedTree::new(order.iter().map(|&position| boxes[position as usize]).collect());
    for hole in (0..rings.len()).filter(|&ring| areas[ring] < 0) {
        let corner = rings[hole][0];
        let mut around = Vec::new();
        tree.query(&Bounds { min: corner, max: corner }, &mut |at| around.push(order[at] as usize));
        around.sort_by_key(|&position| (areas[polygons[position][0]], position));
        let smallest = around.into_iter().find(|&position| {
            let shell = polygons[position][0];
            areas[shell] > -areas[hole] && is_around(&rings[shell], &rings[hole])
        });
        if let Some(position) = smallest {
            polygons[position].push(hole);
        }
    }
    polygons
}

/// Whether a shell is around a hole that it does not cross.
pub(crate) fn is_around(shell: &[Point], hole: &[Point]) -> bool {
    let edges = || (0..shell.len()).map(|at| Segment { a: shell[at], b: shell[(at + 1) % shell.len()] });
    hole.iter().find_map(|&point| are_around(edges(), point)).unwrap_or(true)
}
