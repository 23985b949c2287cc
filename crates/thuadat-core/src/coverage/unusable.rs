//! Parcels without a usable shape, and the gaps that are there because of them.

use super::living::BoxTree;
use super::living::coarser;
use crate::ParcelGeometries;
use crate::lattice::Lattice;
use crate::measure::FINER;
use crate::plane::{Bounds, Point, Segment, are_around};
use std::collections::HashMap;

/// Parcels without a usable shape, by place.
///
/// Such a parcel is compared with nobody, so its neighbours enclose ground that nobody seems to own.
#[derive(Debug, Default)]
pub(crate) struct Unusable {
    /// Their vertices in finer units.
    vertices: HashMap<u32, Vec<Point>>,
    boxes: BoxTree,
}

impl Unusable {
    /// Takes a parcel up, by the vertices that [`reachable_vertices`] gives. One taken up before stays as it is.
    pub(crate) fn insert(&mut self, parcel: u32, vertices: Vec<Point>) {
        if !vertices.is_empty() && !self.vertices.contains_key(&parcel) {
            self.boxes.insert(parcel as usize, &box_of(&vertices));
            self.vertices.insert(parcel, vertices);
        }
    }

    pub(crate) fn remove(&mut self, parcel: u32) {
        if let Some(vertices) = self.vertices.remove(&parcel) {
            self.boxes.remove(parcel as usize, &box_of(&vertices));
        }
    }

    /// The vertices of a parcel; none where it is usable.
    pub(crate) fn vertices(&self, parcel: u32) -> &[Point] {
        self.vertices.get(&parcel).map(Vec::as_slice).unwrap_or_default()
    }

    /// The parcels that a gap may be the ground of, ascending. Its outline is in finer units.
    ///
    /// A vertex that can be used lies on the outline of that ground, or inside. Two are asked for where the parcel has
    /// two, since a gap beside it may touch it in one.
    pub(crate) fn owners_of(&self, outline: &[Point]) -> Vec<u32> {
        let mut owners = self.boxes.meeting(&box_of(outline));
        owners.retain(|parcel| {
            let vertices = &self.vertices[parcel];
            let needed = vertices.len().min(2);
            vertices.iter().filter(|&&vertex| holds(outline, vertex)).take(needed).count() == needed
        });
        owners.sort_unstable();
        owners
    }
}

/// The different vertices of a parcel that the lattice reaches, in finer units.
pub(crate) fn reachable_vertices(
    geometries: &ParcelGeometries,
    parcel: usize,
    lattice: Lattice,
) -> Vec<Point> {
    let coords = &geometries.coords()[geometries.parcel_coords(parcel)];
    let reachable = coords.iter().filter(|&&coord| lattice.reaches(coord));
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    let mut vertices: Vec<Point> = reachable.map(|&coord| finer(lattice.point(coord))).collect();
    vertices.sort_unstable();
    vertices.dedup();
    vertices
}

/// The box on the lattice around points in finer units.
fn box_of(points: &[Point]) -> Bounds {
    coarser(&Bounds::of_points(points.iter().copied()))
}

/// Whether a point is on the outline of a gap or inside it.
fn holds(outline: &[Point], point: Point) -> bool {
    let edges = (0..outline.len()).map(|at| Segment { a: outline[at], b: outline[(at + 1) % outline.len()] });
    are_around(edges, point) != Some(false)
}
