//! A file of rows, whichever of the two kinds it is.

use super::cell::RegisterRow;
use super::error::RegisterError;
use super::text_file::TextFile;
use super::workbook::{MergedRows, Workbook, WorksheetName, is_workbook};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use thuadat_core::{Observer, Stage};

/// An open file of rows.
pub(super) enum RowSource {
    Workbook(Box<Workbook>),
    Text(TextFile),
}

impl RowSource {
    /// Opens a file by what stands in it, whatever its name.
    pub(super) fn open(path: &Path) -> Result<Self, RegisterError> {
        let failure = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => RegisterError::NotFound { path: path.into() },
            _ => RegisterError::NotReadable { path: path.into(), source },
        };
        let mut beginning = Vec::new();
        File::open(path).map_err(failure)?.take(8).read_to_end(&mut beginning).map_err(failure)?;
        if beginning.is_empty() {
            return Err(RegisterError::Empty { path: path.into() });
        }
        if is_workbook(&beginning) {
            Ok(Self::Workbook(Box::new(Workbook::open(path)?)))
        } else {
            Ok(Self::Text(TextFile::open(path)?))
        }
    }

    /// Its worksheets; none for text.
    pub(super) fn worksheets(&self) -> Option<Vec<WorksheetName>> {
        match self {
            Self::Workbook(workbook) => Some(workbook.worksheets()),
            Self::Text(_) => None,
        }
    }

    /// Hands out the rows that hold anything, in their order, until told to stop.
    pub(super) fn rows(
        &mut self,
        worksheet: Option<&str>,
        take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
    ) -> Result<(), RegisterError> {
        match self {
            Self::Workbook(workbook) => workbook.rows(worksheet.unwrap_or_default(), take),
            Self::Text(text) => text.rows(take),
        }
    }

    /// Hands out all rows that hold anything, and tells how far it has come.
    pub(super) fn all_rows(
        &mut self,
        worksheet: Option<&str>,
        observer: &dyn Observer,
        take: &mut dyn FnMut(RegisterRow),
    ) -> Result<(), RegisterError> {
        const STEP: u64 = 1 << 10;
        let expected = self.expected_rows(worksheet)?;
        let (mut count, mut is_stopped) = (0, false);
        self.rows(worksheet, &mut |row| {
            count += 1;
            if count % STEP == 0 {
                let done = u64::from(row.row);
                observer.progress(Stage::Reading, done, expected.max(done));
                is_stopped = observer.is_interrupted();
            }
            if is_stopped {
                return ControlFlow::Break(());
            }
            take(row);
            ControlFlow::Continue(())
        })?;
        if is_stopped { Err(RegisterError::Interrupted) } else { Ok(()) }
    }

    /// How many rows there are, by what the file says of itself: for progress and nothing else.
    fn expected_rows(&mut self, worksheet: Option<&str>) -> Result<u64, RegisterError> {
        match self {
            Self::Workbook(workbook) => workbook.expected_rows(worksheet.unwrap_or_default()),
            Self::Text(text) => Ok(text.lines()),
        }
    }

    /// The first rows that hold anything.
    pub(super) fn first_rows(
        &mut self,
        worksheet: Option<&str>,
        count: usize,
    ) -> Result<Vec<RegisterRow>, RegisterError> {
        let mut rows = Vec::new();
        self.rows(worksheet, &mut |row| {
            rows.push(row);
            if rows.len() < count { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(rows)
    }

    /// The cells of several rows that were made one, by their first row.
    pub(super) fn merged_rows(&mut self, worksheet: Option<&str>) -> Result<Vec<MergedRows>, RegisterError> {
        match self {
            Self::Workbook(workbook) => workbook.merged_rows(worksheet.unwrap_or_default()),
            Self::Text(_) => Ok(Vec::new()),
        }
    }
}
