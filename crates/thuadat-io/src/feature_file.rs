//! Writing one layer of features as a file of a format other programs read.

use crate::crs::Crs;
use crate::gdal_bridge::Complaints;
use crate::geopackage::{GeoPackageLayer, WriteError, folder_of, write_layer_of};
use gdal::{Driver, DriverManager};
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
    /// GML 3.2 with its schema in a file `.xsd` beside it. Numbers have fifteen digits, and control characters are left out.
    Gml,
    /// `GeoParquet`, where GDAL has it.
    GeoParquet,
    /// Comma-separated text without shapes.
    Csv,
}

impl FeatureFormat {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::GeoJson, Self::FlatGeobuf, Self::Shapefile, Self::Gml, Self::GeoParquet, Self::Csv];

    /// The ending of its files.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::FlatGeobuf => "fgb",
            Self::Shapefile => "shp",
            Self::Gml => "gml",
            Self::GeoParquet => "parquet",
            Self::Csv => "csv",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Shapefile => "Shapefile",
            Self::Gml => "GML",
            Self::GeoParquet => "GeoParquet",
            Self::Csv => "CSV",
        }
    }

    const fn driver(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Shapefile => "ESRI Shapefile",
            Self::Gml => "GML",
            Self::GeoParquet => "Parquet",
            Self::Csv => "CSV",
        }
    }

    /// Options of the file, where it has some beside those of its layer.
    const fn file_options(self) -> &'static [&'static str] {
        match self {
            Self::Gml => &["FORMAT=GML3.2"],
            _ => &[],
        }
    }

    const fn options(self) -> &'static [&'static str] {
        match self {
            // The numbers as they are, not rounded to a map's digits.
            Self::GeoJson => &["RFC7946=NO", "COORDINATE_PRECISION=15", "SIGNIFICANT_FIGURES=17"],
            // In the order they are given, not that of an index.
            Self::FlatGeobuf => &["SPATIAL_INDEX=NO"],
            Self::Shapefile => &["ENCODING=UTF-8"],
            Self::Gml | Self::GeoParquet => &[],
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
    let driver = driver_of(path, format.name(), format.driver())?;
    write_beside(path, observer, |unfinished| {
        let options = (format.file_options(), format.options());
        write_layer_of(path, unfinished, &driver, options, crs, layer, observer)
    })
}

/// The driver that writes a format.
pub(crate) fn driver_of(
    path: &Path,
    format: &'static str,
    driver: &'static str,
) -> Result<Driver, WriteError> {
    let _complaints = Complaints::collect();
    DriverManager::get_driver_by_name(driver).map_err(|_| WriteError::NoDriver {
        path: path.to_owned(),
        format,
        driver,
    })
}

/// Writes a file and its companions in another folder beside its place, and moves them there when they are whole.
pub(crate) fn write_beside(
    path: &Path,
    observer: &dyn Observer,
    write: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::FileSystem { path: path.to_owned(), source };
    let folder = folder_of(path)?;
    let draft = tempfile::Builder::new().prefix(".thuadat-").tempdir_in(&folder).map_err(failed)?;
    let name = path.file_name().map_or_else(|| "features".into(), std::ffi::OsStr::to_os_string);
    write(&draft.path().join(&name))?;
    if observer.is_interrupted() {
        return Err(WriteError::Interrupted);
    }
    for entry in std::fs::read_dir(draft.path()).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        std::fs::rename(entry.path(), folder.join(entry.file_name())).map_err(failed)?;
    }
    Ok(())
}
