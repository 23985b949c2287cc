//! Files in and out, and coordinate systems. The only crate of thuadat that links GDAL and PROJ.
//!
//! [`read`] yields a [`Dataset`]: parcels in metres and where they came from. [`write_geopackage`] writes layers that
//! QGIS opens coloured, [`write_features`] one layer in other formats, [`write_drawing`] lines and texts. [`read_registers`] reads lists of certificates, [`read_renumbering`] and [`read_units`] the lists that
//! turn their old numbers into today's. [`Crs`] names a system and leads to WGS 84 for maps; [`suspect`] looks whether coordinates
//! are plausible for the system they are said to stand in.

mod attributes;
mod built_in_table;
mod columns;
mod crs;
mod dataset;
mod drawing_file;
mod feature_file;
mod gdal_bridge;
mod geopackage;
mod nearest;
mod read;
mod register;
mod sample;
mod scan;

pub use attributes::{AttributeColumn, AttributeValue, Attributes, DecodedColumn};
pub use crs::{
    Crs, CrsNameError, CrsSuspicion, FittingZone, ToWgs84, TransformError, UnknownCrs, Zone, crs_named,
    suspect, suspect_sample,
};
pub use dataset::{Column, CrsOrigin, Dataset, Field, Notice, Source};
pub use drawing_file::{DrawingFormat, write_drawing};
pub use feature_file::{FeatureFormat, write_features};
pub use geopackage::{
    FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value, WriteError, write_geopackage,
};
pub use read::{
    BatchesRead, GeometryCount, LayerSummary, LineworkOptions, ReadError, ReadRequest, known_columns, read,
    read_in_batches,
};
pub use register::{
    ComplaintColumn, DecisionsRead, LayoutColumn, RegisterCell, RegisterColumn, RegisterComplaint,
    RegisterComplaints, RegisterError, RegisterField, RegisterLayout, RegisterRead, RegisterRequest,
    RegisterRow, RegisterTable, RegistersRead, RenumberingRead, UnitChange, UnitsRead, WrittenDecision,
    column_letters, communes_of, holds_more_than_values, is_of_decision, read_decisions,
    read_register_headers, read_registers, read_renumbering, read_units, read_worksheets,
};
pub use sample::Sample;
pub use scan::{ColumnScan, LegacyEncoding, Seen, is_about_a_person, scan_texts};
