//! Findings: in tiles, page by page, of a map that is sent; over each kind of source.

use crate::fixture::{Server, import, link};
use axum::body::Body;
use axum::http::Request;
use fast_mvt::{MvtReaderRef, MvtValueRef};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use thuadat::cadastre::{EditDeed, EditOrder, StoreLocation, edit, save_findings};
use thuadat::{ReadRequest, Unobserved, profile};
use thuadat_testkit::PostgresServer;
use thuadat_tiles::TileId;

/// The sample commune with its faults.
fn faulty() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/cao-loc-synthetic.gpkg")
}

/// The faulty commune in a store that keeps its findings.
fn store() -> (TempDir, StoreLocation) {
    let folder = tempfile::tempdir().unwrap();
    let location = StoreLocation::GeoPackage(folder.path().join("kho.gpkg"));
    import(&location, &faulty());
    save_findings(&location, profile::DEFAULT, &Unobserved).unwrap();
    (folder, location)
}

fn served(location: &StoreLocation) -> Server {
    Server::of_file(Path::new(&location.to_string()))
}

fn features(document: &Value) -> &[Value] {
    document["features"].as_array().unwrap()
}

fn ids(document: &Value) -> Vec<String> {
    features(document).iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list.
fn all_of(server: &Server, first: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut address = first.to_owned();
    loop {
        let page = server.json(&address);
        found.extend(features(&page).iter().cloned());
        let has_next = page["links"].as_array().unwrap().iter().any(|link| link["rel"] == "next");
        if !has_next {
            return found;
        }
        address = link(&page, "next", "application/geo+json");
    }
}

fn check_list(server: &Server) {
    let all = all_of(server, "/findings?limit=1000");
    assert!(all.len() > 20, "{}", all.len());
    for limit in [97, all.len()] {
        let paged = all_of(server, &format!("/findings?limit={limit}"));
        assert_eq!(paged, all, "pages of {limit}");
    }
    let count = |member: &str| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for feature in &all {
            *counted.entry(feature["properties"][member].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counted
    };
    for (member, parameter) in [("rule", "rule"), ("severity", "severity")] {
        for (value, expected) in count(member).into_iter().take(5) {
            let found =
                all_of(server, &format!("/findings?limit=1000&{parameter}={}", value.replace('/', "%2F")));
            assert_eq!(found.len(), expected, "{value}");
        }
    }
    // Of some hundred every so many: each is asked for in three ways.
    for feature in all.iter().step_by(1 + all.len() / 15) {
        let properties = &feature["properties"];
        for language in ["vi", "en"] {
            for text in ["title", "text", "what_to_do"] {
                let said = properties[text][language].as_str();
                assert!(said.is_some_and(|said| said.len() >= 3), "{text} {language}: {feature}");
            }
        }
        let one = server.json(&format!("/findings/{}", feature["id"].as_str().unwrap()));
        assert_eq!(one["properties"], *properties);
        // Around the place it is found again, and with its parcels.
        if let [x, y] = properties["at"].as_array().map_or(&[][..], Vec::as_slice) {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            let (west, south, east, north) = (x - 1e-7, y - 1e-7, x + 1e-7, y + 1e-7);
            let near = all_of(server, &format!("/findings?bbox={west},{south},{east},{north}&limit=1000"));
            assert!(near.iter().any(|other| other["id"] == feature["id"]), "{feature}");
        }
        for parcel in properties["parcels"].as_array().unwrap() {
            let of_parcel = server.json(&format!("/findings?parcel={parcel}&limit=1000"));
            assert!(ids(&of_parcel).contains(&feature["id"].as_str().unwrap().to_owned()));
            assert_eq!(server.get(&format!("/ogc/collections/parcels/items/{parcel}")).status, 200);
        }
    }
    assert_eq!(ids(&server.json("/findings?bbox=0,0,1,1")), [""; 0]);
    for wrong in [
        "severity=grave",
        "state=gone",
        "bbox=1,2,3",
        "bbox=3,2,1,4",
        "limit=0",
        "limit=1001",
        "after=x",
        "parcel=x",
        "rules=a",
        "state=fixed&bbox=0,0,1,1",
    ] {
        server.problem(&format!("/findings?{wrong}"), 400);
    }
    for nothing in ["0000000000000000", "x", "%20"] {
        server.problem(&format!("/findings/{nothing}"), 404);
    }
}

#[test]
fn findings_of_a_store_page_by_page() {
    let (_folder, location) = store();
    let server = served(&location);
    check_list(&server);
    let document = server.json("/findings");
    assert_eq!(
        (&document["profile"], &document["is_current"], &document["note"]),
        (&json!(profile::DEFAULT), &json!(true), &Value::Null)
    );
}

#[test]
fn findings_of_a_file_page_by_page() {
    check_list(&Server::of_file(&faulty()));
}

#[test]
fn a_store_without_findings_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let location = StoreLocation::GeoPackage(folder.path().join("kho.gpkg"));
    import(&location, &faulty());
    let document = served(&location).json("/findings");
    assert_eq!(features(&document).len(), 0);
    assert!(document["note"]["vi"].as_str().unwrap().contains("thuadat check KHO --save"), "{document}");
}

/// A layer of a tile: its features by their attributes.
fn layer(bytes: &[u8], name: &str) -> Vec<BTreeMap<String, String>> {
    let mut found = Vec::new();
    for layer in MvtReaderRef::new(bytes).unwrap().layers().filter(|layer| layer.name() == name) {
        for feature in layer.features() {
            let properties = feature.properties().map(|property| {
                let (name, value) = property.unwrap();
                let value = match value {
                    MvtValueRef::String(text) => text.to_owned(),
                    MvtValueRef::UInt(number) => number.to_string(),
                    MvtValueRef::Int(number) | MvtValueRef::SInt(number) => number.to_string(),
                    other => format!("{other:?}"),
                };
                (name.to_owned(), value)
            });
            found.push(properties.collect());
        }
    }
    found
}

/// The tiles of a zoom that hold the extent of a server, and the places of findings.
fn tiles_of(server: &Server, zoom: u8) -> Vec<TileId> {
    let tile_json = server.json("/tiles/findings");
    let side = |at: usize| tile_json["bounds"][at].as_f64().unwrap();
    let count = f64::from(1_u32 << zoom);
    let column = |longitude: f64| ((longitude + 180.0) / 360.0 * count) as u32;
    let row = |latitude: f64| {
        ((1.0 - latitude.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * count) as u32
    };
    let mut tiles = Vec::new();
    for x in column(side(0))..=column(side(2)) {
        for y in row(side(3))..=row(side(1)) {
            tiles.push(TileId::new(zoom, x, y).unwrap());
        }
    }
    tiles
}

fn check_tiles(server: &Server) {
    let placed: BTreeMap<String, Value> = all_of(server, "/findings?limit=1000")
        .into_iter()
        .filter(|feature| !feature["properties"]["at"].is_null())
        .map(|feature| (feature["id"].as_str().unwrap().to_owned(), feature["properties"].clone()))
        .collect();
    for zoom in [8, 13, 15] {
        let (mut counted, mut shown, mut shapes) = (0, BTreeSet::new(), 0);
        for tile in tiles_of(server, zoom) {
            let reply = server.get(&format!("/tiles/findings/{tile}"));
            assert!([200, 204].contains(&reply.status.as_u16()), "{tile}");
            assert!(reply.body.len() <= 500_000);
            for point in layer(&reply.body, "findings") {
                let properties = &placed[&point["id"]];
                for name in ["rule", "severity", "state"] {
                    assert_eq!(properties[name], point[name], "{tile}");
                }
                if shown.insert(point["id"].clone()) {
                    counted += point["count"].parse::<usize>().unwrap();
                }
            }
            shapes += layer(&reply.body, "finding_shapes").len();
        }
        assert_eq!(counted, placed.len(), "zoom {zoom}: each is counted once");
        assert_eq!(shapes > 0, zoom >= 14, "zoom {zoom}");
    }
    server.problem("/tiles/findings/30/1/1", 404);
    server.problem("/tiles/findings/x/1/1", 400);
}

#[test]
fn every_finding_is_in_the_tiles() {
    let (_folder, location) = store();
    check_tiles(&served(&location));
    check_tiles(&Server::of_file(&faulty()));
}

/// Sheets and communes: each drawn where its parcels lie, over either kind of source alike.
#[test]
fn sheets_and_communes_are_in_tiles() {
    let (_folder, location) = store();
    let servers = [served(&location), Server::of_file(&faulty())];
    let mut by_source = Vec::new();
    for server in &servers {
        let items = all_of(server, "/ogc/collections/parcels/items?limit=1000");
        let mut expected: BTreeMap<String, usize> = BTreeMap::new();
        for item in items.iter().filter(|item| item["properties"]["commune"] == "06211") {
            if let Some(sheet) = item["properties"]["sheet"].as_str() {
                *expected.entry(sheet.to_owned()).or_default() += 1;
            }
        }
        // A sheet of one parcel is too small to be drawn here.
        expected.retain(|_, parcels| *parcels > 100);
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for tile in tiles_of(server, 15) {
            let reply = server.get(&format!("/tiles/sheets/{tile}"));
            assert!([200, 204].contains(&reply.status.as_u16()), "{tile}");
            for sheet in layer(&reply.body, "sheets") {
                assert_eq!(sheet["commune"], "06211");
                found.insert(sheet["sheet"].clone(), sheet["parcels"].parse().unwrap());
            }
        }
        assert_eq!(found, expected);
        let tile = tiles_of(server, 13)[0];
        let bytes = server.get(&format!("/tiles/sheets/{tile}")).body;
        let communes = layer(&bytes, "communes");
        assert_eq!(communes[0]["commune_name"], "Xã Cao Lộc");
        // A store takes no parcel without a shape in, so it counts fewer.
        by_source.push(found.into_keys().collect::<Vec<_>>());
    }
    assert_eq!(by_source[0], by_source[1]);
    servers[0].problem("/tiles/sheets/30/0/0", 404);
    assert_eq!(servers[0].json("/tiles/sheets")["vector_layers"].as_array().unwrap().len(), 2);
}

#[test]
fn postgis_has_the_same_findings() {
    let (_folder, file) = store();
    let postgres = PostgresServer::start().unwrap();
    let location: StoreLocation = postgres.new_database().unwrap().parse().unwrap();
    thuadat::cadastre::Store::migrate(&location).unwrap();
    import(&location, &faulty());
    save_findings(&location, profile::DEFAULT, &Unobserved).unwrap();
    let (one, other) = (served(&file), served(&location));
    for address in ["/findings?limit=300", "/findings?severity=error&limit=100"] {
        assert_eq!(features(&one.json(address)), features(&other.json(address)), "{address}");
    }
    let tile = tiles_of(&one, 13)[0];
    let address = format!("/tiles/findings/{tile}");
    assert_eq!(one.get(&address).body, other.get(&address).body);
}

/// An edit moves findings from one list to another, and what it does not touch keeps its tiles.
#[test]
fn what_becomes_of_findings() {
    let (_folder, location) = store();
    let server = served(&location);
    let open = all_of(&server, "/findings?limit=1000");
    let order = |deed: EditDeed| EditOrder {
        store: location.clone(),
        deed,
        author: "Người Thử".to_owned(),
        reason: "vì lý do riêng".to_owned(),
        profile: None,
        allowed: vec![
            "topology/gap".to_owned(),
            "topology/overlap".to_owned(),
            "topology/near-miss".to_owned(),
        ],
    };
    let of_one = |feature: &&Value| feature["properties"]["parcels"].as_array().unwrap().len() == 1;
    let accepted = open[0]["id"].as_str().unwrap().to_owned();
    edit(&order(EditDeed::Accept { finding: accepted.parse().unwrap() }), &Unobserved).unwrap();
    let retired = open[1..].iter().filter(of_one).find(|feature| feature["id"] != accepted.as_str()).unwrap();
    let parcel = &retired["properties"]["parcels"][0];
    let named = format!("#{parcel}").parse().unwrap();
    edit(&order(EditDeed::Retire { parcels: vec![named] }), &Unobserved).unwrap();
    let begun = std::time::Instant::now();
    let is_seen = |server: &Server| ids(&server.json("/findings?state=accepted")) == [accepted.clone()];
    while !is_seen(&server) || server.json("/findings?state=fixed")["numberReturned"] == 0 {
        assert!(begun.elapsed().as_secs() < 10, "the edits are not seen");
    }
    let fixed = all_of(&server, "/findings?state=fixed&limit=1");
    assert!(fixed.iter().any(|feature| feature["id"] == retired["id"]), "{fixed:?}");
    assert!(fixed.iter().all(|feature| feature["properties"]["closed_by_record"].is_i64()));
    let still_open: BTreeSet<String> = ids(&server.json("/findings?limit=1000")).into_iter().collect();
    assert!(!still_open.contains(&accepted) && !still_open.contains(retired["id"].as_str().unwrap()));
    // Who did it and why is not for everybody.
    for address in ["/findings?state=accepted", "/findings?state=fixed", "/findings?limit=1000"] {
        let text = server.get(address).text();
        assert!(!text.contains("Người Thử") && !text.contains("lý do riêng"), "{address}");
    }
}

fn post(server: &Server, address: &str, body: &str) -> (u16, Value) {
    let request = Request::builder().method("POST").uri(format!("/cao-loc{address}"));
    let reply = server.send(request.body(Body::from(body.to_owned())).unwrap());
    (reply.status.as_u16(), reply.json())
}

fn square(number: u32, west: f64) -> Value {
    let corners = [(0.0, 0.0), (0.0005, 0.0), (0.0005, 0.0005), (0.0, 0.0005), (0.0, 0.0)];
    let ring: Vec<Value> = corners.iter().map(|(dx, dy)| json!([west + dx, 21.93 + dy])).collect();
    json!({
        "type": "Feature",
        "properties": { "maXa": "06211", "soTo": "7", "soThua": number.to_string() },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    })
}

#[test]
fn a_map_that_is_sent_is_checked() {
    let server = Server::of_file(&faulty());
    let map = |wests: &[f64]| {
        let features: Vec<Value> =
            wests.iter().enumerate().map(|(at, &west)| square(at as u32 + 1, west)).collect();
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    };
    let (status, clean) = post(&server, "/check", &map(&[106.85, 106.8505]));
    assert_eq!((status, clean["summary"]["parcels"].as_u64()), (200, Some(2)), "{clean}");
    let rules = |report: &Value| -> BTreeSet<String> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!rules(&clean).contains("topology/overlap"), "{clean}");
    let (status, overlapping) = post(&server, "/check?profile=strict", &map(&[106.85, 106.8504]));
    assert_eq!(status, 200, "{overlapping}");
    assert!(rules(&overlapping).contains("topology/overlap"), "{overlapping}");
    assert!(
        !overlapping.to_string().contains(&std::env::temp_dir().display().to_string()),
        "no path of ours"
    );
    for (address, body, expected) in [
        ("/check", "", (422, "not-a-map")),
        ("/check", "<OGRVRTDataSource/>", (422, "not-a-map")),
        ("/check", "{\"type\":\"FeatureCollection\",\"features\":[]}", (422, "not-a-map")),
        ("/check?profile=/etc/passwd", "{}", (400, "bad-parameter")),
        ("/check?profile=Cargo.toml", "{}", (400, "bad-parameter")),
        ("/check?crs=nowhere", "{}", (400, "bad-parameter")),
    ] {
        let (status, problem) = post(&server, address, body);
        assert_eq!((status, problem["code"].as_str().unwrap()), expected, "{address} {body}");
    }
    let large = "x".repeat((4 << 20) + 1);
    assert_eq!(post(&server, "/check", &large).0, 413);
    assert_eq!(server.get("/check").status, 405);
}

#[test]
fn what_is_sent_is_read_as_it_is_named() {
    let server = Server::of_file(&faulty());
    let ring = json!([[
        [500_000.0, 2_426_000.0],
        [500_020.0, 2_426_000.0],
        [500_020.0, 2_426_020.0],
        [500_000.0, 2_426_000.0]
    ]]);
    let feature = json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": ring } });
    let map = json!({ "type": "FeatureCollection", "features": [feature] }).to_string();
    let (status, report) = post(&server, "/check?crs=EPSG:9215", &map);
    assert_eq!(status, 200, "{report}");
    assert!(report.to_string().contains("9215"), "{report}");
}

/// `ReadRequest` is what the program uses, too: the same file, the same findings.
#[test]
fn a_file_has_the_findings_of_the_program() {
    let server = Server::of_file(&faulty());
    let request = thuadat::CheckRequest {
        read: ReadRequest::of(faulty()),
        profile: profile::named(profile::DEFAULT).unwrap(),
    };
    let run = thuadat::check_file(&request, &Unobserved).unwrap();
    let mut expected: Vec<String> =
        run.outcome.findings.iter().map(|finding| finding.id.to_string()).collect();
    expected.sort();
    let found: Vec<String> = all_of(&server, "/findings?limit=1000")
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, expected);
}
