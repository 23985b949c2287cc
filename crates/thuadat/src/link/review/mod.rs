//! The review file: rows that people are to decide of, as a workbook they fill in and give back.

mod guide;
mod looks;
mod rows;
mod seal;
mod sheet;

use super::LinkRun;
use crate::Language;
use crate::report::{ReportError, temporary, write_whole};
use looks::Looks;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use seal::Seal;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use thuadat_core::{Observer, Unobserved};
use thuadat_io::{RegisterError, read_decisions};

/// What was written of a review file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewWritten {
    /// Rows nobody has decided of yet.
    pub open: usize,
    /// Rows people have decided of, whose decisions stand in the file.
    pub decided: usize,
    /// Where the file that stood there is kept, if people had put columns, worksheets or anything else of their own into it.
    pub kept: Option<PathBuf>,
}

/// Writes the rows that people are to decide of, with those they decided of already. The file appears whole or not at all.
///
/// Decisions in a file that stands there come with the run, where it was read for them. If people put anything else into it, a copy
/// is kept beside it, so that nothing typed is lost.
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
) -> Result<ReviewWritten, ReportError> {
    ensure_kind(path)?;
    let kept = seal::copy_needed(path);
    if let Some(copy) = &kept {
        let failed = |source| ReportError::Folder { path: copy.clone(), source };
        std::fs::copy(path, copy).map_err(failed)?;
    }
    let mut counts = Counts::default();
    write_whole(path, observer, |writer| write_workbook(run, language, &mut counts, writer))?;
    Ok(ReviewWritten { open: counts.open, decided: counts.decided, kept })
}

/// How many rows are as they are.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    open: usize,
    decided: usize,
}

/// Whether a review file could be written to a path, so that a long run need not be in vain.
///
/// # Errors
///
/// When the path does not end in `.xlsx`, the folder cannot be written to, or a file stands there that is no review file: it is left
/// as it is.
pub fn ensure_review(path: &Path) -> Result<(), ReportError> {
    ensure_kind(path)?;
    if path.is_file() {
        // Whatever else is wrong with it is said where its decisions are read.
        let is_something_else = matches!(
            read_decisions(path, &Unobserved),
            Err(RegisterError::NoHeader { .. }
                | RegisterError::NotATable { .. }
                | RegisterError::Empty { .. }
                | RegisterError::OpenQuotation { .. })
        );
        if is_something_else {
            return Err(ReportError::SomethingElse { path: path.to_owned() });
        }
    }
    temporary(path).map(drop)
}

fn ensure_kind(path: &Path) -> Result<(), ReportError> {
    let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_workbook { Ok(()) } else { Err(ReportError::NotAReview { path: path.to_owned() }) }
}

fn write_workbook(
    run: &LinkRun,
    language: Language,
    counts: &mut Counts,
    writer: &mut (impl Write + Seek + Send),
) -> io::Result<()> {
    let filled = fill(run, language, counts);
    filled.and_then(|mut workbook| workbook.save_to_writer(writer)).map_err(|error| match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    })
}

fn fill(run: &LinkRun, language: Language, counts: &mut Counts) -> Result<Workbook, XlsxError> {
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    let title = language.pick("Các dòng cần quyết định", "Rows to decide of");
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new().set_title(title).set_author("thuadat").set_creation_datetime(&date),
    );
    let rows = rows::of(run, language);
    counts.open = rows.iter().filter(|row| row.is_open()).count();
    counts.decided = rows.iter().filter(|row| !row.is_open() && !row.is_beside).count();
    let mut seal = Seal::new();
    sheet::add(&mut workbook, &rows, language, &looks, &mut seal)?;
    guide::add(&mut workbook, rows.len(), counts.open, language, &looks, &mut seal)?;
    Ok(workbook)
}
