//! From the made-up commune's zone to longitude and latitude, without PROJ: so that parcel identifiers are made by
//! other code than the code that reads them.
//!
//! Transverse Mercator by the series of Krüger (1912) to the fourth order, in the form of Karney (2011); then EPSG:6960,
//! a coordinate-frame rotation with small angles.

use geo::Coord;

const SEMI_MAJOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const SCALE: f64 = 0.9999;
const FALSE_EASTING_M: f64 = 500_000.0;

/// Longitude and latitude in WGS 84 degrees of a point of VN-2000 / TM-3 on this central meridian.
pub(crate) fn to_wgs84(point: Coord<f64>, meridian_deg: f64) -> Coord<f64> {
    let (longitude, latitude) = unproject(point, meridian_deg.to_radians());
    let (longitude, latitude) = to_geographic(shift(to_geocentric(longitude, latitude)));
    Coord { x: longitude.to_degrees(), y: latitude.to_degrees() }
}

fn unproject(point: Coord<f64>, meridian: f64) -> (f64, f64) {
    let n = FLATTENING / (2.0 - FLATTENING);
    let rectifying_m = SEMI_MAJOR_M / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let (xi, eta) = (point.y / (SCALE * rectifying_m), (point.x - FALSE_EASTING_M) / (SCALE * rectifying_m));
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n.powi(2) + 37.0 / 96.0 * n.powi(3) - n.powi(4) / 360.0,
        n.powi(2) / 48.0 + n.powi(3) / 15.0 - 437.0 / 1440.0 * n.powi(4),
        17.0 / 480.0 * n.powi(3) - 37.0 / 840.0 * n.powi(4),
        4397.0 / 161_280.0 * n.powi(4),
    ];
    let (mut xi_0, mut eta_0) = (xi, eta);
    for (order, beta) in (1..).zip(beta) {
        let k = 2.0 * f64::from(order);
        xi_0 -= beta * (k * xi).sin() * (k * eta).cosh();
        eta_0 -= beta * (k * xi).cos() * (k * eta).sinh();
    }
    let conformal = (xi_0.sin() / eta_0.cosh()).asin();
    (meridian + eta_0.sinh().atan2(xi_0.cos()), geodetic_of(conformal))
}

/// The latitude whose conformal latitude this is, by Newton's way on the tangent.
fn geodetic_of(conformal: f64) -> f64 {
    let e = (FLATTENING * (2.0 - FLATTENING)).sqrt();
    let tau_0 = conformal.tan();
    let mut tau = tau_0;
    for _ in 0..6 {
        let sigma = (e * (e * tau / tau.hypot(1.0)).atanh()).sinh();
        let image = tau * sigma.hypot(1.0) - sigma * tau.hypot(1.0);
        let slope = (1.0 - e * e) * tau.hypot(1.0) * image.hypot(1.0) / (1.0 + (1.0 - e * e) * tau * tau);
        tau += (tau_0 - image) / slope;
    }
    tau.atan()
}

fn to_geocentric(longitude: f64, latitude: f64) -> [f64; 3] {
    let e_squared = FLATTENING * (2.0 - FLATTENING);
    let normal_m = SEMI_MAJOR_M / (1.0 - e_squared * latitude.sin().powi(2)).sqrt();
    let across_m = normal_m * latitude.cos();
    [across_m * longitude.cos(), across_m * longitude.sin(), normal_m * (1.0 - e_squared) * latitude.sin()]
}

fn shift([x, y, z]: [f64; 3]) -> [f64; 3] {
    let arc_second = std::f64::consts::PI / 648_000.0;
    let (rx, ry, rz) = (-0.009_288_36 * arc_second, 0.019_754_79 * arc_second, -0.004_273_72 * arc_second);
    let m = 1.0 + 0.252_906_278e-6;
    [
        -191.904_414_29 + m * (x + rz * y - ry * z),
        -39.303_182_79 + m * (-rz * x + y + rx * z),
        -111.450_328_35 + m * (ry * x - rx * y + z),
    ]
}

fn to_geographic([x, y, z]: [f64; 3]) -> (f64, f64) {
    let e_squared = FLATTENING * (2.0 - FLATTENING);
    let across_m = x.hypot(y);
    let mut latitude = z.atan2(across_m * (1.0 - e_squared));
    for _ in 0..6 {
        let normal_m = SEMI_MAJOR_M / (1.0 - e_squared * latitude.sin().powi(2)).sqrt();
        latitude = (z + e_squared * normal_m * latitude.sin()).atan2(across_m);
    }
    (y.atan2(x), latitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_proj_at_cao_loc() {
        let place = to_wgs84(Coord { x: 458_700.0, y: 2_425_800.0 }, 107.25);
        assert!((place.x - 106.852_098_464_2).abs() < 2e-10, "{}", place.x);
        assert!((place.y - 21.928_459_067_4).abs() < 2e-10, "{}", place.y);
    }
}
