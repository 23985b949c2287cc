//! The report as layers for QGIS, which opens them coloured: every finding as a point to walk through, its evidence as
//! areas and lines, and the parcels concerned.

mod evidence;
mod layers;
mod style;

pub(crate) use layers::{drawable, fields, real, text};
pub(crate) use style::{Category, SEVERITIES, Shape, qml_by};

use super::ReportError;
use crate::CheckRun;
use std::path::Path;
use thuadat_core::Observer;
use thuadat_io::{Crs, GeoPackageLayer, WriteError, write_geopackage};

/// Writes the report.
pub(super) fn write(run: &CheckRun, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    super::destination::temporary(path)?;
    let interrupted = || ReportError::Interrupted { path: path.to_owned() };
    if observer.is_interrupted() {
        return Err(interrupted());
    }
    write_layers(&run.dataset.source.crs, &layers::layers(run), path, observer)
}

/// Writes layers to a GeoPackage, which appears whole or not at all.
pub(crate) fn write_layers(
    crs: &Crs,
    layers: &[GeoPackageLayer],
    path: &Path,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    let interrupted = || ReportError::Interrupted { path: path.to_owned() };
    write_geopackage(path, crs, layers, observer).map_err(|error| match error {
        WriteError::Interrupted => interrupted(),
        WriteError::FileSystem { source, .. } => ReportError::Write { path: path.to_owned(), source },
        source => ReportError::GeoPackage { path: path.to_owned(), source },
    })
}

#[cfg(test)]
mod tests;
