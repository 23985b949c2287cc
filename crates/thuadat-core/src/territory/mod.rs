//! Ground known from elsewhere: roads and water that explain gaps, and the bounds of communes and sheets.
//!
//! Reference polygons need not fit together, and may overlap. What of an area lies outside of them is cut out exactly,
//! as overlaps and gaps are.

mod difference;
mod expected;
mod frames;
mod surroundings;

pub(crate) use difference::Outside;
pub use expected::ExpectedGaps;
pub(crate) use frames::{Frames, sheets_without_frame};
pub(crate) use surroundings::Surroundings;

use crate::coverage::stored_edges;
use crate::lattice::Lattice;
use crate::measure::FINER;
use crate::plane::{Bounds, PackedTree, Point, Segment, layers_crossed, tiled_order};
use crate::validity::{FormLimits, Usable, examine};
use crate::{ParcelGeometries, Profile};
use rayon::prelude::*;

/// The ground that some polygons cover.
#[derive(Debug)]
pub(crate) struct Territory {
    /// The edges of all polygons, the inside on the left; what is near each other stands together.
    edges: Vec<Segment>,
    tree: PackedTree,
}

impl Territory {
    /// The ground of polygons, by their positions. Of faulty ones it is what their shells enclose and their holes do not.
    ///
    /// O(n log n) for n vertices.
    pub(crate) fn new(
        shapes: &ParcelGeometries,
        polygons: impl IntoIterator<Item = usize>,
        lattice: Lattice,
    ) -> Self {
        let limits = FormLimits::of(&Profile::strict(), lattice);
        let edges_of = |&polygon: &usize| match examine(shapes, polygon, &limits).usable {
            Usable::AsItIs => stored_edges(shapes, polygon, lattice),
            Usable::Mended(rings) => rings.iter().flat_map(|ring| sides_of(ring)).collect(),
            Usable::Not => Vec::new(),
        };
        let polygons: Vec<usize> = polygons.into_iter().collect();
        let edges: Vec<Segment> = polygons.par_iter().flat_map_iter(edges_of).collect();
        let boxes: Vec<Bounds> = edges.iter().map(Segment::bounds).collect();
        let order = tiled_order(&boxes);
        let edges: Vec<Segment> = order.iter().map(|&edge| edges[edge as usize]).collect();
        let tree = PackedTree::new(edges.iter().map(Segment::bounds).collect());
        Self { edges, tree }
    }

    /// The edges whose boxes meet a window.
    fn edges_near(&self, window: &Bounds) -> Vec<Segment> {
        let mut near = Vec::new();
        self.tree.query(window, &mut |position| near.push(self.edges[position]));
        near
    }

    /// How many polygons cover the place just west of a point in half finer units, by the edges that do not meet a window.
    fn layers_beyond(&self, window: &Bounds, point: Point) -> i32 {
        let near = Point::new(point.x.div_euclid(2 * FINER) + 1, point.y.div_euclid(2 * FINER));
        let ray = Bounds { min: Point::new(i64::MIN, near.y), max: Point::new(near.x, near.y + 1) };
        let mut layers = 0;
        self.tree.query(&ray, &mut |position| {
            let edge = &self.edges[position];
            if !edge.bounds().meets(window) {
                let Segment { a, b } = finer(edge);
                let doubled = |point: Point| Point::new(2 * point.x, 2 * point.y);
                layers += layers_crossed(&Segment { a: doubled(a), b: doubled(b) }, point);
            }
        });
        layers
    }
}

/// The sides of a ring whose first corner is not repeated.
pub(crate) fn sides_of(ring: &[Point]) -> impl Iterator<Item = Segment> + '_ {
    (0..ring.len()).map(|at| Segment { a: ring[at], b: ring[(at + 1) % ring.len()] })
}

/// A segment in finer units.
fn finer(segment: &Segment) -> Segment {
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    Segment { a: finer(segment.a), b: finer(segment.b) }
}

/// Whether a polygon is valid, spikes and the direction of rings aside.
fn is_sound(shapes: &ParcelGeometries, polygon: usize, lattice: Lattice) -> bool {
    examine(shapes, polygon, &FormLimits::of(&Profile::strict(), lattice)).usable == Usable::AsItIs
}

/// The polygons that are not valid, by position: what they cover is not beyond doubt.
pub(crate) fn unsound(shapes: &ParcelGeometries, lattice: Lattice) -> Vec<u32> {
    (0..shapes.len())
        .into_par_iter()
        .filter(|&polygon| !is_sound(shapes, polygon, lattice))
        .map(|at| at as u32)
        .collect()
}
