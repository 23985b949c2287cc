//! Registers: what people typed from certificates, line by line, and the lists that turn old numbers into today's.

mod entry;
mod fingerprint;
mod renumbering;
mod shown;
mod word_table;
mod written_date;
mod written_number;

pub use entry::{CertificateEntry, EntryDate, EntryLandUse, EntrySource, Holder, SheetAndNumber};
pub use renumbering::{RenumberedSheet, Renumbering};
pub use shown::may_be_shown;
pub(crate) use word_table::{Phrase, REGISTER_WORDS, Word};
pub use written_date::{BadWrittenDate, WrittenDate};
pub use written_number::WrittenNumber;

use std::sync::Arc;

/// The entries of one worksheet or one file of text, in its order.
///
/// # Examples
///
/// ```
/// use thuadat_core::{CertificateEntry, EntrySource, Register};
///
/// let mut register = Register { file: "so-cap-giay.xlsx".into(), worksheet: Some("Sheet1".into()), ..Register::default() };
/// register.entries.push(CertificateEntry { row: 5, ..CertificateEntry::default() });
/// assert_eq!(register.source(0), EntrySource { file: &register.file, worksheet: register.worksheet.as_deref(), row: 5 });
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// The worksheet; none for a file that has no worksheets.
    pub worksheet: Option<Arc<str>>,
    /// The entries, in the order of their rows.
    pub entries: Vec<CertificateEntry>,
}

impl Register {
    /// Where an entry stands.
    ///
    /// # Panics
    ///
    /// When there is no such entry.
    #[must_use]
    pub fn source(&self, entry: usize) -> EntrySource<'_> {
        EntrySource { file: &self.file, worksheet: self.worksheet.as_deref(), row: self.entries[entry].row }
    }
}
