//! What became of an edit.

use crate::sent::SENT;
use crate::web::Problem;
use axum::http::StatusCode;
use serde_json::json;
use thuadat::Message;
use thuadat::cadastre::{DatabaseError, EditDone, EditError, EditFailure, OpenError};

/// What was done, with the tags of the parcels as they are now.
pub(super) fn written(done: &EditDone) -> String {
    let mut document: serde_json::Value = serde_json::from_str(&done.to_json()).unwrap_or_default();
    for parcel in document["parcels"].as_array_mut().into_iter().flatten() {
        if let (Some(id), Some(version)) = (parcel["id"].as_i64(), parcel["version"].as_i64()) {
            parcel["tag"] = json!(tag(id, version));
        }
    }
    document.to_string()
}

/// The tag of a version of a parcel, for `If-Match`.
pub(crate) fn tag(id: i64, version: i64) -> String {
    format!("\"{id}-{version}\"")
}

/// Why nothing was done.
pub(super) fn problem(failure: &EditFailure) -> Problem {
    let Message { vi, en } = failure.message();
    let (status, code) = match failure {
        EditFailure::Database(_)
        | EditFailure::Edit(EditError::Database(_))
        | EditFailure::Open(OpenError::Database { .. }) => return unavailable(failure),
        EditFailure::Open(_) | EditFailure::Profile(_) | EditFailure::Findings(_) => {
            tracing::error!(error = %en, "the store takes no edit");
            return Problem::internal();
        }
        EditFailure::Edit(EditError::Overtaken(overtaken)) => {
            return Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken", vi, en).with_links(vec![
                json!({
                    "rel": "latest-version",
                    "parcel": overtaken.parcel,
                    "seen": overtaken.seen,
                    "present": overtaken.present,
                    "changed_by_record": overtaken.record,
                    "changed_at": overtaken.at.as_str(),
                }),
            ]);
        }
        EditFailure::Edit(EditError::Objections(_)) => (StatusCode::CONFLICT, "new-errors"),
        EditFailure::Ended { .. } => (StatusCode::GONE, "ended"),
        EditFailure::NotFound { .. } => (StatusCode::NOT_FOUND, "not-found"),
        EditFailure::Edit(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, "bad-edit"),
    };
    Problem::new(status, code, without_path(vi), without_path(en))
}

fn unavailable(failure: &EditFailure) -> Problem {
    let said = failure.to_string();
    Problem::from(DatabaseError::Unreachable { said })
}

/// Without the name of the file that shapes stood in for a moment.
fn without_path(text: String) -> String {
    let folder = std::env::temp_dir().display().to_string();
    match text.find(&folder) {
        None => text,
        Some(begin) => {
            let rest = &text[begin..];
            let end = rest.find(".geojson").map_or(rest.len(), |end| end + ".geojson".len());
            format!("{}{SENT}{}", &text[..begin], &rest[end..])
        }
    }
}
