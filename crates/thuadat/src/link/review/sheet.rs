//! The worksheet people fill in.

use super::looks::Looks;
use super::rows::ReviewRow;
use super::seal::Seal;
use crate::Language;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, IgnoreError, Workbook, Worksheet, XlsxError,
};
use thuadat_core::WrittenDate;

/// More rows than this nobody decides of one by one, and they would take too much memory.
pub(super) const MOST_ROWS: usize = 100_000;
/// The longest list of choices a cell can have, its commas counted.
const CHARACTERS_OF_CHOICES: usize = 255;
pub(super) const ROW: u16 = 1;
pub(super) const DECISION: u16 = 10;
const WHO: u16 = 11;
pub(super) const WHEN: u16 = 12;
pub(super) const NOTE: u16 = 13;
pub(super) const KEY: u16 = 17;

/// Heads and widths. The reader of decisions knows the heads of what it reads by their text.
const COLUMNS: [(&str, &str, f64); 18] = [
    ("STT", "No.", 6.0),
    ("Dòng", "Row", 7.0),
    ("Tờ trong sổ", "Sheet in the register", 11.0),
    ("Thửa trong sổ", "Parcel in the register", 12.0),
    ("Diện tích trong sổ (m²)", "Area in the register (m²)", 12.0),
    ("Loại đất trong sổ", "Land use in the register", 13.0),
    ("Vì sao cần xem", "Why to look at it", 36.0),
    ("Thửa có thể là", "Parcels that may be meant", 34.0),
    ("Bằng chứng cho thửa thứ nhất", "What speaks for and against the first", 46.0),
    ("Khả năng đúng", "Probability", 10.0),
    ("Quyết định", "Decision", 24.0),
    ("Người quyết định", "Decided by", 20.0),
    ("Ngày quyết định", "Decided on", 14.0),
    ("Ghi chú", "Note", 28.0),
    ("Tình trạng", "State", 22.0),
    ("Tệp sổ", "Register", 30.0),
    ("Trang tính", "Worksheet", 14.0),
    ("Mã dòng", "Row key", 19.0),
];

pub(super) fn add(
    workbook: &mut Workbook,
    rows: &[ReviewRow<'_>],
    language: Language,
    looks: &Looks,
    seal: &mut Seal,
) -> Result<(), XlsxError> {
    let listed = listed(rows);
    let sheet = workbook.add_worksheet();
    prepare(sheet, listed.len(), language, looks, seal)?;
    for (position, row) in listed.iter().enumerate() {
        write_row(sheet, position as u32 + 1, row, looks, seal)?;
        offer(sheet, position as u32 + 1, row, language)?;
    }
    if let Some(last) = u32::try_from(listed.len()).ok().filter(|&last| last > 0) {
        hint(sheet, last, WHO, language.pick("Họ tên cán bộ", "Name of the officer"))?;
        hint(sheet, last, WHEN, language.pick("Ghi dạng 24/03/2026", "Write it as 24/03/2026"))?;
        sheet.ignore_error_range(1, 1, last, COLUMNS.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// The rows there is room for. Those on which anybody wrote anything are among them, however many there are.
fn listed<'a, 'b>(rows: &'a [ReviewRow<'b>]) -> Vec<&'a ReviewRow<'b>> {
    let written = rows.iter().filter(|row| row.decision.is_some()).count();
    let mut room = MOST_ROWS.saturating_sub(written);
    let mut has_room = |row: &&ReviewRow<'_>| {
        let is_listed = row.decision.is_some() || room > 0;
        room -= usize::from(is_listed && row.decision.is_none());
        is_listed
    };
    rows.iter().filter(|row| has_room(row)).collect()
}

fn prepare(
    sheet: &mut Worksheet,
    rows: usize,
    language: Language,
    looks: &Looks,
    seal: &mut Seal,
) -> Result<(), XlsxError> {
    sheet.set_name(language.pick("Cần quyết định", "To decide"))?;
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, rows as u32, COLUMNS.len() as u16 - 1)?;
    sheet.set_row_height(0, 42)?;
    for (column, (vi, en, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        let head = if (DECISION..=NOTE).contains(&column) { &looks.head_to_fill } else { &looks.head };
        sheet.write_string_with_format(0, column, language.pick(vi, en), head)?;
        seal.text(0, 0, column.into(), language.pick(vi, en));
    }
    Ok(())
}

/// A cell of the worksheet.
enum Cell {
    Text(String),
    Number(Option<f64>),
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    row: &ReviewRow<'_>,
    looks: &Looks,
    seal: &mut Seal,
) -> Result<(), XlsxError> {
    let decision = row.decision;
    let when = decision.and_then(|decision| {
        let day = decision.when.map(|day| WrittenDate::Day(day).to_string());
        day.or_else(|| decision.when_as_written.as_deref().map(str::to_owned))
    });
    let text = |text: &str| Cell::Text(text.to_owned());
    let written = |text: Option<&Box<str>>| Cell::Text(text.map(ToString::to_string).unwrap_or_default());
    let cells: [(Cell, &Format); COLUMNS.len()] = [
        (Cell::Number(Some(f64::from(at))), &looks.text),
        (Cell::Number(Some(f64::from(row.row))), &looks.text),
        (text(&row.sheet), &looks.text),
        (text(&row.number), &looks.text),
        (Cell::Number(row.area_m2), &looks.area),
        (text(&row.land_use), &looks.text),
        (text(&row.why), &looks.text),
        (text(&row.candidates), &looks.text),
        (text(&row.evidence), &looks.text),
        (Cell::Number(row.probability), &looks.percent),
        (written(decision.and_then(|decision| decision.decision.as_ref())), &looks.to_fill),
        (written(decision.and_then(|decision| decision.who.as_ref())), &looks.to_fill),
        (Cell::Text(when.unwrap_or_default()), &looks.to_fill),
        (written(decision.and_then(|decision| decision.note.as_ref())), &looks.to_fill),
        (text(&row.state), &looks.text),
        (text(row.file), &looks.text),
        (text(row.worksheet.unwrap_or_default()), &looks.text),
        (Cell::Text(format!("{:016x}", row.fingerprint)), &looks.key),
    ];
    for (column, (cell, format)) in (0_u16..).zip(cells) {
        match cell {
            Cell::Number(Some(number)) => {
                seal.number(0, at, column.into(), number);
                sheet.write_number_with_format(at, column, number, format)?;
            }
            Cell::Text(text) if !text.is_empty() => {
                seal.text(0, at, column.into(), &text);
                sheet.write_string_with_format(at, column, text, format)?;
            }
            Cell::Number(None) | Cell::Text(_) => {
                sheet.write_blank(at, column, format)?;
            }
        }
    }
    Ok(())
}

/// The list of what may be meant. Another parcel may be typed as well: who decides may know better.
fn offer(sheet: &mut Worksheet, at: u32, row: &ReviewRow<'_>, language: Language) -> Result<(), XlsxError> {
    let mut choices: Vec<&str> = row.choices.iter().map(String::as_str).collect();
    let length = |choices: &[&str]| choices.iter().map(|choice| choice.chars().count() + 1).sum::<usize>();
    while length(&choices) > CHARACTERS_OF_CHOICES && choices.len() > 1 {
        choices.remove(choices.len() - 2);
    }
    if choices.is_empty() || length(&choices) > CHARACTERS_OF_CHOICES {
        return Ok(());
    }
    let other = language.pick(
        "Thửa này không nằm trong danh sách. Vẫn dùng thửa đã ghi?",
        "This parcel is not in the list. Use it all the same?",
    );
    let validation = DataValidation::new()
        .allow_list_strings(&choices)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title(language.pick("Quyết định", "Decision"))?
        .set_error_message(other)?;
    sheet.add_data_validation(at, DECISION, at, DECISION, &validation)?;
    Ok(())
}

fn hint(sheet: &mut Worksheet, last: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let validation = DataValidation::new().allow_any_value().set_input_message(text)?;
    sheet.add_data_validation(1, column, last, column, &validation)?;
    Ok(())
}
