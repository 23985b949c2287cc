//! A linking as layers for QGIS: every parcel coloured by what is known of its certificates, and every finding.

use super::state_words::{self, ParcelConcern};
use super::{CertificateFinding, LinkRun};
use crate::report::ReportError;
use crate::report::geopackage::{
    Category, SEVERITIES, Shape, drawable, fields, qml_by, real, text, write_layers,
};
use geo::Point;
use std::path::Path;
use thuadat_core::Observer;
use thuadat_io::{FieldKind, GeoPackageLayer, GeometryKind, Row, Value};

const PARCEL_FIELDS: [(&str, FieldKind); 15] = [
    ("feature", FieldKind::Text),
    ("name", FieldKind::Text),
    ("commune", FieldKind::Text),
    ("sheet", FieldKind::Text),
    ("number", FieldKind::Text),
    ("land_use", FieldKind::Text),
    ("recorded_area_m2", FieldKind::Real),
    ("legal_area_m2", FieldKind::Real),
    ("state", FieldKind::Text),
    ("state_vi", FieldKind::Text),
    ("state_en", FieldKind::Text),
    ("rows", FieldKind::Integer),
    ("findings", FieldKind::Integer),
    ("severity", FieldKind::Text),
    ("rules", FieldKind::Text),
];

const FINDING_FIELDS: [(&str, FieldKind); 13] = [
    ("id", FieldKind::Text),
    ("severity", FieldKind::Text),
    ("rule", FieldKind::Text),
    ("title_vi", FieldKind::Text),
    ("title_en", FieldKind::Text),
    ("parcels", FieldKind::Text),
    ("features", FieldKind::Text),
    ("rows", FieldKind::Text),
    ("area_m2", FieldKind::Real),
    ("northing_m", FieldKind::Real),
    ("easting_m", FieldKind::Real),
    ("message_vi", FieldKind::Text),
    ("message_en", FieldKind::Text),
];

/// The states of parcels, their names in the legend, and their colours.
const STATES: [Category; 5] = [
    ("linked", "Có giấy đã ghép · Certificate linked", "64,145,108"),
    ("in-conflict", "Giấy mâu thuẫn · Contradictory certificates", "179,38,30"),
    ("in-question", "Giấy chưa rõ · To be looked at", "208,145,43"),
    ("without-certificate", "Chưa có giấy trong sổ · Without certificate", "82,133,184"),
    ("public", "Đường, kênh, sông · Roads and water", "134,142,150"),
];

/// Writes the layers.
pub(super) fn write_geopackage(
    run: &LinkRun,
    path: &Path,
    observer: &dyn Observer,
) -> Result<(), ReportError> {
    write_layers(&run.dataset.source.crs, &[parcels(run), findings(run)], path, observer)
}

fn parcels(run: &LinkRun) -> GeoPackageLayer {
    let concerns = state_words::concerns(run);
    GeoPackageLayer {
        name: "parcels".to_owned(),
        description: "Các thửa theo tình trạng giấy chứng nhận · Parcels by their certificates".to_owned(),
        geometry: GeometryKind::MultiPolygon,
        fields: fields(&PARCEL_FIELDS),
        rows: concerns.iter().enumerate().map(|(parcel, concern)| parcel_row(run, parcel, concern)).collect(),
        style_qml: Some(qml_by(Shape::Parcel, "state", &STATES)),
    }
}

fn parcel_row(run: &LinkRun, parcel: usize, concern: &ParcelConcern) -> Row {
    let dataset = &run.dataset.parcels;
    let record = &dataset.records[parcel];
    let optional = |part: &Option<Box<str>>| part.as_deref().map_or(Value::Null, text);
    let title = state_words::title(concern.state);
    let values = vec![
        text(&record.feature.to_string()),
        text(&dataset.name(parcel).to_string()),
        optional(&record.key.commune),
        optional(&record.key.sheet),
        optional(&record.key.number),
        optional(&record.land_use),
        real(record.recorded_area_m2),
        real(record.legal_area_m2),
        text(concern.state.id()),
        text(title.vi),
        text(title.en),
        Value::Integer(concern.rows),
        Value::Integer(concern.findings),
        concern.worst.map_or(Value::Null, |severity| text(severity.id())),
        text(&concern.rules.join(", ")),
    ];
    Row { geometry: drawable(dataset, parcel), values }
}

/// Every finding, at a point in the first of its parcels; those of rows without a parcel have no geometry.
fn findings(run: &LinkRun) -> GeoPackageLayer {
    GeoPackageLayer {
        name: "findings".to_owned(),
        description: "Giấy chứng nhận cần xem lại · Certificates to look at".to_owned(),
        geometry: GeometryKind::Point,
        fields: fields(&FINDING_FIELDS),
        rows: run.certificates.findings.iter().map(|found| finding_row(run, found)).collect(),
        style_qml: Some(qml_by(Shape::Marker, "severity", &SEVERITIES[..3])),
    }
}

fn finding_row(run: &LinkRun, found: &CertificateFinding) -> Row {
    let finding = &found.finding;
    let title = finding.rule.title();
    let dataset = &run.dataset.parcels;
    let named = |name: &dyn Fn(usize) -> String| {
        finding.parcels.iter().map(|&parcel| name(parcel as usize)).collect::<Vec<_>>().join(", ")
    };
    let at = finding.at.filter(|at| at.x.is_finite() && at.y.is_finite());
    let values = vec![
        text(&finding.id.to_string()),
        text(finding.severity.id()),
        text(finding.rule.id()),
        text(title.vi),
        text(title.en),
        text(&named(&|parcel| dataset.name(parcel).to_string())),
        text(&named(&|parcel| dataset.records[parcel].feature.to_string())),
        text(&rows(run, found)),
        real(finding.area_m2),
        real(at.map(|at| at.y)),
        real(at.map(|at| at.x)),
        text(&finding.message.vi),
        text(&finding.message.en),
    ];
    Row { geometry: at.map(|at| Point::from(at).into()), values }
}

/// The rows a finding concerns: `so.xlsx [Sheet1] 5, 6`.
pub(super) fn rows(run: &LinkRun, found: &CertificateFinding) -> String {
    let link = |row: u32| &run.linkage.rows[row as usize];
    let by_register = found.rows.chunk_by(|&one, &other| link(one).register == link(other).register);
    let registers = by_register.map(|rows| {
        let register = &run.registers[link(rows[0]).register as usize];
        let worksheet = register.worksheet.as_deref().map(|name| format!(" [{name}]")).unwrap_or_default();
        let numbers = rows.iter().map(|&row| register.entries[link(row).entry as usize].row.to_string());
        format!("{}{worksheet} {}", register.file, numbers.collect::<Vec<_>>().join(", "))
    });
    registers.collect::<Vec<_>>().join("; ")
}
