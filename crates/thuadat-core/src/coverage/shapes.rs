//! Parcels as the coverage check sees them: directed edges on the lattice, the inside on the left.

use crate::lattice::Lattice;
use crate::plane::{
    Bounds, PackedTree, Point, Segment, enclosed_area_doubled, signed_area_doubled, tiled_order,
};
use crate::validity::Usable;
use crate::{ParcelGeometries, VertexPlace};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// An edge with the parcel's inside on its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Position of the vertex it starts at in the stored direction; beyond the stored vertices where mending made it.
    pub(super) id: u32,
    pub(super) segment: Segment,
}

/// The shapes of a dataset that can be compared.
pub(super) struct Shapes<'a> {
    pub(super) geometries: &'a ParcelGeometries,
    pub(super) lattice: Lattice,
    /// Edges of parcels whose own rings cannot be used; of none where nothing can.
    replaced: HashMap<u32, Vec<Edge>>,
    /// Parcels of many vertices. The tree over their edges is made when it is first asked for: most are never.
    large: HashMap<u32, OnceLock<LargeShape>>,
    /// Parcels whose rings touch each other with a corner inside an edge.
    touching: HashSet<u32>,
    /// One more than the largest edge id.
    edge_count: usize,
}

/// A parcel with so many edges that looking at each would not do.
pub(super) struct LargeShape {
    pub(super) edges: Vec<Edge>,
    pub(super) tree: PackedTree,
    pub(super) area_doubled: i128,
}

/// From this number of vertices on a parcel gets a tree.
const LARGE: usize = 64;

impl<'a> Shapes<'a> {
    /// Takes the parcels with the verdicts on those that were examined; the others are sound. `touching` are those whose
    /// rings touch each other with a corner inside an edge.
    pub(super) fn new(
        geometries: &'a ParcelGeometries,
        lattice: Lattice,
        verdicts: impl Iterator<Item = (u32, Usable)>,
        touching: HashSet<u32>,
    ) -> Self {
        let mut next_id = geometries.coords().len() as u32;
        let mut replaced = HashMap::new();
        for (parcel, usable) in verdicts {
            match usable {
                Usable::AsItIs => {}
                Usable::Mended(rings) => {
                    let stored = stored_edges(geometries, parcel, lattice);
                    replaced.insert(parcel, mended_edges(&rings, &stored, &mut next_id));
                }
                Usable::Not => {
                    replaced.insert(parcel, Vec::new());
                }
            }
        }
        let large = find_large(geometries);
        Self { geometries, lattice, replaced, large, touching, edge_count: next_id as usize }
    }

    /// One more than the largest edge id.
    pub(super) fn edge_count(&self) -> usize {
        self.edge_count
    }

    /// Whether an edge is as stored, and not made in mending a shape.
    pub(super) fn is_stored(&self, edge: u32) -> bool {
        (edge as usize) < self.geometries.coords().len()
    }

    /// Whether rings of a parcel touch each other with a corner inside an edge.
    pub(super) fn touches_itself(&self, parcel: u32) -> bool {
        self.touching.contains(&parcel)
    }

    /// The mended parcels and their edges, by parcel.
    pub(super) fn replaced(&self) -> Vec<(u32, &[Edge])> {
        let mut all: Vec<_> =
            self.replaced.iter().map(|(&parcel, edges)| (parcel, edges.as_slice())).collect();
        all.sort_unstable_by_key(|&(parcel, _)| parcel);
        all
    }

    /// The tree of a parcel of many vertices; none for others.
    pub(super) fn large(&self, parcel: u32) -> Option<&LargeShape> {
        let large = self.large.get(&parcel)?;
        Some(large.get_or_init(|| {
            let mut edges = Vec::new();
            self.collect_own_edges(parcel, &mut edges);
            LargeShape::new(edges)
        }))
    }

    /// Puts a parcel's edges into `edges`, each ring in the direction that has the inside on the left.
    pub(super) fn collect_edges(&self, parcel: u32, edges: &mut Vec<Edge>) {
        edges.clear();
        match self.large.get(&parcel).and_then(OnceLock::get) {
            Some(large) => edges.extend_from_slice(&large.edges),
            None => self.collect_own_edges(parcel, edges),
        }
    }

    fn collect_own_edges(&self, parcel: u32, edges: &mut Vec<Edge>) {
        match self.replaced.get(&parcel) {
            Some(replaced) => edges.extend_from_slice(replaced),
            None => collect_stored_edges(self.geometries, parcel as usize, self.lattice, edges),
        }
    }

    /// Where the vertex an edge starts at in the stored direction stands in the parcel's shape; none for those mending made.
    pub(super) fn place_of(&self, parcel: u32, edge: u32) -> Option<VertexPlace> {
        for (part, rings) in self.geometries.polygons(parcel as usize).enumerate() {
            for (ring, position) in rings.enumerate() {
                let coords = self.geometries.ring_coords(position);
                if coords.contains(&(edge as usize)) {
                    let vertex = edge - coords.start as u32;
                    return Some(VertexPlace { part: part as u32, ring: ring as u32, vertex });
                }
            }
        }
        None
    }
}

impl LargeShape {
    fn new(edges: Vec<Edge>) -> Self {
        let tree = PackedTree::new(edges.iter().map(|edge| edge.segment.bounds()).collect());
        Self { area_doubled: area_doubled(&edges), edges, tree }
    }
}

fn find_large(geometries: &ParcelGeometries) -> HashMap<u32, OnceLock<LargeShape>> {
    (0..geometries.len() as u32)
        .into_par_iter()
        .filter(|&parcel| geometries.parcel_coords(parcel as usize).len() >= LARGE)
        .map(|parcel| (parcel, OnceLock::new()))
        .collect()
}

/// Twice the area that directed edges enclose.
pub(super) fn area_doubled(edges: &[Edge]) -> i128 {
    enclosed_area_doubled(edges.iter().map(|edge| &edge.segment))
}

/// Appends the edges of a sound parcel as stored, turned so that the inside is on the left.
pub(super) fn collect_stored_edges(
    geometries: &ParcelGeometries,
    parcel: usize,
    lattice: Lattice,
    edges: &mut Vec<Edge>,
) {
    let mut append = |ring: usize, is_shell: bool| {
        let start = edges.len();
        append_ring(geometries, geometries.ring_coords(ring), lattice, edges);
        if runs_clockwise(&edges[start..]) == is_shell {
            turn_round(&mut edges[start..]);
        }
    };
    let rings = geometries
        .polygons(parcel)
        .flat_map(|rings| rings.clone().map(move |ring| (ring, ring == rings.start)));
    if geometries.ring_range(parcel).len() < MANY_RINGS {
        rings.for_each(|(ring, is_shell)| append(ring, is_shell));
    } else {
        let rings: Vec<(usize, bool)> = rings.collect();
        let boxes: Vec<Bounds> =
            rings.iter().map(|&(ring, _)| bounds_of_ring(geometries, ring, lattice)).collect();
        for position in tiled_order(&boxes) {
            let (ring, is_shell) = rings[position as usize];
            append(ring, is_shell);
        }
    }
}

/// From this number on rings are put in an order in which neighbours in the plane follow each other, so that trees over
/// their edges are good.
const MANY_RINGS: usize = 32;

fn bounds_of_ring(geometries: &ParcelGeometries, ring: usize, lattice: Lattice) -> Bounds {
    Bounds::of_points(geometries.ring(ring).iter().map(|&coord| lattice.point(coord)))
}

fn append_ring(geometries: &ParcelGeometries, coords: Range<usize>, lattice: Lattice, edges: &mut Vec<Edge>) {
    let Some((&first, rest)) = geometries.coords()[coords.clone()].split_first() else { return };
    let mut a = lattice.point(first);
    for (id, &coord) in (coords.start as u32..).zip(rest) {
        let b = lattice.point(coord);
        if a != b {
            edges.push(Edge { id, segment: Segment { a, b } });
        }
        a = b;
    }
}

fn runs_clockwise(ring: &[Edge]) -> bool {
    area_doubled(ring) < 0
}

fn turn_round(ring: &mut [Edge]) {
    ring.reverse();
    for edge in ring {
        edge.segment = Segment { a: edge.segment.b, b: edge.segment.a };
    }
}

/// The edges of mended rings. Those that are still as stored keep their id, others get one of their own.
fn mended_edges(rings: &[Vec<Point>], stored: &HashMap<(Point, Point), u32>, next_id: &mut u32) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut taken = HashSet::new();
    for ring in rings.iter().filter(|ring| signed_area_doubled(ring) != 0) {
        for at in 0..ring.len() {
            let (a, b) = (ring[at], ring[(at + 1) % ring.len()]);
            let kept = stored.get(&(a.min(b), a.max(b))).copied().filter(|&id| taken.insert(id));
            let id = kept.unwrap_or_else(|| {
                *next_id += 1;
                *next_id - 1
            });
            edges.push(Edge { id, segment: Segment { a, b } });
        }
    }
    edges
}

/// The id of each edge of a parcel as stored, by its ends, the smaller first.
fn stored_edges(
    geometries: &ParcelGeometries,
    parcel: u32,
    lattice: Lattice,
) -> HashMap<(Point, Point), u32> {
    let mut edges = Vec::new();
    for ring in geometries.ring_range(parcel as usize) {
        append_ring(geometries, geometries.ring_coords(ring), lattice, &mut edges);
    }
    let ends = |Segment { a, b }: Segment| (a.min(b), a.max(b));
    edges.into_iter().map(|edge| (ends(edge.segment), edge.id)).collect()
}

/// The box around edges.
pub(super) fn bounds_of(edges: &[Edge]) -> Bounds {
    Bounds::of_points(edges.iter().map(|edge| edge.segment.a))
}
