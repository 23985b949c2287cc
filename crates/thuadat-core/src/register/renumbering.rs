//! What sheets were called before communes merged, and what they are called now.

use super::EntrySource;
use std::sync::Arc;

/// A list of renumbered sheets, as an office made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renumbering {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// The worksheet; none for a file that has no worksheets.
    pub worksheet: Option<Arc<str>>,
    /// Its lines, in the order of their rows.
    pub sheets: Vec<RenumberedSheet>,
}

impl Renumbering {
    /// Where a line of the list stands.
    ///
    /// # Panics
    ///
    /// When there is no such line.
    #[must_use]
    pub fn source(&self, sheet: usize) -> EntrySource<'_> {
        EntrySource { file: &self.file, worksheet: self.worksheet.as_deref(), row: self.sheets[sheet].row }
    }
}

/// One line of the list: an old sheet and what it became. One old sheet may stand in several lines, by scale; where
/// that is not enough to tell them apart the answer is ambiguous, never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RenumberedSheet {
    /// Row or line, counted from 1.
    pub row: u32,
    /// Code of the commune the sheet belonged to; none where the list leaves it out.
    pub old_commune: Option<Box<str>>,
    /// What the sheet was called.
    pub old_sheet: Box<str>,
    /// Denominator of the scale of the sheet, such as 500.
    pub scale: Option<u32>,
    /// Code of the commune it belongs to now.
    pub new_commune: Option<Box<str>>,
    /// What the sheet is called now.
    pub new_sheet: Box<str>,
}
