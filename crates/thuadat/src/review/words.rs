//! The errors of reviews by stable name and in both languages.

use super::ReviewError;
use crate::report::model::CONTRACT;
use thuadat_core::Message;

impl ReviewError {
    /// Stable name, such as `acceptance-field`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "review-not-readable",
            Self::NotUtf8 { .. } => "acceptance-not-utf8",
            Self::NoColumn { .. } => "acceptance-column",
            Self::BadField { .. } => "acceptance-field",
            Self::Repeated { .. } => "acceptance-repeated",
            Self::NotJson { .. } => "baseline-not-json",
            Self::NotAReport { .. } => "baseline-not-a-report",
            Self::OtherContract { .. } => "baseline-contract",
        }
    }

    /// The sentence in both languages. What the system or the JSON reader says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::Read { path, source } => {
                format!(
                    "không đọc được {path}: hệ thống báo “{source}”; hãy kiểm tra lại đường dẫn và quyền đọc tệp"
                )
            }
            Self::NotUtf8 { path, line } => {
                format!("{path}, dòng {line}: không phải UTF-8; hãy lưu bảng ở dạng `CSV UTF-8`")
            }
            Self::NoColumn { path, line, column, heads } => {
                format!(
                    "{path}, dòng {line}: thiếu cột `{column}`; tên cột có thể là một trong các tên: {heads}"
                )
            }
            Self::BadField { path, line, field, value, expected } => {
                format!("{path}, dòng {line}, {field}: `{value}` phải là {}", expected.vi)
            }
            Self::Repeated { path, line, id, first_line } => {
                format!("{path}, dòng {line}, id: {id} đã có ở dòng {first_line}; hãy bỏ bớt một dòng")
            }
            Self::NotJson { path, line, reason } => {
                format!("{path}, dòng {line}: không phải JSON: “{reason}”")
            }
            Self::NotAReport { path } => {
                format!("{path} không phải báo cáo của thuadat; hãy chỉ ra tệp ghi bằng --report TÊN.json")
            }
            Self::OtherContract { path, contract } => format!(
                "{path} là báo cáo theo quy ước {contract}, chương trình này dùng quy ước {CONTRACT}; hãy tạo lại báo cáo \
                 bằng chương trình này"
            ),
        }
    }
}
