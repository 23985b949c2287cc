//! What is wrong between map sheets.

use super::joined;
use super::measure::{Language, length};
use crate::check::draft::Draft;
use crate::check::sheets::{Sheet, SheetEdge};
use crate::coverage::SheetShift;
use crate::{FindingId, Message, Rule};

pub(in crate::check) fn sheet_edge(sheets: [Sheet<'_>; 2], edge: &SheetEdge, draft: &Draft) -> Message {
    let ([one_vi, one_en], [other_vi, other_en]) = names(sheets);
    let places = edge.places();
    let (counts_vi, counts_en): (Vec<String>, Vec<String>) = edge.counts.iter().map(counted).unzip();
    let (counts_vi, counts_en) = (joined(&counts_vi, " và "), joined(&counts_en, " and "));
    let width = |language| length(draft.width_m.unwrap_or(0.0), language);
    let total = |language| length(draft.length_m.unwrap_or(0.0), language);
    Message {
        vi: format!(
            "Biên giữa {one_vi} và {other_vi} không khớp ở {places} chỗ: {counts_vi}; rộng nhất {}, dài tổng cộng {}. Hai tờ cần được tiếp biên lại cùng nhau.",
            width(Language::Vietnamese),
            total(Language::Vietnamese),
        ),
        en: format!(
            "The edges of {one_en} and {other_en} do not match in {places} places: {counts_en}; up to {} wide, {} long in all. Match the edges of both sheets together.",
            width(Language::English),
            total(Language::English),
        ),
    }
}

pub(in crate::check) fn sheet_shift(sheets: [Sheet<'_>; 2], shift: &SheetShift, explained: usize) -> Message {
    let ([one_vi, one_en], [other_vi, other_en]) = names(sheets);
    let size_m = shift.offset_m.x.hypot(shift.offset_m.y);
    let (agreeing, of) = (shift.agreeing, shift.of);
    let spread = |language| length(shift.spread_m, language);
    let away = |language| length(size_m, language);
    let way = |metres: f64, towards: &str, back: &str, language| {
        format!("{} {}", length(metres.abs(), language), if metres < 0.0 { back } else { towards })
    };
    let (vi, en) = (Language::Vietnamese, Language::English);
    Message {
        vi: format!(
            "Toàn bộ {other_vi} lệch {} so với {one_vi}: {} và {}. {agreeing} trên {of} góc thửa ở biên cùng lệch như vậy, tản mát {}. Chênh lệch này giải thích {explained} phát hiện khác giữa hai tờ. Kiểm tra điểm khống chế và phép chuyển hệ tọa độ của hai tờ rồi dời tờ sai, đừng sửa từng thửa.",
            away(vi),
            way(shift.offset_m.y, "về phía bắc", "về phía nam", vi),
            way(shift.offset_m.x, "về phía đông", "về phía tây", vi),
            spread(vi),
        ),
        en: format!(
            "All of {other_en} stands {} off {one_en}: {} and {}. {agreeing} of {of} corners along the edge agree on it, with a spread of {}. It explains {explained} other findings between the two sheets. Check control points and the transformation of both sheets and move the one that is wrong; do not mend parcel by parcel.",
            away(en),
            way(shift.offset_m.y, "to the north", "to the south", en),
            way(shift.offset_m.x, "to the east", "to the west", en),
            spread(en),
        ),
    }
}

/// The sentences of a finding that a shift of sheets explains.
pub(in crate::check) fn explained_by_shift(
    message: &Message,
    sheets: [Sheet<'_>; 2],
    id: FindingId,
) -> Message {
    let ([one_vi, one_en], [other_vi, other_en]) = names(sheets);
    let Message { vi, en } = message;
    Message {
        vi: format!("{vi} Do {one_vi} và {other_vi} lệch nhau: sửa theo phát hiện {id} trước."),
        en: format!("{en} Explained by the shift between {one_en} and {other_en}: mend finding {id} first."),
    }
}

/// What two sheets are called, each in both languages; with their communes where these differ.
fn names(sheets: [Sheet<'_>; 2]) -> ([String; 2], [String; 2]) {
    let differ = sheets[0].commune != sheets[1].commune;
    let [one, other] = sheets.map(|sheet| match sheet.commune.filter(|_| differ) {
        Some(commune) => [
            format!("tờ {} xã {commune}", sheet.number),
            format!("sheet {} of commune {commune}", sheet.number),
        ],
        None => [format!("tờ {}", sheet.number), format!("sheet {}", sheet.number)],
    });
    (one, other)
}

fn counted((rule, count): (&Rule, &usize)) -> (String, String) {
    let title = rule.title();
    (format!("{} {count}", title.vi.to_lowercase()), format!("{} {count}", title.en.to_lowercase()))
}
