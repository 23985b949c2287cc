//! Parcels as the rows of a table.

use super::ExportFormat;
use thuadat_core::ParcelRecord;
use thuadat_io::{FeatureFormat, FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value};
use thuadat_store::KeptParcels;

/// Names of columns that Vietnamese programs know, and those of at most ten bytes.
pub(super) const COLUMNS: [(&str, &str, FieldKind); 8] = [
    ("maXa", "maXa", FieldKind::Text),
    ("soHieuToBanDo", "soTo", FieldKind::Text),
    ("soThuTuThua", "soThua", FieldKind::Text),
    ("maDinhDanhThua", "maThua", FieldKind::Text),
    ("mucDichSuDung", "loaiDat", FieldKind::Text),
    ("dienTichMDSD", "dtMDSD", FieldKind::Text),
    ("dienTich", "dienTich", FieldKind::Real),
    ("dienTichPhapLy", "dtPhapLy", FieldKind::Real),
];

pub(super) fn layer(kept: &KeptParcels, format: ExportFormat) -> GeoPackageLayer {
    let is_short = format == ExportFormat::Features(FeatureFormat::Shapefile);
    let field = |&(long, short, kind): &(&str, &str, FieldKind)| FieldDefinition {
        name: if is_short { short } else { long }.to_owned(),
        kind,
    };
    let is_without_shapes = format == ExportFormat::Features(FeatureFormat::Csv);
    let rows = kept.stored.iter().enumerate().map(|(position, stored)| {
        let shape = kept.geometries.to_multi_polygon(position);
        Row {
            geometry: (!shape.0.is_empty() && !is_without_shapes).then(|| shape.into()),
            values: values(&stored.facts),
        }
    });
    GeoPackageLayer {
        name: "thua_dat".to_owned(),
        description: "Thửa đất · parcels".to_owned(),
        geometry: GeometryKind::MultiPolygon,
        fields: COLUMNS.iter().map(field).collect(),
        rows: rows.collect(),
        style_qml: None,
    }
}

pub(super) fn values(facts: &ParcelRecord) -> Vec<Value> {
    let text =
        |text: &Option<Box<str>>| text.as_deref().map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let area = |area: Option<f64>| area.map_or(Value::Null, Value::Real);
    let areas: Vec<String> = facts.land_use_areas_m2.iter().map(ToString::to_string).collect();
    vec![
        text(&facts.key.commune),
        text(&facts.key.sheet),
        text(&facts.key.number),
        text(&facts.code),
        text(&facts.land_use),
        if areas.is_empty() { Value::Null } else { Value::Text(areas.join("+")) },
        area(facts.recorded_area_m2),
        area(facts.legal_area_m2),
    ]
}
