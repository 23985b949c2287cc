//! The whole command on a GeoPackage, beside a program that only copies the file.

use super::bench_folder;
use super::run::build;
use super::table::grouped;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const PARCELS: usize = 100_000;
/// The coordinate system of the made-up parcels.
const CRS: &str = "EPSG:9215";

/// One run of a whole command.
struct Timed {
    seconds: f64,
    cpu_seconds: f64,
}

/// Measures `thuadat check` with a JSON report and `ogr2ogr` by turns and tells of them as a section. `thuadat` is the
/// program; without it, it is built.
pub(super) fn section(ours: &Path, thuadat: Option<&Path>, runs: u8) -> Result<String> {
    let mut section = String::from(
        "\n## The command line\n\n\
         A GeoPackage of parcels of 12 vertices with sheets, numbers and areas, clean: `thuadat check` with the default profile and \
         `--report out.json`, and `ogr2ogr -f GPKG`, which copies the file; whole commands, by turns.\n\n",
    );
    let Some(version) = version_of_ogr2ogr() else {
        section.push_str("Left out: there is no `ogr2ogr` here (Debian: `apt-get install gdal-bin`).\n");
        return Ok(section);
    };
    let thuadat = match thuadat {
        Some(thuadat) => thuadat.to_owned(),
        None => build("thuadat-cli")?,
    };
    let folder = bench_folder()?;
    let (parcels, input) = make_geopackage(&folder, ours)?;
    let (copy, report) = (folder.join("copy.gpkg"), folder.join("report.json"));
    let (mut checks, mut copies) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        checks
            .push(timed(workspace::command(&thuadat).arg("check").arg(&input).arg("--report").arg(&report))?);
        copies.push(timed(workspace::command("ogr2ogr").args(["-f", "GPKG"]).args([&copy, &input]))?);
        ensure!(report.is_file() && copy.is_file(), "a command succeeded and left no file behind");
        fs::remove_file(&copy)?;
        fs::remove_file(&report)?;
    }
    fs::remove_file(&input)?;
    let _ = writeln!(section, "{} parcels; {version}.\n", grouped(parcels));
    section.push_str("| | wall s | processor s |\n|---|--:|--:|\n");
    for (name, runs) in [("thuadat check", &checks), ("ogr2ogr", &copies)] {
        let [least, median, greatest] = spread(runs, |run| run.seconds);
        let [_, cpu, _] = spread(runs, |run| run.cpu_seconds);
        let _ = writeln!(section, "| {name} | {median:.2} ({least:.2}–{greatest:.2}) | {cpu:.2} |");
    }
    let ratio = |figure: fn(&Timed) -> f64| spread(&copies, figure)[1] / spread(&checks, figure)[1];
    let _ = writeln!(
        section,
        "| thuadat is so many times as fast | **{:.2}** | **{:.2}** |",
        ratio(|run| run.seconds),
        ratio(|run| run.cpu_seconds)
    );
    Ok(section)
}

fn version_of_ogr2ogr() -> Option<String> {
    let said = workspace::output(Command::new("ogr2ogr").arg("--version")).ok()?;
    Some(said.split(',').next()?.trim().to_owned())
}

/// How many parcels there are, and the file.
fn make_geopackage(folder: &Path, ours: &Path) -> Result<(usize, PathBuf)> {
    let (lines, file) = (folder.join("parcels.geojsonl"), folder.join("parcels.gpkg"));
    if file.exists() {
        fs::remove_file(&file)?;
    }
    let count = PARCELS.to_string();
    let said = workspace::output(
        workspace::command(ours).arg("make-geojson").arg(&lines).args(["--parcels", &count]),
    )?;
    let said: serde_json::Value = serde_json::from_str(&said)?;
    let parcels = said["parcels"].as_u64().context("make-geojson tells no number of parcels")?;
    workspace::output(
        workspace::command("ogr2ogr")
            .args(["-f", "GPKG", "-a_srs", CRS, "-nln", "parcels"])
            .args([&file, &lines]),
    )?;
    fs::remove_file(&lines)?;
    Ok((parcels as usize, file))
}

/// Status 1 of `thuadat check` says that there are findings, which is no failure.
fn timed(command: &mut Command) -> Result<Timed> {
    let name = format!("{command:?}");
    let (cpu_before, start) = (cpu_seconds_of_children()?, Instant::now());
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let seconds = start.elapsed().as_secs_f64();
    let status = status.with_context(|| format!("cannot start {name}"))?;
    ensure!(matches!(status.code(), Some(0 | 1)), "{name} failed: {status}");
    Ok(Timed { seconds, cpu_seconds: cpu_seconds_of_children()? - cpu_before })
}

/// Processor time of all processes that this one started and saw end.
fn cpu_seconds_of_children() -> Result<f64> {
    let line = fs::read_to_string("/proc/self/stat").context("cannot read /proc/self/stat")?;
    children_of_stat(&line).with_context(|| format!("cannot read the times in {line:?}"))
}

/// Of a line of /proc/PID/stat: user and system time of children that ended, in seconds. Linux counts in hundredths.
fn children_of_stat(line: &str) -> Option<f64> {
    // The name of the program, in parentheses, may hold blanks and parentheses of its own.
    let (_, fields) = line.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(ticks as f64 / 100.0)
}

/// Least, median and greatest.
fn spread(runs: &[Timed], figure: impl Fn(&Timed) -> f64) -> [f64; 3] {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    [figures[0], figures[(figures.len() - 1) / 2], figures[figures.len() - 1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_times_of_children() {
        let fields = "R 1 2 3 4 5 6 7 8 9 10 11 12 150 25 20 0 1";
        for (line, expected) in [
            (format!("42 (xtask) {fields}"), Some(1.75)),
            (format!("42 (a ) b (c)) {fields}"), Some(1.75)),
            ("42 (xtask) R 1 2".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(children_of_stat(&line), expected, "{line}");
        }
    }
}
