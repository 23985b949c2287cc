//! Why a file of requirements could not be had.

use thuadat_core::Message;

/// Why a file of requirements could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequirementsError {
    /// It could not be read.
    #[error("cannot read the list {path}: {source}; check the path and who may read the file")]
    Read {
        /// The path given.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML of this form.
    #[error("{path}, line {line}: {reason}")]
    Syntax {
        /// The path given.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// What the TOML reader says.
        reason: String,
    },
    /// A name that stands for nothing.
    #[error("{path}: there is no {what} called `{name}`{}", did_you_mean(nearest.as_deref()))]
    Unknown {
        /// The path given.
        path: String,
        /// What it should be: rule, link, field, fact, criterion.
        what: &'static str,
        /// The name.
        name: String,
        /// The known name most like it.
        nearest: Option<String>,
    },
    /// A section that is needed is not there.
    #[error("{path}: the section `{section}` is missing")]
    Missing {
        /// The path given.
        path: String,
        /// The section.
        section: String,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default()
}

impl RequirementsError {
    /// The sentence in both languages. What the system or the TOML reader says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Read { path, source } => format!(
                "không đọc được danh mục {path}: hệ thống báo “{source}”; hãy kiểm tra đường dẫn và quyền đọc tệp"
            ),
            Self::Syntax { path, line, reason } => format!("{path}, dòng {line}: “{reason}”"),
            Self::Unknown { path, what, name, nearest } => {
                let what = match *what {
                    "rule" => "quy tắc",
                    "link" => "lý do ghép",
                    "field" => "trường",
                    "fact" => "thông tin",
                    _ => "tiêu chí",
                };
                let meant = nearest.as_ref().map(|nearest| format!("; có phải là `{nearest}`?"));
                format!("{path}: không có {what} nào tên là `{name}`{}", meant.unwrap_or_default())
            }
            Self::Missing { path, section } => format!("{path}: thiếu mục `{section}`"),
        };
        Message { vi, en: self.to_string() }
    }
}
