//! The sheets that say how the check was made: its rules and its thresholds.

use super::looks::Looks;
use crate::Language;
use crate::report::model::{Report, Rule, Setting, Status};
use crate::report::words;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// Every rule: found something, passed, or not run and why.
pub(super) fn add_rules(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Quy tắc", "Rules"))?;
    let heads = [
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Quy tắc", "Rule"), 42.0),
        (language.pick("Mức độ cao nhất", "Severity at most"), 16.0),
        (language.pick("Kết quả", "Result"), 16.0),
        (language.pick("Số phát hiện", "Findings"), 14.0),
        (language.pick("Lý do không chạy", "Why not run"), 60.0),
    ];
    add_heads(sheet, &heads, looks)?;
    for (position, rule) in report.rules.iter().enumerate() {
        let row = position as u32 + 1;
        sheet.write_string_with_format(row, 0, &rule.id, &looks.code)?;
        sheet.write_string_with_format(row, 1, rule.title.in_language(language), &looks.text)?;
        let severity = words::severity(rule.severity);
        sheet.write_string_with_format(row, 2, severity.in_language(language), &looks.text)?;
        sheet.write_string_with_format(row, 3, result(rule, language), &looks.text)?;
        match rule.findings {
            Some(count) => sheet.write_number_with_format(row, 4, count as f64, &looks.count)?,
            None => sheet.write_blank(row, 4, &looks.text)?,
        };
        let reason = rule.reason.as_ref().map(|reason| reason.in_language(language)).unwrap_or_default();
        sheet.write_string_with_format(row, 5, reason, &looks.wrapped)?;
    }
    Ok(())
}

/// The thresholds and what they rest on, then the severities that differ from the rules' own.
pub(super) fn add_profile(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Bộ quy tắc", "Profile"))?;
    let heads = [
        (language.pick("Khóa", "Key"), 26.0),
        (language.pick("Ý nghĩa", "Meaning"), 58.0),
        (language.pick("Giá trị", "Value"), 16.0),
        (language.pick("Căn cứ", "Basis"), 80.0),
    ];
    add_heads(sheet, &heads, looks)?;
    let mut row = 1;
    for threshold in &report.profile.thresholds {
        sheet.write_string_with_format(row, 0, &threshold.key, &looks.code)?;
        sheet.write_string_with_format(row, 1, threshold.title.in_language(language), &looks.wrapped)?;
        sheet.write_string_with_format(row, 2, words::threshold_value(threshold, language), &looks.text)?;
        sheet.write_string_with_format(
            row,
            3,
            words::threshold_basis(threshold, language),
            &looks.wrapped,
        )?;
        row += 1;
    }
    for (rule, setting) in &report.profile.severities {
        sheet.write_string_with_format(row, 0, rule, &looks.code)?;
        sheet.write_string_with_format(
            row,
            1,
            language.pick("Mức độ của quy tắc", "Severity of the rule"),
            &looks.text,
        )?;
        sheet.write_string_with_format(row, 2, setting_word(*setting, language), &looks.text)?;
        sheet.write_string_with_format(row, 3, "", &looks.text)?;
        row += 1;
    }
    Ok(())
}

fn add_heads(sheet: &mut Worksheet, heads: &[(&str, f64)], looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_row_height(0, 24)?;
    for (column, (name, width)) in heads.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
        sheet.write_string_with_format(0, column as u16, *name, &looks.head)?;
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
