//! Servers to ask, one of each kind, and what they answer.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use geo::{Area, Contains, Coord, LineString, Polygon};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use thuadat::cadastre::{ImportRequest, Store, StoreLocation, import_files};
use thuadat::{ReadRequest, Unobserved};
use thuadat_server::{Settings, Source, router};
use thuadat_testkit::PostgresServer;
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub(crate) const PUBLIC_URL: &str = "https://ban-do.example.vn/cao-loc";
const BASE: &str = "/cao-loc";

/// A server, and what must live as long as it.
pub(crate) struct Server {
    router: Router,
    runtime: Runtime,
    _folder: Option<TempDir>,
    _postgres: Option<PostgresServer>,
}

/// What was answered.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// The clean sample commune as a file in memory.
pub(crate) fn memory() -> Server {
    Server::of_file(&sample())
}

/// The same in a store in a file.
pub(crate) fn geopackage() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let location = StoreLocation::GeoPackage(folder.path().join("kho.gpkg"));
    import(&location, &sample());
    Server { _folder: Some(folder), ..Server::of_source(opened(&location.to_string())) }
}

/// The same in `PostGIS`.
pub(crate) fn postgis() -> Server {
    let postgres = PostgresServer::start().unwrap();
    let address = postgres.new_database().unwrap();
    let location: StoreLocation = address.parse().unwrap();
    Store::migrate(&location).unwrap();
    import(&location, &sample());
    Server { _postgres: Some(postgres), ..Server::of_source(opened(&address)) }
}

/// A server of each kind that needs no other one.
pub(crate) fn all() -> [(&'static str, Server); 2] {
    [("memory", memory()), ("geopackage", geopackage())]
}

pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/cao-loc-synthetic-clean.gpkg")
}

pub(crate) fn import(location: &StoreLocation, path: &Path) {
    let request = ImportRequest {
        sources: vec![ReadRequest::of(path)],
        store: location.clone(),
        author: "test".to_owned(),
        reason: None,
        may_replace: false,
    };
    import_files(&request, &Unobserved, |_| {}).unwrap();
}

fn opened(named: &str) -> Source {
    Source::open(named, ReadRequest::of(named), &Unobserved).unwrap()
}

impl Server {
    pub(crate) fn of_file(path: &Path) -> Self {
        Self::of_source(opened(&path.display().to_string()))
    }

    pub(crate) fn of_source(source: Source) -> Self {
        let settings = Settings {
            public_url: PUBLIC_URL.to_owned(),
            base_path: BASE.to_owned(),
            tile_cache_bytes: 1 << 24,
            ..Settings::default()
        };
        Self::with(source, settings)
    }

    /// With settings of one's own.
    pub(crate) fn with(source: Source, settings: Settings) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Self { router: router(source, settings).unwrap(), runtime, _folder: None, _postgres: None }
    }

    /// Asks for an address, under the base path or with the whole address of a link.
    pub(crate) fn get(&self, address: &str) -> Reply {
        self.ask("GET", address, &[])
    }

    pub(crate) fn ask(&self, method: &str, address: &str, headers: &[(&str, &str)]) -> Reply {
        let path = address.strip_prefix(PUBLIC_URL).unwrap_or(address);
        let mut request = Request::builder().method(method).uri(format!("{BASE}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap())
    }

    pub(crate) fn send(&self, request: Request<Body>) -> Reply {
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Reply { status: parts.status, headers: parts.headers, body }
        })
    }

    /// The beginning of an answer without end, and what it must be read on.
    pub(crate) fn begin(&self, address: &str) -> (&Runtime, axum::response::Response) {
        let request = Request::builder().uri(format!("{BASE}{address}")).body(Body::empty()).unwrap();
        let router = self.router.clone();
        (&self.runtime, self.runtime.block_on(async move { router.oneshot(request).await.unwrap() }))
    }

    /// The JSON of an address that must answer.
    #[track_caller]
    pub(crate) fn json(&self, address: &str) -> Value {
        let reply = self.get(address);
        assert_eq!(reply.status, StatusCode::OK, "{address}: {}", reply.text());
        reply.json()
    }

    /// The problem of an address that must not answer.
    #[track_caller]
    pub(crate) fn problem(&self, address: &str, status: u16) -> Value {
        let reply = self.get(address);
        assert_eq!(reply.status, status, "{address}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{address}");
        let problem = reply.json();
        assert_eq!(problem["status"], status, "{address}");
        for member in ["title", "code", "detail", "detail_vi"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{address}: {problem}");
        }
        problem
    }
}

impl Reply {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The address of a link of a document.
#[track_caller]
pub(crate) fn link(document: &Value, rel: &str, media_type: &str) -> String {
    let links = document["links"].as_array().unwrap_or_else(|| panic!("no links: {document}"));
    let found = links.iter().find(|link| link["rel"] == rel && link["type"] == media_type);
    let found = found.unwrap_or_else(|| panic!("no link {rel} {media_type} in {links:?}"));
    found["href"].as_str().unwrap().to_owned()
}

/// A parcel of some and its two parts: a corner is cut off, along its own corners, as large as can be.
pub(crate) fn parcel_and_parts(items: &[Value]) -> (&Value, Value) {
    let cuts = items.iter().flat_map(|item| {
        let ring: Vec<Coord<f64>> = ring(item);
        (0..ring.len()).filter_map(move |at| Some((cut_off(&ring, at)?, item, at)))
    });
    let largest = cuts.max_by(|one, other| one.0.total_cmp(&other.0));
    let (_, item, at) = largest.expect("some corner can be cut off");
    let mut corners = ring(item);
    corners.rotate_left(at);
    let count = corners.len();
    let parts = [vec![corners[count - 1], corners[0], corners[1]], corners[1..].to_vec()];
    let features: Vec<Value> = parts
        .into_iter()
        .map(|mut part| {
            part.push(part[0]);
            let ring: Vec<[f64; 2]> = part.into_iter().map(|at| [at.x, at.y]).collect();
            json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": [ring] } })
        })
        .collect();
    (item, json!({ "type": "FeatureCollection", "features": features }))
}

/// The corners of a parcel without holes, the first not again.
fn ring(item: &Value) -> Vec<Coord<f64>> {
    let polygons = item["geometry"]["coordinates"].as_array().unwrap();
    if polygons.len() != 1 || polygons[0].as_array().unwrap().len() != 1 {
        return Vec::new();
    }
    let corners = polygons[0][0].as_array().unwrap().iter();
    let mut ring: Vec<Coord<f64>> =
        corners.map(|at| Coord { x: at[0].as_f64().unwrap(), y: at[1].as_f64().unwrap() }).collect();
    ring.pop();
    ring
}

/// The area of a corner where the line that cuts it off lies inside.
fn cut_off(ring: &[Coord<f64>], at: usize) -> Option<f64> {
    if ring.len() < 5 {
        return None;
    }
    let (before, after) = (ring[(at + ring.len() - 1) % ring.len()], ring[(at + 1) % ring.len()]);
    let polygon = Polygon::new(LineString(ring.to_vec()), Vec::new());
    let triangle = Polygon::new(LineString(vec![before, ring[at], after]), Vec::new());
    polygon.contains(&triangle).then(|| triangle.unsigned_area())
}
