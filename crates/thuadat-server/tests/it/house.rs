//! What every answer has in common.

use crate::fixture::{Server, all, import, memory, sample};
use crate::secrets::write_map;
use axum::body::Body;
use axum::http::Request;
use std::time::{Duration, Instant};
use thuadat::cadastre::StoreLocation;
use thuadat::{ReadRequest, Unobserved};
use thuadat_server::{Limits, Settings, Source, SourceError, router};

#[test]
fn health_readiness_and_accounts() {
    for (_, server) in &all() {
        assert_eq!(server.json("/health")["status"], "ok");
        assert_eq!(server.json("/ready")["status"], "ok");
        server.get("/parcels/06211/1/khong-co-thua-nay");
        let metrics = server.get("/metrics").text();
        assert!(
            metrics.contains(
                "route=\"/cao-loc/parcels/{commune}/{sheet}/{number}\",method=\"GET\",status=\"404\""
            )
        );
        assert!(!metrics.contains("khong-co"), "labels are templates");
        server.ask("MADEUP", "/health", &[]);
        let metrics = server.get("/metrics").text();
        assert!(metrics.contains("method=\"other\"") && !metrics.contains("MADEUP"));
    }
}

#[test]
fn every_answer_has_an_id_and_is_safe_in_a_browser() {
    let server = memory();
    for address in ["/", "/health", "/ogc", "/khong-co", "/tiles/parcels/99/0/0"] {
        let reply = server.get(address);
        assert!(!reply.header("x-request-id").is_empty(), "{address}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{address}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{address}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{address}");
    }
    let given = server.ask("GET", "/health", &[("x-request-id", "abc-123")]);
    assert_eq!(given.header("x-request-id"), "abc-123");
    let forged = server.ask("GET", "/health", &[("x-request-id", "a b\"c")]);
    assert_ne!(forged.header("x-request-id"), "a b\"c");
}

#[test]
fn only_reading() {
    let server = memory();
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let reply = server.ask(method, "/ogc/collections/parcels/items", &[]);
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}

/// Browsers ask before they ask; of what is not there they are told so.
#[test]
fn what_may_be_asked() {
    let server = memory();
    for (address, status, methods) in [
        ("/ogc/collections/parcels/items", 204, "GET, HEAD, OPTIONS"),
        ("/tiles/parcels/15/26107/14336", 204, "GET, HEAD, OPTIONS"),
        ("/", 204, "GET, HEAD, OPTIONS"),
        ("/check", 204, "POST, OPTIONS"),
        ("/edits", 204, "POST, OPTIONS"),
        ("/khong-co", 404, ""),
        ("/ogc/khong-co", 404, ""),
    ] {
        let asked = server.ask("OPTIONS", address, &[("origin", "https://x.vn")]);
        assert_eq!(asked.status, status, "{address}");
        assert_eq!(asked.header("access-control-allow-methods"), methods, "{address}");
        assert_eq!(asked.header("allow"), methods, "{address}");
        assert_eq!(asked.header("access-control-allow-origin"), "*", "{address}");
    }
}

#[test]
fn who_takes_nothing_plain_gets_everything_packed() {
    let server = memory();
    for address in
        ["/health", "/ogc/collections/parcels/items/1", "/viewer/icon.svg", "/tiles/parcels/15/26107/14336"]
    {
        let packed = server.ask("GET", address, &[("accept-encoding", "gzip, identity;q=0")]);
        assert_eq!((packed.status.as_u16(), packed.header("content-encoding")), (200, "gzip"), "{address}");
        let plain = server.ask("GET", address, &[("accept-encoding", "gzip;q=0.5, identity")]);
        assert_eq!((plain.status.as_u16(), plain.header("content-encoding")), (200, ""), "{address}");
        let nothing = server.ask("GET", address, &[("accept-encoding", "identity;q=0, deflate")]);
        assert_eq!(
            (nothing.status.as_u16(), nothing.json()["code"].as_str()),
            (406, Some("not-acceptable")),
            "{address}"
        );
    }
}

/// Asking again does not help where a question takes too long by itself, so nobody is told to.
#[test]
fn questions_that_take_too_long() {
    let path = sample().display().to_string();
    let source = Source::open(&path, ReadRequest::of(&path), &Unobserved).unwrap();
    let limits = Limits { answer: Duration::ZERO, ..Limits::default() };
    let settings = Settings { base_path: "/cao-loc".to_owned(), limits, ..Settings::default() };
    let server = Server::with(source, settings);
    let address = "/parcels/06211/1/1/neighbours";
    assert_eq!(server.problem(address, 504)["code"], "too-slow");
    assert_eq!(server.get(address).header("retry-after"), "");
}

#[test]
fn nothing_is_believed_of_the_host() {
    let server = memory();
    let reply = server.ask("GET", "/ogc", &[("host", "evil.example"), ("x-forwarded-host", "evil.example")]);
    assert!(!reply.text().contains("evil"));
}

#[test]
fn addresses_that_make_no_sense() {
    let server = memory();
    let long = format!("/search?q={}", "a".repeat(9000));
    server.problem(&long, 414);
    for address in ["/parcels/%FF/1/1", "/tiles/parcels/%00/1/1", "/ogc/collections/parcels/items/%E0%A4"] {
        server.problem(address, 400);
    }
    for address in ["/khong-co", "/viewer/khong-co.js", "/viewer/../Cargo.toml", "/ogc/khong-co"] {
        server.problem(address, 404);
    }
    // Beside the base path there is nothing.
    let beside = Request::builder().uri("/health").body(Body::empty()).unwrap();
    assert_eq!(server.send(beside).status, 404);
}

#[test]
fn documents_are_packed_and_named() {
    let server = memory();
    let address = "/ogc/collections/parcels/items/1";
    let plain = server.get(address);
    let packed = server.ask("GET", address, &[("accept-encoding", "gzip")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len());
    for address in [address, "/ogc/collections/parcels/items?limit=3"] {
        let tag = server.get(address).header("etag").to_owned();
        assert_eq!(server.ask("GET", address, &[("if-none-match", &tag)]).status, 304, "{address}");
    }
}

/// The page and all it asks for are in the program. `scripts/test` fetches what comes from npm.
#[test]
fn the_map_page_is_whole() {
    let server = memory();
    let page = server.get("/");
    assert!(page.header("content-type").starts_with("text/html"));
    let passed_on = server.get("/?utm_source=x&lang=constructor");
    assert_eq!(passed_on.status, 200, "links that were passed on lead here too");
    let of_api = server.get("/ogc?f=html").text();
    assert!(of_api.contains("href=\"/cao-loc/viewer/page.css\""), "pages find their style under any name");
    let text = page.text();
    assert!(text.contains("viewer/app.js"), "run `npm ci --ignore-scripts --prefix web` and build again");
    assert!(!text.contains("://"), "nothing comes from elsewhere");
    for file in [
        "app.js",
        "map-style.js",
        "words.js",
        "style.css",
        "page.css",
        "icon.svg",
        "maplibre-gl.mjs",
        "maplibre-gl-shared.mjs",
        "maplibre-gl-worker.mjs",
        "maplibre-gl.css",
        "latin-400.woff2",
        "vietnamese-600.woff2",
        "maplibre-gl.LICENSE.txt",
        "be-vietnam-pro.LICENSE.txt",
    ] {
        assert_eq!(server.get(&format!("/viewer/{file}")).status, 200, "{file}");
    }
    let script = server.get("/viewer/app.js");
    assert!(script.header("content-type").starts_with("text/javascript"));
}

#[test]
fn at_the_root_there_is_a_map_too() {
    let source = Source::open("", ReadRequest::of(""), &Unobserved);
    assert!(matches!(source, Err(SourceError::Memory(_))));
    let path = sample().display().to_string();
    let source = Source::open(&path, ReadRequest::of(&path), &Unobserved).unwrap();
    let settings = Settings { public_url: "http://a".to_owned(), ..Settings::default() };
    assert!(router(source, settings).is_ok());
}

/// What another program writes into the store is in the next tile within a second, and other tiles keep theirs.
#[test]
fn a_change_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (store, map) = (folder.path().join("kho.gpkg"), folder.path().join("them.geojson"));
    let location = StoreLocation::GeoPackage(store.clone());
    import(&location, &sample());
    let server = Server::of_file(&store);
    // Of the sample, and where the other map lies.
    let (old, new) = ("/tiles/parcels/15/26107/14336", "/tiles/parcels/15/26109/14337");
    let before = server.get(old);
    assert_eq!((before.status.as_u16(), server.get(new).status.as_u16()), (200, 204));
    write_map(&map);
    import(&location, &map);
    let changed = Instant::now();
    while server.get(new).status != 200 {
        assert!(changed.elapsed() < Duration::from_secs(5), "the change is not seen");
    }
    assert_eq!(server.get(old).header("etag"), before.header("etag"));
    assert_eq!(server.json("/parcels/06211/7/1")["features"].as_array().unwrap().len(), 1);
}
