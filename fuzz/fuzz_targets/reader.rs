//! Any bytes as a GeoJSON file: read, or refused with a message; what is read keeps its promises.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::path::PathBuf;
use tempfile::TempDir;
use thuadat_core::Unobserved;
use thuadat_io::{ReadRequest, read};

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(tempfile::tempdir().unwrap());
}

fuzz_target!(|bytes: &[u8]| {
    let path = FOLDER.with_borrow(|folder| -> PathBuf { folder.path().join("thua.geojson") });
    std::fs::write(&path, bytes).unwrap();
    match read(&ReadRequest::of(&path), &Unobserved) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(dataset) => {
            let parcels = &dataset.parcels;
            assert_eq!(parcels.records.len(), parcels.geometries.len());
            let vertices: usize =
                (0..parcels.len()).map(|parcel| parcels.geometries.parcel_coords(parcel).len()).sum();
            assert_eq!(vertices, parcels.geometries.coords().len());
        }
    }
});
