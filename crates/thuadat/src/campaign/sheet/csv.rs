//! A filled sheet as text in columns, as spreadsheets set to Vietnamese read and write it.

use super::fill::FilledSheet;
use super::xlsx::{Missing, privacy, title};
use crate::Language;
use crate::campaign::CampaignRun;
use std::io::{self, Write};
use thuadat_core::WrittenDate;
use thuadat_io::RegisterCell;

/// Lines above the first row: title, whether it holds personal data, the headers.
const HEAD_LINES: usize = 3;

/// Writes the sheet.
pub(super) fn write(sheet: &FilledSheet, language: Language, writer: &mut dyn Write) -> io::Result<()> {
    let mut records = records(writer)?;
    records.write_record([title(sheet.options.layout).in_language(language)])?;
    records.write_record([privacy(sheet).in_language(language)])?;
    records.write_record(std::iter::once("STT").chain(sheet.columns.iter().map(|column| column.header)))?;
    for row in &sheet.rows {
        records.write_record(std::iter::once(&row.ordinal).chain(&row.cells).map(written))?;
    }
    records.flush()
}

/// Writes what is missing in it.
pub(super) fn write_missing(
    run: &CampaignRun,
    sheet: &FilledSheet,
    language: Language,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let mut records = records(writer)?;
    let heads = [
        ("Ở dòng", "In row"),
        ("Lấy từ tệp", "From the file"),
        ("Trang", "Page"),
        ("Dòng gốc", "Row there"),
        ("Kết quả ghép", "Link"),
        ("Lý do", "Why"),
        ("Các ô bắt buộc còn trống", "Required cells that are empty"),
        ("Cần biết", "To be known"),
    ];
    records.write_record(heads.map(|(vi, en)| language.pick(vi, en)))?;
    for (position, row) in sheet.rows.iter().enumerate() {
        if let Some(missing) = Missing::of(run, sheet, row, language) {
            records.write_record(missing.texts(HEAD_LINES + position + 1))?;
        }
    }
    records.flush()
}

/// With the mark that tells spreadsheets of UTF-8.
fn records(writer: &mut dyn Write) -> io::Result<csv::Writer<&mut dyn Write>> {
    writer.write_all(b"\xef\xbb\xbf")?;
    let mut builder = csv::WriterBuilder::new();
    Ok(builder.delimiter(b';').terminator(csv::Terminator::CRLF).flexible(true).from_writer(writer))
}

fn written(cell: &RegisterCell) -> String {
    match cell {
        RegisterCell::Text(text) | RegisterCell::Error(text) => text.to_string(),
        RegisterCell::Number(number) => number_in_words(*number),
        RegisterCell::Date(days) => {
            WrittenDate::of_spreadsheet(*days).map_or_else(|_| days.to_string(), |date| date.to_string())
        }
        RegisterCell::Boolean(value) => value.to_string(),
        RegisterCell::Empty | RegisterCell::Unevaluated => String::new(),
    }
}

/// With a comma, and never so that the comma could be taken for a mark of thousands.
fn number_in_words(number: f64) -> String {
    let plain = number.to_string();
    match plain.split_once('.') {
        Some((whole, fraction)) if fraction.len() == 3 => format!("{whole},{fraction}0"),
        Some((whole, fraction)) => format!("{whole},{fraction}"),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were() {
        for (number, expected) in [(12.0, "12"), (29.16, "29,16"), (0.488, "0,4880"), (1234.5, "1234,5")] {
            assert_eq!(number_in_words(number), expected);
            let read = thuadat_core::WrittenNumber::parse(expected);
            assert_eq!(read, Some(thuadat_core::WrittenNumber::Sure(number)), "{expected}");
        }
    }
}
