//! Parcels against each other: overlaps, gaps, duplicates, parcels inside others, missing vertices.
//!
//! Match first, think later. [`matching`] cancels the edges that neighbours share, which in a real cadastre are nearly
//! all; [`compare`] looks at what is left; [`overlap`] and [`gap`] cut out what was found. Every decision is exact on
//! the lattice; only measures are rounded.

mod border;
mod cell;
mod compare;
mod gap;
mod layers;
mod living;
mod matching;
mod order;
mod overlap;
mod shapes;

pub(crate) use cell::{HalfOpen, SettledRing, border_of_cell};
pub(crate) use living::{BorderEdge, BoxTree, Ends, LiveGap, LivingBorder};

use crate::lattice::Lattice;
use crate::measure::{MeasuredArea, measure};
use crate::plane::{PackedTree, Point, Segment};
use crate::validity::Defect;
use crate::{Interrupted, Observer, ParcelGeometries, Profile, VertexPlace};
use geo::Coord;
use rayon::prelude::*;
use shapes::Shapes;
use std::mem;

/// What checking shapes by themselves and against each other brings to light. Everything is in an order that depends on
/// the input alone.
#[derive(Debug, Default)]
pub(crate) struct Discoveries {
    /// Problems of single parcels, by parcel.
    pub(crate) defects: Vec<(u32, Defect)>,
    /// Overlaps wider than the lattice, by pair.
    pub(crate) overlaps: Vec<MeasuredOverlap>,
    /// Gaps wider than the lattice, with the parcels around them.
    pub(crate) gaps: Vec<(Vec<u32>, MeasuredArea)>,
    /// Missing vertices, by parcel and place.
    pub(crate) missing_vertices: Vec<MissingVertex>,
}

/// The common ground of two parcels.
#[derive(Debug)]
pub(crate) struct MeasuredOverlap {
    pub(crate) parcels: (u32, u32),
    /// Whether it is all of the first parcel, and all of the second.
    pub(crate) covers: (bool, bool),
    pub(crate) area: MeasuredArea,
}

/// A place on a parcel's edge where neighbours have a vertex and it has none.
#[derive(Debug)]
pub(crate) struct MissingVertex {
    pub(crate) parcel: u32,
    /// Those that have the vertex, sorted.
    pub(crate) neighbours: Vec<u32>,
    pub(crate) at: Coord<f64>,
    /// The vertex after which it is lacking, in the stored order.
    pub(crate) place: Option<VertexPlace>,
    /// How far the vertex is from the edge.
    pub(crate) distance_m: f64,
}

/// What checking parcels against each other leaves, to go on from.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    /// Edges without an opposite twin.
    pub(crate) border: Vec<BorderEdge>,
    /// Positions in `border` of edges that meet others beside their ends.
    pub(crate) entangled: Vec<u32>,
    /// Pairs of parcels that have ground in common, however little.
    pub(crate) overlapping: Vec<(u32, u32)>,
    /// The edges of parcels that are compared by others than their own.
    pub(crate) replaced: Vec<(u32, Vec<Segment>)>,
}

/// Checks shapes by themselves and against each other.
pub(crate) fn discover(
    geometries: &ParcelGeometries,
    profile: &Profile,
    observer: &dyn Observer,
    remains: Option<&mut Remains>,
) -> Result<Discoveries, Interrupted> {
    let lattice = Lattice::new(profile.lattice_m);
    let order = order::along_hilbert_curve(geometries, lattice);
    let mut matched = matching::match_in_tiles(geometries, &order, lattice, profile, observer)?;
    let mut examinations = mem::take(&mut matched.examinations);
    examinations.sort_unstable_by_key(|&(parcel, _)| parcel);
    let tree = PackedTree::new(mem::take(&mut matched.bounds));
    let verdicts = examinations.iter_mut().map(|(parcel, examination)| {
        (*parcel, mem::replace(&mut examination.usable, crate::validity::Usable::AsItIs))
    });
    let shapes = Shapes::new(geometries, lattice, verdicts);
    let (loose, twins) = matched.into_rest();
    let twins = matching::match_the_rest(&shapes, loose, twins);
    let comparison = compare::compare(&shapes, &twins, &order, &tree, profile.missing_vertex_m, observer)?;
    let overlaps = overlap::find_overlaps(&shapes, &twins, &comparison.suspects, observer)?;
    if let Some(remains) = remains {
        *remains = keep(&shapes, &twins, &comparison, &overlaps);
    }
    let mut gaps = gap::find_gaps(&twins.loose, &comparison.entangled);
    gap::complete_neighbours(&mut gaps, &twins.loose, &overlaps, &shapes);
    let defects = examinations.into_iter().flat_map(|(parcel, examination)| {
        examination.defects.into_iter().map(move |defect| (parcel, defect))
    });
    Ok(Discoveries {
        defects: defects.collect(),
        overlaps: measure_overlaps(overlaps, lattice, observer)?,
        gaps: measure_gaps(gaps, lattice, observer)?,
        missing_vertices: gather_missing(&comparison.missing, &shapes),
    })
}

fn keep(
    shapes: &Shapes<'_>,
    twins: &matching::Twins,
    comparison: &compare::Comparison,
    overlaps: &[overlap::Overlap],
) -> Remains {
    let segments = |edges: &[shapes::Edge]| edges.iter().map(|edge| edge.segment).collect();
    Remains {
        border: twins.loose.iter().map(|loose| (loose.edge.segment, loose.parcel)).collect(),
        entangled: comparison.entangled.clone(),
        overlapping: overlaps.iter().map(|overlap| overlap.parcels).collect(),
        replaced: shapes.replaced().into_iter().map(|(parcel, edges)| (parcel, segments(edges))).collect(),
    }
}

/// The edges of a parcel as stored, the inside on the left.
pub(crate) fn stored_edges(geometries: &ParcelGeometries, parcel: usize, lattice: Lattice) -> Vec<Segment> {
    let mut edges = Vec::new();
    shapes::collect_stored_edges(geometries, parcel, lattice, &mut edges);
    edges.into_iter().map(|edge| edge.segment).collect()
}

/// Measures a gap, its rings in finer units; none where it is rounding.
pub(crate) fn measure_gap(rings: &[Vec<Point>], lattice: Lattice) -> Option<MeasuredArea> {
    measure(rings, lattice).filter(|area| is_above_lattice(area, lattice))
}

/// Nothing narrower than a lattice step is anything but rounding.
fn is_above_lattice(area: &MeasuredArea, lattice: Lattice) -> bool {
    area.width_m > lattice.step_m()
}

fn measure_overlaps(
    overlaps: Vec<overlap::Overlap>,
    lattice: Lattice,
    observer: &dyn Observer,
) -> Result<Vec<MeasuredOverlap>, Interrupted> {
    let measured = overlaps.into_par_iter().filter_map(|overlap| {
        if observer.is_interrupted() {
            return Some(Err(Interrupted));
        }
        let area = measure(&overlap.rings, lattice).filter(|area| is_above_lattice(area, lattice))?;
        Some(Ok(MeasuredOverlap { parcels: overlap.parcels, covers: overlap.covers, area }))
    });
    measured.collect()
}

fn measure_gaps(
    gaps: Vec<gap::Gap>,
    lattice: Lattice,
    observer: &dyn Observer,
) -> Result<Vec<(Vec<u32>, MeasuredArea)>, Interrupted> {
    let measured = gaps.into_par_iter().filter_map(|gap| {
        if observer.is_interrupted() {
            return Some(Err(Interrupted));
        }
        Some(Ok((gap.parcels, measure_gap(&gap.rings, lattice)?)))
    });
    measured.collect()
}

fn gather_missing(missing: &[compare::MissingVertex], shapes: &Shapes<'_>) -> Vec<MissingVertex> {
    missing
        .chunk_by(|one, other| (one.parcel, one.at) == (other.parcel, other.at))
        .map(|group| {
            let first = group[0];
            let mut neighbours: Vec<u32> = group.iter().map(|missing| missing.neighbour).collect();
            neighbours.sort_unstable();
            neighbours.dedup();
            MissingVertex {
                parcel: first.parcel,
                neighbours,
                at: shapes.lattice.coord(first.at),
                place: shapes.place_of(first.parcel, first.edge),
                distance_m: distance_m(shapes, first.edge, shapes.lattice.coord(first.at)),
            }
        })
        .collect()
}

/// How far a point is from an edge as stored.
fn distance_m(shapes: &Shapes<'_>, edge: u32, at: Coord<f64>) -> f64 {
    let coords = shapes.geometries.coords();
    let (a, b) = (coords[edge as usize], coords[edge as usize + 1]);
    let (along, to) = (b - a, at - a);
    (along.x * to.y - along.y * to.x).abs() / along.x.hypot(along.y)
}
