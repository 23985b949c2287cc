//! The words of findings, in Vietnamese and English: what is wrong, where, and what to do.

use super::Draft;
use crate::{Message, Parcels, Rule};
use std::fmt;

/// How many parcels a sentence names at the most.
const NAMED: usize = 4;

/// Makes sentences about the parcels of a dataset.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) parcels: &'a Parcels,
}

impl Wording<'_> {
    pub(super) fn defect(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (place_vi, place_en) = place(draft);
        let (problem_vi, problem_en) = defect_texts(draft);
        Message {
            vi: format!("{}{place_vi}: {problem_vi}", capitalised(&vi)),
            en: format!("{}{place_en}: {problem_en}", capitalised(&en)),
        }
    }

    pub(super) fn overlap(self, draft: &Draft) -> Message {
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

    pub(super) fn gap(self, draft: &Draft, is_too_wide: bool) -> Message {
        let (size_vi, size_en) = (size(draft, Language::Vietnamese), size(draft, Language::English));
        let (around_vi, around_en) = self.list(&draft.parcels);
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
        if is_too_wide {
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

    pub(super) fn missing_vertex(self, draft: &Draft) -> Message {
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

    pub(super) fn number_missing(self, parcel: u32) -> Message {
        let feature = &self.parcels.records[parcel as usize].feature;
        Message {
            vi: format!("Đối tượng {feature} chưa ghi số tờ hoặc số thửa. Điền theo nhãn thửa trên bản đồ."),
            en: format!(
                "Feature {feature} has no sheet or parcel number. Fill it in from the label on the map."
            ),
        }
    }

    pub(super) fn number_duplicate(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let feature = |&parcel: &u32| self.parcels.records[parcel as usize].feature.to_string();
        let mut features: Vec<String> = draft.parcels.iter().take(NAMED).map(feature).collect();
        if draft.parcels.len() > NAMED {
            features.push("…".to_owned());
        }
        let (count, features) = (draft.parcels.len(), features.join(", "));
        Message {
            vi: format!(
                "{} được ghi {count} lần (các đối tượng {features}). Đánh số lại hoặc bỏ thửa thừa.",
                capitalised(&vi)
            ),
            en: format!(
                "{} is given {count} times (features {features}). Renumber or remove what is too many.",
                capitalised(&en)
            ),
        }
    }

    pub(super) fn area_differs(self, draft: &Draft, stated_m2: f64, shape_m2: f64, limit_m2: f64) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (what_vi, what_en) = match draft.rule {
            Rule::LegalAreaDiffers => ("diện tích pháp lý", "legal area"),
            _ => ("diện tích ghi", "recorded area"),
        };
        let [stated, shape, difference, limit] =
            [stated_m2, shape_m2, (stated_m2 - shape_m2).abs(), limit_m2];
        let vietnamese = |m2: f64| area(m2, Language::Vietnamese);
        let english = |m2: f64| area(m2, Language::English);
        Message {
            vi: format!(
                "{}: {what_vi} là {} nhưng diện tích tính từ hình là {}, chênh {} (cho phép {}). Kiểm tra lại số liệu và ranh giới.",
                capitalised(&vi),
                vietnamese(stated),
                vietnamese(shape),
                vietnamese(difference),
                vietnamese(limit)
            ),
            en: format!(
                "{}: {what_en} {} but the shape has {}, a difference of {} ({} allowed). Check the figure and the boundary.",
                capitalised(&en),
                english(stated),
                english(shape),
                english(difference),
                english(limit)
            ),
        }
    }

    /// A parcel's name in a sentence, in both languages.
    fn name(self, parcel: u32) -> (String, String) {
        let record = &self.parcels.records[parcel as usize];
        match (&record.key.sheet, &record.key.number) {
            (Some(sheet), Some(number)) => {
                (format!("thửa {number} tờ {sheet}"), format!("parcel {number} of sheet {sheet}"))
            }
            (None, Some(number)) => (format!("thửa {number}"), format!("parcel {number}")),
            (_, None) => (format!("đối tượng {}", record.feature), format!("feature {}", record.feature)),
        }
    }

    /// The first few of several parcels, and how many more there are.
    fn list(self, parcels: &[u32]) -> (String, String) {
        let (mut vi, mut en): (Vec<String>, Vec<String>) =
            parcels.iter().take(NAMED).map(|&parcel| self.name(parcel)).unzip();
        if parcels.len() > NAMED {
            let more = parcels.len() - NAMED;
            vi.push(format!("{more} thửa khác"));
            en.push(format!("{more} more"));
        }
        (joined(&vi, " và "), joined(&en, " and "))
    }
}

/// Why a rule was not run: the profile says so.
pub(super) fn switched_off() -> Message {
    both("Bộ quy tắc đang dùng tắt mục này.", "Switched off in the profile used.")
}

/// Why a rule was not run: there are no parcel numbers.
pub(super) fn no_column_number() -> Message {
    both(
        "Không có cột số thửa. Nếu có, chỉ ra bằng --map number=TÊN_CỘT.",
        "No column of parcel numbers. If there is one, name it with --map number=COLUMN.",
    )
}

/// Why a rule was not run: numbers begin anew on each sheet, and nobody says which sheet it is.
pub(super) fn no_column_sheet() -> Message {
    both(
        "Không có cột số tờ, mà số thửa đánh lại từ đầu trên mỗi tờ. Nếu có cột này, chỉ ra bằng --map sheet=TÊN_CỘT.",
        "No column of sheet numbers, and parcel numbers begin anew on each sheet. If there is one, name it with --map sheet=COLUMN.",
    )
}

/// Why a rule was not run: there are no recorded areas.
pub(super) fn no_column_recorded_area() -> Message {
    both(
        "Không có cột diện tích. Nếu có, chỉ ra bằng --map recorded-area=TÊN_CỘT.",
        "No column of recorded areas. If there is one, name it with --map recorded-area=COLUMN.",
    )
}

/// Why a rule was not run: there are no legal areas.
pub(super) fn no_column_legal_area() -> Message {
    both(
        "Không có cột diện tích pháp lý. Nếu có, chỉ ra bằng --map legal-area=TÊN_CỘT.",
        "No column of legal areas. If there is one, name it with --map legal-area=COLUMN.",
    )
}

/// Why a rule was not run: nobody said which coordinate system it is.
pub(super) fn no_coordinate_system() -> Message {
    both("Chưa biết hệ tọa độ VN-2000 của dữ liệu.", "The data are not known to be in a VN-2000 zone.")
}

fn both(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
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
        _ => ("", ""),
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Vietnamese,
    English,
}

/// Area, width and length of an area found.
fn size(draft: &Draft, language: Language) -> String {
    let area = area(draft.area_m2.unwrap_or(0.0), language);
    let width = length(draft.width_m.unwrap_or(0.0), language);
    let along = length(draft.length_m.unwrap_or(0.0), language);
    match language {
        Language::Vietnamese => format!("{area}, rộng nhất {width}, dài {along}"),
        Language::English => format!("{area}, up to {width} wide, {along} long"),
    }
}

fn area(m2: f64, language: Language) -> String {
    if m2.abs() < 0.01 {
        return format!("{} cm²", number(m2 * 10_000.0, 2, language));
    }
    let decimals = if m2.abs() >= 100.0 { 1 } else { 2 };
    format!("{} m²", number(m2, decimals, language))
}

fn length(m: f64, language: Language) -> String {
    if m >= 1.0 {
        format!("{} m", number(m, 2, language))
    } else if m >= 0.01 {
        format!("{} cm", number(m * 100.0, 1, language))
    } else {
        format!("{} mm", number(m * 1000.0, 1, language))
    }
}

fn number(value: f64, decimals: usize, language: Language) -> String {
    let text = format!("{value:.decimals$}");
    if language == Language::Vietnamese { text.replace('.', ",") } else { text }
}

fn joined(parts: &[String], last: impl fmt::Display) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{}{last}{end}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
