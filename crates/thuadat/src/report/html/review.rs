//! Accepted findings, and what changed since an earlier report.

use super::bilingual::{both, count, each, say};
use crate::CheckRun;
use crate::report::model::{Comparison, Finding, GoneFinding, Report, Text};
use crate::report::{by_change, number, review_words, words};
use crate::{Language, report::model::Acceptance};
use maud::{Markup, html};

/// More rows than this make the page slow.
const MOST_ROWS: usize = 500;

/// What changed: the counts by rule, then what is gone.
pub(super) fn changes(run: &CheckRun, report: &Report, comparison: &Comparison) -> Markup {
    html! {
        @if let Some(line) = review_words::comparison(report) { p .lead { (both(&line)) } }
        @for remark in &comparison.remarks { p .lead .cut { (both(remark)) } }
        table .counts {
            thead { tr { th { (say("Quy tắc", "Rule")) } th .figure { (say("Mới", "New")) }
                th .figure { (say("Còn nguyên", "Unchanged")) } th .figure { (say("Đã hết", "Gone")) } } }
            tbody {
                @for counts in &by_change::count(run, report) {
                    tr {
                        th { (both(&counts.title)) " " code { (counts.id) } }
                        (cell(counts.new, "error")) (cell(counts.unchanged, "note")) (cell(counts.gone, "passed"))
                    }
                }
            }
        }
        @if !comparison.gone.is_empty() {
            h3 { (say("Đã hết", "Gone")) " (" (count(comparison.gone.len())) ")" }
            (cut(comparison.gone.len()))
            table .list {
                thead { tr { th { (say("Mức độ", "Severity")) } th { (say("Tờ/thửa", "Sheet/parcel")) }
                    th { (say("Nội dung lần trước", "What was said before")) } th { (say("Mã", "Id")) } } }
                tbody { @for finding in comparison.gone.iter().take(MOST_ROWS) { (gone_row(finding)) } }
            }
        }
    }
}

fn cell(number: usize, class: &str) -> Markup {
    html! { @if number == 0 { td .figure .none { "–" } } @else { td .figure .(class) { (count(number)) } } }
}

fn gone_row(finding: &GoneFinding) -> Markup {
    let names: Vec<String> = finding.parcels.iter().take(4).map(words::parcel).collect();
    html! {
        tr {
            td { span .badge .(super::severity_class(finding.severity)) { (both(&words::severity(finding.severity))) } }
            td .names { (names.join(" · ")) }
            td { (both(&finding.message)) }
            td { code { (finding.id) } }
        }
    }
}

/// Who accepted what, and the entries that match nothing.
pub(super) fn accepted(run: &CheckRun, report: &Report, acceptance: &Acceptance) -> Markup {
    let accepted = run.outcome.findings.iter().filter(|finding| run.acceptance_of(finding).is_some());
    html! {
        @if let Some(line) = review_words::acceptance(report) { p .lead { (both(&line)) "." } }
        @if acceptance.matched > 0 {
            (cut(acceptance.matched))
            table .list {
                thead { tr { th { (say("Quy tắc", "Rule")) } th { (say("Tờ/thửa", "Sheet/parcel")) }
                    th { (say("Ai chấp nhận, khi nào, vì sao", "Who accepted it, when and why")) } th { (say("Mã", "Id")) } } }
                tbody {
                    @for found in accepted.take(MOST_ROWS) {
                        @let finding = Finding::new(run, found);
                        tr {
                            td { (both(&Text::from(&found.rule.title()))) }
                            td .names { (words::parcels(&finding, 4)) }
                            td { @if let Some(accepted) = &finding.accepted { (each(|language| review_words::accepted(accepted, language))) } }
                            td { code { (finding.id) } }
                        }
                    }
                }
            }
        }
        @if !acceptance.unmatched.is_empty() {
            h3 { (say("Mục không khớp phát hiện nào", "Entries that match nothing")) " (" (count(acceptance.unmatched.len())) ")" }
            ul .rules {
                @for entry in acceptance.unmatched.iter().take(MOST_ROWS) {
                    li { (say("dòng", "line")) " " (entry.line) ": " code { (entry.id) } " – "
                        (each(|language| review_words::accepted(&entry.accepted, language))) }
                }
            }
        }
    }
}

fn cut(all: usize) -> Markup {
    html! {
        @if all > MOST_ROWS {
            p .lead .cut { (each(|language| {
                let (shown, all) = (number::count(language, MOST_ROWS), number::count(language, all));
                match language {
                    Language::Vi => format!("Trang này liệt kê {shown} trong {all}; đủ trong báo cáo JSON hoặc XLSX."),
                    Language::En => format!("This page lists {shown} of {all}; the JSON and XLSX reports have them all."),
                }
            })) }
        }
    }
}
