//! One parcel's shape: every problem in it, located.
//!
//! A shape is valid as OGC Simple Features Access (06-103r4, 6.1.11) has it: rings are closed and simple, holes lie
//! inside their shell and beside each other, rings touch in single points only, and the inside is connected. Beyond
//! that, repeated vertices, near spikes and rings that run the wrong way round are noted.
//!
//! Nearly every parcel is seen to be sound by [`plain`], in one pass over its vertices. Only the rest is taken apart.

mod contact;
mod mend;
mod nesting;
mod plain;
mod ring;

pub(crate) use plain::{Glance, glance};

use crate::lattice::Lattice;
use crate::plane::{Point, Segment};
use crate::{ParcelGeometries, Rule, VertexPlace};
use geo::{Coord, Geometry};

/// A problem in a parcel's shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Defect {
    pub(crate) rule: Rule,
    pub(crate) place: VertexPlace,
    /// None for a shape that has no place.
    pub(crate) at: Option<Coord<f64>>,
    pub(crate) evidence: Option<Geometry<f64>>,
    pub(crate) area_m2: Option<f64>,
    pub(crate) width_m: Option<f64>,
    pub(crate) length_m: Option<f64>,
}

/// What examining a shape brought to light.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Examination {
    /// Everything wrong, by part, ring and vertex.
    pub(crate) defects: Vec<Defect>,
    /// How the shape can be compared with its neighbours.
    pub(crate) usable: Usable,
}

/// How a shape can be compared with its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Usable {
    /// As it is.
    AsItIs,
    /// By the ground its shells enclose and its holes do not: rings with the inside on the left, the first corner not
    /// repeated.
    Mended(Vec<Vec<Point>>),
    /// Not at all.
    Not,
}

/// Finds every problem of one parcel's shape.
///
/// O(n log n) for n vertices whose edges meet few others; a ring that crosses itself everywhere costs its crossings.
pub(crate) fn examine(
    shapes: &ParcelGeometries,
    parcel: usize,
    lattice: Lattice,
    spike_width_m: f64,
) -> Examination {
    let mut defects = Vec::new();
    let rings = ring::clean_rings(shapes, parcel, lattice, spike_width_m, &mut defects);
    if defects.iter().any(|defect| defect.rule == Rule::NotFinite) || rings.is_empty() {
        return Examination { defects, usable: Usable::Not };
    }
    let edges = Edges::new(&rings);
    let crossed = contact::find_contacts(&rings, &edges, lattice, &mut defects);
    nesting::find_misplaced_rings(&rings, &edges, &crossed, lattice, &mut defects);
    defects.sort_by_key(|defect| (defect.place, defect.rule));
    let usable = if defects.iter().any(must_be_mended) { mend::mend(&rings, &edges) } else { Usable::AsItIs };
    Examination { defects, usable }
}

fn must_be_mended(defect: &Defect) -> bool {
    match defect.rule {
        Rule::RepeatedVertex | Rule::RingOrientation => false,
        Rule::Spike => defect.width_m == Some(0.0),
        _ => true,
    }
}

/// A ring without repeated vertices and exact spikes.
#[derive(Debug, Clone)]
struct CleanRing {
    part: u32,
    ring: u32,
    /// Corners, the first not repeated at the end.
    points: Vec<Point>,
    /// Which vertex of the ring, as stored, each corner is.
    vertices: Vec<u32>,
    /// Twice the signed area inside.
    area_doubled: i128,
}

impl CleanRing {
    fn place(&self, corner: usize) -> VertexPlace {
        VertexPlace { part: self.part, ring: self.ring, vertex: self.vertices[corner] }
    }
}

/// All edges of a shape, ring by ring, with a tree over them.
struct Edges {
    edges: Vec<RingEdge>,
    tree: crate::plane::PackedTree,
}

/// An edge and where it belongs.
#[derive(Debug, Clone, Copy)]
struct RingEdge {
    segment: Segment,
    /// Position of its ring among the clean rings.
    ring: u32,
    /// Corner it starts at.
    corner: u32,
}

impl Edges {
    fn new(rings: &[CleanRing]) -> Self {
        let mut edges = Vec::with_capacity(rings.iter().map(|ring| ring.points.len()).sum());
        for (position, ring) in rings.iter().enumerate() {
            for corner in 0..ring.points.len() {
                let (a, b) = (ring.points[corner], ring.points[(corner + 1) % ring.points.len()]);
                edges.push(RingEdge {
                    segment: Segment { a, b },
                    ring: position as u32,
                    corner: corner as u32,
                });
            }
        }
        let tree = crate::plane::PackedTree::new(edges.iter().map(|edge| edge.segment.bounds()).collect());
        Self { edges, tree }
    }
}
