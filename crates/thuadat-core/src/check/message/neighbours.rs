//! What is wrong between parcels.

use super::measure::{Language, length, size};
use super::{Wording, capitalised};
use crate::check::draft::Draft;
use crate::coverage::NearVertex;
use crate::{Message, Rule};

/// What a gap is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum GapKind {
    /// Parcels that should meet and do not.
    Plain,
    /// Ground outside the parcel layer, such as a road.
    TooWide,
    /// What known land leaves of a gap.
    LeftOver,
    /// The ground of so many parcels, named first, whose shapes cannot be used.
    OfUnusable(usize),
}

impl Wording<'_> {
    pub(in crate::check) fn overlap(self, draft: &Draft) -> Message {
        let ((one_vi, one_en), (other_vi, other_en)) =
            (self.name(draft.parcels[0]), self.name(draft.parcels[1]));
        let (one_vi, one_en) = (capitalised(&one_vi), capitalised(&one_en));
        let (size_vi, size_en) = (size(draft, Language::Vietnamese), size(draft, Language::English));
        match draft.rule {
            Rule::DuplicateParcel => Message {
                vi: format!(
                    "{one_vi} và {other_vi} trùng hình hoàn toàn ({size_vi}). Giữ lại một thửa, bỏ thửa kia."
                ),
                en: format!(
                    "{one_en} and {other_en} have exactly the same shape ({size_en}). Keep one and remove the other."
                ),
            },
            Rule::ContainedParcel => Message {
                vi: format!(
                    "{one_vi} nằm trọn trong {other_vi} ({size_vi}). Khoét {other_vi} theo ranh thửa bên trong, hoặc bỏ thửa thừa."
                ),
                en: format!(
                    "{one_en} lies wholly inside {other_en} ({size_en}). Cut it out of the outer parcel, or remove the one that is too many."
                ),
            },
            _ => Message {
                vi: format!(
                    "{one_vi} chồng lên {other_vi}: {size_vi}. Kiểm tra ranh giới chung và sửa thửa vẽ sai."
                ),
                en: format!(
                    "{one_en} overlaps {other_en}: {size_en}. Check the common boundary and correct the parcel drawn wrongly."
                ),
            },
        }
    }

    pub(in crate::check) fn gap(self, draft: &Draft, kind: GapKind) -> Message {
        let (size_vi, size_en) = (size(draft, Language::Vietnamese), size(draft, Language::English));
        if let GapKind::OfUnusable(count) = kind {
            let (owners, around) = draft.parcels.split_at(count);
            let ((owners_vi, owners_en), (around_vi, around_en)) = (self.list(owners), self.list(around));
            let (whose_vi, whose_en) =
                if count > 1 { ("các thửa này", "their shapes") } else { ("thửa này", "its shape") };
            return Message {
                vi: format!(
                    "Khoảng trống giữa {around_vi}: {size_vi}. Có lẽ là phần đất của {owners_vi}, chưa so sánh được vì hình của {whose_vi} không dùng được. Sửa hình đó rồi kiểm tra lại."
                ),
                en: format!(
                    "Ground between {around_en} that nobody covers: {size_en}. It is probably that of {owners_en}, which could not be compared because {whose_en} cannot be used. Correct that and check again."
                ),
            };
        }
        let (around_vi, around_en) = self.list(&draft.parcels);
        if kind == GapKind::LeftOver {
            return Message {
                vi: format!(
                    "Khoảng đất cạnh {around_vi} không thuộc thửa nào và cũng không phải đất đã biết: {size_vi}. Kéo ranh giới các thửa và của đất đã biết cho khít, hoặc thêm thửa còn thiếu."
                ),
                en: format!(
                    "Ground beside {around_en} that belongs to no parcel and is no known land either: {size_en}. Bring the boundaries of the parcels and of the known land together, or add the missing parcel."
                ),
            };
        }
        if let [only] = *draft.parcels {
            let (vi, en) = self.name(only);
            return Message {
                vi: format!(
                    "Lỗ trong {vi} không có thửa nào lấp: {size_vi}. Thêm thửa còn thiếu hoặc bỏ lỗ."
                ),
                en: format!(
                    "Hole in {en} that no parcel fills: {size_en}. Add the missing parcel or remove the hole."
                ),
            };
        }
        if kind == GapKind::TooWide {
            return Message {
                vi: format!(
                    "Khoảng đất không thuộc thửa nào, giữa {around_vi}: {size_vi}. Nếu không phải đường, sông suối hay đất chưa đo vẽ thì còn thiếu thửa."
                ),
                en: format!(
                    "Ground that belongs to no parcel, between {around_en}: {size_en}. Unless it is a road, water or not yet surveyed, a parcel is missing."
                ),
            };
        }
        Message {
            vi: format!("Khe hở giữa {around_vi}: {size_vi}. Kéo ranh giới các thửa cho khít."),
            en: format!("Gap between {around_en}: {size_en}. Bring the boundaries of the parcels together."),
        }
    }

    pub(in crate::check) fn missing_vertex(self, draft: &Draft) -> Message {
        let (lacking_vi, lacking_en) = self.name(draft.parcels[0]);
        let (having_vi, having_en) = self.list(&draft.parcels[1..]);
        let distance_m = draft.width_m.unwrap_or(0.0);
        let (off_vi, off_en) = if distance_m > 0.0 {
            (
                format!(" (lệch {})", length(distance_m, Language::Vietnamese)),
                format!(" ({} off it)", length(distance_m, Language::English)),
            )
        } else {
            (String::new(), String::new())
        };
        let verb = if draft.parcels.len() > 2 { "have" } else { "has" };
        Message {
            vi: format!(
                "{} thiếu đỉnh trên cạnh chung: {having_vi} có đỉnh ở đây{off_vi}. Thêm đỉnh này vào cạnh.",
                capitalised(&lacking_vi)
            ),
            en: format!(
                "{} has no vertex on its edge where {having_en} {verb} one{off_en}. Insert the vertex.",
                capitalised(&lacking_en)
            ),
        }
    }
    pub(in crate::check) fn open_strip(self, draft: &Draft) -> Message {
        let (size_vi, size_en) = (size(draft, Language::Vietnamese), size(draft, Language::English));
        let ((one_vi, one_en), (other_vi, other_en)) =
            (self.name(draft.parcels[0]), self.name(draft.parcels[1]));
        if draft.rule == Rule::OpenGap {
            return Message {
                vi: format!(
                    "Dải đất hẹp không thuộc thửa nào, thông ra ngoài, giữa {one_vi} và {other_vi}: {size_vi}. Nếu không phải lối đi hay mương thì kéo ranh giới hai thửa cho khít."
                ),
                en: format!(
                    "Narrow ground that belongs to no parcel, open at an end, between {one_en} and {other_en}: {size_en}. Unless it is a path or a ditch, bring the two boundaries together."
                ),
            };
        }
        Message {
            vi: format!(
                "Ranh giới giữa {one_vi} và {other_vi} chưa khít, còn hở ra ngoài: {size_vi}. Dùng một đường ranh chung cho cả hai thửa."
            ),
            en: format!(
                "The boundaries of {one_en} and {other_en} nearly meet but leave an open slit: {size_en}. Give both parcels one common boundary."
            ),
        }
    }

    pub(in crate::check) fn outside(self, draft: &Draft, is_whole: bool) -> Message {
        let (name_vi, name_en) = self.name(draft.parcels[0]);
        let (name_vi, name_en) = (capitalised(&name_vi), capitalised(&name_en));
        let (size_vi, size_en) = (size(draft, Language::Vietnamese), size(draft, Language::English));
        let (frame_vi, frame_en, remedy_vi, remedy_en) = if draft.rule == Rule::OutsideSheet {
            (
                "khung của tờ bản đồ",
                "the frame of its map sheet",
                "Kiểm tra số tờ, hoặc đưa phần vượt khung sang tờ bên.",
                "Check the sheet number, or move what reaches out to the next sheet.",
            )
        } else {
            (
                "địa giới xã",
                "the commune boundary",
                "Kiểm tra ranh thửa và đường địa giới.",
                "Check the parcel's boundary and that of the commune.",
            )
        };
        if is_whole {
            return Message {
                vi: format!("{name_vi} nằm hoàn toàn ngoài {frame_vi}: {size_vi}. {remedy_vi}"),
                en: format!("{name_en} lies wholly outside {frame_en}: {size_en}. {remedy_en}"),
            };
        }
        Message {
            vi: format!("{name_vi} vượt ra ngoài {frame_vi}: {size_vi}. {remedy_vi}"),
            en: format!("{name_en} reaches outside {frame_en}: {size_en}. {remedy_en}"),
        }
    }

    pub(in crate::check) fn near_vertex(self, draft: &Draft, vertex: &NearVertex) -> Message {
        let (one_vi, one_en) = self.list(&vertex.parcels);
        let (other_vi, other_en) = self.list(&vertex.neighbours);
        let distance_m = draft.width_m.unwrap_or(0.0);
        let (off_vi, off_en) =
            (length(distance_m, Language::Vietnamese), length(distance_m, Language::English));
        let (what_vi, what_en) =
            if vertex.is_to_corner { ("góc", "a corner") } else { ("cạnh", "an edge") };
        Message {
            vi: format!(
                "Góc của {one_vi} chỉ cách {what_vi} của {other_vi} {off_vi}. Nếu các thửa giáp nhau ở đây thì nối ranh giới vào cùng một điểm."
            ),
            en: format!(
                "A corner of {one_en} is only {off_en} from {what_en} of {other_en}. If the parcels meet here, join the boundaries in one point."
            ),
        }
    }
}
