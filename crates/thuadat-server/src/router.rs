//! Every address there is.

use crate::access::pass;
use crate::source::Source;
use crate::state::{App, Settings};
use crate::web::{Problem, observe, preflight};
use crate::{changes, edits, findings, health, history, ogc, parcels, search, tiles, viewer};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use std::sync::Arc;
use thuadat::cadastre::DatabaseError;

/// The server without its socket: what answers requests for a source.
///
/// # Errors
///
/// When the source does not answer.
pub fn router(source: Source, settings: Settings) -> Result<Router, DatabaseError> {
    Ok(routes(Arc::new(App::new(source, settings)?)))
}

pub(crate) fn routes(app: Arc<App>) -> Router {
    let routes = Router::new()
        .route("/viewer/{*path}", get(viewer::asset))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/tiles/parcels", get(tiles::tile_json))
        .route("/tiles/parcels/{z}/{x}/{y}", get(tiles::tile))
        .route("/tiles/findings", get(tiles::findings_tile_json))
        .route("/tiles/findings/{z}/{x}/{y}", get(tiles::tile_of_findings))
        .route("/tiles/sheets", get(tiles::sheets_tile_json))
        .route("/tiles/sheets/{z}/{x}/{y}", get(tiles::tile_of_sheets))
        .route("/findings", get(findings::findings))
        .route("/findings/{id}", get(findings::finding))
        .route("/check", post(findings::check))
        .route("/edits", post(edits::edit))
        .route("/changes", get(changes::changes))
        .route("/ogc", get(ogc::landing_page))
        .route("/ogc/", get(ogc::landing_page))
        .route("/ogc/api", get(ogc::api))
        .route("/ogc/conformance", get(ogc::conformance))
        .route("/ogc/collections", get(ogc::collections))
        .route("/ogc/collections/{collection}", get(ogc::collection))
        .route("/ogc/collections/{collection}/items", get(ogc::items))
        .route("/ogc/collections/{collection}/items/{id}", get(ogc::item))
        .route("/parcels/{commune}/{sheet}/{number}", get(parcels::parcel))
        .route("/parcels/{commune}/{sheet}/{number}/neighbours", get(parcels::neighbours))
        .route("/parcels/{commune}/{sheet}/{number}/history", get(history::history))
        .route("/search", get(search::search))
        .method_not_allowed_fallback(not_allowed);
    let base = app.settings.base_path.clone();
    let routes = if base.is_empty() {
        routes.route("/", get(viewer::map_page))
    } else {
        // The page finds its files beside itself: its address ends with a slash.
        let with_slash = format!("{base}/");
        let to_map = Redirect::permanent(&with_slash);
        Router::new()
            .nest(&base, routes)
            .route(&base, get(move || async move { to_map.clone() }))
            .route(&with_slash, get(viewer::map_page))
    };
    // Around each route, so that the template of the route is known; around what is no route, too.
    let routes = routes
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(&app), pass))
        .layer(from_fn_with_state(Arc::clone(&app), observe))
        .with_state(app);
    // Which methods an address has is said outside of the layers of its route.
    Router::new().fallback_service(routes).layer(from_fn(preflight))
}

async fn nothing_here() -> Problem {
    Problem::not_found("không có gì ở địa chỉ này", "there is nothing at this address")
}

async fn not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "địa chỉ này không dùng cách gọi đó; header Allow cho biết các cách dùng được",
        "this address has no such method; the header Allow says which it has",
    )
}
