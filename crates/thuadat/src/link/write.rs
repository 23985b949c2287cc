//! Report files of a linking.

use super::{LinkRun, geojson, html, layers, write_link_json, xlsx};
use crate::Language;
use crate::report::{Kind, ReportError, temporary, write_whole};
use std::path::Path;
use std::time::Instant;
use thuadat_core::Observer;

/// The kinds a report of a linking can have.
const KINDS: [Kind; 5] = [Kind::Html, Kind::Xlsx, Kind::Json, Kind::GeoPackage, Kind::GeoJson];

/// Writes a report of a linking of the kind the path's ending stands for, and adds the time it took to the run's seconds. The
/// file appears whole or not at all. `language` is that of the texts for people; JSON holds both.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write_link_report(
    run: &mut LinkRun,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    let kind = Kind::among(&KINDS, path)?;
    let started = Instant::now();
    let written = match kind {
        Kind::Html => write_whole(path, observer, |writer| html::write(run, language, observer, writer)),
        Kind::Xlsx => write_whole(path, observer, |writer| xlsx::write(run, language, observer, writer)),
        Kind::GeoPackage => layers::write_geopackage(run, path, observer),
        Kind::GeoJson => geojson::write_geojson(run, path, observer),
        Kind::Json => write_whole(path, observer, |writer| write_link_json(run, observer, writer)),
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
    Kind::among(&KINDS, path)?;
    temporary(path).map(drop)
}
