//! Settings that make no sense, and where they were said.

use super::Setting;
use std::fmt;
use std::io;
use thuadat::Message;

/// Where a setting was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidAt {
    /// In a file.
    File {
        /// The file.
        path: String,
        /// The line, beginning with 1.
        line: usize,
    },
    /// In a variable of the environment.
    Environment(String),
    /// As an argument.
    Argument(String),
}

impl fmt::Display for SaidAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Environment(name) => f.write_str(name),
            Self::Argument(name) => write!(f, "argument {name}"),
        }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// A file could not be read.
    #[error("cannot read the configuration {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file is no TOML.
    #[error("the configuration {path} is no TOML: {said}")]
    Syntax {
        /// The file.
        path: String,
        /// What the library says, with line and column.
        said: String,
    },
    /// There is no such setting.
    #[error("{place}: there is no setting `{name}`; there are {}", known())]
    Unknown {
        /// What it was called.
        name: String,
        /// Where.
        place: SaidAt,
    },
    /// A value makes no sense.
    #[error("{place}: {name} is `{value}`: {}", .expected.en)]
    Bad {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is expected.
        expected: Message,
        /// Where.
        place: SaidAt,
    },
}

fn known() -> String {
    Setting::ALL.map(Setting::name).join(", ")
}

impl ConfigurationError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let place = |place: &SaidAt| match place {
            SaidAt::Argument(name) => format!("đối số {name}"),
            other => other.to_string(),
        };
        let vi = match self {
            Self::Read { path, source } if source.kind() == io::ErrorKind::NotFound => {
                format!("không có tệp cấu hình {path}; hãy kiểm tra lại tên tệp và thư mục")
            }
            Self::Read { path, source } => {
                format!("không đọc được tệp cấu hình {path}: hệ thống báo “{source}”")
            }
            Self::Syntax { path, said } => format!("tệp cấu hình {path} không phải TOML đúng: {said}"),
            Self::Unknown { name, place: at } => {
                format!("{}: không có thiết lập `{name}`; các thiết lập là {}", place(at), known())
            }
            Self::Bad { name, value, expected, place: at } => {
                format!("{}: {name} đang là `{value}`: {}", place(at), expected.vi)
            }
        };
        Message { vi, en: self.to_string() }
    }
}
