//! The report for a terminal: compact, with one finding per line so that it can be searched.

use super::model::{Change, Column, Finding, GoneFinding, Report, Rule, Severity, Status, Text};
use super::words::{self, Verdict};
use super::worst::worst_open;
use super::{by_change, by_rule, number, review_words};
use crate::{CheckRun, Language};
use std::io::{self, Write};

/// How the report for a terminal looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// The language of its texts.
    pub language: Language,
    /// Whether colours are set by ANSI escape codes.
    pub colours: bool,
    /// How many of the worst findings are shown.
    pub worst: usize,
}

/// Rules that did not run for one and the same reason and are named all the same.
const MOST_ALIKE: usize = 4;

impl TextStyle {
    /// Ten worst findings, no colours.
    #[must_use]
    pub const fn plain(language: Language) -> Self {
        Self { language, colours: false, worst: 10 }
    }
}

/// Writes the report for a terminal: what was read, the findings by rule, the worst of them, what passed, what was not
/// run and why, and a verdict in one line.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_text(run: &CheckRun, style: &TextStyle, writer: &mut dyn Write) -> io::Result<()> {
    let report = Report::without_findings(run);
    let mut page = Page { style: *style, writer };
    page.title(&report)?;
    page.input(&report)?;
    page.rules_with_findings(run, &report)?;
    page.changes(run, &report)?;
    page.worst_findings(run)?;
    page.gone_findings(&report)?;
    page.rules_passed(&report)?;
    page.rules_not_run(&report)?;
    page.seconds(&report)?;
    page.verdict(&report)
}

struct Page<'a> {
    style: TextStyle,
    writer: &'a mut dyn Write,
}

/// An ANSI colour or weight.
#[derive(Clone, Copy)]
enum Ink {
    Bold,
    Faint,
    Red,
    Yellow,
    Blue,
    Green,
}

impl Page<'_> {
    fn title(&mut self, report: &Report) -> io::Result<()> {
        let subject = self.pick("kiểm tra bản đồ thửa đất", "check of a parcel map");
        let title = self.ink(Ink::Bold, &format!("{} {}", report.tool.name, report.tool.version));
        writeln!(self.writer, "{title}  {subject}\n")
    }

    fn input(&mut self, report: &Report) -> io::Result<()> {
        let language = self.style.language;
        let input = &report.input;
        self.fact(
            "Tệp",
            "File",
            &format!("{}, {} {}, {}", input.path, self.pick("lớp", "layer"), input.layer, input.format),
        )?;
        self.fact("Số thửa", "Parcels", &number::count(language, input.parcels))?;
        self.fact("Hệ tọa độ", "Coordinates", words::crs(report).in_language(language))?;
        let columns: Vec<String> = input.columns.iter().map(|column| self.column(column)).collect();
        let columns = match columns.as_slice() {
            [] => self.pick("không nhận ra cột nào", "none recognised").to_owned(),
            columns => columns.join(" · "),
        };
        self.fact("Cột", "Columns", &columns)?;
        let mode = words::mode(report);
        self.fact(
            "Bộ quy tắc",
            "Profile",
            &format!("{} · {}", report.profile.name, mode.in_language(language)),
        )?;
        for scope in words::selection(report) {
            self.fact("Phạm vi", "Scope", scope.in_language(language))?;
        }
        if let Some(acceptance) = review_words::acceptance(report) {
            self.fact("Chấp nhận", "Accepted", acceptance.in_language(language))?;
        }
        if let Some(comparison) = review_words::comparison(report) {
            self.fact("So với", "Compared", comparison.in_language(language))?;
        }
        for remark in report.comparison.iter().flat_map(|comparison| &comparison.remarks) {
            self.fact("", "", remark.in_language(language))?;
        }
        for notice in &input.notices {
            self.fact("Lưu ý", "Notice", notice.message.in_language(language))?;
        }
        writeln!(self.writer)
    }

    fn column(&self, column: &Column) -> String {
        let language = self.style.language;
        let given = if column.given { self.pick(" (chỉ định)", " (given)") } else { "" };
        format!("{} = {}{given}", words::field(column.field).in_language(language), column.column)
    }

    fn rules_with_findings(&mut self, run: &CheckRun, report: &Report) -> io::Result<()> {
        let found = by_rule::count(run, report);
        if found.is_empty() {
            return Ok(());
        }
        let language = self.style.language;
        let heads = [Severity::Error, Severity::Warning, Severity::Note].map(words::severities);
        let [errors, warnings, notes] = heads.each_ref().map(|head| head.in_language(language));
        let head = self.pick("Phát hiện theo quy tắc", "Findings by rule");
        let widest = found.iter().map(|counts| counts.rule.title.in_language(language).chars().count()).max();
        let width = widest.unwrap_or_default() + 1;
        let head_width = width + 38;
        let accepted = self.accepted_head(report);
        let line = format!("{head:<head_width$}{errors:>9}{warnings:>10}{notes:>9}{accepted}");
        let line = self.ink(Ink::Bold, &line);
        writeln!(self.writer, "{line}")?;
        for counts in &found {
            let title = counts.rule.title.in_language(language);
            write!(self.writer, "  {:<36}{title:<width$}", counts.rule.id)?;
            let accepted = (!accepted.is_empty()).then_some(counts.accepted);
            self.counts([counts.errors, counts.warnings, counts.notes], accepted)?;
        }
        let summary = &report.summary;
        let total = self.pick("Tổng", "Total");
        write!(self.writer, "  {total:<0$}", width + 36)?;
        let accepted = (!accepted.is_empty()).then_some(summary.accepted);
        self.counts([summary.errors, summary.warnings, summary.notes], accepted)?;
        writeln!(self.writer)
    }

    /// The head of a fourth column, where there is anything to stand in it.
    fn accepted_head(&self, report: &Report) -> String {
        match report.summary.accepted {
            0 => String::new(),
            _ => format!("{:>12}", self.pick("Chấp nhận", "Accepted")),
        }
    }

    fn counts(&mut self, counts: [usize; 3], accepted: Option<usize>) -> io::Result<()> {
        let columns = [(Severity::Error, 9), (Severity::Warning, 10), (Severity::Note, 9)];
        for (count, (severity, width)) in counts.into_iter().zip(columns) {
            let text = if count == 0 { "–".to_owned() } else { number::count(self.style.language, count) };
            let ink = if count == 0 { Ink::Faint } else { ink_of(severity) };
            let text = self.ink(ink, &format!("{text:>width$}"));
            write!(self.writer, "{text}")?;
        }
        if let Some(count) = accepted {
            let text = if count == 0 { "–".to_owned() } else { number::count(self.style.language, count) };
            write!(self.writer, "{text:>12}")?;
        }
        writeln!(self.writer)
    }

    /// New, unchanged and gone, rule by rule, where there is an earlier report.
    fn changes(&mut self, run: &CheckRun, report: &Report) -> io::Result<()> {
        let changed = by_change::count(run, report);
        if changed.is_empty() {
            return Ok(());
        }
        let language = self.style.language;
        let head = self.pick("So với lần kiểm tra trước", "Compared with the earlier check");
        let widest = changed.iter().map(|counts| counts.title.in_language(language).chars().count()).max();
        let width = widest.unwrap_or_default() + 1;
        let head_width = width + 38;
        let heads = [("Mới", "New"), ("Còn nguyên", "Unchanged"), ("Đã hết", "Gone")];
        let [new, unchanged, gone] = heads.map(|(vi, en)| self.pick(vi, en));
        let line = format!("{head:<head_width$}{new:>9}{unchanged:>12}{gone:>9}");
        let line = self.ink(Ink::Bold, &line);
        writeln!(self.writer, "{line}")?;
        for counts in &changed {
            let title = counts.title.in_language(language);
            let numbers = [counts.new, counts.unchanged, counts.gone];
            let [new, unchanged, gone] = numbers.map(|count| match count {
                0 => "–".to_owned(),
                count => number::count(language, count),
            });
            writeln!(self.writer, "  {:<36}{title:<width$}{new:>9}{unchanged:>12}{gone:>9}", counts.id)?;
        }
        writeln!(self.writer)
    }

    /// What the earlier report had and this one has not, as far as a screen holds it.
    fn gone_findings(&mut self, report: &Report) -> io::Result<()> {
        let Some(comparison) = report.comparison.as_ref().filter(|comparison| !comparison.gone.is_empty())
        else {
            return Ok(());
        };
        let shown: Vec<&GoneFinding> = comparison.gone.iter().take(self.style.worst).collect();
        let head = self.pick("Đã hết so với lần trước", "Gone since the earlier check");
        let of = format!("{} / {}", shown.len(), number::count(self.style.language, comparison.gone.len()));
        let head = self.ink(Ink::Bold, head);
        writeln!(self.writer, "{head} ({of})")?;
        for finding in shown {
            let names: Vec<String> = finding.parcels.iter().take(4).map(words::parcel).collect();
            writeln!(self.writer, "  {:<36}{:<24} {}", finding.rule, names.join(" · "), finding.id)?;
        }
        writeln!(self.writer)
    }

    fn worst_findings(&mut self, run: &CheckRun) -> io::Result<()> {
        let all = &run.outcome.findings;
        let shown = worst_open(run, self.style.worst);
        if shown.is_empty() {
            return Ok(());
        }
        let head = self.pick("Nghiêm trọng nhất", "The worst");
        let of = format!("{} / {}", shown.len(), number::count(self.style.language, all.len()));
        let head = self.ink(Ink::Bold, head);
        writeln!(self.writer, "{head} ({of})")?;
        for position in shown {
            self.finding(&Finding::new(run, &all[position]))?;
        }
        writeln!(self.writer)
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let language = self.style.language;
        let severity = words::severity(finding.severity);
        let severity = self.ink(ink_of(finding.severity), &format!("{:<9}", severity.in_language(language)));
        let mut facts = vec![words::parcels(finding, 4)];
        facts.extend(words::measures(finding, language));
        facts.extend(finding.at.map(|at| words::place(at, language)));
        facts.retain(|fact| !fact.is_empty());
        if finding.change == Some(Change::New) {
            facts.push(self.ink(Ink::Bold, review_words::change(Change::New).in_language(language)));
        }
        writeln!(self.writer, "  {severity} {:<35} {}", finding.rule, facts.join(" · "))?;
        let message = self.ink(Ink::Faint, finding.message.in_language(language));
        writeln!(self.writer, "            {message}")
    }

    fn rules_passed(&mut self, report: &Report) -> io::Result<()> {
        let passed: Vec<&Rule> = report.rules.iter().filter(|rule| rule.findings == Some(0)).collect();
        if passed.is_empty() {
            return Ok(());
        }
        let head = format!("{} ({})", self.pick("Quy tắc đạt", "Rules passed"), passed.len());
        let head = self.ink(Ink::Green, &head);
        writeln!(self.writer, "{head}")?;
        self.rules(&passed)
    }

    fn rules_not_run(&mut self, report: &Report) -> io::Result<()> {
        let not_run: Vec<&Rule> = report.rules.iter().filter(|rule| rule.status == Status::NotRun).collect();
        if not_run.is_empty() {
            return Ok(());
        }
        let head = format!("{} ({})", self.pick("Quy tắc không chạy", "Rules not run"), not_run.len());
        let head = self.ink(Ink::Yellow, &head);
        writeln!(self.writer, "{head}")?;
        let alike = |reason: &Option<Text>| not_run.iter().filter(|rule| rule.reason == *reason).count();
        let (crowd, others): (Vec<&Rule>, Vec<&Rule>) =
            not_run.iter().partition(|rule| alike(&rule.reason) > MOST_ALIKE);
        for crowd in crowd.chunk_by(|one, other| one.reason == other.reason) {
            self.crowd(crowd)?;
        }
        self.rules(&others)
    }

    /// So many rules that did not run for one reason, such as those not chosen, that their names say nothing.
    fn crowd(&mut self, rules: &[&Rule]) -> io::Result<()> {
        let Some(reason) = rules.first().and_then(|rule| rule.reason.as_ref()) else { return Ok(()) };
        let head = format!("{} {}", rules.len(), self.pick("quy tắc", "rules"));
        writeln!(self.writer, "  {head:<36}{}", reason.in_language(self.style.language))
    }

    /// Each rule with its name, and why it did not run.
    fn rules(&mut self, rules: &[&Rule]) -> io::Result<()> {
        let language = self.style.language;
        for rule in rules {
            let title = rule.title.in_language(language);
            match &rule.reason {
                Some(reason) => {
                    let reason = reason.in_language(language);
                    let is_long = title.chars().count() > 41;
                    let part = if is_long { format!("\n{:79}", "") } else { String::new() };
                    writeln!(self.writer, "  {:<36}{title:<41}{part} {reason}", rule.id)?;
                }
                None => writeln!(self.writer, "  {:<36}{title}", rule.id)?,
            }
        }
        writeln!(self.writer)
    }

    fn seconds(&mut self, report: &Report) -> io::Result<()> {
        let language = self.style.language;
        let seconds = |value: f64| format!("{} s", number::decimal(language, value, 2));
        let summary = &report.summary;
        let text = format!(
            "{} {} · {} {} · {} {}",
            self.pick("đọc", "read"),
            seconds(summary.read_seconds),
            self.pick("kiểm tra", "check"),
            seconds(summary.check_seconds),
            self.pick("ghi báo cáo", "reports"),
            seconds(summary.write_seconds),
        );
        self.fact("Thời gian", "Time", &text)
    }

    fn verdict(&mut self, report: &Report) -> io::Result<()> {
        let verdict = Verdict::of(report);
        let ink = match verdict {
            Verdict::Failed => Ink::Red,
            Verdict::PassedWithWarnings | Verdict::NothingChecked => Ink::Yellow,
            Verdict::Passed => Ink::Green,
        };
        let word = verdict.word();
        let word = self.ink(ink, word.in_language(self.style.language));
        let reason = words::verdict_reason(report);
        writeln!(self.writer, "{word}: {}", reason.in_language(self.style.language))
    }

    fn fact(&mut self, vi: &str, en: &str, value: &str) -> io::Result<()> {
        let name = self.ink(Ink::Faint, &format!("{:<13}", self.pick(vi, en)));
        writeln!(self.writer, "{name}{value}")
    }

    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.style.language.pick(vi, en)
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.style.colours {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Red => "1;31",
            Ink::Yellow => "33",
            Ink::Blue => "34",
            Ink::Green => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

const fn ink_of(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Note => Ink::Blue,
    }
}
