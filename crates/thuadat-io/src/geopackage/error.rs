//! Why a GeoPackage could not be written.

use crate::gdal_bridge::gdal_says;
use std::path::PathBuf;

/// Why a GeoPackage could not be written; nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder to write in is not there.
    #[error("cannot write {path}: there is no folder {folder}; create it or name another path")]
    NoFolder {
        /// The file to be written.
        path: PathBuf,
        /// The missing folder.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("cannot write {path}: {source}; choose a folder you may write in that has space left")]
    FileSystem {
        /// The file to be written.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The disk is full.
    #[error("cannot write {path}: the disk is full; free some space or give a path on another disk")]
    DiskFull {
        /// The file to be written.
        path: PathBuf,
    },
    /// The disk takes no more of the file, and `SQLite` does not say why.
    #[error(
        "cannot write {path}: the disk takes no more of it; look at its free space and at how large files may be"
    )]
    DiskFailure {
        /// The file to be written.
        path: PathBuf,
    },
    /// GDAL refused.
    #[error("cannot write {path}: {}", gdal_says(.said).en)]
    Gdal {
        /// The file to be written.
        path: PathBuf,
        /// What GDAL says.
        said: String,
    },
    /// The GDAL in use cannot write the format.
    #[error(
        "cannot write {path}: the GDAL in use writes no {format} (its driver {driver} is not there; `ogrinfo --formats` lists those that are); install \
         it, or write another format such as .fgb or .gpkg and convert that with a GDAL that has it"
    )]
    NoDriver {
        /// The file to be written.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// What GDAL calls it.
        driver: &'static str,
    },
    /// A level has no number that a design file knows.
    #[error(
        "cannot write {path}: a DGN file has levels 1 to 63, and {level:?} is none of them; name others in the section [drawing] of the profile"
    )]
    NoSuchLevel {
        /// The file to be written.
        path: PathBuf,
        /// The level.
        level: String,
    },
    /// A drawing reaches farther than a design file can.
    #[error("cannot write {path}: a DGN file holds no drawing {extent_km} km across; write a DXF file")]
    TooWide {
        /// The file to be written.
        path: PathBuf,
        /// How far it reaches.
        extent_km: u64,
    },
    /// A row does not fit the fields of its layer. A mistake of the program, not of its user.
    #[error("row {row} of layer {layer} does not fit: {values} values for {fields} fields")]
    MisfitRow {
        /// The layer.
        layer: String,
        /// Position of the row, from zero.
        row: usize,
        /// Values it has.
        values: usize,
        /// Fields of the layer.
        fields: usize,
    },
    /// The user stopped the work.
    #[error("interrupted")]
    Interrupted,
}
