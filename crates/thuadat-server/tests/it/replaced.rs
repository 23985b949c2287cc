//! A store put in the place of the one that is served.

use crate::fixture::{Server, import, sample};
use std::time::{Duration, Instant};
use thuadat::cadastre::{Store, StoreLocation};

/// Asks until an answer is as expected: what is known of a store may be half a second old.
#[track_caller]
fn becomes(server: &Server, address: &str, expected: impl Fn(u16, usize) -> bool) {
    let begun = Instant::now();
    loop {
        let reply = server.get(address);
        if expected(reply.status.as_u16(), reply.body.len()) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{address}: {}", reply.status);
        std::thread::yield_now();
    }
}

#[test]
#[cfg(unix)]
fn another_store_under_the_same_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kho.gpkg");
    let (full, empty) = (StoreLocation::GeoPackage(path.clone()), folder.path().join("khac.gpkg"));
    import(&full, &sample());
    let server = Server::of_file(&path);
    let parcel = "/ogc/collections/parcels/items?limit=1";
    becomes(&server, parcel, |status, _| status == 200);
    assert_eq!(server.json(parcel)["numberReturned"], 1);

    Store::migrate(&StoreLocation::GeoPackage(empty.clone())).unwrap();
    std::fs::rename(&empty, &path).unwrap();
    let begun = Instant::now();
    while server.json(parcel)["numberReturned"] != 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "the old store is still served");
    }
    for _ in 0..20 {
        assert_eq!(server.json(parcel)["numberReturned"], 0, "answers are not mixed");
    }

    std::fs::remove_file(&path).unwrap();
    becomes(&server, parcel, |status, _| status == 503);
    import(&full, &sample());
    becomes(&server, parcel, |status, _| status == 200);
    assert_eq!(server.json(parcel)["numberReturned"], 1);
}
