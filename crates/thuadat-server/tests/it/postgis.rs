//! `PostGIS` answers what a `GeoPackage` answers.

use crate::fixture::{geopackage, postgis};
use serde_json::Value;

/// What differs from one import and one moment to the next.
fn without_moments(mut document: Value) -> Value {
    if let Some(document) = document.as_object_mut() {
        // The index of a file holds numbers of half the digits, rounded away from the shapes.
        for name in ["begun_at", "extent", "bounds", "center"] {
            document.remove(name);
        }
    }
    match &mut document {
        Value::Object(members) => {
            for value in members.values_mut() {
                *value = without_moments(value.take());
            }
        }
        Value::Array(items) => {
            for value in items {
                *value = without_moments(value.take());
            }
        }
        _ => {}
    }
    document
}

#[test]
fn both_stores_answer_the_same() {
    let (file, office) = (geopackage(), postgis());
    let items = "/ogc/collections/parcels/items";
    let native = "http://www.opengis.net/def/crs/EPSG/0/9215";
    let collection = file.json("/ogc/collections/parcels");
    let sides: Vec<f64> = collection["extent"]["spatial"]["bbox"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|side| side.as_f64().unwrap())
        .collect();
    let (x, y) = (f64::midpoint(sides[0], sides[2]), f64::midpoint(sides[1], sides[3]));
    let around = format!("{},{},{x},{y}", sides[0], sides[1]);
    let next = file.json(&format!("{items}?limit=5"));
    let next = crate::fixture::link(&next, "next", "application/geo+json");
    for address in [
        "/ogc/collections/parcels".to_owned(),
        format!("{items}?limit=10000"),
        format!("{items}?limit=50&crs={native}"),
        format!("{items}?limit=10000&bbox={around}"),
        format!("{items}?limit=7&bbox={around}"),
        format!("{items}?datetime=../2001-01-01"),
        format!("{items}/3?crs={native}"),
        next,
        "/search?q=1/1".to_owned(),
        "/search?q=t%E1%BB%9D%202&count=30".to_owned(),
        "/parcels/06211/1/1".to_owned(),
        "/parcels/06211/1/1/neighbours".to_owned(),
        "/tiles/parcels".to_owned(),
    ] {
        let (one, other) = (without_moments(file.json(&address)), without_moments(office.json(&address)));
        assert!(one == other, "{address}:\n{one}\n{other}");
    }
    for zoom in 9..=17_u8 {
        let count = f64::from(1_u32 << zoom);
        let row = (1.0 - y.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * count;
        let address =
            format!("/tiles/parcels/{zoom}/{}/{}", ((x + 180.0) / 360.0 * count) as u32, row as u32);
        let (one, other) = (file.get(&address), office.get(&address));
        assert!(one.body == other.body && !one.body.is_empty(), "{address}");
        assert_eq!(one.header("etag"), other.header("etag"));
    }
    for (address, status) in [("/parcels/06211/1/khong", 404), ("/ogc/collections/parcels/items/999999", 404)]
    {
        office.problem(address, status);
    }
    assert_eq!(office.json("/ready")["status"], "ok");
}
