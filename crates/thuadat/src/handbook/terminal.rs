//! The handbook on a terminal.

use super::TextCanvas;
use super::page::{Chapter, page};
use crate::Language;
use crate::custom::{Fact, RuleDefinition};
use crate::profile::{ProfileDocument, Threshold};
use crate::report::{model, threshold_words};
use std::io::{self, Write};
use thuadat_core::{Message, Rule, Severity};

/// Lists the rules of a profile: id, severity, name.
///
/// # Errors
///
/// What `writer` answers.
pub fn list_rules(document: &ProfileDocument, language: Language, writer: &mut dyn Write) -> io::Result<()> {
    for rule in document.all_rules() {
        let severity = severity_word(document.profile.severity(rule), language);
        writeln!(writer, "{:<36} {severity:<9} {}", rule.id(), language.of(&rule.title()))?;
    }
    let hint = Message {
        vi: "Xem giải thích một quy tắc kèm hình vẽ: thuadat rules topology/overlap",
        en: "To have one explained, with a drawing: thuadat rules topology/overlap",
    };
    writeln!(writer, "\n{}", language.of(&hint))
}

/// Explains a rule in the languages given, with a drawing.
///
/// # Errors
///
/// What `writer` answers.
pub fn explain_rule(
    rule: Rule,
    document: &ProfileDocument,
    languages: &[Language],
    writer: &mut dyn Write,
) -> io::Result<()> {
    let example = page(rule).and_then(|page| page.example.as_ref()).map(|example| example.run(rule));
    for (position, &language) in languages.iter().enumerate() {
        if position > 0 {
            writeln!(writer)?;
        }
        let severity = severity_word(document.profile.severity(rule), language);
        writeln!(writer, "{} – {} ({severity})\n", rule.id(), language.of(&rule.title()))?;
        let drawing = example.as_ref().filter(|_| position == 0).and_then(TextCanvas::of);
        if let Some(drawing) = drawing {
            writeln!(writer, "{drawing}")?;
        }
        if let Some(definition) = document.definition(rule) {
            explain_definition(definition, language, writer)?;
        }
        let Some(page) = page(rule) else { continue };
        for (head, text) in sections(page.chapter(language), language) {
            paragraph(writer, head, text)?;
        }
        let found = example.as_ref().and_then(|run| run.findings.first());
        let told = found.map(|finding| language.of(&finding.message));
        if let Some(told) = told.or(page.chapter(language).example.as_deref()) {
            paragraph(writer, EXAMPLE.in_language(language), told)?;
        }
        thresholds(&page.thresholds, document, language, writer)?;
    }
    Ok(())
}

/// A rule of the user's own is what its profile says.
fn explain_definition(
    definition: &RuleDefinition,
    language: Language,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let condition = Head("Thửa bị báo khi", "A parcel is reported when");
    paragraph(writer, condition.in_language(language), definition.when.text())?;
    if let Some(fix) = &definition.fix {
        paragraph(
            writer,
            Head("Cách xử lý", "What to do").in_language(language),
            &match language {
                Language::Vi => &fix.vi,
                Language::En => &fix.en,
            }
            .to_string(),
        )?;
    }
    if let Some(source) = &definition.source {
        let date = if definition.date.is_empty() { String::new() } else { format!(" ({})", definition.date) };
        let head = Head("Căn cứ", "It rests on").in_language(language);
        paragraph(writer, head, &format!("{}{date}", language.of(source)))?;
    }
    let facts = Head("Các tên dùng được ngoài tên cột", "Names to be used beside those of columns");
    writeln!(writer, "{}", facts.in_language(language))?;
    for fact in Fact::ALL {
        writeln!(writer, "    {:<18}{}", fact.name(), language.of(&fact.meaning()))?;
    }
    writeln!(writer)
}

/// A head in both languages.
pub(super) struct Head(&'static str, &'static str);

impl Head {
    pub(super) const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::Vi => self.0,
            Language::En => self.1,
        }
    }
}

pub(super) const EXAMPLE: Head = Head("Ví dụ", "Example");
pub(super) const THRESHOLDS: Head = Head("Ngưỡng liên quan", "Thresholds that bear on it");

/// What a chapter says, with its heads.
pub(super) fn sections(chapter: &Chapter, language: Language) -> [(&'static str, &str); 4] {
    let heads = [
        Head("Ý nghĩa", "What it means"),
        Head("Vì sao quan trọng", "Why it matters"),
        Head("Cách phát hiện", "How it is found"),
        Head("Cách xử lý", "What to do"),
    ];
    let [meaning, why, how, remedy] = heads.map(|head| head.in_language(language));
    [(meaning, &chapter.meaning), (why, &chapter.why), (how, &chapter.how), (remedy, &chapter.remedy)]
}

pub(super) fn severity_word(severity: Option<Severity>, language: Language) -> &'static str {
    match severity {
        None => language.pick("tắt", "off"),
        Some(Severity::Note) => language.pick("ghi chú", "note"),
        Some(Severity::Warning) => language.pick("cảnh báo", "warning"),
        Some(Severity::Error) => language.pick("lỗi", "error"),
    }
}

/// A threshold of a profile, as reports have it; none where there is no such key.
pub(super) fn threshold(key: &str, document: &ProfileDocument) -> Option<model::Threshold> {
    let known = Threshold::ALL.iter().copied().find(|threshold| threshold.key() == key)?;
    Some(model::Threshold::new(known, &document.profile, &document.basis))
}

fn thresholds(
    keys: &[String],
    document: &ProfileDocument,
    language: Language,
    writer: &mut dyn Write,
) -> io::Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    writeln!(writer, "{} ({})", THRESHOLDS.in_language(language), document.profile.name)?;
    for threshold in keys.iter().filter_map(|key| threshold(key, document)) {
        let (value, basis) = threshold_words(&threshold, language);
        writeln!(writer, "  {} = {value}", threshold.key)?;
        let title = threshold.title.in_language(language);
        indented(writer, &if basis.is_empty() { title.to_owned() } else { format!("{title}. {basis}") })?;
    }
    writeln!(writer)
}

fn paragraph(writer: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    writeln!(writer, "{head}")?;
    indented(writer, text)?;
    writeln!(writer)
}

/// Longer lines tire the eye.
const LINE: usize = 96;

fn indented(writer: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE {
            writeln!(writer, "    {line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(writer, "    {line}")
}
