//! Small maps in any format GDAL writes.

use gdal::spatial_ref::SpatialRef;
use gdal::vector::sql::Dialect;
use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use std::path::Path;

/// A place in Lạng Sơn in EPSG:9215, where the maps lie unless they say otherwise.
pub(crate) const EAST: f64 = 458_700.0;
pub(crate) const NORTH: f64 = 2_425_800.0;

/// A rectangle, metres from that place.
pub(crate) fn rectangle(x: f64, y: f64, width: f64, height: f64) -> String {
    let (left, bottom) = (EAST + x, NORTH + y);
    let (right, top) = (left + width, bottom + height);
    format!("POLYGON (({left} {bottom},{right} {bottom},{right} {top},{left} {top},{left} {bottom}))")
}

/// Two neighbours without a fault.
pub(crate) fn neighbours() -> Vec<String> {
    vec![rectangle(0.0, 0.0, 20.0, 30.0), rectangle(20.0, 0.0, 20.0, 30.0)]
}

/// Many neighbours without a fault.
pub(crate) fn rows_of_parcels(count: u32) -> Vec<String> {
    (0..count).map(|n| rectangle(f64::from(n % 50) * 10.0, f64::from(n / 50) * 10.0, 10.0, 10.0)).collect()
}

/// What a map holds.
pub(crate) struct Map<'a> {
    pub(crate) driver: &'a str,
    pub(crate) layer: &'a str,
    pub(crate) epsg: Option<u32>,
    pub(crate) geometry: OGRwkbGeometryType::Type,
    /// Well-known text; none is a missing geometry.
    pub(crate) shapes: Vec<Option<String>>,
    /// Text columns and their values, feature by feature.
    pub(crate) columns: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Map<'a> {
    pub(crate) fn of(shapes: impl IntoIterator<Item: Into<String>>) -> Self {
        Self {
            driver: "GPKG",
            layer: "thua",
            epsg: Some(9215),
            geometry: OGRwkbGeometryType::wkbUnknown,
            shapes: shapes.into_iter().map(|shape| Some(shape.into())).collect(),
            columns: Vec::new(),
        }
    }

    pub(crate) fn driver(self, driver: &'a str) -> Self {
        let geometry =
            if driver == "ESRI Shapefile" { OGRwkbGeometryType::wkbPolygon } else { self.geometry };
        Self { driver, geometry, ..self }
    }

    pub(crate) fn epsg(self, epsg: Option<u32>) -> Self {
        Self { epsg, ..self }
    }

    pub(crate) fn column(mut self, name: &'a str, values: &[&'a str]) -> Self {
        self.columns.push((name, values.to_vec()));
        self
    }

    /// Writes the map as a new file.
    pub(crate) fn write(&self, path: &Path) {
        let driver = DriverManager::get_driver_by_name(self.driver).unwrap();
        self.write_into(driver.create_vector_only(path).unwrap());
    }

    /// Adds the map as a further layer.
    pub(crate) fn add_to(&self, path: &Path) {
        self.write_into(open_for_change(path));
    }

    fn write_into(&self, mut dataset: Dataset) {
        let reference = self.epsg.map(|epsg| SpatialRef::from_epsg(epsg).unwrap());
        let options: Option<&[&str]> = (self.driver == "GeoJSON").then_some(&["COORDINATE_PRECISION=10"]);
        let layer = dataset
            .create_layer(LayerOptions {
                name: self.layer,
                srs: reference.as_ref(),
                ty: self.geometry,
                options,
            })
            .unwrap();
        let fields: Vec<_> = self.columns.iter().map(|(name, _)| (*name, OGRFieldType::OFTString)).collect();
        layer.create_defn_fields(&fields).unwrap();
        for (position, shape) in self.shapes.iter().enumerate() {
            let mut feature = Feature::new(layer.defn()).unwrap();
            if let Some(shape) = shape {
                feature.set_geometry(geometry(shape)).unwrap();
            }
            for (index, (_, values)) in self.columns.iter().enumerate() {
                feature.set_field_string(index, values[position]).unwrap();
            }
            feature.create(&layer).unwrap();
        }
        dataset.close().unwrap();
    }
}

/// Well-known text cannot say that a coordinate is not a number; this stands for it.
pub(crate) const NOT_A_NUMBER: f64 = 987_654_321.0;

fn geometry(wkt: &str) -> Geometry {
    let mut wkb = Geometry::from_wkt(wkt).unwrap().iso_wkb().unwrap();
    let stand_in = NOT_A_NUMBER.to_le_bytes();
    while let Some(at) = wkb.windows(8).position(|bytes| bytes == stand_in) {
        wkb[at..at + 8].copy_from_slice(&f64::NAN.to_le_bytes());
    }
    Geometry::from_wkb(&wkb).unwrap()
}

/// A copy of a GeoPackage without the features of which the condition holds; the others keep their ids.
pub(crate) fn copy_without(source: &Path, layer: &str, condition: &str, target: &Path) {
    std::fs::copy(source, target).unwrap();
    let dataset = open_for_change(target);
    let deletion = format!("DELETE FROM {layer} WHERE {condition}");
    assert!(dataset.execute_sql(deletion, None, Dialect::DEFAULT).unwrap().is_none());
    dataset.close().unwrap();
}

fn open_for_change(path: &Path) -> Dataset {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
        ..DatasetOptions::default()
    };
    Dataset::open_ex(path, options).unwrap()
}
