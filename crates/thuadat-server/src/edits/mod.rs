//! `POST /edits`: the edits of `thuadat edit`, for those who have a key for it.

mod order;
mod outcome;

use crate::access::{Caller, Role};
use crate::sent::body_of;
use crate::state::App;
use crate::web::{Parameters, Problem};
use axum::body::Body;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use order::Order;
pub(crate) use outcome::tag;
use std::sync::Arc;
use thuadat::cadastre;

/// Carries an edit out: as one record, or not at all. It is finished even when the client is gone.
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    if app.settings.is_read_only {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "read-only",
            "máy chủ này chỉ để đọc",
            "this server is read only",
        ));
    }
    if !caller.is_at_least(Role::Editor) {
        return Err(Problem::forbidden(Role::Editor));
    }
    let sent = body_of(body, app.settings.limits.body_bytes).await?;
    app.ask_until(move |app, until| {
        let Some(location) = app.source.store_location() else {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "no-store",
                "tệp bản đồ không thay đổi được; hãy nhập vào kho bằng `thuadat import`",
                "a plain map cannot be changed; import it into a store with `thuadat import`",
            ));
        };
        let order = Order::read(&sent, &headers)?;
        order.require_scope(app, &caller)?;
        let prepared = order.prepared(location, &caller)?;
        let done = cadastre::edit(&prepared.order, &until.observer());
        app.look_again();
        match done {
            Ok(done) => {
                let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
                Ok((StatusCode::CREATED, kind, outcome::written(&done)).into_response())
            }
            Err(failure) => Err(outcome::problem(&failure)),
        }
    })
    .await
}
