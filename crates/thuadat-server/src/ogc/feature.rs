//! A parcel as a feature of GeoJSON.

use geo::{Coord, MultiPolygon, Orient, orient::Direction};
use serde_json::{Value, json};
use thuadat::cadastre::{PublicParcel, PublicSummary};

/// How coordinates are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) is_north_first: bool,
    pub(crate) is_in_degrees: bool,
}

impl Shown {
    /// Longitude and latitude, as RFC 7946 has them.
    pub(crate) const DEGREES: Self = Self { is_north_first: false, is_in_degrees: true };

    /// A tenth of a millimetre is the most anybody measured.
    fn rounded(self, value: f64) -> f64 {
        let digits = if self.is_in_degrees { 1e9 } else { 1e4 };
        (value * digits).round() / digits
    }

    fn position(self, at: Coord<f64>) -> Value {
        let (east, north) = (self.rounded(at.x), self.rounded(at.y));
        if self.is_north_first { json!([north, east]) } else { json!([east, north]) }
    }
}

/// The feature.
pub(crate) fn feature(
    parcel: &PublicParcel,
    shape: &MultiPolygon<f64>,
    shown: Shown,
    summary: &PublicSummary,
) -> Value {
    json!({
        "type": "Feature",
        "id": parcel.id,
        "geometry": geometry(shape, shown),
        "properties": properties(parcel, summary),
    })
}

/// What is public of a parcel.
fn properties(parcel: &PublicParcel, summary: &PublicSummary) -> Value {
    let name = parcel.commune.as_deref().and_then(|code| {
        summary.communes.iter().find(|(known, _)| known == code).map(|(_, name)| name.as_str())
    });
    let area = |area: Option<f64>| area.map(|area| (area * 10.0).round() / 10.0);
    json!({
        "commune": parcel.commune,
        "commune_name": name,
        "sheet": parcel.sheet,
        "number": parcel.number,
        "area_m2": area(parcel.area_m2),
        "area_recorded_m2": parcel.area_recorded_m2,
        "land_use": parcel.land_use,
        "class": parcel.class,
        "begun_at": parcel.begun_at.as_ref().map(thuadat::cadastre::Timestamp::as_str),
    })
}

fn geometry(shape: &MultiPolygon<f64>, shown: Shown) -> Value {
    let is_placed = |shape: &MultiPolygon<f64>| {
        shape.iter().flat_map(geo::Polygon::exterior).all(|at| at.x.is_finite() && at.y.is_finite())
    };
    if shape.0.is_empty() || !is_placed(shape) {
        return Value::Null;
    }
    let shape = shape.orient(Direction::Default);
    let polygons: Vec<Value> = shape
        .iter()
        .map(|polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            let ring = |ring: &geo::LineString<f64>| -> Value {
                ring.coords().map(|&at| shown.position(at)).collect()
            };
            rings.map(ring).collect()
        })
        .collect();
    json!({ "type": "MultiPolygon", "coordinates": polygons })
}
