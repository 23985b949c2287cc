//! Where what a store holds lies in Web Mercator.

use geo::Coord;
use thuadat_io::Crs;

/// Brings coordinates of the system with an EPSG code to Web Mercator, where tiles are made; the words are those of the library
/// that cannot.
pub(super) fn to_web_mercator(epsg: u32, coords: &mut [Coord<f64>]) -> Result<(), String> {
    let crs = Crs::of_epsg(epsg).map_err(|error| error.to_string())?;
    let Some(way) = crs.take_to_web_mercator(coords) else {
        return Err(format!("EPSG:{epsg} has no place on Earth"));
    };
    way.map_err(|error| error.to_string())
}
