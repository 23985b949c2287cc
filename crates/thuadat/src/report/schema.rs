//! The JSON Schema of the report.

use super::model::Report;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};

/// The JSON Schema (draft 2020-12) of the JSON report, with every field as it is written.
///
/// The repository keeps it in `docs/report.schema.json`.
#[must_use]
pub fn schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<Report>().to_value()
}

/// The text `docs/report.schema.json` must hold.
///
/// # Panics
///
/// Never: a schema is plain JSON.
#[must_use]
pub fn schema_text() -> String {
    let text = serde_json::to_string_pretty(&schema()).expect("a schema is plain JSON");
    text + "\n"
}

/// A GeoJSON geometry or null. Said in few words: RFC 7946 defines the rest.
pub(super) fn geometry(_: &mut SchemaGenerator) -> Schema {
    let types = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];
    json_schema!({
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "type": { "enum": types },
                    "coordinates": { "type": "array" }
                },
                "required": ["type", "coordinates"],
                "additionalProperties": false
            },
            {
                "type": "object",
                "properties": {
                    "type": { "const": "GeometryCollection" },
                    "geometries": { "type": "array" }
                },
                "required": ["type", "geometries"],
                "additionalProperties": false
            },
            { "type": "null" }
        ]
    })
}
