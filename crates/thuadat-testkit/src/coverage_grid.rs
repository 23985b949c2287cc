//! The benchmark coverage: blocks of parcels with shared, bent edges, and roads between the blocks.

use crate::lattice::Millimetres;
use crate::random::{jitter, stream};
use geo::Coord;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use thuadat_core::{FeatureId, KnownColumns, ParcelGeometries, ParcelKey, ParcelRecord, Parcels};

const CELL_M: f64 = 18.0;
const ROAD_M: f64 = 12.0;
const CORNER_JITTER_M: f64 = 0.18 * CELL_M;
const EDGE_JITTER_M: f64 = 0.02 * CELL_M;
const ORIGIN: Coord<f64> = Coord { x: 480_000.0, y: 2_410_000.0 };
/// The stream that chooses which parcels are disturbed; block `n` uses stream `n`.
const DIRT_STREAM: u64 = u64::MAX;

/// What [`coverage_grid`] is to make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverageGrid {
    /// About how many parcels: the number is rounded up to a square of whole blocks.
    pub parcels: usize,
    /// Seed of every random number.
    pub seed: u64,
    /// Segments of each of the four sides of a parcel; 3 gives parcels of 12 vertices.
    pub segments_per_side: usize,
    /// Parcels along one side of a square block; 10 gives blocks of 100.
    pub block_side: usize,
    /// Which part of all parcels is disturbed, from 0 to 1.
    pub dirty: f64,
}

impl CoverageGrid {
    /// A clean coverage of about so many parcels of 12 vertices in blocks of 100.
    #[must_use]
    pub const fn clean(parcels: usize, seed: u64) -> Self {
        Self { parcels, seed, segments_per_side: 3, block_side: 10, dirty: 0.0 }
    }
}

/// One parcel disturbed on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridFault {
    /// What was done.
    pub kind: GridFaultKind,
    /// Position of the parcel.
    pub parcel: usize,
}

/// What was done to a parcel of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GridFaultKind {
    /// Grown by a factor of 1.02 about its middle: overlaps every neighbour.
    Overlap,
    /// Shrunk by a factor of 0.98 about its middle: leaves a gap all around.
    Gap,
    /// One vertex shifted by 4 mm in both directions.
    Tiny,
    /// Two vertices have changed places, so that the boundary crosses itself.
    Bowtie,
}

/// Makes a coverage of square blocks of parcels with roads (ground without parcels) between them.
///
/// All coordinates are metres on a 1 mm lattice, in the range of EPSG:9215. Every edge inside a block is shared
/// vertex for vertex; sheets take four blocks each; recorded areas are rounded to 0.1 m². Complexity is linear, about
/// a second for a million parcels. The same description gives the same coordinates everywhere.
///
/// # Panics
///
/// When `segments_per_side` or `block_side` is zero, or the coverage passes 4 294 967 295 vertices. Bowties need at
/// least two segments a side.
///
/// # Examples
///
/// ```
/// use thuadat_testkit::{CoverageGrid, coverage_grid};
///
/// let (parcels, faults) = coverage_grid(&CoverageGrid::clean(1_000, 1));
/// assert_eq!(parcels.len(), 1_600); // four by four blocks of a hundred
/// assert_eq!(parcels.geometries.ring(0).len(), 13);
/// assert!(faults.is_empty());
/// ```
#[must_use]
pub fn coverage_grid(grid: &CoverageGrid) -> (Parcels, Vec<GridFault>) {
    assert!(
        grid.segments_per_side > 0 && grid.block_side > 0,
        "a grid has at least one segment and one parcel"
    );
    let per_block = grid.block_side * grid.block_side;
    let blocks = blocks_a_side(grid);
    let kinds = disturbed(grid, blocks * blocks * per_block);
    let mut parcels = Parcels { columns: COLUMNS, ..Parcels::default() };
    parcels.records.reserve(blocks * blocks * per_block);
    let mut next_number = vec![1_u32; blocks.div_ceil(2) * blocks.div_ceil(2)];
    let mut block = Block::new(grid);
    for place in 0..blocks * blocks {
        block.shake(place, blocks);
        let sheet = place / blocks / 2 * blocks.div_ceil(2) + place % blocks / 2;
        for cell in 0..per_block {
            let ring = block.ring(cell);
            disturb(ring, kinds.get(&(place * per_block + cell)).copied());
            let area_m2 = push_ring(&mut parcels.geometries, ring);
            let feature = parcels.records.len() as i64 + 1;
            parcels.records.push(record(feature, sheet + 1, next_number[sheet], area_m2));
            next_number[sheet] += 1;
        }
    }
    let mut faults: Vec<_> = kinds.into_iter().map(|(parcel, kind)| GridFault { kind, parcel }).collect();
    faults.sort_unstable_by_key(|fault| fault.parcel);
    (parcels, faults)
}

/// The blocks of a clean coverage, made one at a time, for coverages that no memory holds.
///
/// The parcels are those of [`coverage_grid`] without disturbance, with the same records.
///
/// # Examples
///
/// ```
/// use thuadat_core::Parcels;
/// use thuadat_testkit::{CoverageGrid, GridBlocks, coverage_grid};
///
/// let grid = CoverageGrid::clean(1_000, 1);
/// let mut blocks = GridBlocks::new(&grid);
/// let (all, _) = coverage_grid(&grid);
/// let mut parcels = Parcels::default();
/// let first = blocks.append(2, 3, &mut parcels);
/// assert_eq!(parcels.records[7], all.records[first + 7]);
/// assert_eq!(parcels.geometries.ring(7), all.geometries.ring(first + 7));
/// ```
pub struct GridBlocks {
    block: Block,
    blocks: usize,
}

impl GridBlocks {
    /// The blocks of a coverage.
    ///
    /// # Panics
    ///
    /// As [`coverage_grid`].
    #[must_use]
    pub fn new(grid: &CoverageGrid) -> Self {
        assert!(
            grid.segments_per_side > 0 && grid.block_side > 0,
            "a grid has at least one segment and one parcel"
        );
        Self { block: Block::new(grid), blocks: blocks_a_side(grid) }
    }

    /// How many blocks there are along each side.
    #[must_use]
    pub fn side(&self) -> usize {
        self.blocks
    }

    /// How many parcels a block has.
    #[must_use]
    pub fn parcels_a_block(&self) -> usize {
        self.block.side * self.block.side
    }

    /// The lower left corner of a block, before its corners are shifted about; also beyond the last.
    #[must_use]
    pub fn corner(&self, column: usize, row: usize) -> Coord<f64> {
        ORIGIN + Coord { x: column as f64, y: row as f64 } * self.block.step()
    }

    /// Appends the parcels of a block. Returns the position of its first in the whole coverage.
    pub fn append(&mut self, column: usize, row: usize, parcels: &mut Parcels) -> usize {
        let place = column * self.blocks + row;
        let per_block = self.parcels_a_block();
        self.block.shake(place, self.blocks);
        parcels.columns = COLUMNS;
        // Sheets take two by two blocks, fewer at the upper side where their number is odd.
        let sheet = column / 2 * self.blocks.div_ceil(2) + row / 2;
        let blocks_up = (self.blocks - row / 2 * 2).min(2);
        let before = (column % 2 * blocks_up + row % 2) * per_block;
        for cell in 0..per_block {
            let ring = self.block.ring(cell);
            let area_m2 = push_ring(&mut parcels.geometries, ring);
            let feature = (place * per_block + cell) as i64 + 1;
            parcels.records.push(record(feature, sheet + 1, (before + cell) as u32 + 1, area_m2));
        }
        place * per_block
    }
}

fn blocks_a_side(grid: &CoverageGrid) -> usize {
    let per_block = grid.block_side * grid.block_side;
    (grid.parcels as f64 / per_block as f64).sqrt().ceil() as usize
}

const COLUMNS: KnownColumns = KnownColumns {
    commune: false,
    sheet: true,
    number: true,
    recorded_area: true,
    legal_area: false,
    land_use: false,
    land_use_areas: false,
    code: false,
};

fn disturbed(grid: &CoverageGrid, n_parcels: usize) -> std::collections::HashMap<usize, GridFaultKind> {
    use GridFaultKind::{Bowtie, Gap, Overlap, Tiny};
    let n_faults = (n_parcels as f64 * grid.dirty) as usize;
    if n_faults == 0 {
        return std::collections::HashMap::new();
    }
    let mut order: Vec<usize> = (0..n_parcels).collect();
    let (picked, _) = order.partial_shuffle(&mut stream(grid.seed, DIRT_STREAM), n_faults);
    picked.iter().copied().zip([Overlap, Gap, Tiny, Bowtie].into_iter().cycle()).collect()
}

/// The lattice points of one block: corners and the points of the edges between them, made anew for each block.
struct Block {
    side: usize,
    segments: usize,
    random: ChaCha8Rng,
    seed: u64,
    corners: Vec<Coord<f64>>,
    along_x: Vec<Coord<f64>>,
    along_y: Vec<Coord<f64>>,
    ring: Vec<Coord<f64>>,
}

impl Block {
    fn new(grid: &CoverageGrid) -> Self {
        Self {
            side: grid.block_side,
            segments: grid.segments_per_side,
            random: stream(grid.seed, 0),
            seed: grid.seed,
            corners: Vec::new(),
            along_x: Vec::new(),
            along_y: Vec::new(),
            ring: Vec::new(),
        }
    }

    /// How far blocks stand from each other.
    fn step(&self) -> f64 {
        self.side as f64 * CELL_M + ROAD_M + 2.0 * (CORNER_JITTER_M + EDGE_JITTER_M)
    }

    /// Fills the block anew for a place in the square of `blocks` by `blocks`.
    fn shake(&mut self, place: usize, blocks: usize) {
        self.random = stream(self.seed, place as u64);
        let origin = ORIGIN + Coord { x: (place / blocks) as f64, y: (place % blocks) as f64 } * self.step();
        self.corners.clear();
        for i in 0..=self.side {
            for j in 0..=self.side {
                let corner = origin + Coord { x: i as f64, y: j as f64 } * CELL_M;
                let corner = self.shifted(corner, CORNER_JITTER_M);
                self.corners.push(corner);
            }
        }
        self.along_x.clear();
        self.along_y.clear();
        for i in 0..=self.side {
            for j in 0..=self.side {
                let from = self.corners[self.corner(i, j)];
                if i < self.side {
                    let to = self.corners[self.corner(i + 1, j)];
                    self.bend(from, to, true);
                }
                if j < self.side {
                    let to = self.corners[self.corner(i, j + 1)];
                    self.bend(from, to, false);
                }
            }
        }
    }

    fn bend(&mut self, from: Coord<f64>, to: Coord<f64>, along_x: bool) {
        for segment in 1..self.segments {
            let straight = from + (to - from) * (segment as f64 / self.segments as f64);
            let bent = self.shifted(straight, EDGE_JITTER_M);
            if along_x { self.along_x.push(bent) } else { self.along_y.push(bent) }
        }
    }

    fn shifted(&mut self, point: Coord<f64>, amplitude: f64) -> Coord<f64> {
        let shift = Coord { x: jitter(&mut self.random, amplitude), y: jitter(&mut self.random, amplitude) };
        Millimetres::nearest(point + shift).to_metres()
    }

    fn corner(&self, i: usize, j: usize) -> usize {
        i * (self.side + 1) + j
    }

    /// The closed ring of one cell, counter-clockwise from its lower left corner.
    fn ring(&mut self, cell: usize) -> &mut [Coord<f64>] {
        let (i, j) = (cell / self.side, cell % self.side);
        let inner = self.segments - 1;
        // Row i of `along_x` starts after i full rows of side + 1 edges; row i of `along_y` has only side edges.
        let x_edge = |i: usize, j: usize| (i * (self.side + 1) + j) * inner;
        let y_edge = |i: usize, j: usize| (i * self.side + j) * inner;
        let corners =
            [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|(i, j)| self.corners[self.corner(i, j)]);
        let (bottom, top) = (x_edge(i, j), x_edge(i, j + 1));
        let (left, right) = (y_edge(i, j), y_edge(i + 1, j));
        self.ring.clear();
        self.ring.push(corners[0]);
        self.ring.extend_from_slice(&self.along_x[bottom..bottom + inner]);
        self.ring.push(corners[1]);
        self.ring.extend_from_slice(&self.along_y[right..right + inner]);
        self.ring.push(corners[2]);
        self.ring.extend(self.along_x[top..top + inner].iter().rev());
        self.ring.push(corners[3]);
        self.ring.extend(self.along_y[left..left + inner].iter().rev());
        self.ring.push(corners[0]);
        &mut self.ring
    }
}

fn disturb(ring: &mut [Coord<f64>], kind: Option<GridFaultKind>) {
    let Some(kind) = kind else { return };
    match kind {
        GridFaultKind::Overlap => scale(ring, 1.02),
        GridFaultKind::Gap => scale(ring, 0.98),
        GridFaultKind::Tiny => {
            ring[1] = Millimetres::nearest(ring[1] + Coord { x: 0.004, y: 0.004 }).to_metres();
        }
        GridFaultKind::Bowtie => {
            assert!(ring.len() > 6, "a bowtie needs at least two segments a side");
            ring.swap(2, 5);
        }
    }
    ring[ring.len() - 1] = ring[0];
}

fn scale(ring: &mut [Coord<f64>], factor: f64) {
    let corners = &ring[..ring.len() - 1];
    let middle = corners.iter().fold(Coord::zero(), |sum, &corner| sum + corner) / corners.len() as f64;
    for corner in ring {
        *corner = Millimetres::nearest(middle + (*corner - middle) * factor).to_metres();
    }
}

fn push_ring(shapes: &mut ParcelGeometries, ring: &[Coord<f64>]) -> f64 {
    let origin = ring[0];
    let mut twice_area = 0.0;
    for edge in ring.windows(2) {
        let (a, b) = (edge[0] - origin, edge[1] - origin);
        twice_area += a.x * b.y - a.y * b.x;
    }
    for &coord in ring {
        shapes.push_coord(coord);
    }
    shapes.end_ring();
    shapes.end_polygon();
    shapes.end_parcel();
    twice_area.abs() / 2.0
}

fn record(feature: i64, sheet: usize, number: u32, area_m2: f64) -> ParcelRecord {
    ParcelRecord {
        key: ParcelKey {
            commune: None,
            sheet: Some(sheet.to_string().into()),
            number: Some(number.to_string().into()),
        },
        recorded_area_m2: Some((area_m2 * 10.0).round() / 10.0),
        ..ParcelRecord::known_by(FeatureId::Number(feature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    fn edges(parcels: &Parcels) -> HashSet<[(u64, u64); 2]> {
        let bits = |coord: &Coord<f64>| (coord.x.to_bits(), coord.y.to_bits());
        (0..parcels.len())
            .flat_map(|parcel| parcels.geometries.ring(parcel).windows(2))
            .map(|edge| [bits(&edge[0]), bits(&edge[1])])
            .collect()
    }

    #[test]
    fn every_edge_inside_a_block_has_its_twin() {
        let (parcels, _) = coverage_grid(&CoverageGrid::clean(900, 3));
        let edges = edges(&parcels);
        assert_eq!(edges.len(), 900 * 12, "no edge twice in one direction");
        let lonely = edges.iter().filter(|&&[from, to]| !edges.contains(&[to, from])).count();
        assert_eq!(lonely, 9 * 4 * 10 * 3, "nine blocks, four sides, ten parcels, three segments");
    }

    #[test]
    fn numbers_each_sheet_from_one() {
        let (parcels, _) = coverage_grid(&CoverageGrid::clean(2_500, 1));
        let mut count: HashMap<&str, usize> = HashMap::new();
        for record in &parcels.records {
            let key = &record.key;
            let n = count.entry(key.sheet.as_deref().unwrap()).or_default();
            *n += 1;
            assert_eq!(key.number.as_deref(), Some(n.to_string().as_str()));
        }
        assert_eq!(count.len(), 9);
        assert_eq!(count["1"], 400);
    }

    #[test]
    fn disturbs_the_part_asked_for_and_nothing_else() {
        let grid = CoverageGrid { dirty: 0.02, ..CoverageGrid::clean(10_000, 1) };
        let (clean, none) = coverage_grid(&CoverageGrid::clean(10_000, 1));
        let (dirty, faults) = coverage_grid(&grid);
        assert!(none.is_empty());
        assert_eq!(faults.len(), 200);
        let changed: Vec<usize> =
            (0..clean.len()).filter(|&at| clean.geometries.ring(at) != dirty.geometries.ring(at)).collect();
        assert_eq!(changed, faults.iter().map(|fault| fault.parcel).collect::<Vec<_>>());
        for kind in [GridFaultKind::Overlap, GridFaultKind::Gap, GridFaultKind::Tiny, GridFaultKind::Bowtie] {
            assert_eq!(faults.iter().filter(|fault| fault.kind == kind).count(), 50);
        }
    }

    #[test]
    fn same_seed_same_parcels() {
        let grid = CoverageGrid { dirty: 0.1, ..CoverageGrid::clean(400, 9) };
        assert_eq!(coverage_grid(&grid), coverage_grid(&grid));
        assert_ne!(coverage_grid(&grid), coverage_grid(&CoverageGrid { seed: 10, ..grid }));
    }
}
