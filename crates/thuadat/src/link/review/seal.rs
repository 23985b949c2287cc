//! Whether people put anything into a review file beside their decisions: then the file is kept when a new one takes its place.

use super::sheet::{DECISION, KEY, NOTE, ROW, WHEN};
use std::path::{Path, PathBuf};
use thuadat_core::WrittenDate;
use thuadat_io::{RegisterCell, RegisterRow, holds_more_than_values, read_worksheets};

/// Row and column of the check of the guide worksheet.
pub(super) const SEAL_ROW: u32 = 16;
const SEAL_COLUMN: usize = 0;

/// A check of everything that stands in a review file but for what people fill in: FNV-1a of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seal(u64);

impl Seal {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes a cell that holds something. Cells come worksheet by worksheet, row by row; worksheets, rows and columns count from 0.
    pub(super) fn text(&mut self, worksheet: usize, row: u32, column: usize, text: &str) {
        let is_to_fill =
            worksheet == 0 && row > 0 && (usize::from(DECISION)..=usize::from(NOTE)).contains(&column);
        let is_seal = worksheet == 1 && row == SEAL_ROW && column == SEAL_COLUMN;
        let text = text.replace("\r\n", "\n");
        if is_to_fill || is_seal || text.trim().is_empty() {
            return;
        }
        for byte in format!("{worksheet}\u{1}{row}\u{1}{column}\u{1}{}\u{2}", text.trim()).bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn number(&mut self, worksheet: usize, row: u32, column: usize, number: f64) {
        self.text(worksheet, row, column, &format!("{number:.4}"));
    }

    /// The check as the guide shows it.
    pub(super) fn shown(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Where a copy of the file at this path is to stand before a new one takes its place; none where nobody put anything into it but
/// decisions, which the new one keeps, or there is no file.
pub(super) fn copy_needed(path: &Path) -> Option<PathBuf> {
    (path.is_file() && !is_as_written(path)).then(|| free_name(path))
}

fn is_as_written(path: &Path) -> bool {
    let (mut seal, mut said, mut names, mut all_is_read) = (Seal::new(), None, Vec::<String>::new(), true);
    let read = read_worksheets(path, &mut |worksheet, row| {
        if names.last().is_none_or(|last| last != worksheet) {
            names.push(worksheet.to_owned());
        }
        let (position, at) = (names.len() - 1, row.row - 1);
        all_is_read &= position > 0 || at == 0 || is_read(&row);
        for (column, cell) in row.cells.iter().enumerate() {
            match cell {
                RegisterCell::Text(text) if position == 1 && at == SEAL_ROW && column == SEAL_COLUMN => {
                    said = text.split_whitespace().last().map(str::to_owned);
                }
                RegisterCell::Text(text) => seal.text(position, at, column, text),
                RegisterCell::Number(number) | RegisterCell::Date(number) => {
                    seal.number(position, at, column, *number);
                }
                RegisterCell::Boolean(value) => seal.text(position, at, column, &value.to_string()),
                RegisterCell::Error(_) | RegisterCell::Unevaluated => seal.text(position, at, column, "?"),
                RegisterCell::Empty => {}
            }
        }
    });
    read.is_ok() && all_is_read && said == Some(seal.shown()) && !holds_more_than_values(path)
}

/// Whether all that people typed into the columns they fill in is read from there, and so will stand in the new file: not what a
/// spreadsheet made a day of, nor what stands in a row that is of no row of a register.
fn is_read(row: &RegisterRow) -> bool {
    let cell = |column: u16| row.cells.get(usize::from(column)).unwrap_or(&RegisterCell::Empty);
    let filled: Vec<u16> = (DECISION..=NOTE).filter(|&column| !cell(column).is_empty()).collect();
    let is_known = |column: &u16| match cell(*column) {
        RegisterCell::Text(text) => !text.contains(char::REPLACEMENT_CHARACTER),
        RegisterCell::Date(days) => *column == WHEN && WrittenDate::of_spreadsheet(*days).is_ok(),
        RegisterCell::Error(_) | RegisterCell::Unevaluated => false,
        RegisterCell::Number(_) | RegisterCell::Boolean(_) | RegisterCell::Empty => true,
    };
    let has_row = matches!(cell(ROW), RegisterCell::Number(_)) && matches!(cell(KEY), RegisterCell::Text(_));
    filled.is_empty() || (has_row && filled.iter().all(is_known))
}

/// `xem-xet.bak-1.xlsx`, or the next number that is free.
fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = |number: u32| path.with_file_name(format!("{stem}.bak-{number}.xlsx"));
    let mut number = 1;
    while name(number).exists() {
        number += 1;
    }
    name(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use RegisterCell::{Boolean, Date, Empty, Error, Number, Unevaluated};

    #[test]
    fn what_is_not_carried_over_is_seen() {
        let text = |text: &str| RegisterCell::Text(text.into());
        let check = |filled: [RegisterCell; 4], key: &str, expected: bool| {
            let mut cells = vec![Empty; 18];
            (cells[usize::from(ROW)], cells[usize::from(KEY)]) = (Number(7.0), text(key));
            if key.is_empty() {
                (cells[usize::from(ROW)], cells[usize::from(KEY)]) = (Empty, Empty);
            }
            cells[usize::from(DECISION)..=usize::from(NOTE)].clone_from_slice(&filled);
            assert_eq!(is_read(&RegisterRow { row: 2, cells }), expected, "{filled:?} {key}");
        };
        let key = "0123456789abcdef";
        check([Empty, Empty, Empty, Empty], key, true);
        check([text("tờ 5 thửa 12"), text("A"), text("24/03/2026"), text("x")], key, true);
        check([text("tờ 5 thửa 12"), text("A"), Date(46_105.0), Number(5.0)], key, true);
        check([Date(46_105.0), text("A"), Empty, Empty], key, false);
        check([Empty, Empty, Date(-1.0), Empty], key, false);
        check([Error("#N/A".into()), Empty, Empty, Empty], key, false);
        check([Empty, Unevaluated, Empty, Empty], key, false);
        check([Empty, Empty, Empty, Boolean(true)], key, true);
        check([Empty, Empty, Empty, text("a\u{fffd}b")], key, false);
        check([Empty, Empty, Empty, text("gọi thứ Hai")], "", false);
        check([Empty, Empty, Empty, text(" ")], "", true);
    }
}
