//! The sentences on how a file was read, in both languages.

use super::ReadRequest;
use super::drawing::{Labelled, Linework};
use super::error::{GeometryCount, ReadError};
use super::features::Walk;
use super::layers::POLYGONS_NEEDED;
use crate::columns::rival;
use crate::dataset::{Column, Field, Notice};
use std::collections::HashMap;
use std::fmt::Write;
use thuadat_core::link::HolderNames;
use thuadat_core::{FeatureId, LabelForm, LineworkChoice, Message, Parcels, ShapeLabels};

/// Names shown as examples.
const EXAMPLES: usize = 5;

/// Warnings that concern nobody: GDAL 3.6 warns of every GeoPackage that a newer program wrote.
const HARMLESS_WARNINGS: &[&str] = &["may only be partially supported"];

pub(super) fn notice(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Notice {
    Notice { code, message: Message { vi: vi.into(), en: en.into() } }
}

/// Refuses a layer whose features are all something else than parcels.
pub(super) fn require_polygons(
    walk: &Walk,
    parcels: usize,
    request: &ReadRequest,
    layer: &str,
    is_drawing: bool,
) -> Result<(), ReadError> {
    let skipped = &walk.shapes.tally.skipped;
    if skipped.is_empty() || parcels as u64 > walk.shapes.tally.empty {
        return Ok(());
    }
    let has_lines = skipped.keys().any(|name| name.contains("Line"));
    let hint = match (has_lines, is_drawing) {
        (true, true) if request.linework.build.is_none() => Message {
            vi: "các đường không tạo thành vùng khép kín nào: thêm --linework yes để tạo thửa từ các đường",
            en: "its lines were not taken for boundaries: add --linework yes to have parcels built of them",
        },
        (true, true) => Message {
            vi: "ranh giới là các đường rời: bỏ --linework no để tạo thửa từ các đường",
            en: "its boundaries are loose lines: leave out --linework no to have parcels built of them",
        },
        (true, false) => Message {
            vi: "trước hết hãy tạo vùng từ các đường, trong QGIS dùng Processing > Polygonize",
            en: "polygonize the lines first, in QGIS with Processing > Polygonize",
        },
        (false, _) => POLYGONS_NEEDED,
    };
    let count = |(name, &features): (&String, &u64)| GeometryCount {
        geometry: Message { vi: name.clone(), en: name.clone() },
        features,
    };
    let found = skipped.iter().map(count).collect();
    Err(ReadError::NoPolygons { path: request.path.clone(), layer: Some(layer.to_owned()), found, hint })
}

/// What was taken of a drawing of loose lines.
pub(super) fn of_linework(linework: &Linework) -> Vec<Notice> {
    let choice = &linework.choice;
    let mut notices = vec![built(choice)];
    notices.extend(linework.table.clone().map(|message| Notice { code: "side-table-read", message }));
    notices.extend(linework.sheet_taken.as_deref().map(sheet_from_name));
    notices
}

/// What labels said of closed shapes.
pub(super) fn of_labelled(labelled: &Labelled) -> Vec<Notice> {
    let ShapeLabels { numbered, with_several, outside, .. } = labelled.labels;
    let read = labels(&LineworkChoice {
        labels: labelled.labels.labels,
        label_levels: labelled.labels.levels.clone(),
        label_form: labelled.labels.form,
        ..LineworkChoice::default()
    });
    let (mut vi, mut en) = (
        format!("{numbered} hình khép kín lấy số thửa từ nhãn nằm bên trong."),
        format!("{} took their numbers from labels inside them.", counted(numbered as u64, "closed shape")),
    );
    if with_several > 0 {
        let _ = write!(vi, " {with_several} hình có nhãn của nhiều thửa nên không lấy số.");
        let _ = write!(
            en,
            " {} hold labels of several parcels and got none.",
            counted(with_several as u64, "shape")
        );
    }
    if outside > 0 {
        let _ = write!(vi, " {outside} nhãn không nằm trong hình nào.");
        let _ = write!(
            en,
            " {} in no shape.",
            if outside == 1 { "1 label lies".to_owned() } else { format!("{outside} labels lie") }
        );
    }
    let told = notice("shapes-labelled", format!("{} {vi}", read.vi), format!("{} {en}", read.en));
    let table = labelled.table.clone().map(|message| Notice { code: "side-table-read", message });
    std::iter::once(told).chain(table).chain(labelled.sheet_taken.as_deref().map(sheet_from_name)).collect()
}

fn sheet_from_name(sheet: &str) -> Notice {
    notice(
        "sheet-from-file-name",
        format!("Số tờ {sheet} lấy từ tên tệp."),
        format!("Sheet number {sheet} was taken from the name of the file."),
    )
}

/// That names of holders were read, and what for; nothing where there are none.
pub(super) fn of_holders(holders: &HolderNames, columns: &[Column]) -> Option<Notice> {
    let known = holders.known();
    let column = columns.iter().find(|column| column.field == Field::Holder);
    let (vi, en) = column.map_or_else(
        || ("bảng đi kèm bản vẽ".to_owned(), "the table beside the drawing".to_owned()),
        |column| (format!("cột {}", column.name), format!("column {}", column.name)),
    );
    (known > 0).then(|| {
        notice(
            "holders-compared",
            format!("Tên người sử dụng đất ở {vi} ({known} thửa) chỉ được so với sổ, không ghi ra ở đâu."),
            format!(
                "Names of holders in {en} ({}) are compared with those of registers and written nowhere.",
                counted(known as u64, "parcel")
            ),
        )
    })
}

/// Which levels were taken, and what came of them.
fn built(choice: &LineworkChoice) -> Notice {
    let of_lines = vec![lines_and_faces(choice), labels(choice)];
    let sentences = of_lines.into_iter().chain(other_styles(choice)).chain(joined_ends(choice));
    let (mut vi, mut en): (Vec<String>, Vec<String>) = sentences.map(|said| (said.vi, said.en)).unzip();
    vi.push("Nếu chọn chưa đúng, dùng --boundary-levels và --label-levels.".to_owned());
    en.push("If that is not right, name levels with --boundary-levels and --label-levels.".to_owned());
    notice("linework-built", vi.join(" "), en.join(" "))
}

fn names(names: &[String]) -> String {
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

fn lines_and_faces(choice: &LineworkChoice) -> Message {
    let (levels, styles) = (names(&choice.boundary_levels), names(&choice.line_styles));
    let LineworkChoice { lines, faces, .. } = choice;
    Message {
        vi: format!(
            "Thửa được tạo từ {lines} đường ở lớp {levels} (kiểu đường {styles}): {faces} vùng khép kín."
        ),
        en: format!(
            "Parcels were built of {} on level {levels} (line style {styles}): {}.",
            counted(*lines as u64, "line"),
            counted(*faces as u64, "closed face")
        ),
    }
}

fn labels(choice: &LineworkChoice) -> Message {
    if choice.labels == 0 {
        return Message {
            vi: "Không tìm thấy nhãn thửa nào nên mỗi vùng là một thửa chưa có số.".to_owned(),
            en: "No labels of parcels were found, so each face is a parcel without a number.".to_owned(),
        };
    }
    let (form_vi, form_en) = match choice.label_form {
        Some(LabelForm::SheetNumber) => {
            ("; hai số trong một nhãn là số tờ/số thửa", "; two numbers in a label are sheet/parcel")
        }
        Some(LabelForm::NumberArea) => {
            ("; hai số trong một nhãn là số thửa/diện tích", "; two numbers in a label are parcel/area")
        }
        None => ("", ""),
    };
    let (labels, levels) = (choice.labels, names(&choice.label_levels));
    Message {
        vi: format!("{labels} nhãn thửa đọc từ lớp {levels}{form_vi}."),
        en: format!("{} read from level {levels}{form_en}.", counted(labels as u64, "label")),
    }
}

fn other_styles(choice: &LineworkChoice) -> Option<Message> {
    let left = choice.lines_of_other_styles;
    (left > 0).then(|| Message {
        vi: format!("Bỏ qua {left} đường nét đứt ở các lớp đó (--line-styles để lấy cả chúng)."),
        en: format!(
            "Left out {} of broken style there (--line-styles takes them).",
            counted(left as u64, "line")
        ),
    })
}

fn joined_ends(choice: &LineworkChoice) -> Option<Message> {
    let joined = choice.joined_ends;
    let distance = format!("{:.1} mm", choice.joined_distance_m * 1000.0);
    (joined > 0).then(|| Message {
        vi: format!(
            "Nối {joined} đầu đường vào đường bên cạnh, cách không quá {}.",
            distance.replace('.', ",")
        ),
        en: format!(
            "Joined {} to the line beside, at most {distance} away.",
            counted(joined as u64, "line end")
        ),
    })
}

/// What happened on the way through the layer.
pub(super) fn of_walk(walk: &Walk, request: &ReadRequest) -> Vec<Notice> {
    let mut account = Account::default();
    account.tell_counts(walk);
    account.tell_shapes(walk);
    account.tell_records(walk, request);
    account.notices
}

/// Notices in the making.
#[derive(Default)]
struct Account {
    notices: Vec<Notice>,
}

impl Account {
    fn say(
        &mut self,
        happened: bool,
        code: &'static str,
        vi: impl FnOnce() -> String,
        en: impl FnOnce() -> String,
    ) {
        if happened {
            self.notices.push(notice(code, vi(), en()));
        }
    }

    fn tell_counts(&mut self, walk: &Walk) {
        let (tally, features) = (&walk.shapes.tally, walk.features);
        self.say(
            features == 0,
            "no-features",
            || "Lớp không có đối tượng nào: không có gì để kiểm tra.".to_owned(),
            || "The layer has no features: there is nothing to check.".to_owned(),
        );
        let promised = walk.promised.unwrap_or(features);
        self.say(
            promised > features,
            "count-differs",
            || {
                format!(
                    "Tệp ghi là có {promised} đối tượng nhưng chỉ chứa {features}; GDAL không thấy hư hỏng."
                )
            },
            || {
                format!(
                    "The file says it has {promised} features but holds {features}; GDAL found no damage."
                )
            },
        );
        let skipped: u64 = tally.skipped.values().sum();
        let kinds = tally
            .skipped
            .iter()
            .map(|(name, count)| format!("{count} × {name}"))
            .collect::<Vec<_>>()
            .join(", ");
        self.say(
            skipped > 0,
            "features-skipped",
            || format!("Bỏ qua {skipped} trong {features} đối tượng vì không phải vùng: {kinds}."),
            || format!("Left out {skipped} of {features} features, which are no polygons: {kinds}."),
        );
    }

    fn tell_shapes(&mut self, walk: &Walk) {
        let tally = &walk.shapes.tally;
        self.say(
            tally.closed_lines > 0,
            "closed-lines-taken",
            || format!("Đã đọc {} đường khép kín của bản vẽ như thửa.", tally.closed_lines),
            || format!("Read {} of the drawing as parcels.", counted(tally.closed_lines, "closed line")),
        );
        self.say(
            tally.parts_skipped > 0,
            "parts-skipped",
            || format!("Bỏ qua {} phần không phải vùng trong các tập hợp hình học.", tally.parts_skipped),
            || {
                format!(
                    "Left out {} of geometry collections: no polygons.",
                    counted(tally.parts_skipped, "part")
                )
            },
        );
        self.say(
            tally.flattened > 0,
            "heights-dropped",
            || format!("Bỏ độ cao (Z) hoặc số đo (M) của {} thửa.", tally.flattened),
            || format!("Dropped the heights (Z) or measures (M) of {}.", counted(tally.flattened, "parcel")),
        );
        let deviation = format!("{:.1} mm", tally.stroke_deviation * walk.shapes.unit_m() * 1000.0);
        self.say(
            tally.stroked > 0,
            "arcs-stroked",
            || {
                format!(
                    "Thay cung tròn của {} thửa bằng đoạn thẳng, lệch không quá {deviation}.",
                    tally.stroked
                )
            },
            || {
                format!(
                    "Replaced the arcs of {} by straight segments, at most {deviation} away.",
                    counted(tally.stroked, "parcel")
                )
            },
        );
        self.say(
            tally.empty > 0,
            "empty-geometries",
            || format!("{} thửa không có hình; chúng vẫn được đếm và báo lỗi.", tally.empty),
            || {
                format!(
                    "{} without a shape: counted, and reported as faults.",
                    counted(tally.empty, "parcel")
                )
            },
        );
    }

    fn tell_records(&mut self, walk: &Walk, request: &ReadRequest) {
        let examples = walk.unreadable_examples.join(", ");
        self.say(
            walk.unreadable_areas > 0,
            "areas-unreadable",
            || {
                format!(
                    "{} giá trị diện tích không phải số, ví dụ {examples}; coi như trống.",
                    walk.unreadable_areas
                )
            },
            || {
                format!(
                    "{} that is no number, such as {examples}: taken as missing.",
                    counted(walk.unreadable_areas, "recorded area")
                )
            },
        );
        let id = request.id_column.as_deref().unwrap_or_default();
        self.say(
            walk.without_id > 0,
            "ids-missing",
            || {
                format!(
                    "{} đối tượng trống cột {id}; chúng được gọi theo số thứ tự trong tệp.",
                    walk.without_id
                )
            },
            || {
                format!(
                    "{} with nothing in column {id}, known by the number in the file instead.",
                    counted(walk.without_id, "feature")
                )
            },
        );
    }
}

/// `1 parcel`, `2 parcels`.
fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Names that several features share: all are kept, and findings cannot tell them apart by name.
pub(super) fn duplicate_ids(parcels: &Parcels) -> Option<Notice> {
    let is_rising = parcels.records.windows(2).all(|pair| pair[0].feature < pair[1].feature);
    if is_rising {
        return None;
    }
    let mut times: HashMap<&FeatureId, usize> = HashMap::with_capacity(parcels.len());
    for record in &parcels.records {
        *times.entry(&record.feature).or_default() += 1;
    }
    let mut repeated: Vec<&FeatureId> =
        times.iter().filter(|(_, times)| **times > 1).map(|(id, _)| *id).collect();
    repeated.sort();
    repeated_ids(&repeated)
}

/// Says which names several features share, in rising order; nothing where there is none.
pub(super) fn repeated_ids(repeated: &[&FeatureId]) -> Option<Notice> {
    let count = repeated.len();
    let examples = repeated.iter().take(EXAMPLES).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    (count > 0).then(|| {
        notice(
            "duplicate-ids",
            format!(
                "{count} mã đối tượng xuất hiện nhiều lần, ví dụ {examples}; mọi đối tượng vẫn được giữ."
            ),
            format!(
                "{count} feature ids stand for several features, such as {examples}; all features are kept."
            ),
        )
    })
}

/// Columns that may have been mistaken for others, because a shapefile has cut their names.
pub(super) fn of_rivals(columns: &[Column], names: &[String]) -> Vec<Notice> {
    let rivals = columns.iter().filter_map(|column| Some((column, rival(column, names)?)));
    rivals
        .map(|(column, rival)| {
            let (name, field) = (&column.name, column.field);
            notice(
                "column-ambiguous",
                format!("Shapefile cắt tên cột nên {name} và {rival} có thể đổi chỗ cho nhau; đã dùng {name}. Nếu sai, hãy thêm --map {field}={rival}."),
                format!("The shapefile cuts names, so {name} and {rival} may stand for each other; {name} was used. If that is wrong, add --map {field}={rival}."),
            )
        })
        .collect()
}

/// What GDAL warned of, in its own words.
pub(super) fn of_warnings(warnings: &[String]) -> Option<Notice> {
    let warnings: Vec<&String> =
        warnings.iter().filter(|said| !HARMLESS_WARNINGS.iter().any(|known| said.contains(known))).collect();
    let (first, more) = (warnings.first()?, warnings.len() - 1);
    let (vi, en) = if more > 0 {
        (format!(" (và {more} cảnh báo khác)"), format!(" (and {more} more warnings)"))
    } else {
        (String::new(), String::new())
    };
    Some(notice("gdal-warning", format!("GDAL cảnh báo: {first}{vi}"), format!("GDAL warns: {first}{en}")))
}
