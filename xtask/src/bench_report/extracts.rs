//! Real parcels of several countries, which stand beside the repository where they are.

use super::run::Programs;
use super::table::grouped;
use super::{Contender, MEASURE, ONE_THREAD, TWO_THREADS, by_turns, ensure_same_invalid};
use crate::workspace;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the collection stands, seen from the repository.
const COLLECTION: &str = "../shared/data/parcels";

/// Name, and the file or the folder with files.
const EXTRACTS: [(&str, &str); 8] = [
    ("Viet Nam, Đà Nẵng, ten communes", "vn-danang"),
    ("Viet Nam, Quảng Ngãi, forest land", "vn-quangngai/thuadat.geojson.gz"),
    ("France, 69209", "fr-69209/cadastre-69209-parcelles.geojson.gz"),
    ("France, 25354", "fr-edigeo/fr_25354_parcelles_epsg2154.geojson.gz"),
    ("France, 13029 section A", "fr-edigeo/fr_13029A01_parcelles_epsg2154.geojson.gz"),
    ("Kenya, Murang'a", "ke-muranga/parcels.geojson.gz"),
    ("Czechia", "cz-renofarmy/pp.geojson.gz"),
    ("Ukraine, half of all do not fit", "ua/Zavadivska.geojson.gz"),
];

const CONTENDERS: [Contender; 3] = [TWO_THREADS, MEASURE, ONE_THREAD];

/// Checks of the same shapes in one process, of which the median counts: one takes a few milliseconds.
const ROUNDS: usize = 11;

/// Measures each extract and all of them side by side, and tells of them as a section.
pub(super) fn section(programs: &Programs, runs: u8) -> Result<String> {
    let mut section = format!(
        "\n## Real parcels\n\n\
         Each side reads a file of metres once and checks it {ROUNDS} times over in one process; the median of these counts, and \
         of the processes the median. Degrees became metres by plain scaling about the middle of each file \
         (`benches/reference/extract.py`), the same numbers for both.\n\n"
    );
    let collection = workspace::root().join(COLLECTION);
    if !collection.is_dir() {
        section.push_str("Left out: there is no `../shared` with real parcels here.\n");
        return Ok(section);
    }
    section.push_str(
        "| | parcels | vertices | thuadat, 2 threads ms | GEOS ms | ratio | thuadat, 1 thread ms | ratio of processor time | invalid \
         | not fitting, thuadat | not fitting, GEOS |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut every = Vec::new();
    for (name, path) in EXTRACTS {
        let files = files(&collection.join(path))?;
        section.push_str(&row(name, &files, programs, runs)?);
        every.extend(files);
    }
    section.push_str(&row("all side by side", &every, programs, runs)?);
    Ok(section)
}

/// The file itself, or what a folder holds of GeoJSON, by name.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = path.read_dir().with_context(|| format!("cannot list {}", path.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".geojson.gz"));
    files.sort();
    Ok(files)
}

fn row(name: &str, files: &[PathBuf], programs: &Programs, runs: u8) -> Result<String> {
    let file = super::bench_folder()?.join("extract.bin");
    let mut command = workspace::command(&programs.python);
    workspace::output(command.arg("benches/reference/extract.py").arg(&file).args(files))?;
    let series = by_turns(&CONTENDERS, &file, programs, runs, ROUNDS)?;
    fs::remove_file(&file)?;
    ensure_same_invalid(&series)?;
    let [two, reference, one] = series.as_slice() else { unreachable!("as many series as contenders") };
    let milliseconds = |series: &super::Series| series.median(|run| run.seconds) * 1e3;
    let mut row = String::new();
    let _ = writeln!(
        row,
        "| {name} | {} | {} | {:.1} | {:.1} | **{:.1}** | {:.1} | {:.1} | {} | {} | {} |",
        grouped(two.runs[0].parcels),
        grouped(two.runs[0].vertices),
        milliseconds(two),
        milliseconds(reference),
        milliseconds(reference) / milliseconds(two),
        milliseconds(one),
        reference.median(|run| run.cpu_seconds) / one.median(|run| run.cpu_seconds),
        grouped(two.runs[0].invalid.unwrap_or_default()),
        grouped(two.runs[0].misfits),
        grouped(reference.runs[0].misfits),
    );
    Ok(row)
}
