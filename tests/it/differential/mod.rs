//! What others make of the same shapes. Disagreements are listed with their reason, and the lists may only shrink.

mod coverage;
mod danang;
mod random_coverages;
mod random_linework;
mod validity;

use geo::Coord;
use thuadat_core::{FeatureId, ParcelGeometries, ParcelRecord, Parcels, Rule};
use wkt::Wkt;
use wkt::types::Polygon;

/// Parcels of WKT polygons and multipolygons, rings as written.
fn parcels_of(texts: &[&str]) -> Parcels {
    let mut parcels = Parcels::default();
    for (position, text) in texts.iter().enumerate() {
        let shape: Wkt<f64> = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        match &shape {
            Wkt::Polygon(polygon) => push(&mut parcels.geometries, polygon),
            Wkt::MultiPolygon(multi) => {
                for polygon in multi.polygons() {
                    push(&mut parcels.geometries, polygon);
                }
            }
            other => panic!("{other} is no polygon"),
        }
        parcels.geometries.end_parcel();
        parcels.records.push(ParcelRecord::known_by(FeatureId::Number(position as i64)));
    }
    parcels
}

fn push(shapes: &mut ParcelGeometries, polygon: &Polygon<f64>) {
    for ring in polygon.rings() {
        for coord in ring.coords() {
            shapes.push_coord(Coord { x: coord.x, y: coord.y });
        }
        shapes.end_ring();
    }
    shapes.end_polygon();
}

/// Whether a rule is about what OGC simple features calls invalid.
fn is_about_validity(rule: Rule) -> bool {
    rule.id().starts_with("geometry/")
        && !matches!(rule, Rule::RepeatedVertex | Rule::RingOrientation | Rule::Empty)
        && !is_about_form(rule)
}

/// Rules that valid shapes break.
fn is_about_form(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::ShortSegment
            | Rule::VerticesTooClose
            | Rule::SharpAngle
            | Rule::SliverParcel
            | Rule::TooSmall
            | Rule::Multipart
            | Rule::Curve
            | Rule::OffLattice
    )
}

/// Fails unless the disagreements found are exactly those listed.
fn assert_listed(found: &[String], listed: &[(&str, &str)], suite: &str) {
    let names: Vec<&str> = listed.iter().map(|(name, _)| *name).collect();
    let new: Vec<_> = found.iter().filter(|name| !names.contains(&name.as_str())).collect();
    assert!(new.is_empty(), "{suite}: disagreements that are not listed: {new:#?}");
    let gone: Vec<_> = names.iter().filter(|name| !found.iter().any(|it| it == *name)).collect();
    assert!(gone.is_empty(), "{suite}: listed disagreements that are gone, take them off: {gone:#?}");
}
