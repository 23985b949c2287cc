//! Parcels by number, their neighbours, search.

use crate::fixture::{Server, all, memory};
use serde_json::Value;

fn names(collection: &Value) -> Vec<String> {
    let features = collection["features"].as_array().unwrap();
    let name = |feature: &Value| {
        let text = |name: &str| feature["properties"][name].as_str().unwrap_or("-").to_owned();
        format!("{}/{}", text("sheet"), text("number"))
    };
    features.iter().map(name).collect()
}

/// The key of some parcel that has neighbours.
fn some_key(server: &Server) -> (String, String) {
    let page = server.json("/ogc/collections/parcels/items?limit=1");
    let properties = &page["features"][0]["properties"];
    let text = |name: &str| properties[name].as_str().unwrap().to_owned();
    (text("sheet"), text("number"))
}

#[test]
fn a_parcel_by_its_number() {
    for (_, server) in &all() {
        let (sheet, number) = some_key(server);
        for commune in ["06211", "-"] {
            let found = server.json(&format!("/parcels/{commune}/{sheet}/{number}"));
            assert_eq!(names(&found), [format!("{sheet}/{number}")]);
            assert_eq!(found["features"][0]["properties"]["commune_name"], "Xã Cao Lộc");
        }
        for nothing in ["06211/999/1", "06199/1/1", "06211/1/khong"] {
            server.problem(&format!("/parcels/{nothing}"), 404);
        }
        server.problem(&format!("/parcels/06211/{sheet}/{number}?x=1"), 400);
    }
}

#[test]
fn neighbours_share_borders_both_ways() {
    let mut by_source = Vec::new();
    for (_, server) in &all() {
        let (sheet, number) = some_key(server);
        let own = format!("{sheet}/{number}");
        let found = server.json(&format!("/parcels/06211/{own}/neighbours"));
        let neighbours = names(&found);
        assert!(!neighbours.is_empty() && !neighbours.contains(&own));
        let lengths: Vec<f64> = found["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|feature| feature["properties"]["shared_border_m"].as_f64().unwrap())
            .collect();
        assert!(lengths.is_sorted_by(|one, other| one >= other), "{lengths:?}");
        for (neighbour, length) in neighbours.iter().zip(&lengths) {
            let back = server.json(&format!("/parcels/06211/{neighbour}/neighbours"));
            let position = names(&back).iter().position(|name| *name == own).unwrap();
            let other = back["features"][position]["properties"]["shared_border_m"].as_f64().unwrap();
            assert!((length - other).abs() < 0.02, "{own} – {neighbour}: {length} and {other}");
        }
        by_source.push((neighbours, lengths));
    }
    assert!(by_source.windows(2).all(|pair| pair[0] == pair[1]), "{by_source:?}");
}

#[test]
fn neighbours_of_nothing_in_particular_are_refused() {
    for (_, server) in &all() {
        server.problem("/parcels/-/-/-/neighbours", 400);
    }
}

#[test]
fn found_as_people_type() {
    for (_, server) in &all() {
        let (sheet, number) = some_key(server);
        for typed in [
            format!("tờ {sheet} thửa {number}"),
            format!("to {sheet} thua {number} cao loc"),
            format!("{sheet}/{number}"),
            format!("Thửa đất số {number}, tờ bản đồ số {sheet}, xã Cao Lộc"),
            format!("{sheet} 0{number}"),
        ] {
            let address = format!("/search?q={}", typed.replace(' ', "%20"));
            assert_eq!(names(&server.json(&address)), [format!("{sheet}/{number}")], "{typed}");
        }
        assert_eq!(names(&server.json("/search?q=1/khong")), [""; 0]);
        assert_eq!(names(&server.json("/search?q=hello")), [""; 0]);
        assert_eq!(names(&server.json("/search?q=t%E1%BB%9D%201&count=5")).len(), 5);
    }
    let server = memory();
    for wrong in ["/search", "/search?q=", "/search?q=1&count=0", "/search?q=1&count=101", "/search?x=1"] {
        server.problem(wrong, 400);
    }
    let long = "9".repeat(300);
    server.problem(&format!("/search?q={long}"), 400);
}
