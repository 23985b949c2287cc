//! Parcels against each other: overlaps, gaps, duplicates, parcels inside others, missing vertices.
//!
//! Match first, think later. [`tiles`] and [`rest`] cancel the edges that neighbours share, which in a real cadastre are
//! nearly all; [`chains`] strings together what is left, [`contact`] chooses what of it deserves a look, and [`compare`]
//! looks; [`overlap`] and [`gap`] cut out what was found, [`near_miss`] what is open between boundaries that nearly
//! meet. Every decision is exact on the lattice; only measures are rounded.

mod border;
mod buckets;
mod cell;
mod chains;
mod compare;
mod contact;
mod facing;
mod gap;
mod groups;
mod known_land;
mod layers;
mod living;
mod loose_tree;
mod near_miss;
mod open_ground;
mod order;
mod outside;
mod overlap;
mod rest;
mod runs;
mod shapes;
mod sheet_shift;
mod strip;
mod tiles;
mod unusable;

use crate::lattice::Lattice;
use crate::measure::{MeasuredArea, measure};
use crate::plane::{PackedTree, Point, Segment, Side, side};
use crate::territory::{ExpectedGaps, Surroundings};
use crate::validity::{Defect, Usable};
use crate::{Interrupted, Observer, ParcelGeometries, Parcels, Profile, VertexPlace};
pub(crate) use cell::{HalfOpen, SettledRing, border_of_cell};
use chains::Chains;
use contact::Ground;
use geo::Coord;
pub(crate) use groups::Groups;
use known_land::KnownLand;
pub(crate) use living::{BorderEdge, BoxTree, Ends, LiveGap, LivingBorder};
use loose_tree::LooseTree;
use near_miss::NearMisses;
pub(crate) use near_miss::{NearVertex, OpenStrip};
pub(crate) use outside::OutsideFrame;
use rayon::prelude::*;
use rest::Rest;
use shapes::Shapes;
pub(crate) use sheet_shift::{SheetCorner, SheetShift, find_shifts, voters};
use std::mem;
pub(crate) use tiles::LooseEdge;
pub(crate) use unusable::{Unusable, reachable_vertices};

/// What checking shapes by themselves and against each other brings to light. Everything is in an order that depends on
/// the input alone.
#[derive(Debug, Default)]
pub(crate) struct Discoveries {
    /// Problems of single parcels, by parcel.
    pub(crate) defects: Vec<(u32, Defect)>,
    /// Overlaps wider than the lattice, by pair.
    pub(crate) overlaps: Vec<MeasuredOverlap>,
    /// Gaps wider than the lattice.
    pub(crate) gaps: Vec<MeasuredGap>,
    /// Missing vertices, by parcel and place.
    pub(crate) missing_vertices: Vec<MissingVertex>,
    /// Slits between boundaries that nearly meet, by pair.
    pub(crate) near_misses: Vec<OpenStrip>,
    /// Corners that nearly meet another boundary, by pair.
    pub(crate) near_vertices: Vec<NearVertex>,
    /// Narrow ground open to the outside, by pair.
    pub(crate) open_gaps: Vec<OpenStrip>,
    /// Ground of parcels outside of the commune or sheet they belong to, by rule and parcel.
    pub(crate) outside: Vec<OutsideFrame>,
    /// What known land explains; none where there is no known land.
    pub(crate) expected: Option<ExpectedGaps>,
    /// The edges that match no neighbour's; those of one parcel stand together.
    pub(crate) loose: Vec<LooseEdge>,
}

/// The common ground of two parcels.
#[derive(Debug)]
pub(crate) struct MeasuredOverlap {
    pub(crate) parcels: (u32, u32),
    /// Whether it is all of the first parcel, and all of the second.
    pub(crate) covers: (bool, bool),
    pub(crate) area: MeasuredArea,
}

/// Ground that parcels enclose and none covers.
#[derive(Debug)]
pub(crate) struct MeasuredGap {
    /// The parcels around it, sorted.
    pub(crate) parcels: Vec<u32>,
    /// The parcels without a usable shape that it may be the ground of, sorted.
    pub(crate) owners: Vec<u32>,
    pub(crate) area: MeasuredArea,
    /// Whether it is what known land leaves of a gap, so that known land is beside it too.
    pub(crate) is_left_over: bool,
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
    /// The edges of parcels that are compared by others than their own; of none where a parcel cannot be compared.
    pub(crate) replaced: Vec<(u32, Vec<Segment>)>,
    /// Parcels that cannot be compared.
    pub(crate) unusable: Vec<u32>,
    /// Positions in `border` of edges of different parcels whose boxes come within `near_reach` of each other, the smaller
    /// first.
    pub(crate) near: Vec<(u32, u32)>,
    /// Asked, not left: how near edges are to be that are told as near, in steps; none are where it is zero.
    pub(crate) near_reach: i64,
}

impl Remains {
    fn of(
        shapes: &Shapes<'_>,
        rest: &Rest,
        comparison: &compare::Comparison,
        overlaps: &[overlap::Overlap],
        unusable: &[u32],
        (near, near_reach): (&[(u32, u32)], i64),
    ) -> Self {
        let segments = |edges: &[shapes::Edge]| edges.iter().map(|edge| edge.segment).collect();
        let replaced = shapes.replaced().into_iter();
        Self {
            border: rest.edges.iter().map(|loose| (loose.edge.segment, loose.parcel)).collect(),
            entangled: comparison.entangled.clone(),
            overlapping: overlaps.iter().map(|overlap| overlap.parcels).collect(),
            replaced: replaced.map(|(parcel, edges)| (parcel, segments(edges))).collect(),
            unusable: unusable.to_vec(),
            near: if near_reach > 0 { near.to_vec() } else { Vec::new() },
            near_reach,
        }
    }
}

/// How near boundaries come that near misses and open gaps are looked for between, in steps; none where the profile wants
/// neither.
pub(crate) fn near_reach(profile: &Profile, lattice: Lattice) -> Option<i64> {
    near_miss::Widths::of(profile, lattice).map(|widths| widths.reach)
}

/// Checks shapes by themselves and against each other. What is left to go on from goes into `remains`.
pub(crate) fn discover(
    parcels: &Parcels,
    profile: &Profile,
    surroundings: &Surroundings,
    observer: &dyn Observer,
    remains: Option<&mut Remains>,
) -> Result<Discoveries, Interrupted> {
    let geometries = &parcels.geometries;
    let lattice = Lattice::new(profile.lattice_m);
    let order = order::along_hilbert_curve(geometries, lattice);
    let mut tiled = tiles::match_in_tiles(geometries, &order, lattice, profile, observer)?;
    let mut examinations = mem::take(&mut tiled.examinations);
    examinations.sort_unstable_by_key(|&(parcel, _)| parcel);
    let tree = PackedTree::new(mem::take(&mut tiled.bounds));
    let unusable = examinations.iter().filter(|(_, examination)| examination.usable == Usable::Not);
    let unusable: Vec<u32> = unusable.map(|&(parcel, _)| parcel).collect();
    let touching = examinations.iter().filter(|(_, examination)| examination.has_corner_on_edge);
    let touching = touching.map(|&(parcel, _)| parcel).collect();
    let verdicts = examinations
        .iter_mut()
        .map(|(parcel, examination)| (*parcel, mem::replace(&mut examination.usable, Usable::AsItIs)));
    let shapes = Shapes::new(geometries, lattice, verdicts, touching);
    let rest = Rest::new(&shapes, tiled.loose);
    let chains = Chains::new(&rest.edges);
    let ground = Ground { shapes: &shapes, order: &order, tree: &tree };
    let tolerance = lattice.steps(profile.missing_vertex_m);
    let loose_tree = LooseTree::new(&rest.edges, &chains);
    let widths = near_miss::Widths::of(profile, lattice);
    let asked = remains.as_ref().map(|remains| remains.near_reach).filter(|&reach| reach > 0);
    let reach = widths.map(|widths| widths.reach).max(asked);
    let contacts = contact::find(ground, &loose_tree, &chains, tolerance, reach);
    let comparison = compare::compare(ground, &rest, &contacts.to_compare, tolerance, observer)?;
    let (overlaps, mut gaps) = rayon::join(
        || overlap::find_overlaps(ground, &rest, &comparison.suspects, observer),
        || gap::find_gaps(&rest.edges, &chains, &comparison.entangled),
    );
    let overlaps = overlaps?;
    if let Some(remains) = remains {
        let near = (contacts.near.as_slice(), remains.near_reach);
        *remains = Remains::of(&shapes, &rest, &comparison, &overlaps, &unusable, near);
    }
    gap::complete_neighbours(&mut gaps, &rest.edges, &overlaps, &shapes);
    find_owners(&mut gaps, geometries, lattice, &unusable);
    let gaps = measure_gaps(gaps, lattice, observer)?;
    let mut missing = comparison.missing;
    let mut near = match widths {
        Some(widths) => {
            let known = near_miss::Known {
                ground,
                loose: &loose_tree,
                near: &contacts.near,
                gaps: &gaps,
                missing: &missing,
            };
            near_miss::find_near_misses(&known, widths, profile, observer)?
        }
        None => NearMisses::default(),
    };
    missing.retain(|missing| is_on_edge(&shapes, missing) || !near.explain(missing));
    let (gaps, expected) = match &surroundings.known_land {
        None => (gaps.into_iter().map(|(gap, area)| MeasuredGap::new(gap, area)).collect(), None),
        Some(territory) => {
            let known_land = KnownLand::new(territory, profile);
            let (gaps, mut expected) = known_land.explain_gaps(gaps, &rest.edges, observer)?;
            expected.add(&known_land.explain_strips(&mut near.strips));
            expected.add(&known_land.explain_strips(&mut near.open_gaps));
            (gaps, Some(expected))
        }
    };
    let outside = outside::find_outside(&shapes, &parcels.records, &surroundings.frames, profile, observer)?;
    let defects = examinations.into_iter().flat_map(|(parcel, examination)| {
        examination.defects.into_iter().map(move |defect| (parcel, defect))
    });
    Ok(Discoveries {
        defects: defects.collect(),
        overlaps: measure_overlaps(overlaps, lattice, observer)?,
        gaps,
        missing_vertices: gather_missing(&missing, &shapes),
        near_misses: near.strips,
        near_vertices: near.vertices,
        open_gaps: near.open_gaps,
        outside,
        expected,
        loose: rest.edges,
    })
}

impl MeasuredGap {
    fn new(gap: gap::Gap, area: MeasuredArea) -> Self {
        Self { parcels: gap.parcels, owners: gap.owners, area, is_left_over: false }
    }
}

/// Adds to each gap the parcels without a usable shape that it may be the ground of.
fn find_owners(gaps: &mut [gap::Gap], geometries: &ParcelGeometries, lattice: Lattice, unusable: &[u32]) {
    if gaps.is_empty() || unusable.is_empty() {
        return;
    }
    let mut all = Unusable::default();
    for &parcel in unusable {
        all.insert(parcel, reachable_vertices(geometries, parcel as usize, lattice));
    }
    gaps.par_iter_mut().for_each(|gap| gap.owners = all.owners_of(&gap.rings[0]));
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
) -> Result<Vec<(gap::Gap, MeasuredArea)>, Interrupted> {
    let measured = gaps.into_par_iter().filter_map(|gap| {
        if observer.is_interrupted() {
            return Some(Err(Interrupted));
        }
        let area = measure_gap(&gap.rings, lattice)?;
        Some(Ok((gap, area)))
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

/// Whether a vertex is exactly on the edge that lacks it: no slit explains that.
fn is_on_edge(shapes: &Shapes<'_>, missing: &compare::MissingVertex) -> bool {
    let stored = |id: u32| shapes.lattice.point(shapes.geometries.coords()[id as usize]);
    side(stored(missing.edge), stored(missing.edge + 1), missing.at) == Side::On
}

/// How far a point is from an edge as stored.
fn distance_m(shapes: &Shapes<'_>, edge: u32, at: Coord<f64>) -> f64 {
    let coords = shapes.geometries.coords();
    let (a, b) = (coords[edge as usize], coords[edge as usize + 1]);
    let (along, to) = (b - a, at - a);
    (along.x * to.y - along.y * to.x).abs() / along.x.hypot(along.y)
}
