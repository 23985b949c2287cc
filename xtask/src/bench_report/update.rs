//! Looking again after one parcel changed: no reference does that.

use super::make_input;
use super::table::grouped;
use crate::workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What one run says of itself.
#[derive(Deserialize)]
struct Updates {
    parcels: usize,
    prepare_seconds: f64,
    held_bytes: u64,
    changes: usize,
    median_ms: f64,
    p99_ms: f64,
    longest_ms: f64,
}

/// Measures single changes in a clean and in a disturbed coverage of a million, and tells of them as a section.
pub(super) fn section(ours: &Path) -> Result<String> {
    let mut section = String::from(
        "\n## One parcel changed in a prepared coverage\n\n\
         `Coverage::update`: one corner of one parcel moves, all over the coverage; half of the changes undo others. In the \
         middle a fresh check must find the same findings with the same ids.\n\n\
         | parcels | disturbed | prepare s | memory MB | changes | median ms | 99 of 100 ms | longest ms |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for dirty in [0.0, 0.01] {
        let file = make_input(1_000_000, dirty, ours)?;
        let line = workspace::output(workspace::command(ours).arg("update").arg(&file))?;
        fs::remove_file(&file)?;
        let it: Updates =
            serde_json::from_str(&line).with_context(|| format!("update wrote no result: {line}"))?;
        let _ = writeln!(
            section,
            "| {} | {} % | {:.2} | {:.0} | {} | **{:.2}** | {:.2} | {:.2} |",
            grouped(it.parcels),
            dirty * 100.0,
            it.prepare_seconds,
            it.held_bytes as f64 / 1e6,
            grouped(it.changes),
            it.median_ms,
            it.p99_ms,
            it.longest_ms,
        );
    }
    Ok(section)
}
