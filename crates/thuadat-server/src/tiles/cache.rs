//! Tiles that were made, as long as they are true and there is room.

use super::Reduction;
use crate::source::Version;
use crate::web::{Encoding, content_hash, tag_of};
use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::{Arc, OnceLock};
use thuadat_tiles::TileId;

/// A tile and what it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TileKey {
    /// Parcels, of a version of the cadastre.
    Parcels(TileId, Version),
    /// Findings, of the map of this number.
    Findings(TileId, u64),
    /// Sheets and communes, of the map of this number.
    Sheets(TileId, u64),
}

/// Tiles in memory.
#[derive(Debug)]
pub(crate) struct TileCache(Option<Cache<TileKey, Arc<KeptTile>, ByBytes>>);

/// A tile as it was made, packed in each way somebody asked for.
#[derive(Debug)]
pub(crate) struct KeptTile {
    pub(crate) bytes: Bytes,
    pub(crate) reduction: Option<Reduction>,
    hash: String,
    packed: [OnceLock<Bytes>; 3],
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<TileKey, Arc<KeptTile>> for ByBytes {
    /// With room for what packing will add.
    fn weight(&self, _: &TileKey, tile: &Arc<KeptTile>) -> u64 {
        (tile.bytes.len() * 2 + 256) as u64
    }
}

/// A tile with what is usual around it; to guess how many there will be.
const USUAL_BYTES: u64 = 40_000;

impl TileCache {
    /// Keeps at most so many bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        let tiles = (bytes / USUAL_BYTES).max(16) as usize;
        Self((bytes > 0).then(|| Cache::with_weighter(tiles, bytes, ByBytes)))
    }

    /// A tile that is there.
    pub(crate) fn get(&self, key: TileKey) -> Option<Arc<KeptTile>> {
        self.0.as_ref()?.get(&key)
    }

    /// The tile, made where it is not there; who else asks for it meanwhile waits for the same one.
    pub(crate) fn get_or_make<E>(
        &self,
        key: TileKey,
        make: impl FnOnce() -> Result<KeptTile, E>,
    ) -> Result<Arc<KeptTile>, E> {
        match &self.0 {
            Some(cache) => cache.get_or_insert_with(&key, || make().map(Arc::new)),
            None => make().map(Arc::new),
        }
    }
}

impl KeptTile {
    pub(crate) fn new(bytes: Vec<u8>, reduction: Option<Reduction>) -> Self {
        Self { hash: content_hash(&bytes), bytes: bytes.into(), reduction, packed: Default::default() }
    }

    /// Its strong ETag in an encoding.
    pub(crate) fn tag(&self, encoding: Encoding) -> String {
        tag_of(&self.hash, encoding)
    }

    /// Its bytes in an encoding, where they are there already.
    pub(crate) fn is_packed(&self, encoding: Encoding) -> bool {
        self.place(encoding).is_none_or(|place| place.get().is_some())
    }

    /// Its bytes in an encoding.
    pub(crate) fn packed(&self, encoding: Encoding) -> Bytes {
        match self.place(encoding) {
            None => self.bytes.clone(),
            Some(place) => place.get_or_init(|| encoding.pack(&self.bytes).into()).clone(),
        }
    }

    fn place(&self, encoding: Encoding) -> Option<&OnceLock<Bytes>> {
        match encoding {
            Encoding::Identity => None,
            Encoding::Gzip => Some(&self.packed[0]),
            Encoding::Brotli => Some(&self.packed[1]),
            Encoding::Zstd => Some(&self.packed[2]),
        }
    }
}
