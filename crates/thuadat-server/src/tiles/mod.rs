//! Vector tiles of parcels.

mod build;
mod cache;
mod export;
mod handlers;
mod tile_json;

pub(crate) use build::{BUFFER_STEPS, Reduction, area_of, clipped_to, meets, tile_bytes};
pub(crate) use cache::TileCache;
pub use export::{ExportTilesError, ExportedTiles, export_tiles};
pub(crate) use handlers::{
    findings_tile_json, sheets_tile_json, tile, tile_json, tile_of_findings, tile_of_sheets,
};
pub(crate) use tile_json::layers;

/// The zooms there are tiles of; map viewers enlarge the last ones.
pub(crate) const ZOOMS: std::ops::RangeInclusive<u8> = 6..=18;
