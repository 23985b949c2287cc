//! Report files of a linking.

use super::{LinkRun, geojson, layers, write_link_json};
use crate::report::{Kind, ReportError, temporary, write_whole};
use std::path::Path;
use std::time::Instant;
use thuadat_core::Observer;

/// Writes a report of a linking, and adds the time it took to the run's seconds. The file appears whole or not at all.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write_link_report(run: &mut LinkRun, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    let kind = ensure_kind(path)?;
    let started = Instant::now();
    let written = match kind {
        Kind::GeoPackage => layers::write_geopackage(run, path, observer),
        Kind::GeoJson => geojson::write_geojson(run, path, observer),
        _ => write_whole(path, observer, |writer| write_link_json(run, observer, writer)),
    };
    run.seconds.write += started.elapsed().as_secs_f64();
    written
}

/// Whether a report of a linking could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When linking has no report of this ending or the folder cannot be written to.
pub fn ensure_link_report(path: &Path) -> Result<(), ReportError> {
    ensure_kind(path)?;
    temporary(path).map(drop)
}

fn ensure_kind(path: &Path) -> Result<Kind, ReportError> {
    match Kind::of(path) {
        Ok(kind @ (Kind::Json | Kind::GeoPackage | Kind::GeoJson)) => Ok(kind),
        _ => Err(ReportError::NotOfLinking { path: path.to_owned() }),
    }
}
