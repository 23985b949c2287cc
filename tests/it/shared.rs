//! The collection of real parcels and third-party test vectors, which a user's clone does not have.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// A file of the collection; none where there is no collection. A collection without the file is an error.
pub(crate) fn path(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("THUADAT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    root.is_dir().then(|| root.join("data").join(file))
}

/// A JSON document of the collection, packed or not.
pub(crate) fn json(file: &str) -> Option<Value> {
    let path = path(file)?;
    let mut text = String::new();
    let mut stored = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let read = if path.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(stored).read_to_string(&mut text)
    } else {
        stored.read_to_string(&mut text)
    };
    read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
