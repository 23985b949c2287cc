//! The whole check, validity and coverage, of shapes that stand in memory.

use crate::{coverage_file, usage};
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use thuadat_core::{
    CheckOutcome, FeatureId, ParcelGeometries, ParcelRecord, Parcels, Profile, Severity, Unobserved, check,
};

/// One run, measured. `reference/check.py` writes the same fields.
#[derive(Serialize)]
pub(crate) struct Run {
    parcels: usize,
    vertices: usize,
    seconds: f64,
    cpu_seconds: f64,
    /// Resident memory before the check, the parcels included.
    held_bytes: u64,
    /// Peak of resident memory during the check.
    peak_bytes: u64,
    /// Parcels whose own shape is invalid.
    invalid: usize,
    /// Parcels that do not fit their neighbours.
    misfits: usize,
}

/// Reads a file and checks it so many times under the strict profile, on so many threads; times are medians. With
/// `form` the shapes are also held against the limits of the default profile.
pub(crate) fn measure(file: &Path, threads: usize, rounds: usize, form: bool) -> Result<Run> {
    let parcels = nameless(coverage_file::read(file)?);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let profile = if form { with_limits_of_form() } else { Profile::strict() };
    usage::reset_peak()?;
    let held_bytes = usage::resident_bytes()?;
    let (mut seconds, mut cpu_seconds) = (Vec::new(), Vec::new());
    let outcome = loop {
        let (cpu_before, start) = (usage::cpu_seconds()?, Instant::now());
        let outcome = pool.install(|| check(&parcels, &profile, &Unobserved))?;
        seconds.push(start.elapsed().as_secs_f64());
        cpu_seconds.push(usage::cpu_seconds()? - cpu_before);
        if seconds.len() >= rounds {
            break outcome;
        }
    };
    Ok(Run {
        parcels: parcels.len(),
        vertices: parcels.geometries.coords().len(),
        seconds: median(seconds),
        cpu_seconds: median(cpu_seconds),
        held_bytes,
        peak_bytes: usage::peak_bytes()?,
        invalid: parcels_of(&outcome, "geometry/"),
        misfits: parcels_of(&outcome, "topology/"),
    })
}

/// The lower of the two in the middle where their number is even.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[(figures.len() - 1) / 2]
}

fn with_limits_of_form() -> Profile {
    Profile {
        short_segment_m: 0.01,
        vertex_distance_m: 0.01,
        sharp_angle_deg: 3.0,
        sliver_width_m: 0.2,
        small_area_m2: 1.0,
        resolution_m: 0.001,
        ..Profile::strict()
    }
}

pub(crate) fn nameless(geometries: ParcelGeometries) -> Parcels {
    let records = (0..geometries.len() as i64)
        .map(|position| ParcelRecord::known_by(FeatureId::Number(position)))
        .collect();
    Parcels { geometries, records, ..Parcels::default() }
}

/// How many parcels have a finding at error level of a family of rules.
fn parcels_of(outcome: &CheckOutcome, family: &str) -> usize {
    let findings = outcome.findings.iter();
    let errors = findings.filter(|it| it.severity == Severity::Error && it.rule.id().starts_with(family));
    errors.flat_map(|finding| &finding.parcels).collect::<BTreeSet<_>>().len()
}
