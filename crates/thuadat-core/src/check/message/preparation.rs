//! What became of shapes on the way to the check.

use super::measure::{Language, length};
use super::{Wording, capitalised};
use crate::Message;
use crate::check::draft::Draft;
use crate::check::preparation::OffGrid;

impl Wording<'_> {
    pub(in crate::check) fn curve(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let deviation_m = draft.width_m.unwrap_or(0.0);
        Message {
            vi: format!(
                "{}: ranh giới có cung tròn. Khi kiểm tra, cung được thay bằng các đoạn thẳng lệch không quá {}; thửa bên phải vẽ cùng cung đó thì ranh chung mới khớp.",
                capitalised(&vi),
                length(deviation_m, Language::Vietnamese)
            ),
            en: format!(
                "{}: the boundary has arcs. They were checked as straight segments at most {} away; a neighbour fits only if it is drawn with the same arc.",
                capitalised(&en),
                length(deviation_m, Language::English)
            ),
        }
    }

    pub(in crate::check) fn off_lattice(
        self,
        off: OffGrid,
        (parcels, vertices): (usize, usize),
        step_m: f64,
    ) -> Message {
        let percent = percent(off.vertices, vertices);
        let (example_vi, example_en) = self.name(off.parcel);
        Message {
            vi: format!(
                "{} trong {vertices} đỉnh ({percent}), thuộc {} trong {parcels} thửa, không nằm trên lưới {} của tệp bản đồ, ví dụ ở {example_vi}. Tọa độ như vậy thường do tính chuyển hoặc cắt ghép mà có; làm tròn về lưới cùng lúc cho mọi thửa chung ranh.",
                off.vertices,
                off.parcels,
                length(step_m, Language::Vietnamese)
            ),
            en: format!(
                "{} of {vertices} vertices ({percent}), in {} of {parcels} parcels, do not lie on the {} grid of map files, for example in {example_en}. Such coordinates mostly come of transforming or cutting; round them to the grid in all parcels that share a boundary at once.",
                off.vertices,
                off.parcels,
                length(step_m, Language::English)
            ),
        }
    }
}

/// A part in whole per cent; never none of something, nor all of what is not all.
fn percent(part: usize, whole: usize) -> String {
    match (part as f64 / whole as f64 * 100.0).round() {
        0.0 => "<1%".to_owned(),
        100.0 if part < whole => ">99%".to_owned(),
        percent => format!("{percent}%"),
    }
}
