//! Writing a GeoPackage.

use super::error::WriteError;
use super::layer::{GeoPackageLayer, Row, Value};
use crate::crs::Crs;
use crate::gdal_bridge::Complaints;
use gdal::cpl::CslStringList;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, Geometry as GdalGeometry, Layer, LayerAccess, LayerOptions, ToGdal};
use gdal::{Dataset, Driver, DriverManager};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use geo::Geometry;
use std::path::{Path, PathBuf};
use thuadat_core::{Observer, Stage};

/// What the GeoPackage standard calls metres of an unknown system; without it GDAL would say unknown degrees.
const UNDEFINED_METRES: &str = r#"LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]]"#;
/// Rows between two looks at the observer.
const LOOK_EVERY: usize = 1024;
/// The columns of QGIS's table of styles, all text but those of [`write_styles`].
const STYLE_TABLE: &str = "layer_styles";

/// Writes feature layers as a new GeoPackage, in place of a file of that name. Layers without rows are written too.
///
/// Coordinates are those of `crs`. Styles stand in the table `layer_styles`, where QGIS finds them. The file is
/// written under another name in the same folder and renamed when it is complete: on an error or an interruption the
/// old file, if there was one, is untouched and nothing new is left. The same layers give the same bytes; for that the
/// date of change in the file is fixed.
///
/// # Errors
///
/// See [`WriteError`].
///
/// # Complexity
///
/// O(v) for v vertices of all rows; the index of each layer's extents adds O(n log n) for n rows.
///
/// # Examples
///
/// ```
/// use thuadat_core::Unobserved;
/// use thuadat_io::{Crs, GeoPackageLayer, GeometryKind, Row, write_geopackage};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("places.gpkg");
/// let layer = GeoPackageLayer {
///     name: "places".into(),
///     description: String::new(),
///     geometry: GeometryKind::Point,
///     fields: vec![],
///     rows: vec![Row { geometry: Some(geo::Point::new(458_700.0, 2_425_800.0).into()), values: vec![] }],
///     style_qml: None,
/// };
/// write_geopackage(&path, &Crs::of_epsg(9215)?, &[layer], &Unobserved)?;
/// assert!(path.is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_geopackage(
    path: &Path,
    crs: &Crs,
    layers: &[GeoPackageLayer],
    observer: &dyn Observer,
) -> Result<(), WriteError> {
    let folder = folder_of(path)?;
    let draft = tempfile::Builder::new()
        .prefix(".thuadat-")
        .tempdir_in(&folder)
        .map_err(|source| WriteError::FileSystem { path: path.to_owned(), source })?;
    let unfinished = draft.path().join("report.gpkg");
    let writer = Writer { path, crs, observer, complaints: Complaints::collect() };
    let _date = FixedDate::set();
    writer.write(&unfinished, layers)?;
    if observer.is_interrupted() {
        return Err(WriteError::Interrupted);
    }
    std::fs::rename(&unfinished, path)
        .map_err(|source| WriteError::FileSystem { path: path.to_owned(), source })
}

/// Writes one layer with a driver of GDAL into a file that nobody else sees yet; `path` is what it will be called. The options are
/// those of the file and those of the layer.
pub(crate) fn write_layer_of(
    path: &Path,
    unfinished: &Path,
    driver: &Driver,
    options: (&[&str], &[&str]),
    crs: &Crs,
    layer: &GeoPackageLayer,
    observer: &dyn Observer,
) -> Result<(), WriteError> {
    let writer = Writer { path, crs, observer, complaints: Complaints::collect() };
    let file_options: CslStringList = options.0.iter().copied().collect();
    let created = driver.create_with_band_type_with_options::<u8, _>(unfinished, 0, 0, 0, &file_options);
    let mut dataset = writer.gdal(created)?;
    let target = writer.create_layer(&mut dataset, layer, options.1)?;
    let mut done = 0;
    writer.write_rows(&target, layer, &mut done, layer.rows.len())?;
    writer.gdal(dataset.close())?;
    if writer.complaints.has_failures() { Err(writer.failure()) } else { Ok(()) }
}

pub(crate) fn folder_of(path: &Path) -> Result<PathBuf, WriteError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(WriteError::NoFolder { path: path.to_owned(), folder: folder.to_owned() });
    }
    Ok(folder.to_owned())
}

/// While it lives, GDAL dates layers of this thread to one day, so that the same layers give the same bytes.
struct FixedDate;

impl FixedDate {
    const OPTION: &str = "OGR_CURRENT_DATE";
    const DAY: &str = "2000-01-01T00:00:00.000Z";

    fn set() -> Self {
        // An option that cannot be set leaves today's date: a file just as good.
        let _ = gdal::config::set_thread_local_config_option(Self::OPTION, Self::DAY);
        Self
    }
}

impl Drop for FixedDate {
    fn drop(&mut self) {
        let _ = gdal::config::clear_thread_local_config_option(Self::OPTION);
    }
}

/// What every step of the writing needs.
struct Writer<'a> {
    path: &'a Path,
    crs: &'a Crs,
    observer: &'a dyn Observer,
    complaints: Complaints,
}

impl Writer<'_> {
    fn write(&self, unfinished: &Path, layers: &[GeoPackageLayer]) -> Result<(), WriteError> {
        let driver = self.gdal(DriverManager::get_driver_by_name("GPKG"))?;
        let mut dataset = self.gdal(driver.create_vector_only(unfinished))?;
        let total: usize = layers.iter().map(|layer| layer.rows.len()).sum();
        let mut done = 0;
        let mut transaction = self.gdal(dataset.start_transaction())?;
        for layer in layers {
            self.write_layer(&mut transaction, layer, &mut done, total)?;
        }
        self.write_styles(&mut transaction, layers)?;
        self.gdal(transaction.commit())?;
        self.gdal(dataset.close())?;
        // A full disk may show only in what SQLite says while closing.
        if self.complaints.has_failures() { Err(self.failure()) } else { Ok(()) }
    }

    fn write_layer(
        &self,
        dataset: &mut Dataset,
        layer: &GeoPackageLayer,
        done: &mut usize,
        total: usize,
    ) -> Result<(), WriteError> {
        let description = format!("DESCRIPTION={}", layer.description);
        let target = self.create_layer(dataset, layer, &["GEOMETRY_NAME=geom", "FID=fid", &description])?;
        self.write_rows(&target, layer, done, total)
    }

    fn create_layer<'d>(
        &self,
        dataset: &'d mut Dataset,
        layer: &GeoPackageLayer,
        options: &[&str],
    ) -> Result<Layer<'d>, WriteError> {
        let reference = match self.gdal(self.crs.spatial_ref())? {
            Some(reference) => reference,
            None => self.gdal(SpatialRef::from_wkt(UNDEFINED_METRES))?,
        };
        let target = self.gdal(dataset.create_layer(LayerOptions {
            name: &layer.name,
            srs: Some(&reference),
            ty: layer.geometry.ogr_type(),
            options: Some(options),
        }))?;
        let fields: Vec<_> =
            layer.fields.iter().map(|field| (field.name.as_str(), field.kind.ogr_type())).collect();
        self.gdal(target.create_defn_fields(&fields))?;
        Ok(target)
    }

    fn write_rows(
        &self,
        target: &Layer<'_>,
        layer: &GeoPackageLayer,
        done: &mut usize,
        total: usize,
    ) -> Result<(), WriteError> {
        for (position, row) in layer.rows.iter().enumerate() {
            if done.is_multiple_of(LOOK_EVERY) {
                self.look(*done, total)?;
            }
            self.write_row(target, layer, position, row)?;
            *done += 1;
        }
        Ok(())
    }

    fn look(&self, done: usize, total: usize) -> Result<(), WriteError> {
        self.observer.progress(Stage::Writing, done as u64, total as u64);
        if self.observer.is_interrupted() { Err(WriteError::Interrupted) } else { Ok(()) }
    }

    fn write_row(
        &self,
        target: &Layer<'_>,
        layer: &GeoPackageLayer,
        position: usize,
        row: &Row,
    ) -> Result<(), WriteError> {
        let (values, fields) = (row.values.len(), layer.fields.len());
        if values != fields {
            return Err(WriteError::MisfitRow { layer: layer.name.clone(), row: position, values, fields });
        }
        let mut feature = self.gdal(Feature::new(target.defn()))?;
        if let Some(geometry) = &row.geometry {
            let geometry = self.gdal(to_gdal(geometry, layer.geometry.ogr_type()))?;
            self.gdal(feature.set_geometry(geometry))?;
        }
        for (index, value) in row.values.iter().enumerate() {
            self.gdal(set_value(&mut feature, index, value))?;
        }
        self.gdal(feature.create(target))
    }

    fn write_styles(&self, dataset: &mut Dataset, layers: &[GeoPackageLayer]) -> Result<(), WriteError> {
        let styled: Vec<_> =
            layers.iter().filter_map(|layer| Some((layer, layer.style_qml.as_deref()?))).collect();
        if styled.is_empty() {
            return Ok(());
        }
        let text = OGRFieldType::OFTString;
        let table = self.gdal(dataset.create_layer(LayerOptions {
            name: STYLE_TABLE,
            srs: None,
            ty: OGRwkbGeometryType::wkbNone,
            options: Some(&["FID=id"]),
        }))?;
        self.gdal(table.create_defn_fields(&[
            ("f_table_catalog", text),
            ("f_table_schema", text),
            ("f_table_name", text),
            ("f_geometry_column", text),
            ("styleName", text),
            ("styleQML", text),
            ("styleSLD", text),
            ("useAsDefault", OGRFieldType::OFTInteger),
            ("description", text),
            ("owner", text),
            ("ui", text),
            // QGIS orders styles by it and takes a table without it for empty.
            ("update_time", OGRFieldType::OFTDateTime),
        ]))?;
        for (layer, qml) in styled {
            let mut feature = self.gdal(Feature::new(table.defn()))?;
            let values = ["", "", &layer.name, "geom", &layer.name, qml, ""];
            for (index, value) in values.iter().enumerate() {
                self.gdal(feature.set_field_string(index, value))?;
            }
            self.gdal(feature.set_field_integer(values.len(), 1))?;
            self.gdal(feature.set_field_string(values.len() + 1, &layer.description))?;
            self.gdal(feature.set_field_string(values.len() + 2, ""))?;
            self.gdal(feature.set_field_string(values.len() + 4, FixedDate::DAY))?;
            self.gdal(feature.create(&table))?;
        }
        Ok(())
    }

    fn gdal<T>(&self, result: gdal::errors::Result<T>) -> Result<T, WriteError> {
        result.map_err(|error| {
            if self.complaints.has_failures() {
                self.failure()
            } else {
                WriteError::Gdal { path: self.path.to_owned(), said: error.to_string() }
            }
        })
    }

    fn failure(&self) -> WriteError {
        let (path, said) = (self.path.to_owned(), self.complaints.said());
        // The words of SQLite, which come with the statement that failed and with all that fails because of it.
        if said.contains("disk is full") {
            WriteError::DiskFull { path }
        } else if said.contains("disk I/O error") {
            WriteError::DiskFailure { path }
        } else {
            WriteError::Gdal { path, said }
        }
    }
}

/// The geometry as GDAL's, wrapped into a group where the layer holds groups.
fn to_gdal(geometry: &Geometry<f64>, layer: OGRwkbGeometryType::Type) -> gdal::errors::Result<GdalGeometry> {
    let own = geometry.to_gdal()?;
    let part = match layer {
        OGRwkbGeometryType::wkbMultiPoint => OGRwkbGeometryType::wkbPoint,
        OGRwkbGeometryType::wkbMultiLineString => OGRwkbGeometryType::wkbLineString,
        OGRwkbGeometryType::wkbMultiPolygon => OGRwkbGeometryType::wkbPolygon,
        _ => return Ok(own),
    };
    if own.geometry_type() != part {
        return Ok(own);
    }
    let mut group = GdalGeometry::empty(layer)?;
    group.add_geometry(own)?;
    Ok(group)
}

fn set_value(feature: &mut Feature<'_>, index: usize, value: &Value) -> gdal::errors::Result<()> {
    match value {
        Value::Null => feature.set_field_null(index),
        Value::Integer(number) => feature.set_field_integer64(index, *number),
        Value::Real(number) => feature.set_field_double(index, *number),
        Value::Text(text) => feature.set_field_string(index, &text.replace('\0', "")),
    }
}
