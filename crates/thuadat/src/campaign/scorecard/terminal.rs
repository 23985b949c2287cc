//! The scorecard for a terminal, and the words it shares with the other kinds.

use super::model::{Answer, ClassList, Counts, ReasonCount, Scorecard, Unit};
use crate::Language;
use crate::campaign::Criterion;
use crate::report::model::Text;
use crate::report::{TextStyle, number};
use std::io::{self, Write};

/// So many units of each kind are shown, and so many reasons.
const MOST_UNITS: usize = 30;
const MOST_REASONS: usize = 12;

/// Writes the scorecard: the four criteria, the groups, the units, and the reasons.
///
/// # Errors
///
/// What `writer` answers.
pub fn write_scorecard_text(
    scorecard: &Scorecard,
    style: &TextStyle,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { style: *style, scorecard, writer };
    page.head()?;
    page.criteria()?;
    page.groups()?;
    page.units(UnitKind::Commune, "Theo xã", "By commune", &scorecard.communes)?;
    page.units(UnitKind::Village, "Theo thôn, tổ dân phố", "By village", &scorecard.villages)?;
    page.units(UnitKind::Sheet, "Theo tờ bản đồ", "By map sheet", &scorecard.sheets)?;
    page.reasons("Vì sao chưa đạt", "Why criteria fail", &scorecard.whole.reasons)?;
    page.reasons("Vì sao chưa kết luận được", "Why it cannot be said", &scorecard.whole.doubts)?;
    page.ending()
}

/// What is said of a criterion.
pub(super) fn answer_word(answer: Answer) -> Text {
    let (vi, en) = match answer {
        Answer::Met => ("đạt", "met"),
        Answer::Failed => ("chưa đạt", "failed"),
        Answer::Unknown => ("chưa kết luận được", "not known"),
    };
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

/// The answers with their classes in drawings, in the order of bars.
pub(super) fn answer_words() -> [(&'static str, Text); 3] {
    [("met", Answer::Met), ("unknown", Answer::Unknown), ("failed", Answer::Failed)]
        .map(|(class, answer)| (class, answer_word(answer)))
}

/// The name of a group, or of those it may be.
pub(super) fn class_name(codes: &[String], list: &ClassList) -> Text {
    match codes {
        [] => Text {
            vi: "Không thuộc nhóm nào trong danh mục".to_owned(),
            en: "In no group of the list".to_owned(),
        },
        [code] => {
            let known = list.classes.iter().find(|class| class.code == *code);
            known.map_or_else(|| Text { vi: code.clone(), en: code.clone() }, |class| class.title.clone())
        }
        codes => Text {
            vi: format!("Chưa đủ căn cứ: nhóm {}", codes.join(" hoặc ")),
            en: format!("Not enough is known: group {}", codes.join(" or ")),
        },
    }
}

/// What a unit is called.
pub(super) fn unit_name(unit: &Unit, kind: UnitKind, language: Language) -> String {
    let commune = unit.commune.as_deref().unwrap_or(language.pick("(không có mã xã)", "(no commune)"));
    match (kind, &unit.village, &unit.sheet, &unit.commune_name) {
        (UnitKind::Commune, _, _, Some(name)) => format!("{commune} {name}"),
        (UnitKind::Commune, _, _, None) => commune.to_owned(),
        (UnitKind::Village, Some(village), ..) => format!("{commune} · {village}"),
        (UnitKind::Village, None, ..) => {
            format!("{commune} · {}", language.pick("(không có thôn)", "(no village)"))
        }
        (UnitKind::Sheet, _, Some(sheet), _) => {
            format!("{commune} · {} {sheet}", language.pick("tờ", "sheet"))
        }
        (UnitKind::Sheet, _, None, _) => {
            format!("{commune} · {}", language.pick("(không có số tờ)", "(no sheet)"))
        }
    }
}

/// What units are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    Commune,
    Village,
    Sheet,
}

struct Page<'a> {
    style: TextStyle,
    scorecard: &'a Scorecard,
    writer: &'a mut dyn Write,
}

impl Page<'_> {
    fn head(&mut self) -> io::Result<()> {
        let (bold, plain) = if self.style.colours { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let tool = &self.scorecard.tool;
        let subject = self.pick("phiếu đánh giá đúng – đủ – sạch – sống", "scorecard of the campaign");
        writeln!(self.writer, "{bold}{} {}{plain}  {subject}\n", tool.name, tool.version)?;
        let map = &self.scorecard.map;
        let whole = &self.scorecard.whole;
        let parcels = self.count(whole.parcels + whole.left_out);
        let words = self.pick("thửa", "parcels");
        self.fact("Bản đồ", "Map", &format!("{}, {}: {parcels} {words}", map.path, map.layer))?;
        for notice in &map.notices {
            let notice = notice.message.in_language(self.style.language).to_owned();
            self.fact("Lưu ý", "Notice", &notice)?;
        }
        for register in &self.scorecard.registers {
            let worksheet = register.worksheet.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
            let rows = self.count(register.rows);
            let words = self.pick("dòng", "rows");
            self.fact("Sổ", "Register", &format!("{}{worksheet}: {rows} {words}", register.file))?;
        }
        if whole.left_out > 0 {
            let count = self.count(whole.left_out);
            let line = match self.style.language {
                Language::Vi => format!("{count} đối tượng giao thông, thủy hệ không tính là thửa"),
                Language::En => format!("{count} roads and waters do not count as parcels"),
            };
            self.fact("Không tính", "Left out", &line)?;
        }
        writeln!(self.writer)
    }

    fn criteria(&mut self) -> io::Result<()> {
        let whole = &self.scorecard.whole;
        let heads = [Answer::Met, Answer::Failed, Answer::Unknown]
            .map(|answer| answer_word(answer).in_language(self.style.language).to_owned());
        writeln!(self.writer, "{:<10}{:>10}{:>20}{:>20}{:>10}", "", heads[0], heads[1], heads[2], "%")?;
        for (criterion, counts) in Criterion::ALL.into_iter().zip(whole.counts()) {
            let (vi, en) = criterion.title();
            let share = self.score(counts, whole.parcels);
            let Counts { met, failed, unknown } = counts;
            let [met_text, failed, unknown] = [met, failed, unknown].map(|count| self.count(count));
            let title = self.pick(vi, en);
            writeln!(self.writer, "{title:<10}{met_text:>10}{failed:>20}{unknown:>20}{share:>10}")?;
        }
        let (all_four, share) = (self.count(whole.all_four), self.share(whole.all_four, whole.parcels));
        let title = self.pick("cả bốn", "all four");
        writeln!(self.writer, "{title:<10}{all_four:>10}{share:>50}\n")
    }

    fn groups(&mut self) -> io::Result<()> {
        let list = &self.scorecard.class_list;
        writeln!(self.writer, "{}", list.name.in_language(self.style.language))?;
        let whole = &self.scorecard.whole;
        for class in &whole.classes {
            let name = class_name(&class.codes, list);
            let (count, share) = (self.count(class.parcels), self.share(class.parcels, whole.parcels));
            writeln!(self.writer, "  {count:>10} {share:>8}  {}", name.in_language(self.style.language))?;
        }
        writeln!(self.writer)
    }

    fn units(&mut self, kind: UnitKind, vi: &str, en: &str, units: &[Unit]) -> io::Result<()> {
        if units.is_empty() {
            return Ok(());
        }
        let language = self.style.language;
        let titles = Criterion::ALL.map(|criterion| {
            let (vi, en) = criterion.title();
            language.pick(vi, en)
        });
        let title = self.pick(vi, en);
        let parcels = self.pick("thửa", "parcels");
        writeln!(
            self.writer,
            "{title:<36}{parcels:>9}{:>10}{:>10}{:>10}{:>10}",
            titles[0], titles[1], titles[2], titles[3]
        )?;
        for unit in units.iter().take(MOST_UNITS) {
            let shares = unit.counts().map(|counts| self.score(counts, unit.parcels));
            let (name, parcels) = (unit_name(unit, kind, language), self.count(unit.parcels));
            writeln!(
                self.writer,
                "  {name:<34}{parcels:>9}{:>10}{:>10}{:>10}{:>10}",
                shares[0], shares[1], shares[2], shares[3]
            )?;
        }
        self.more(units.len(), MOST_UNITS)?;
        writeln!(self.writer)
    }

    /// The share met; a question mark where of most parcels nothing can be said.
    fn score(&self, counts: Counts, all: usize) -> String {
        if counts.is_mostly_unknown(all) { "?".to_owned() } else { self.share(counts.met, all) }
    }

    fn reasons(&mut self, vi: &str, en: &str, reasons: &[ReasonCount]) -> io::Result<()> {
        if reasons.is_empty() {
            return Ok(());
        }
        writeln!(self.writer, "{}", self.pick(vi, en))?;
        for reason in reasons.iter().take(MOST_REASONS) {
            let criterion = Criterion::ALL.into_iter().find(|known| known.id() == reason.criterion);
            let (vi, en) = criterion.map_or(("", ""), Criterion::title);
            let (count, word) = (self.count(reason.parcels), self.pick(vi, en));
            let text = reason.text.in_language(self.style.language);
            writeln!(self.writer, "  {count:>10}  {word:<9} {text}  [{}]", reason.code)?;
        }
        self.more(reasons.len(), MOST_REASONS)?;
        writeln!(self.writer)
    }

    fn more(&mut self, all: usize, shown: usize) -> io::Result<()> {
        if all <= shown {
            return Ok(());
        }
        let more = self.count(all - shown);
        let line = match self.style.language {
            Language::Vi => {
                format!("  … và {more} mục nữa; ghi ra .html, .xlsx hoặc .json bằng --output để xem đủ")
            }
            Language::En => format!("  … and {more} more; --output to .html, .xlsx or .json has them all"),
        };
        writeln!(self.writer, "{line}")
    }

    fn ending(&mut self) -> io::Result<()> {
        let lists = [&self.scorecard.class_list.source];
        for source in lists {
            self.fact("Căn cứ", "Basis", source.in_language(self.style.language))?;
        }
        let line = self.pick(
            "Bản tóm tắt và các tệp ghi ra không chứa thông tin cá nhân.",
            "Neither this summary nor the files written hold personal data.",
        );
        writeln!(self.writer, "{line}")
    }

    fn fact(&mut self, vi: &str, en: &str, value: &str) -> io::Result<()> {
        writeln!(self.writer, "{:<14}{value}", self.pick(vi, en))
    }

    fn count(&self, count: usize) -> String {
        number::count(self.style.language, count)
    }

    fn share(&self, part: usize, all: usize) -> String {
        let percent = if all == 0 { 0.0 } else { part as f64 * 100.0 / all as f64 };
        format!("{} %", number::decimal(self.style.language, percent, 1))
    }

    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.style.language.pick(vi, en)
    }
}
