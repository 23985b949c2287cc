//! `thuadat serve`, `thuadat key` and `thuadat tiles`: a cadastre for map viewers.

mod arguments;
mod key;
mod serve;
mod tiles;

pub(crate) use arguments::{KeyArguments, ServeArguments, TilesArguments, TilesCommand};
pub(crate) use key::run as run_key;
pub(crate) use serve::run as run_serve;
pub(crate) use tiles::run as run_tiles;
