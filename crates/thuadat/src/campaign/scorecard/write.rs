//! Files of the scorecard.

use super::{Scorecard, html, xlsx};
use crate::Language;
use crate::report::{Kind, LinePerItem, ReportError, temporary, write_whole};
use schemars::generate::SchemaSettings;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use thuadat_core::Observer;

/// The endings a scorecard can have.
const KINDS: [Kind; 3] = [Kind::Html, Kind::Xlsx, Kind::Json];

/// Writes a scorecard of the kind the path's ending stands for. The file appears whole or not at all.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write_scorecard(
    scorecard: &Scorecard,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    match kind(path)? {
        Kind::Html => write_whole(path, observer, |writer| html::write(scorecard, language, writer)),
        Kind::Xlsx => write_whole(path, observer, |writer| xlsx::write(scorecard, language, writer)),
        _ => write_whole(path, observer, |writer| write_scorecard_json(scorecard, writer)),
    }
}

/// Whether a scorecard could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When there is no scorecard of this ending or the folder cannot be written to.
pub fn ensure_scorecard(path: &Path) -> Result<(), ReportError> {
    kind(path)?;
    temporary(path).map(drop)
}

fn kind(path: &Path) -> Result<Kind, ReportError> {
    Kind::among(&KINDS, path)
}

/// Writes the scorecard as JSON, with one parcel per line.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_scorecard_json(scorecard: &Scorecard, writer: impl Write) -> io::Result<()> {
    let mut writer = writer;
    let formatter = LinePerItem::default();
    scorecard.serialize(&mut serde_json::Serializer::with_formatter(&mut writer, formatter))?;
    writer.write_all(b"\n")
}

/// The JSON Schema (draft 2020-12) of the scorecard.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn scorecard_schema_text() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Scorecard>().to_value();
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}
