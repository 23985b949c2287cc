//! Why a register or a list could not be read.

use super::field::RegisterField;
use std::path::PathBuf;
use thuadat_core::Message;

/// Why a register or a list could not be read; nothing of the file is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// There is no such file.
    #[error("there is no file {path}; check the spelling and the folder")]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// The file is empty.
    #[error("{path} is empty: it has no bytes; copy it again, or save it anew")]
    Empty {
        /// The path as given.
        path: PathBuf,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// The file system does not let us read.
    #[error("cannot read {path}: {source}; check who may read the file")]
    NotReadable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The workbook is locked by a password.
    #[error("{path} is locked with a password; open it, save it without one, and try again")]
    Locked {
        /// The path as given.
        path: PathBuf,
    },
    /// It is neither a workbook nor text in columns.
    #[error("{path} is neither a workbook (.xlsx, .xls, .ods) nor text in columns (.csv, .txt): {reason}", reason = reason.en)]
    NotATable {
        /// The path as given.
        path: PathBuf,
        /// What it looks like.
        reason: Message,
    },
    /// The workbook is damaged.
    #[error("{path} is damaged or cut off: {said}; copy the file again, or open it and save it anew")]
    Damaged {
        /// The path as given.
        path: PathBuf,
        /// What the reader says.
        said: String,
    },
    /// The workbook needs more memory than is given to one.
    #[error(
        "{path} is too large: {what} takes {bytes} bytes and the limit is {limit}; save the worksheet as CSV (UTF-8), \
         which is read of any size, or divide it", what = what.en
    )]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// What is too large.
        what: Message,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// There is no worksheet of this name.
    #[error("{path} has no worksheet “{worksheet}”; its worksheets are {}", quoted(worksheets))]
    NoSuchWorksheet {
        /// The path as given.
        path: PathBuf,
        /// The name given.
        worksheet: String,
        /// Those there are.
        worksheets: Vec<String>,
    },
    /// No worksheet has the header of such a table.
    #[error(
        "{path} has no {what} in it: no row of {} has its headers; looked for such as {looked_for}; {} or put the headers \
         into the first rows",
        places(worksheets, "the file"),
        advice(others, "name the worksheet if it is another one:", "name the worksheet if another one is meant,"),
        what = what.en
    )]
    NoHeader {
        /// The path as given.
        path: PathBuf,
        /// What was looked for: a register, a list of renumbered sheets.
        what: Box<Message>,
        /// The worksheets looked at; empty for text.
        worksheets: Vec<String>,
        /// The worksheets not looked at.
        others: Vec<String>,
        /// Headers that would have been known.
        looked_for: &'static str,
    },
    /// A column the user named is in none of the headers.
    #[error(
        "{path} has no column with the header “{header}” ({field}){}; its headers are {}",
        nearest.as_deref().map(|name| format!("; did you mean “{name}”?")).unwrap_or_default(),
        quoted(headers)
    )]
    NoSuchColumn {
        /// The path as given.
        path: PathBuf,
        /// What it was to hold.
        field: RegisterField,
        /// The header given.
        header: String,
        /// One that is much like it.
        nearest: Option<String>,
        /// Those there are.
        headers: Vec<String>,
    },
    /// A quotation mark is never closed.
    #[error(
        "{path}, line {line}: a quotation mark is opened and not closed for {letters} letters; close it or remove it"
    )]
    OpenQuotation {
        /// The path as given.
        path: PathBuf,
        /// The line it stands in, counted from 1.
        line: u64,
        /// How much was read since.
        letters: usize,
    },
}

impl RegisterError {
    /// Stable name, such as `no-header`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::Empty { .. } => "empty",
            Self::Interrupted => "interrupted",
            Self::NotReadable { .. } => "not-readable",
            Self::Locked { .. } => "locked",
            Self::NotATable { .. } => "not-a-table",
            Self::Damaged { .. } => "damaged",
            Self::TooLarge { .. } => "too-large",
            Self::NoSuchWorksheet { .. } => "no-such-worksheet",
            Self::NoHeader { .. } => "no-header",
            Self::NoSuchColumn { .. } => "no-such-column",
            Self::OpenQuotation { .. } => "open-quotation",
        }
    }

    /// The sentence in both languages. What the system says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::NotFound { path } => {
                format!("không có tệp {}; hãy kiểm tra lại tên tệp và thư mục", path.display())
            }
            Self::Empty { path } => {
                format!("{} rỗng: không có byte nào; hãy chép lại hoặc lưu lại tệp", path.display())
            }
            Self::Interrupted => "đã dừng".to_owned(),
            Self::NotReadable { path, source } => format!(
                "không đọc được {}: hệ thống báo “{source}”; hãy kiểm tra quyền đọc tệp",
                path.display()
            ),
            Self::Locked { path } => format!(
                "{} bị khóa bằng mật khẩu; hãy mở ra, lưu lại không có mật khẩu rồi thử lại",
                path.display()
            ),
            Self::NotATable { path, reason } => format!(
                "{} không phải bảng tính (.xlsx, .xls, .ods) cũng không phải văn bản chia cột (.csv, .txt): {}",
                path.display(),
                reason.vi
            ),
            Self::Damaged { path, said } => format!(
                "{} bị hỏng hoặc bị cắt cụt: {said}; hãy chép lại tệp, hoặc mở ra và lưu lại",
                path.display()
            ),
            Self::TooLarge { path, what, bytes, limit } => format!(
                "{} quá lớn: {} chiếm {bytes} byte, giới hạn là {limit}; hãy lưu trang tính thành CSV (UTF-8), loại này đọc được \
                 mọi kích thước, hoặc chia nhỏ tệp",
                path.display(),
                what.vi
            ),
            Self::NoSuchWorksheet { path, worksheet, worksheets } => format!(
                "{} không có trang tính “{worksheet}”; các trang tính là {}",
                path.display(),
                quoted(worksheets)
            ),
            Self::NoHeader { path, what, worksheets, others, looked_for } => format!(
                "{} không có {}: không dòng nào của {} có các tiêu đề cột cần thiết; đã tìm ví dụ {looked_for}; {} hoặc đặt \
                 tiêu đề cột vào những dòng đầu",
                path.display(),
                what.vi,
                places(worksheets, "tệp"),
                advice(
                    others,
                    "hãy nêu tên trang tính nếu là trang khác:",
                    "hãy nêu tên trang tính nếu ở trang khác,"
                )
            ),
            Self::NoSuchColumn { path, field, header, nearest, headers } => format!(
                "{} không có cột nào có tiêu đề “{header}” ({field}){}; các tiêu đề là {}",
                path.display(),
                nearest.as_deref().map(|name| format!("; ý bạn là “{name}”?")).unwrap_or_default(),
                quoted(headers)
            ),
            Self::OpenQuotation { path, line, letters } => format!(
                "{}, dòng {line}: có dấu ngoặc kép mở mà sau {letters} ký tự vẫn chưa đóng; hãy đóng lại hoặc xóa đi",
                path.display()
            ),
        }
    }
}

fn quoted(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("“{name}”")).collect();
    if names.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

fn advice(others: &[String], with_names: &str, without: &str) -> String {
    if others.is_empty() { without.to_owned() } else { format!("{with_names} {};", quoted(others)) }
}

fn places(worksheets: &[String], file: &str) -> String {
    if worksheets.is_empty() { file.to_owned() } else { quoted(worksheets) }
}
