//! `/tiles/parcels` and `/tiles/parcels/{z}/{x}/{y}`.

use super::cache::KeptTile;
use super::tile_json::document;
use super::{ZOOMS, tile_bytes};
use crate::state::App;
use crate::web::{Accepted, Answer, MediaType, Parameters, Problem, is_known};
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use thuadat_tiles::{BadTileId, TileId};

/// A tile.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    Path((zoom, x, y)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let tile = tile_of(&zoom, &x, &y)?;
    let accepted = Accepted::of_request(&headers);
    let kept = app.fresh_revision().and_then(|revision| app.tiles.get((tile, revision)));
    let kept = kept.filter(|kept| kept.is_packed(accepted.for_length(kept.bytes.len())));
    let tile_kept = match kept {
        Some(kept) => {
            app.metrics.tiles_kept.fetch_add(1, Ordering::Relaxed);
            kept
        }
        None => app.ask(move |app| made(app, tile, accepted)).await?,
    };
    Ok(answer(&tile_kept, accepted, &headers))
}

fn made(app: &App, tile: TileId, accepted: Accepted) -> Result<Arc<KeptTile>, Problem> {
    let (revision, _) = app.summary()?;
    let kept = app.tiles.get_or_make((tile, revision), || {
        let (bytes, reduction) = tile_bytes(&app.source, tile)?;
        app.metrics.tiles_made.fetch_add(1, Ordering::Relaxed);
        if reduction.is_some() {
            app.metrics.tiles_reduced.fetch_add(1, Ordering::Relaxed);
        }
        Ok::<_, Problem>(KeptTile::new(bytes, reduction))
    })?;
    // Packed here, where waiting is allowed.
    kept.packed(accepted.for_length(kept.bytes.len()));
    Ok(kept)
}

fn answer(kept: &KeptTile, accepted: Accepted, request: &HeaderMap) -> Response {
    let encoding = accepted.for_length(kept.bytes.len());
    let tag = kept.tag(encoding);
    let mut response = Response::builder()
        .header(header::ETAG, &tag)
        // A viewer asks whether its tile is still true: a change is in the next one it draws.
        .header(header::CACHE_CONTROL, "public, no-cache")
        .header(header::VARY, "Accept-Encoding");
    if let Some(reduction) = kept.reduction {
        let said = format!(
            "parcels={} of={} smaller-than-pixels={}",
            reduction.counted, reduction.of, reduction.pixels
        );
        response = response.header("thuadat-reduced", said);
    }
    let sound = "the headers are sound";
    if is_known(request, &tag) {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::empty()).expect(sound);
    }
    if kept.bytes.is_empty() {
        return response.status(StatusCode::NO_CONTENT).body(Body::empty()).expect(sound);
    }
    if let Some(name) = encoding.header() {
        response = response.header(header::CONTENT_ENCODING, name);
    }
    response
        .header(header::CONTENT_TYPE, MediaType::Tile.name())
        .body(Body::from(kept.packed(encoding)))
        .expect(sound)
}

/// The tile an address names. The row may end as names of tiles do.
fn tile_of(zoom: &str, x: &str, y: &str) -> Result<TileId, Problem> {
    let y = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    let no_tile = |error: &BadTileId| {
        Problem::not_found(format!("không có ô này: {error}"), format!("there is no such tile: {error}"))
    };
    let tile = format!("{zoom}/{x}/{y}").parse::<TileId>().map_err(|error| match error {
        BadTileId::NotThreeNumbers => Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-tile",
            "địa chỉ ô có dạng mức/cột/hàng, ba số nguyên, ví dụ 14/13023/7187",
            error.to_string(),
        ),
        other => no_tile(&other),
    })?;
    if ZOOMS.contains(&tile.zoom()) {
        return Ok(tile);
    }
    let (first, last) = (ZOOMS.start(), ZOOMS.end());
    Err(Problem::not_found(
        format!("chỉ có các ô ở mức {first} đến {last}"),
        format!("there are tiles of the zooms {first} to {last} only"),
    ))
}

/// What a viewer must know of the tiles.
pub(crate) async fn tile_json(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let (_, summary) = app.ask(|app| Ok(app.summary()?)).await?;
    Ok(Answer::json(&document(&app, &summary)).send(&headers))
}
