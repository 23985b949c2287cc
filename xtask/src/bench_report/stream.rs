//! The check cell by cell, of more parcels than memory holds.

use super::table::grouped;
use crate::workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;

/// What one run says of itself.
#[derive(Deserialize)]
struct Streamed {
    parcels: usize,
    cells: usize,
    seconds: f64,
    making_seconds: f64,
    parcels_per_second: f64,
    peak_bytes: u64,
    findings: usize,
    is_verified: bool,
}

/// Parcels to be checked.
struct Case {
    parcels: usize,
    /// One in so many is disturbed; none for zero.
    dirty_one_in: usize,
    /// Whether all are checked at once too.
    verify: bool,
}

const CASES: [Case; 4] = [
    Case { parcels: 1_000_000, dirty_one_in: 100, verify: true },
    Case { parcels: 10_000_000, dirty_one_in: 0, verify: false },
    Case { parcels: 10_000_000, dirty_one_in: 1000, verify: true },
    Case { parcels: 100_000_000, dirty_one_in: 0, verify: false },
];

/// Measures checks cell by cell and tells of them as a section: of a million parcels; ten million where large ones are
/// wanted, a hundred million where huge ones are.
pub(super) fn section(ours: &Path, with_large: bool, with_huge: bool) -> Result<String> {
    let mut section = String::from(
        "\n## Cell by cell\n\n\
         `StreamedCheck` on two threads. The parcels are made when their cell comes, those on its rim for each cell anew, and \
         forgotten after it. Memory is the peak of the whole process. Verified: all parcels were checked at once too, and the \
         findings were the same, with the same ids, in the same order.\n\n\
         | parcels | one in so many disturbed | cells | wall s | of it making them | parcels a second | memory MB | findings | verified |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    let is_wanted = |case: &&Case| match case.parcels {
        ..10_000_000 => true,
        10_000_000..100_000_000 => with_large,
        _ => with_huge,
    };
    for &Case { parcels, dirty_one_in, verify } in CASES.iter().filter(is_wanted) {
        let mut command = workspace::command(ours);
        let (parcels, dirty_one_in) = (parcels.to_string(), dirty_one_in.to_string());
        command.args(["stream", "--parcels", &parcels, "--dirty-one-in", &dirty_one_in]);
        if verify {
            command.arg("--verify");
        }
        let line = workspace::output(&mut command)?;
        let it: Streamed =
            serde_json::from_str(&line).with_context(|| format!("stream wrote no result: {line}"))?;
        let _ = writeln!(
            section,
            "| {} | {dirty_one_in} | {} | {:.1} | {:.1} | **{}** | **{:.0}** | {} | {} |",
            grouped(it.parcels),
            it.cells,
            it.seconds,
            it.making_seconds,
            grouped(it.parcels_per_second as usize),
            it.peak_bytes as f64 / 1e6,
            grouped(it.findings),
            if it.is_verified { "yes" } else { "–" },
        );
    }
    Ok(section)
}
