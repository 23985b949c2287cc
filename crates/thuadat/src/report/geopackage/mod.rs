//! The report as layers for QGIS, which opens them coloured: every finding as a point to walk through, its evidence as
//! areas and lines, and the parcels concerned.

mod evidence;
mod layers;
mod style;

use super::ReportError;
use crate::CheckRun;
use std::path::Path;
use thuadat_core::Observer;
use thuadat_io::{WriteError, write_geopackage};

/// Writes the report.
pub(super) fn write(run: &CheckRun, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    super::destination::temporary(path)?;
    let interrupted = || ReportError::Interrupted { path: path.to_owned() };
    if observer.is_interrupted() {
        return Err(interrupted());
    }
    let layers = layers::layers(run);
    write_geopackage(path, &run.dataset.source.crs, &layers, observer).map_err(|error| match error {
        WriteError::Interrupted => interrupted(),
        WriteError::FileSystem { source, .. } => ReportError::Write { path: path.to_owned(), source },
        source => ReportError::GeoPackage { path: path.to_owned(), source },
    })
}

#[cfg(test)]
mod tests;
