//! What is wrong with the shape of one parcel.

use super::measure::{Language, length, size};
use super::{Wording, capitalised};
use crate::check::draft::Draft;
use crate::{Message, Rule};

impl Wording<'_> {
    pub(in crate::check) fn defect(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (place_vi, place_en) = place(draft);
        let (problem_vi, problem_en) = defect_texts(draft);
        Message {
            vi: format!("{}{place_vi}: {problem_vi}", capitalised(&vi)),
            en: format!("{}{place_en}: {problem_en}", capitalised(&en)),
        }
    }
}

fn defect_texts(draft: &Draft) -> (String, String) {
    let length_vi = || length(draft.length_m.unwrap_or(0.0), Language::Vietnamese);
    let length_en = || length(draft.length_m.unwrap_or(0.0), Language::English);
    let (vi, en) = match draft.rule {
        Rule::NotFinite => (
            "tọa độ không dùng được (không phải số, hoặc vượt xa mọi bản đồ). Sửa hoặc bỏ đỉnh này",
            "the coordinate cannot be used (not a number, or beyond any map). Correct or remove this vertex",
        ),
        Rule::Empty => {
            ("không có hình. Vẽ lại hoặc bỏ đối tượng", "there is no shape. Draw it or remove the feature")
        }
        Rule::TooFewPoints => (
            "vòng có ít hơn ba đỉnh khác nhau nên không có diện tích. Vẽ lại hoặc bỏ vòng này",
            "the ring has fewer than three different corners and encloses nothing. Draw it again or remove it",
        ),
        Rule::UnclosedRing => {
            return (
                format!("vòng không khép kín, hở {}. Nối điểm cuối với điểm đầu.", length_vi()),
                format!("the ring is not closed, it is open by {}. Join its end to its start.", length_en()),
            );
        }
        Rule::RepeatedVertex => {
            ("đỉnh trùng với đỉnh ngay trước. Bỏ một đỉnh", "same point as the vertex before. Remove one")
        }
        Rule::Spike => {
            return (
                format!("gai nhọn dài {}. Bỏ đỉnh ở mũi gai.", length_vi()),
                format!("a spike, {} long. Remove the vertex at its tip.", length_en()),
            );
        }
        Rule::SelfIntersection if draft.length_m.is_some() => {
            return (
                format!(
                    "hai cạnh của thửa trùng nhau trên đoạn dài {}. Vẽ lại ranh giới ở đây.",
                    length_vi()
                ),
                format!(
                    "two edges of the parcel run on top of each other for {}. Redraw the boundary here.",
                    length_en()
                ),
            );
        }
        Rule::SelfIntersection => (
            "ranh giới tự cắt tại đây. Sửa lại thứ tự hoặc vị trí các đỉnh",
            "the boundary crosses itself here. Correct the order or the place of the vertices",
        ),
        Rule::SelfContact => (
            "ranh giới tự chạm vào chính nó tại đây. Tách thành hai thửa, hoặc thành một thửa có lỗ",
            "the boundary touches itself here. Split it into two parcels, or into one with a hole",
        ),
        Rule::HoleOutsideShell => (
            "lỗ nằm ngoài vòng ngoài của thửa. Bỏ lỗ hoặc tách thành thửa riêng",
            "the hole lies outside its shell. Remove it or make it a parcel of its own",
        ),
        Rule::NestedHoles => (
            "lỗ nằm trong một lỗ khác. Bỏ lỗ bên trong hoặc tách thành thửa riêng",
            "the hole lies inside another hole. Remove it or make it a parcel of its own",
        ),
        Rule::OverlappingParts if draft.area_m2.is_some() => {
            return (
                format!(
                    "các phần của thửa chồng nhau ({}). Gộp chúng thành một.",
                    size(draft, Language::Vietnamese)
                ),
                format!("parts of the parcel overlap ({}). Unite them.", size(draft, Language::English)),
            );
        }
        Rule::OverlappingParts => (
            "các phần của thửa giáp cạnh nhau. Gộp chúng thành một",
            "parts of the parcel share an edge. Unite them",
        ),
        Rule::DisconnectedInterior => (
            "các vòng chạm nhau cắt thửa thành nhiều mảnh rời. Tách thành các thửa riêng",
            "touching rings cut the parcel in pieces. Make them parcels of their own",
        ),
        Rule::RingOrientation => (
            "lỗ có cùng chiều với vòng ngoài. Đảo chiều của lỗ",
            "the hole runs the same way round as the shell. Reverse it",
        ),
        other => unreachable!("{other} is not a rule about one shape"),
    };
    (format!("{vi}."), format!("{en}."))
}

fn place(draft: &Draft) -> (String, String) {
    let Some(place) = draft.place.filter(|_| draft.at.is_some() || draft.rule == Rule::NotFinite) else {
        return (String::new(), String::new());
    };
    let (mut vi, mut en) = (String::new(), String::new());
    if place.part > 0 {
        vi = format!(", phần {}", place.part + 1);
        en = format!(", part {}", place.part + 1);
    }
    if place.ring > 0 {
        vi = format!("{vi}, lỗ {}", place.ring);
        en = format!("{en}, hole {}", place.ring);
    }
    (format!("{vi}, đỉnh {}", place.vertex + 1), format!("{en}, vertex {}", place.vertex + 1))
}
