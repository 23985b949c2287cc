//! The kinds of report file, told apart by the ending of the path.

use super::ReportError;
use std::path::Path;

/// A kind of report file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page for people, one file, to read and to print.
    Html,
    /// Layers for QGIS, with their style inside.
    GeoPackage,
    /// Findings on the globe, WGS 84.
    GeoJson,
    /// The public contract for programs.
    Json,
    /// Tables for spreadsheet programs.
    Xlsx,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Html, Self::GeoPackage, Self::GeoJson, Self::Json, Self::Xlsx];

    /// The ending of its files, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::GeoPackage => "gpkg",
            Self::GeoJson => "geojson",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
        }
    }

    /// The kind a path's ending stands for, in small or capital letters.
    ///
    /// # Errors
    ///
    /// [`ReportError::UnknownKind`] when the path has another ending or none.
    pub fn of(path: &Path) -> Result<Self, ReportError> {
        let ending = path.extension().unwrap_or_default();
        let kind = Self::ALL.into_iter().find(|kind| ending.eq_ignore_ascii_case(kind.ending()));
        kind.ok_or_else(|| ReportError::UnknownKind { path: path.to_owned() })
    }

    pub(super) fn endings() -> String {
        Self::ALL.map(|kind| format!(".{}", kind.ending())).join(", ")
    }
}
