//! The report as a workbook: summary, findings, rules, profile, each on a sheet of its own.

mod findings;
pub(crate) mod grid;
pub(crate) mod looks;
mod overview;
mod review;
mod rules;

pub(super) use findings::MOST_ROWS;

use super::model::Report;
use crate::{CheckRun, Language};
use looks::Looks;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::io::{self, Seek, Write};
use thuadat_core::Observer;

/// Writes the workbook. It is made in memory and touches no folder of temporary files; findings beyond [`MOST_ROWS`] are
/// left to the other kinds, and it is said.
///
/// # Errors
///
/// What `writer` answers, and an error where the observer asks to stop.
pub(super) fn write_xlsx(
    run: &CheckRun,
    language: Language,
    observer: &dyn Observer,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let workbook = fill(run, language, observer);
    workbook.and_then(|mut workbook| workbook.save_to_writer(writer)).map_err(io_error)
}

fn fill(run: &CheckRun, language: Language, observer: &dyn Observer) -> Result<Workbook, XlsxError> {
    let report = Report::without_findings(run);
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    let title = language.pick("Kết quả kiểm tra bản đồ thửa đất", "Check of a parcel map");
    workbook.set_properties(&properties(title)?);
    overview::add(&mut workbook, &report, run, language, &looks)?;
    findings::add(&mut workbook, run, language, &looks, observer)?;
    review::add_gone(&mut workbook, &report, language, &looks)?;
    review::add_accepted(&mut workbook, &report, run, language, &looks)?;
    rules::add_rules(&mut workbook, &report, language, &looks)?;
    rules::add_profile(&mut workbook, &report, language, &looks)?;
    Ok(workbook)
}

/// The date is a fixed one: the same findings give the same bytes on any day.
pub(crate) fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_author("thuadat").set_creation_datetime(&date))
}

pub(crate) fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
