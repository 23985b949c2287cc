//! One ring of millions of vertices, beside parcels of everyday size.

use super::run::Programs;
use super::table::grouped;
use super::{Contender, ONE_THREAD, Series, TWO_THREADS, bench_folder, make_input};
use crate::workspace;
use anyhow::Result;
use std::fmt::Write;
use std::fs;

const CONTENDERS: [Contender; 2] = [TWO_THREADS, ONE_THREAD];

/// Teeth of the road that is like a comb: a tenth of the large one, and the large one.
const TEETH: [(&str, &str); 2] = [
    ("15", "a road of 0.4 M vertices, 9 000 parcels along it"),
    ("150", "a road of 4 M vertices, 90 000 parcels along it"),
];

/// Measures the cost of a vertex in everyday parcels and in roads of one ring by turns, and tells of it as a section.
pub(super) fn section(programs: &Programs, runs: u8) -> Result<String> {
    let mut inputs =
        vec![("a million parcels of 12 vertices".to_owned(), make_input(1_000_000, 0.0, &programs.ours)?)];
    for (teeth, name) in TEETH {
        let file = bench_folder()?.join(format!("road-{teeth}.bin"));
        workspace::output(
            workspace::command(&programs.ours).arg("make-road").arg(&file).args(["--teeth", teeth]),
        )?;
        inputs.push((name.to_owned(), file));
    }
    let mut series: Vec<Vec<Series>> =
        inputs.iter().map(|_| CONTENDERS.iter().map(Series::new).collect()).collect();
    for _ in 0..runs {
        for ((_, file), series) in inputs.iter().zip(&mut series) {
            for series in series {
                let run = series.contender.run(file, programs, 1)?;
                anyhow::ensure!(run.misfits == 0 && run.invalid == Some(0), "a clean coverage has findings");
                series.runs.push(run);
            }
        }
    }
    for (_, file) in &inputs {
        fs::remove_file(file)?;
    }
    let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
    Ok(table(&names, &series))
}

/// The first input is the one that others are measured against.
fn table(names: &[&str], series: &[Vec<Series>]) -> String {
    let mut table = String::from(
        "\n## One long ring\n\n\
         A road like a comb, a single ring, with parcels along both sides of every tooth that have 45 edges in common with it. \
         Vertices are those of all parcels, the road among them; times as much: a vertex beside one of parcels of 12.\n\n\
         | | | vertices | wall s | wall µs a vertex | times as much | processor µs a vertex | times as much | memory MB |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, of_input) in names.iter().zip(series) {
        for (one, everyday) in of_input.iter().zip(&series[0]) {
            let wall = |series: &Series| series.median(|run| run.seconds * 1e6 / run.vertices as f64);
            let processor =
                |series: &Series| series.median(|run| run.cpu_seconds * 1e6 / run.vertices as f64);
            let _ = writeln!(
                table,
                "| {name} | {} | {} | {:.2} | {:.3} | **{:.1}** | {:.3} | **{:.1}** | {:.0} |",
                one.contender.name,
                grouped(one.runs[0].vertices),
                one.median(|run| run.seconds),
                wall(one),
                wall(one) / wall(everyday),
                processor(one),
                processor(one) / processor(everyday),
                one.median(|run| run.peak_bytes as f64) / 1e6,
            );
        }
    }
    table
}
