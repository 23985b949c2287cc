//! What describes the API: the landing page, what it conforms to, the collections.

use super::crs::NamedCrs;
use super::{COLLECTION, CONFORMS_TO, must_be_known, page};
use crate::place::degrees;
use crate::state::App;
use crate::web::{Answer, Format, MediaType, Parameters, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use thuadat::cadastre::PublicSummary;

const TITLE: &str = "Thửa đất · Parcels";

/// Where everything begins.
pub(crate) async fn landing_page(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = format_of(query.as_deref(), &headers)?;
    let mut links = both(&app, "/ogc", format);
    links.extend([
        json!({ "rel": "service-desc", "type": MediaType::OpenApi.name(), "href": app.url("/ogc/api"), "title": "OpenAPI 3.0" }),
        json!({ "rel": "service-doc", "type": "text/html", "href": app.url("/ogc/api?f=html"), "title": "OpenAPI" }),
        json!({ "rel": "conformance", "type": "application/json", "href": app.url("/ogc/conformance"), "title": "Tiêu chuẩn · Conformance" }),
        json!({ "rel": "data", "type": "application/json", "href": app.url("/ogc/collections"), "title": "Dữ liệu · Collections" }),
    ]);
    let document = json!({
        "title": TITLE,
        "description": "Thửa đất của hồ sơ địa chính, phần công khai · parcels of the cadastre, what is public of them",
        "links": links,
    });
    Ok(sent(&app, format, &document, &headers))
}

/// What it conforms to.
pub(crate) async fn conformance(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = format_of(query.as_deref(), &headers)?;
    let document = json!({
        "title": "Tiêu chuẩn · Conformance",
        "links": both(&app, "/ogc/conformance", format),
        "conformsTo": CONFORMS_TO,
    });
    Ok(sent(&app, format, &document, &headers))
}

/// All collections: there is one.
pub(crate) async fn collections(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = format_of(query.as_deref(), &headers)?;
    let (_, summary) = app.ask(|app| Ok(app.summary()?)).await?;
    let document = json!({
        "title": "Dữ liệu · Collections",
        "links": both(&app, "/ogc/collections", format),
        "crs": uris(&summary),
        "collections": [described(&app, &summary, format)],
    });
    Ok(sent(&app, format, &document, &headers))
}

/// The one collection.
pub(crate) async fn collection(
    State(app): State<Arc<App>>,
    Path(collection): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    must_be_known(&collection)?;
    let format = format_of(query.as_deref(), &headers)?;
    let (_, summary) = app.ask(|app| Ok(app.summary()?)).await?;
    let document = described(&app, &summary, format);
    Ok(sent(&app, format, &document, &headers))
}

fn format_of(query: Option<&str>, headers: &HeaderMap) -> Result<Format, Problem> {
    Format::of_request(&Parameters::read(query, &["f"])?, headers)
}

fn sent(app: &App, format: Format, document: &Value, headers: &HeaderMap) -> Response {
    match format {
        Format::Json => Answer::json(document),
        Format::Html => Answer::new(MediaType::Html, page::of_document(app, document)),
    }
    .send(headers)
}

/// A resource as JSON and as a page.
fn both(app: &App, path: &str, own: Format) -> Vec<Value> {
    let rel = |of: Format| if own == of { "self" } else { "alternate" };
    vec![
        json!({ "rel": rel(Format::Json), "type": "application/json", "href": app.url(&format!("{path}?f=json")), "title": "JSON" }),
        json!({ "rel": rel(Format::Html), "type": "text/html", "href": app.url(&format!("{path}?f=html")), "title": "HTML" }),
    ]
}

fn uris(summary: &PublicSummary) -> Vec<String> {
    NamedCrs::offered(summary).into_iter().map(NamedCrs::uri).collect()
}

/// The collection, the same words in the list and by itself.
fn described(app: &App, summary: &PublicSummary, format: Format) -> Value {
    let path = format!("/ogc/collections/{COLLECTION}");
    let items = format!("{path}/items");
    let mut links = both(app, &path, format);
    links.extend([
        json!({ "rel": "items", "type": MediaType::GeoJson.name(), "href": app.url(&format!("{items}?f=json")), "title": "GeoJSON" }),
        json!({ "rel": "items", "type": "text/html", "href": app.url(&format!("{items}?f=html")), "title": "HTML" }),
        json!({ "rel": "tilejson", "type": "application/json", "href": app.url("/tiles/parcels"), "title": "TileJSON" }),
    ]);
    let mut document = json!({
        "id": COLLECTION,
        "title": TITLE,
        "description": format!("{} thửa · {} parcels", summary.parcels, summary.parcels),
        "itemType": "feature",
        "links": links,
        "crs": uris(summary),
    });
    if let [epsg] = summary.crs[..] {
        document["storageCrs"] = json!(NamedCrs::Epsg(epsg).uri());
    }
    if let Some(bounds) = summary.extent.and_then(degrees) {
        document["extent"] = json!({
            "spatial": { "bbox": [bounds], "crs": NamedCrs::Crs84.uri() },
        });
    }
    document
}
