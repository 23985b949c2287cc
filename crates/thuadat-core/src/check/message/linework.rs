//! What was amiss with the lines and labels of a drawing.

use super::joined;
use super::measure::{Language, area, length, size};
use crate::check::draft::Draft;
use crate::{FindingId, FreeEnd, LabelOutside, Message, Rule};

/// How far a line may be from what it was meant to reach to be spoken of.
const WORTH_A_WORD_M: f64 = 2.0;

pub(in crate::check) fn free_end(draft: &Draft, end: &FreeEnd) -> Message {
    let along = |language| length(end.length_m, language);
    let away = |language| length(end.distance_m, language);
    if draft.rule == Rule::UnclosedFace {
        return Message {
            vi: format!(
                "Ranh giới chưa khép kín: đường dài {} dừng lại, còn hở {} mới tới đường khác. Kéo dài đường tới đó để khép vùng.",
                along(Language::Vietnamese),
                away(Language::Vietnamese)
            ),
            en: format!(
                "A boundary nearly closes: a line of {} stops {} short of another. Extend it to close the face.",
                along(Language::English),
                away(Language::English)
            ),
        };
    }
    let is_overshoot = end.distance_m <= end.length_m && end.length_m <= WORTH_A_WORD_M;
    if is_overshoot {
        return Message {
            vi: format!("Đường thừa ra {} sau chỗ giao. Cắt phần thừa.", along(Language::Vietnamese)),
            en: format!("A line runs {} past where it meets another. Trim it.", along(Language::English)),
        };
    }
    let (near_vi, near_en) = if end.distance_m <= WORTH_A_WORD_M {
        (
            format!(", cách đường gần nhất {}", away(Language::Vietnamese)),
            format!(", {} from the nearest line", away(Language::English)),
        )
    } else {
        (String::new(), String::new())
    };
    Message {
        vi: format!(
            "Đường cụt dài {}: một đầu không nối với đường nào{near_vi}. Nối đầu đó vào ranh giới, hoặc bỏ đường này.",
            along(Language::Vietnamese)
        ),
        en: format!(
            "A line of {} ends in the open{near_en}. Join its end to the boundary it was meant to reach, or remove the line.",
            along(Language::English)
        ),
    }
}

pub(in crate::check) fn bridge(draft: &Draft) -> Message {
    let along = |language| length(draft.length_m.unwrap_or(0.0), language);
    Message {
        vi: format!(
            "Đường dài {} không chia cắt vùng nào: hai bên đường là cùng một vùng. Nếu là ranh giới thì vẽ nốt cho khép kín, nếu không thì bỏ.",
            along(Language::Vietnamese)
        ),
        en: format!(
            "A line of {} parts nothing: both its sides are the same face. If it is a boundary, draw the rest of it; if not, remove it.",
            along(Language::English)
        ),
    }
}

pub(in crate::check) fn face_without_label(draft: &Draft) -> Message {
    Message {
        vi: format!(
            "Vùng khép kín chưa có nhãn thửa: {}. Nếu là thửa thì ghi nhãn vào trong vùng; nếu là đường, mương thì đưa vào lớp đất khác. Vùng này chưa được kiểm tra như một thửa.",
            size(draft, Language::Vietnamese)
        ),
        en: format!(
            "A closed face has no label: {}. If it is a parcel, put its label inside; if it is a road or water, keep it in a layer of its own. It was not checked as a parcel.",
            size(draft, Language::English)
        ),
    }
}

pub(in crate::check) fn slit_without_label(draft: &Draft) -> Message {
    Message {
        vi: format!(
            "Khe khép kín chưa có nhãn thửa, quá hẹp để là một thửa: {}. Nếu hai đường hai bên là một ranh giới thì vẽ lại thành một đường. Khe này không được kiểm tra như một thửa.",
            size(draft, Language::Vietnamese)
        ),
        en: format!(
            "A closed slit has no label and is too narrow for a parcel: {}. If the lines on its sides are one boundary, draw them as one. It was not checked as a parcel.",
            size(draft, Language::English)
        ),
    }
}

pub(in crate::check) fn face_with_several_labels(draft: &Draft, labels: &[Box<str>]) -> Message {
    const NAMED: usize = 6;
    let count = labels.len();
    let mut named: Vec<String> = labels.iter().take(NAMED).map(ToString::to_string).collect();
    if count > NAMED {
        named.push("…".to_owned());
    }
    let (named_vi, named_en) = (joined(&named, " và "), joined(&named, " and "));
    let ground = |language| area(draft.area_m2.unwrap_or(0.0), language);
    Message {
        vi: format!(
            "Một vùng khép kín ({}) có nhãn của {count} thửa: {named_vi}. Vẽ ranh giới còn thiếu giữa các thửa, hoặc bỏ nhãn thừa. Vùng này chưa được kiểm tra như một thửa.",
            ground(Language::Vietnamese)
        ),
        en: format!(
            "One closed face ({}) has the labels of {count} parcels: {named_en}. Draw the boundary that is missing between them, or remove the labels that are too many. It was not checked as a parcel.",
            ground(Language::English)
        ),
    }
}

pub(in crate::check) fn label_outside(outside: &LabelOutside) -> Message {
    let LabelOutside { label, is_on_line, .. } = outside;
    let (where_vi, where_en) = if *is_on_line {
        ("nằm ngay trên ranh giới", "stands right on a boundary")
    } else {
        ("không nằm trong vùng khép kín nào", "lies in no closed face")
    };
    Message {
        vi: format!(
            "Nhãn thửa {label} {where_vi}, nên thửa này chưa có hình. Khép kín ranh giới quanh nhãn, hoặc dời nhãn vào trong thửa."
        ),
        en: format!(
            "The label of parcel {label} {where_en}, so the parcel has no shape. Close the boundary around it, or move the label into its parcel."
        ),
    }
}

/// The sentences of a gap on the ground of a face that another finding tells of.
pub(in crate::check) fn explained_by_face(message: &Message, id: FindingId) -> Message {
    let Message { vi, en } = message;
    Message {
        vi: format!("{vi} Đây là vùng chưa thành thửa trên bản vẽ: sửa theo phát hiện {id} trước."),
        en: format!("{en} The drawing has a face here that became no parcel: mend finding {id} first."),
    }
}
