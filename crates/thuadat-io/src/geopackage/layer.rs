//! What a GeoPackage layer is made of.

use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use geo::Geometry;

/// A feature layer to be written: a table of rows with one geometry each.
///
/// # Examples
///
/// ```
/// use thuadat_io::{FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value};
///
/// let layer = GeoPackageLayer {
///     name: "places".into(),
///     description: "Places to look at".into(),
///     geometry: GeometryKind::Point,
///     fields: vec![FieldDefinition { name: "rule".into(), kind: FieldKind::Text }],
///     rows: vec![Row {
///         geometry: Some(geo::Point::new(458_700.0, 2_425_800.0).into()),
///         values: vec![Value::Text("topology/gap".into())],
///     }],
///     style_qml: None,
/// };
/// assert_eq!(layer.rows[0].values.len(), layer.fields.len());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GeoPackageLayer {
    /// Name of the table, unique in the file without regard to case.
    pub name: String,
    /// A sentence on the layer, shown by QGIS; may be empty.
    pub description: String,
    /// Which geometries the rows have.
    pub geometry: GeometryKind,
    /// The columns beside feature id and geometry. The names `fid` and `geom` are taken.
    pub fields: Vec<FieldDefinition>,
    /// The features, written in this order with feature ids from 1.
    pub rows: Vec<Row>,
    /// A whole QML document of QGIS, stored in the file as the layer's default style.
    pub style_qml: Option<String>,
}

/// Which geometries a layer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeometryKind {
    /// One point a row.
    Point,
    /// One line a row.
    LineString,
    /// One polygon a row.
    Polygon,
    /// Any number of points a row; a single one is written as a group of one.
    MultiPoint,
    /// Any number of lines a row; a single one is written as a group of one.
    MultiLineString,
    /// Any number of polygons a row; a single one is written as a group of one.
    MultiPolygon,
    /// Any kind, mixed freely.
    Any,
}

impl GeometryKind {
    pub(super) fn ogr_type(self) -> OGRwkbGeometryType::Type {
        match self {
            Self::Point => OGRwkbGeometryType::wkbPoint,
            Self::LineString => OGRwkbGeometryType::wkbLineString,
            Self::Polygon => OGRwkbGeometryType::wkbPolygon,
            Self::MultiPoint => OGRwkbGeometryType::wkbMultiPoint,
            Self::MultiLineString => OGRwkbGeometryType::wkbMultiLineString,
            Self::MultiPolygon => OGRwkbGeometryType::wkbMultiPolygon,
            Self::Any => OGRwkbGeometryType::wkbUnknown,
        }
    }
}

/// A column of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldDefinition {
    /// Its name, unique in the layer without regard to case.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Floating-point numbers of 64 bits.
    Real,
    /// Text of any length.
    Text,
}

impl FieldKind {
    pub(super) fn ogr_type(self) -> OGRFieldType::Type {
        match self {
            Self::Integer => OGRFieldType::OFTInteger64,
            Self::Real => OGRFieldType::OFTReal,
            Self::Text => OGRFieldType::OFTString,
        }
    }
}

/// A feature of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its shape, in the coordinate system of the file; none where it has no place.
    pub geometry: Option<Geometry<f64>>,
    /// One value for each field, in the order of the fields.
    pub values: Vec<Value>,
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
}
