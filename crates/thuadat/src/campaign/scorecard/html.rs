//! The scorecard as a page for people, with charts drawn inside.

use super::model::{Counts, ReasonCount, Scorecard, Unit};
use super::terminal::{UnitKind, answer_words, class_name, unit_name};
use crate::Language;
use crate::campaign::Criterion;
use crate::report::html::bilingual::{both, both_drawn, count, each, say};
use crate::report::html::plain::PlainPage;
use crate::report::model::Text;
use crate::report::number;
use maud::{Markup, html};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
/// More units than this make a list nobody reads.
const MOST_UNITS: usize = 200;
/// More reasons than this as well.
const MOST_REASONS: usize = 40;

/// Writes the page; `language` is the one it opens in.
pub(super) fn write(scorecard: &Scorecard, language: Language, writer: &mut dyn Write) -> io::Result<()> {
    let title = text("Phiếu đánh giá đúng – đủ – sạch – sống", "Scorecard: right, complete, clean, living");
    let mut page = PlainPage::open(writer, &title, &scorecard.tool, STYLE, language)?;
    page.put(&head(scorecard, &title))?;
    page.section(&text("Bốn tiêu chí", "The four criteria"), &criteria_chart(&scorecard.whole))?;
    page.section(&text("Phân nhóm", "Groups"), &groups(scorecard))?;
    let lists = [
        (UnitKind::Commune, text("Theo xã", "By commune"), &scorecard.communes),
        (UnitKind::Village, text("Theo thôn, tổ dân phố", "By village"), &scorecard.villages),
        (UnitKind::Sheet, text("Theo tờ bản đồ", "By map sheet"), &scorecard.sheets),
    ];
    for (kind, title, units) in lists {
        if !units.is_empty() {
            page.section(&title, &units_table(units, kind))?;
        }
    }
    page.section(
        &text("Vì sao chưa đạt", "Why criteria fail"),
        &reasons(&scorecard.whole.reasons, &scorecard.whole),
    )?;
    if !scorecard.whole.doubts.is_empty() {
        let title = text("Vì sao chưa kết luận được", "Why it cannot be said");
        page.section(&title, &reasons(&scorecard.whole.doubts, &scorecard.whole))?;
    }
    page.section(&text("Cách đánh giá", "How it was judged"), &method(scorecard))?;
    page.close()
}

fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

fn head(scorecard: &Scorecard, title: &Text) -> Markup {
    let whole = &scorecard.whole;
    html! {
        header {
            p .kicker { (say("Chiến dịch làm giàu, làm sạch dữ liệu đất đai", "The campaign on land data")) }
            h1 { (both(title)) }
            dl .source {
                div { dt { (say("Bản đồ", "Map")) } dd { (scorecard.map.path) " · " (scorecard.map.layer) } }
                @for register in &scorecard.registers {
                    div { dt { (say("Sổ", "Register")) } dd { (register.file)
                        @if let Some(worksheet) = &register.worksheet { " · " (worksheet) } } }
                }
                div { dt { (say("Bộ quy tắc", "Profile")) } dd { (scorecard.profile) } }
            }
        }
        div .tiles {
            div { b { (count(whole.parcels)) } span { (say("thửa được đánh giá", "parcels judged")) }
                @if whole.left_out > 0 { small { (each(|language| left_out(whole, language))) } } }
            @for (criterion, counts) in Criterion::ALL.into_iter().zip(whole.counts()) {
                div .pass[counts.met > 0] {
                    b { (score(counts, whole.parcels)) }
                    span { (both(&crate::campaign::scorecard::convert::text(criterion.title()))) }
                    small { (count(counts.met)) " " (say("thửa", "parcels"))
                        @if counts.unknown > 0 { ", " (count(counts.unknown)) " " (say("chưa kết luận được", "not known")) } }
                }
            }
        }
        p .privacy { (say("Báo cáo này không chứa thông tin cá nhân: thửa chỉ được nêu bằng mã xã, số tờ, số thửa.",
            "This report holds no personal data: parcels are named by commune, sheet and number alone.")) }
    }
}

fn left_out(whole: &Unit, language: Language) -> String {
    let count = number::count(language, whole.left_out);
    match language {
        Language::Vi => format!("ngoài ra {count} đối tượng giao thông, thủy hệ không tính"),
        Language::En => format!("besides {count} roads and waters, which do not count"),
    }
}

fn share(language: Language, part: usize, all: usize) -> String {
    let percent = if all == 0 { 0.0 } else { part as f64 * 100.0 / all as f64 };
    format!("{} %", number::decimal(language, percent, 1))
}

/// The share met; a question mark where of most parcels nothing can be said.
fn score(counts: Counts, all: usize) -> Markup {
    if counts.is_mostly_unknown(all) {
        html! { "?" }
    } else {
        each(|language| share(language, counts.met, all))
    }
}

/// Four bars, one below the other: met, unknown, failed.
fn criteria_chart(unit: &Unit) -> Markup {
    const ROW: usize = 44;
    let height = ROW * 4 + 8;
    html! {
        figure {
            svg .chart viewBox={ "0 0 1000 " (height) } role="img" {
                @for (row, (criterion, counts)) in Criterion::ALL.into_iter().zip(unit.counts()).enumerate() {
                    text .row-name x="0" y=(row * ROW + 28) { (both_drawn(&super::convert::text(criterion.title()))) }
                    (stack(counts, unit.parcels, 90.0, (row * ROW + 8) as f64, 900.0, 28.0, true))
                }
            }
            (legend())
        }
    }
}

fn legend() -> Markup {
    html! {
        p .legend {
            @for (class, words) in answer_words() {
                span { i .swatch .(class) {} (both(&words)) }
            }
        }
    }
}

fn stack(counts: Counts, all: usize, x: f64, y: f64, width: f64, height: f64, is_named: bool) -> Markup {
    let mut at = x;
    let parts =
        [(counts.met, "met"), (counts.unknown, "unknown"), (counts.failed, "failed")].map(|(part, class)| {
            let wide = if all == 0 { 0.0 } else { width * part as f64 / all as f64 };
            let from = at;
            at += wide;
            (part, class, from, wide)
        });
    html! {
        @for (part, class, from, wide) in parts {
            @if part > 0 {
                rect .(class) x=(rounded(from)) y=(rounded(y)) width=(rounded(wide)) height=(rounded(height)) {
                    title { (part) }
                }
                @if is_named && wide > 60.0 {
                    text .part x=(rounded(from + wide / 2.0)) y=(rounded(y + height * 0.68)) {
                        tspan .vi { (number::count(Language::Vi, part)) }
                        tspan .en { (number::count(Language::En, part)) }
                    }
                }
            }
        }
    }
}

fn rounded(value: f64) -> String {
    format!("{value:.1}")
}

fn groups(scorecard: &Scorecard) -> Markup {
    let whole = &scorecard.whole;
    let most = whole.classes.iter().map(|class| class.parcels).max().unwrap_or_default().max(1);
    html! {
        p .lead { (both(&scorecard.class_list.name)) "." }
        table .counts {
            thead { tr { th { (say("Nhóm", "Group")) } th {} th .figure { (say("Số thửa", "Parcels")) } th .figure { "%" } } }
            tbody {
                @for class in &whole.classes {
                    tr {
                        th { (both(&class_name(&class.codes, &scorecard.class_list))) }
                        td .bar { svg .strip viewBox="0 0 200 10" preserveAspectRatio="none" {
                            rect .(if class.codes.len() == 1 { "group" } else { "unknown" }) x="0" y="0" height="10"
                                width=(rounded(200.0 * class.parcels as f64 / most as f64)) {} } }
                        td .figure { (count(class.parcels)) }
                        td .figure { (each(|language| share(language, class.parcels, whole.parcels))) }
                    }
                }
            }
        }
    }
}

fn units_table(units: &[Unit], kind: UnitKind) -> Markup {
    let shown = &units[..units.len().min(MOST_UNITS)];
    html! {
        @if shown.len() < units.len() {
            p .cut { (each(|language| cut(language, shown.len(), units.len()))) }
        }
        table .counts .units {
            thead { tr {
                th { (say("Đơn vị", "Unit")) } th .figure { (say("Thửa", "Parcels")) }
                @for criterion in Criterion::ALL { th { (both(&super::convert::text(criterion.title()))) } }
                th { (say("Lý do nhiều nhất", "Commonest reason")) }
            } }
            tbody {
                @for unit in shown {
                    tr {
                        th { (each(|language| unit_name(unit, kind, language))) }
                        td .figure { (count(unit.parcels)) }
                        @for counts in unit.counts() {
                            td .score {
                                svg .strip viewBox="0 0 100 10" preserveAspectRatio="none" { (stack(counts, unit.parcels, 0.0, 0.0, 100.0, 10.0, false)) }
                                span { (score(counts, unit.parcels)) }
                            }
                        }
                        td .basis { @if let Some(reason) = unit.reasons.first() {
                            (both(&reason.text)) " (" (count(reason.parcels)) ")" } }
                    }
                }
            }
        }
        (legend())
    }
}

fn cut(language: Language, shown: usize, all: usize) -> String {
    let (shown, all) = (number::count(language, shown), number::count(language, all));
    match language {
        Language::Vi => format!("Chỉ nêu {shown} trong {all}; bản .xlsx và .json có đủ."),
        Language::En => format!("Only {shown} of {all} are shown; .xlsx and .json have them all."),
    }
}

fn reasons(reasons: &[ReasonCount], whole: &Unit) -> Markup {
    if reasons.is_empty() {
        return html! { p .lead { (say("Không có.", "None.")) } };
    }
    let most = reasons.iter().map(|reason| reason.parcels).max().unwrap_or_default().max(1);
    html! {
        table .counts {
            thead { tr { th { (say("Tiêu chí", "Criterion")) } th { (say("Lý do", "Reason")) } th {} th .figure { (say("Số thửa", "Parcels")) } th .figure { "%" } } }
            tbody {
                @for reason in reasons.iter().take(MOST_REASONS) {
                    tr {
                        td { (both(&criterion_word(&reason.criterion))) }
                        th { (both(&reason.text)) " " code { (reason.code) } }
                        td .bar { svg .strip viewBox="0 0 200 10" preserveAspectRatio="none" {
                            rect .failed x="0" y="0" height="10" width=(rounded(200.0 * reason.parcels as f64 / most as f64)) {} } }
                        td .figure { (count(reason.parcels)) }
                        td .figure { (each(|language| share(language, reason.parcels, whole.parcels))) }
                    }
                }
            }
        }
    }
}

fn criterion_word(id: &str) -> Text {
    let found = Criterion::ALL.into_iter().find(|criterion| criterion.id() == id);
    found.map_or_else(|| text(id, id), |criterion| super::convert::text(criterion.title()))
}

fn method(scorecard: &Scorecard) -> Markup {
    html! {
        dl .facts {
            @for criterion in &scorecard.criteria {
                dt { (both(&criterion.title)) }
                dd {
                    (say("Máy không kiểm tra được: ", "No machine can check: ")) (both(&criterion.not_checked)) ". "
                    span .hint { (both(&criterion.source)) @if !criterion.verified { " " (say("(chưa đối chiếu văn bản)", "(not compared with the text)")) } "." }
                }
            }
            dt { (say("Phân nhóm", "Groups")) }
            dd { (both(&scorecard.class_list.source)) @if !scorecard.class_list.verified { " " (say("(chưa đối chiếu văn bản)", "(not compared with the text)")) } "." }
            dt { (say("Cột đã dùng", "Columns used")) }
            dd {
                @for fact in &scorecard.facts {
                    div { (both(&fact.title)) ": "
                        @match &fact.column { Some(column) => code { (column) }, None => span .none { (say("bản đồ không có", "the map has none")) } } }
                }
            }
        }
    }
}
