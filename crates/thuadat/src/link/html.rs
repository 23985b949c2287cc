//! The report of a linking as a page for people: the summary, the reasons, and the rows that somebody has to look at.

use super::LinkRun;
use super::model::{Finding, LinkReport, ReasonSummary, RowStatus};
use super::sentences::{FindingKind, RowWords, privacy, probability, title};
use crate::Language;
use crate::report::html::bilingual::{both, count, each, say};
use crate::report::html::plain::PlainPage;
use crate::report::model::Text;
use crate::report::{announce, number};
use maud::{Markup, html};
use std::io::{self, Write};
use thuadat_core::link::RowLink;
use thuadat_core::{LinkStatus, Observer};

const STYLE: &str = include_str!("style.css");
/// More rows than this nobody reads on a page.
const MOST_ROWS: usize = 2_000;

/// Writes the page; `language` is the one it opens in.
pub(super) fn write(
    run: &LinkRun,
    language: Language,
    observer: &dyn Observer,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let report = LinkReport::without_rows(run);
    let mut page = PlainPage::open(writer, &title(), &report.tool, STYLE, language)?;
    page.put(&head(&report))?;
    page.section(&text("Lý do, và việc cần làm", "Reasons, and what to do"), &reasons(&report))?;
    let open: Vec<&RowLink> =
        run.linkage.rows.iter().filter(|row| row.status != LinkStatus::Linked).collect();
    page.section(&text("Các dòng cần xem", "Rows to be looked at"), &rows(run, &open, observer))?;
    let linked: Vec<&RowLink> =
        run.linkage.rows.iter().filter(|row| row.status == LinkStatus::Linked).collect();
    page.section(&text("Các dòng đã ghép", "Rows that are linked"), &rows(run, &linked, observer))?;
    for kind in FindingKind::ALL {
        let of_kind: Vec<&Finding> =
            report.findings.iter().filter(|finding| FindingKind::of(finding) == kind).collect();
        if !of_kind.is_empty() {
            page.section(&kind.title(), &findings(&of_kind))?;
        }
    }
    page.close()
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn head(report: &LinkReport) -> Markup {
    let summary = &report.summary;
    let counts = [summary.linked, summary.ambiguous, summary.conflict, summary.unlinked];
    html! {
        header {
            p .kicker { (say("Báo cáo ghép sổ", "Report of a linking")) }
            h1 { (both(&title())) }
            dl .source {
                div { dt { (say("Bản đồ", "Map")) } dd { (report.map.path) " · " (report.map.layer) } }
                @for register in &report.registers {
                    div { dt { (say("Sổ", "Register")) } dd { (register.file)
                        @if let Some(worksheet) = &register.worksheet { " · " (worksheet) } } }
                }
                @for list in &report.renumberings { div { dt { (say("Đối chiếu tờ", "Sheets")) } dd { (list.file) } } }
                div { dt { (say("Bộ quy tắc", "Profile")) } dd { (report.profile) } }
            }
        }
        div .tiles {
            div { b { (count(summary.rows)) } span { (say("dòng của sổ", "rows of registers")) } }
            @for (status, number) in LinkStatus::ALL.into_iter().zip(counts) {
                div .(class_of(status)) .none[number == 0] {
                    b { (count(number)) }
                    span { (say(status.title().vi, status.title().en)) }
                    small { (each(|language| share(language, number, summary.rows))) }
                }
            }
        }
        (bar(counts, summary.rows))
        p .lead { (each(|language| without_rows(language, summary.parcels_without_rows, summary.parcels))) }
        p .privacy { (both(&privacy())) }
    }
}

const fn class_of(status: LinkStatus) -> &'static str {
    match status {
        LinkStatus::Linked => "pass",
        LinkStatus::Ambiguous => "warning",
        LinkStatus::Conflict => "error",
        LinkStatus::Unlinked => "note",
    }
}

const fn class_of_row(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Linked => "pass",
        RowStatus::Ambiguous => "warning",
        RowStatus::Conflict => "error",
        RowStatus::Unlinked => "note",
    }
}

fn bar(counts: [usize; 4], all: usize) -> Markup {
    let mut at = 0.0;
    let parts = LinkStatus::ALL.into_iter().zip(counts).map(|(status, count)| {
        let width = if all == 0 { 0.0 } else { 1000.0 * count as f64 / all as f64 };
        let from = at;
        at += width;
        (class_of(status), from, width)
    });
    let parts: Vec<(&str, f64, f64)> = parts.filter(|(_, _, width)| *width > 0.0).collect();
    html! {
        svg .strip viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" {
            @for (class, from, width) in parts {
                rect .(class) x=(format!("{from:.1}")) y="0" width=(format!("{width:.1}")) height="14" {}
            }
        }
    }
}

fn share(language: Language, part: usize, all: usize) -> String {
    let percent = if all == 0 { 0.0 } else { part as f64 * 100.0 / all as f64 };
    format!("{} %", number::decimal(language, percent, 1))
}

fn without_rows(language: Language, without: usize, all: usize) -> String {
    let (without, all) = (number::count(language, without), number::count(language, all));
    match language {
        Language::Vi => {
            format!("{without} trong {all} thửa của bản đồ chưa có dòng nào trong sổ được ghép tới.")
        }
        Language::En => {
            format!("{without} of {all} parcels of the map have no row of a register linked to them.")
        }
    }
}

fn reasons(report: &LinkReport) -> Markup {
    let reasons = &report.summary.by_reason;
    html! {
        @if reasons.is_empty() { p .lead { (say("Không có.", "None.")) } }
        @else {
            table .counts {
                thead { tr { th { (say("Kết quả", "Status")) } th { (say("Lý do", "Reason")) } th { (say("Việc cần làm", "What to do")) } th .figure { (say("Số dòng", "Rows")) } } }
                tbody { @for reason in reasons { (reason_row(reason)) } }
            }
        }
    }
}

fn reason_row(reason: &ReasonSummary) -> Markup {
    let status = LinkStatus::ALL.into_iter().find(|status| RowStatus::from(*status) == reason.status);
    html! {
        tr {
            td { @if let Some(status) = status { span .badge .(class_of_row(reason.status)) { (say(status.title().vi, status.title().en)) } } }
            th { (both(&reason.text)) " " code { (reason.code) } }
            td .basis { (both(&reason.advice)) }
            td .figure { (count(reason.rows)) }
        }
    }
}

fn rows(run: &LinkRun, rows: &[&RowLink], observer: &dyn Observer) -> Markup {
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    html! {
        @if rows.is_empty() { p .lead { (say("Không có.", "None.")) } }
        @if shown.len() < rows.len() { p .cut { (each(|language| cut(language, shown.len(), rows.len()))) } }
        @if !rows.is_empty() {
            table .list .links {
                thead { tr {
                    th { (say("Dòng", "Row")) } th { (say("Kết quả", "Status")) } th { (say("Thửa", "Parcel")) }
                    th .figure { (say("Xác suất", "Probability")) } th { (say("Lý do và bằng chứng", "Reasons and evidence")) }
                } }
                tbody {
                    @for (done, row) in shown.iter().enumerate() { (counted(run, row, observer, done, shown.len())) }
                }
            }
        }
    }
}

fn counted(run: &LinkRun, row: &RowLink, observer: &dyn Observer, done: usize, all: usize) -> Markup {
    announce(observer, done + 1, all);
    row_of(run, row)
}

fn row_of(run: &LinkRun, row: &RowLink) -> Markup {
    let words = Language::ALL.map(|language| RowWords::new(run, row, language));
    let each_of = |of: fn(&RowWords) -> &String| {
        let [vi, en] = &words;
        both(&Text { vi: of(vi).clone(), en: of(en).clone() })
    };
    let [words_vi, _] = &words;
    let source = &words_vi.source;
    html! {
        tr {
            td .names { (source.row) div .at { (file_name(&source.file)) @if let Some(worksheet) = &source.worksheet { " · " (worksheet) } } }
            td { span .badge .(class_of(row.status)) { (say(row.status.title().vi, row.status.title().en)) }
                @if let Some(tier) = row.tier { div .at { (say(tier.title().vi, tier.title().en)) } } }
            td {
                @if row.parcels.is_empty() && !row.candidates.is_empty() {
                    span .at { (say("có thể là ", "may be ")) } (each_of(|words| &words.candidates))
                } @else { (each_of(|words| &words.parcels)) }
            }
            td .figure { @if let Some(score) = probability(row) { (each(|language| share_of_one(language, score))) } }
            td {
                @if !row.reasons.is_empty() { div { b { (each_of(|words| &words.reasons)) } } div { (each_of(|words| &words.advice)) } }
                div .at { (each_of(|words| &words.evidence)) }
            }
        }
    }
}

fn share_of_one(language: Language, score: f64) -> String {
    format!("{} %", number::decimal(language, score * 100.0, 1))
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn cut(language: Language, shown: usize, all: usize) -> String {
    let (shown, all) = (number::count(language, shown), number::count(language, all));
    match language {
        Language::Vi => format!("Chỉ nêu {shown} trong {all} dòng; bản .xlsx và .json có đủ."),
        Language::En => format!("Only {shown} of {all} rows are shown; .xlsx and .json have them all."),
    }
}

fn findings(findings: &[&Finding]) -> Markup {
    let shown = &findings[..findings.len().min(MOST_ROWS)];
    html! {
        @if shown.len() < findings.len() { p .cut { (each(|language| cut(language, shown.len(), findings.len()))) } }
        table .list {
            thead { tr { th { (say("Dòng", "Row")) } th { (say("Cột", "Column")) } th { (say("Nội dung", "What is wrong")) } } }
            tbody {
                @for finding in shown {
                    tr {
                        td .names { (finding.source.row) div .at { (file_name(&finding.source.file)) } }
                        td { @if let Some(column) = &finding.column { (column) } }
                        td { (both(&finding.message)) }
                    }
                }
            }
        }
    }
}
