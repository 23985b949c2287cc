//! Why a report could not be written.

use super::Kind;
use std::io;
use std::path::PathBuf;

/// Why a report could not be written. Nothing is left behind at its path; a file that stood there before stands unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The path's ending stands for no kind of report.
    #[error("{}: no kind of report has this ending; write a path that ends in one of {}", path.display(), Kind::endings())]
    UnknownKind {
        /// The path given.
        path: PathBuf,
    },
    /// This report is not to be had in the kind the path's ending stands for.
    #[error("{}: this report has no such kind; write a path that ends in one of {endings}", path.display())]
    OtherKind {
        /// The path given.
        path: PathBuf,
        /// The endings it can have.
        endings: String,
    },
    /// A worksheet has no room for so many rows.
    #[error(
        "cannot write the report {}: it has {rows} rows, and a worksheet has room for {most}; write a path that ends in .csv",
        path.display()
    )]
    TooManyRows {
        /// The path given.
        path: PathBuf,
        /// Rows of the report.
        rows: usize,
        /// Rows that have room.
        most: usize,
    },
    /// A review file is a workbook.
    #[error("{}: a review file is a workbook; write a path that ends in .xlsx", path.display())]
    NotAReview {
        /// The path given.
        path: PathBuf,
    },
    /// What stands where a review file is to be written is none.
    #[error(
        "{}: a file is there that is no review file of this program; it was left as it is; give another name with --review",
        path.display()
    )]
    SomethingElse {
        /// The path given.
        path: PathBuf,
    },
    /// The report's folder cannot be written to.
    #[error("cannot write the report {}: {}", path.display(), folder_advice(source))]
    Folder {
        /// The path given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Writing failed half way.
    #[error("cannot write the report {}: {}; nothing was left there", path.display(), write_advice(source))]
    Write {
        /// The path given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The findings could not be brought to WGS 84.
    #[error("cannot write the report {}: {source}", path.display())]
    GeoJson {
        /// The path given.
        path: PathBuf,
        /// Why.
        source: super::GeoJsonError,
    },
    /// The GeoPackage could not be written.
    #[error("cannot write the report {}; nothing was left there", source.to_string().trim_start_matches("cannot write "))]
    GeoPackage {
        /// The path given.
        path: PathBuf,
        /// Why.
        source: thuadat_io::WriteError,
    },
    /// The observer asked to stop.
    #[error("interrupted while writing the report {}; nothing was left there", path.display())]
    Interrupted {
        /// The path given.
        path: PathBuf,
    },
}

fn folder_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::NotFound => {
            "its folder does not exist; make the folder or give another path".to_owned()
        }
        io::ErrorKind::NotADirectory => "its folder is a file; give another path".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "its folder does not let you write; give a folder of your own".to_owned()
        }
        io::ErrorKind::IsADirectory => "a folder of that name is there; give another path".to_owned(),
        _ => source.to_string(),
    }
}

fn write_advice(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; free some space or give a path on another disk".to_owned()
        }
        io::ErrorKind::FileTooLarge => "the file system allows no file that large".to_owned(),
        _ => source.to_string(),
    }
}
