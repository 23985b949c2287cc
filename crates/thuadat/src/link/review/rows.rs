//! The rows of a review file, in words.

use crate::link::LinkRun;
use crate::link::parcel_label::ParcelNames;
use crate::{Language, report::number};
use std::fmt::Write;
use thuadat_core::link::{RowLink, evidence};
use thuadat_core::{CertificateEntry, LinkStatus, Tier, may_be_shown};
use thuadat_io::WrittenDecision;

/// A row of the review file.
pub(super) struct ReviewRow<'a> {
    pub(super) file: &'a str,
    pub(super) worksheet: Option<&'a str>,
    /// Row of the register.
    pub(super) row: u32,
    pub(super) fingerprint: u64,
    pub(super) state: String,
    pub(super) why: String,
    pub(super) sheet: String,
    pub(super) number: String,
    pub(super) area_m2: Option<f64>,
    pub(super) land_use: String,
    pub(super) candidates: String,
    pub(super) evidence: String,
    pub(super) probability: Option<f64>,
    /// What can be chosen.
    pub(super) choices: Vec<String>,
    pub(super) decision: Option<&'a WrittenDecision>,
    /// Whether the decision is there and does not hold.
    pub(super) is_unused: bool,
    /// Whether it says what another decision of the row says, and is kept for what else was typed.
    pub(super) is_beside: bool,
}

impl ReviewRow<'_> {
    /// Whether nobody has decided yet.
    pub(super) fn is_open(&self) -> bool {
        !self.is_beside && (self.is_unused || self.decision.is_none_or(|decision| !decision.is_complete()))
    }
}

/// The rows people are to decide of or have decided of, in the order of registers; then decisions of rows that are no more.
pub(super) fn of(run: &LinkRun, language: Language) -> Vec<ReviewRow<'_>> {
    let writer = Writer { run, language, names: ParcelNames::new(&run.dataset.parcels) };
    let decision = |row: &RowLink| run.decisions.of_rows.get(&(row.register, row.entry));
    let wanted =
        run.linkage.rows.iter().filter(|row| is_to_be_looked_at(run, row) || decision(row).is_some());
    let mut rows: Vec<ReviewRow<'_>> = wanted.map(|row| writer.row(row, decision(row))).collect();
    rows.extend(run.decisions.without_row.iter().map(|decision| writer.row_that_is_no_more(decision)));
    rows.extend(run.decisions.beside.iter().map(|decision| writer.row_beside(decision)));
    rows
}

/// Whether a person should look at a row: it may mean several parcels, or is linked by a hair.
pub(in crate::link) fn is_to_be_looked_at(run: &LinkRun, row: &RowLink) -> bool {
    match row.status {
        LinkStatus::Ambiguous => true,
        LinkStatus::Linked => row.tier != Some(Tier::Person) && row.score < run.profile.link.sure_probability,
        LinkStatus::Conflict | LinkStatus::Unlinked => false,
    }
}

struct Writer<'a> {
    run: &'a LinkRun,
    language: Language,
    names: ParcelNames<'a>,
}

impl<'a> Writer<'a> {
    fn row(&self, row: &'a RowLink, decision: Option<&'a WrittenDecision>) -> ReviewRow<'a> {
        let register = &self.run.registers[row.register as usize];
        let entry = &register.entries[row.entry as usize];
        let status = row.status.title();
        let tier =
            row.tier.map(|tier| format!(" ({})", self.language.pick(tier.title().vi, tier.title().en)));
        let why = row.reasons.iter().map(|reason| {
            let (title, advice) = (reason.title(), reason.advice());
            let (title, advice) =
                (self.language.pick(title.vi, title.en), self.language.pick(advice.vi, advice.en));
            format!("{title}.\n→ {advice}")
        });
        let low = self.language.pick("ghép được nhưng chưa thật chắc", "linked, but not beyond doubt");
        let why: Vec<String> = why.collect();
        let is_linked = row.status == LinkStatus::Linked;
        let why = if why.is_empty() && is_linked { low.to_owned() } else { why.join("\n") };
        let parcels: Vec<u32> = row.parcels.iter().chain(&row.candidates).copied().collect();
        let probability = (!parcels.is_empty() && row.tier != Some(Tier::Person)).then_some(row.score);
        let is_unused = self.run.decisions.unused.contains(&(row.register, row.entry));
        let unused = self.language.pick("có quyết định chưa dùng được", "a decision was not used");
        let why = if is_unused { format!("{unused}\n{why}") } else { why };
        ReviewRow {
            file: &register.file,
            worksheet: register.worksheet.as_deref(),
            row: entry.row,
            fingerprint: entry.fingerprint(),
            state: format!("{}{}", self.language.pick(status.vi, status.en), tier.unwrap_or_default()),
            why,
            sheet: self.pair(entry.printed.sheet.as_deref(), entry.current.sheet.as_deref()),
            number: self.pair(entry.printed.number.as_deref(), entry.current.number.as_deref()),
            area_m2: entry.area_m2,
            land_use: land_uses(entry),
            candidates: self.candidates(&parcels),
            evidence: self.evidence(row),
            probability,
            choices: self.choices(row),
            decision,
            is_unused,
            is_beside: false,
        }
    }

    /// What somebody else, or the same person again, wrote of a row that another line decides in the same way.
    fn row_beside(&self, decision: &'a WrittenDecision) -> ReviewRow<'a> {
        let state =
            self.language.pick("Ghi thêm cho dòng đã có quyết định", "Written beside another decision");
        let why = self.language.pick(
            "dòng này của sổ đã có quyết định ở dòng khác của tệp; nội dung ghi thêm được giữ lại ở đây",
            "the row of the register is decided in another line of this file; what was written beside is kept here",
        );
        ReviewRow {
            state: state.to_owned(),
            why: why.to_owned(),
            is_unused: false,
            is_beside: true,
            ..self.row_that_is_no_more(decision)
        }
    }

    fn row_that_is_no_more(&self, decision: &'a WrittenDecision) -> ReviewRow<'a> {
        let state = self.language.pick("Quyết định chưa dùng được", "Decision that was not used");
        let why = self.language.pick(
            "dòng này của sổ đã đổi hoặc không còn, hoặc có quyết định khác cho cùng dòng; quyết định được giữ lại ở đây",
            "the row of the register was changed or is no more, or another decision is of the same row; it is kept here",
        );
        ReviewRow {
            file: &decision.register,
            worksheet: decision.worksheet.as_deref(),
            row: decision.register_row,
            fingerprint: decision.fingerprint,
            state: state.to_owned(),
            why: why.to_owned(),
            sheet: String::new(),
            number: String::new(),
            area_m2: None,
            land_use: String::new(),
            candidates: String::new(),
            evidence: String::new(),
            probability: None,
            choices: Vec::new(),
            decision: Some(decision),
            is_unused: true,
            is_beside: false,
        }
    }

    /// What is printed, and what it is on today's map, where the register says both.
    fn pair(&self, printed: Option<&str>, current: Option<&str>) -> String {
        let now = self.language.pick("nay", "now");
        match (printed.map(shown), current.map(shown)) {
            (Some(printed), Some(current)) if printed != current => format!("{printed} ({now} {current})"),
            (Some(text), _) | (None, Some(text)) => text,
            (None, None) => String::new(),
        }
    }

    fn candidates(&self, parcels: &[u32]) -> String {
        let lines = parcels.iter().zip(1..).map(|(&parcel, position)| {
            let record = &self.run.dataset.parcels.records[parcel as usize];
            let mut line = format!("{position}. {}", self.names.label(parcel, self.language));
            if let Some(area_m2) = record.recorded_area_m2.or(record.legal_area_m2) {
                let _ = write!(line, ": {} m²", number::decimal(self.language, area_m2, 1));
            }
            if let Some(land_use) = &record.land_use {
                let _ = write!(line, ", {land_use}");
            }
            line
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What speaks for and against the parcels it is linked to, or the first one that may be meant.
    fn evidence(&self, row: &RowLink) -> String {
        let lines = evidence(&self.run.input(), row).into_iter().map(|evidence| {
            let mark = match evidence.weight {
                weight if weight > 0.05 => "+",
                weight if weight < -0.05 => "−",
                _ => "·",
            };
            format!("{mark} {}", self.language.pick(&evidence.text.vi, &evidence.text.en))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn choices(&self, row: &RowLink) -> Vec<String> {
        let label = |parcel: &u32| self.names.label(*parcel, self.language);
        let together: Vec<String> = row.parcels.iter().map(label).collect();
        let mut choices = Vec::new();
        if !together.is_empty() {
            choices.push(together.join(" + "));
        }
        choices.extend(row.candidates.iter().map(label));
        choices.push(self.language.pick("không có thửa", "no parcel").to_owned());
        choices
    }
}

/// A cell that may hold something of a person, as where cells have slipped, is not shown.
fn shown(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if may_be_shown(&words) { words } else { "(…)".to_owned() }
}

fn land_uses(entry: &CertificateEntry) -> String {
    let texts = entry.land_uses.iter().map(|land_use| {
        let text = land_use.land_use.trim();
        let is_code = text.chars().count() <= 12 && text.chars().all(|it| !it.is_lowercase());
        let is_words = text.to_lowercase().starts_with("đất ");
        if is_code || is_words { text } else { "(…)" }
    });
    texts.collect::<Vec<_>>().join(" + ")
}
