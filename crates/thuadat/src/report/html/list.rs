//! The list of findings, as far as a page can hold it.

use super::bilingual::{both, each, say};
use crate::report::model::{Change, Finding, Text};
use crate::report::{Kind, number, review_words, words};
use crate::{CheckRun, Language};
use maud::{Markup, html};
use thuadat_core::Message;

/// More rows than this make the page slow and the paper thick.
pub(in crate::report) const MOST_ROWS: usize = 2000;

/// Says how much of the list the page holds.
pub(super) fn lead(all: usize) -> Markup {
    html! {
        @if let Some(Message { vi, en }) = Kind::Html.leaves_out(all) {
            p .lead .cut { (say(&format!("Trang này {vi}."), &format!("This page {en}."))) }
        } @else {
            p .lead { (each(|language| match language {
                Language::Vi => format!("Đủ {} phát hiện, xếp từ nghiêm trọng nhất.", number::count(language, all)),
                Language::En => format!("All {}, gravest first.", words::counted(language, all, ["", "finding", "findings"])),
            })) }
        }
    }
}

/// The head of the list; rows follow.
pub(super) fn open() -> Markup {
    let table = html! {
        table .list {
            thead { tr {
                th .figure { (say("STT", "No.")) } th { (say("Mức độ", "Severity")) } th { (say("Tờ/thửa", "Sheet/parcel")) }
                th { (say("Nội dung và cách xử lý", "What is wrong and what to do")) }
                th .figure { (say("Số đo", "Measures")) }
                th .figure { (say("X (Bắc), Y (Đông)", "North, east")) }
            } }
            tbody {}
        }
    };
    maud::PreEscaped(table.0.trim_end_matches("</tbody></table>").to_owned())
}

pub(super) fn row(run: &CheckRun, position: usize, has_picture: bool) -> Markup {
    let found = &run.outcome.findings[position];
    let finding = Finding::new(run, found);
    let title = both(&Text::from(&found.rule.title()));
    html! {
        tr .is-accepted[finding.accepted.is_some()] {
            td .figure .none { (position + 1) }
            td { span .badge .(super::severity_class(finding.severity)) { (both(&words::severity(finding.severity))) } }
            td .names { (words::parcels(&finding, 4)) }
            td {
                @if has_picture { a href={ "#f-" (finding.id) } { (title) } } @else { b { (title) } }
                @if let Some(Change::New) = finding.change { " " span .badge .new { (both(&review_words::change(Change::New))) } }
                div { (both(&finding.message)) }
                @if let Some(accepted) = &finding.accepted {
                    div .accepted { (each(|language| review_words::accepted(accepted, language))) }
                }
            }
            td .figure { (each(|language| words::measures(&finding, language).join("\n"))) }
            td .figure .at { @if let Some(at) = finding.at { (each(|language| place(at, language))) } }
        }
    }
}

fn place([east, north]: [f64; 2], language: Language) -> String {
    format!("{}\n{}", number::coordinate(language, north), number::coordinate(language, east))
}
