//! The kinds of report file, told apart by the ending of the path.

use super::{ReportError, html, number, xlsx};
use crate::Language;
use std::path::Path;
use thuadat_core::Message;

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

    /// The same, where only some kinds are to be had.
    pub(crate) fn among(kinds: &[Self], path: &Path) -> Result<Self, ReportError> {
        let kind = Self::of(path).ok().filter(|kind| kinds.contains(kind));
        kind.ok_or_else(|| {
            let endings: Vec<String> = kinds.iter().map(|kind| format!(".{}", kind.ending())).collect();
            ReportError::OtherKind { path: path.to_owned(), endings: endings.join(", ") }
        })
    }

    /// How many findings a report of this kind lists at most; none where it lists all.
    #[must_use]
    pub const fn most_findings(self) -> Option<usize> {
        match self {
            Self::Html => Some(html::MOST_ROWS),
            Self::Xlsx => Some(xlsx::MOST_ROWS),
            Self::GeoPackage | Self::GeoJson | Self::Json => None,
        }
    }

    /// How many of so many findings a report of this kind lists, and where all of them are, as the end of a sentence about
    /// it; none where it lists all.
    #[must_use]
    pub fn leaves_out(self, findings: usize) -> Option<Message> {
        let listed = self.most_findings().filter(|&most| most < findings)?;
        let [vi, en] = Language::ALL.map(|language| {
            let (listed, all) = (number::count(language, listed), number::count(language, findings));
            match language {
                Language::Vi => format!(
                    "chỉ liệt kê {listed} phát hiện nghiêm trọng nhất trong {all} phát hiện; báo cáo .json, .geojson \
                     hoặc .gpkg có đầy đủ"
                ),
                Language::En => format!(
                    "lists the gravest {listed} of {all} findings; a .json, .geojson or .gpkg report has them all"
                ),
            }
        });
        Some(Message { vi, en })
    }

    pub(super) fn endings() -> String {
        Self::ALL.map(|kind| format!(".{}", kind.ending())).join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_counted() {
        assert_eq!(Kind::Xlsx.leaves_out(100_000), None);
        assert_eq!(Kind::Json.leaves_out(usize::MAX), None);
        let Message { vi, en } = Kind::Html.leaves_out(12_345).unwrap();
        assert!(vi.starts_with("chỉ liệt kê 2.000 phát hiện nghiêm trọng nhất trong 12.345"), "{vi}");
        assert!(en.starts_with("lists the gravest 2,000 of 12,345 findings"), "{en}");
    }
}
