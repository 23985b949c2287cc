//! `POST /check`: a map that somebody sends, checked as `thuadat check` does. Nothing of it stays.

use crate::sent::{CRS_NAMES, SENT, body_of, json_of, parcels_alone, temporary};
use crate::state::App;
use crate::web::{Answer, MediaType, Parameters, Problem};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;
use thuadat::{Message, ReadError, ReadRequest, check_dataset, crs_named, profile, read, report};

/// Checks a map of parcels in `GeoJSON`; the answer is the JSON report of `thuadat check`.
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let parameters = Parameters::read(query.as_deref(), &["profile", "crs"])?;
    let document = document(parameters.get("profile"))?;
    let crs = parameters.get("crs").map(crs_named).transpose();
    let crs = crs.map_err(|_| Problem::bad_parameter("crs", CRS_NAMES.vi, CRS_NAMES.en))?;
    let sent = body_of(body, app.settings.limits.body_bytes).await?;
    let turn = app.heavy_turn()?;
    // A check is no document that could have been seen before.
    let mut request = HeaderMap::new();
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        request.append(header::ACCEPT_ENCODING, value.clone());
    }
    app.ask_until(move |_, until| {
        let file = temporary(&parcels_alone(&json_of(&sent)?)?)?;
        let observer = until.observer();
        let request_of_file = ReadRequest { crs, ..ReadRequest::of(file.path()) };
        let mut dataset = read(&request_of_file, &observer).map_err(|error| refused(&error, file.path()))?;
        drop(file);
        SENT.clone_into(&mut dataset.source.path);
        let run = check_dataset(dataset, document, &observer).map_err(|_| Problem::too_slow())?;
        let mut written = Vec::new();
        report::write_json(&run, &observer, &mut written).map_err(|_| Problem::too_slow())?;
        drop(turn);
        Ok(Answer::new(MediaType::Json, written).send(&request))
    })
    .await
}

/// A profile by its name. What others call a file is no name here.
fn document(name: Option<&str>) -> Result<profile::ProfileDocument, Problem> {
    let name = name.unwrap_or(profile::DEFAULT);
    let known = profile::names().find(|known| *known == name);
    known.and_then(|name| profile::named(name).ok()).ok_or_else(|| {
        let names = profile::names().collect::<Vec<_>>().join(", ");
        Problem::bad_parameter(
            "profile",
            format!("phải là một trong: {names}"),
            format!("must be one of: {names}"),
        )
    })
}

/// What is wrong with the map, without the name it had here.
fn refused(error: &ReadError, path: &std::path::Path) -> Problem {
    if matches!(error, ReadError::Interrupted) {
        return Problem::too_slow();
    }
    let path = path.display().to_string();
    let Message { vi, en } = error.message();
    let named = |text: String| text.replace(&path, SENT);
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-map", named(vi), named(en))
}
