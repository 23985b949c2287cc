//! Parcels into stores of both kinds beside `ogr2ogr`, and the queries of a server.

use super::bench_folder;
use super::run::build;
use super::table::grouped;
use crate::workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;

/// What one run says of one kind of store.
#[derive(Deserialize)]
struct Measured {
    kind: String,
    parcels: usize,
    ours_seconds: Vec<f64>,
    reference_seconds: Vec<f64>,
    verify_seconds: f64,
    by_key_ms: f64,
    by_box_ms: f64,
    parcels_by_box: usize,
    first_page_ms: f64,
    last_page: i64,
    last_page_ms: f64,
}

/// Measures imports of a hundred thousand and a million parcels and tells of them as a section. `thuadat` is the program; without
/// it, it is built.
pub(super) fn section(ours: &Path, thuadat: Option<&Path>, runs: u8) -> Result<String> {
    let thuadat = match thuadat {
        Some(thuadat) => thuadat.to_owned(),
        None => build("thuadat-cli")?,
    };
    let mut section = String::from(
        "\n## Parcels into a store\n\n\
         A first import with keys, hashes, records, the log, spatial indexes and prepared tile shapes, and `ogr2ogr` of the same \
         parcels into the same kind of store; whole commands from the same GeoPackage, by turns; medians. The server of the database is \
         the tests' own, without fsync, for both.\n\n\
         | store | parcels | ours s | `ogr2ogr` s | times as long | verify s |\n|---|--:|--:|--:|--:|--:|\n",
    );
    let mut queries = String::from(
        "\nQueries, medians in milliseconds; a page is a thousand parcels.\n\n\
         | store | parcels | by key | by rectangle | of so many parcels | first page | last page | which is page |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (parcels, runs) in [("100000", runs), ("1000000", runs.min(2))] {
        let mut command = workspace::command(ours);
        command.arg("store").arg(bench_folder()?).arg("--thuadat").arg(&thuadat);
        command.args(["--parcels", parcels, "--runs", &runs.to_string()]);
        let line = workspace::output(&mut command)?;
        let kinds: Vec<Measured> =
            serde_json::from_str(&line).with_context(|| format!("store wrote no result: {line}"))?;
        for it in kinds {
            let (ours, reference) = (median(&it.ours_seconds), median(&it.reference_seconds));
            let (kind, parcels) = (&it.kind, grouped(it.parcels));
            let _ = writeln!(
                section,
                "| {kind} | {parcels} | {ours:.2} | {reference:.2} | **{:.2}** | {:.2} |",
                ours / reference,
                it.verify_seconds
            );
            let _ = writeln!(
                queries,
                "| {kind} | {parcels} | **{:.2}** | **{:.2}** | {} | {:.2} | {:.2} | {} |",
                it.by_key_ms,
                it.by_box_ms,
                it.parcels_by_box,
                it.first_page_ms,
                it.last_page_ms,
                grouped(it.last_page as usize)
            );
        }
    }
    section.push_str(&queries);
    Ok(section)
}

fn median(figures: &[f64]) -> f64 {
    let mut figures = figures.to_vec();
    figures.sort_by(f64::total_cmp);
    figures[(figures.len() - 1) / 2]
}
