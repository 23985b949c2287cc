//! One run in a process of its own, and what several tell together.

use super::{Contender, Side};
use crate::workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What one run says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Run {
    pub(super) parcels: usize,
    pub(super) vertices: usize,
    pub(super) seconds: f64,
    pub(super) cpu_seconds: f64,
    /// Resident memory before the work, the parcels included.
    pub(super) held_bytes: u64,
    /// Peak of resident memory during the work.
    pub(super) peak_bytes: u64,
    /// Parcels whose own shape is invalid; none where that was not asked.
    pub(super) invalid: Option<usize>,
    /// Parcels that do not fit their neighbours.
    pub(super) misfits: usize,
    /// Versions of the reference, as `GEOS 3.14.1 (shapely …)`.
    pub(super) versions: Option<String>,
}

/// The runs of one contender on one input.
pub(super) struct Series {
    pub(super) contender: &'static Contender,
    pub(super) runs: Vec<Run>,
}

impl Series {
    pub(super) fn new(contender: &'static Contender) -> Self {
        Self { contender, runs: Vec::new() }
    }

    /// Least, median and greatest of a figure; for an even number of runs the lower of the two in the middle.
    pub(super) fn spread(&self, figure: impl Fn(&Run) -> f64) -> [f64; 3] {
        let mut figures: Vec<f64> = self.runs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        [figures[0], figures[(figures.len() - 1) / 2], figures[figures.len() - 1]]
    }

    pub(super) fn median(&self, figure: impl Fn(&Run) -> f64) -> f64 {
        self.spread(figure)[1]
    }
}

/// The programs of both sides.
pub(super) struct Programs {
    pub(super) ours: PathBuf,
    pub(super) python: PathBuf,
}

impl Contender {
    /// One process that does the work so many times over; its times are medians of these.
    pub(super) fn run(&self, file: &Path, programs: &Programs, rounds: usize) -> Result<Run> {
        let mut command = match self.side {
            Side::Ours { threads } => {
                let mut command = workspace::command(&programs.ours);
                command.arg("check").arg(file).arg("--threads").arg(threads.to_string());
                command
            }
            Side::Reference { arguments } => {
                let mut command = workspace::command(&programs.python);
                command.arg("benches/reference/check.py").arg(file).args(arguments);
                command
            }
        };
        let line = workspace::output(command.arg("--rounds").arg(rounds.to_string()))?;
        serde_json::from_str(&line).with_context(|| format!("{} wrote no result: {line}", self.name))
    }
}

/// Builds a package in the release profile, once for all runs, and tells where its program is.
pub(super) fn build(package: &str) -> Result<PathBuf> {
    let scope = ["build", "--release", "--locked", "--package", package, "--message-format=json"];
    let messages = workspace::output(workspace::cargo().args(scope))?;
    let mut artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    artifacts.find_map(|artifact| artifact.executable).context("cargo built no program")
}

/// What cargo says of a thing it built; of its other messages nothing.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_of_odd_and_even_numbers_of_runs() {
        let run = |seconds: f64| Run {
            parcels: 1,
            vertices: 4,
            seconds,
            cpu_seconds: seconds,
            held_bytes: 0,
            peak_bytes: 0,
            invalid: None,
            misfits: 0,
            versions: None,
        };
        for (seconds, expected) in [
            (vec![2.0], [2.0, 2.0, 2.0]),
            (vec![3.0, 1.0, 2.0], [1.0, 2.0, 3.0]),
            (vec![4.0, 1.0, 2.0, 3.0], [1.0, 2.0, 4.0]),
        ] {
            let runs = seconds.into_iter().map(run).collect();
            let series = Series { runs, ..Series::new(&super::super::MEASURE) };
            assert!(
                series
                    .spread(|run| run.seconds)
                    .iter()
                    .zip(expected)
                    .all(|(got, want)| got.total_cmp(&want).is_eq())
            );
        }
    }
}
