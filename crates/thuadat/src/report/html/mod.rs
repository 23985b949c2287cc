//! The report as one page to read on a screen and to print on A4: no scripts, nothing from the network.
//!
//! Both languages are in the page; the reader chooses at its head.

pub(crate) mod bilingual;
mod bounds;
mod cards;
mod frame;
mod ground;
mod head;
mod label;
mod list;
mod map;
mod method;
mod picture;
pub(crate) mod plain;
mod review;
mod tables;

use super::destination::announce;
use super::model::{Report, Severity};
use crate::{CheckRun, Language};
use bilingual::say;
use bounds::ParcelBounds;
pub(super) use list::MOST_ROWS;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::{self, Write};
use thuadat_core::Observer;

const STYLE: &str = include_str!("style.css");

/// Writes the page; `language` is the one it opens in.
///
/// # Errors
///
/// What `writer` answers.
pub(super) fn write_html(
    run: &CheckRun,
    language: Language,
    observer: &dyn Observer,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let report = Report::without_findings(run);
    let parcel_bounds = ParcelBounds::of(&run.dataset.parcels.geometries);
    let mut page = Page { writer, section: 0 };
    page.open(&report, language)?;
    page.put(&head::head(&report))?;
    if let Some(map) = map::overview(run, &parcel_bounds) {
        page.section(&say("Sơ đồ tổng quan", "Overview map"), &map)?;
    }
    if report.summary.findings > 0 {
        page.section(&say("Phát hiện theo quy tắc", "Findings by rule"), &tables::by_rule(run, &report))?;
    }
    if !report.summary.by_sheet.is_empty() {
        page.section(&say("Phát hiện theo tờ bản đồ", "Findings by map sheet"), &tables::by_sheet(&report))?;
    }
    if let Some(comparison) = &report.comparison {
        let changes = review::changes(run, &report, comparison);
        page.section(&say("So với lần kiểm tra trước", "Compared with the earlier check"), &changes)?;
    }
    page.findings(run, &parcel_bounds, observer)?;
    if let Some(acceptance) = &report.acceptance {
        let accepted = review::accepted(run, &report, acceptance);
        page.section(&say("Phát hiện đã được chấp nhận", "Accepted findings"), &accepted)?;
    }
    page.section(
        &say("Quy tắc đạt và quy tắc không chạy", "Rules passed and rules not run"),
        &method::rules(&report),
    )?;
    page.section(&say("Cách kiểm tra", "How it was checked"), &method::profile(&report))?;
    page.section(&say("Dữ liệu đầu vào", "What was checked"), &method::input(&report))?;
    page.close(&report)
}

/// A page being written, section by section.
struct Page<'a> {
    writer: &'a mut dyn Write,
    section: usize,
}

impl Page<'_> {
    fn open(&mut self, report: &Report, language: Language) -> io::Result<()> {
        let title = language.pick("Kết quả kiểm tra bản đồ thửa đất", "Check of a parcel map");
        let opening = html! {
            (DOCTYPE)
            html lang=(language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content={ (report.tool.name) " " (report.tool.version) };
                    title { (title) " – " (report.input.path) }
                    style { (PreEscaped(STYLE)) }
                }
            }
        };
        // The body stays open while it is written.
        self.writer.write_all(opening.0.trim_end_matches("</html>").as_bytes())?;
        self.writer.write_all(b"<body>\n")?;
        self.put(&language_choice(language))?;
        self.writer.write_all(b"<main>\n")
    }

    fn findings(
        &mut self,
        run: &CheckRun,
        parcel_bounds: &ParcelBounds,
        observer: &dyn Observer,
    ) -> io::Result<()> {
        let findings = &run.outcome.findings;
        if findings.is_empty() {
            return Ok(());
        }
        let cards = cards::Cards::of(run, parcel_bounds);
        self.open_section(&say("Các phát hiện nghiêm trọng nhất", "The worst findings"), &cards.lead())?;
        self.writer.write_all(b"<div class=\"cards\">\n")?;
        for (done, &position) in cards.shown().iter().enumerate() {
            announce(observer, done + 1, cards.shown().len());
            self.put(&cards.card(position))?;
        }
        self.writer.write_all(b"</div></section>\n")?;
        self.open_section(&say("Danh sách phát hiện", "All findings"), &list::lead(findings.len()))?;
        self.put(&list::open())?;
        for position in 0..findings.len().min(MOST_ROWS) {
            self.put(&list::row(run, position, cards.has_picture(position)))?;
        }
        self.writer.write_all(b"</tbody></table></section>\n")
    }

    fn section(&mut self, title: &Markup, content: &Markup) -> io::Result<()> {
        self.open_section(title, content)?;
        self.writer.write_all(b"</section>\n")
    }

    fn open_section(&mut self, title: &Markup, lead: &Markup) -> io::Result<()> {
        self.section += 1;
        let opening = html! { h2 { span .number { (self.section) } (title) } (lead) };
        self.writer.write_all(b"<section>")?;
        self.put(&opening)
    }

    fn close(&mut self, report: &Report) -> io::Result<()> {
        self.put(&head::foot(report))?;
        self.writer.write_all(b"</main></body></html>\n")
    }

    fn put(&mut self, markup: &Markup) -> io::Result<()> {
        self.writer.write_all(markup.0.as_bytes())?;
        self.writer.write_all(b"\n")
    }
}

/// Two radio buttons before everything else: the style sheet hides the language that is not chosen.
fn language_choice(language: Language) -> Markup {
    html! {
        input #read-vi type="radio" name="language" checked[language == Language::Vi];
        input #read-en type="radio" name="language" checked[language == Language::En];
        nav .languages {
            label for="read-vi" lang="vi" { "Tiếng Việt" }
            label for="read-en" lang="en" { "English" }
        }
    }
}

const fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
