//! What is wrong with the shape of one parcel.

use super::measure::{Language, area, degrees, length, size};
use super::{Wording, capitalised};
use crate::check::draft::Draft;
use crate::{Message, Rule};
use geo::Geometry;

impl Wording<'_> {
    pub(in crate::check) fn defect(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (place_vi, place_en) = place(draft);
        let (problem_vi, problem_en) = form_texts(draft).unwrap_or_else(|| defect_texts(draft));
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

/// What is wrong with the form of a valid shape; none of rules about anything else.
fn form_texts(draft: &Draft) -> Option<(String, String)> {
    let length_m = draft.length_m.unwrap_or(0.0);
    let texts = match draft.rule {
        Rule::ShortSegment => (
            format!(
                "cạnh chỉ dài {}. Bỏ một trong hai đỉnh, trừ khi cả hai đều là góc ranh thật.",
                length(length_m, Language::Vietnamese)
            ),
            format!(
                "the edge is only {} long. Remove one of its ends, unless both are true corners.",
                length(length_m, Language::English)
            ),
        ),
        Rule::VerticesTooClose => close_vertices(draft),
        Rule::SharpAngle => {
            let angle = angle_deg(draft);
            (
                format!(
                    "hai cạnh chỉ tạo góc {} (cạnh ngắn hơn dài {}). Xem lại đỉnh này, có thể vẽ nhầm.",
                    degrees(angle, Language::Vietnamese),
                    length(length_m, Language::Vietnamese)
                ),
                format!(
                    "the two edges enclose only {} (the shorter is {} long). Look at this vertex, it may be drawn wrongly.",
                    degrees(angle, Language::English),
                    length(length_m, Language::English)
                ),
            )
        }
        Rule::SliverParcel => (
            format!(
                "chỉ là một dải hẹp ({}). Nếu là khe vẽ thừa giữa hai thửa thì gộp vào thửa bên; nếu là thửa thật thì đối chiếu hồ sơ.",
                size(draft, Language::Vietnamese)
            ),
            format!(
                "is only a sliver ({}). If it is a slit left between two parcels, unite it with one; if it is real, compare it with the records.",
                size(draft, Language::English)
            ),
        ),
        Rule::TooSmall => {
            let area_m2 = draft.area_m2.unwrap_or(0.0);
            (
                format!(
                    "diện tích chỉ {}. Nếu là mảnh vẽ thừa thì gộp vào thửa bên; nếu là thửa thật thì đối chiếu hồ sơ.",
                    area(area_m2, Language::Vietnamese)
                ),
                format!(
                    "is only {} large. If it is a scrap left from drawing, unite it with a neighbour; if it is real, compare it with the records.",
                    area(area_m2, Language::English)
                ),
            )
        }
        Rule::Multipart => several_parts(draft),
        _ => return None,
    };
    Some(texts)
}

fn close_vertices(draft: &Draft) -> (String, String) {
    let width_m = draft.width_m.unwrap_or(0.0);
    (
        format!(
            "đỉnh này cách một đỉnh khác không liền kề của thửa chỉ {}. Ranh giới gần như chạm nhau: nhập hai đỉnh hoặc tách chúng ra.",
            length(width_m, Language::Vietnamese)
        ),
        format!(
            "another vertex of the parcel, not its neighbour, is only {} away. The boundary nearly touches itself: unite the two or part them.",
            length(width_m, Language::English)
        ),
    )
}

fn several_parts(draft: &Draft) -> (String, String) {
    let parts = match &draft.geometry {
        Some(Geometry::MultiPolygon(parts)) => parts.0.len(),
        _ => 2,
    };
    let smallest_m2 = draft.area_m2.unwrap_or(0.0);
    (
        format!(
            "gồm {parts} phần rời nhau, phần nhỏ nhất {}. Mỗi thửa chỉ là một khoảnh liền: tách thành các thửa riêng hoặc bỏ phần thừa.",
            area(smallest_m2, Language::Vietnamese)
        ),
        format!(
            "has {parts} parts, the smallest of {}. A parcel is one piece of ground: make the parts parcels of their own, or remove what is too much.",
            area(smallest_m2, Language::English)
        ),
    )
}

/// The angle between the arms of a corner, of which the evidence is the line over one arm and the other.
fn angle_deg(draft: &Draft) -> f64 {
    let Some(Geometry::LineString(line)) = &draft.geometry else { return 0.0 };
    let [before, tip, after] = line.0[..] else { return 0.0 };
    let (back, forth) = (before - tip, after - tip);
    let across = (back.x * forth.y - back.y * forth.x).abs();
    across.atan2(back.x * forth.x + back.y * forth.y).to_degrees()
}

/// Rules about the shape as a whole, which point at no vertex.
fn is_about_the_whole(rule: Rule) -> bool {
    matches!(rule, Rule::SliverParcel | Rule::TooSmall | Rule::Multipart)
}

fn place(draft: &Draft) -> (String, String) {
    let has_place = (draft.at.is_some() && !is_about_the_whole(draft.rule)) || draft.rule == Rule::NotFinite;
    let Some(place) = draft.place.filter(|_| has_place) else {
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
