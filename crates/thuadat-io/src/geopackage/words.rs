//! The errors of writing a GeoPackage in both languages.

use super::WriteError;
use crate::gdal_bridge::gdal_says;
use thuadat_core::Message;

impl WriteError {
    /// Stable name, such as `no-folder`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoFolder { .. } => "no-folder",
            Self::FileSystem { .. } => "not-writable",
            Self::DiskFull { .. } => "disk-full",
            Self::DiskFailure { .. } => "disk-failure",
            Self::Gdal { .. } => "gdal-refused",
            Self::NoDriver { .. } => "no-driver",
            Self::NoSuchLevel { .. } => "no-such-level",
            Self::TooWide { .. } => "too-wide",
            Self::MisfitRow { .. } => "misfit-row",
            Self::Interrupted => "interrupted",
        }
    }

    /// The sentence in both languages. What the system or GDAL says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::NoFolder { path, folder } => format!(
                "không ghi được {}: không có thư mục {}; hãy tạo thư mục hoặc chọn đường dẫn khác",
                path.display(),
                folder.display()
            ),
            Self::FileSystem { path, source } => format!(
                "không ghi được {}: hệ thống báo “{source}”; hãy chọn thư mục mà bạn có quyền ghi và còn chỗ trống",
                path.display()
            ),
            Self::DiskFull { path } => format!(
                "không ghi được {}: ổ đĩa đã đầy; hãy giải phóng chỗ trống hoặc chọn đường dẫn trên ổ khác",
                path.display()
            ),
            Self::DiskFailure { path } => format!(
                "không ghi được {}: ổ đĩa không nhận thêm dữ liệu; hãy kiểm tra chỗ trống và giới hạn kích thước tệp",
                path.display()
            ),
            Self::Gdal { path, said } => {
                format!("không ghi được {}: {}", path.display(), gdal_says(said).vi)
            }
            Self::NoDriver { path, format, driver } => format!(
                "không ghi được {}: bản GDAL đang dùng không ghi được {format} (thiếu trình điều khiển {driver}; xem danh sách bằng `ogrinfo \
                 --formats`); hãy cài thêm, hoặc ghi ra định dạng khác như .fgb, .gpkg rồi chuyển bằng bản GDAL có trình điều khiển đó",
                path.display()
            ),
            Self::NoSuchLevel { path, level } => format!(
                "không ghi được {}: tệp DGN chỉ có các lớp từ 1 đến 63, không có lớp “{level}”; hãy nêu lớp khác ở mục [drawing] của bộ quy tắc",
                path.display()
            ),
            Self::TooWide { path, extent_km } => format!(
                "không ghi được {}: tệp DGN không chứa được bản vẽ rộng {extent_km} km; hãy ghi ra tệp DXF",
                path.display()
            ),
            Self::MisfitRow { layer, row, values, fields } => {
                format!("hàng {row} của lớp {layer} không khớp: có {values} giá trị cho {fields} trường")
            }
            Self::Interrupted => "đã dừng theo yêu cầu".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn each_is_said_in_both_languages() {
        let path = || PathBuf::from("ket_qua.gpkg");
        for error in [
            WriteError::NoFolder { path: path(), folder: PathBuf::from("khong_co") },
            WriteError::FileSystem { path: path(), source: std::io::ErrorKind::StorageFull.into() },
            WriteError::DiskFull { path: path() },
            WriteError::DiskFailure { path: path() },
            WriteError::Gdal { path: path(), said: "disk full".to_owned() },
            WriteError::NoDriver { path: path(), format: "GeoParquet", driver: "Parquet" },
            WriteError::NoSuchLevel { path: path(), level: "RANH".to_owned() },
            WriteError::TooWide { path: path(), extent_km: 9000 },
        ] {
            let Message { vi, en } = error.message();
            assert!(vi.starts_with("không ghi được ket_qua.gpkg: "), "{vi}");
            assert!(en.starts_with("cannot write ket_qua.gpkg: "), "{en}");
        }
        let misfit = WriteError::MisfitRow { layer: "thua".to_owned(), row: 3, values: 1, fields: 2 };
        assert_eq!(misfit.message().vi, "hàng 3 của lớp thua không khớp: có 1 giá trị cho 2 trường");
        assert_eq!(WriteError::Interrupted.message().en, "interrupted");
    }
}
