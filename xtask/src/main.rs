//! The house kept in order: `cargo xtask ci` and its single steps; `cargo xtask bench-report`.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

mod bench_report;
mod ci;
mod documents;
mod layering;
mod metadata;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod shared;
mod workspace;

use clap::Parser;
use std::process::ExitCode;

/// Keeps the house in order.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Everything CI asks for beyond the tests: format, lints, docs, layering, licences, spelling, scripts.
    Ci {
        /// Run only these steps (`--only fmt,clippy`); their names are printed by a full run.
        #[arg(long, value_delimiter = ',', value_name = "STEP")]
        only: Vec<String>,
    },
    /// Prove that no crate uses one it must not know.
    Layering,
    /// Write docs/*.schema.json, the schemas of the JSON reports, from the types that make them.
    Schema,
    /// Write docs/rules, a page with a drawing for each rule, from crates/thuadat/rules.
    Rules,
    /// Measure the check beside GEOS on a million parcels and print the table with ratios. Takes some minutes.
    BenchReport(bench_report::Options),
}

fn main() -> anyhow::Result<ExitCode> {
    match Task::parse() {
        Task::Ci { only } => ci::run(&only),
        Task::Layering => layering::run(),
        Task::Rules => documents::write_rules(),
        Task::Schema => documents::write_schema(),
        Task::BenchReport(options) => bench_report::run(&options),
    }
}
