//! One parcel's shape: every problem in it, located.
//!
//! A shape is valid as OGC Simple Features Access (06-103r4, 6.1.11) has it: rings are closed and simple, holes lie
//! inside their shell and beside each other, rings touch in single points only, and the inside is connected. Beyond
//! that, repeated vertices, near spikes and rings that run the wrong way round are noted, and of valid shapes what no
//! surveyed parcel looks like (see [`form`]).
//!
//! Nearly every parcel is seen to be sound by [`plain`], in one pass over its vertices. Only the rest is taken apart.

mod chains;
mod contact;
mod form;
mod mend;
mod nesting;
mod plain;
mod ring;

pub(crate) use form::FormLimits;
pub(crate) use plain::{Glance, glance};

use crate::plane::{Bounds, Point, Segment, tiled_order};
use crate::{ParcelGeometries, Rule, VertexPlace};
use geo::{Coord, Geometry};
use std::ops::Range;

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
    /// Whether the shape is usable as it is, but rings touch each other with a corner inside an edge.
    pub(crate) has_corner_on_edge: bool,
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

/// What is poor in the form of a parcel that was seen at a glance to be sound; none where nothing is.
///
/// `points` are those of its only ring, the closing one included.
pub(crate) fn poor_form(
    glance: &Glance,
    points: &[Point],
    shapes: &ParcelGeometries,
    parcel: usize,
    limits: &FormLimits,
) -> Option<Examination> {
    if limits.are_plainly_kept(glance) {
        return None;
    }
    let mut defects = Vec::new();
    let ring = form::RingView { part: 0, ring: 0, points: &points[..points.len() - 1], vertices: None };
    form::find_poor_form(&[ring], shapes, parcel, limits, &mut defects);
    (!defects.is_empty()).then_some(Examination {
        defects,
        usable: Usable::AsItIs,
        has_corner_on_edge: false,
    })
}

/// Finds every problem of one parcel's shape.
///
/// O(n log n) for n vertices whose edges meet few others; a ring that crosses itself everywhere costs its crossings.
pub(crate) fn examine(shapes: &ParcelGeometries, parcel: usize, limits: &FormLimits) -> Examination {
    let lattice = limits.lattice;
    let mut defects = Vec::new();
    let rings = ring::clean_rings(shapes, parcel, lattice, limits.spike_width_m, &mut defects);
    if defects.iter().any(|defect| defect.rule == Rule::NotFinite) || rings.is_empty() {
        return Examination { defects, usable: Usable::Not, has_corner_on_edge: false };
    }
    let edges = Edges::new(&rings);
    let contact::Found { crossed, has_corner_on_edge } =
        contact::find_contacts(&rings, &edges, lattice, &mut defects);
    nesting::find_misplaced_rings(&rings, &edges, &crossed, lattice, &mut defects);
    let usable = if defects.iter().any(must_be_mended) { mend::mend(&rings, &edges) } else { Usable::AsItIs };
    let views: Vec<_> = rings.iter().map(form::RingView::of).collect();
    form::find_poor_form(&views, shapes, parcel, limits, &mut defects);
    defects.sort_by_key(|defect| (defect.place, defect.rule));
    Examination { has_corner_on_edge: has_corner_on_edge && usable == Usable::AsItIs, defects, usable }
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
    fn bounds(&self) -> Bounds {
        Bounds::of_points(self.points.iter().copied())
    }

    fn place(&self, corner: usize) -> VertexPlace {
        VertexPlace { part: self.part, ring: self.ring, vertex: self.vertices[corner] }
    }
}

/// All edges of a shape, ring by ring; rings that are neighbours in the plane stand together.
struct Edges {
    edges: Vec<RingEdge>,
    /// Where the edges of each ring stand.
    of_ring: Vec<Range<usize>>,
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
        let boxes: Vec<Bounds> = rings.iter().map(CleanRing::bounds).collect();
        let mut edges = Vec::with_capacity(rings.iter().map(|ring| ring.points.len()).sum());
        let mut of_ring = vec![0..0; rings.len()];
        for position in tiled_order(&boxes) {
            let points = &rings[position as usize].points;
            let start = edges.len();
            edges.extend((0..points.len()).map(|corner| RingEdge {
                segment: Segment { a: points[corner], b: points[(corner + 1) % points.len()] },
                ring: position,
                corner: corner as u32,
            }));
            of_ring[position as usize] = start..edges.len();
        }
        Self { edges, of_ring }
    }

    /// The edges of each ring, as they stand.
    fn in_tiled_order(&self) -> Vec<Range<usize>> {
        let mut rings = self.of_ring.clone();
        rings.sort_unstable_by_key(|edges| edges.start);
        rings
    }

    fn of_ring(&self, position: usize) -> &[RingEdge] {
        &self.edges[self.of_ring[position].clone()]
    }
}

/// The ranges of rings that belong to one part, the shell first.
fn parts(rings: &[CleanRing]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = rings.get(start)?;
        let count = rings[start..].iter().take_while(|ring| ring.part == first.part).count();
        start += count;
        Some(start - count..start)
    })
}
