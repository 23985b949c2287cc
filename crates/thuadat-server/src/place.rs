//! Places: from Web Mercator to degrees and to other systems.

use crate::source::Source;
use geo::Coord;
use thuadat::cadastre::{DatabaseError, ParcelBox, PublicParcels};
use thuadat::{Crs, ParcelGeometries};

/// Half the side of the square that Web Mercator draws the world on.
pub(crate) const HALF_WORLD_M: f64 = 20_037_508.342_789_244;

/// West, south, east and north of a box in degrees, rounded outwards; none where it has none.
pub(crate) fn degrees(area: ParcelBox) -> Option<[f64; 4]> {
    const DIGITS: f64 = 1e7;
    let mut corners = [Coord { x: area.min_x, y: area.min_y }, Coord { x: area.max_x, y: area.max_y }];
    to_degrees(&mut corners)?;
    let down = |value: f64| (value * DIGITS).floor() / DIGITS;
    let up = |value: f64| (value * DIGITS).ceil() / DIGITS;
    Some([down(corners[0].x), down(corners[0].y), up(corners[1].x), up(corners[1].y)])
}

/// Brings places in Web Mercator to longitude and latitude.
pub(crate) fn to_degrees(places: &mut [Coord<f64>]) -> Option<()> {
    Crs::of_epsg(3857).ok()?.to_wgs84()?.transform(places).ok()
}

/// The longitude and latitude of a place in Web Mercator, by what that is: quick where places come one by one.
pub(crate) fn longitude_and_latitude(at: Coord<f64>) -> Coord<f64> {
    let half_turns = |metres: f64| metres / HALF_WORLD_M;
    let latitude = (half_turns(at.y) * std::f64::consts::PI).sinh().atan();
    Coord { x: half_turns(at.x) * 180.0, y: latitude.to_degrees() }
}

/// A box of longitudes and latitudes in Web Mercator, as far as that reaches: the edges stay straight.
pub(crate) fn web_mercator_box([west, south, east, north]: [f64; 4]) -> ParcelBox {
    let y = |latitude: f64| {
        let latitude = latitude.clamp(-85.06, 85.06).to_radians();
        (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI * HALF_WORLD_M
    };
    let x = |longitude: f64| longitude / 180.0 * HALF_WORLD_M;
    ParcelBox { min_x: x(west), min_y: y(south), max_x: x(east), max_y: y(north) }
}

/// The shapes of parcels in one coordinate system; those that have no place there become empty.
pub(crate) fn shapes_in(
    source: &Source,
    parcels: &PublicParcels,
    epsg: u32,
) -> Result<ParcelGeometries, DatabaseError> {
    if epsg == 3857 {
        return Ok(parcels.web_mercator.clone());
    }
    let is_native = epsg != 4326;
    if is_native && parcels.parcels.iter().all(|parcel| parcel.epsg == epsg) {
        let ids: Vec<i64> = parcels.parcels.iter().map(|parcel| parcel.id).collect();
        return source.native_shapes(&ids);
    }
    let mut shapes = parcels.web_mercator.clone();
    let moved = to_degrees(shapes.coords_mut()).and_then(|()| {
        if !is_native {
            return Some(());
        }
        source.crs(epsg)?.take_wgs84(shapes.coords_mut())?.ok()
    });
    if moved.is_none() {
        let mut nowhere = ParcelGeometries::new();
        (0..shapes.len()).for_each(|_| nowhere.push_empty());
        return Ok(nowhere);
    }
    Ok(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_those_of_the_library() {
        for (x, y) in [(0.0, 0.0), (11_891_234.567, 2_508_765.432), (-20_000_000.0, -15_000_000.0)] {
            let mut expected = [Coord { x, y }];
            to_degrees(&mut expected).expect("on the map");
            let found = longitude_and_latitude(Coord { x, y });
            let apart = (found.x - expected[0].x).hypot(found.y - expected[0].y);
            assert!(apart < 1e-11, "{found:?} and {:?}", expected[0]);
        }
    }
}
