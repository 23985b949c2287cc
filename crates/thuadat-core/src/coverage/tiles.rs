//! Match first: an edge and its opposite twin cancel.
//!
//! In a real cadastre nearly every edge has a neighbour's edge on top of it that runs the other way. Those are found
//! here and never looked at again. Parcels are taken in tiles along a Hilbert curve, small enough for a table that
//! stays in the processor's cache; what finds no twin in its tile is left to `rest`.

use super::shapes::Edge;
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point, Segment, signed_area_doubled, tiled_order};
use crate::validity::{Examination, FormLimits, Usable, examine, glance, poor_form};
use crate::{Interrupted, Observer, ParcelGeometries, Profile, Stage};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// An edge without an opposite twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LooseEdge {
    pub(super) edge: Edge,
    pub(crate) parcel: u32,
}

impl LooseEdge {
    /// The corner it begins at.
    pub(crate) fn corner(&self) -> Point {
        self.edge.segment.a
    }
}

/// What matching in tiles leaves.
pub(super) struct Tiled {
    /// For each parcel in the order given, its box.
    pub(super) bounds: Vec<Bounds>,
    /// Parcels that were not plainly sound and have a defect or cannot be used as they are; in the order given.
    pub(super) examinations: Vec<(u32, Examination)>,
    /// Edges without a twin in their own tile: those of one parcel stand together, in the order of parcels given.
    pub(super) loose: Vec<LooseEdge>,
}

/// Parcels a tile. Their points and table take about 250 KB, which a second-level cache holds.
const TILE: usize = 512;

/// A ring of so many vertices is left out of the matching in its tile: it would fill a table larger than the cache, and
/// hardly any of its twins are in one tile with it.
const LONG: usize = 1 << 16;

/// Examines every parcel and matches edges within tiles.
pub(super) fn match_in_tiles(
    geometries: &ParcelGeometries,
    order: &[u32],
    lattice: Lattice,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Tiled, Interrupted> {
    let limits = FormLimits::of(profile, lattice);
    let done = AtomicU64::new(0);
    let mut bounds = vec![Bounds::EMPTY; order.len()];
    let tiles: Vec<Found> = order
        .par_chunks(TILE)
        .zip(bounds.par_chunks_mut(TILE))
        .map_init(Tile::default, |tile, (parcels, bounds)| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let found = tile.examine_and_match(geometries, parcels, &limits, bounds);
            let count = done.fetch_add(parcels.len() as u64, Ordering::Relaxed) + parcels.len() as u64;
            observer.progress(Stage::Matching, count, order.len() as u64);
            Ok(found)
        })
        .collect::<Result<_, _>>()?;
    let mut loose = Vec::with_capacity(tiles.iter().map(|tile| tile.loose.len()).sum());
    let mut examinations = Vec::new();
    for tile in tiles {
        loose.extend_from_slice(&tile.loose);
        examinations.extend(tile.examinations);
    }
    Ok(Tiled { bounds, examinations, loose })
}

/// What one tile yields.
#[derive(Default)]
struct Found {
    examinations: Vec<(u32, Examination)>,
    loose: Vec<LooseEdge>,
}

/// Buffers for one tile, used again for the next.
#[derive(Default)]
struct Tile {
    /// The vertices of all rings, one ring after the other.
    points: Vec<Point>,
    rings: Vec<TileRing>,
    /// The ring of each vertex.
    ring_of: Vec<u32>,
    /// Whether the edge from a vertex to the next has found its twin.
    is_matched: Vec<bool>,
    table: Vec<u64>,
}

/// A ring of a tile.
#[derive(Clone)]
struct TileRing {
    points: Range<usize>,
    /// Where its vertices stand among those of the dataset.
    first_coord: u32,
    parcel: u32,
    /// Whether it is stored with the parcel's inside on the right.
    is_reversed: bool,
}

impl Tile {
    fn examine_and_match(
        &mut self,
        geometries: &ParcelGeometries,
        parcels: &[u32],
        limits: &FormLimits,
        boxes: &mut [Bounds],
    ) -> Found {
        let lattice = limits.lattice;
        let mut examinations = Vec::new();
        self.points.clear();
        self.rings.clear();
        for (&parcel, slot) in parcels.iter().zip(boxes) {
            if let Some((bounds, poor)) = self.take_plain(geometries, parcel, limits) {
                *slot = bounds;
                examinations.extend(poor.map(|examination| (parcel, examination)));
                continue;
            }
            let examination = examine(geometries, parcel as usize, limits);
            *slot = match &examination.usable {
                Usable::AsItIs => self.take_rings(geometries, parcel, lattice),
                Usable::Mended(rings) => Bounds::of_points(rings.iter().flatten().copied()),
                Usable::Not => Bounds::EMPTY,
            };
            let is_clean = examination.defects.is_empty() && examination.usable == Usable::AsItIs;
            if !is_clean || examination.has_corner_on_edge {
                examinations.push((parcel, examination));
            }
        }
        self.match_all();
        Found { examinations, loose: self.loose() }
    }

    /// Takes a parcel that is seen at a glance to be sound, and tells its box and what is poor in its form; takes nothing
    /// of any other.
    fn take_plain(
        &mut self,
        geometries: &ParcelGeometries,
        parcel: u32,
        limits: &FormLimits,
    ) -> Option<(Bounds, Option<Examination>)> {
        let lattice = limits.lattice;
        let rings = geometries.ring_range(parcel as usize);
        if rings.len() != 1 {
            return None;
        }
        let coords = geometries.ring_coords(rings.start);
        let ring = &geometries.coords()[coords.clone()];
        if !lattice.reaches_all(ring) {
            return None;
        }
        let start = self.points.len();
        self.points.extend(ring.iter().map(|&coord| lattice.point(coord)));
        let Some(seen) = glance(ring, &self.points[start..], lattice, limits.spike_width_m) else {
            self.points.truncate(start);
            return None;
        };
        let points = start..self.points.len();
        self.rings.push(TileRing {
            points,
            first_coord: coords.start as u32,
            parcel,
            is_reversed: seen.is_clockwise,
        });
        let poor = poor_form(&seen, &self.points[start..], geometries, parcel as usize, limits);
        Some((seen.bounds, poor))
    }

    /// Takes all rings of a sound parcel and tells its box.
    fn take_rings(&mut self, geometries: &ParcelGeometries, parcel: u32, lattice: Lattice) -> Bounds {
        let (begin, first_ring) = (self.points.len(), self.rings.len());
        for rings in geometries.polygons(parcel as usize) {
            let shell = rings.start;
            for ring in rings {
                let coords = geometries.ring_coords(ring);
                let start = self.points.len();
                self.points
                    .extend(geometries.coords()[coords.clone()].iter().map(|&coord| lattice.point(coord)));
                let points = start..self.points.len();
                let is_clockwise = signed_area_doubled(&self.points[points.clone()]) < 0;
                self.rings.push(TileRing {
                    points,
                    first_coord: coords.start as u32,
                    parcel,
                    is_reversed: is_clockwise == (ring == shell),
                });
            }
        }
        self.bring_together(first_ring);
        Bounds::of_points(self.points[begin..].iter().copied())
    }

    /// Brings rings that are neighbours in the plane together: those of one parcel may stand in any order.
    fn bring_together(&mut self, first_ring: usize) {
        const FEW: usize = 16;
        if self.rings.len() - first_ring <= FEW {
            return;
        }
        let rings = self.rings.split_off(first_ring);
        let bounds = |ring: &TileRing| Bounds::of_points(self.points[ring.points.clone()].iter().copied());
        let boxes: Vec<Bounds> = rings.iter().map(bounds).collect();
        self.rings.extend(tiled_order(&boxes).into_iter().map(|position| rings[position as usize].clone()));
    }

    fn match_all(&mut self) {
        // Little more than half of the edges go into the table: the others find their twin there.
        let is_short = |ring: &TileRing| ring.points.len() < LONG;
        let short: usize =
            self.rings.iter().filter(|ring| is_short(ring)).map(|ring| ring.points.len()).sum();
        let size = (short * 6 / 5).next_power_of_two().max(16);
        self.table.clear();
        self.table.resize(size, 0);
        self.is_matched.clear();
        self.is_matched.resize(self.points.len(), false);
        self.ring_of.clear();
        self.ring_of.resize(self.points.len(), 0);
        for position in 0..self.rings.len() {
            if !is_short(&self.rings[position]) {
                continue;
            }
            let points = self.rings[position].points.clone();
            self.ring_of[points.clone()].fill(position as u32);
            let mut twin = None;
            for at in points.start..points.end.saturating_sub(1) {
                if self.points[at] != self.points[at + 1] {
                    twin = self.match_along(at, twin).or_else(|| self.match_one(at));
                }
            }
        }
    }

    /// Neighbours mostly share more than one edge: tries the one that follows the twin of the edge before.
    #[inline]
    fn match_along(&mut self, at: usize, twin_before: Option<usize>) -> Option<usize> {
        let before = twin_before?;
        let (this, ring) =
            (&self.rings[self.ring_of[at] as usize], &self.rings[self.ring_of[before] as usize]);
        let other = if this.is_reversed == ring.is_reversed { before.checked_sub(1)? } else { before + 1 };
        let is_of_ring = ring.points.start <= other && other + 1 < ring.points.end;
        (is_of_ring && self.are_twins(at, other)).then(|| self.pair(at, other))
    }

    /// Looks for the twin of the edge from a vertex to the next, or leaves the edge to be found.
    #[inline]
    fn match_one(&mut self, at: usize) -> Option<usize> {
        let hash = mixed(self.points[at].scattered(), self.points[at + 1].scattered());
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        while self.table[slot] != 0 {
            if self.table[slot] >> 32 == hash >> 32 {
                let other = (self.table[slot] as u32 - 1) as usize;
                if self.are_twins(at, other) {
                    return Some(self.pair(at, other));
                }
            }
            slot = (slot + 1) & mask;
        }
        // Upper half of the hash, and one more than the position; zero for none.
        self.table[slot] = (hash >> 32 << 32) | (at as u64 + 1);
        None
    }

    #[inline]
    fn pair(&mut self, at: usize, other: usize) -> usize {
        self.is_matched[at] = true;
        self.is_matched[other] = true;
        other
    }

    /// Whether two edges are opposite, of different parcels, and the second is free.
    #[inline]
    fn are_twins(&self, at: usize, other: usize) -> bool {
        let (one, two) = (&self.rings[self.ring_of[at] as usize], &self.rings[self.ring_of[other] as usize]);
        let [a, b] = [self.points[at], self.points[at + 1]];
        let [c, d] = [self.points[other], self.points[other + 1]];
        let are_opposite =
            if one.is_reversed == two.is_reversed { a == d && b == c } else { a == c && b == d };
        are_opposite && one.parcel != two.parcel && !self.is_matched[other]
    }

    /// The edges without a twin, the inside on the left.
    fn loose(&self) -> Vec<LooseEdge> {
        let count = self.is_matched.iter().filter(|&&is_matched| !is_matched).count();
        let mut loose = Vec::with_capacity(count);
        for ring in &self.rings {
            let edge = |at: usize| {
                let (a, b) = (self.points[at], self.points[at + 1]);
                let segment = if ring.is_reversed { Segment { a: b, b: a } } else { Segment { a, b } };
                let id = ring.first_coord + (at - ring.points.start) as u32;
                LooseEdge { edge: Edge { id, segment }, parcel: ring.parcel }
            };
            let is_loose = |&at: &usize| !self.is_matched[at] && self.points[at] != self.points[at + 1];
            let edges = ring.points.start..ring.points.end.saturating_sub(1);
            if ring.is_reversed {
                loose.extend(edges.rev().filter(is_loose).map(edge));
            } else {
                loose.extend(edges.filter(is_loose).map(edge));
            }
        }
        loose
    }
}

/// The hash of an edge, the same for both directions.
#[inline]
pub(super) fn mixed(from: u64, to: u64) -> u64 {
    let sum = from.wrapping_add(to);
    (sum ^ (sum >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Whether one segment runs back along the other, from end to end.
#[inline]
pub(super) fn are_opposite(one: &Segment, other: &Segment) -> bool {
    one.a == other.b && one.b == other.a
}
