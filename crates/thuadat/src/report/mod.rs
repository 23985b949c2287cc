//! Reports of a check: for people, for programs, for maps. All are drawn from one [`Report`].

mod by_change;
mod by_rule;
mod convert;
mod destination;
mod error;
mod error_words;
pub(crate) mod geojson;
pub(crate) mod geopackage;
pub(crate) mod html;
mod json;
mod kind;
pub mod model;
pub(crate) mod number;
mod review_words;
mod schema;
mod summary;
mod text;
mod words;
mod worst;
pub(crate) mod xlsx;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub(crate) use convert::{mode as mode_name, notice, rule as rule_of};
pub(crate) use destination::{announce, temporary, write_whole};
pub use error::ReportError;
pub use geojson::{GeoJsonError, write_geojson};
pub(crate) use json::LinePerItem;
pub use json::write_json;
pub use kind::Kind;
pub use model::Report;
pub use schema::{schema, schema_text};
pub(crate) use summary::SheetKey;
pub use text::{TextStyle, write_text};

use crate::{CheckRun, Language};
use std::path::Path;
use std::time::Instant;
use thuadat_core::Observer;

/// A threshold's value with its unit, and what it rests on.
pub(crate) fn threshold_words(threshold: &model::Threshold, language: Language) -> (String, String) {
    (words::threshold_value(threshold, language), words::threshold_basis(threshold, language))
}

/// Writes a report of the kind the path's ending stands for, and adds the time it took to the run's seconds.
///
/// The file appears at `path` whole or not at all, over the file that stood there before. `language` is that of the
/// texts for people; JSON, GeoJSON and GeoPackage hold both.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write(
    run: &mut CheckRun,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    let kind = Kind::of(path)?;
    let started = Instant::now();
    let written = write_kind(run, kind, path, language, observer);
    run.seconds.write += started.elapsed().as_secs_f64();
    written
}

/// Whether a report could be written to a path, so that a long check need not run in vain.
///
/// # Errors
///
/// When the ending is unknown or the folder cannot be written to.
pub fn ensure_writable(path: &Path) -> Result<(), ReportError> {
    Kind::of(path)?;
    temporary(path).map(drop)
}

fn write_kind(
    run: &CheckRun,
    kind: Kind,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    match kind {
        Kind::Json => write_whole(path, observer, |writer| write_json(run, observer, writer)),
        Kind::Xlsx => write_whole(path, observer, |writer| xlsx::write_xlsx(run, language, observer, writer)),
        Kind::Html => write_whole(path, observer, |writer| html::write_html(run, language, observer, writer)),
        Kind::GeoJson => geojson::write_file(run, path, observer),
        Kind::GeoPackage => geopackage::write(run, path, observer),
    }
}
