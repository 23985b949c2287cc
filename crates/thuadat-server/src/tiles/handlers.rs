//! `/tiles/parcels` and `/tiles/parcels/{z}/{x}/{y}`.

use super::cache::{KeptTile, TileKey};
use super::tile_json::{document, findings_document, sheets_document};
use super::{Reduction, ZOOMS, tile_bytes};
use crate::findings::findings_tile;
use crate::frames::frames_tile;
use crate::state::App;
use crate::web::{Accepted, Answer, MediaType, Parameters, Problem, is_known};
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use thuadat::cadastre::PublicSummary;
use thuadat_tiles::{BadTileId, TileId};

/// A tile of parcels.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    Path((zoom, x, y)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let tile = tile_of(&zoom, &x, &y)?;
    let key = app.fresh_revision().map(|revision| TileKey::Parcels(tile, revision));
    let make = move |app: &App| {
        let (revision, _) = app.summary()?;
        app.tiles.get_or_make(TileKey::Parcels(tile, revision), || {
            let (bytes, reduction) = tile_bytes(&app.source, tile)?;
            if reduction.is_some() {
                app.metrics.tiles_reduced.fetch_add(1, Ordering::Relaxed);
            }
            Ok(made(app, bytes, reduction))
        })
    };
    sent(&app, key, make, &headers).await
}

/// A tile of findings.
pub(crate) async fn tile_of_findings(
    State(app): State<Arc<App>>,
    Path((zoom, x, y)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let tile = tile_of(&zoom, &x, &y)?;
    let key = app.fresh_findings().map(|number| TileKey::Findings(tile, number));
    let make = move |app: &App| {
        let map = app.findings()?;
        app.tiles.get_or_make(TileKey::Findings(tile, map.number), || {
            Ok(made(app, findings_tile(&map, tile), None))
        })
    };
    sent(&app, key, make, &headers).await
}

/// A tile of sheets and communes.
pub(crate) async fn tile_of_sheets(
    State(app): State<Arc<App>>,
    Path((zoom, x, y)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let tile = tile_of(&zoom, &x, &y)?;
    let shared = Arc::clone(&app);
    let make = move |app: &App| {
        let map = shared.frames()?;
        app.tiles
            .get_or_make(TileKey::Sheets(tile, map.number), || Ok(made(app, frames_tile(&map, tile), None)))
    };
    sent(&app, None, make, &headers).await
}

fn made(app: &App, bytes: Vec<u8>, reduction: Option<Reduction>) -> KeptTile {
    app.metrics.tiles_made.fetch_add(1, Ordering::Relaxed);
    KeptTile::new(bytes, reduction)
}

/// A tile that is kept, at once; or one that is made, where waiting is allowed.
async fn sent(
    app: &Arc<App>,
    key: Option<TileKey>,
    make: impl FnOnce(&App) -> Result<Arc<KeptTile>, Problem> + Send + 'static,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let accepted = Accepted::of_request(headers);
    let kept = key.and_then(|key| app.tiles.get(key));
    let kept = kept.filter(|kept| kept.is_packed(accepted.for_length(kept.bytes.len())));
    let kept = match kept {
        Some(kept) => {
            app.metrics.tiles_kept.fetch_add(1, Ordering::Relaxed);
            kept
        }
        None => {
            app.ask(move |app| {
                let tile = make(app)?;
                // Packed here, where waiting is allowed.
                tile.packed(accepted.for_length(tile.bytes.len()));
                Ok(tile)
            })
            .await?
        }
    };
    Ok(answer(&kept, accepted, headers))
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
    described(app, query, headers, document).await
}

/// What a viewer must know of the tiles of findings.
pub(crate) async fn findings_tile_json(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    described(app, query, headers, findings_document).await
}

/// What a viewer must know of the tiles of sheets and communes.
pub(crate) async fn sheets_tile_json(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    described(app, query, headers, sheets_document).await
}

async fn described(
    app: Arc<App>,
    query: Option<String>,
    headers: HeaderMap,
    document: fn(&App, &PublicSummary) -> Value,
) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let (_, summary) = app.ask(|app| Ok(app.summary()?)).await?;
    Ok(Answer::json(&document(&app, &summary)).send(&headers))
}
