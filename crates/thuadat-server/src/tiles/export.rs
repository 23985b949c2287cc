//! All tiles as one file (PMTiles v3), to be looked at without a server.

use super::build::area_of;
use super::{ZOOMS, layers, tile_bytes};
use crate::place::degrees;
use crate::source::{Source, SourceError};
use pmtiles::{Compression, PmTilesStreamWriter, PmTilesWriter, TileCoord, TileType};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fs::File;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use thuadat::cadastre::{DatabaseError, ParcelBox};
use thuadat::{Message, Observer, Stage};
use thuadat_tiles::TileId;

/// Tiles made at once before they are written.
const AT_ONCE: usize = 256;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportedTiles {
    /// Tiles that show something.
    pub tiles: u64,
    /// Their bytes before packing.
    pub bytes: u64,
    /// Tiles in which small parcels are counted instead of being drawn.
    pub reduced: u64,
}

/// Why tiles could not be written; nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportTilesError {
    /// The source cannot be served.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The store does not answer.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// There are no tiles of these zooms.
    #[error("zooms are {} to {}, the smaller one first", ZOOMS.start(), ZOOMS.end())]
    Zooms,
    /// Nothing has a place.
    #[error("no parcel has a place on the map; there is nothing to write")]
    Empty,
    /// The file could not be written.
    #[error("cannot write {path}: {source}; see whether its folder is there and the disk has room")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl ExportTilesError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Source(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Zooms => both(format!("mức phóng từ {} đến {}, mức nhỏ trước", ZOOMS.start(), ZOOMS.end())),
            Self::Empty => both("không có thửa nào có vị trí trên bản đồ; không có gì để ghi".to_owned()),
            Self::Write { path, source } => both(format!(
                "không ghi được {path}: {source}; hãy xem thư mục có tồn tại và ổ đĩa còn chỗ không"
            )),
            Self::Interrupted => both("đã dừng theo yêu cầu".to_owned()),
        }
    }
}

/// Writes the tiles of some zooms that show something.
///
/// # Errors
///
/// See [`ExportTilesError`]; nothing is left behind.
pub fn export_tiles(
    source: &Source,
    path: &Path,
    zooms: RangeInclusive<u8>,
    observer: &dyn Observer,
) -> Result<ExportedTiles, ExportTilesError> {
    if zooms.is_empty() || !ZOOMS.contains(zooms.start()) || !ZOOMS.contains(zooms.end()) {
        return Err(ExportTilesError::Zooms);
    }
    let extent = source.summary()?.extent.ok_or(ExportTilesError::Empty)?;
    // Renamed when whole: nobody opens half a file.
    let unfinished = PathBuf::from(format!("{}.part", path.display()));
    let refused = |source: io::Error| ExportTilesError::Write { path: path.display().to_string(), source };
    let exported = write(source, &unfinished, extent, zooms, observer, &refused);
    let exported =
        exported.and_then(|exported| std::fs::rename(&unfinished, path).map(|()| exported).map_err(refused));
    if exported.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    exported
}

fn write(
    source: &Source,
    path: &Path,
    extent: ParcelBox,
    zooms: RangeInclusive<u8>,
    observer: &dyn Observer,
    refused: &dyn Fn(io::Error) -> ExportTilesError,
) -> Result<ExportedTiles, ExportTilesError> {
    let file = File::create(path).map_err(refused)?;
    let broken = |error: pmtiles::PmtError| refused(io::Error::other(error));
    let metadata = json!({ "name": "parcels", "vector_layers": layers_within(&zooms) }).to_string();
    let mut builder = PmTilesWriter::new(TileType::Mvt)
        .tile_compression(Compression::Gzip)
        .min_zoom(*zooms.start())
        .max_zoom(*zooms.end())
        .metadata(&metadata);
    if let Some([west, south, east, north]) = degrees(extent) {
        builder = builder
            .bounds(west, south, east, north)
            .center(f64::midpoint(west, east), f64::midpoint(south, north))
            .center_zoom(zooms.start().midpoint(*zooms.end()));
    }
    let mut writer = builder.create(file).map_err(broken)?;
    let mut exported = ExportedTiles { tiles: 0, bytes: 0, reduced: 0 };
    let mut level = vec![TileId::new(0, 0, 0).expect("the world is a tile")];
    for zoom in 0..=*zooms.end() {
        level = with_parcels(source, &level, observer)?;
        if zooms.contains(&zoom) {
            // In the order of the file, so that a reader finds neighbours beside each other.
            level.sort_by_cached_key(|&tile| {
                place(tile).map(|place| pmtiles::TileId::from(place).value()).ok()
            });
            write_level(source, &level, &mut writer, &mut exported, observer, refused)?;
        }
        level = level.into_iter().flat_map(children).collect();
    }
    writer.finalize().map_err(broken)?;
    Ok(exported)
}

/// The tiles that hold parcels. What is beside a tile and drawn with it is beside the tile above it too, so below an empty one
/// nothing is missed.
fn with_parcels(
    source: &Source,
    tiles: &[TileId],
    observer: &dyn Observer,
) -> Result<Vec<TileId>, ExportTilesError> {
    let mut kept = Vec::new();
    for chunk in tiles.chunks(AT_ONCE) {
        if observer.is_interrupted() {
            return Err(ExportTilesError::Interrupted);
        }
        let looked: Vec<_> =
            chunk.par_iter().map(|&tile| source.parcels(Some(area_of(tile)), i64::MIN, 1)).collect();
        for (&tile, found) in chunk.iter().zip(looked) {
            if !found?.is_empty() {
                kept.push(tile);
            }
        }
    }
    Ok(kept)
}

fn write_level(
    source: &Source,
    tiles: &[TileId],
    writer: &mut PmTilesStreamWriter<File>,
    exported: &mut ExportedTiles,
    observer: &dyn Observer,
    refused: &dyn Fn(io::Error) -> ExportTilesError,
) -> Result<(), ExportTilesError> {
    let broken = |error: pmtiles::PmtError| refused(io::Error::other(error));
    for (position, chunk) in tiles.chunks(AT_ONCE).enumerate() {
        observer.progress(Stage::Writing, (position * AT_ONCE) as u64, tiles.len() as u64);
        if observer.is_interrupted() {
            return Err(ExportTilesError::Interrupted);
        }
        let made: Vec<_> = chunk.par_iter().map(|&tile| (tile, tile_bytes(source, tile))).collect();
        for (tile, made) in made {
            let (bytes, reduction) = made?;
            if bytes.is_empty() {
                continue;
            }
            writer.add_tile(place(tile).map_err(broken)?, &bytes).map_err(broken)?;
            exported.tiles += 1;
            exported.bytes += bytes.len() as u64;
            exported.reduced += u64::from(reduction.is_some());
        }
    }
    Ok(())
}

fn place(tile: TileId) -> Result<TileCoord, pmtiles::PmtError> {
    TileCoord::new(tile.zoom(), tile.x(), tile.y())
}

fn children(tile: TileId) -> impl Iterator<Item = TileId> {
    let child = move |(dx, dy)| TileId::new(tile.zoom() + 1, tile.x() * 2 + dx, tile.y() * 2 + dy).ok();
    [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter().filter_map(child)
}

/// The layers there are at these zooms, from and to where they are in this file.
fn layers_within(zooms: &RangeInclusive<u8>) -> Vec<Value> {
    let (first, last) = (u64::from(*zooms.start()), u64::from(*zooms.end()));
    let mut clipped = Vec::new();
    for mut layer in layers().as_array().cloned().unwrap_or_default() {
        let from = layer["minzoom"].as_u64().unwrap_or(first).max(first);
        let to = layer["maxzoom"].as_u64().unwrap_or(last).min(last);
        if from <= to {
            layer["minzoom"] = json!(from);
            layer["maxzoom"] = json!(to);
            clipped.push(layer);
        }
    }
    clipped
}
