//! Why a rule was not run.

use super::message::both;
use crate::{Message, Parcels, Profile, Rule, RuleSetting};

/// The reason, or none where the rule ran.
pub(super) fn why_not_run(parcels: &Parcels, profile: &Profile, rule: Rule) -> Option<Message> {
    if profile.severities.get(&rule) == Some(&RuleSetting::Off) {
        return Some(switched_off());
    }
    let columns = &parcels.columns;
    match rule {
        Rule::NumberDuplicate | Rule::NumberMissing if !columns.number => Some(no_column_number()),
        Rule::NumberDuplicate if !columns.sheet => Some(no_column_sheet()),
        Rule::RecordedAreaDiffers if !columns.recorded_area => Some(no_column_recorded_area()),
        Rule::LegalAreaDiffers if !columns.legal_area => Some(no_column_legal_area()),
        Rule::AxesSwapped | Rule::OutsideZone => Some(no_coordinate_system()),
        _ => None,
    }
}

/// Why a rule was not run: it weighs all parcels together, and they were not in memory together.
pub(super) fn needs_all_at_once() -> Message {
    both(
        "Mục này cần xét toàn bộ các thửa cùng lúc, mà lần này kiểm tra từng ô một.",
        "It needs all parcels at once, and this check went cell by cell.",
    )
}

/// Why a rule was not run: the profile says so.
fn switched_off() -> Message {
    both("Bộ quy tắc đang dùng tắt mục này.", "Switched off in the profile used.")
}

/// Why a rule was not run: there are no parcel numbers.
fn no_column_number() -> Message {
    both(
        "Không có cột số thửa. Nếu có, chỉ ra bằng --map number=TÊN_CỘT.",
        "No column of parcel numbers. If there is one, name it with --map number=COLUMN.",
    )
}

/// Why a rule was not run: numbers begin anew on each sheet, and nobody says which sheet it is.
fn no_column_sheet() -> Message {
    both(
        "Không có cột số tờ, mà số thửa đánh lại từ đầu trên mỗi tờ. Nếu có cột này, chỉ ra bằng --map sheet=TÊN_CỘT.",
        "No column of sheet numbers, and parcel numbers begin anew on each sheet. If there is one, name it with --map sheet=COLUMN.",
    )
}

/// Why a rule was not run: there are no recorded areas.
fn no_column_recorded_area() -> Message {
    both(
        "Không có cột diện tích. Nếu có, chỉ ra bằng --map recorded-area=TÊN_CỘT.",
        "No column of recorded areas. If there is one, name it with --map recorded-area=COLUMN.",
    )
}

/// Why a rule was not run: there are no legal areas.
fn no_column_legal_area() -> Message {
    both(
        "Không có cột diện tích pháp lý. Nếu có, chỉ ra bằng --map legal-area=TÊN_CỘT.",
        "No column of legal areas. If there is one, name it with --map legal-area=COLUMN.",
    )
}

/// Why a rule was not run: coordinates in memory are numbers, and whose numbers they are only a reader of files knows.
fn no_coordinate_system() -> Message {
    both(
        "Các thửa đưa vào không kèm hệ tọa độ; quy tắc này chỉ chạy khi đọc thửa từ tệp.",
        "These parcels carry no coordinate system; this rule runs when they are read from a file.",
    )
}
