//! The handbook as Markdown: a page for each rule, with its drawing, and a list of all.

use super::page::page;
use super::svg;
use super::terminal::{EXAMPLE, THRESHOLDS, sections, severity_word, threshold};
use crate::Language;
use crate::profile::ProfileDocument;
use crate::report::threshold_words;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use thuadat_core::{Message, Rule};

/// Why the pages could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct PagesError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

impl PagesError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = format!("không ghi được {}: hệ thống báo “{}”", self.path.display(), self.source);
        Message { vi, en: self.to_string() }
    }
}

/// Writes the pages of all rules, their drawings and a list of them into a folder; what else stands there stays.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_pages(folder: &Path, document: &ProfileDocument) -> Result<(), PagesError> {
    put(&folder.join("README.md"), &list(document))?;
    for &rule in Rule::ALL {
        let example = page(rule).and_then(|page| page.example.as_ref()).map(|example| example.run(rule));
        let drawing = example.as_ref().and_then(svg::draw);
        if let Some(drawing) = &drawing {
            put(&folder.join(format!("{}.svg", rule.id())), drawing)?;
        }
        let told = example.and_then(|run| run.findings.into_iter().next()).map(|finding| finding.message);
        put(
            &folder.join(format!("{}.md", rule.id())),
            &whole_page(rule, document, drawing.is_some(), told.as_ref()),
        )?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), PagesError> {
    let failed = |source| PagesError { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, text).map_err(failed)
}

/// Texts are written to memory, which does not fail.
macro_rules! say {
    ($page:expr, $($text:tt)*) => { writeln!($page, $($text)*).expect("memory takes it") };
}

fn list(document: &ProfileDocument) -> String {
    let mut page = String::new();
    say!(page, "# Các quy tắc · The rules\n");
    say!(
        page,
        "Mỗi quy tắc có một trang: ý nghĩa, vì sao quan trọng, cách phát hiện, cách xử lý, ví dụ. Trong chương trình: `thuadat rules overlap`.\n"
    );
    say!(
        page,
        "Each rule has a page: what it means, why it matters, how it is found, what to do, an example. In the program: `thuadat rules overlap`.\n"
    );
    say!(
        page,
        "Mức độ theo bộ quy tắc `{0}`. Severities are those of the profile `{0}`.\n",
        document.profile.name
    );
    say!(page, "| | Quy tắc | Rule | Mức độ · Severity |\n|---|---|---|---|");
    for &rule in Rule::ALL {
        let (id, title, severity) = (rule.id(), rule.title(), document.profile.severity(rule));
        let [vi, en] = Language::ALL.map(|language| severity_word(severity, language));
        say!(page, "| [`{id}`]({id}.md) | {} | {} | {vi} · {en} |", title.vi, title.en);
    }
    say!(page, "\nTrang này do `cargo xtask rules` tạo ra. This page is made by `cargo xtask rules`.");
    page
}

fn whole_page(rule: Rule, document: &ProfileDocument, has_drawing: bool, told: Option<&Message>) -> String {
    let (id, title) = (rule.id(), rule.title());
    let own = id.split_once('/').map_or(id, |(_, own)| own);
    let mut text = String::new();
    say!(text, "# {} · {}\n\n`{id}`\n", title.vi, title.en);
    if has_drawing {
        say!(text, "![{} · {}]({own}.svg)\n", title.vi, title.en);
    }
    for language in Language::ALL {
        chapter(&mut text, rule, document, language, told);
    }
    say!(text, "[Các quy tắc · All rules](../README.md)");
    text
}

fn chapter(
    text: &mut String,
    rule: Rule,
    document: &ProfileDocument,
    language: Language,
    told: Option<&Message>,
) {
    let severity = severity_word(document.profile.severity(rule), language);
    let [name, of_profile] = match language {
        Language::Vi => ["Tiếng Việt", "Mức độ theo bộ quy tắc"],
        Language::En => ["English", "Severity under the profile"],
    };
    say!(text, "## {name}\n\n{of_profile} `{}`: **{severity}**.\n", document.profile.name);
    let Some(page) = page(rule) else { return };
    let chapter = page.chapter(language);
    for (head, section) in sections(chapter, language) {
        say!(text, "**{head}.** {}\n", one_line(section));
    }
    if let Some(told) = told.map(|told| language.of(told)).or(chapter.example.as_deref()) {
        say!(text, "**{}.** {}\n", EXAMPLE.in_language(language), one_line(told));
    }
    if page.thresholds.is_empty() {
        return;
    }
    say!(text, "**{}**\n\n| | | |\n|---|---|---|", THRESHOLDS.in_language(language));
    for threshold in page.thresholds.iter().filter_map(|key| threshold(key, document)) {
        let (value, basis) = threshold_words(&threshold, language);
        say!(text, "| `{}` = {value} | {} | {basis} |", threshold.key, threshold.title.in_language(language));
    }
    say!(text, "");
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
