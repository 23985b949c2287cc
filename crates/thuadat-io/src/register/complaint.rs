//! What is wrong with single cells and rows of a register: said to the user, never an error.

use super::cell::column_letters;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use thuadat_core::{EntryDate, Message};

/// Something in a register that could not be taken as it stands. The value itself is shown only where the column is of
/// no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterComplaint {
    /// Stable name, such as `date-impossible`.
    pub code: &'static str,
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// The worksheet; none for a file that has no worksheets.
    pub worksheet: Option<Arc<str>>,
    /// Row or line, counted from 1.
    pub row: u32,
    /// The column, where one is to blame.
    pub column: Option<ComplaintColumn>,
    /// The date of the entry that it calls impossible, where it does.
    pub date: Option<EntryDate>,
    /// What is wrong and what to do, in both languages; place and column are part of the sentence.
    pub message: Message,
}

impl RegisterComplaint {
    /// Whether it is of a decision that was not used, and not of a cell of a register or a list.
    #[must_use]
    pub fn is_of_decision(&self) -> bool {
        is_of_decision(self.code)
    }
}

/// Whether complaints of this name are of decisions that were not used.
#[must_use]
pub fn is_of_decision(code: &str) -> bool {
    code.starts_with("decision")
}

/// The column a complaint is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintColumn {
    /// Its letters in a spreadsheet, such as `AX`.
    pub letters: String,
    /// Its header.
    pub header: Arc<str>,
}

/// The complaints of a reading, in the order of rows. Of the same code no more than [`Self::KEPT`] are kept; the rest are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterComplaints {
    kept: Vec<RegisterComplaint>,
    counts: BTreeMap<&'static str, u64>,
}

impl RegisterComplaints {
    /// How many complaints of one code are kept.
    pub const KEPT: u64 = 10_000;

    /// Those kept.
    pub fn iter(&self) -> impl Iterator<Item = &RegisterComplaint> {
        self.kept.iter()
    }

    /// How many there were of each code, kept or not.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }

    /// Whether there is nothing to complain of.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    pub(super) fn push(&mut self, complaint: RegisterComplaint) {
        let count = self.counts.entry(complaint.code).or_default();
        *count += 1;
        if *count <= Self::KEPT {
            self.kept.push(complaint);
        }
    }
}

/// Where complaints come from.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: Arc<str>,
    pub(super) worksheet: Option<Arc<str>>,
}

impl Place {
    /// The complaint of these words; `column` is its position and header.
    pub(super) fn complaint(
        &self,
        code: &'static str,
        row: u32,
        column: Option<(usize, &Arc<str>)>,
        what: &Message,
    ) -> RegisterComplaint {
        let column = column.map(|(position, header)| ComplaintColumn {
            letters: column_letters(position),
            header: header.clone(),
        });
        let vi = format!("{}: {}", self.words(row, column.as_ref(), WORDS_VI), what.vi);
        let en = format!("{}: {}", self.words(row, column.as_ref(), WORDS_EN), what.en);
        let (file, worksheet) = (self.file.clone(), self.worksheet.clone());
        RegisterComplaint { code, file, worksheet, row, column, date: None, message: Message { vi, en } }
    }

    fn words(&self, row: u32, column: Option<&ComplaintColumn>, words: [&str; 4]) -> String {
        let [sheet_word, row_word, line_word, column_word] = words;
        let mut place = self.file.to_string();
        let row_word = if let Some(worksheet) = &self.worksheet {
            let _ = write!(place, ", {sheet_word} “{worksheet}”");
            row_word
        } else {
            line_word
        };
        let _ = write!(place, ", {row_word} {row}");
        if let Some(column) = column {
            let _ = write!(place, ", {column_word} {} “{}”", column.letters, column.header);
        }
        place
    }
}

const WORDS_VI: [&str; 4] = ["trang tính", "dòng", "dòng", "cột"];
const WORDS_EN: [&str; 4] = ["worksheet", "row", "line", "column"];
