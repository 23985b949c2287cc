//! Why earlier decisions or reports could not be taken into account.

use crate::report::model::CONTRACT;
use thuadat_core::Message;

/// Why a file of accepted findings or an earlier report could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// The file could not be read.
    #[error("cannot read {path}: {source}; check the path and who may read the file")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not in UTF-8.
    #[error("{path}, line {line}: not UTF-8; save the table as `CSV UTF-8`")]
    NotUtf8 {
        /// The file.
        path: String,
        /// Line, counted from one.
        line: u64,
    },
    /// The table lacks a column.
    #[error("{path}, line {line}: no column `{column}`; its head may be one of: {heads}")]
    NoColumn {
        /// The file.
        path: String,
        /// Line of the heads, counted from one.
        line: u64,
        /// The column.
        column: &'static str,
        /// The heads it may have.
        heads: String,
    },
    /// A field is not what it must be.
    #[error("{path}, line {line}, {field}: `{value}` must be {}", expected.en)]
    BadField {
        /// The file.
        path: String,
        /// Line, counted from one.
        line: u64,
        /// The column.
        field: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: Box<Message>,
    },
    /// A finding is accepted twice.
    #[error("{path}, line {line}, id: {id} stands in line {first_line} too; leave one of them")]
    Repeated {
        /// The file.
        path: String,
        /// The later line.
        line: u64,
        /// The finding.
        id: String,
        /// The earlier line.
        first_line: u64,
    },
    /// The earlier report is not JSON.
    #[error("{path}, line {line}: not JSON: {reason}")]
    NotJson {
        /// The file.
        path: String,
        /// Line, counted from one.
        line: usize,
        /// What the JSON reader says.
        reason: String,
    },
    /// The file is JSON but no report.
    #[error("{path} is no report of thuadat; give a file written with --report NAME.json")]
    NotAReport {
        /// The file.
        path: String,
    },
    /// The earlier report is of a contract this program does not know.
    #[error(
        "{path} holds a report of contract {contract}, this program knows {CONTRACT}; make it anew with this program"
    )]
    OtherContract {
        /// The file.
        path: String,
        /// Its contract.
        contract: String,
    },
}
