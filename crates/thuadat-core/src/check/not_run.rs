//! Why a rule was not run.

use super::inspection::Inspection;
use super::message::both;
use crate::{Message, Parcels, References, Rule, RuleSetting};

/// The reason, or none where the rule ran.
pub(super) fn why_not_run(inspection: &Inspection<'_>, rule: Rule) -> Option<Message> {
    if inspection.profile.severities.get(&rule) == Some(&RuleSetting::Off) {
        return Some(switched_off());
    }
    let (parcels, profile) = (inspection.parcels, inspection.profile);
    let (columns, references) = (&parcels.columns, inspection.references);
    match rule {
        Rule::NumberDuplicate | Rule::NumberMissing if !columns.number => Some(no_column_number()),
        Rule::NumberDuplicate if !columns.sheet => Some(no_column_sheet()),
        Rule::SheetEdge | Rule::SheetShift if !columns.sheet => Some(no_sheets()),
        Rule::RecordedAreaDiffers if !columns.recorded_area => Some(no_column_recorded_area()),
        Rule::LegalAreaDiffers if !columns.legal_area => Some(no_column_legal_area()),
        Rule::ShortSegment if profile.short_segment_m <= 0.0 => Some(limit_is_zero("short_segment_m")),
        Rule::VerticesTooClose if profile.vertex_distance_m <= 0.0 => {
            Some(limit_is_zero("vertex_distance_m"))
        }
        Rule::SharpAngle if profile.sharp_angle_deg <= 0.0 => Some(limit_is_zero("sharp_angle_deg")),
        Rule::SliverParcel if profile.sliver_width_m <= 0.0 => Some(limit_is_zero("sliver_width_m")),
        Rule::OffLattice if profile.resolution_m <= 0.0 => Some(limit_is_zero("resolution_m")),
        Rule::OffLattice if parcels.preparation.is_projected => Some(coordinates_were_computed()),
        Rule::TooSmall if profile.small_area_m2 <= 0.0 => Some(limit_is_zero("small_area_m2")),
        Rule::NumberNotANumber if !columns.number && !columns.sheet => Some(no_column_number()),
        Rule::LandUsesDoNotAddUp if !columns.land_use && !columns.land_use_areas => {
            Some(no_column_land_use_areas())
        }
        Rule::UnknownLandUse if !columns.land_use => Some(no_column_land_use()),
        Rule::UnknownLandUse if references.land_uses.is_empty() => Some(no_code_list()),
        Rule::UnknownCommune if !columns.commune => Some(no_column_commune()),
        Rule::UnknownCommune if references.communes.is_empty() => Some(no_code_list()),
        Rule::ParcelCodeMalformed | Rule::ParcelCodeDuplicate | Rule::ParcelCodeOutside if !columns.code => {
            Some(no_column_parcel_code())
        }
        Rule::ParcelCodeOutside if references.code_places.is_none() => Some(no_way_to_degrees()),
        Rule::OutsideCommune if references.commune_boundary.as_ref().is_none_or(Parcels::is_empty) => {
            Some(no_commune_boundary())
        }
        Rule::OutsideSheet if !columns.sheet => Some(no_column_sheet_of_frame()),
        Rule::OutsideSheet => no_frames(parcels, references),
        Rule::Dangle
        | Rule::UnclosedFace
        | Rule::FaceWithoutLabel
        | Rule::FaceWithSeveralLabels
        | Rule::LabelOutside
            if parcels.preparation.linework.is_none() =>
        {
            Some(no_linework())
        }
        Rule::UnclosedFace if profile.unclosed_m <= 0.0 => Some(limit_is_zero("unclosed_m")),
        Rule::FaceWithoutLabel | Rule::FaceWithSeveralLabels | Rule::LabelOutside
            if parcels.preparation.linework.as_ref().is_some_and(|problems| !problems.has_labels) =>
        {
            Some(no_labels())
        }
        Rule::LegacyText | Rule::PersonalData => Some(no_columns_looked_over()),
        Rule::AxesSwapped | Rule::OutsideZone | Rule::WrongZone => Some(no_coordinate_system()),
        _ => None,
    }
}

/// Why a rule was not run: the parcels were not in memory together.
pub(crate) fn needs_all_at_once() -> Message {
    both(
        "Quy tắc này chưa chạy được khi kiểm tra từng ô một.",
        "It is not run where a check goes cell by cell.",
    )
}

/// Why a rule was not run: the profile says so.
fn switched_off() -> Message {
    both("Bộ quy tắc đang dùng tắt quy tắc này.", "Switched off in the profile used.")
}

/// Why a rule was not run: nothing is within its limit.
fn limit_is_zero(key: &str) -> Message {
    Message {
        vi: format!("Ngưỡng {key} trong bộ quy tắc đang dùng là 0."),
        en: format!("The threshold {key} is zero in the profile used."),
    }
}

/// Why a rule was not run: coordinates that were computed lie on no grid.
fn coordinates_were_computed() -> Message {
    both(
        "Tọa độ đã được tính chuyển từ hệ khác (kinh vĩ độ) nên không nằm trên lưới nào.",
        "Coordinates were computed from another system (degrees) and so lie on no grid.",
    )
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

/// Why a rule was not run: nobody says which parcel is of which sheet.
fn no_sheets() -> Message {
    both(
        "Không có cột số tờ nên không biết thửa nào thuộc tờ nào. Nếu có cột này, chỉ ra bằng --map sheet=TÊN_CỘT.",
        "No column of sheet numbers, so nobody knows which parcel is of which sheet. If there is one, name it with --map sheet=COLUMN.",
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

/// Why a rule was not run: nothing says how much of a parcel has which use.
fn no_column_land_use_areas() -> Message {
    both(
        "Không có cột diện tích theo loại đất. Nếu có, chỉ ra bằng --map land-use-area=TÊN_CỘT.",
        "No column of land-use areas. If there is one, name it with --map land-use-area=COLUMN.",
    )
}

/// Why a rule was not run: coordinates in memory are numbers, and whose numbers they are only a reader of files knows.
fn no_coordinate_system() -> Message {
    both(
        "Các thửa đưa vào không kèm hệ tọa độ; quy tắc này chỉ chạy khi đọc thửa từ tệp.",
        "These parcels carry no coordinate system; this rule runs when they are read from a file.",
    )
}

/// Why a rule was not run: nobody says where the commune ends.
fn no_commune_boundary() -> Message {
    both(
        "Chưa có đường địa giới xã; chỉ ra tệp bằng --commune-boundary TỆP.",
        "No boundary of the commune; name its file with --commune-boundary FILE.",
    )
}

/// Why a rule was not run: nobody says which sheet a parcel is of.
fn no_column_sheet_of_frame() -> Message {
    both(
        "Không có cột số tờ. Nếu có, chỉ ra bằng --map sheet=TÊN_CỘT.",
        "No column of sheet numbers. If there is one, name it with --map sheet=COLUMN.",
    )
}

/// Why a rule was not run: there are no frames, or none of the sheets at hand.
fn no_frames(parcels: &Parcels, references: &References) -> Option<Message> {
    let Some(frames) = &references.sheet_frames else {
        return Some(both(
            "Chưa có khung các tờ bản đồ; chỉ ra tệp bằng --sheet-frames TỆP.",
            "No frames of map sheets; name their file with --sheet-frames FILE.",
        ));
    };
    if !frames.columns.sheet {
        return Some(both(
            "Tệp khung tờ bản đồ không có cột số tờ; hãy đặt tên cột đó là so_to.",
            "The file of sheet frames has no column of sheet numbers; call that column so_to.",
        ));
    }
    let lacking = references.sheets_without_frame(parcels);
    let sheets = parcels.records.iter().filter_map(|record| record.key.sheet.as_deref());
    let has_any = sheets.into_iter().any(|sheet| !lacking.iter().any(|lacking| lacking == sheet));
    (!has_any).then(|| {
        both(
            "Không khung nào có số tờ của các thửa này; kiểm tra cột số tờ của tệp khung.",
            "No frame has the sheet number of any of these parcels; check the sheet numbers in the file of frames.",
        )
    })
}

/// Why a rule was not run: the parcels came as polygons.
fn no_linework() -> Message {
    both(
        "Các thửa đã là vùng sẵn, không phải tạo từ đường nét của bản vẽ.",
        "The parcels came as polygons and were not built of the lines of a drawing.",
    )
}

/// Why a rule was not run: no text of the drawing is a label.
fn no_labels() -> Message {
    both(
        "Bản vẽ không có nhãn thửa nào. Nếu có, chỉ ra lớp của nhãn bằng --label-levels LỚP.",
        "The drawing has no labels of parcels. If it has, name their level with --label-levels LEVEL.",
    )
}

/// Why a rule was not run: there are no land uses.
fn no_column_land_use() -> Message {
    both(
        "Không có cột loại đất. Nếu có, chỉ ra bằng --map land-use=TÊN_CỘT.",
        "No column of land uses. If there is one, name it with --map land-use=COLUMN.",
    )
}

/// Why a rule was not run: there are no commune codes.
fn no_column_commune() -> Message {
    both(
        "Không có cột mã xã. Nếu có, chỉ ra bằng --map commune=TÊN_CỘT.",
        "No column of commune codes. If there is one, name it with --map commune=COLUMN.",
    )
}

/// Why a rule was not run: there are no parcel identifiers.
fn no_column_parcel_code() -> Message {
    both(
        "Không có cột mã định danh thửa đất. Nếu có, chỉ ra bằng --map parcel-code=TÊN_CỘT.",
        "No column of parcel identifiers. If there is one, name it with --map parcel-code=COLUMN.",
    )
}

/// Why a rule was not run: the caller brought no list, as for a map of another country.
fn no_code_list() -> Message {
    both(
        "Không có danh mục mã nào áp dụng cho dữ liệu này.",
        "There is no code list that applies to these data.",
    )
}

/// Why a rule was not run: identifiers mean places in degrees.
fn no_way_to_degrees() -> Message {
    both(
        "Chưa biết hệ tọa độ nên không đổi được vị trí của mã sang tọa độ bản đồ; chỉ định bằng --crs EPSG:n.",
        "The coordinate system is not known, so the places of identifiers cannot be found on the map; name it with --crs EPSG:n.",
    )
}

/// Why a rule was not run: columns are looked over when a file is read.
fn no_columns_looked_over() -> Message {
    both(
        "Quy tắc này chỉ chạy khi đọc thửa từ tệp, lúc các cột của tệp được xem qua.",
        "This rule runs when parcels are read from a file, whose columns are looked over then.",
    )
}
