//! Nothing of a person is in any answer, whatever columns a file has.

use crate::fixture::{Server, import};
use serde_json::json;
use std::path::Path;
use thuadat::cadastre::StoreLocation;

/// Made-up people, identity numbers, serials.
pub(crate) const SECRETS: [&str; 6] =
    ["Nguyễn Thị Bịa", "020099123456", "AB 987654", "CS-0001-bia", "Thôn Không Có Thật", "0912000111"];
const COLUMNS: [&str; 6] = ["tenChuSuDung", "soCCCD", "soPhatHanh", "soVaoSo", "diaChi", "dienThoai"];

/// A map that has people among its columns.
pub(crate) fn write_map(path: &Path) {
    let features: Vec<_> = (0..3)
        .map(|position| {
            let west = 106.85 + f64::from(position) * 0.0005;
            let mut properties = json!({
                "maXa": "06211", "soTo": "7", "soThua": (position + 1).to_string(), "dienTich": 2500.0, "loaiDat": "ONT",
            });
            for (column, secret) in COLUMNS.into_iter().zip(SECRETS) {
                properties[column] = json!(secret);
            }
            let ring = [(0.0, 0.0), (0.0005, 0.0), (0.0005, 0.0005), (0.0, 0.0005), (0.0, 0.0)]
                .map(|(dx, dy)| json!([west + dx, 21.93 + dy]));
            json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Polygon", "coordinates": [ring] } })
        })
        .collect();
    let map = json!({ "type": "FeatureCollection", "features": features });
    std::fs::write(path, map.to_string()).unwrap();
}

/// All addresses there are, with parcels in them.
pub(crate) fn addresses(server: &Server) -> Vec<String> {
    let mut addresses: Vec<String> = [
        "/",
        "/health",
        "/ready",
        "/metrics",
        "/tiles/parcels",
        "/tiles/findings",
        "/findings",
        "/findings?state=accepted",
        "/findings?state=fixed",
    ]
    .map(str::to_owned)
    .to_vec();
    let items = "/ogc/collections/parcels/items";
    for format in ["json", "html"] {
        for path in
            ["/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/parcels", items]
        {
            addresses.push(format!("{path}?f={format}"));
        }
        addresses.extend((1..=3).map(|id| format!("{items}/{id}?f={format}")));
    }
    for number in 1..=3 {
        addresses.push(format!("/parcels/06211/7/{number}"));
        addresses.push(format!("/parcels/06211/7/{number}/neighbours"));
        addresses.push(format!("/parcels/06211/7/{number}/history"));
        addresses.push(format!("/findings?parcel={number}"));
    }
    addresses.extend(["/search?q=7/1".to_owned(), "/search?q=t%E1%BB%9D%207".to_owned()]);
    // Secrets themselves find nothing.
    for secret in SECRETS {
        let escaped = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC);
        addresses.push(format!("/search?q={escaped}"));
    }
    let bounds = server.json("/tiles/parcels");
    let (x, y) = (bounds["center"][0].as_f64().unwrap(), bounds["center"][1].as_f64().unwrap());
    for zoom in 6..=18_u8 {
        let count = f64::from(1_u32 << zoom);
        let row = (1.0 - y.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * count;
        let column = (x + 180.0) / 360.0 * count;
        for tiles in ["parcels", "findings"] {
            addresses.push(format!("/tiles/{tiles}/{zoom}/{}/{}", column as u32, row as u32));
        }
    }
    addresses
}

fn check(server: &Server) {
    let mut answered = 0;
    for address in addresses(server) {
        let reply = server.get(&address);
        answered += usize::from(reply.status.is_success());
        for secret in SECRETS {
            let is_there = reply.body.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
            assert!(!is_there, "{address} tells `{secret}`");
        }
        for (name, value) in &reply.headers {
            assert!(
                SECRETS.iter().all(|secret| !value
                    .as_bytes()
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes())),
                "{address}: {name}"
            );
        }
    }
    assert!(answered > 35, "only {answered} addresses answered");
    // What must be there is there: the search would see a secret if there were one.
    let item = server.get("/ogc/collections/parcels/items/1").text();
    assert!(item.contains("\"ONT\"") && item.contains("06211"), "{item}");
}

#[test]
fn of_a_file_with_people_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ban_do.geojson");
    write_map(&path);
    check(&Server::of_file(&path));
}

#[test]
fn of_a_store_imported_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, store) = (folder.path().join("ban_do.geojson"), folder.path().join("kho.gpkg"));
    write_map(&path);
    import(&StoreLocation::GeoPackage(store.clone()), &path);
    check(&Server::of_file(&store));
}
