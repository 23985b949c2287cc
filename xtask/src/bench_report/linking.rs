//! Registers linked to parcels, and the model behind it beside splink.

use super::run::Programs;
use super::table::grouped;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fmt::Write;
use std::path::PathBuf;

/// Where records of persons stand, seen from the repository.
const COLLECTION: &str = "../shared/data/linkage";

/// What one run of `link` says of itself.
#[derive(Deserialize)]
struct Links {
    rows: usize,
    near_seconds: f64,
    seconds: f64,
    linked: usize,
    wrong: usize,
    peak_bytes: u64,
}

/// What one run of `link-persons`, or of its reference, says of itself.
#[derive(Deserialize)]
struct Persons {
    seconds: f64,
    pairs: usize,
    f1: f64,
    best_f1: f64,
    versions: Option<String>,
}

/// The rights of a French commune, pseudonymised, and its map, seen from the collection.
const RIGHTS: &str = "fr-69209_register_pseudonymised.csv.gz";
const MAP: &str = "../parcels/fr-69209/cadastre-69209-parcelles.geojson.gz";

/// Name, and the file or the two files.
const RECORDS: [(&str, &[&str]); 2] = [
    ("FEBRL 4, two files", &["febrl_dataset4a.csv.gz", "febrl_dataset4b.csv.gz"]),
    ("FEBRL 3, one file", &["febrl_dataset3.csv.gz"]),
];

/// Measures linking a million rows, and the model on records of persons, and tells of them as a section.
pub(super) fn section(programs: &Programs, runs: u8) -> Result<String> {
    let mut section = String::from(
        "\n## Linking\n\n\
         As many rows of a register as the map has parcels, on two threads; one row in thirty has a slip in its number, one in a \
         hundred is of no parcel. Reading is not timed.\n\n\
         | rows | tiers 1 and 2 s | all tiers s | linked | wrongly | peak memory MB |\n|--:|--:|--:|--:|--:|--:|\n",
    );
    for parcels in ["100000", "1000000"] {
        let mut command = workspace::command(&programs.ours);
        let line = workspace::output(command.args(["link", "--parcels", parcels]))?;
        let it: Links =
            serde_json::from_str(&line).with_context(|| format!("link wrote no result: {line}"))?;
        let _ = writeln!(
            section,
            "| {} | {:.2} | **{:.2}** | {} | {} | {:.0} |",
            grouped(it.rows),
            it.near_seconds,
            it.seconds,
            grouped(it.linked),
            grouped(it.wrong),
            it.peak_bytes as f64 / 1e6,
        );
    }
    section.push_str(
        "\nThe model of the third tier (Fellegi and Sunter, learned by expectation and maximisation) beside splink: the same \
         records of persons, made up with typing errors, and of parcels, the same fields, levels and pairs. Learning and scoring are timed; F1 at a \
         probability of a half, and at the best limit of all.\n\n",
    );
    let collection = workspace::root().join(COLLECTION);
    if !collection.is_dir() {
        section.push_str("Left out: there is no `../shared` with records here.\n");
        return Ok(section);
    }
    section.push_str(
        "| | pairs | thuadat s | splink s | ratio | F1, thuadat | F1, splink | best F1, thuadat | best F1, splink |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, files) in RECORDS {
        let files: Vec<PathBuf> = files.iter().map(|file| collection.join(file)).collect();
        section.push_str(&row(name, "persons", &files, programs, runs)?);
    }
    let folder = workspace::root().join("target/bench-parcels");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut make = workspace::command(&programs.ours);
    let files = [RIGHTS, MAP].map(|file| collection.join(file));
    workspace::output(make.arg("make-parcel-records").args(files).arg(&folder))?;
    section.push_str(&row(
        "Rights on parcels of a French commune, a slip in one of three",
        "parcels",
        &[folder],
        programs,
        runs,
    )?);
    Ok(section)
}

/// `what` is what the records are of: `link-{what}` beside `link_{what}.py`.
fn row(name: &str, what: &str, files: &[PathBuf], programs: &Programs, runs: u8) -> Result<String> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let mut command = workspace::command(&programs.ours);
        ours.push(measured(&workspace::output(command.arg(format!("link-{what}")).args(files))?)?);
        let mut command = workspace::command(&programs.python);
        theirs.push(measured(&workspace::output(
            command.arg(format!("benches/reference/link_{what}.py")).args(files),
        )?)?);
    }
    ours.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    theirs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    let (our, their) = (&ours[ours.len() / 2], &theirs[theirs.len() / 2]);
    ensure!(our.pairs == their.pairs, "one side compared {} pairs, the other {}", our.pairs, their.pairs);
    let versions = their.versions.as_deref().unwrap_or_default();
    Ok(format!(
        "| {name} ({versions}) | {} | {:.2} | {:.2} | **{:.0}** | {:.5} | {:.5} | {:.5} | {:.5} |\n",
        grouped(our.pairs),
        our.seconds,
        their.seconds,
        their.seconds / our.seconds,
        our.f1,
        their.f1,
        our.best_f1,
        their.best_f1,
    ))
}

/// The line of JSON a run ends with.
fn measured(output: &str) -> Result<Persons> {
    let line = output.lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("a run wrote no result: {line}"))
}
