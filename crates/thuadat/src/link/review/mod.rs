//! The review file: rows that people are to decide of, as a workbook they fill in and give back.

mod guide;
mod looks;
mod rows;
mod sheet;

use super::LinkRun;
use crate::Language;
use crate::report::{ReportError, temporary, write_whole};
use looks::Looks;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::io::{self, Seek, Write};
use std::path::Path;
use thuadat_core::Observer;

/// Writes the rows that people are to decide of, with those they decided of already. Answers how many are open. The file appears
/// whole or not at all.
///
/// It holds no name, serial or number of a paper: sheet, number, area and land use of the register, parcels of the map, and who
/// decided.
///
/// # Errors
///
/// When the path does not end in `.xlsx`, and see [`ReportError`]; on every error nothing is left behind.
pub fn write_review(
    run: &LinkRun,
    path: &Path,
    language: Language,
    observer: &dyn Observer,
) -> Result<usize, ReportError> {
    ensure_kind(path)?;
    let mut open = 0;
    write_whole(path, observer, |writer| write_workbook(run, language, &mut open, writer))?;
    Ok(open)
}

/// Whether a review file could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When the path does not end in `.xlsx` or the folder cannot be written to.
pub fn ensure_review(path: &Path) -> Result<(), ReportError> {
    ensure_kind(path)?;
    temporary(path).map(drop)
}

fn ensure_kind(path: &Path) -> Result<(), ReportError> {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_workbook { Ok(()) } else { Err(ReportError::NotAReview { path: path.to_owned() }) }
}

fn write_workbook(
    run: &LinkRun,
    language: Language,
    open: &mut usize,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let filled = fill(run, language, open);
    filled.and_then(|mut workbook| workbook.save_to_writer(writer)).map_err(|error| match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    })
}

fn fill(run: &LinkRun, language: Language, open: &mut usize) -> Result<Workbook, XlsxError> {
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    let title = language.pick("Các dòng cần quyết định", "Rows to decide of");
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new().set_title(title).set_author("thuadat").set_creation_datetime(&date),
    );
    let rows = rows::of(run, language);
    *open = rows.iter().filter(|row| row.is_open()).count();
    sheet::add(&mut workbook, &rows, language, &looks)?;
    guide::add(&mut workbook, rows.len(), *open, language, &looks)?;
    Ok(workbook)
}
