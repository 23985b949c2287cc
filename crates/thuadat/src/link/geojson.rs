//! A linking on the globe: parcels by what is known of their certificates, and findings, as RFC 7946 GeoJSON.

use super::layers::rows;
use super::state_words::{self, ParcelConcern};
use super::{CertificateFinding, LinkRun};
use crate::report::geojson::{brought_to_the_globe, write_file_with};
use crate::report::geopackage::drawable;
use crate::report::model::Parcel;
use crate::report::{GeoJsonError, ReportError};
use ::geojson::{Feature, FeatureWriter, JsonObject};
use geo::{Geometry, Point};
use serde_json::{Value, json};
use std::path::Path;
use thuadat_core::Observer;

/// Features that are brought to WGS 84 together.
const BATCH: usize = 2048;

/// Writes the features: `layer` tells parcels from findings.
pub(super) fn write_geojson(run: &LinkRun, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    write_file_with(path, observer, |writer| {
        let way = run.dataset.source.crs.to_wgs84().ok_or(GeoJsonError::NoCrs)?;
        let mut features = FeatureWriter::from_writer(&mut *writer);
        let concerns: Vec<(usize, ParcelConcern)> =
            state_words::concerns(run).into_iter().enumerate().collect();
        for batch in concerns.chunks(BATCH) {
            let shapes = batch.iter().map(|(parcel, _)| drawable(&run.dataset.parcels, *parcel)).collect();
            let shapes = brought_to_the_globe(shapes, &way).map_err(GeoJsonError::NoWayToWgs84)?;
            for ((parcel, concern), shape) in batch.iter().zip(shapes) {
                features.write_feature(&feature(shape.as_ref(), parcel_properties(run, *parcel, concern)))?;
            }
        }
        for batch in run.certificates.findings.chunks(BATCH) {
            let points =
                batch.iter().map(|found| found.finding.at.map(|at| Point::from(at).into())).collect();
            let points = brought_to_the_globe(points, &way).map_err(GeoJsonError::NoWayToWgs84)?;
            for (found, point) in batch.iter().zip(points) {
                features.write_feature(&feature(point.as_ref(), finding_properties(run, found)))?;
            }
        }
        features.finish()?;
        drop(features);
        writer.write_all(b"\n").map_err(GeoJsonError::Io)
    })
}

fn feature(geometry: Option<&Geometry<f64>>, properties: Value) -> Feature {
    Feature {
        bbox: None,
        geometry: geometry.map(::geojson::Geometry::from),
        id: None,
        properties: Some(match properties {
            Value::Object(properties) => properties,
            _ => JsonObject::new(),
        }),
        foreign_members: None,
    }
}

fn parcel_properties(run: &LinkRun, parcel: usize, concern: &ParcelConcern) -> Value {
    let record = &run.dataset.parcels.records[parcel];
    let title = state_words::title(concern.state);
    json!({
        "layer": "parcels",
        "feature": record.feature.to_string(),
        "name": run.dataset.parcels.name(parcel).to_string(),
        "commune": record.key.commune,
        "sheet": record.key.sheet,
        "number": record.key.number,
        "land_use": record.land_use,
        "recorded_area_m2": record.recorded_area_m2,
        "legal_area_m2": record.legal_area_m2,
        "state": concern.state.id(),
        "state_vi": title.vi,
        "state_en": title.en,
        "rows": concern.rows,
        "findings": concern.findings,
        "severity": concern.worst.map(thuadat_core::Severity::id),
        "rules": concern.rules,
    })
}

fn finding_properties(run: &LinkRun, found: &CertificateFinding) -> Value {
    let finding = &found.finding;
    let title = finding.rule.title();
    let parcels: Vec<Parcel> = finding
        .parcels
        .iter()
        .map(|&parcel| Parcel::new(&run.dataset.parcels.records[parcel as usize]))
        .collect();
    json!({
        "layer": "findings",
        "id": finding.id.to_string(),
        "rule": finding.rule.id(),
        "severity": finding.severity.id(),
        "title_vi": title.vi,
        "title_en": title.en,
        "parcels": parcels,
        "rows": rows(run, found),
        "area_m2": finding.area_m2,
        "easting_m": finding.at.map(|at| at.x),
        "northing_m": finding.at.map(|at| at.y),
        "message_vi": finding.message.vi,
        "message_en": finding.message.en,
    })
}
