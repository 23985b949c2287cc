//! The sentences on how a file was read, in both languages.

use super::ReadRequest;
use super::error::{GeometryCount, ReadError};
use super::features::Walk;
use crate::dataset::Notice;
use std::collections::HashMap;
use thuadat_core::{FeatureId, Message, Parcels};

/// Names shown as examples.
const EXAMPLES: usize = 5;

pub(super) fn notice(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Notice {
    Notice { code, message: Message { vi: vi.into(), en: en.into() } }
}

/// Refuses a layer whose features are all something else than parcels.
pub(super) fn require_polygons(
    walk: &Walk,
    parcels: &Parcels,
    request: &ReadRequest,
    layer: &str,
    is_drawing: bool,
) -> Result<(), ReadError> {
    let skipped = &walk.shapes.tally.skipped;
    if skipped.is_empty() || parcels.len() as u64 > walk.shapes.tally.empty {
        return Ok(());
    }
    let has_lines = skipped.keys().any(|name| name.contains("Line"));
    let hint = match (has_lines, is_drawing) {
        (true, true) => "its boundaries are loose lines: build closed shapes of them in MicroStation or AutoCAD (Create Region, BOUNDARY) or polygonize them in QGIS first",
        (true, false) => "polygonize the lines first, in QGIS with Processing > Polygonize",
        (false, _) => "a check needs the parcels as polygons",
    };
    let found = skipped.iter().map(|(name, &features)| GeometryCount { geometry: name.clone(), features }).collect();
    Err(ReadError::NoPolygons { path: request.path.clone(), layer: Some(layer.to_owned()), found, hint })
}

/// What happened on the way through the layer.
pub(super) fn of_walk(walk: &Walk, parcels: &Parcels, request: &ReadRequest, is_drawing: bool) -> Vec<Notice> {
    let tally = &walk.shapes.tally;
    let mut notices = Vec::new();
    let mut say = |happened: bool, code, vi: String, en: String| {
        if happened {
            notices.push(notice(code, vi, en));
        }
    };
    say(
        walk.features == 0,
        "no-features",
        "Lớp không có đối tượng nào: không có gì để kiểm tra.".to_owned(),
        "The layer has no features: there is nothing to check.".to_owned(),
    );
    let promised = walk.promised.unwrap_or(walk.features);
    say(
        promised > walk.features,
        "count-differs",
        format!("Tệp ghi là có {promised} đối tượng, thực tế đọc được {}; GDAL không báo lỗi nào.", walk.features),
        format!("The file says it has {promised} features; {} are there, and GDAL found no damage.", walk.features),
    );
    let skipped: u64 = tally.skipped.values().sum();
    let kinds = tally.skipped.iter().map(|(name, count)| format!("{count} × {name}")).collect::<Vec<_>>().join(", ");
    let open_lines = tally.skipped.get("Line String").copied().unwrap_or_default();
    let (hint_vi, hint_en) = if is_drawing && open_lines > tally.closed_lines {
        (
            " Ranh giới có vẻ là các đường rời: hãy tạo vùng khép kín (ví dụ Create Region trong MicroStation, hoặc Polygonize trong QGIS) rồi kiểm tra lại.",
            " Boundaries seem to be loose lines: build closed shapes of them (Create Region in MicroStation, Polygonize in QGIS) and check again.",
        )
    } else {
        ("", "")
    };
    say(
        skipped > 0,
        "features-skipped",
        format!("Bỏ qua {skipped} trong {} đối tượng vì không phải vùng: {kinds}.{hint_vi}", walk.features),
        format!("Left out {skipped} of {} features, which are no polygons: {kinds}.{hint_en}", walk.features),
    );
    say(
        tally.closed_lines > 0,
        "closed-lines-taken",
        format!("Đã đọc {} đường khép kín của bản vẽ như thửa.", tally.closed_lines),
        format!("Read {} of the drawing as {}.", counted(tally.closed_lines, "closed line"), of_count(tally.closed_lines, "a parcel", "parcels")),
    );
    say(
        tally.parts_skipped > 0,
        "parts-skipped",
        format!("Bỏ qua {} phần không phải vùng trong các tập hợp hình học.", tally.parts_skipped),
        format!("Left out {} of geometry collections: no polygons.", counted(tally.parts_skipped, "part")),
    );
    say(
        tally.flattened > 0,
        "heights-dropped",
        format!("Bỏ độ cao (Z) hoặc số đo (M) của {} thửa.", tally.flattened),
        format!("Dropped the heights (Z) or measures (M) of {}.", counted(tally.flattened, "parcel")),
    );
    let deviation = deviation(tally.stroke_deviation, walk);
    say(
        tally.stroked > 0,
        "arcs-stroked",
        format!("Thay cung tròn của {} thửa bằng đoạn thẳng, lệch không quá {deviation}.", tally.stroked),
        format!("Replaced the arcs of {} by straight segments, at most {deviation} away.", counted(tally.stroked, "parcel")),
    );
    say(
        tally.empty > 0,
        "empty-geometries",
        format!("{} thửa không có hình; chúng vẫn được đếm và báo lỗi.", tally.empty),
        format!("{} without a shape: counted, and reported as faults.", counted(tally.empty, "parcel")),
    );
    let areas = walk.unreadable_examples.join(", ");
    say(
        walk.unreadable_areas > 0,
        "areas-unreadable",
        format!("{} giá trị diện tích không phải số, ví dụ {areas}; coi như trống.", walk.unreadable_areas),
        format!("{} no number, such as {areas}: taken as missing.", of_count(walk.unreadable_areas, "1 recorded area is", &format!("{} recorded areas are", walk.unreadable_areas))),
    );
    let id = request.id_column.as_deref().unwrap_or_default();
    say(
        walk.without_id > 0,
        "ids-missing",
        format!("{} đối tượng trống cột {id}; chúng được gọi theo số thứ tự trong tệp.", walk.without_id),
        format!("{} with nothing in column {id}, known by the number in the file instead.", counted(walk.without_id, "feature")),
    );
    notices.extend(duplicate_ids(parcels));
    notices
}

/// `1 parcel`, `2 parcels`.
fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

fn of_count<'a>(count: u64, one: &'a str, several: &'a str) -> &'a str {
    if count == 1 { one } else { several }
}

fn deviation(in_units: f64, walk: &Walk) -> String {
    format!("{:.1} mm", in_units * walk.shapes.unit_m() * 1000.0)
}

/// Names that several features share: all are kept, and findings cannot tell them apart by name.
fn duplicate_ids(parcels: &Parcels) -> Option<Notice> {
    let is_rising = parcels.records.windows(2).all(|pair| pair[0].feature < pair[1].feature);
    if is_rising {
        return None;
    }
    let mut times: HashMap<&FeatureId, usize> = HashMap::with_capacity(parcels.len());
    for record in &parcels.records {
        *times.entry(&record.feature).or_default() += 1;
    }
    let mut repeated: Vec<&FeatureId> = times.iter().filter(|(_, times)| **times > 1).map(|(id, _)| *id).collect();
    if repeated.is_empty() {
        return None;
    }
    repeated.sort();
    let count = repeated.len();
    let examples = repeated.iter().take(EXAMPLES).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Some(notice(
        "duplicate-ids",
        format!("{count} mã đối tượng xuất hiện nhiều lần, ví dụ {examples}; mọi đối tượng vẫn được giữ."),
        format!("{count} feature ids stand for several features, such as {examples}; all features are kept."),
    ))
}

/// What GDAL warned of, in its own words.
pub(super) fn of_warnings(warnings: &[String]) -> Option<Notice> {
    let (first, more) = (warnings.first()?, warnings.len() - 1);
    let (vi, en) = if more > 0 {
        (format!(" (và {more} cảnh báo khác)"), format!(" (and {more} more warnings)"))
    } else {
        (String::new(), String::new())
    };
    Some(notice("gdal-warning", format!("GDAL cảnh báo: {first}{vi}"), format!("GDAL warns: {first}{en}")))
}
