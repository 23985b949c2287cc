//! Plain tables of other reports, in the looks of the workbook.

use super::looks::Looks;
use super::properties;
use crate::Language;
use crate::report::model::Text;
use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet, XlsxError};
use std::collections::{BTreeSet, HashSet};

/// The longest text a cell can hold.
const CHARACTERS_OF_A_CELL: usize = 32_767;
/// Rows of a worksheet.
pub(crate) const MOST_ROWS: u32 = 1_048_576;

/// A workbook of tables.
pub(crate) struct Grid {
    workbook: Workbook,
    looks: Looks,
    language: Language,
}

/// What stands in a cell of a table.
#[derive(Debug, Clone)]
pub(crate) enum GridCell {
    /// Text.
    Text(String),
    /// Text that may take several lines.
    Wrapped(String),
    /// A count.
    Count(usize),
    /// A part of one, shown in per cent.
    Share(f64),
    /// Nothing.
    Empty,
}

impl From<Option<&String>> for GridCell {
    fn from(text: Option<&String>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.clone()))
    }
}

/// A column of a table: its head and its width.
pub(crate) type GridColumn = (Text, f64);

impl Grid {
    /// An empty workbook of this title.
    pub(crate) fn new(title: &Text, language: Language) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(title.in_language(language))?);
        Ok(Self { workbook, looks: Looks::new(), language })
    }

    /// A worksheet of lines and facts.
    pub(crate) fn page(&mut self, name: &Text) -> Result<GridPage<'_>, XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name.in_language(self.language))?;
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(GridPage {
            sheet,
            row: 0,
            looks: &self.looks,
            language: self.language,
            text_columns: HashSet::new(),
        })
    }

    /// A worksheet that is one table, its head frozen and filtered. Answers how many rows found no room.
    pub(crate) fn table(
        &mut self,
        name: &Text,
        columns: &[GridColumn],
        rows: impl Iterator<Item = Vec<GridCell>>,
    ) -> Result<usize, XlsxError> {
        let mut page = self.page(name)?;
        page.sheet.set_landscape().set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        page.head(columns)?;
        let mut left_out = 0;
        for row in rows {
            if page.row < MOST_ROWS {
                page.cells(&row)?;
            } else {
                left_out += 1;
            }
        }
        let last = page.row.saturating_sub(1);
        page.sheet.autofilter(0, 0, last, columns.len().saturating_sub(1) as u16)?;
        // Numbers of sheets and parcels are texts, and a green corner in each would only irritate.
        let columns: BTreeSet<u16> = page.text_columns.iter().copied().collect();
        for column in columns {
            page.sheet.ignore_error_range(0, column, last, column, IgnoreError::NumberStoredAsText)?;
        }
        Ok(left_out)
    }

    /// The finished workbook.
    pub(crate) fn into_workbook(self) -> Workbook {
        self.workbook
    }
}

/// A worksheet being filled from above.
pub(crate) struct GridPage<'a> {
    pub(crate) sheet: &'a mut Worksheet,
    row: u32,
    looks: &'a Looks,
    language: Language,
    text_columns: HashSet<u16>,
}

impl GridPage<'_> {
    /// A text in the language of the workbook.
    pub(crate) fn pick(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// The widths of the columns.
    pub(crate) fn widths(&mut self, widths: &[f64]) -> Result<(), XlsxError> {
        for (column, width) in widths.iter().enumerate() {
            self.sheet.set_column_width(column as u16, *width)?;
        }
        Ok(())
    }

    /// The title of all.
    pub(crate) fn title(&mut self, title: &Text) -> Result<(), XlsxError> {
        let format = &self.looks.title;
        self.sheet.write_string_with_format(self.row, 0, title.in_language(self.language), format)?;
        self.row += 2;
        Ok(())
    }

    /// A line that begins a part, below an empty one.
    pub(crate) fn section(&mut self, title: &Text) -> Result<(), XlsxError> {
        self.row += 1;
        let format = &self.looks.section;
        self.sheet.write_string_with_format(self.row, 0, title.in_language(self.language), format)?;
        self.row += 1;
        Ok(())
    }

    /// A sentence.
    pub(crate) fn line(&mut self, line: &Text) -> Result<(), XlsxError> {
        let format = &self.looks.plain;
        self.sheet.write_string_with_format(self.row, 0, line.in_language(self.language), format)?;
        self.row += 1;
        Ok(())
    }

    /// A name and what it is.
    pub(crate) fn fact(&mut self, name: &Text, value: &str) -> Result<(), XlsxError> {
        let (name_format, value_format) = (&self.looks.name, &self.looks.plain);
        self.sheet.write_string_with_format(self.row, 0, name.in_language(self.language), name_format)?;
        self.sheet.write_string_with_format(self.row, 1, cut(value), value_format)?;
        self.row += 1;
        Ok(())
    }

    /// The head of a table; widths are set as well.
    pub(crate) fn head(&mut self, columns: &[GridColumn]) -> Result<(), XlsxError> {
        for (column, (name, width)) in columns.iter().enumerate() {
            let name = name.in_language(self.language);
            self.sheet.write_string_with_format(self.row, column as u16, name, &self.looks.head)?;
            if self.row == 0 {
                self.sheet.set_column_width(column as u16, *width)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    /// A row of a table.
    pub(crate) fn cells(&mut self, cells: &[GridCell]) -> Result<(), XlsxError> {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (self.row, column as u16);
            match cell {
                GridCell::Text(text) => {
                    self.text_columns.insert(column);
                    self.sheet.write_string_with_format(row, column, cut(text), &self.looks.text)?;
                }
                GridCell::Wrapped(text) => {
                    self.sheet.write_string_with_format(row, column, cut(text), &self.looks.wrapped)?;
                }
                GridCell::Count(count) => {
                    self.sheet.write_number_with_format(row, column, *count as f64, &self.looks.count)?;
                }
                GridCell::Share(share) => {
                    self.sheet.write_number_with_format(row, column, *share, &self.looks.share)?;
                }
                GridCell::Empty => {}
            }
        }
        self.row += 1;
        Ok(())
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(CHARACTERS_OF_A_CELL).map_or(text, |(at, _)| &text[..at])
}
