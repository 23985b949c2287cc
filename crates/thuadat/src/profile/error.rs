//! Why a profile could not be had.

use crate::custom::ExpressionError;
use thuadat_core::Message;

/// Why a profile could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// No built-in profile has that name.
    #[error("no profile is called `{name}`{}; known are {}, or give the path of a TOML file",
        did_you_mean(nearest.as_deref()), super::listed("and"))]
    UnknownName {
        /// The name given.
        name: String,
        /// The built-in name most like it.
        nearest: Option<String>,
    },
    /// The file could not be read.
    #[error("cannot read the profile {path}: {source}; check the path and who may read the file")]
    Read {
        /// The path given.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path}, line {line}: {reason}")]
    Syntax {
        /// The path given.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// What the TOML reader says.
        reason: String,
    },
    /// A key no profile has.
    #[error("{path}, line {line}: no profile has a key `{key}`{}", did_you_mean(nearest.as_deref()))]
    UnknownKey {
        /// The path given.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// The key.
        key: String,
        /// The known key most like it.
        nearest: Option<String>,
    },
    /// A value its key cannot have.
    #[error("{path}, line {line}: `{key}` is {}, must be {}", or_empty(value), expected.en)]
    BadValue {
        /// The path given.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// The key.
        key: String,
        /// The value as the file has it; an empty text where nothing is written.
        value: String,
        /// What it may be.
        expected: Box<Message>,
    },
    /// A rule of the user's own that lacks what it must have.
    #[error("{path}, line {line}: this [[custom]] rule lacks `{key}`")]
    MissingKey {
        /// The path given.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// The key.
        key: &'static str,
    },
    /// A condition or sentence of a rule of the user's own that cannot be understood.
    #[error("{path}, line {line}: in `{key}` of {rule}, {source}")]
    BadExpression {
        /// The path given.
        path: String,
        /// Line on which it begins, counted from one.
        line: usize,
        /// The rule's id.
        rule: &'static str,
        /// The key: `when` or `message`.
        key: &'static str,
        /// What is wrong, and where in it.
        source: Box<ExpressionError>,
    },
    /// A threshold set for one run that makes no sense.
    #[error("{key} is {value}, must be {}", expected.en)]
    BadSetting {
        /// The threshold's key.
        key: &'static str,
        /// The value given.
        value: f64,
        /// What it may be.
        expected: Box<Message>,
    },
}

fn or_empty(value: &str) -> &str {
    if value.is_empty() { "empty" } else { value }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default()
}
