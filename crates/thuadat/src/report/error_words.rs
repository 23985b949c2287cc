//! The errors of reports by stable name and in both languages.

use super::{GeoJsonError, Kind, ReportError};
use std::io;
use thuadat_core::Message;

impl ReportError {
    /// Stable name, such as `report-kind`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind { .. } | Self::OtherKind { .. } | Self::NotAReview { .. } => "report-kind",
            Self::SomethingElse { .. } => "report-in-the-way",
            Self::TooManyRows { .. } => "report-too-long",
            Self::Folder { .. } => "report-folder",
            Self::Write { .. } => "report-not-written",
            Self::GeoJson { source, .. } => source.code(),
            Self::GeoPackage { source, .. } => source.code(),
            Self::Interrupted { .. } => "interrupted",
        }
    }

    /// The sentence in both languages. What the system or GDAL says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        let refused = "không ghi được báo cáo";
        match self {
            Self::UnknownKind { path } => format!(
                "{}: không có loại báo cáo nào mang đuôi này; hãy đặt tên tệp kết thúc bằng một trong các đuôi {}",
                path.display(),
                Kind::endings()
            ),
            Self::OtherKind { path, endings } => format!(
                "{}: báo cáo này không có loại mang đuôi đó; hãy đặt tên tệp kết thúc bằng một trong các đuôi {endings}",
                path.display()
            ),
            Self::TooManyRows { path, rows, most } => format!(
                "{refused} {}: có {rows} dòng mà trang tính chỉ chứa được {most} dòng; hãy đặt tên tệp kết thúc bằng .csv",
                path.display()
            ),
            Self::NotAReview { path } => format!(
                "{}: tệp xem xét là tệp bảng tính; hãy đặt tên tệp kết thúc bằng .xlsx",
                path.display()
            ),
            Self::SomethingElse { path } => format!(
                "{}: ở đó đã có tệp khác, không phải tệp xem xét của chương trình; tệp được giữ nguyên; hãy nêu tên khác ở --review",
                path.display()
            ),
            Self::Folder { path, source } => {
                format!("{refused} {}: {}", path.display(), folder_advice(source))
            }
            Self::Write { path, source } => {
                format!("{refused} {}: {}; không để lại tệp viết dở", path.display(), write_advice(source))
            }
            Self::GeoJson { path, source } => {
                format!("{refused} {}: {}", path.display(), source.message().vi)
            }
            Self::GeoPackage { path, source } => {
                format!("{refused} {}: {}; không để lại tệp viết dở", path.display(), source.message().vi)
            }
            Self::Interrupted { path } => {
                format!("đã dừng khi đang ghi báo cáo {}; không để lại tệp viết dở", path.display())
            }
        }
    }
}

impl GeoJsonError {
    /// Stable name, such as `no-crs`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCrs => "no-crs",
            Self::NoWayToWgs84(error) => error.code(),
            Self::Io(_) => "not-written",
        }
    }

    /// The sentence in both languages. What the system or PROJ says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::NoCrs => format!(
                "GeoJSON dùng hệ WGS 84 mà hệ tọa độ của các thửa chưa rõ; hãy cho biết bằng --crs EPSG:n, hoặc {OTHERS}"
            ),
            Self::NoWayToWgs84(error) => format!("{}; hãy {OTHERS}", error.message().vi),
            Self::Io(error) => says(error),
        };
        Message { vi, en: self.to_string() }
    }
}

const OTHERS: &str = "chọn JSON hay GeoPackage, là hai loại giữ nguyên tọa độ";

fn says(source: &io::Error) -> String {
    format!("hệ thống báo “{source}”")
}

fn folder_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => {
            "chưa có thư mục chứa tệp này; hãy tạo thư mục hoặc chọn đường dẫn khác".to_owned()
        }
        io::ErrorKind::NotADirectory => {
            "phần thư mục trong đường dẫn lại là một tệp; hãy chọn đường dẫn khác".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "bạn không có quyền ghi vào thư mục này; hãy chọn thư mục của mình".to_owned()
        }
        io::ErrorKind::IsADirectory => "đã có thư mục trùng tên; hãy chọn đường dẫn khác".to_owned(),
        _ => says(source),
    }
}

fn write_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "đĩa đã đầy; hãy giải phóng dung lượng hoặc chọn đường dẫn trên đĩa khác".to_owned()
        }
        io::ErrorKind::FileTooLarge => "hệ thống tệp không cho phép tệp lớn như vậy".to_owned(),
        _ => says(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn errors() -> Vec<ReportError> {
        use io::ErrorKind::{
            FileTooLarge, InvalidData, IsADirectory, NotADirectory, NotFound, Other, PermissionDenied,
            StorageFull,
        };
        let path = || PathBuf::from("ket_qua.html");
        let folder = |kind: io::ErrorKind| ReportError::Folder { path: path(), source: kind.into() };
        let write = |kind: io::ErrorKind| ReportError::Write { path: path(), source: kind.into() };
        let gdal = thuadat_io::WriteError::Gdal { path: path(), said: "locked".to_owned() };
        let mut errors = vec![
            ReportError::UnknownKind { path: path() },
            ReportError::OtherKind { path: path(), endings: ".html, .json".to_owned() },
            ReportError::TooManyRows { path: path(), rows: 2_000_000, most: 1_048_571 },
            ReportError::GeoJson { path: path(), source: GeoJsonError::NoCrs },
            ReportError::GeoJson { path: path(), source: GeoJsonError::Io(InvalidData.into()) },
            ReportError::GeoPackage { path: path(), source: gdal },
            ReportError::Interrupted { path: path() },
        ];
        errors.extend([NotFound, NotADirectory, PermissionDenied, IsADirectory, Other].map(folder));
        errors.extend([StorageFull, FileTooLarge, Other].map(write));
        errors
    }

    #[test]
    fn each_names_the_report_in_both_languages() {
        let errors = errors();
        for error in &errors {
            let Message { vi, en } = error.message();
            assert!(vi.contains("báo cáo") && vi.contains("ket_qua.html"), "{vi}");
            assert!(en.contains("report") && en.contains("ket_qua.html"), "{en}");
        }
        let texts: std::collections::BTreeSet<_> = errors.iter().map(|error| error.message().vi).collect();
        assert_eq!(texts.len(), errors.len(), "each says something of its own");
    }
}
