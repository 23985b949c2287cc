//! Answers: bytes of a kind, packed as the client takes them, with a strong ETag.

use super::{Accepted, Encoding, Parameters, Problem};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A kind of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    Json,
    GeoJson,
    Html,
    OpenApi,
    Tile,
    Text,
}

impl MediaType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Html => "text/html; charset=utf-8",
            Self::OpenApi => "application/vnd.oai.openapi+json;version=3.0",
            Self::Tile => "application/vnd.mapbox-vector-tile",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// What a client wants to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Html,
}

impl Format {
    /// By the parameter `f`, or else by what the client accepts: a page only where it is named before JSON or instead of it.
    pub(crate) fn of_request(parameters: &Parameters, headers: &HeaderMap) -> Result<Self, Problem> {
        match parameters.get("f") {
            Some("html") => return Ok(Self::Html),
            Some("json" | "geojson") => return Ok(Self::Json),
            Some(_) => {
                return Err(Problem::bad_parameter("f", "phải là json hoặc html", "must be json or html"));
            }
            None => {}
        }
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kinds = accepted.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let first =
            kinds.map(str::to_ascii_lowercase).find(|kind| kind.contains("json") || kind == "text/html");
        Ok(if first.is_some_and(|kind| kind == "text/html") { Self::Html } else { Self::Json })
    }
}

/// An answer to be sent.
#[derive(Debug)]
pub(crate) struct Answer {
    media_type: MediaType,
    bytes: Vec<u8>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    pub(crate) fn new(media_type: MediaType, bytes: impl Into<Vec<u8>>) -> Self {
        Self { media_type, bytes: bytes.into(), headers: Vec::new() }
    }

    pub(crate) fn json(value: &Value) -> Self {
        Self::new(MediaType::Json, value.to_string())
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.push((name, value));
        }
        self
    }

    /// Packs it and names it, or says that the client has it already.
    pub(crate) fn send(self, request: &HeaderMap) -> Response {
        let encoding = Accepted::of_request(request).for_length(self.bytes.len());
        let tag = entity_tag(&self.bytes, encoding);
        let is_known = is_known(request, &tag);
        let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut response = Response::builder()
            .status(status)
            .header(header::ETAG, &tag)
            .header(header::VARY, "Accept, Accept-Encoding")
            .header(header::CACHE_CONTROL, "no-cache");
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        if is_known {
            return response.body(Body::empty()).expect("the headers are sound");
        }
        response = response.header(header::CONTENT_TYPE, self.media_type.name());
        if let Some(name) = encoding.header() {
            response = response.header(header::CONTENT_ENCODING, name);
        }
        let bytes = if encoding == Encoding::Identity { self.bytes } else { encoding.pack(&self.bytes) };
        response.body(Body::from(bytes)).expect("the headers are sound")
    }
}

/// The strong ETag of bytes in an encoding.
pub(crate) fn entity_tag(bytes: &[u8], encoding: Encoding) -> String {
    tag_of(&content_hash(bytes), encoding)
}

/// The hash of bytes, short enough for a header and long enough that no two answers have one.
pub(crate) fn content_hash(bytes: &[u8]) -> String {
    let mut written = String::new();
    for byte in &Sha256::digest(bytes)[..12] {
        let _ = write!(written, "{byte:02x}");
    }
    written
}

/// The strong ETag of bytes of a hash in an encoding.
pub(crate) fn tag_of(hash: &str, encoding: Encoding) -> String {
    format!("\"{hash}-{}\"", encoding.name())
}

/// Whether the client says it has this already (RFC 9110, section 13.1.2: compared weakly).
pub(crate) fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let held = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    held.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|held| held == "*" || held.trim_start_matches("W/") == tag)
}
