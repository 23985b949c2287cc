//! The map page and its files, built into the program.

use crate::web::{Accepted, Encoding, Problem, entity_tag, is_known};
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A file of the page.
struct Asset {
    path: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Whether the map viewer was there when the program was built.
pub(crate) const fn is_whole() -> bool {
    IS_WHOLE
}

/// The map.
/// What stands behind its address is for the page itself, or was put there by those who pass links on.
pub(crate) async fn map_page(headers: HeaderMap) -> Result<Response, Problem> {
    found(if is_whole() { "index.html" } else { "without.html" }, &headers)
}

/// A file the map needs.
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    found(&path, &headers)
}

fn found(path: &str, request: &HeaderMap) -> Result<Response, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.path == path);
    let asset = asset.ok_or_else(|| Problem::not_found("không có tệp này", "there is no such file"))?;
    let encoding = packed_encoding(asset, request);
    let tag = entity_tag(asset.bytes, encoding);
    let mut response = Response::builder()
        .header(header::ETAG, &tag)
        .header(header::VARY, "Accept-Encoding")
        .header(header::CACHE_CONTROL, "no-cache");
    let sound = "the headers are sound";
    if is_known(request, &tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).body(Body::empty()).expect(sound));
    }
    if let Some(name) = encoding.header() {
        response = response.header(header::CONTENT_ENCODING, name);
    }
    let body = match encoding {
        Encoding::Identity => Body::from(asset.bytes),
        encoding => Body::from(packed(asset, encoding)),
    };
    Ok(response.header(header::CONTENT_TYPE, media_type(path)).body(body).expect(sound))
}

/// Fonts are packed already.
fn packed_encoding(asset: &Asset, request: &HeaderMap) -> Encoding {
    let accepted = Accepted::of_request(request);
    let length = if media_type(asset.path) == "font/woff2" { 0 } else { asset.bytes.len() };
    accepted.for_length(length)
}

/// A file packed, once for all who ask.
fn packed(asset: &'static Asset, encoding: Encoding) -> Bytes {
    static PACKED: Mutex<BTreeMap<(&str, Encoding), Bytes>> = Mutex::new(BTreeMap::new());
    let mut all = PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry((asset.path, encoding)).or_insert_with(|| encoding.pack(asset.bytes).into()).clone()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
