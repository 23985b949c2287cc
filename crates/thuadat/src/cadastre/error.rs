//! Why files do not come in or go out, in both languages.

use crate::profile::ProfileError;
use crate::selection::SelectionError;
use std::io;
use thuadat_core::Message;
use thuadat_io::{ReadError, RegisterError, TransformError, WriteError};
use thuadat_store::{
    CopyError, DatabaseError, EditError, FindingsError, ImportError, MigrateError, OpenError,
};

/// Why files could not be imported. Files imported before the one that failed stay in the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportFailure {
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store could not be made.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A file could not be read.
    #[error(transparent)]
    Read(ReadError),
    /// A workbook is no register and no list.
    #[error(transparent)]
    Register(RegisterError),
    /// Nobody knows which coordinate system a file is in.
    #[error(
        "{path} does not say its coordinate system, and a cadastre is not kept without; name it with --crs, for example \
         --crs EPSG:9215 or --crs \"Lạng Sơn\""
    )]
    NoCrs {
        /// The file.
        path: String,
    },
    /// A coordinate system that has no number.
    #[error(
        "the coordinate system of {path}, {crs}, has no EPSG code; name the one it stands for with --crs EPSG:n"
    )]
    CrsWithoutCode {
        /// The file.
        path: String,
        /// What the system is called.
        crs: String,
    },
    /// Its coordinates cannot be brought onto a map.
    #[error("{path}: {source}")]
    Transform {
        /// The file.
        path: String,
        /// Why.
        source: TransformError,
    },
    /// The store does not take it.
    #[error(transparent)]
    Import(ImportError),
    /// A file to be imported is the store.
    #[error("{path} is the store itself; name the file to be imported")]
    IsTheStore {
        /// The file.
        path: String,
    },
    /// A file to be imported is another store.
    #[error(
        "{path} is a store; copy all of it into an empty one with `thuadat store copy {path} {store}`, or take its parcels out with \
         `thuadat export {path} --to FILE` and import that"
    )]
    SourceIsAStore {
        /// The file.
        path: String,
        /// Where it was to go.
        store: String,
    },
    /// The new store could not be put in its place.
    #[error("cannot write {path}: {source}; nothing was imported")]
    NotWritten {
        /// The store.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<ReadError> for ImportFailure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Interrupted => Self::Interrupted,
            error => Self::Read(error),
        }
    }
}

impl From<RegisterError> for ImportFailure {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Interrupted => Self::Interrupted,
            error => Self::Register(error),
        }
    }
}

impl From<ImportError> for ImportFailure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Interrupted => Self::Interrupted,
            error => Self::Import(error),
        }
    }
}

impl ImportFailure {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Open(error) => error.message(),
            Self::Migrate(error) => error.message(),
            Self::Read(error) => error.message(),
            Self::Register(error) => error.message(),
            Self::NoCrs { path } => both(format!(
                "{path} không cho biết hệ tọa độ, mà hồ sơ địa chính không lưu khi thiếu hệ tọa độ; hãy nêu bằng --crs, ví dụ \
                 --crs EPSG:9215 hoặc --crs \"Lạng Sơn\""
            )),
            Self::CrsWithoutCode { path, crs } => both(format!(
                "hệ tọa độ của {path}, {crs}, không có mã EPSG; hãy nêu hệ tương ứng bằng --crs EPSG:n"
            )),
            Self::Transform { path, source } => {
                both(format!("{path}: không chuyển được tọa độ, hệ thống báo “{source}”"))
            }
            Self::Import(error) => error.message(),
            Self::IsTheStore { path } => both(format!("{path} chính là kho; hãy nêu tệp cần nhập")),
            Self::SourceIsAStore { path, store } => both(format!(
                "{path} là một kho; hãy sao chép toàn bộ vào kho trống bằng lệnh `thuadat store copy {path} {store}`, hoặc xuất các thửa \
                 bằng lệnh `thuadat export {path} --to TỆP` rồi nhập tệp đó"
            )),
            Self::NotWritten { path, source } => {
                both(format!("không ghi được {path}: hệ thống báo “{source}”; chưa nhập gì"))
            }
            Self::Interrupted => both("đã dừng theo yêu cầu".to_owned()),
        }
    }
}

/// Why a store could not be exported; nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The path's ending stands for no format.
    #[error(
        "cannot export to {path}: its ending must be .gpkg, .geojson, .fgb, .shp, .gml, .parquet, .dxf, .dgn, .csv or .xlsx"
    )]
    UnknownFormat {
        /// The path.
        path: String,
    },
    /// There is no such profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A worksheet has no row for each parcel.
    #[error("cannot write {path}: a worksheet has no room for {parcels} parcels; export to .csv or .gpkg")]
    TooManyRows {
        /// The path.
        path: String,
        /// Number of parcels.
        parcels: usize,
    },
    /// A text is too long for a cell.
    #[error(
        "cannot write {path}: a text of parcel {parcel} has more than the {most} characters a cell holds; export to .csv or .gpkg"
    )]
    TextTooLong {
        /// The path.
        path: String,
        /// What the parcel is called.
        parcel: String,
        /// What a cell holds.
        most: usize,
    },
    /// Parcels stand in several coordinate systems, a file in one.
    #[error(
        "the store holds parcels in {held}; a file holds one coordinate system: name it with --crs EPSG:n"
    )]
    SeveralCrs {
        /// The systems.
        held: String,
    },
    /// The store has no parcels in the coordinate system asked for.
    #[error("the store has no parcels in EPSG:{epsg}; it has them in {held}")]
    NoneInCrs {
        /// The system asked for.
        epsg: u32,
        /// Those it has.
        held: String,
    },
    /// There is nothing to export.
    #[error("the store has no parcels yet; import some with `thuadat import FILE --into STORE`")]
    Empty,
    /// The file is another store.
    #[error("{path} is a store, and what was recorded in it would be lost; give another path")]
    IsAStore {
        /// The path given.
        path: String,
    },
    /// The file to be written is the store.
    #[error("{path} is the store itself; give another path")]
    IsTheStore {
        /// The file.
        path: String,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl ExportError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Open(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Write(error) => error.message(),
            Self::UnknownFormat { path } => both(format!(
                "không xuất được ra {path}: đuôi tệp phải là .gpkg, .geojson, .fgb, .shp, .gml, .parquet, .dxf, .dgn, .csv hoặc .xlsx"
            )),
            Self::Profile(error) => error.message(),
            Self::TooManyRows { path, parcels } => both(format!(
                "không ghi được {path}: một trang tính không đủ chỗ cho {parcels} thửa; hãy xuất ra .csv hoặc .gpkg"
            )),
            Self::TextTooLong { path, parcel, most } => both(format!(
                "không ghi được {path}: thửa {parcel} có nội dung dài hơn {most} ký tự mà một ô chứa được; hãy xuất ra .csv hoặc .gpkg"
            )),
            Self::SeveralCrs { held } => both(format!(
                "kho có thửa ở {held}; một tệp chỉ giữ một hệ tọa độ: hãy nêu bằng --crs EPSG:n"
            )),
            Self::NoneInCrs { epsg, held } => {
                both(format!("kho không có thửa nào ở EPSG:{epsg}; kho có thửa ở {held}"))
            }
            Self::Empty => {
                both("kho chưa có thửa nào; hãy nhập bằng lệnh `thuadat import TỆP --into KHO`".to_owned())
            }
            Self::IsTheStore { path } => both(format!("{path} chính là kho; hãy nêu đường dẫn khác")),
            Self::IsAStore { path } => both(format!(
                "{path} là một kho, ghi đè sẽ mất mọi điều đã ghi trong đó; hãy nêu đường dẫn khác"
            )),
            Self::Interrupted => both("đã dừng theo yêu cầu".to_owned()),
        }
    }
}

/// Why a store could not be copied. The target is then as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyFailure {
    /// One of the stores could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new store could not be made.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The copy failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The target is the store itself.
    #[error("{path} is the store itself; give another path")]
    IsTheStore {
        /// The file.
        path: String,
    },
    /// There is such a file already.
    #[error("{path} is there already; give another path, nothing is written over")]
    Exists {
        /// The file.
        path: String,
    },
    /// A backup is a file.
    #[error(
        "a backup is a file ending in .gpkg, and {given} is a database; between databases use `thuadat store copy`"
    )]
    NoBackupFile {
        /// What was given, without a password.
        given: String,
    },
    /// The new store could not be put in its place.
    #[error("cannot write {path}: {source}")]
    NotWritten {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
}

impl CopyFailure {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Open(error) => error.message(),
            Self::Migrate(error) => error.message(),
            Self::Copy(error) => error.message(),
            Self::IsTheStore { path } => both(format!("{path} chính là kho; hãy nêu đường dẫn khác")),
            Self::Exists { path } => {
                both(format!("{path} đã có; hãy nêu đường dẫn khác, không ghi đè lên tệp nào"))
            }
            Self::NoBackupFile { given } => both(format!(
                "bản sao lưu là tệp .gpkg, còn {given} là cơ sở dữ liệu; giữa các cơ sở dữ liệu hãy dùng `thuadat store copy`"
            )),
            Self::NotWritten { path, source } => {
                both(format!("không ghi được {path}: hệ thống báo “{source}”"))
            }
        }
    }
}

/// Why an edit was not carried out, or findings not kept. The store is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditFailure {
    /// Two versions of one parcel are named.
    #[error("two versions of parcel {named} are named, {one} and {other}; name the one you saw")]
    TwoVersions {
        /// The parcel.
        named: String,
        /// The version behind its name.
        one: i64,
        /// The other one.
        other: i64,
    },
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The store does not take it.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Findings could not be kept or proven.
    #[error(transparent)]
    Findings(#[from] FindingsError),
    /// There is no such profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// There is no such rule.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The file with the shape could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file stands in another coordinate system.
    #[error(
        "{path} is in {crs}, the parcel in EPSG:{kept}; give the shape in that system, or name the file's with --crs"
    )]
    OtherCrs {
        /// The file.
        path: String,
        /// Its coordinate system.
        crs: String,
        /// That of the parcel.
        kept: u32,
    },
    /// The file has no parcel.
    #[error("{path} has no shape in it")]
    NoFeature {
        /// The file.
        path: String,
    },
    /// Nobody can tell which shape of the file is meant.
    #[error(
        "{path} has {features} shapes, {fitting} of them of parcel {named}; give a file with that one only, or one of its number"
    )]
    NotTheOne {
        /// The file.
        path: String,
        /// The parcel.
        named: String,
        /// Shapes in the file.
        features: usize,
        /// Those of the parcel.
        fitting: usize,
    },
    /// Not as many numbers as parts.
    #[error(
        "{path} has {parts} parts, but {numbers} numbers are named; name one for each, in the order of the file, or none"
    )]
    NumbersOfParts {
        /// The file.
        path: String,
        /// Its parts.
        parts: usize,
        /// The numbers.
        numbers: usize,
    },
    /// There never was such a parcel.
    #[error("there is no parcel {named} in the store")]
    NotFound {
        /// What was asked for.
        named: String,
    },
    /// The parcel is no more.
    #[error("parcel {named} is no more; `thuadat store history STORE {named}` says what became of it")]
    Ended {
        /// What was asked for.
        named: String,
    },
    /// There is no such entry of a register.
    #[error(
        "there is no entry {named} in the store; name it as reports of `thuadat link STORE` do: file:row"
    )]
    NoSuchEntry {
        /// What was asked for.
        named: String,
    },
    /// Several entries stand in the row.
    #[error("several entries are called {named}; name one by its number in the store: {}", .places.join(", "))]
    SeveralEntries {
        /// What was asked for.
        named: String,
        /// Their numbers, and where they stand.
        places: Vec<String>,
    },
    /// Several parcels have the number.
    #[error("several parcels are called {named}; name one by its number in the store: {}", ids_shown(.ids))]
    Several {
        /// What was asked for.
        named: String,
        /// Their numbers in the store.
        ids: Vec<i64>,
    },
}

fn ids_shown(ids: &[i64]) -> String {
    ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ")
}

impl EditFailure {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Open(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Edit(error) => error.message(),
            Self::Findings(error) => error.message(),
            Self::Profile(error) => error.message(),
            Self::Selection(error) => error.message(),
            Self::Read(error) => error.message(),
            Self::OtherCrs { path, crs, kept } => both(format!(
                "{path} ở {crs}, còn thửa ở EPSG:{kept}; hãy đưa hình trong hệ đó, hoặc nêu hệ của tệp bằng --crs"
            )),
            Self::NoFeature { path } => both(format!("{path} không có hình nào")),
            Self::NotTheOne { path, named, features, fitting } => both(format!(
                "{path} có {features} hình, trong đó {fitting} hình của thửa {named}; hãy đưa tệp chỉ có hình đó, hoặc có đúng số thửa"
            )),
            Self::NumbersOfParts { path, parts, numbers } => both(format!(
                "{path} có {parts} phần nhưng nêu {numbers} số thửa; hãy nêu đủ theo thứ tự của tệp, hoặc không nêu số nào"
            )),
            Self::NotFound { named } => both(format!("kho không có thửa {named}")),
            Self::TwoVersions { named, one, other } => both(format!(
                "nêu hai lần thay đổi khác nhau của thửa {named}: {one} và {other}; hãy chỉ nêu lần bạn đã xem"
            )),
            Self::Ended { named } => both(format!(
                "thửa {named} không còn; `thuadat store history KHO {named}` cho biết thửa đã thành gì"
            )),
            Self::NoSuchEntry { named } => both(format!(
                "kho không có dòng sổ {named}; hãy ghi như trong báo cáo của `thuadat link KHO`: tệp:dòng"
            )),
            Self::SeveralEntries { named, places } => both(format!(
                "có nhiều dòng sổ cùng là {named}; hãy nêu dòng bằng số trong kho: {}",
                places.join(", ")
            )),
            Self::Several { named, ids } => both(format!(
                "có nhiều thửa cùng là {named}; hãy nêu thửa bằng số trong kho: {}",
                ids_shown(ids)
            )),
        }
    }
}
