//! Writing one layer of features as a file of a format other programs read.

use crate::crs::Crs;
use crate::gdal_bridge::Complaints;
use crate::geopackage::{GeoPackageLayer, WriteError, folder_of, write_layer_of};
use std::path::Path;
use thuadat_core::Observer;

/// A format features are exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeatureFormat {
    /// `GeoJSON` in the features' own coordinate system, which it names.
    GeoJson,
    /// `FlatGeobuf`.
    FlatGeobuf,
    /// A shapefile: `.shp` and its companions. Names of fields have ten bytes at most.
    Shapefile,
    /// Comma-separated text without shapes.
    Csv,
}

impl FeatureFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::GeoJson, Self::FlatGeobuf, Self::Shapefile, Self::Csv];

    /// The ending of its files.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::FlatGeobuf => "fgb",
            Self::Shapefile => "shp",
            Self::Csv => "csv",
        }
    }

    const fn driver(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Shapefile => "ESRI Shapefile",
            Self::Csv => "CSV",
        }
    }

    const fn options(self) -> &'static [&'static str] {
        match self {
            // The numbers as they are, not rounded to a map's digits.
            Self::GeoJson => &["RFC7946=NO", "COORDINATE_PRECISION=15", "SIGNIFICANT_FIGURES=17"],
            // In the order they are given, not that of an index.
            Self::FlatGeobuf => &["SPATIAL_INDEX=NO"],
            Self::Shapefile => &["ENCODING=UTF-8"],
            Self::Csv => &["GEOMETRY=NONE"],
        }
    }
}

/// Writes a layer as a new file, in place of one of that name. Coordinates are those of `crs`.
///
/// The file is written in another folder beside it and moved when it is complete: on an error or an interruption the old
/// file, if there was one, is untouched and nothing new is left.
///
/// # Errors
///
/// See [`WriteError`].
///
/// # Complexity
///
/// O(v) for v vertices of all rows.
pub fn write_features(
    path: &Path,
    format: FeatureFormat,
    crs: &Crs,
    layer: &GeoPackageLayer,
    observer: &dyn Observer,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::FileSystem { path: path.to_owned(), source };
    let folder = folder_of(path)?;
    let draft = tempfile::Builder::new().prefix(".thuadat-").tempdir_in(&folder).map_err(failed)?;
    let name = path.file_name().map_or_else(|| "features".into(), std::ffi::OsStr::to_os_string);
    let unfinished = draft.path().join(&name);
    let complaints = Complaints::collect();
    write_layer_of(path, &unfinished, format.driver(), format.options(), crs, layer, observer, complaints)?;
    if observer.is_interrupted() {
        return Err(WriteError::Interrupted);
    }
    for entry in std::fs::read_dir(draft.path()).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        std::fs::rename(entry.path(), folder.join(entry.file_name())).map_err(failed)?;
    }
    Ok(())
}
