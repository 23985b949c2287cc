//! Whether the server runs, whether it can answer, and what it was asked.

use crate::access::{Caller, Role};
use crate::state::App;
use crate::web::{Answer, MediaType, Problem};
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

/// The server runs.
pub(crate) async fn health(headers: HeaderMap) -> Response {
    Answer::json(&json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).send(&headers)
}

/// The store answers.
pub(crate) async fn ready(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let revision = app.ask(|app| Ok(app.source.revision()?)).await?;
    Ok(Answer::json(&json!({ "status": "ok", "revision": revision })).send(&headers))
}

/// Accounts for Prometheus. Where there are keys they are for admins.
pub(crate) async fn metrics(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if app.gate.has_keys() && !caller.may(Role::Admin, None) {
        return Err(Problem::forbidden(Role::Admin));
    }
    Ok(Answer::new(MediaType::Text, app.metrics.written()).send(&headers))
}
