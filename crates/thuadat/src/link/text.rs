//! The summary of a linking for a terminal, for those who have to look up what is not linked.

use super::LinkRun;
use super::model::{Finding, LinkReport, ReasonSummary, RowSource, RowStatus};
use crate::Language;
use crate::report::model::Severity;
use crate::report::{TextStyle, number};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use thuadat_core::{LinkStatus, Rule, Tier};
use thuadat_io::is_of_decision;

/// Writes the summary of a linking: what was read, how many rows are linked, and of the others why not, which rows to
/// look at first, and what to do.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_link_text(run: &LinkRun, style: &TextStyle, writer: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { style: *style, report: LinkReport::without_rows(run), writer };
    page.input()?;
    page.counts()?;
    page.findings()?;
    page.parcels()?;
    page.ending()
}

struct Page<'a> {
    style: TextStyle,
    report: LinkReport,
    writer: &'a mut dyn Write,
}

impl Page<'_> {
    fn input(&mut self) -> io::Result<()> {
        let (bold, plain) = if self.style.colours { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let subject = self.pick("ghép sổ đăng ký với bản đồ thửa đất", "registers linked to a parcel map");
        writeln!(
            self.writer,
            "{bold}{} {}{plain}  {subject}\n",
            self.report.tool.name, self.report.tool.version
        )?;
        let map = &self.report.map;
        let parcels = self.many(map.parcels, "thửa", "parcels");
        let line = format!("{}, {} {}, {parcels}", map.path, self.pick("lớp", "layer"), map.layer);
        self.fact("Bản đồ", "Map", &line)?;
        for notice in self.report.map.notices.clone() {
            self.fact("Lưu ý", "Notice", notice.message.in_language(self.style.language))?;
        }
        for register in self.report.registers.clone() {
            let line = self.file(&register.file, register.worksheet.as_deref());
            let rows = self.many(register.rows, "dòng", "rows");
            self.fact("Sổ", "Register", &format!("{line}: {rows}"))?;
        }
        for list in self.report.renumberings.clone() {
            let line = self.file(&list.file, list.worksheet.as_deref());
            let sheets = self.many(list.sheets, "tờ", "sheets");
            self.fact("Đối chiếu tờ", "Sheets", &format!("{line}: {sheets}"))?;
        }
        for notice in self.report.notices.clone() {
            self.fact("Lưu ý", "Notice", notice.message.in_language(self.style.language))?;
        }
        writeln!(self.writer)
    }

    fn counts(&mut self) -> io::Result<()> {
        let summary = self.report.summary.clone();
        let counts = [summary.linked, summary.ambiguous, summary.conflict, summary.unlinked];
        for (status, count) in LinkStatus::ALL.into_iter().zip(counts) {
            let title = self.pick(status.title().vi, status.title().en);
            let share = share(self.style.language, count, summary.rows);
            let count = number::count(self.style.language, count);
            writeln!(self.writer, "{title:<34} {count:>10}  {share:>7}")?;
            if status == LinkStatus::Linked {
                for (tier, rows) in
                    [Tier::Exact, Tier::Near, Tier::Probable].into_iter().zip(summary.linked_by_tier)
                {
                    let title = self.pick(tier.title().vi, tier.title().en);
                    let rows = number::count(self.style.language, rows);
                    writeln!(self.writer, "  {rows:>10}  {title}")?;
                }
            }
            let of_status = RowStatus::from(status);
            if status == LinkStatus::Linked && summary.decided > 0 {
                let title = self.pick(Tier::Person.title().vi, Tier::Person.title().en);
                let decided = number::count(self.style.language, summary.decided);
                writeln!(self.writer, "  {decided:>10}  {title}")?;
            }
            for reason in summary.by_reason.iter().filter(|reason| reason.status == of_status) {
                self.reason(reason)?;
            }
        }
        writeln!(self.writer)
    }

    fn reason(&mut self, reason: &ReasonSummary) -> io::Result<()> {
        let language = self.style.language;
        let rows = number::count(language, reason.rows);
        writeln!(self.writer, "  {rows:>10}  {}", reason.text.in_language(language))?;
        let examples = self.examples(reason);
        let arrow = self.pick("việc cần làm", "what to do");
        writeln!(self.writer, "  {:>10}  {arrow}: {}", "", reason.advice.in_language(language))?;
        writeln!(self.writer, "  {:>10}  {examples}", "")
    }

    fn examples(&self, reason: &ReasonSummary) -> String {
        let of_one_register = |one: &RowSource, other: &RowSource| {
            (&one.file, &one.worksheet) == (&other.file, &other.worksheet)
        };
        let groups = reason.examples.chunk_by(of_one_register).map(|group| self.rows_of(group));
        let more = if reason.rows > reason.examples.len() { ", …" } else { "" };
        format!("{}{more}", groups.collect::<Vec<_>>().join("; "))
    }

    /// Rows of one register: `so.xlsx, PL3: rows 12, 13`; the register is named where there are several.
    fn rows_of(&self, sources: &[RowSource]) -> String {
        let numbers: Vec<String> = sources.iter().map(|source| source.row.to_string()).collect();
        let numbers = numbers.join(", ");
        let one_or_more = if sources.len() == 1 { "row" } else { "rows" };
        let rows = format!("{} {numbers}", self.pick("dòng", one_or_more));
        let first = &sources[0];
        match (self.report.registers.len() > 1, &first.worksheet) {
            (false, _) => rows,
            (true, None) => format!("{}: {rows}", file_name(&first.file)),
            (true, Some(worksheet)) => format!("{}, {worksheet}: {rows}", file_name(&first.file)),
        }
    }

    /// What is wrong with certificates, then decisions that were not used, then what could not be taken as it stands: of each kind how
    /// many there are, and the first; of decisions all.
    fn findings(&mut self) -> io::Result<()> {
        let (of_rules, of_cells): (Vec<&Finding>, Vec<&Finding>) =
            self.report.findings.iter().partition(|finding| finding.rule.is_some());
        let heading = self.pick("Giấy chứng nhận cần xem lại", "Certificates to look at");
        let of_rules = grouped(&of_rules);
        let certificates = of_rules.iter().map(|(count, first)| {
            let rule = first.rule.as_deref().and_then(Rule::from_id);
            let title = rule.map_or(first.code.as_str(), |rule| self.pick(rule.title().vi, rule.title().en));
            let severity = severity(first.severity, self.style.language);
            (*count, format!("{severity}: {title} ({})", first.code), *first)
        });
        let certificates: Vec<_> = certificates.collect();
        let (of_decisions, of_cells): (Vec<&Finding>, Vec<&Finding>) =
            of_cells.into_iter().partition(|finding| is_of_decision(&finding.code));
        let decisions = self.pick("Quyết định chưa dùng được", "Decisions that were not used");
        let cells = self.pick("Ô không đọc được nguyên văn", "Cells that could not be taken as they stand");
        let of_cells = grouped(&of_cells);
        let language = self.style.language;
        if !certificates.is_empty() {
            writeln!(self.writer, "{heading}")?;
            let example = if language == Language::Vi { "ví dụ" } else { "for example" };
            for (count, title, first) in certificates {
                writeln!(self.writer, "  {:>10}  {title}", number::count(language, count))?;
                writeln!(self.writer, "  {:>10}  {example}: {}", "", first.message.in_language(language))?;
            }
            writeln!(self.writer)?;
        }
        if !of_decisions.is_empty() {
            writeln!(self.writer, "{decisions}")?;
            // Each is somebody's work: all are listed.
            for finding in of_decisions {
                writeln!(self.writer, "  {:>10}  {}", "", finding.message.in_language(language))?;
            }
            writeln!(self.writer)?;
        }
        if !of_cells.is_empty() {
            writeln!(self.writer, "{cells}")?;
            for (count, first) in of_cells {
                let others = count - 1;
                let others_said = match (language, others) {
                    (_, 0) => String::new(),
                    (Language::Vi, _) => format!(" (và {} ô khác)", number::count(language, others)),
                    (Language::En, _) => {
                        format!(" (and {} more of this kind)", number::count(language, others))
                    }
                };
                let count = number::count(language, count);
                let message = first.message.in_language(language);
                writeln!(self.writer, "  {count:>10}  {message}{others_said}")?;
            }
            writeln!(self.writer)?;
        }
        Ok(())
    }

    fn parcels(&mut self) -> io::Result<()> {
        let summary = &self.report.summary;
        let count = |count: usize| number::count(self.style.language, count);
        let [all, linked, conflict, question, without, public] = [
            summary.parcels,
            summary.parcels_linked,
            summary.parcels_in_conflict,
            summary.parcels_in_question,
            summary.parcels_without_certificate,
            summary.parcels_public,
        ]
        .map(count);
        let line = match self.style.language {
            Language::Vi => format!(
                "Trong {all} thửa của bản đồ: {linked} thửa có giấy đã ghép, {conflict} thửa có giấy mâu thuẫn, {question} thửa có giấy chưa rõ, \
                 {without} thửa chưa có giấy nào trong sổ, {public} thửa là đường, kênh, sông"
            ),
            Language::En => format!(
                "Of the {all} parcels of the map {linked} have a certificate linked to them, {conflict} contradictory ones, {question} ones to be \
                 looked at, {without} none in the registers, and {public} are roads and water"
            ),
        };
        writeln!(self.writer, "{line}")
    }

    fn ending(&mut self) -> io::Result<()> {
        let summary = &self.report.summary;
        let seconds = |seconds: f64| number::decimal(self.style.language, seconds, 1);
        let (read, link) = (seconds(summary.read_seconds), seconds(summary.link_seconds));
        let line = match self.style.language {
            Language::Vi => format!(
                "Đọc {read} giây, ghép {link} giây. Bản tóm tắt và báo cáo JSON không chứa thông tin cá nhân."
            ),
            Language::En => format!(
                "Read in {read} s, linked in {link} s. Neither this summary nor the JSON report holds personal data."
            ),
        };
        writeln!(self.writer, "{line}")
    }

    fn fact(&mut self, vi: &str, en: &str, value: &str) -> io::Result<()> {
        writeln!(self.writer, "{:<14}{value}", self.pick(vi, en))
    }

    fn file(&self, file: &str, worksheet: Option<&str>) -> String {
        let word = self.pick("trang tính", "worksheet");
        worksheet.map_or_else(|| file.to_owned(), |worksheet| format!("{file}, {word} {worksheet}"))
    }

    fn many(&self, count: usize, vi: &str, en: &str) -> String {
        let en = if count == 1 { en.trim_end_matches('s') } else { en };
        format!("{} {}", number::count(self.style.language, count), self.pick(vi, en))
    }

    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        match self.style.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}

/// The first finding of each kind, and how many there are.
fn grouped<'a>(findings: &[&'a Finding]) -> Vec<(usize, &'a Finding)> {
    let mut first: Vec<(usize, &Finding)> = Vec::new();
    for &finding in findings {
        match first.iter_mut().find(|(_, known)| known.code == finding.code) {
            Some((count, _)) => *count += 1,
            None => first.push((1, finding)),
        }
    }
    first
}

const fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.pick("lỗi", "error"),
        Severity::Warning => language.pick("cảnh báo", "warning"),
        Severity::Note => language.pick("ghi chú", "note"),
    }
}

fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(OsStr::to_str).unwrap_or(path)
}

fn share(language: Language, count: usize, all: usize) -> String {
    let percent = if all == 0 { 0.0 } else { count as f64 * 100.0 / all as f64 };
    format!("{} %", number::decimal(language, percent, 1))
}
