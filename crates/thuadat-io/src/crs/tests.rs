use super::*;
use geo::Coord;
use proptest::prelude::*;

/// One ground point in many systems: computed with PROJ 9.1.1 and its registry (domain notes, section 4.4).
const SAME_GROUND_POINT: &[(u32, f64, f64)] = &[
    (9215, 454_436.105, 2_427_244.024),
    (9214, 480_259.774, 2_427_190.785),
    (9213, 531_906.650, 2_427_210.622),
    (9211, 583_555.290, 2_427_398.890),
    (9210, 609_381.163, 2_427_556.202),
    (9209, 635_208.548, 2_427_755.649),
    (5897, 686_869.280, 2_428_281.013),
    (5898, 376_959.893, 2_427_656.432),
    (3405, 686_813.213, 2_427_552.456),
];
const PLACE: Coord<f64> = Coord { x: 106.810_783_99, y: 21.941_396 };
const MILLIMETRE: f64 = 0.001;

fn transformed(from: &Crs, to: &Crs, point: Coord<f64>) -> Coord<f64> {
    let mut points = [point];
    Transformation::between(from, to).apply(&mut points).unwrap();
    points[0]
}

#[test]
fn reaches_every_zone_to_the_millimetre() {
    for &(epsg, x, y) in SAME_GROUND_POINT {
        let at = transformed(&Crs::wgs84(), &Crs::of_epsg(epsg).unwrap(), PLACE);
        assert!((at.x - x).abs() <= MILLIMETRE && (at.y - y).abs() <= MILLIMETRE, "EPSG:{epsg}: {at:?}");
    }
}

#[test]
fn comes_back_to_the_same_place() {
    for &(epsg, x, y) in SAME_GROUND_POINT {
        let at = transformed(&Crs::of_epsg(epsg).unwrap(), &Crs::wgs84(), Coord { x, y });
        // The fixtures are rounded to the millimetre and to 1e-8 degrees, which add up to less than 2 mm.
        assert!((at.x - PLACE.x).abs() < 2e-8 && (at.y - PLACE.y).abs() < 2e-8, "EPSG:{epsg}: {at:?}");
    }
}

#[test]
fn agrees_with_gdal_in_every_vn2000_zone_and_in_utm() {
    let codes = Zone::all().iter().map(|zone| zone.epsg).chain([32_648, 32_649, 32_748]);
    for epsg in codes {
        let crs = Crs::of_epsg(epsg).unwrap();
        let ours = transformed(&Crs::wgs84(), &crs, PLACE);
        // A definition without a code sends the same request through GDAL's registry.
        let wkt = SpatialRef::from_epsg(epsg).unwrap().to_wkt().unwrap();
        let by_text = Crs { epsg: None, name: crs.name.clone(), definition: wkt };
        let theirs = transformed(&Crs::wgs84(), &by_text, PLACE);
        let apart = (ours.x - theirs.x).hypot(ours.y - theirs.y);
        assert!(apart <= MILLIMETRE, "EPSG:{epsg}: {ours:?} and {theirs:?}");
    }
}

#[test]
fn zones_have_the_names_and_parameters_of_the_registry() {
    for zone in Zone::all() {
        let reference = SpatialRef::from_epsg(zone.epsg).unwrap();
        assert_eq!(reference.name().as_deref(), Some(zone.name.as_str()));
        let parameter = |name| reference.get_proj_param(name).unwrap().unwrap();
        assert!((parameter("central_meridian") - zone.meridian_deg).abs() < 1e-9, "EPSG:{}", zone.epsg);
        assert!((parameter("scale_factor") - zone.scale).abs() < 1e-12, "EPSG:{}", zone.epsg);
    }
}

#[test]
fn equal_points_stay_equal_wherever_they_stand() {
    let mut points: Vec<Coord<f64>> =
        (0..100_000).map(|n| Coord { x: 106.0 + f64::from(n % 777) * 1e-3, y: 21.0 }).collect();
    Transformation::between(&Crs::wgs84(), &Crs::of_epsg(9215).unwrap()).apply(&mut points).unwrap();
    for (n, point) in points.iter().enumerate() {
        assert_eq!(point.x.to_bits(), points[n % 777].x.to_bits());
        assert_eq!(point.y.to_bits(), points[n % 777].y.to_bits());
    }
}

#[test]
fn points_that_are_no_numbers_stay_and_points_of_no_place_become_none() {
    let mut points = [
        Coord { x: f64::NAN, y: 21.0 },
        Coord { x: 106.0, y: f64::INFINITY },
        Coord { x: 106.0, y: 5_000.0 },
        PLACE,
    ];
    let to = Crs::of_epsg(9215).unwrap();
    let lost = Transformation::between(&Crs::wgs84(), &to).apply(&mut points).unwrap();
    assert_eq!(lost, 1);
    assert!(points[0].x.is_nan() && (points[0].y - 21.0).abs() < f64::EPSILON);
    assert!(points[1].y.is_infinite());
    assert!(points[2].x.is_nan() && points[2].y.is_nan());
    assert!((points[3].x - 454_436.105).abs() <= MILLIMETRE);
}

#[test]
fn utm_zone_of_a_place() {
    for (x, y, epsg) in
        [(2.3, 48.9, 32_631), (-58.4, -34.6, 32_721), (180.0, 10.0, 32_601), (-180.0, 10.0, 32_601)]
    {
        assert_eq!(Crs::utm_at(Coord { x, y }).epsg, Some(epsg));
    }
}

#[test]
fn unknown_codes_are_refused() {
    assert_eq!(Crs::of_epsg(99_999), Err(UnknownCrs { epsg: 99_999 }));
    assert!(Crs::unnamed_metres().to_wgs84().is_none());
}

proptest! {
    #[test]
    fn every_place_in_vietnam_comes_back_from_every_zone(
        x in 102.0..110.0, y in 8.0..24.0, zone in prop::sample::select(Zone::all()),
    ) {
        let zone = Crs::of_zone(&zone);
        let there = transformed(&Crs::wgs84(), &zone, Coord { x, y });
        let back = transformed(&zone, &Crs::wgs84(), there);
        // Both ways take the height for zero, though the other datum's ellipsoid lies some tens of metres off, and
        // its normal is inclined by 224 m over the Earth's radius: that is up to 2 mm.
        prop_assert!((back.x - x).abs() < 2e-8 && (back.y - y).abs() < 2e-8, "{back:?}");
    }
}
