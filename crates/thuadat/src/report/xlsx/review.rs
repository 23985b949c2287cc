//! The sheets of what is gone since an earlier report, and of accepted findings.

use super::looks::Looks;
use super::rules::add_heads;
use crate::CheckRun;
use crate::Language;
use crate::report::model::{Acceptance, Comparison, Finding, Report};
use crate::report::{review_words, words};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// A row for each finding that is gone; no sheet where there is nothing to compare with.
pub(super) fn add_gone(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some(Comparison { gone, .. }) = &report.comparison else { return Ok(()) };
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Đã hết", "Gone"))?;
    let heads = [
        (language.pick("Mức độ", "Severity"), 12.0),
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Tờ/thửa", "Sheet/parcel"), 24.0),
        (language.pick("Nội dung lần trước", "What was said before"), 80.0),
        (language.pick("Mã phát hiện", "Finding id"), 20.0),
    ];
    add_heads(sheet, &heads, looks)?;
    for (position, finding) in gone.iter().enumerate() {
        let names: Vec<String> = finding.parcels.iter().map(words::parcel).collect();
        let severity = words::severity(finding.severity);
        let cells = [
            severity.in_language(language),
            &finding.rule,
            &names.join(", "),
            finding.message.in_language(language),
            &finding.id,
        ];
        write_row(sheet, position + 1, &cells, looks)?;
    }
    Ok(())
}

/// A row for each entry of the file of accepted findings, those that match nothing last; no sheet without a file.
pub(super) fn add_accepted(
    workbook: &mut Workbook,
    report: &Report,
    run: &CheckRun,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some(Acceptance { unmatched, .. }) = &report.acceptance else { return Ok(()) };
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("Chấp nhận", "Accepted"))?;
    let heads = [
        (language.pick("Mã phát hiện", "Finding id"), 20.0),
        (language.pick("Người chấp nhận", "Accepted by"), 26.0),
        (language.pick("Ngày", "Date"), 12.0),
        (language.pick("Lý do", "Reason"), 50.0),
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Tờ/thửa", "Sheet/parcel"), 24.0),
    ];
    add_heads(sheet, &heads, looks)?;
    let mut row = 0;
    for found in &run.outcome.findings {
        let finding = Finding::new(run, found);
        if let Some(accepted) = &finding.accepted {
            row += 1;
            let when = when(&accepted.when, language);
            let names = words::parcels(&finding, usize::MAX);
            write_row(
                sheet,
                row,
                &[&finding.id, &accepted.who, &when, &accepted.why, &finding.rule, &names],
                looks,
            )?;
        }
    }
    for entry in unmatched {
        row += 1;
        let when = when(&entry.accepted.when, language);
        let nothing = language.pick("không khớp phát hiện nào", "matches nothing");
        let cells = [&entry.id, &entry.accepted.who, &when, &entry.accepted.why, nothing, ""];
        write_row(sheet, row, &cells, looks)?;
    }
    Ok(())
}

fn when(iso: &str, language: Language) -> String {
    match language {
        Language::Vi => review_words::day(iso),
        Language::En => iso.to_owned(),
    }
}

fn write_row(sheet: &mut Worksheet, row: usize, cells: &[&str], looks: &Looks) -> Result<(), XlsxError> {
    for (column, text) in cells.iter().enumerate() {
        sheet.write_string_with_format(row as u32, column as u16, *text, &looks.wrapped)?;
    }
    Ok(())
}
