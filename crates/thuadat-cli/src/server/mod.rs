//! `thuadat serve` and `thuadat tiles`: a cadastre for map viewers.

mod arguments;
mod serve;
mod tiles;

pub(crate) use arguments::{ServeArguments, TilesArguments, TilesCommand};
pub(crate) use serve::run as run_serve;
pub(crate) use tiles::run as run_tiles;
