//! Boundaries that nearly meet: slits between neighbours, corners short of a neighbour's boundary, and narrow open gaps.
//!
//! Told here is only what no other rule tells. Enclosed ground is a gap, ground under two parcels an overlap, a corner
//! on a neighbour's edge a missing vertex; what remains is ground open to a road or to the outside. So one cause gives
//! one finding:
//!
//! - a slit that is enclosed is a gap; a slit that is open at an end is a near miss up to the profile's `near_miss_m`, and
//!   an open gap if it is wider;
//! - where two boundaries cross to and fro on the way, the slits between them are one near miss, with the ground between
//!   less the ground both claim as its area; that ground is told by the overlap;
//! - corners beside the neighbour's edge along a near miss are not missing vertices: bringing the boundaries together
//!   mends them;
//! - a corner that nearly meets a boundary is told alone only where no strip and no common point of the two parcels
//!   is near, and all parcels that have a corner there are told together.

use super::contact::Ground;
use super::facing::Facing;
use super::loose_tree::LooseTree;
use super::open_ground::OpenGround;
use super::shapes::Edge;
use super::strip::{FacingEdges, Strip, find_strips};
use super::tiles::LooseEdge;
use super::{compare, gap};
use crate::lattice::Lattice;
use crate::measure::{FINER, MeasuredArea, measure};
use crate::plane::{Bounds, Meeting, Point, Segment};
use crate::{Interrupted, Observer, Profile, Rule, VertexPlace};
use geo::Coord;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Open ground between two parcels.
#[derive(Debug)]
pub(crate) struct OpenStrip {
    pub(crate) parcels: (u32, u32),
    /// The open ground.
    pub(crate) area: MeasuredArea,
    /// The open ground less the ground both parcels claim on the way, in square metres.
    pub(crate) net_area_m2: f64,
}

/// A corner of one parcel that nearly meets the boundary of another.
#[derive(Debug)]
pub(crate) struct NearVertex {
    /// Those that have the corner, sorted.
    pub(crate) parcels: Vec<u32>,
    /// Those whose boundary is near, sorted.
    pub(crate) neighbours: Vec<u32>,
    /// The corner, and the nearest place on the neighbours' boundary.
    pub(crate) between: [Coord<f64>; 2],
    /// The corner of the first parcel in the stored order.
    pub(crate) place: Option<VertexPlace>,
    /// Whether the nearest place is a corner too.
    pub(crate) is_to_corner: bool,
    pub(crate) distance_m: f64,
}

/// What nearly meets, by pair of parcels.
#[derive(Debug, Default)]
pub(super) struct NearMisses {
    pub(super) strips: Vec<OpenStrip>,
    pub(super) open_gaps: Vec<OpenStrip>,
    pub(super) vertices: Vec<NearVertex>,
    told: ToldCorners,
}

/// The corners along strips that are told, in finer units.
#[derive(Debug, Default)]
struct ToldCorners {
    of_pairs: HashMap<(u32, u32), HashSet<Point>>,
    /// By squares as wide as near misses are.
    in_cells: HashMap<(i64, i64), Vec<Point>>,
    cell: i64,
}

impl ToldCorners {
    fn new(near: i64) -> Self {
        Self { cell: (2 * near * FINER).max(1), ..Self::default() }
    }

    fn add(&mut self, strip: &Strip) {
        self.of_pairs.entry(strip.parcels).or_default().extend(&strip.corners);
        for &corner in &strip.corners {
            self.in_cells.entry(self.cell_of(corner)).or_default().push(corner);
        }
    }

    fn cell_of(&self, corner: Point) -> (i64, i64) {
        (corner.x.div_euclid(self.cell), corner.y.div_euclid(self.cell))
    }

    /// Whether a strip between the two parcels of an approach is near, or any other next to it.
    fn explain(&self, approach: &Approach) -> bool {
        let corner = connector(approach).a;
        let around = |times: i64| {
            Bounds { min: corner, max: corner }.grown((approach.distance * (times * FINER) as f64) as i64)
        };
        let (near, next) = (around(ALONE), around(2));
        let of_pair = self.of_pairs.get(&approach.parcels);
        if of_pair.is_some_and(|corners| corners.iter().any(|&corner| near.contains(corner))) {
            return true;
        }
        let (x, y) = self.cell_of(corner);
        let cells = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        cells.filter_map(|cell| self.in_cells.get(&cell)).flatten().any(|&corner| next.contains(corner))
    }
}

/// Open ground is a strip only if it is this many times as long as wide.
const SLENDER: f64 = 3.0;

/// Where boundaries part for good, as at the mouth of a road, the ground between them must be this slender.
const SLENDER_WEDGE: f64 = 12.0;

/// A corner is told alone where nothing else of the two parcels is within so many times its distance. A boundary that
/// leaves another at less than the angle this makes, six degrees, forms a strip.
const ALONE: i64 = 10;

/// Two readings of one corner may come to stand on lattice points this many steps apart.
const ROUNDING: f64 = 1.5;

/// How wide the ground may be that the profile wants to hear of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Widths {
    /// The widest near miss, in metres and in steps.
    near_m: f64,
    near: i64,
    /// The widest open gap or near miss, in steps.
    pub(super) reach: i64,
}

impl Widths {
    /// None where the profile wants neither near misses nor open gaps, or none that the lattice can tell.
    pub(super) fn of(profile: &Profile, lattice: Lattice) -> Option<Self> {
        let wanted = |rule: Rule, width_m: f64| if profile.severity(rule).is_some() { width_m } else { 0.0 };
        let near_m = wanted(Rule::NearMiss, profile.near_miss_m);
        let reach = lattice.steps(near_m.max(wanted(Rule::OpenGap, profile.open_gap.width_m)));
        (reach >= 1).then(|| Self { near_m, near: lattice.steps(near_m), reach })
    }
}

/// What is known when near misses are looked for.
pub(super) struct Known<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) loose: &'a LooseTree<'a>,
    /// Positions of loose edges of different parcels within reach of each other, the smaller first, ascending.
    pub(super) near: &'a [(u32, u32)],
    pub(super) gaps: &'a [(gap::Gap, MeasuredArea)],
    pub(super) missing: &'a [compare::MissingVertex],
}

/// Finds near misses and open gaps, as far as the profile wants them.
pub(super) fn find_near_misses(
    known: &Known<'_>,
    widths: Widths,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<NearMisses, Interrupted> {
    let lattice = known.ground.shapes.lattice;
    let mut found = NearMisses { told: ToldCorners::new(widths.near), ..NearMisses::default() };
    let facings = facings(known, widths.reach, observer)?;
    let approaches = approaches(known, widths.near, observer)?;
    if facings.is_empty() && approaches.is_empty() {
        return Ok(found);
    }
    // A gap wider than that is ground of its own, and slits may open to it.
    let reach_m = lattice.step_m() * widths.reach as f64;
    let gaps = known.gaps.iter().filter(|(_, area)| area.width_m <= reach_m);
    let ground = OpenGround::new(known.ground, known.loose, gaps.map(|(gap, _)| gap.rings.as_slice()));
    let strips = find_strips(&ground, &facings, widths.reach, observer)?;
    let measured: Vec<(Strip, OpenStrip)> = strips
        .into_par_iter()
        .filter_map(|strip| {
            let measured = measured(&strip, lattice)?;
            Some((strip, measured))
        })
        .collect();
    for (strip, measured) in measured {
        if measured.area.width_m <= widths.near_m {
            found.told.add(&strip);
            found.strips.push(measured);
        } else if measured.area.length_m >= profile.open_gap.length_m
            && profile.severity(Rule::OpenGap).is_some()
        {
            found.told.add(&strip);
            found.open_gaps.push(measured);
        }
    }
    found.vertices = near_vertices(&ground, known.missing, &found.told, &approaches, observer)?;
    Ok(found)
}

impl NearMisses {
    /// Whether a corner beside an edge is along a strip between the two parcels.
    pub(super) fn explain(&self, missing: &compare::MissingVertex) -> bool {
        let pair = (missing.parcel.min(missing.neighbour), missing.parcel.max(missing.neighbour));
        let corner = Point::new(missing.at.x * FINER, missing.at.y * FINER);
        self.told.of_pairs.get(&pair).is_some_and(|corners| corners.contains(&corner))
    }
}

/// The strip measured; none where it is rounding, or too broad for its length.
fn measured(strip: &Strip, lattice: Lattice) -> Option<OpenStrip> {
    let area = measure(&strip.rings, lattice)?;
    let slender = if strip.opens_wide { SLENDER_WEDGE } else { SLENDER };
    let unit_m = lattice.step_m() / FINER as f64;
    (area.width_m > lattice.step_m() && strip.length >= slender * strip.width).then(|| OpenStrip {
        parcels: strip.parcels,
        net_area_m2: strip.area_doubled as f64 / 2.0 * unit_m * unit_m,
        area,
    })
}

/// A corner and the nearest place on another parcel's boundary.
#[derive(Debug, Clone, Copy)]
struct Approach {
    parcels: (u32, u32),
    /// Position of the loose edge that starts or ends at the corner.
    edge: u32,
    corner: Point,
    neighbour: u32,
    /// In finer units.
    nearest: Point,
    is_to_corner: bool,
    /// In lattice steps.
    distance: f64,
}

impl Approach {
    fn parcel(&self) -> u32 {
        if self.neighbour == self.parcels.0 { self.parcels.1 } else { self.parcels.0 }
    }
}

fn near_vertices(
    ground: &OpenGround<'_>,
    missing: &[compare::MissingVertex],
    told: &ToldCorners,
    approaches: &[Approach],
    observer: &dyn Observer,
) -> Result<Vec<NearVertex>, Interrupted> {
    let parts: Vec<Vec<Approach>> = approaches
        .par_chunks(1024)
        .map_init(Vec::new, |edges, chunk| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let is_to_tell = |approach: &&Approach| {
                !is_missing(missing, approach)
                    && !told.explain(approach)
                    && !touch_near(ground, approach)
                    && ground.is_open_across(&connector(approach), edges)
            };
            Ok(chunk.iter().filter(is_to_tell).copied().collect())
        })
        .collect::<Result<_, _>>()?;
    let mut approaches = parts.concat();
    approaches.sort_by(|one, other| {
        one.parcels
            .cmp(&other.parcels)
            .then(one.distance.total_cmp(&other.distance))
            .then((one.corner, one.nearest).cmp(&(other.corner, other.nearest)))
    });
    let of_pairs = approaches.chunk_by(|one, other| one.parcels == other.parcels);
    let mut alone: Vec<Approach> = of_pairs.flat_map(nearest_alone).collect();
    // Several parcels may meet at the corner, and others at the place it nearly meets; of two corners either may be told
    // as the one that nearly meets the other.
    let place = |approach: &Approach| {
        let Segment { a, b } = connector(approach);
        (a.min(b), a.max(b))
    };
    alone.sort_by_key(|approach| {
        (place(approach), approach.corner, approach.parcel(), approach.neighbour, approach.edge)
    });
    let at_one_place = alone.chunk_by(|one, other| place(one) == place(other));
    Ok(at_one_place.map(|approaches| near_vertex(ground, approaches)).collect())
}

/// The stretches along which two loose edges face each other within reach.
fn facings(known: &Known<'_>, reach: i64, observer: &dyn Observer) -> Result<Vec<FacingEdges>, Interrupted> {
    let of_pair = |&(one, other): &(u32, u32)| {
        let parcel = |edge: u32| known.loose.loose[edge as usize].parcel;
        let edges = if parcel(other) < parcel(one) { (other, one) } else { (one, other) };
        let segment = |edge: u32| known.loose.segment(edge);
        let [slit, lens] = Facing::of(segment(edges.0), segment(edges.1), reach as f64);
        (slit.is_some() || lens.is_some()).then_some(FacingEdges { edges, slit, lens })
    };
    in_parts(known.near, observer, |pairs, found| found.extend(pairs.iter().filter_map(of_pair)))
}

/// The places on boundaries nearest to the corners of other parcels' loose edges, no farther than `near` steps.
fn approaches(known: &Known<'_>, near: i64, observer: &dyn Observer) -> Result<Vec<Approach>, Interrupted> {
    if near == 0 {
        return Ok(Vec::new());
    }
    in_parts(known.near, observer, |pairs, found| {
        for &(one, other) in pairs {
            found.extend(approaches_to(known.loose, one, other, near));
            found.extend(approaches_to(known.loose, other, one, near));
        }
    })
}

fn in_parts<T: Clone + Send + Sync>(
    pairs: &[(u32, u32)],
    observer: &dyn Observer,
    look: impl Fn(&[(u32, u32)], &mut Vec<T>) + Sync,
) -> Result<Vec<T>, Interrupted> {
    let parts: Vec<Vec<T>> = pairs
        .par_chunks(4096)
        .map(|pairs| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let mut found = Vec::new();
            look(pairs, &mut found);
            Ok(found)
        })
        .collect::<Result<_, _>>()?;
    Ok(parts.concat())
}

/// The places on one loose edge nearest to the corners of another.
fn approaches_to(
    loose: &LooseTree<'_>,
    position: u32,
    other: u32,
    near: i64,
) -> impl Iterator<Item = Approach> + use<> {
    let (this, other) = (&loose.loose[position as usize], &loose.loose[other as usize]);
    let (parcel, neighbour, segment) = (this.parcel, other.parcel, other.edge.segment);
    let Segment { a, b } = this.edge.segment;
    [a, b].into_iter().filter_map(move |corner| {
        if !segment.bounds().grown(near).contains(corner) {
            return None;
        }
        let (nearest, is_to_corner) = nearest_on(&segment, corner);
        let step = |from: i64, to: i64| (to - from * FINER) as f64 / FINER as f64;
        let distance = step(corner.x, nearest.x).hypot(step(corner.y, nearest.y));
        (distance > ROUNDING && distance <= near as f64).then(|| Approach {
            parcels: (parcel.min(neighbour), parcel.max(neighbour)),
            edge: position,
            corner,
            neighbour,
            nearest,
            is_to_corner,
            distance,
        })
    })
}

/// The place on a segment nearest to a point, in finer units, and whether it is an end.
fn nearest_on(segment: &Segment, point: Point) -> (Point, bool) {
    let Segment { a, b } = *segment;
    let (along_x, along_y) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (to_x, to_y) = ((point.x - a.x) as f64, (point.y - a.y) as f64);
    let part = (along_x * to_x + along_y * to_y) / (along_x * along_x + along_y * along_y);
    (super::runs::point_at(segment, part.clamp(0.0, 1.0)), part <= 0.0 || part >= 1.0)
}

fn connector(approach: &Approach) -> Segment {
    Segment { a: Point::new(approach.corner.x * FINER, approach.corner.y * FINER), b: approach.nearest }
}

/// Whether the corner is told as missing on the neighbour's edge.
fn is_missing(missing: &[compare::MissingVertex], approach: &Approach) -> bool {
    let (lacking, having) = (approach.neighbour, approach.parcel());
    let first = missing.partition_point(|it| (it.parcel, it.at) < (lacking, approach.corner));
    let at_corner = missing[first..].iter().take_while(|it| (it.parcel, it.at) == (lacking, approach.corner));
    at_corner.into_iter().any(|it| it.neighbour == having)
}

/// Whether the two parcels meet near the corner.
fn touch_near(ground: &OpenGround<'_>, approach: &Approach) -> bool {
    let room = (approach.distance * ALONE as f64) as i64 + 1;
    let near = Bounds { min: approach.corner, max: approach.corner }.grown(room);
    let mut of_both: [Vec<Segment>; 2] = [Vec::new(), Vec::new()];
    ground.loose.query(&near, &mut |position| {
        let LooseEdge { edge, parcel } = ground.loose.loose[position];
        if parcel == approach.parcels.0 || parcel == approach.parcels.1 {
            of_both[usize::from(parcel == approach.parcels.1)].push(edge.segment);
        }
    });
    let is_near_meeting = |meeting: Meeting, one: &Segment| match meeting {
        Meeting::Apart => false,
        Meeting::EndToEnd(at) | Meeting::Touch(at) | Meeting::Along(at, _) => near.contains(at),
        Meeting::Crossing => near.meets(&one.bounds()),
    };
    of_both[0].iter().any(|one| of_both[1].iter().any(|other| is_near_meeting(one.meeting(other), one)))
}

/// Of approaches of two parcels, nearest first, those that are not near one before them.
fn nearest_alone(approaches: &[Approach]) -> Vec<Approach> {
    let mut kept: Vec<Approach> = Vec::new();
    for approach in approaches {
        let is_near = |other: &Approach| {
            let room = (approach.distance * ALONE as f64) as i64;
            Bounds { min: other.corner, max: other.corner }.grown(room).contains(approach.corner)
        };
        if !kept.iter().any(is_near) {
            kept.push(*approach);
        }
    }
    kept
}

/// Approaches at one place as one.
fn near_vertex(ground: &OpenGround<'_>, approaches: &[Approach]) -> NearVertex {
    let first = &approaches[0];
    let lattice = ground.shapes.lattice;
    let unit_m = lattice.step_m() / FINER as f64;
    let from = lattice.coord(first.corner);
    let Segment { a, b } = connector(first);
    let way = Coord { x: (b.x - a.x) as f64 * unit_m, y: (b.y - a.y) as f64 * unit_m };
    let at_corner = |corner: bool| {
        let parcel = |approach: &Approach| {
            if (approach.corner == first.corner) == corner { approach.parcel() } else { approach.neighbour }
        };
        let mut parcels: Vec<u32> = approaches.iter().map(parcel).collect();
        parcels.sort_unstable();
        parcels.dedup();
        parcels
    };
    NearVertex {
        parcels: at_corner(true),
        neighbours: at_corner(false),
        between: [from, from + way],
        place: stored_place(
            ground,
            first.parcel(),
            &ground.loose.loose[first.edge as usize].edge,
            first.corner,
        ),
        is_to_corner: first.is_to_corner,
        distance_m: first.distance * lattice.step_m(),
    }
}

/// Where a corner at the start or the end of an edge is stored.
fn stored_place(ground: &OpenGround<'_>, parcel: u32, edge: &Edge, corner: Point) -> Option<VertexPlace> {
    let shapes = ground.shapes;
    let coords = shapes.geometries.coords();
    let is_corner =
        |id: u32| coords.get(id as usize).is_some_and(|&coord| shapes.lattice.point(coord) == corner);
    let place = shapes.place_of(parcel, edge.id)?;
    Some(VertexPlace { vertex: place.vertex + u32::from(!is_corner(edge.id)), ..place })
}
