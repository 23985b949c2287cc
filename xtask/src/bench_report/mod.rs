//! Speed beside the reference: the table that README's numbers come from.
//!
//! Every run is a process of its own that reads the same file, and the runs of both sides are taken by turns, so that
//! a busy or throttled machine slows both. What is timed is the work on shapes that stand in memory, never the reading.

mod command_line;
mod extracts;
mod linking;
mod long_ring;
mod machine;
mod reference;
mod run;
mod store;
mod stream;
mod table;
mod update;

use crate::workspace;
use anyhow::{Context, Result, ensure};
use machine::Machine;
use run::{Programs, Run, Series};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How the report is made.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Runs of ours; the reference, which takes longer, gets half as many.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    runs: u8,
    /// Also ten million parcels, ours only. Takes about 8 GB of memory and 2 GB of disk.
    #[arg(long)]
    large: bool,
    /// Also a hundred million parcels, made cell by cell. Takes about 7 GB of memory and ten minutes.
    #[arg(long)]
    huge: bool,
    /// Only these parts of the report.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART", conflicts_with = "write")]
    only: Vec<Part>,
    /// A `thuadat` built before for the parts on the command line and on stores, instead of one built now.
    #[arg(long, value_name = "PROGRAM")]
    thuadat: Option<PathBuf>,
    /// Write the report to benches/RESULTS.md too.
    #[arg(long)]
    write: bool,
}

/// A part of the report.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Made-up coverages beside GEOS, and growth.
    Coverages,
    /// Real parcels beside GEOS.
    Extracts,
    /// One ring of millions of vertices.
    LongRing,
    /// One parcel changed in a prepared coverage.
    Update,
    /// The check cell by cell.
    Stream,
    /// The whole command beside `ogr2ogr`.
    CommandLine,
    /// Registers linked, and the model behind it beside splink.
    Linking,
    /// Parcels into stores of both kinds, beside `ogr2ogr`, and the queries of a server.
    Store,
}

/// One input, and who works on it.
struct Case {
    parcels: usize,
    dirty: f64,
    contenders: &'static [Contender],
    is_large: bool,
}

/// One way to do the work.
#[derive(Debug, PartialEq)]
struct Contender {
    name: &'static str,
    side: Side,
}

#[derive(Debug, PartialEq)]
enum Side {
    /// Our check on so many threads.
    Ours { threads: usize },
    /// `benches/reference/check.py` with these arguments.
    Reference { arguments: &'static [&'static str] },
}

const TWO_THREADS: Contender = Contender { name: "thuadat, 2 threads", side: Side::Ours { threads: 2 } };
const ONE_THREAD: Contender = Contender { name: "thuadat, 1 thread", side: Side::Ours { threads: 1 } };

/// What every other is measured against. With a gap width of zero, its fastest.
const MEASURE: Contender = Contender {
    name: "GEOS `is_valid` + `coverage_invalid_edges`",
    side: Side::Reference { arguments: &[] },
};
const WITH_GAP_WIDTH: Contender = Contender {
    name: "the same, gap width 0.5 m",
    side: Side::Reference { arguments: &["--gap-width", "0.5"] },
};
const OVERLAPS_ONLY: Contender = Contender {
    name: "GEOS STRtree self-join, `overlaps` only",
    side: Side::Reference { arguments: &["--overlaps"] },
};

const CASES: &[Case] = &[
    Case {
        parcels: 100_000,
        dirty: 0.0,
        contenders: &[TWO_THREADS, MEASURE, ONE_THREAD, OVERLAPS_ONLY],
        is_large: false,
    },
    Case {
        parcels: 1_000_000,
        dirty: 0.0,
        contenders: &[TWO_THREADS, MEASURE, ONE_THREAD, WITH_GAP_WIDTH],
        is_large: false,
    },
    Case {
        parcels: 1_000_000,
        dirty: 0.01,
        contenders: &[TWO_THREADS, MEASURE, ONE_THREAD, WITH_GAP_WIDTH, OVERLAPS_ONLY],
        is_large: false,
    },
    Case { parcels: 10_000_000, dirty: 0.0, contenders: &[TWO_THREADS, ONE_THREAD], is_large: true },
];

/// Measures everything, or the parts asked for, and prints the report.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let programs = Programs { python: reference::python()?, ours: run::build("thuadat-benches")? };
    let machine = Machine::describe()?;
    let is_wanted = |part: Part| options.only.is_empty() || options.only.contains(&part);
    let mut results = Vec::new();
    if is_wanted(Part::Coverages) {
        for case in CASES.iter().filter(|case| options.large || !case.is_large) {
            let file = make_input(case.parcels, case.dirty, &programs.ours)?;
            let series = by_turns(case.contenders, &file, &programs, options.runs, 1)?;
            fs::remove_file(&file)?;
            ensure_same_work(case, &series)?;
            results.push((case, series));
        }
    }
    let mut report = table::report(&machine, &results);
    if is_wanted(Part::Extracts) {
        report.push_str(&extracts::section(&programs, options.runs)?);
    }
    if is_wanted(Part::LongRing) {
        report.push_str(&long_ring::section(&programs, options.runs)?);
    }
    if is_wanted(Part::Update) {
        report.push_str(&update::section(&programs.ours)?);
    }
    if is_wanted(Part::Stream) {
        report.push_str(&stream::section(&programs.ours, options.large, options.huge)?);
    }
    if is_wanted(Part::CommandLine) {
        let thuadat = options.thuadat.as_deref();
        report.push_str(&command_line::section(&programs.ours, thuadat, options.runs)?);
    }
    if is_wanted(Part::Linking) {
        report.push_str(&linking::section(&programs, options.runs)?);
    }
    if is_wanted(Part::Store) {
        report.push_str(&store::section(&programs.ours, options.thuadat.as_deref(), options.runs)?);
    }
    println!("{report}");
    if options.write {
        let path = workspace::root().join("benches/RESULTS.md");
        fs::write(&path, report).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn make_input(parcels: usize, dirty: f64, ours: &Path) -> Result<PathBuf> {
    let file = bench_folder()?.join(format!("{parcels}-{dirty}.bin"));
    let (parcels, dirty) = (parcels.to_string(), dirty.to_string());
    workspace::output(workspace::command(ours).arg("make").arg(&file).args([
        "--parcels",
        &parcels,
        "--dirty",
        &dirty,
    ]))?;
    Ok(file)
}

/// Where inputs stand while they are worked on.
fn bench_folder() -> Result<PathBuf> {
    let folder = workspace::root().join("target/bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Runs all contenders on a file by turns, each process doing the work so many times over.
#[expect(clippy::print_stderr, reason = "progress; the report alone is on standard output")]
fn by_turns(
    contenders: &'static [Contender],
    file: &Path,
    programs: &Programs,
    runs: u8,
    rounds: usize,
) -> Result<Vec<Series>> {
    let mut series: Vec<Series> = contenders.iter().map(Series::new).collect();
    for round in 0..runs {
        for series in &mut series {
            let is_due = round < runs.div_ceil(2) || matches!(series.contender.side, Side::Ours { .. });
            if is_due {
                let run = series.contender.run(file, programs, rounds)?;
                eprintln!("bench-report: {}: {:.3} s", series.contender.name, run.seconds);
                series.runs.push(run);
            }
        }
    }
    Ok(series)
}

/// A ratio means something only if both sides looked at the same parcels and found the same ones invalid.
fn ensure_same_work(case: &Case, series: &[Series]) -> Result<()> {
    let runs: Vec<&Run> = series.iter().flat_map(|series| &series.runs).collect();
    let first = runs.first().context("nothing was run")?;
    for run in &runs {
        ensure!(
            run.parcels == first.parcels,
            "one side saw {} parcels, the other {}",
            first.parcels,
            run.parcels
        );
        let is_spotless = run.misfits == 0 && run.invalid.unwrap_or(0) == 0;
        ensure!(
            is_spotless == (case.dirty == 0.0),
            "faults must be found where there are some, and only there"
        );
    }
    ensure_same_invalid(series)
}

/// Both sides must find the same number of parcels invalid.
fn ensure_same_invalid(series: &[Series]) -> Result<()> {
    let runs = series.iter().flat_map(|series| &series.runs);
    let mut invalid: Vec<usize> = runs.filter_map(|run| run.invalid).collect();
    invalid.dedup();
    ensure!(invalid.len() == 1, "the sides differ in how many parcels are invalid: {invalid:?}");
    Ok(())
}
