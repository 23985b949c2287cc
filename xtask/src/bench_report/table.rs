//! The report as Markdown.

use super::run::Series;
use super::{Case, MEASURE, Machine};
use std::fmt::Write;

/// The whole report.
pub(super) fn report(machine: &Machine, results: &[(&Case, Vec<Series>)]) -> String {
    let mut report = preface(machine, results);
    for (case, series) in results {
        let _ = write!(report, "\n## {}\n\n{}", title(case, series), rows(series));
        report.push_str(&beside_self_join(series));
    }
    if !results.is_empty() {
        report.push_str(&growth(results));
    }
    report
}

fn preface(machine: &Machine, results: &[(&Case, Vec<Series>)]) -> String {
    let Machine { processor, cores, memory_gb, load, rustc, date, commit } = machine;
    let mut runs = results.iter().flat_map(|(_, series)| series).flat_map(|series| &series.runs);
    let reference = runs.find_map(|run| run.versions.as_deref()).unwrap_or("no reference");
    format!(
        "# The whole check beside GEOS\n\n\
         Made by `cargo xtask bench-report` on {date}, commit {commit}.\n\n\
         - Machine: {processor}, {cores} cores, {memory_gb} GB; load {load} before the first run.\n\
         - Built by {rustc}, release profile. Reference: {reference}, which works on one thread.\n\
         - Both sides read the same file; what is timed is the work on parcels in memory: validity and coverage.\n  \
           Ours runs under the profile `strict` and makes every finding with geometry, measures and both texts.\n\
         - Each run is a process of its own, the sides by turns. Times are medians (least–greatest). Ratios are of\n  \
           medians: how many times as fast as `is_valid` + `coverage_invalid_edges` with gap width 0, its fastest.\n\
         - Memory is the peak of resident memory during the work, and in brackets what was held before it.\n"
    )
}

fn title(case: &Case, series: &[Series]) -> String {
    let parcels = series[0].runs[0].parcels;
    let state =
        if case.dirty > 0.0 { format!("{} % disturbed", case.dirty * 100.0) } else { "clean".to_owned() };
    format!("{} parcels of 12 vertices, {state}", grouped(parcels))
}

fn rows(series: &[Series]) -> String {
    let measure = series.iter().find(|series| *series.contender == MEASURE);
    let mut rows = String::from(
        "| | wall s | ratio | processor s | ratio | memory MB | invalid | not fitting |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for one in series {
        let ratio = |figure: fn(&super::Run) -> f64| {
            measure.map_or_else(
                || "–".to_owned(),
                |it| format!("**{:.1}**", it.median(figure) / one.median(figure)),
            )
        };
        let [least, median, greatest] = one.spread(|run| run.seconds);
        let megabytes = |figure: fn(&super::Run) -> u64| one.median(|run| figure(run) as f64) / 1e6;
        let run = &one.runs[0];
        let _ = writeln!(
            rows,
            "| {} | {median:.2} ({least:.2}–{greatest:.2}) | {} | {:.2} | {} | {:.0} ({:.0}) | {} | {} |",
            one.contender.name,
            ratio(|run| run.seconds),
            one.median(|run| run.cpu_seconds),
            ratio(|run| run.cpu_seconds),
            megabytes(|run| run.peak_bytes),
            megabytes(|run| run.held_bytes),
            run.invalid.map_or_else(|| "–".to_owned(), grouped),
            grouped(run.misfits),
        );
    }
    rows
}

/// A sentence on the self-join, where it was run.
fn beside_self_join(series: &[Series]) -> String {
    let seconds = |contender| {
        let series = series.iter().find(|series| *series.contender == contender)?;
        Some(series.median(|run| run.seconds))
    };
    match (seconds(super::TWO_THREADS), seconds(super::OVERLAPS_ONLY)) {
        (Some(ours), Some(join)) => {
            format!(
                "\nBeside the self-join, thuadat on two threads is **{:.0}** times as fast.\n",
                join / ours
            )
        }
        _ => String::new(),
    }
}

/// Whether time grows with the input and not faster.
fn growth(results: &[(&Case, Vec<Series>)]) -> String {
    let mut growth = String::from(
        "\n## Growth\n\nMicroseconds a parcel, clean, by the number of parcels.\n\n| | parcels | wall µs a parcel |\n|---|--:|--:|\n",
    );
    for (_, series) in results.iter().filter(|(case, _)| case.dirty == 0.0) {
        for one in series {
            let parcels = one.runs[0].parcels;
            let microseconds = one.median(|run| run.seconds) * 1e6 / parcels as f64;
            let _ = writeln!(growth, "| {} | {} | {microseconds:.2} |", one.contender.name, grouped(parcels));
        }
    }
    growth
}

/// Digits in groups of three.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|it| std::str::from_utf8(it).ok()).collect();
    groups.join("\u{202f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits_from_the_right() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1_000, "1\u{202f}000"), (1_234_567, "1\u{202f}234\u{202f}567")]
        {
            assert_eq!(grouped(number), expected);
        }
    }
}
