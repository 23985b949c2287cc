//! What a parcel says, as one hash: the same in both kinds of store, so that contents can be compared and proven.

use sha2::{Digest, Sha256};
use std::fmt;
use thuadat_core::ParcelRecord;

/// SHA-256 of what a parcel says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

/// The hash of what a parcel says: key, areas, land uses, code, coordinate system and shape. How a source calls the feature
/// is no part of it.
#[must_use]
pub fn content_hash(record: &ParcelRecord, epsg: u32, wkb: Option<&[u8]>) -> ContentHash {
    let mut digest = Sha256::new();
    digest.update(b"thuadat parcel 1");
    let key = &record.key;
    for text in [&key.commune, &key.sheet, &key.number, &record.code, &record.land_use] {
        add_optional(&mut digest, text.as_deref().map(str::as_bytes));
    }
    for area in [record.recorded_area_m2, record.legal_area_m2] {
        add_optional(&mut digest, area.map(number_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }
    digest.update((record.land_use_areas_m2.len() as u64).to_le_bytes());
    for &area in &record.land_use_areas_m2 {
        digest.update(number_bytes(area));
    }
    digest.update(epsg.to_le_bytes());
    add_optional(&mut digest, wkb);
    ContentHash(digest.finalize().into())
}

fn add_optional(digest: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => digest.update([0]),
        Some(bytes) => {
            digest.update([1]);
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
    }
}

/// `SQLite` keeps −0 as 0.
fn number_bytes(number: f64) -> [u8; 8] {
    (number + 0.0).to_le_bytes()
}
