//! Sheets as people typed them, before anything is read.

use thuadat_core::Day;

/// A worksheet or a file of text, cell by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedSheet {
    /// Name of the file.
    pub file: &'static str,
    /// The worksheet; none for text in columns.
    pub worksheet: Option<&'static str>,
    /// Rows by their numbers, counted from 1; those between are empty.
    pub rows: Vec<(u32, Vec<TypedCell>)>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum TypedCell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day as spreadsheets have it.
    Day(Day),
}

impl TypedCell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// An area as Vietnamese clerks type it: `1.234,5`.
pub(super) fn vietnamese(area_m2: f64) -> String {
    let tenths = (area_m2 * 10.0).round() as u64;
    let (whole, tenth) = ((tenths / 10).to_string(), tenths % 10);
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let grouped = groups.join(".");
    if tenth == 0 { grouped } else { format!("{grouped},{tenth}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_written_with_dots_and_commas() {
        for (area_m2, text) in [
            (387.4, "387,4"),
            (1234.5, "1.234,5"),
            (1000.0, "1.000"),
            (12.0, "12"),
            (1_234_567.8, "1.234.567,8"),
        ] {
            assert_eq!(vietnamese(area_m2), text);
        }
    }
}
