//! The findings counted by rule and by map sheet.

use super::bilingual::{both, count, say};
use crate::CheckRun;
use crate::report::by_rule;
use crate::report::model::{Report, Severity, SheetSummary};
use crate::report::words;
use maud::{Markup, html};

/// More sheets than this make a list nobody reads; the others are summed up.
const MOST_SHEETS: usize = 100;

pub(super) fn by_rule(run: &CheckRun, report: &Report) -> Markup {
    let summary = &report.summary;
    let counted = by_rule::count(run, report);
    let most = counted.iter().map(by_rule::RuleCounts::all).max().unwrap_or_default();
    html! {
        table .counts {
            thead { tr { th { (say("Quy tắc", "Rule")) } th {} (severity_heads())
                @if summary.accepted > 0 { th .figure { (say("Chấp nhận", "Accepted")) } } } }
            tbody {
                @for counts in &counted {
                    tr {
                        th { (both(&counts.rule.title)) " " code { (counts.rule.id) } }
                        td .bar { (bar([counts.errors, counts.warnings, counts.notes], most)) }
                        (severity_cells([counts.errors, counts.warnings, counts.notes]))
                        @if summary.accepted > 0 { td .figure .none[counts.accepted == 0] { (or_dash(counts.accepted)) } }
                    }
                }
            }
            tfoot {
                tr {
                    th { (say("Tổng", "Total")) } td {}
                    (severity_cells([summary.errors, summary.warnings, summary.notes]))
                    @if summary.accepted > 0 { td .figure { (count(summary.accepted)) } }
                }
            }
        }
    }
}

pub(super) fn by_sheet(report: &Report) -> Markup {
    let mut sheets: Vec<&SheetSummary> = report.summary.by_sheet.iter().collect();
    let all = sheets.len();
    if all > MOST_SHEETS {
        sheets.sort_by_key(|sheet| std::cmp::Reverse((sheet.errors, sheet.warnings, sheet.notes)));
        sheets.truncate(MOST_SHEETS);
    }
    let several_communes = sheets.iter().any(|sheet| sheet.commune != sheets[0].commune);
    let most =
        sheets.iter().map(|sheet| sheet.errors + sheet.warnings + sheet.notes).max().unwrap_or_default();
    html! {
        @if all > sheets.len() {
            p .lead { (super::bilingual::each(|language| {
                let (shown, all) = (crate::report::number::count(language, MOST_SHEETS), crate::report::number::count(language, all));
                match language {
                    crate::Language::Vi => format!("{shown} tờ có nhiều lỗi nhất trong {all} tờ; đủ các tờ có trong báo cáo JSON và XLSX."),
                    crate::Language::En => format!("The {shown} worst of {all} sheets; the JSON and XLSX reports have them all."),
                }
            })) }
        }
        table .counts {
            thead {
                tr {
                    @if several_communes { th { (say("Mã xã", "Commune")) } }
                    th { (say("Tờ", "Sheet")) } th .figure { (say("Số thửa", "Parcels")) }
                    th .figure { (say("Thửa có lỗi", "With errors")) } th {} (severity_heads())
                }
            }
            tbody {
                @for sheet in &sheets {
                    tr {
                        @if several_communes { td { (sheet.commune.as_deref().unwrap_or("–")) } }
                        th { @match &sheet.sheet { Some(sheet) => (sheet), None => (say("không có số tờ", "no sheet number")) } }
                        td .figure { (count(sheet.parcels)) }
                        td .figure .none[sheet.parcels_with_errors == 0] { (count(sheet.parcels_with_errors)) }
                        td .bar { (bar([sheet.errors, sheet.warnings, sheet.notes], most)) }
                        (severity_cells([sheet.errors, sheet.warnings, sheet.notes]))
                    }
                }
            }
        }
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

fn severity_heads() -> Markup {
    html! { @for severity in SEVERITIES { th .figure { (both(&words::severities(severity))) } } }
}

fn severity_cells(counts: [usize; 3]) -> Markup {
    html! {
        @for (number, severity) in counts.into_iter().zip(SEVERITIES) {
            @if number == 0 { td .figure .none { "–" } }
            @else { td .figure .(super::severity_class(severity)) { (count(number)) } }
        }
    }
}

fn or_dash(number: usize) -> Markup {
    if number == 0 {
        html! { "–" }
    } else {
        count(number)
    }
}

/// The counts as lengths, on a scale that keeps small ones visible.
fn bar(counts: [usize; 3], most: usize) -> Markup {
    let all: usize = counts.iter().sum();
    let whole =
        ((all as f64 + 1.0).ln() / (most as f64 + 1.0).ln().max(f64::MIN_POSITIVE) * 100.0).min(100.0);
    let part = |count: usize| format!("width:{:.1}%", whole * count as f64 / all.max(1) as f64);
    html! {
        @for (number, severity) in counts.into_iter().zip(SEVERITIES) {
            @if number > 0 { i .(super::severity_class(severity)) style=(part(number)) {} }
        }
    }
}
