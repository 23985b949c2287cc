//! Our side of the benchmarks: makes the input both sides read, and measures one run of one operation.
//!
//! `cargo xtask bench-report` is what people call. It runs this program and the scripts in `reference/` by turns, each
//! run in a process of its own, on the same file, and prints the table. An operation is a file here and a file of the
//! same name there; both write one line of JSON.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a program whose result is a line on standard output")]

mod check;
mod coverage_file;
mod geojson_lines;
mod link;
mod link_parcels;
mod link_persons;
mod store;
mod stream;
mod update;
mod usage;

use clap::Parser;
use std::path::PathBuf;
use thuadat_testkit::{CoverageGrid, LongRoad, coverage_grid, long_road};

/// Makes the input of the benchmarks, or measures one run of one operation and prints it as a line of JSON.
#[derive(Parser)]
enum Task {
    /// Write a coverage of parcels of 12 vertices.
    Make {
        /// The file to write.
        file: PathBuf,
        /// About how many parcels; rounded up to a square of blocks of a hundred.
        #[arg(long)]
        parcels: usize,
        /// Which part of all parcels is disturbed, from 0 to 1.
        #[arg(long, default_value_t = 0.0)]
        dirty: f64,
        /// Seed of every random number.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Write a coverage of parcels along a road that is one ring.
    MakeRoad {
        /// The file to write.
        file: PathBuf,
        /// Teeth of the road, which is like a comb; 150 give 4 million vertices and 90 000 parcels.
        #[arg(long, default_value_t = LongRoad::of_four_million_vertices(1).teeth)]
        teeth: usize,
    },
    /// Write a clean coverage of parcels of 12 vertices with sheets, numbers and areas, as GeoJSON, a feature a line.
    MakeGeojson {
        /// The file to write.
        file: PathBuf,
        /// About how many parcels; rounded up to a square of blocks of a hundred.
        #[arg(long)]
        parcels: usize,
    },
    /// Measure the whole check: validity and coverage.
    Check {
        /// A file that `make`, `make-road` or `reference/extract.py` wrote.
        file: PathBuf,
        /// Threads to work on.
        #[arg(long, default_value_t = 1)]
        threads: usize,
        /// How many times to check, one after the other; the times are medians.
        #[arg(long, default_value_t = 1)]
        rounds: usize,
        /// Hold shapes against the default profile's limits too: short edges, sharp angles, slivers and the like.
        #[arg(long)]
        form: bool,
    },
    /// Measure looking again after one parcel changed, many times over.
    Update {
        /// A file that `make` wrote.
        file: PathBuf,
        /// How many changes; every second one undoes another.
        #[arg(long, default_value_t = 2_000)]
        changes: usize,
    },
    /// Measure linking as many rows of a register as a map has parcels.
    Link {
        /// How many parcels.
        #[arg(long)]
        parcels: usize,
    },
    /// Measure finding the records of one person, of FEBRL, beside `reference/link_persons.py`.
    LinkPersons {
        /// One file to look for doubles in, or two to link.
        #[arg(required = true, num_args = 1..=2)]
        files: Vec<PathBuf>,
        /// Threads to work on.
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
    /// Measure parcels into stores of both kinds beside `ogr2ogr`, and the queries a server asks.
    Store {
        /// Where files stand while they are worked on.
        folder: PathBuf,
        /// The program that imports.
        #[arg(long, value_name = "PROGRAM")]
        thuadat: PathBuf,
        /// About how many parcels.
        #[arg(long)]
        parcels: usize,
        /// Runs of each side.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Write the rows of a register, some with slips, and the parcels of a map for `link-parcels` into a folder.
    MakeParcelRecords {
        /// The register of rights, packed with gzip.
        register: PathBuf,
        /// The map, GeoJSON packed with gzip.
        map: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// Measure finding the parcels of rows beside `reference/link_parcels.py`.
    LinkParcels {
        /// A folder that `make-parcel-records` wrote.
        folder: PathBuf,
        /// Threads to work on.
        #[arg(long, default_value_t = 2)]
        threads: usize,
    },
    /// Measure the check cell by cell, of parcels made on the fly.
    Stream {
        /// About how many parcels.
        #[arg(long)]
        parcels: usize,
        /// One parcel in so many is disturbed; none for zero.
        #[arg(long, default_value_t = 0)]
        dirty_one_in: usize,
        /// Threads to work on.
        #[arg(long, default_value_t = 2)]
        threads: usize,
        /// Check all at once too, which needs the memory for it, and fail unless the findings are the same.
        #[arg(long)]
        verify: bool,
    },
}

fn main() -> anyhow::Result<()> {
    let result = match Task::parse() {
        Task::Make { file, parcels, dirty, seed } => {
            let grid = CoverageGrid { dirty, ..CoverageGrid::clean(parcels, seed) };
            let (parcels, faults) = coverage_grid(&grid);
            coverage_file::write(&file, &parcels.geometries)?;
            serde_json::json!({ "parcels": parcels.len(), "disturbed": faults.len() })
        }
        Task::MakeRoad { file, teeth } => {
            let shapes = long_road(&LongRoad { teeth, ..LongRoad::of_four_million_vertices(1) });
            coverage_file::write(&file, &shapes)?;
            serde_json::json!({ "parcels": shapes.len(), "longest_ring": shapes.ring(0).len() })
        }
        Task::MakeGeojson { file, parcels } => {
            let (parcels, _) = coverage_grid(&CoverageGrid::clean(parcels, 1));
            geojson_lines::write(&file, &parcels)?;
            serde_json::json!({ "parcels": parcels.len() })
        }
        Task::Check { file, threads, rounds, form } => {
            serde_json::to_value(check::measure(&file, threads, rounds, form)?)?
        }
        Task::Stream { parcels, dirty_one_in, threads, verify } => {
            serde_json::to_value(stream::measure(parcels, dirty_one_in, threads, verify)?)?
        }
        Task::Store { folder, thuadat, parcels, runs } => {
            serde_json::to_value(store::measure(&folder, &thuadat, parcels, runs)?)?
        }
        Task::LinkPersons { files, threads } => {
            serde_json::to_value(link_persons::measure(&files, threads)?)?
        }
        Task::MakeParcelRecords { register, map, folder } => {
            serde_json::json!({ "rows": link_parcels::make(&register, &map, &folder)? })
        }
        Task::LinkParcels { folder, threads } => {
            serde_json::to_value(link_parcels::measure(&folder, threads)?)?
        }
        Task::Link { parcels } => serde_json::to_value(link::measure(parcels)?)?,
        Task::Update { file, changes } => serde_json::to_value(update::measure(&file, changes)?)?,
    };
    println!("{result}");
    Ok(())
}
