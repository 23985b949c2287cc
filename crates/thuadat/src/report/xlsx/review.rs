//! The sheets of what is gone since an earlier report, and of accepted findings.

use super::looks::Looks;
use super::rules::{Cell, add_table};
use crate::CheckRun;
use crate::Language;
use crate::report::model::{Acceptance, Accepted, Comparison, Finding, Report};
use crate::report::{review_words, words};
use rust_xlsxwriter::{Workbook, XlsxError};

/// The rows a worksheet can hold below its head.
const MOST_ROWS: usize = 1_048_575;

/// A row for each finding that is gone; no sheet where there is nothing to compare with.
pub(super) fn add_gone(
    workbook: &mut Workbook,
    report: &Report,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some(Comparison { gone, .. }) = &report.comparison else { return Ok(()) };
    let heads = [
        (language.pick("Mức độ", "Severity"), 12.0),
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Tờ/thửa", "Sheet/parcel"), 24.0),
        (language.pick("Nội dung lần trước", "What was said before"), 80.0),
        (language.pick("Mã phát hiện", "Finding id"), 20.0),
    ];
    let rows = gone.iter().take(MOST_ROWS).map(|finding| {
        let names: Vec<String> = finding.parcels.iter().map(words::parcel).collect();
        let severity = words::severity(finding.severity);
        [
            Cell::Text(severity.in_language(language).to_owned(), &looks.text),
            Cell::Text(finding.rule.clone(), &looks.code),
            Cell::Text(names.join(", "), &looks.wrapped),
            Cell::Text(finding.message.in_language(language).to_owned(), &looks.wrapped),
            Cell::Text(finding.id.clone(), &looks.code),
        ]
    });
    add_table(workbook, language.pick("Đã hết", "Gone"), &heads, rows, looks)
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
    let heads = [
        (language.pick("Mã phát hiện", "Finding id"), 20.0),
        (language.pick("Người chấp nhận", "Accepted by"), 26.0),
        (language.pick("Ngày", "Date"), 12.0),
        (language.pick("Lý do", "Reason"), 50.0),
        (language.pick("Mã quy tắc", "Rule id"), 32.0),
        (language.pick("Tờ/thửa", "Sheet/parcel"), 24.0),
    ];
    let row = |id: String, accepted: &Accepted, rule: String, names: String| {
        let when = match language {
            Language::Vi => review_words::day(&accepted.when),
            Language::En => accepted.when.clone(),
        };
        [
            Cell::Text(id, &looks.code),
            Cell::Text(accepted.who.clone(), &looks.text),
            Cell::Text(when, &looks.text),
            Cell::Text(accepted.why.clone(), &looks.wrapped),
            Cell::Text(rule, &looks.code),
            Cell::Text(names, &looks.text),
        ]
    };
    let is_accepted = |found: &&thuadat_core::Finding| run.acceptance_of(found).is_some();
    let matched = run.outcome.findings.iter().filter(is_accepted).filter_map(|found| {
        let finding = Finding::new(run, found);
        let names = words::parcels(&finding, usize::MAX);
        Some(row(finding.id, finding.accepted.as_ref()?, finding.rule, names))
    });
    let nothing = language.pick("không khớp phát hiện nào", "matches nothing");
    let unmatched = unmatched
        .iter()
        .map(|entry| row(entry.id.clone(), &entry.accepted, nothing.to_owned(), String::new()));
    let rows = matched.chain(unmatched).take(MOST_ROWS);
    add_table(workbook, language.pick("Chấp nhận", "Accepted"), &heads, rows, looks)
}
