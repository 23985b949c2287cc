//! The findings on the globe: RFC 7946 GeoJSON in WGS 84, streamed.

use super::convert::drawable;
use super::destination::{announce, write_whole};
use super::model::{Finding, Report};
use super::{ReportError, words};
use crate::CheckRun;
use ::geojson::feature::Id;
use ::geojson::{Feature, FeatureWriter, JsonObject};
use geo::orient::Direction;
use geo::{Coord, CoordsIter, Geometry, MapCoordsInPlace, Orient};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use thuadat_core::Observer;
use thuadat_io::{ToWgs84, TransformError};

/// Findings that are brought to WGS 84 together.
const BATCH: usize = 2048;
/// A tenth of a millimetre, in degrees.
const STEPS_PER_DEGREE: f64 = 1e9;

/// Why findings could not be written as GeoJSON.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GeoJsonError {
    /// The parcels' coordinate system is unknown.
    #[error(
        "GeoJSON is in WGS 84 and the parcels' coordinate system is unknown; name it with --crs EPSG:n, or choose JSON \
         or GeoPackage, which keep the coordinates as they are"
    )]
    NoCrs,
    /// There is no way from the parcels' coordinate system to WGS 84.
    #[error("{0}; choose JSON or GeoPackage, which keep the coordinates as they are")]
    NoWayToWgs84(TransformError),
    /// The writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes findings as an RFC 7946 feature collection in WGS 84: each is a feature whose geometry is its evidence.
///
/// # Errors
///
/// When the parcels' coordinate system is unknown or does not lead to WGS 84, and what `writer` answers.
pub fn write_geojson(
    run: &CheckRun,
    observer: &dyn Observer,
    mut writer: impl Write,
) -> Result<(), GeoJsonError> {
    let way = run.dataset.source.crs.to_wgs84().ok_or(GeoJsonError::NoCrs)?;
    write_features(run, &way, observer, &mut writer)
}

/// Writes the report file.
pub(super) fn write_file(run: &CheckRun, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    write_file_with(path, observer, |writer| write_geojson(run, observer, writer))
}

/// Writes a file of GeoJSON, which appears whole or not at all.
pub(crate) fn write_file_with(
    path: &Path,
    observer: &dyn Observer,
    write: impl FnOnce(&mut dyn Write) -> Result<(), GeoJsonError>,
) -> Result<(), ReportError> {
    let refused = RefCell::new(None);
    let written = write_whole(path, observer, |writer| {
        write(writer).map_err(|error| match error {
            GeoJsonError::Io(error) => error,
            error => io::Error::other(refused.borrow_mut().insert(error).to_string()),
        })
    });
    match refused.into_inner() {
        Some(source) => Err(ReportError::GeoJson { path: path.to_owned(), source }),
        None => written,
    }
}

impl From<::geojson::Error> for GeoJsonError {
    fn from(error: ::geojson::Error) -> Self {
        Self::Io(match error {
            ::geojson::Error::Io(error) => error,
            ::geojson::Error::MalformedGeoJson(error) => error.into(),
            other => io::Error::other(other),
        })
    }
}

fn write_features(
    run: &CheckRun,
    way: &ToWgs84,
    observer: &dyn Observer,
    writer: &mut impl Write,
) -> Result<(), GeoJsonError> {
    let report = Report::without_findings(run);
    let mut features = FeatureWriter::from_writer(&mut *writer);
    features.write_foreign_member("contract", &report.contract)?;
    features.write_foreign_member("tool", &report.tool)?;
    features.write_foreign_member("input", &report.input)?;
    features.write_foreign_member("selection", &report.selection)?;
    features.write_foreign_member("mode", &report.mode)?;
    let findings = &run.outcome.findings;
    let mut done = 0;
    for batch in findings.chunks(BATCH) {
        let geometries = on_the_globe(batch, way).map_err(GeoJsonError::NoWayToWgs84)?;
        for (found, geometry) in batch.iter().zip(geometries) {
            features.write_feature(&feature(&Finding::new(run, found), found, geometry.as_ref()))?;
            done += 1;
            announce(observer, done, findings.len());
        }
    }
    features.finish()?;
    drop(features);
    writer.write_all(b"\n").map_err(GeoJsonError::Io)
}

/// The evidence of each finding in longitude and latitude; none where it has no place on the globe.
fn on_the_globe(
    findings: &[thuadat_core::Finding],
    way: &ToWgs84,
) -> Result<Vec<Option<Geometry<f64>>>, TransformError> {
    brought_to_the_globe(findings.iter().map(|finding| drawable(finding).cloned()).collect(), way)
}

/// Geometries in longitude and latitude; none where one has no place on the globe.
pub(crate) fn brought_to_the_globe(
    mut geometries: Vec<Option<Geometry<f64>>>,
    way: &ToWgs84,
) -> Result<Vec<Option<Geometry<f64>>>, TransformError> {
    let coords = geometries.iter().flatten().flat_map(CoordsIter::coords_iter);
    let mut coords: Vec<Coord<f64>> = coords.collect();
    way.transform(&mut coords)?;
    let moved = RefCell::new(coords.into_iter());
    for geometry in geometries.iter_mut().flatten() {
        geometry.map_coords_in_place(|was| moved.borrow_mut().next().map_or(was, rounded));
    }
    for geometry in &mut geometries {
        *geometry = geometry.take().filter(is_on_the_globe).map(counterclockwise);
    }
    Ok(geometries)
}

fn rounded(at: Coord<f64>) -> Coord<f64> {
    let round = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() / STEPS_PER_DEGREE;
    Coord { x: round(at.x), y: round(at.y) }
}

fn is_on_the_globe(geometry: &Geometry<f64>) -> bool {
    geometry.coords_iter().all(|at| (-180.0..=180.0).contains(&at.x) && (-90.0..=90.0).contains(&at.y))
}

/// Shells against the clock and holes with it, as the RFC demands.
fn counterclockwise(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::Polygon(polygon) => polygon.orient(Direction::Default).into(),
        Geometry::MultiPolygon(polygons) => polygons.orient(Direction::Default).into(),
        other => other,
    }
}

fn feature(finding: &Finding, found: &thuadat_core::Finding, geometry: Option<&Geometry<f64>>) -> Feature {
    Feature {
        bbox: None,
        geometry: geometry.map(::geojson::Geometry::from),
        id: Some(Id::String(finding.id.clone())),
        properties: Some(properties(finding, found)),
        foreign_members: None,
    }
}

/// Flat, so that maps can style and filter by them; the parcels once more as the contract has them.
fn properties(finding: &Finding, found: &thuadat_core::Finding) -> JsonObject {
    let title = found.rule.title();
    let [easting, northing] = finding.at.map_or([None, None], |at| at.map(Some));
    let names = words::parcels(finding, usize::MAX);
    let properties = json!({
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "title_vi": title.vi,
        "title_en": title.en,
        "parcel_names": names,
        "parcels": finding.parcels,
        "area_m2": finding.area_m2,
        "width_m": finding.width_m,
        "length_m": finding.length_m,
        "easting_m": easting,
        "northing_m": northing,
        "place": finding.place,
        "change": finding.change,
        "accepted": finding.accepted,
        "message_vi": finding.message.vi,
        "message_en": finding.message.en,
    });
    match properties {
        Value::Object(properties) => properties,
        _ => JsonObject::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::run;
    use ::geojson::FeatureCollection;
    use thuadat_core::{Rule, Unobserved};
    use thuadat_io::Crs;

    fn written(run: &CheckRun) -> Result<FeatureCollection, ReportError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.geojson");
        write_file(run, &path, &Unobserved)?;
        Ok(std::fs::read_to_string(path).unwrap().parse::<::geojson::GeoJson>().unwrap().try_into().unwrap())
    }

    #[test]
    fn every_finding_is_a_feature_on_the_globe() {
        let run = run();
        let collection = written(&run).unwrap();
        assert_eq!(collection.features.len(), run.outcome.findings.len());
        let overlap = collection
            .features
            .iter()
            .find(|feature| feature.property("rule") == Some(&json!("topology/overlap")));
        let overlap = overlap.unwrap();
        assert_eq!(overlap.property("parcel_names"), Some(&json!("7/119 · 7/120")));
        let geometry: Geometry<f64> = overlap.geometry.clone().unwrap().try_into().unwrap();
        assert!(
            geometry.coords_iter().all(|at| (at.x - 106.81).abs() < 0.01 && (at.y - 21.941).abs() < 0.01),
            "{geometry:?}"
        );
    }

    #[test]
    fn shells_run_against_the_clock() {
        let mut run = run();
        let overlap = run.outcome.findings.iter_mut().find(|finding| finding.rule == Rule::Overlap).unwrap();
        if let Some(Geometry::Polygon(polygon)) = &mut overlap.geometry {
            *polygon = polygon.orient(Direction::Reversed);
        }
        let collection = written(&run).unwrap();
        for feature in &collection.features {
            let geometry = feature.geometry.clone().map(Geometry::<f64>::try_from);
            let Some(Ok(Geometry::Polygon(polygon))) = geometry else { continue };
            assert_eq!(polygon, polygon.orient(Direction::Default));
        }
    }

    #[test]
    fn what_has_no_place_is_kept_without_a_geometry() {
        let collection = written(&run()).unwrap();
        let nowhere = collection
            .features
            .iter()
            .find(|feature| feature.property("rule") == Some(&json!("geometry/not-finite")));
        assert_eq!(nowhere.unwrap().geometry, None);
    }

    #[test]
    fn without_a_coordinate_system_it_says_what_to_do() {
        let mut run = run();
        run.dataset.source.crs = Crs::unnamed_metres();
        let error = written(&run).unwrap_err();
        assert!(
            matches!(error, ReportError::GeoJson { source: GeoJsonError::NoCrs, .. })
                && error.to_string().contains("--crs EPSG:n"),
            "{error}"
        );
    }
}
