//! The words for accepted findings and for what changed.

use super::model::{Acceptance, Accepted, Change, Comparison, Report, Text};
use super::number;
use super::words::{counted, text};
use crate::Language;

/// What a finding is besides its severity: accepted, new.
pub(super) fn change(change: Change) -> Text {
    match change {
        Change::New => text("mới", "new"),
        Change::Unchanged => text("còn nguyên", "unchanged"),
    }
}

/// Who accepted a finding, when and why.
pub(super) fn accepted(accepted: &Accepted, language: Language) -> String {
    let Accepted { who, when, why } = accepted;
    match language {
        Language::Vi => format!("{who} chấp nhận ngày {}: {why}", day(when)),
        Language::En => format!("accepted by {who} on {when}: {why}"),
    }
}

/// A day as people write it in Vietnam.
pub(super) fn day(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match parts[..] {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => iso.to_owned(),
    }
}

/// How the file of accepted findings fits the check.
pub(super) fn acceptance(report: &Report) -> Option<Text> {
    let Acceptance { path, matched, unmatched } = report.acceptance.as_ref()?;
    let lines: Vec<String> = unmatched.iter().take(10).map(|entry| entry.line.to_string()).collect();
    let more = if unmatched.len() > lines.len() { ", …" } else { "" };
    let lines = lines.join(", ") + more;
    let is_partial = report.selection.is_some();
    Some(Text::each(|language| {
        let matched = counted(
            language,
            *matched,
            ["phát hiện được chấp nhận", "accepted finding is there", "accepted findings are there"],
        );
        let unmatched_count = number::count(language, unmatched.len());
        let rest = match (language, unmatched.len(), is_partial) {
            (_, 0, _) => String::new(),
            (Language::Vi, _, false) => {
                format!("; {unmatched_count} mục không còn khớp phát hiện nào (dòng {lines})")
            }
            (Language::Vi, _, true) => {
                format!(
                    "; {unmatched_count} mục không khớp phát hiện nào trong phần được kiểm tra (dòng {lines})"
                )
            }
            (Language::En, 1, false) => format!("; 1 entry matches nothing any more (line {lines})"),
            (Language::En, _, false) => {
                format!("; {unmatched_count} entries match nothing any more (lines {lines})")
            }
            (Language::En, _, true) => {
                format!("; {unmatched_count} match nothing in the part that was checked (line {lines})")
            }
        };
        format!("{path}: {matched}{rest}")
    }))
}

/// What changed since the earlier report, in one line.
pub(super) fn comparison(report: &Report) -> Option<Text> {
    let Comparison { path, new, unchanged, gone, not_looked_at, .. } = report.comparison.as_ref()?;
    Some(Text::each(|language| {
        let [new, unchanged, gone] =
            [*new, *unchanged, gone.len()].map(|count| number::count(language, count));
        let rest = match (language, not_looked_at) {
            (_, 0) => String::new(),
            (Language::Vi, count) => format!(", {} lần này không xét đến", number::count(language, *count)),
            (Language::En, count) => format!(", {} not looked at this time", number::count(language, *count)),
        };
        match language {
            Language::Vi => format!("{path}: {new} mới, {unchanged} còn nguyên, {gone} đã hết{rest}"),
            Language::En => format!("{path}: {new} new, {unchanged} unchanged, {gone} gone{rest}"),
        }
    }))
}
