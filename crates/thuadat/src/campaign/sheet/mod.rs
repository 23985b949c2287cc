//! The sheets that communes hand in: the rows of registers in the official columns, filled with what map and links say.
//!
//! Nothing is guessed: a cell that somebody typed stays as it is, one that nothing tells stays empty and is listed.

mod cell;
mod csv;
mod fill;
mod model;
mod public;
mod summary;
mod text;
mod write;
mod xlsx;

#[cfg(test)]
mod tests;

pub use fill::{FillOptions, FilledRow, FilledSheet, Remark};
pub use model::{ColumnCount, RemarkCount, SheetReport};
pub(super) use public::Public;
pub use text::write_sheet_text;
pub use write::{ensure_sheet, sheet_files, sheet_report_schema_text, write_sheet, write_sheet_json};
