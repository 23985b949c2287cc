//! A page in the look of the report, for other reports: head, sections, foot.

use super::bilingual::both;
use super::{STYLE, language_choice};
use crate::Language;
use crate::report::model::{Text, Tool};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::{self, Write};

/// A page being written, section by section.
pub(crate) struct PlainPage<'a> {
    writer: &'a mut dyn Write,
    section: usize,
    tool: Tool,
}

impl<'a> PlainPage<'a> {
    /// Writes all above the first section; `style` is added to that of every page.
    pub(crate) fn open(
        writer: &'a mut dyn Write,
        title: &Text,
        tool: &Tool,
        style: &str,
        language: Language,
    ) -> io::Result<Self> {
        let opening = html! {
            (DOCTYPE)
            html lang=(language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content={ (tool.name) " " (tool.version) };
                    title { (title.in_language(language)) }
                    style { (PreEscaped(STYLE)) (PreEscaped(style)) }
                }
            }
        };
        let mut page = Self { writer, section: 0, tool: tool.clone() };
        // The body stays open while it is written.
        page.writer.write_all(opening.0.trim_end_matches("</html>").as_bytes())?;
        page.writer.write_all(b"<body>\n")?;
        page.put(&language_choice(language))?;
        page.writer.write_all(b"<main>\n")?;
        Ok(page)
    }

    /// A section with its number and title.
    pub(crate) fn section(&mut self, title: &Text, content: &Markup) -> io::Result<()> {
        self.section += 1;
        self.put(&html! { section { h2 { span .number { (self.section) } (both(title)) } (content) } })
    }

    /// Anything.
    pub(crate) fn put(&mut self, markup: &Markup) -> io::Result<()> {
        self.writer.write_all(markup.0.as_bytes())?;
        self.writer.write_all(b"\n")
    }

    /// The foot, and the end of the page.
    pub(crate) fn close(mut self) -> io::Result<()> {
        let foot = html! { footer { (self.tool.name) " " (self.tool.version) } };
        self.put(&foot)?;
        self.writer.write_all(b"</main></body></html>\n")
    }
}
