//! Looking again after one parcel changed, in a coverage that was prepared.

use crate::{check, coverage_file, usage};
use anyhow::{Result, ensure};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;
use thuadat_core::{Change, Coverage, Parcel, Profile, Unobserved};

/// Single changes to a prepared coverage, measured.
#[derive(Serialize)]
pub(crate) struct Updates {
    parcels: usize,
    /// Checking all of it and preparing it to be changed.
    prepare_seconds: f64,
    /// Resident memory of the prepared coverage, the parcels included.
    held_bytes: u64,
    changes: usize,
    /// One change, in milliseconds: half of all take less, 99 of 100, all.
    median_ms: f64,
    p99_ms: f64,
    longest_ms: f64,
    /// Findings that the changes opened; all are closed again at the end.
    opened: usize,
}

/// Changes a parcel here and there, and changes it back. Fails unless that leaves the findings of before, and unless a
/// fresh check in the middle of it finds the same.
pub(crate) fn measure(file: &Path, changes: usize) -> Result<Updates> {
    let parcels = check::nameless(coverage_file::read(file)?);
    let count = parcels.len();
    let start = Instant::now();
    let mut coverage = Coverage::new(parcels, &Profile::strict(), &Unobserved)?;
    let prepare_seconds = start.elapsed().as_secs_f64();
    let held_bytes = usage::resident_bytes()?;
    let before = coverage.findings();
    let (mut times_ms, mut opened) = (Vec::new(), 0);
    let mut undo = Vec::new();
    for number in 0..changes / 2 {
        let position = (number * (count / (changes / 2).max(1)) + number % 10) % count;
        let Some(parcel) = coverage.parcel(position as u32) else { continue };
        let changed = Parcel { shape: pulled(&parcel.shape, number), ..parcel.clone() };
        undo.push(Change::Replace(position as u32, parcel));
        opened += timed(&mut coverage, Change::Replace(position as u32, changed), &mut times_ms)?;
    }
    let fresh = thuadat_core::check(&coverage.to_parcels(), coverage.profile(), &Unobserved)?;
    ensure!(fresh.findings == coverage.findings(), "a fresh check finds something else");
    for change in undo.into_iter().rev() {
        timed(&mut coverage, change, &mut times_ms)?;
    }
    ensure!(coverage.findings() == before, "changes that were undone left something behind");
    times_ms.sort_by(f64::total_cmp);
    let at = |part: f64| times_ms[((times_ms.len() - 1) as f64 * part) as usize];
    Ok(Updates {
        parcels: count,
        prepare_seconds,
        held_bytes,
        changes: times_ms.len(),
        median_ms: at(0.5),
        p99_ms: at(0.99),
        longest_ms: at(1.0),
        opened,
    })
}

fn timed(coverage: &mut Coverage, change: Change, times_ms: &mut Vec<f64>) -> Result<usize> {
    let start = Instant::now();
    let difference = coverage.update(&[change])?;
    times_ms.push(start.elapsed().as_secs_f64() * 1e3);
    Ok(difference.opened.len())
}

/// The shape with one of its corners pulled 20 cm aside.
fn pulled(shape: &MultiPolygon<f64>, number: usize) -> MultiPolygon<f64> {
    let mut shape = shape.clone();
    if let Some(polygon) = shape.0.first_mut() {
        let mut corners = polygon.exterior().0.clone();
        corners.pop();
        let corner = number % corners.len();
        corners[corner] = corners[corner] + Coord { x: 0.2, y: 0.1 };
        *polygon = Polygon::new(LineString(corners), polygon.interiors().to_vec());
    }
    shape
}
