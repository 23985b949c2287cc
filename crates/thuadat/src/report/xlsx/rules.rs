//! The sheets that say how the check was made: its rules and its thresholds.

use super::looks::Looks;
use crate::Language;
use crate::report::model::{Report, Rule, Setting, Status, Text, Threshold};
use crate::report::words;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Every rule: found something, passed, or not run and why.
pub(super) fn add_rules(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let heads = [
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Quy tắc", "Rule"), 42.0),
        (language.pick("Mức độ cao nhất", "Severity at most"), 16.0),
        (language.pick("Kết quả", "Result"), 16.0),
        (language.pick("Số phát hiện", "Findings"), 14.0),
        (language.pick("Lý do không chạy", "Why not run"), 60.0),
    ];
    let rows = report.rules.iter().map(|rule| {
        let in_language = |text: &Text| text.in_language(language).to_owned();
        let reason = rule.reason.as_ref().map(in_language).unwrap_or_default();
        [
            Cell::Text(rule.id.clone(), &looks.code),
            Cell::Text(in_language(&rule.title), &looks.text),
            Cell::Text(in_language(&words::severity(rule.severity)), &looks.text),
            Cell::Text(result(rule, language).to_owned(), &looks.text),
            rule.findings.map_or(Cell::blank(looks), |count| Cell::Count(count, &looks.count)),
            Cell::Text(reason, &looks.wrapped),
        ]
    });
    add_table(workbook, language.pick("Quy tắc", "Rules"), &heads, rows, looks)
}

/// The thresholds and what they rest on, then the severities that differ from the rules' own.
pub(super) fn add_profile(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let heads = [
        (language.pick("Khóa", "Key"), 26.0),
        (language.pick("Ý nghĩa", "Meaning"), 58.0),
        (language.pick("Giá trị", "Value"), 16.0),
        (language.pick("Căn cứ", "Basis"), 80.0),
    ];
    let thresholds =
        report.profile.thresholds.iter().map(|threshold| threshold_row(threshold, language, looks));
    let severities = report.profile.severities.iter().map(|(rule, setting)| {
        [
            Cell::Text(rule.clone(), &looks.code),
            Cell::Text(language.pick("Mức độ của quy tắc", "Severity of the rule").to_owned(), &looks.text),
            Cell::Text(setting_word(*setting, language).to_owned(), &looks.text),
            Cell::blank(looks),
        ]
    });
    add_table(workbook, language.pick("Bộ quy tắc", "Profile"), &heads, thresholds.chain(severities), looks)
}

fn threshold_row<'a>(threshold: &Threshold, language: Language, looks: &'a Looks) -> [Cell<'a>; 4] {
    [
        Cell::Text(threshold.key.clone(), &looks.code),
        Cell::Text(threshold.title.in_language(language).to_owned(), &looks.wrapped),
        Cell::Text(words::threshold_value(threshold, language), &looks.text),
        Cell::Text(words::threshold_basis(threshold, language), &looks.wrapped),
    ]
}

/// What stands in a cell, and how it looks.
pub(super) enum Cell<'a> {
    Text(String, &'a Format),
    Count(usize, &'a Format),
}

impl<'a> Cell<'a> {
    const fn blank(looks: &'a Looks) -> Self {
        Self::Text(String::new(), &looks.text)
    }
}

/// A sheet that is one table: the names and widths of its columns, then its rows.
pub(super) fn add_table<'a, const COLUMNS: usize>(
    workbook: &mut Workbook,
    name: &str,
    heads: &[(&str, f64); COLUMNS],
    rows: impl Iterator<Item = [Cell<'a>; COLUMNS]>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_row_height(0, 24)?;
    for (column, (name, width)) in (0..).zip(heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *name, &looks.head)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text, looks) => sheet.write_string_with_format(row, column, text, looks)?,
                Cell::Count(count, looks) => {
                    sheet.write_number_with_format(row, column, count as f64, looks)?
                }
            };
        }
    }
    Ok(())
}

fn result(rule: &Rule, language: Language) -> &'static str {
    match (rule.status, rule.findings) {
        (Status::NotRun, _) => language.pick("không chạy", "not run"),
        (Status::Run, Some(0)) => language.pick("đạt", "passed"),
        (Status::Run, _) => language.pick("có phát hiện", "found some"),
    }
}

fn setting_word(setting: Setting, language: Language) -> &'static str {
    match setting {
        Setting::Off => language.pick("tắt", "off"),
        Setting::Note => language.pick("ghi chú", "note"),
        Setting::Warning => language.pick("cảnh báo", "warning"),
        Setting::Error => language.pick("lỗi", "error"),
    }
}
