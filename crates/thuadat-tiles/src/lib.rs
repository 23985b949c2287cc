//! Vector tiles of parcels.
//!
//! [`TileId`] says where on Earth a tile is, [`Grid`] puts Web Mercator onto the whole-number grid of a zoom, so that a corner
//! two parcels share is one point in every tile it is in. [`Simplifier`] tells from which zoom each corner of a border is
//! shown, the same for both neighbours. [`PreparedShape`] keeps both as bytes. [`clip`] cuts rings to a tile, and [`TileWriter`] encodes what is left by the vector tile
//! specification 2.1.
//!
//! Nothing here reads files or knows of parcels: shapes and attributes come in, bytes go out.

#![forbid(unsafe_code)]

mod clip;
mod geometry;
mod grid;
mod prepared;
mod simplify;
mod tile_id;
mod value;
mod wire;
mod writer;

pub use clip::{Window, clip};
pub use geometry::{is_clockwise, polygon_commands};
pub use grid::{BASE_ZOOM, EXTENT, Grid, GridPoint};
pub use prepared::{BadPreparedShape, GridPolygons, PreparedShape};
pub use simplify::Simplifier;
pub use tile_id::{BadTileId, MAX_ZOOM, TileId, WORLD_M};
pub use value::Value;
pub use writer::{LayerWriter, TileWriter};
