//! Match first: an edge and its opposite twin cancel.
//!
//! In a real cadastre nearly every edge has a neighbour's edge on top of it that runs the other way. Those are found
//! here and never looked at again. Parcels are taken in tiles along a Hilbert curve, small enough for a table that
//! stays in the processor's cache; what finds no twin in its tile is matched once more over all tiles.

use super::shapes::{Edge, Shapes, bounds_of, collect_stored_edges};
use crate::lattice::Lattice;
use crate::plane::{Bounds, Point, Segment};
use crate::validity::{Examination, FormLimits, Usable, judge};
use crate::{Interrupted, Observer, ParcelGeometries, Profile, Stage};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// An edge without an opposite twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LooseEdge {
    pub(super) edge: Edge,
    pub(super) parcel: u32,
}

/// What matching leaves.
pub(super) struct Matched {
    /// For each parcel in the order given, its box.
    pub(super) bounds: Vec<Bounds>,
    /// Parcels that were not plainly sound.
    pub(super) examinations: Vec<(u32, Examination)>,
    /// Edges without a twin in their own tile.
    loose: Vec<LooseEdge>,
    /// The twin of each edge, by id.
    twins: Vec<AtomicU32>,
}

/// The twins of edges, and the edges without.
pub(super) struct Twins {
    /// By edge id.
    twins: Vec<AtomicU32>,
    /// Edges without a twin: those of one parcel stand together, in the order of parcels given.
    pub(super) loose: Vec<LooseEdge>,
}

const NONE: u32 = u32::MAX;

/// Parcels a tile. Their edges and table take about 400 KB, which a second-level cache holds.
const TILE: usize = 512;

/// Examines every parcel and matches edges within tiles.
pub(super) fn match_in_tiles(
    geometries: &ParcelGeometries,
    order: &[u32],
    lattice: Lattice,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Matched, Interrupted> {
    let limits = FormLimits::of(profile, lattice);
    let twins = unmatched(geometries.coords().len());
    let done = AtomicU64::new(0);
    let tiles: Vec<Tile> = order
        .par_chunks(TILE)
        .map_init(Workspace::default, |workspace, parcels| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            let tile = match_tile(geometries, parcels, &limits, &twins, workspace);
            let count = done.fetch_add(parcels.len() as u64, Ordering::Relaxed) + parcels.len() as u64;
            observer.progress(Stage::Matching, count, order.len() as u64);
            Ok(tile)
        })
        .collect::<Result<_, _>>()?;
    let mut matched = Matched {
        bounds: Vec::with_capacity(order.len()),
        examinations: Vec::new(),
        loose: Vec::with_capacity(tiles.iter().map(|tile| tile.loose.len()).sum()),
        twins,
    };
    for tile in tiles {
        matched.bounds.extend(tile.bounds);
        matched.examinations.extend(tile.examinations);
        matched.loose.extend(tile.loose);
    }
    Ok(matched)
}

/// Matches what is left over all tiles, and the edges of mended shapes.
pub(super) fn match_the_rest(shapes: &Shapes<'_>, loose: Vec<LooseEdge>, twins: Vec<AtomicU32>) -> Twins {
    let mut twins = twins;
    twins.resize_with(shapes.edge_count(), || AtomicU32::new(NONE));
    let mut loose = loose;
    for (parcel, edges) in shapes.replaced() {
        loose.extend(edges.iter().map(|&edge| LooseEdge { edge, parcel }));
    }
    let mut keyed: Vec<(u64, u32)> = loose
        .par_iter()
        .enumerate()
        .map(|(position, loose)| (hash(&loose.edge.segment), position as u32))
        .collect();
    keyed.par_sort_unstable();
    for group in keyed.chunk_by(|one, other| one.0 == other.0) {
        if group.len() > 1 {
            match_group(&loose, group, &twins);
        }
    }
    loose.retain(|loose| twins[loose.edge.id as usize].load(Ordering::Relaxed) == NONE);
    Twins { twins, loose }
}

impl Matched {
    /// The loose edges and twins, to be matched further.
    pub(super) fn into_rest(self) -> (Vec<LooseEdge>, Vec<AtomicU32>) {
        (self.loose, self.twins)
    }
}

impl Twins {
    /// The opposite twin of an edge.
    pub(super) fn of(&self, edge: u32) -> Option<u32> {
        let twin = self.twins[edge as usize].load(Ordering::Relaxed);
        (twin != NONE).then_some(twin)
    }
}

/// What one tile yields, parcels in the order given.
struct Tile {
    bounds: Vec<Bounds>,
    examinations: Vec<(u32, Examination)>,
    loose: Vec<LooseEdge>,
}

/// Buffers that are used again for the next tile.
#[derive(Default)]
struct Workspace {
    points: Vec<Point>,
    parcel_edges: Vec<Edge>,
    edges: Vec<LooseEdge>,
    table: Table,
}

fn match_tile(
    geometries: &ParcelGeometries,
    parcels: &[u32],
    limits: &FormLimits,
    twins: &[AtomicU32],
    workspace: &mut Workspace,
) -> Tile {
    let mut tile =
        Tile { bounds: Vec::with_capacity(parcels.len()), examinations: Vec::new(), loose: Vec::new() };
    workspace.edges.clear();
    for &parcel in parcels {
        workspace.parcel_edges.clear();
        let examination = judge(geometries, parcel as usize, limits, &mut workspace.points);
        let usable = examination.as_ref().map_or(&Usable::AsItIs, |examination| &examination.usable);
        if *usable == Usable::AsItIs {
            collect_stored_edges(geometries, parcel as usize, limits.lattice, &mut workspace.parcel_edges);
        }
        tile.bounds.push(bounds_of_usable(usable, &workspace.parcel_edges));
        workspace.edges.extend(workspace.parcel_edges.iter().map(|&edge| LooseEdge { edge, parcel }));
        let is_clean = |examination: &Examination| {
            examination.defects.is_empty() && examination.usable == Usable::AsItIs
        };
        tile.examinations
            .extend(examination.filter(|it| !is_clean(it)).map(|examination| (parcel, examination)));
    }
    workspace.table.match_all(&workspace.edges, twins);
    let is_loose = |loose: &&LooseEdge| twins[loose.edge.id as usize].load(Ordering::Relaxed) == NONE;
    tile.loose.extend(workspace.edges.iter().filter(is_loose));
    tile
}

fn bounds_of_usable(usable: &Usable, edges: &[Edge]) -> Bounds {
    match usable {
        Usable::AsItIs => bounds_of(edges),
        Usable::Mended(rings) => Bounds::of_points(rings.iter().flatten().copied()),
        Usable::Not => Bounds::EMPTY,
    }
}

/// An open-addressing table of edges by their unordered ends.
#[derive(Default)]
struct Table {
    /// Upper half of the hash, and one more than the position of the edge; zero for none.
    slots: Vec<u64>,
}

impl Table {
    fn match_all(&mut self, edges: &[LooseEdge], twins: &[AtomicU32]) {
        let size = (edges.len() * 2).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(size, 0);
        for position in 0..edges.len() {
            self.match_one(position, edges, twins);
        }
    }

    fn match_one(&mut self, position: usize, edges: &[LooseEdge], twins: &[AtomicU32]) {
        let edge = &edges[position];
        let hash = hash(&edge.edge.segment);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != 0 {
            if self.slots[slot] >> 32 == hash >> 32 {
                let other = &edges[(self.slots[slot] as u32 - 1) as usize];
                if pair_up(edge, other, twins) {
                    return;
                }
            }
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (hash >> 32 << 32) | (position as u64 + 1);
    }
}

/// Makes twins of two edges if they are opposite, of different parcels, and the second is free.
fn pair_up(edge: &LooseEdge, other: &LooseEdge, twins: &[AtomicU32]) -> bool {
    let (one, two) = (&edge.edge, &other.edge);
    let are_opposite = one.segment.a == two.segment.b && one.segment.b == two.segment.a;
    if !are_opposite || edge.parcel == other.parcel || twins[two.id as usize].load(Ordering::Relaxed) != NONE
    {
        return false;
    }
    twins[one.id as usize].store(two.id, Ordering::Relaxed);
    twins[two.id as usize].store(one.id, Ordering::Relaxed);
    true
}

fn match_group(loose: &[LooseEdge], group: &[(u64, u32)], twins: &[AtomicU32]) {
    for (at, &(_, later)) in group.iter().enumerate() {
        let edge = &loose[later as usize];
        let mut earlier = group[..at].iter().map(|&(_, earlier)| &loose[earlier as usize]);
        earlier.any(|other| pair_up(edge, other, twins));
    }
}

/// The same for both directions.
#[inline]
fn hash(segment: &Segment) -> u64 {
    let mixed = segment.a.scattered().wrapping_add(segment.b.scattered());
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn unmatched(count: usize) -> Vec<AtomicU32> {
    let mut twins = Vec::with_capacity(count);
    twins.resize_with(count, || AtomicU32::new(NONE));
    twins
}
