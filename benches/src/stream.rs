//! The check cell by cell, of parcels that are made when they are asked for.

use crate::usage;
use anyhow::{Result, ensure};
use geo::Coord;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use thuadat_core::{Cell, CheckOutcome, KnownColumns, Parcels, Profile, StreamedCheck, Unobserved, check};
use thuadat_testkit::{CoverageGrid, GridBlocks};

/// A streamed check, measured.
#[derive(Serialize)]
pub(crate) struct Streamed {
    parcels: usize,
    cells: usize,
    /// Making the parcels and checking them.
    seconds: f64,
    /// Of these, making them.
    making_seconds: f64,
    parcels_per_second: f64,
    peak_bytes: u64,
    findings: usize,
    /// Whether all parcels were checked at once too, and the findings were the same.
    is_verified: bool,
}

/// Blocks along one side of a cell. Sides of cells run through the middle of blocks, not along the roads between them.
const CELL_BLOCKS: usize = 50;

/// Checks a coverage of which one parcel in so many (none for zero) is disturbed.
pub(crate) fn measure(parcels: usize, dirty_one_in: usize, threads: usize, verify: bool) -> Result<Streamed> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut blocks = DirtyBlocks { blocks: GridBlocks::new(&CoverageGrid::clean(parcels, 1)), dirty_one_in };
    usage::reset_peak()?;
    let start = Instant::now();
    let mut making_seconds = 0.0;
    let (outcome, profile, cells) = pool.install(|| stream(&mut blocks, &mut making_seconds))?;
    let seconds = start.elapsed().as_secs_f64();
    let peak_bytes = usage::peak_bytes()?;
    let side = blocks.blocks.side();
    let count = side * side * blocks.blocks.parcels_a_block();
    if verify {
        let all = blocks.rectangle(0..side, 0..side).0;
        let at_once = pool.install(|| check(&all, &profile, &Unobserved))?;
        ensure!(at_once.findings == outcome.findings, "at once, other findings than cell by cell");
    }
    Ok(Streamed {
        parcels: count,
        cells,
        seconds,
        making_seconds,
        parcels_per_second: count as f64 / seconds,
        peak_bytes,
        findings: outcome.findings.len(),
        is_verified: verify,
    })
}

fn stream(blocks: &mut DirtyBlocks, making_seconds: &mut f64) -> Result<(CheckOutcome, Profile, usize)> {
    let side = blocks.blocks.side();
    let cells = side.div_ceil(CELL_BLOCKS);
    let mut streamed: Option<StreamedCheck> = None;
    for (column, row) in (0..cells).flat_map(|column| (0..cells).map(move |row| (column, row))) {
        let start = Instant::now();
        let (parcels, positions) = blocks.rectangle(span(column, side), span(row, side));
        *making_seconds += start.elapsed().as_secs_f64();
        let (low, high) = (blocks.through_middle(column, row), blocks.through_middle(column + 1, row + 1));
        let is_last = |cell: usize| cell + 1 == cells;
        let at = |is_rim: bool, infinite: f64, metres: f64| if is_rim { infinite } else { metres };
        let cell = Cell {
            min: Coord {
                x: at(column == 0, f64::NEG_INFINITY, low.x),
                y: at(row == 0, f64::NEG_INFINITY, low.y),
            },
            max: Coord {
                x: at(is_last(column), f64::INFINITY, high.x),
                y: at(is_last(row), f64::INFINITY, high.y),
            },
        };
        streamed.get_or_insert_with(|| StreamedCheck::new(&Profile::strict(), parcels.columns)).check_cell(
            &cell,
            &parcels,
            &positions,
            &Unobserved,
        )?;
    }
    let mut streamed =
        streamed.unwrap_or_else(|| StreamedCheck::new(&Profile::strict(), KnownColumns::default()));
    for groups in streamed.near_groups().chunks(GROUPS_AT_ONCE) {
        let mut members = groups.concat();
        members.sort_unstable();
        let positions = blocks.in_blocks_of(&members);
        streamed.look_again(&members, &blocks.some(&positions), &positions, &Unobserved)?;
    }
    let awaited = streamed.awaited();
    let parcels = blocks.some(&awaited);
    let profile = streamed.profile().clone();
    Ok((streamed.finish(&parcels, &awaited), profile, cells * cells))
}

/// Groups of parcels that nearly meet looked at again together.
const GROUPS_AT_ONCE: usize = 2_000;

/// The blocks that meet a cell: the one its lower side runs through, and those up to the one of its upper side.
fn span(cell: usize, side: usize) -> std::ops::Range<usize> {
    cell * CELL_BLOCKS..((cell + 1) * CELL_BLOCKS + 1).min(side)
}

struct DirtyBlocks {
    blocks: GridBlocks,
    dirty_one_in: usize,
}

impl DirtyBlocks {
    /// The middle of the block where a cell begins.
    fn through_middle(&self, column: usize, row: usize) -> Coord<f64> {
        let (from, to) = (column * CELL_BLOCKS, row * CELL_BLOCKS);
        (self.blocks.corner(from, to) + self.blocks.corner(from + 1, to + 1)) / 2.0
    }

    /// The parcels of a rectangle of blocks, by position.
    fn rectangle(
        &mut self,
        columns: std::ops::Range<usize>,
        rows: std::ops::Range<usize>,
    ) -> (Parcels, Vec<u32>) {
        let (mut parcels, mut positions) = (Parcels::default(), Vec::new());
        for (column, row) in columns.flat_map(|column| rows.clone().map(move |row| (column, row))) {
            let before = parcels.len();
            let first = self.blocks.append(column, row, &mut parcels);
            positions.extend((first..first + parcels.len() - before).map(|position| position as u32));
        }
        self.disturb(&mut parcels, &positions);
        (parcels, positions)
    }

    /// Parcels by their positions.
    fn some(&mut self, positions: &[u32]) -> Parcels {
        let (per_block, side) = (self.blocks.parcels_a_block(), self.blocks.side());
        let mut of_block: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &position in positions {
            let position = position as usize;
            of_block.entry(position / per_block).or_default().push(position % per_block);
        }
        let mut some = Parcels::default();
        for (block, places) in of_block {
            let (column, row) = (block / side, block % side);
            let (parcels, _) = self.rectangle(column..column + 1, row..row + 1);
            some.columns = parcels.columns;
            for place in places {
                some.geometries.push_copy(&parcels.geometries, place);
                some.records.push(parcels.records[place].clone());
            }
        }
        some
    }

    /// All parcels of the blocks that some parcels are of: others are beyond a road.
    fn in_blocks_of(&self, positions: &[u32]) -> Vec<u32> {
        let per_block = self.blocks.parcels_a_block() as u32;
        let blocks: BTreeSet<u32> = positions.iter().map(|position| position / per_block).collect();
        blocks.into_iter().flat_map(|block| block * per_block..(block + 1) * per_block).collect()
    }

    /// Pulls a corner of every so many-th parcel aside: it overlaps one neighbour and leaves a gap to another.
    fn disturb(&self, parcels: &mut Parcels, positions: &[u32]) {
        let Some(last) = self.dirty_one_in.checked_sub(1) else { return };
        for (parcel, &position) in positions.iter().enumerate() {
            if position as usize % self.dirty_one_in == last {
                let corner = parcels.geometries.parcel_coords(parcel).start + 1 + position as usize % 10;
                let corner = &mut parcels.geometries.coords_mut()[corner];
                *corner = *corner + Coord { x: 0.4, y: 0.3 };
            }
        }
    }
}
