//! Writing feature layers as a GeoPackage that QGIS opens coloured.

mod error;
mod layer;
mod words;
mod writer;

pub use error::WriteError;
pub use layer::{FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value};
pub use writer::write_geopackage;
pub(crate) use writer::{folder_of, write_layer_of};
