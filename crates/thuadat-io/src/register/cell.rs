//! Cells as they stand in the file, before anything is made of them.

use std::fmt;

/// A cell as it stands in the file. `Debug` tells its kind only: what stands in it may be of a person.
#[derive(Clone, Default, PartialEq)]
pub enum RegisterCell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as it is.
    Text(Box<str>),
    /// A number; also that of a formula.
    Number(f64),
    /// A day and perhaps a time, in days since 30 December 1899.
    Date(f64),
    /// Yes or no.
    Boolean(bool),
    /// What a formula that failed shows, such as `#N/A`.
    Error(Box<str>),
    /// A formula of which the file has no result.
    Unevaluated,
}

impl RegisterCell {
    /// Whether nothing but blanks stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|letter| letter.is_whitespace() || letter == '\u{feff}'),
            _ => false,
        }
    }

    /// What a header is, as text.
    pub(super) fn header_text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }
}

impl fmt::Debug for RegisterCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Date(_) => "Date(…)",
            Self::Boolean(_) => "Boolean(…)",
            Self::Error(_) => "Error(…)",
            Self::Unevaluated => "Unevaluated",
        })
    }
}

/// One row of a worksheet, or one record of a text file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegisterRow {
    /// Row or line, counted from 1 as spreadsheets count.
    pub row: u32,
    /// Its cells from column A on; what stands behind the last one is empty.
    pub cells: Vec<RegisterCell>,
}

impl RegisterRow {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(RegisterCell::is_empty)
    }

    pub(super) fn cell(&self, column: usize) -> &RegisterCell {
        self.cells.get(column).unwrap_or(&RegisterCell::Empty)
    }
}

/// The letters of a column, counted from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (49, "AX"), (60, "BI"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let row = RegisterRow {
            row: 5,
            cells: vec![RegisterCell::Text("Nguyễn Văn Thử".into()), RegisterCell::Number(1.5)],
        };
        let shown = format!("{row:?}");
        assert!(!shown.contains("Thử") && !shown.contains("1.5"), "{shown}");
    }
}
