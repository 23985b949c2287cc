//! The errors of reading by stable name and in both languages.
//!
//! English stands with the error itself; the Vietnamese sentences here state the same facts.

use super::error::{GeometryCount, LayerSummary, ReadError};
use crate::crs::FittingZone;
use crate::dataset::Field;
use crate::gdal_bridge::gdal_says;
use std::path::Path;
use thuadat_core::{LineworkError, Message};

impl ReadError {
    /// Stable name, such as `not-found` or `truncated`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::NotReadable { .. } => "not-readable",
            Self::StandardInput { .. } => "standard-input",
            Self::Dgn8 { .. } => "dgn-v8",
            Self::NotVector { .. } => "not-vector",
            Self::Damaged { .. } => "damaged",
            Self::CutOff { .. } => "cut-off",
            Self::SeveralInArchive { .. } => "several-in-archive",
            Self::NothingInArchive { .. } => "nothing-in-archive",
            Self::NoSuchLayer { .. } => "no-such-layer",
            Self::SeveralLayers { .. } => "several-layers",
            Self::NoPolygons { .. } => "no-polygons",
            Self::NoSuchColumn { .. } => "no-such-column",
            Self::ColumnOfPeople { .. } => "column-of-people",
            Self::Linework { source, .. } => match source {
                LineworkError::NoSuchStyle { .. } => "no-such-line-style",
                _ => "no-such-level",
            },
            Self::NoFaces { .. } => "no-faces",
            Self::UnknownCrs { .. } => "unknown-crs",
            Self::ZoneNotInMetres { .. } => "zone-not-in-metres",
            Self::NotInMetres { .. } => "not-in-metres",
            Self::NoCrsForZone { .. } => "no-crs-for-zone",
            Self::ZoneNeeded { .. } => "zone-needed",
            Self::NotDegrees { .. } => "not-degrees",
            Self::Transform { source, .. } => source.code(),
            Self::Incomplete { .. } => "truncated",
            Self::TooManyVertices { .. } => "too-many-vertices",
            Self::Interrupted => "interrupted",
        }
    }

    /// The sentence in both languages. What the system or GDAL says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    #[expect(clippy::too_many_lines, reason = "a table of sentences")]
    fn vietnamese(&self) -> String {
        match self {
            Self::NotFound { path } => {
                format!("không có tệp {}; hãy kiểm tra lại tên tệp và thư mục", path.display())
            }
            Self::NotReadable { path, source } => format!(
                "không đọc được {}: hệ thống báo “{source}”; hãy kiểm tra quyền đọc tệp",
                path.display()
            ),
            Self::StandardInput { source } => {
                format!("không đọc được đầu vào chuẩn: hệ thống báo “{source}”")
            }
            Self::Dgn8 { path } => format!(
                "{} là bản vẽ MicroStation V8 (DGN V8), không đọc được; hãy lưu lại trong MicroStation thành DGN V7 \
                 hoặc DXF (File > Save As), hoặc xuất các thửa ra shapefile",
                path.display()
            ),
            Self::NotVector { path, reason } => format!(
                "{} không phải bản đồ vectơ đọc được: {}; các định dạng đọc được là GeoPackage, shapefile, GeoJSON, \
                 FlatGeobuf, GML, DXF, DGN V7 và FileGDB",
                path.display(),
                reason.vi
            ),
            Self::Damaged { path, said } => format!(
                "{} bị hỏng hoặc không đầy đủ nên không mở được; {}; hãy chép lại hoặc xuất lại tệp",
                path.display(),
                gdal_says(said).vi
            ),
            Self::CutOff { path, length, expected } => format!(
                "{} bị cắt cụt: chỉ có {length} trong {expected} byte; hãy chép lại hoặc xuất lại tệp",
                path.display()
            ),
            Self::SeveralInArchive { path, entries } => several_in_archive(path, entries),
            Self::NothingInArchive { path, entries } => format!(
                "{} không chứa bản đồ nào ({}); bên trong phải có shapefile, GeoPackage, GeoJSON, FlatGeobuf, GML, DXF, \
                 DGN hoặc FileGDB",
                path.display(),
                if entries.is_empty() {
                    "tệp nén trống".to_owned()
                } else {
                    format!("chỉ có {}", list(entries, String::clone))
                }
            ),
            Self::NoSuchLayer { path, layer, layers, nearest } => format!(
                "{} không có lớp “{layer}”{}; các lớp của tệp là {}",
                path.display(),
                suggestion(nearest.as_deref()),
                list(layers, summary)
            ),
            Self::SeveralLayers { path, layers } => format!(
                "{} có nhiều lớp vùng: {}; hãy chọn một lớp bằng --layer",
                path.display(),
                list(layers, summary)
            ),
            Self::NoPolygons { path, layer, found, hint } => format!(
                "{}{} không có vùng nào, chỉ có {}; {}",
                path.display(),
                layer.as_ref().map(|name| format!(" (lớp “{name}”)")).unwrap_or_default(),
                list(found, count),
                hint.vi
            ),
            Self::Linework { path, source } => format!("{}: {}", path.display(), missing_in_drawing(source)),
            Self::NoFaces { path, lines, levels } => format!(
                "ranh giới trong {} là các đường rời và không khép kín vùng nào ({lines} đường ở lớp {}); hãy chỉ ra lớp chứa \
                 ranh giới bằng --boundary-levels, hoặc khép kín các đường",
                path.display(),
                list(levels, String::clone)
            ),
            Self::NoSuchColumn { path, layer, column, field, columns, nearest } => format!(
                "lớp “{layer}” của {} không có cột “{column}” ({}){}; các cột của lớp là {}",
                path.display(),
                wanted_for(*field),
                suggestion(nearest.as_deref()),
                list(columns, String::clone)
            ),
            Self::ColumnOfPeople { path, column, field } => format!(
                "cột “{column}” của {} là tên người, còn {} sẽ hiện trong báo cáo; hãy nêu cột khác bằng --map, hoặc dùng cột này là --map \
                 holder={column}",
                path.display(),
                wanted_for(Some(*field))
            ),
            Self::UnknownCrs { epsg, option } => format!(
                "EPSG:{epsg} (theo {option}) không phải hệ tọa độ đã biết; các múi địa chính VN-2000 là EPSG:5897 đến \
                 5899 và 9205 đến 9218"
            ),
            Self::ZoneNotInMetres { epsg, name } => format!(
                "EPSG:{epsg} ({name}) ghi ở --zone không phải hệ tọa độ phẳng tính bằng mét; hãy chọn một múi, ví dụ \
                 EPSG:9215"
            ),
            Self::NotInMetres { path, crs, unit } => format!(
                "{} ở hệ {crs}, tính bằng {} chứ không phải mét; hãy chọn múi tính bằng mét, ví dụ --zone EPSG:9215",
                path.display(),
                unit.as_deref().unwrap_or("đơn vị khác")
            ),
            Self::NoCrsForZone { path, zone } => format!(
                "{} không khai hệ tọa độ nên không chuyển được sang EPSG:{zone}; hãy cho biết hệ tọa độ của tệp bằng --crs",
                path.display()
            ),
            Self::ZoneNeeded { path, crs } => format!(
                "{} ở hệ {crs}, tức là độ; khi tệp không được giữ trọn trong bộ nhớ thì phải nêu rõ múi: hãy thêm --zone, ví dụ --zone EPSG:9215",
                path.display()
            ),
            Self::NotDegrees { path, declared, out_of_range, vertices, feature, example, fitting } => {
                format!(
                    "tọa độ của {} được hiểu là {declared}, tức là độ, nhưng {out_of_range} trong {vertices} đỉnh nằm ngoài \
                 kinh độ ±180 và vĩ độ ±90, ví dụ ({}) của đối tượng {feature}; {}",
                    path.display(),
                    format!("{}; {}", example.0, example.1).replace('.', ","),
                    crs_advice(fitting)
                )
            }
            Self::Transform { path, source } => {
                format!("không chuyển được {} sang tọa độ mét: {}", path.display(), source.message().vi)
            }
            Self::Incomplete { path, layer, read, expected, said } => format!(
                "lớp “{layer}” của {} bị hỏng hoặc không đầy đủ: chỉ đọc được {read}{} đối tượng; {}; hãy chép lại hoặc \
                 xuất lại tệp",
                path.display(),
                expected.map(|count| format!(" trong {count}")).unwrap_or_default(),
                gdal_says(said).vi
            ),
            Self::TooManyVertices { path, layer } => format!(
                "lớp “{layer}” của {} có hơn 4.294.967.295 đỉnh; hãy chia ra đọc từng phần",
                path.display()
            ),
            Self::Interrupted => "đã dừng theo yêu cầu".to_owned(),
        }
    }
}

/// A list for a sentence; long ones end in their number.
fn list<T>(items: &[T], word: impl Fn(&T) -> String) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(word).collect();
    if items.len() > SHOWN {
        shown.push(format!("… tất cả {}", items.len()));
    }
    shown.join(", ")
}

fn summary(layer: &LayerSummary) -> String {
    format!("“{}” ({}, {} đối tượng)", layer.name, layer.geometry.vi, layer.features)
}

fn count(found: &GeometryCount) -> String {
    format!("{} × {}", found.features, found.geometry.vi)
}

fn several_in_archive(path: &Path, entries: &[String]) -> String {
    let path = path.display();
    let first = entries.first().map_or("TÊN", String::as_str);
    let entries = list(entries, String::clone);
    format!(
        "{path} chứa nhiều tệp bản đồ ({entries}); hãy giải nén rồi chọn một tệp, hoặc ghi {path}/{first}"
    )
}

fn missing_in_drawing(error: &LineworkError) -> String {
    match error {
        LineworkError::NoSuchLevel { level, levels } => {
            format!("bản vẽ không có lớp “{level}”; các lớp của bản vẽ là {}", list(levels, String::clone))
        }
        LineworkError::NoSuchStyle { style, styles } => {
            format!("bản vẽ không có kiểu đường “{style}”; các kiểu đường là {}", list(styles, String::clone))
        }
        other => other.to_string(),
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (ý bạn là “{name}”?)")).unwrap_or_default()
}

fn wanted_for(field: Option<Field>) -> String {
    match field {
        Some(field) => format!("theo --map {field}=…"),
        None => "theo --id".to_owned(),
    }
}

fn crs_advice(fitting: &[FittingZone]) -> String {
    match fitting {
        [] => "hãy cho biết hệ tọa độ bằng --crs EPSG:…".to_owned(),
        [one] => format!("tọa độ phù hợp với {one}: hãy thêm --crs EPSG:{}", one.zone.epsg),
        several => {
            let zones = list(several, ToString::to_string);
            format!("hãy thêm --crs với múi của tỉnh; tọa độ phù hợp với {zones}")
        }
    }
}

#[cfg(test)]
mod tests;
