//! The layers of the report and their columns.

use super::evidence;
use super::style::{self, Shape};
use crate::CheckRun;
use crate::report::model::Finding;
use crate::report::{review_words, words};
use geo::{CoordsIter, Geometry, Point};
use std::collections::BTreeMap;
use thuadat_core::{Parcels, Severity};
use thuadat_io::{FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value};

const FINDING_FIELDS: [(&str, FieldKind); 16] = [
    ("id", FieldKind::Text),
    ("severity", FieldKind::Text),
    ("rule", FieldKind::Text),
    ("title_vi", FieldKind::Text),
    ("title_en", FieldKind::Text),
    ("parcels", FieldKind::Text),
    ("features", FieldKind::Text),
    ("area_m2", FieldKind::Real),
    ("width_m", FieldKind::Real),
    ("length_m", FieldKind::Real),
    ("northing_m", FieldKind::Real),
    ("easting_m", FieldKind::Real),
    ("message_vi", FieldKind::Text),
    ("message_en", FieldKind::Text),
    ("change", FieldKind::Text),
    ("accepted", FieldKind::Text),
];

const PARCEL_FIELDS: [(&str, FieldKind); 11] = [
    ("feature", FieldKind::Text),
    ("name", FieldKind::Text),
    ("commune", FieldKind::Text),
    ("sheet", FieldKind::Text),
    ("number", FieldKind::Text),
    ("land_use", FieldKind::Text),
    ("recorded_area_m2", FieldKind::Real),
    ("legal_area_m2", FieldKind::Real),
    ("severity", FieldKind::Text),
    ("findings", FieldKind::Integer),
    ("rules", FieldKind::Text),
];

/// All layers: what lies at the bottom of a map first.
pub(super) fn layers(run: &CheckRun) -> Vec<GeoPackageLayer> {
    let areas = |finding: &thuadat_core::Finding| evidence::areas(finding).map(Geometry::from);
    let lines = |finding: &thuadat_core::Finding| evidence::lines(finding).map(Geometry::from);
    vec![
        parcels(run),
        evidence_layer(
            run,
            "finding_areas",
            "Diện tích chồng đè, khe hở · Areas of findings",
            GeometryKind::MultiPolygon,
            areas,
        ),
        evidence_layer(
            run,
            "finding_lines",
            "Cạnh, đoạn ranh có lỗi · Lines of findings",
            GeometryKind::MultiLineString,
            lines,
        ),
        all_findings(run),
    ]
}

/// Every finding, at the point to look at; those without a place have no geometry.
fn all_findings(run: &CheckRun) -> GeoPackageLayer {
    let rows = run.outcome.findings.iter().map(|finding| {
        let at = finding.at.filter(|at| at.x.is_finite() && at.y.is_finite());
        row(run, finding, at.map(|at| Point::from(at).into()))
    });
    GeoPackageLayer {
        name: "findings".to_owned(),
        description: "Mọi phát hiện · Every finding".to_owned(),
        geometry: GeometryKind::Point,
        fields: fields(&FINDING_FIELDS),
        rows: rows.collect(),
        style_qml: Some(style::qml(Shape::Marker)),
    }
}

fn evidence_layer(
    run: &CheckRun,
    name: &str,
    description: &str,
    geometry: GeometryKind,
    part: impl Fn(&thuadat_core::Finding) -> Option<Geometry<f64>>,
) -> GeoPackageLayer {
    let rows =
        run.outcome.findings.iter().filter_map(|finding| Some(row(run, finding, Some(part(finding)?))));
    let shape = if geometry == GeometryKind::MultiPolygon { Shape::Evidence } else { Shape::Line };
    GeoPackageLayer {
        name: name.to_owned(),
        description: description.to_owned(),
        geometry,
        fields: fields(&FINDING_FIELDS),
        rows: rows.collect(),
        style_qml: Some(style::qml(shape)),
    }
}

fn row(run: &CheckRun, found: &thuadat_core::Finding, geometry: Option<Geometry<f64>>) -> Row {
    let finding = Finding::new(run, found);
    let title = found.rule.title();
    let accepted = finding.accepted.as_ref().map(|by| format!("{}, {}: {}", by.who, by.when, by.why));
    let features: Vec<String> =
        finding.parcels.iter().map(|parcel| words::feature(&parcel.feature)).collect();
    let values = vec![
        text(&finding.id),
        text(found.severity.id()),
        text(&finding.rule),
        text(title.vi),
        text(title.en),
        text(&words::parcels(&finding, usize::MAX)),
        text(&features.join(", ")),
        real(finding.area_m2),
        real(finding.width_m),
        real(finding.length_m),
        real(finding.at.map(|[_, northing]| northing)),
        real(finding.at.map(|[easting, _]| easting)),
        text(&finding.message.vi),
        text(&finding.message.en),
        finding.change.map_or(Value::Null, |change| text(&review_words::change(change).en)),
        accepted.map_or(Value::Null, |accepted| text(&accepted)),
    ];
    Row { geometry, values }
}

/// Stands for a severity where everything found was accepted.
const ACCEPTED: &str = "accepted";

/// What the findings say of one parcel.
#[derive(Default)]
struct Concern {
    worst: Option<Severity>,
    findings: i64,
    rules: Vec<&'static str>,
}

/// The parcels that findings are about, in the order of the input.
fn parcels(run: &CheckRun) -> GeoPackageLayer {
    let mut concerns: BTreeMap<u32, Concern> = BTreeMap::new();
    for finding in &run.outcome.findings {
        for &parcel in &finding.parcels {
            let concern = concerns.entry(parcel).or_default();
            if run.acceptance_of(finding).is_none() {
                concern.worst = concern.worst.max(Some(finding.severity));
            }
            concern.findings += 1;
            if !concern.rules.contains(&finding.rule.id()) {
                concern.rules.push(finding.rule.id());
            }
        }
    }
    GeoPackageLayer {
        name: "parcels".to_owned(),
        description: "Các thửa có phát hiện · Parcels with findings".to_owned(),
        geometry: GeometryKind::MultiPolygon,
        fields: fields(&PARCEL_FIELDS),
        rows: concerns.iter().map(|(&parcel, concern)| parcel_row(run, parcel, concern)).collect(),
        style_qml: Some(style::qml(Shape::Parcel)),
    }
}

fn parcel_row(run: &CheckRun, parcel: u32, concern: &Concern) -> Row {
    let dataset = &run.dataset.parcels;
    let record = &dataset.records[parcel as usize];
    let optional = |part: &Option<Box<str>>| part.as_deref().map_or(Value::Null, text);
    let values = vec![
        text(&record.feature.to_string()),
        text(&dataset.name(parcel as usize).to_string()),
        optional(&record.key.commune),
        optional(&record.key.sheet),
        optional(&record.key.number),
        optional(&record.land_use),
        real(record.recorded_area_m2),
        real(record.legal_area_m2),
        text(concern.worst.map_or(ACCEPTED, Severity::id)),
        Value::Integer(concern.findings),
        text(&concern.rules.join(", ")),
    ];
    Row { geometry: drawable(dataset, parcel as usize), values }
}

/// The shape of a parcel, where it can be drawn.
pub(crate) fn drawable(parcels: &Parcels, parcel: usize) -> Option<Geometry<f64>> {
    let shape = parcels.geometries.to_multi_polygon(parcel);
    let is_drawable =
        shape.coords_count() > 0 && shape.coords_iter().all(|at| at.x.is_finite() && at.y.is_finite());
    is_drawable.then(|| shape.into())
}

pub(crate) fn fields(fields: &[(&str, FieldKind)]) -> Vec<FieldDefinition> {
    fields.iter().map(|&(name, kind)| FieldDefinition { name: name.to_owned(), kind }).collect()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn real(value: Option<f64>) -> Value {
    value.filter(|value| value.is_finite()).map_or(Value::Null, Value::Real)
}
