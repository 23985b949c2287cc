//! The abstract tests of OGC API Features Part 1 and 2, each named by its id, stricter where OGC's own suite is lax.

use crate::fixture::{PUBLIC_URL, Server, all, link};
use serde_json::Value;
use std::collections::BTreeSet;

const ITEMS: &str = "/ogc/collections/parcels/items";
const GEOJSON: &str = "application/geo+json";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// Runs a test over every kind of source.
fn everywhere(test: impl Fn(&Server)) {
    for (_, server) in &all() {
        test(server);
    }
}

fn uri(epsg: u32) -> String {
    format!("http://www.opengis.net/def/crs/EPSG/0/{epsg}")
}

fn ids(collection: &Value) -> Vec<i64> {
    collection["features"].as_array().unwrap().iter().map(|feature| feature["id"].as_i64().unwrap()).collect()
}

/// All positions of a geometry.
fn positions(value: &Value) -> Vec<[f64; 2]> {
    let items = value.as_array().unwrap();
    match items.first().and_then(Value::as_f64) {
        Some(first) => vec![[first, items[1].as_f64().unwrap()]],
        None => items.iter().flat_map(positions).collect(),
    }
}

/// All pages, from a link to the last row.
fn walk(server: &Server, first: &str) -> Vec<i64> {
    let (mut all, mut address) = (Vec::new(), first.to_owned());
    loop {
        let page = server.json(&address);
        let found = ids(&page);
        assert_eq!(page["numberReturned"], found.len(), "core/fc-numberReturned");
        all.extend(found);
        let next = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next");
        let Some(next) = next else { return all };
        next["href"].as_str().unwrap().clone_into(&mut address);
    }
}

fn extent(server: &Server) -> [f64; 4] {
    let collection = server.json("/ogc/collections/parcels");
    let bbox = collection["extent"]["spatial"]["bbox"][0].as_array().unwrap();
    [0, 1, 2, 3].map(|side| bbox[side].as_f64().unwrap())
}

#[test]
fn core_root_op_and_root_success() {
    everywhere(|server| {
        for address in ["/ogc", "/ogc/"] {
            let page = server.json(address);
            link(&page, "service-desc", OPENAPI);
            link(&page, "service-doc", "text/html");
            for rel in ["conformance", "data"] {
                let href = link(&page, rel, "application/json");
                assert!(href.starts_with(PUBLIC_URL), "links are made of the public address: {href}");
                server.json(&href);
            }
        }
    });
}

#[test]
fn core_api_definition_op_and_success() {
    everywhere(|server| {
        let page = server.json("/ogc");
        let reply = server.ask("GET", &link(&page, "service-desc", OPENAPI), &[("accept", OPENAPI)]);
        assert_eq!(reply.header("content-type"), OPENAPI);
        let api = reply.json();
        assert_eq!(api["openapi"], "3.0.3");
        assert_eq!(api["servers"][0]["url"], PUBLIC_URL);
        let html = server.get(&link(&page, "service-doc", "text/html"));
        assert!(html.header("content-type").starts_with("text/html"));
        // References lead somewhere.
        let text = api.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(api.pointer(pointer).is_some(), "{pointer}");
        }
    });
}

#[test]
fn core_conformance_op_and_success() {
    everywhere(|server| {
        let classes = server.json("/ogc/conformance");
        let classes: Vec<&str> =
            classes["conformsTo"].as_array().unwrap().iter().map(|class| class.as_str().unwrap()).collect();
        assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"));
        assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"));
    });
}

#[test]
fn core_fc_md_op_success_links_items_and_sfc_md() {
    everywhere(|server| {
        let collections = server.json("/ogc/collections");
        link(&collections, "self", "application/json");
        link(&collections, "alternate", "text/html");
        let list = collections["collections"].as_array().unwrap();
        assert!(!list.is_empty());
        for entry in list {
            let id = entry["id"].as_str().unwrap();
            let one = server.json(&format!("/ogc/collections/{id}"));
            for member in ["id", "title", "description", "extent", "itemType", "crs", "storageCrs"] {
                assert_eq!(one[member], entry[member], "core/sfc-md-success: {member}");
            }
            server.json(&link(entry, "items", GEOJSON));
            assert!(server.get(&link(entry, "items", "text/html")).status.is_success());
            for link in entry["links"].as_array().unwrap() {
                assert!(link["rel"].is_string() && link["type"].is_string(), "core/fc-md-links: {link}");
                assert!(link["href"].as_str().unwrap().starts_with(PUBLIC_URL));
            }
        }
        server.problem("/ogc/collections/khong-co", 404);
    });
}

#[test]
fn core_fc_md_extent_and_crs84() {
    everywhere(|server| {
        let [west, south, east, north] = extent(server);
        let page = server.json(&format!("{ITEMS}?limit=10000"));
        for feature in page["features"].as_array().unwrap() {
            for [longitude, latitude] in positions(&feature["geometry"]["coordinates"]) {
                assert!((west..=east).contains(&longitude), "{longitude}");
                assert!((south..=north).contains(&latitude), "{latitude}");
                assert!((100.0..110.0).contains(&longitude), "core/crs84: longitude first");
            }
        }
    });
}

#[test]
fn core_fc_op_response_links() {
    everywhere(|server| {
        let reply = server.get(&format!("{ITEMS}?limit=3"));
        assert_eq!(reply.header("content-type"), GEOJSON);
        assert_eq!(reply.header("content-crs"), format!("<{CRS84}>"), "crs/default-crs");
        let page = reply.json();
        assert_eq!(page["type"], "FeatureCollection");
        for (rel, media_type) in [("self", GEOJSON), ("alternate", "text/html"), ("next", GEOJSON)] {
            assert!(server.get(&link(&page, rel, media_type)).status.is_success(), "core/fc-links: {rel}");
        }
        assert!(
            page["timeStamp"].is_null(),
            "core/fc-timeStamp: none, so that who asks again hears that nothing changed"
        );
    });
}

#[test]
fn core_fc_limit_definition_and_response() {
    everywhere(|server| {
        let api = server.json("/ogc/api");
        let limit = &api["components"]["parameters"]["limit"]["schema"];
        assert_eq!((&limit["minimum"], &limit["maximum"]), (&1.into(), &10_000.into()));
        for (value, most) in [("1", 1), ("7", 7), ("99999", 10_000), ("99999999999999999999999", 10_000)] {
            let page = server.json(&format!("{ITEMS}?limit={value}"));
            assert!(ids(&page).len() <= most, "{value}");
        }
        for value in ["0", "-1", "unlimited", "1.5", "", "+5"] {
            server.problem(&format!("{ITEMS}?limit={value}"), 400);
        }
    });
}

#[test]
fn core_fc_number_matched_over_all_pages() {
    everywhere(|server| {
        let whole = server.json(&format!("{ITEMS}?limit=10000"));
        let matched = whole["numberMatched"].as_u64().unwrap() as usize;
        assert_eq!(ids(&whole).len(), matched);
        for limit in [97, 1000, matched - 1, matched, matched + 1] {
            let walked = walk(server, &format!("{ITEMS}?limit={limit}"));
            assert_eq!(walked, ids(&whole), "{limit}");
        }
        // The suite follows a link with another limit, which must lose nothing.
        let first = server.json(&format!("{ITEMS}?limit=10"));
        let next = link(&first, "next", GEOJSON).replace("limit=10", "limit=10000");
        let mut both = ids(&first);
        both.extend(walk(server, &next));
        assert_eq!(both, ids(&whole));
    });
}

#[test]
fn a_token_belongs_to_its_question() {
    everywhere(|server| {
        let first = server.json(&format!("{ITEMS}?limit=10"));
        let next = link(&first, "next", GEOJSON);
        let other = server.problem(&format!("{next}&datetime=2020-01-01/.."), 400);
        assert!(other["detail"].as_str().unwrap().contains("another question"));
        server.problem(&format!("{ITEMS}?after=nonsense"), 400);
        server.problem(&format!("{ITEMS}?after=1"), 400);
    });
}

#[test]
fn core_fc_bbox_definition_and_response() {
    everywhere(|server| {
        let api = server.json("/ogc/api");
        let bbox = &api["components"]["parameters"]["bbox"];
        assert_eq!(bbox["explode"], false);
        assert_eq!((&bbox["schema"]["minItems"], &bbox["schema"]["maxItems"]), (&4.into(), &6.into()));
        let [west, south, east, north] = extent(server);
        let whole = ids(&server.json(&format!("{ITEMS}?limit=10000")));
        let all = ids(&server.json(&format!("{ITEMS}?limit=10000&bbox={west},{south},{east},{north}")));
        assert_eq!(all, whole);
        let six = format!("{ITEMS}?limit=10000&bbox={west},{south},-5,{east},{north},9000");
        assert_eq!(ids(&server.json(&six)), whole);
        for nowhere in ["-1.5,50.0,1.5,53.0", "-80,-5,-70,5", "177,65,-177,70", "-180,-90,180,-85"] {
            let found = ids(&server.json(&format!("{ITEMS}?bbox={nowhere}")));
            assert_eq!(found, Vec::<i64>::new(), "{nowhere}");
        }
        let world = ids(&server.json(&format!("{ITEMS}?limit=10000&bbox=-180,-90,180,90")));
        assert_eq!(world, whole);
        let around = ids(&server.json(&format!("{ITEMS}?limit=10000&bbox=100,-10,-100,60")));
        assert_eq!(around, whole, "over the line where days change");
        for wrong in ["1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,1", "nan,1,2,3", "", "1,2,3,4,5,6,7"] {
            server.problem(&format!("{ITEMS}?bbox={wrong}"), 400);
        }
    });
}

/// Parcels that only their rectangles would put into a box are not in it.
#[test]
fn core_fc_bbox_response_is_true() {
    everywhere(|server| {
        let page = server.json(&format!("{ITEMS}?limit=400"));
        let mut smaller = 0;
        for feature in page["features"].as_array().unwrap().iter().take(60) {
            let corners = positions(&feature["geometry"]["coordinates"]);
            let least = |axis: usize| corners.iter().map(|at| at[axis]).fold(f64::INFINITY, f64::min);
            let most = |axis: usize| corners.iter().map(|at| at[axis]).fold(f64::NEG_INFINITY, f64::max);
            // The corner of the rectangle where the parcel has none.
            let (x, y) = (least(0), least(1));
            let is_corner = corners.iter().any(|at| (at[0] - x).hypot(at[1] - y) < (most(0) - x) * 0.2);
            if is_corner {
                continue;
            }
            smaller += 1;
            let side = (most(0) - x) * 1e-3;
            let found = server.json(&format!("{ITEMS}?limit=10000&bbox={x},{y},{},{}", x + side, y + side));
            assert!(!ids(&found).contains(&feature["id"].as_i64().unwrap()), "{feature}");
        }
        assert!(smaller > 3, "the sample has parcels at a slant");
    });
}

#[test]
fn core_fc_time_definition_and_response() {
    everywhere(|server| {
        let api = server.json("/ogc/api");
        assert_eq!(api["components"]["parameters"]["datetime"]["explode"], false);
        let whole = ids(&server.json(&format!("{ITEMS}?limit=10000")));
        for all in
            ["2999-01-01", "../..", "2000-01-01/..", "../2999-01-01T00:00:00Z", "2999-01-01T00:00:00%2B07:00"]
        {
            assert_eq!(ids(&server.json(&format!("{ITEMS}?limit=10000&datetime={all}"))), whole, "{all}");
        }
        let first = &server.json(&format!("{ITEMS}?limit=1"))["features"][0]["properties"]["begun_at"];
        let before = ids(&server.json(&format!("{ITEMS}?datetime=../2001-01-01")));
        // What has no time is in every span.
        assert_eq!(before.is_empty(), first.is_string());
        for wrong in ["today", "2026-02-30", "2026-07-02/2026-07-01", "/"] {
            server.problem(&format!("{ITEMS}?datetime={wrong}"), 400);
        }
    });
}

#[test]
fn core_query_param_invalid_and_unknown() {
    everywhere(|server| {
        for address in
            ["/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/parcels", ITEMS, "/ogc/api"]
        {
            let problem = server.problem(&format!("{address}?unknownQueryParameter1234=1"), 400);
            assert_eq!(problem["code"], "unknown-parameter");
            server.problem(&format!("{address}?f=xml"), 400);
        }
        server.problem(&format!("{ITEMS}?limit=1&limit=2"), 400);
        server.json(&format!("{ITEMS}?limit=1&limit=1"));
        server.problem(&format!("{ITEMS}?bbox=%FF"), 400);
    });
}

#[test]
fn core_f_op_success_and_links() {
    everywhere(|server| {
        let page = server.json(&format!("{ITEMS}?limit=2"));
        let of_page = &page["features"][1];
        let id = of_page["id"].as_i64().unwrap();
        let reply = server.get(&format!("{ITEMS}/{id}"));
        assert_eq!(reply.header("content-type"), GEOJSON);
        let feature = reply.json();
        assert_eq!(feature["id"], id);
        for member in ["type", "geometry", "properties"] {
            assert_eq!(feature[member], of_page[member], "geojson/content: {member}");
        }
        link(&feature, "self", GEOJSON);
        link(&feature, "alternate", "text/html");
        server.json(&link(&feature, "collection", "application/json"));
        for nothing in ["0", "-1", "999999999", "01", "abc", "99999999999999999999999", "%20"] {
            server.problem(&format!("{ITEMS}/{nothing}"), 404);
        }
    });
}

#[test]
fn html_definition_and_content() {
    everywhere(|server| {
        let item = format!("{ITEMS}/1");
        for address in [
            "/ogc",
            "/ogc/api",
            "/ogc/conformance",
            "/ogc/collections",
            "/ogc/collections/parcels",
            ITEMS,
            &item,
        ] {
            for reply in [
                server.get(&format!("{address}?f=html")),
                server.ask("GET", address, &[("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]),
            ] {
                assert!(reply.header("content-type").starts_with("text/html"), "{address}");
                assert!(reply.text().starts_with("<!DOCTYPE html>"), "{address}");
                assert!(!reply.text().contains("<script"), "{address}");
            }
        }
    });
}

#[test]
fn oas30_completeness_every_path_is_there() {
    everywhere(|server| {
        let api = server.json("/ogc/api");
        let filled = [
            ("{collectionId}", "parcels"),
            ("{featureId}", "1"),
            ("{commune}", "06211"),
            ("{sheet}", "1"),
            ("{number}", "1"),
            ("{findingId}", "0000000000000000"),
            ("{z}/{x}/{y}", "14/13055/7164"),
        ];
        assert_eq!(api["paths"]["/check"]["post"]["operationId"], "check");
        let paths = api["paths"].as_object().unwrap();
        for (path, operations) in paths.iter().filter(|(_, operations)| operations["get"].is_object()) {
            let address = filled.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
            let query = if path == "/search" { "?q=1/1" } else { "" };
            let reply = server.get(&format!("{address}{query}"));
            let described = &operations["get"]["responses"][reply.status.as_str()];
            assert!(described.is_object(), "{path} answered {}", reply.status);
            if reply.status == 200 {
                let kinds = described["content"].as_object().unwrap();
                let kind = reply.header("content-type");
                assert!(kinds.contains_key(kind), "{path} answered {kind}");
            }
        }
    });
}

#[test]
fn crs_uri_lists_and_storage() {
    everywhere(|server| {
        for document in [server.json("/ogc/collections"), server.json("/ogc/collections/parcels")] {
            let list: BTreeSet<&str> =
                document["crs"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap()).collect();
            let expected = [CRS84.to_owned(), uri(4326), uri(3857), uri(9215)];
            assert_eq!(list, expected.iter().map(String::as_str).collect(), "crs/fc-md-crs-list");
        }
        assert_eq!(server.json("/ogc/collections/parcels")["storageCrs"], uri(9215));
    });
}

#[test]
fn crs_parameter_and_transform() {
    everywhere(|server| {
        let degrees = server.json(&format!("{ITEMS}?limit=5"));
        let from_native = thuadat::Crs::of_epsg(9215).unwrap().to_wgs84().unwrap();
        for crs in [CRS84.to_owned(), uri(4326), uri(3857), uri(9215)] {
            for address in [format!("{ITEMS}?limit=5&crs={crs}"), format!("{ITEMS}/1?crs={crs}")] {
                assert_eq!(server.get(&address).header("content-crs"), format!("<{crs}>"), "{address}");
            }
            let page = server.json(&format!("{ITEMS}?limit=5&crs={crs}"));
            assert_eq!(ids(&page), ids(&degrees));
            for (shown, degrees) in
                page["features"].as_array().unwrap().iter().zip(degrees["features"].as_array().unwrap())
            {
                let shown = positions(&shown["geometry"]["coordinates"]);
                let degrees = positions(&degrees["geometry"]["coordinates"]);
                assert_eq!(shown.len(), degrees.len());
                for ([a, b], [longitude, latitude]) in shown.into_iter().zip(degrees) {
                    let (east, north) = match crs.as_str() {
                        crs if crs.ends_with("/3857") => {
                            let (x, y) = (a / 6_378_137.0, b / 6_378_137.0);
                            (x.to_degrees(), y.sinh().atan().to_degrees())
                        }
                        crs if crs.ends_with("/4326") => (b, a),
                        crs if crs.ends_with("/9215") => {
                            assert!((400_000.0..600_000.0).contains(&a), "easting first: {a}");
                            assert!((2_400_000.0..2_500_000.0).contains(&b), "{b}");
                            let mut at = [geo::Coord { x: a, y: b }];
                            from_native.transform(&mut at).unwrap();
                            (at[0].x, at[0].y)
                        }
                        _ => (a, b),
                    };
                    // A millimetre.
                    assert!((east - longitude).abs() < 1e-8 && (north - latitude).abs() < 1e-8, "{crs}");
                }
            }
        }
    });
}

#[test]
fn crs_parameters_invalid() {
    everywhere(|server| {
        for wrong in ["http://www.opengis.net/def/crs/0/unsupported", "EPSG:9215", "", "9215"] {
            server.problem(&format!("{ITEMS}?crs={wrong}"), 400);
            server.problem(&format!("{ITEMS}/1?crs={wrong}"), 400);
            server.problem(&format!("{ITEMS}?bbox=1,2,3,4&bbox-crs={wrong}"), 400);
        }
    });
}

#[test]
fn crs_bbox_crs_parameter_and_default() {
    everywhere(|server| {
        let native = server.json(&format!("{ITEMS}?limit=1&crs={}", uri(9215)));
        let corners = positions(&native["features"][0]["geometry"]["coordinates"]);
        let [x, y] = corners[0];
        let (width, height) = (120.0, 80.0);
        let by_native = ids(&server.json(&format!(
            "{ITEMS}?limit=10000&bbox={},{},{},{}&bbox-crs={}",
            x - width,
            y - height,
            x + width,
            y + height,
            uri(9215)
        )));
        assert!(by_native.len() > 3, "{by_native:?}");
        // Those whose native shapes meet it, looked at one by one.
        let whole = server.json(&format!("{ITEMS}?limit=10000&crs={}", uri(9215)));
        for feature in whole["features"].as_array().unwrap() {
            let corners = positions(&feature["geometry"]["coordinates"]);
            let has_corner_inside =
                corners.iter().any(|at| (at[0] - x).abs() < width && (at[1] - y).abs() < height);
            if has_corner_inside {
                assert!(by_native.contains(&feature["id"].as_i64().unwrap()));
            }
        }
        let [west, south, east, north] = extent(server);
        let (west, south) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let by_default = server.json(&format!("{ITEMS}?limit=10000&bbox={west},{south},{east},{north}"));
        for (crs, bbox) in [
            (CRS84.to_owned(), format!("{west},{south},{east},{north}")),
            (uri(4326), format!("{south},{west},{north},{east}")),
        ] {
            let named = server.json(&format!("{ITEMS}?limit=10000&bbox={bbox}&bbox-crs={crs}"));
            assert_eq!(ids(&named), ids(&by_default), "crs/bbox-crs-parameter-default");
        }
    });
}
