//! Files of a filled sheet.

use super::fill::FilledSheet;
use super::model::SheetReport;
use super::{csv, xlsx};
use crate::Language;
use crate::campaign::CampaignRun;
use crate::report::{ReportError, temporary, write_whole};
use schemars::generate::SchemaSettings;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thuadat_core::Observer;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Workbook,
    Text,
}

/// Writes a filled sheet: a workbook with what is missing on a worksheet of its own, or text in columns with what is missing in
/// a second file beside it. Answers the files written.
///
/// # Errors
///
/// See [`ReportError`]; on every error nothing is left behind.
pub fn write_sheet(
    run: &CampaignRun,
    sheet: &FilledSheet,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<Vec<PathBuf>, ReportError> {
    match ending(path)? {
        Ending::Workbook => {
            let most = xlsx::most_rows(sheet);
            if sheet.rows.len() > most {
                return Err(ReportError::TooManyRows { path: path.to_owned(), rows: sheet.rows.len(), most });
            }
            let report = SheetReport::new(run, sheet);
            write_whole(path, observer, |writer| xlsx::write(run, sheet, &report, language, writer))?;
            Ok(vec![path.to_owned()])
        }
        Ending::Text => {
            let beside = beside(path);
            write_whole(path, observer, |writer| csv::write(sheet, language, writer))?;
            write_whole(&beside, observer, |writer| csv::write_missing(run, sheet, language, writer))?;
            Ok(vec![path.to_owned(), beside])
        }
    }
}

/// The files a sheet is written to: the path, and for text in columns the list of what is missing beside it.
#[must_use]
pub fn sheet_files(path: &Path) -> Vec<PathBuf> {
    let is_text = ending(path).is_ok_and(|ending| ending == Ending::Text);
    std::iter::once(path.to_owned()).chain(is_text.then(|| beside(path))).collect()
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("missing.csv")
}

/// Whether a sheet could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When there is no sheet of this ending or the folder cannot be written to.
pub fn ensure_sheet(path: &Path) -> Result<(), ReportError> {
    ending(path)?;
    temporary(path).map(drop)
}

fn ending(path: &Path) -> Result<Ending, ReportError> {
    let ending = path.extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case("xlsx") {
        Ok(Ending::Workbook)
    } else if ending.eq_ignore_ascii_case("csv") {
        Ok(Ending::Text)
    } else {
        Err(ReportError::OtherKind { path: path.to_owned(), endings: ".xlsx, .csv".to_owned() })
    }
}

/// Writes what was filled and what is missing as JSON.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_sheet_json(report: &SheetReport, writer: impl Write) -> io::Result<()> {
    let mut writer = writer;
    serde_json::to_writer_pretty(&mut writer, report)?;
    writer.write_all(b"\n")
}

/// The JSON Schema (draft 2020-12) of what was filled and what is missing.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn sheet_report_schema_text() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<SheetReport>().to_value();
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}
