//! The evidence of a finding, sorted into what a layer can hold.

use crate::report::convert::drawable;
use geo::{Geometry, LineString, MultiLineString, MultiPolygon, Polygon};
use thuadat_core::Finding;

/// The areas of a finding's evidence; none where it has none.
pub(super) fn areas(finding: &Finding) -> Option<MultiPolygon<f64>> {
    let mut areas = Vec::new();
    collect_areas(drawable(finding)?, &mut areas);
    (!areas.is_empty()).then_some(MultiPolygon(areas))
}

/// The lines of a finding's evidence; none where it has none.
pub(super) fn lines(finding: &Finding) -> Option<MultiLineString<f64>> {
    let mut lines = Vec::new();
    collect_lines(drawable(finding)?, &mut lines);
    (!lines.is_empty()).then_some(MultiLineString(lines))
}

fn collect_areas(geometry: &Geometry<f64>, areas: &mut Vec<Polygon<f64>>) {
    match geometry {
        Geometry::Polygon(polygon) => areas.push(polygon.clone()),
        Geometry::MultiPolygon(polygons) => areas.extend(polygons.iter().cloned()),
        Geometry::Rect(rect) => areas.push(rect.to_polygon()),
        Geometry::Triangle(triangle) => areas.push(triangle.to_polygon()),
        Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| collect_areas(part, areas)),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiLineString(_) => {}
    }
}

fn collect_lines(geometry: &Geometry<f64>, lines: &mut Vec<LineString<f64>>) {
    match geometry {
        Geometry::Line(line) => lines.push((*line).into()),
        Geometry::LineString(line) => lines.push(line.clone()),
        Geometry::MultiLineString(group) => lines.extend(group.iter().cloned()),
        Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| collect_lines(part, lines)),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Polygon(_)
        | Geometry::MultiPolygon(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
}
