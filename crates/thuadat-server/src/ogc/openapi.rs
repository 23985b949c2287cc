//! The description of the API: `OpenAPI` 3.0, which OGC's tests and GDAL expect.

use super::page;
use super::selection::{DEFAULT_LIMIT, LARGEST_LIMIT};
use crate::state::App;
use crate::web::{Answer, Format, MediaType, Parameters, Problem};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The description, for programs or for people.
pub(crate) async fn api(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = Format::of_request(&Parameters::read(query.as_deref(), &["f"])?, &headers)?;
    let document = document(&app);
    let answer = match format {
        Format::Json => Answer::new(MediaType::OpenApi, document.to_string()),
        Format::Html => Answer::new(MediaType::Html, page::of_api(&app, &document)),
    };
    Ok(answer.send(&headers))
}

/// An operation that answers with one kind of content, and what may go wrong.
struct Operation {
    id: &'static str,
    summary: &'static str,
    parameters: &'static [&'static str],
    content: &'static [&'static str],
    other: &'static [u16],
}

const JSON: &[&str] = &["application/json", "text/html"];
const GEOJSON: &[&str] = &["application/geo+json", "text/html"];

const OPERATIONS: [(&str, Operation); 20] = [
    (
        "/ogc",
        Operation {
            id: "getLandingPage",
            summary: "Trang đầu · where everything begins",
            parameters: &["f"],
            content: JSON,
            other: &[400],
        },
    ),
    (
        "/ogc/api",
        Operation {
            id: "getApi",
            summary: "Mô tả này · this description",
            parameters: &["f"],
            content: &["application/vnd.oai.openapi+json;version=3.0", "text/html"],
            other: &[400],
        },
    ),
    (
        "/ogc/conformance",
        Operation {
            id: "getConformance",
            summary: "Tiêu chuẩn · what it conforms to",
            parameters: &["f"],
            content: JSON,
            other: &[400],
        },
    ),
    (
        "/ogc/collections",
        Operation {
            id: "getCollections",
            summary: "Dữ liệu · the collections",
            parameters: &["f"],
            content: JSON,
            other: &[400, 503],
        },
    ),
    (
        "/ogc/collections/{collectionId}",
        Operation {
            id: "describeCollection",
            summary: "Một bộ dữ liệu · one collection",
            parameters: &["collectionId", "f"],
            content: JSON,
            other: &[400, 404, 503],
        },
    ),
    (
        "/ogc/collections/{collectionId}/items",
        Operation {
            id: "getFeatures",
            summary: "Thửa đất · parcels",
            parameters: &["collectionId", "limit", "bbox", "bbox-crs", "datetime", "crs", "after", "f"],
            content: GEOJSON,
            other: &[400, 404, 503],
        },
    ),
    (
        "/ogc/collections/{collectionId}/items/{featureId}",
        Operation {
            id: "getFeature",
            summary: "Một thửa · one parcel",
            parameters: &["collectionId", "featureId", "crs", "f"],
            content: GEOJSON,
            other: &[400, 404, 503],
        },
    ),
    (
        "/parcels/{commune}/{sheet}/{number}",
        Operation {
            id: "getParcel",
            summary: "Thửa theo số · the parcels of a number",
            parameters: &["commune", "sheet", "number"],
            content: &["application/geo+json"],
            other: &[301, 400, 404, 410, 503],
        },
    ),
    (
        "/parcels/{commune}/{sheet}/{number}/neighbours",
        Operation {
            id: "getNeighbours",
            summary: "Thửa giáp ranh · the neighbours of a parcel",
            parameters: &["commune", "sheet", "number"],
            content: &["application/geo+json"],
            other: &[400, 404, 503, 504],
        },
    ),
    (
        "/parcels/{commune}/{sheet}/{number}/history",
        Operation {
            id: "getHistory",
            summary: "Lịch sử của thửa · what became of a parcel",
            parameters: &["commune", "sheet", "number"],
            content: &["application/json"],
            other: &[400, 404, 503],
        },
    ),
    (
        "/findings",
        Operation {
            id: "getFindings",
            summary: "Phát hiện · findings",
            parameters: &["rule", "severity", "state", "bbox", "parcel", "findingsLimit", "after"],
            content: &["application/geo+json"],
            other: &[400, 503],
        },
    ),
    (
        "/findings/{findingId}",
        Operation {
            id: "getFinding",
            summary: "Một phát hiện · one finding",
            parameters: &["findingId"],
            content: &["application/geo+json"],
            other: &[400, 404, 503],
        },
    ),
    (
        "/tiles/findings",
        Operation {
            id: "getFindingsTileJson",
            summary: "TileJSON",
            parameters: &[],
            content: &["application/json"],
            other: &[400, 503],
        },
    ),
    (
        "/tiles/findings/{z}/{x}/{y}",
        Operation {
            id: "getFindingsTile",
            summary: "Ô phát hiện · a vector tile of findings",
            parameters: &["z", "x", "y"],
            content: &["application/vnd.mapbox-vector-tile"],
            other: &[204, 400, 404, 503],
        },
    ),
    (
        "/tiles/sheets",
        Operation {
            id: "getSheetsTileJson",
            summary: "TileJSON",
            parameters: &[],
            content: &["application/json"],
            other: &[400, 503],
        },
    ),
    (
        "/tiles/sheets/{z}/{x}/{y}",
        Operation {
            id: "getSheetsTile",
            summary: "Ô tờ bản đồ và xã · a vector tile of sheets and communes",
            parameters: &["z", "x", "y"],
            content: &["application/vnd.mapbox-vector-tile"],
            other: &[204, 400, 404, 503],
        },
    ),
    (
        "/search",
        Operation {
            id: "search",
            summary: "Tìm theo tờ và thửa · search by sheet and parcel",
            parameters: &["q", "count"],
            content: &["application/geo+json"],
            other: &[400, 503],
        },
    ),
    (
        "/tiles/parcels",
        Operation {
            id: "getTileJson",
            summary: "TileJSON",
            parameters: &[],
            content: &["application/json"],
            other: &[400, 503],
        },
    ),
    (
        "/tiles/parcels/{z}/{x}/{y}",
        Operation {
            id: "getTile",
            summary: "Ô bản đồ · a vector tile",
            parameters: &["z", "x", "y"],
            content: &["application/vnd.mapbox-vector-tile"],
            other: &[204, 400, 404, 503],
        },
    ),
    (
        "/health",
        Operation {
            id: "getHealth",
            summary: "Máy chủ có chạy không · whether the server runs",
            parameters: &[],
            content: &["application/json"],
            other: &[],
        },
    ),
];

fn document(app: &App) -> Value {
    let paths: Map<String, Value> = OPERATIONS
        .iter()
        .map(|(path, operation)| ((*path).to_owned(), json!({ "get": described(operation) })))
        .collect();
    let mut paths = paths;
    paths.insert("/check".to_owned(), json!({ "post": check() }));
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Thửa đất · Parcels",
            "description": "Phần công khai của hồ sơ địa chính · what is public of the cadastre",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": app.settings.public_url }],
        "paths": paths,
        "components": { "parameters": parameters(), "schemas": schemas(), "responses": problems() },
    })
}

fn described(operation: &Operation) -> Value {
    let content: Map<String, Value> = operation
        .content
        .iter()
        .map(|&kind| {
            let schema = match kind {
                "application/geo+json" if operation.id == "getFeature" => {
                    json!({ "$ref": "#/components/schemas/feature" })
                }
                "application/geo+json" if operation.id.starts_with("getFinding") => {
                    json!({ "type": "object" })
                }
                "application/geo+json" => json!({ "$ref": "#/components/schemas/featureCollection" }),
                "text/html" => json!({ "type": "string" }),
                "application/vnd.mapbox-vector-tile" => json!({ "type": "string", "format": "binary" }),
                _ => json!({ "type": "object" }),
            };
            (kind.to_owned(), json!({ "schema": schema }))
        })
        .collect();
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({ "description": operation.summary, "content": content }));
    for status in operation.other {
        responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect();
    json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    })
}

/// The one operation that takes something in.
fn check() -> Value {
    let other = ["400", "413", "422", "503", "504"];
    let mut responses: Map<String, Value> = other
        .into_iter()
        .map(|status| (status.to_owned(), json!({ "$ref": format!("#/components/responses/{status}") })))
        .collect();
    let content = json!({ "application/json": { "schema": { "type": "object" } } });
    responses.insert("200".to_owned(), json!({ "description": "Báo cáo · the report", "content": content }));
    json!({
        "operationId": "check",
        "summary": "Kiểm tra một bản đồ gửi lên, không lưu gì · check a map that is sent; nothing is kept",
        "parameters": [
            { "name": "profile", "in": "query", "required": false, "schema": { "type": "string" } },
            { "name": "crs", "in": "query", "required": false, "schema": { "type": "string" } },
        ],
        "requestBody": {
            "required": true,
            "content": { "application/geo+json": { "schema": { "type": "object" } } },
        },
        "responses": responses,
    })
}

fn parameters() -> Value {
    let path =
        |name: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "style": "form", "explode": false, "schema": schema });
    let text = || json!({ "type": "string" });
    let uri = || json!({ "type": "string", "format": "uri" });
    let whole = || json!({ "type": "integer", "minimum": 0 });
    json!({
        "f": query("f", json!({ "type": "string", "enum": ["json", "html"] })),
        "limit": query("limit", json!({
            "type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT,
        })),
        "bbox": query("bbox", json!({
            "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" },
        })),
        "bbox-crs": query("bbox-crs", uri()),
        "datetime": query("datetime", text()),
        "crs": query("crs", uri()),
        "after": query("after", text()),
        "q": query("q", text()),
        "count": query("count", json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 })),
        "collectionId": path("collectionId", text()),
        "featureId": path("featureId", text()),
        "commune": path("commune", text()),
        "sheet": path("sheet", text()),
        "number": path("number", text()),
        "rule": query("rule", text()),
        "severity": query("severity", json!({ "type": "string", "enum": ["error", "warning", "note"] })),
        "state": query("state", json!({ "type": "string", "enum": ["open", "accepted", "fixed"], "default": "open" })),
        "parcel": query("parcel", json!({ "type": "integer" })),
        "findingsLimit": query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 })),
        "findingId": path("findingId", text()),
        "z": path("z", whole()),
        "x": path("x", whole()),
        "y": path("y", whole()),
    })
}

fn schemas() -> Value {
    let nullable = |kind: &str| json!({ "type": kind, "nullable": true });
    json!({
        "feature": {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": { "type": "string", "enum": ["Feature"] },
                "id": { "type": "integer" },
                "geometry": { "type": "object", "nullable": true },
                "properties": {
                    "type": "object",
                    "properties": {
                        "commune": nullable("string"),
                        "commune_name": nullable("string"),
                        "sheet": nullable("string"),
                        "number": nullable("string"),
                        "area_m2": nullable("number"),
                        "area_recorded_m2": nullable("number"),
                        "land_use": nullable("string"),
                        "class": nullable("string"),
                        "begun_at": nullable("string"),
                    },
                },
                "links": { "type": "array", "items": { "type": "object" } },
            },
        },
        "featureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": { "$ref": "#/components/schemas/feature" } },
                "links": { "type": "array", "items": { "type": "object" } },
                "numberMatched": { "type": "integer", "minimum": 0 },
                "numberReturned": { "type": "integer", "minimum": 0 },
            },
        },
        "problem": {
            "type": "object",
            "required": ["type", "status", "title", "code", "detail", "detail_vi"],
            "properties": {
                "type": { "type": "string" },
                "status": { "type": "integer" },
                "title": { "type": "string" },
                "code": { "type": "string" },
                "detail": { "type": "string" },
                "detail_vi": { "type": "string" },
            },
        },
    })
}

fn problems() -> Value {
    let problem = |description: &str| {
        json!({
            "description": description,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } },
        })
    };
    json!({
        "204": { "description": "Không có gì · nothing there" },
        "301": { "description": "Thửa đã mang số khác · the parcel has another number now" },
        "410": problem("Thửa không còn · the parcel is no more"),
        "422": problem("Không phải bản đồ thửa đất · no map of parcels"),
        "413": problem("Quá lớn · too large"),
        "504": problem("Cần quá nhiều thời gian · takes too long"),
        "400": problem("Tham số sai · a parameter that makes no sense"),
        "404": problem("Không có · not found"),
        "503": problem("Đang bận · the store does not answer, try again"),
    })
}
