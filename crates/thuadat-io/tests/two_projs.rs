//! Two PROJ libraries live in the process: the `proj` crate's own and GDAL's. Neither may be bound to the other.

use gdal::spatial_ref::{CoordTransform, SpatialRef};
use geo::Coord;
use thuadat_io::Crs;

/// EPSG:9215 (458700, 2425800) in WGS 84, by PROJ 9.1.1 and EPSG:6960.
const PLACE: Coord<f64> = Coord { x: 106.852_098_464_2, y: 21.928_459_067_4 };

#[test]
fn both_work_side_by_side_and_agree() {
    let own = proj::ProjBuilder::new().lib_info().unwrap();
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    #[expect(unsafe_code, reason = "the safe bindings do not say which PROJ GDAL uses")]
    // SAFETY: three pointers to integers that outlive the call.
    unsafe {
        gdal_sys::OSRGetPROJVersion(&raw mut major, &raw mut minor, &raw mut patch);
    }
    println!("own PROJ {}, GDAL's PROJ {major}.{minor}.{patch}", own.version);

    let mut ours = [Coord { x: 458_700.0, y: 2_425_800.0 }];
    Crs::of_epsg(9215).unwrap().to_wgs84().unwrap().transform(&mut ours).unwrap();
    assert!((ours[0].x - PLACE.x).abs() < 1e-9 && (ours[0].y - PLACE.y).abs() < 1e-9, "{ours:?}");

    // GDAL reads its own registry, which the other library's folder does not serve.
    let zone = SpatialRef::from_epsg(9215).unwrap();
    assert_eq!(zone.name().as_deref(), Some("VN-2000 / TM-3 107-15"));
    let (mut x, mut y) = ([458_700.0], [2_425_800.0]);
    let wgs84 = SpatialRef::from_epsg(4326).unwrap();
    CoordTransform::new(&zone, &wgs84).unwrap().transform_coords(&mut x, &mut y, &mut []).unwrap();
    assert!((x[0] - PLACE.y).abs() < 1e-9 && (y[0] - PLACE.x).abs() < 1e-9, "latitude first: {x:?} {y:?}");
}
