//! Numbers that were: where their parcels went, and what became of them.

use crate::fixture::{PUBLIC_URL, Server, import, memory, parcel_and_parts, sample};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use thuadat::cadastre::{EditDeed, EditOrder, NewFacts, NewKey, StoreLocation, edit};
use thuadat::{ReadRequest, Unobserved};

struct Office {
    folder: TempDir,
    location: StoreLocation,
    server: Server,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kho.gpkg");
        let location = StoreLocation::GeoPackage(path.clone());
        import(&location, &sample());
        Self { folder, location, server: Server::of_file(&path) }
    }

    fn edit(&self, deed: EditDeed) -> i64 {
        let order = EditOrder {
            store: self.location.clone(),
            deed,
            author: "Người Thử".to_owned(),
            reason: "vì lý do riêng".to_owned(),
            profile: None,
            allowed: ["topology/gap", "topology/overlap"].map(str::to_owned).to_vec(),
        };
        edit(&order, &Unobserved).unwrap().edited.record
    }

    /// The answer about a number, once an edit is seen.
    fn becomes(&self, address: &str, status: u16) -> crate::fixture::Reply {
        let begun = std::time::Instant::now();
        loop {
            let reply = self.server.get(address);
            if reply.status == status {
                return reply;
            }
            assert!(begun.elapsed().as_secs() < 10, "{address}: {} {}", reply.status, reply.text());
        }
    }

    fn items(&self) -> Vec<Value> {
        let native = "http://www.opengis.net/def/crs/EPSG/0/9215";
        let page = self.server.json(&format!("/ogc/collections/parcels/items?limit=500&crs={native}"));
        page["features"].as_array().unwrap().clone()
    }
}

fn path(parcel: &Value) -> String {
    let text = |name: &str| parcel["properties"][name].as_str().unwrap();
    format!("/parcels/{}/{}/{}", text("commune"), text("sheet"), text("number"))
}

fn named(parcel: &Value) -> thuadat::cadastre::ParcelAddress {
    format!("#{}", parcel["id"]).parse().unwrap()
}

#[test]
fn a_number_that_was_leads_to_where_its_parcel_went() {
    let office = Office::new();
    let parcel = &office.items()[0];
    let to = NewKey { number: Some("9001".to_owned()), ..NewKey::default() };
    office.edit(EditDeed::Renumber { parcel: named(parcel), to });
    let old = path(parcel);
    let reply = office.becomes(&old, 301);
    let new = reply.header("location").to_owned();
    assert!(new.starts_with(PUBLIC_URL) && new.ends_with("/9001"), "{new}");
    assert_eq!((reply.json()["code"].as_str(), reply.header("cache-control")), (Some("moved"), "no-cache"));
    assert_eq!(office.server.json(&new)["features"][0]["id"], parcel["id"]);
    let any_commune = old.replace("/06211/", "/-/");
    assert_eq!(office.server.get(&any_commune).header("location"), new);
    // Both numbers tell the same past.
    let (of_old, of_new) =
        (office.server.json(&format!("{old}/history")), office.server.json(&format!("{new}/history")));
    assert_eq!(of_old, of_new);
    let versions = of_old["parcels"][0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0]["number"]["number"], parcel["properties"]["number"]);
    assert_eq!(versions[1]["number"]["number"], "9001");
    assert_eq!(of_old["parcels"][0]["records"].as_array().unwrap().len(), 2);
    assert!(!of_old.to_string().contains("Người Thử") && !of_old.to_string().contains("lý do riêng"));
}

#[test]
fn parcels_that_ended_say_what_came_of_them() {
    let office = Office::new();
    let items = office.items();
    let (split, parts) = parcel_and_parts(&items);
    let file = office.folder.path().join("phan.geojson");
    std::fs::write(&file, parts.to_string()).unwrap();
    let numbers = vec!["9002".to_owned(), "9003".to_owned()];
    let parts = ReadRequest { crs: Some(9215), ..ReadRequest::of(&file) };
    office.edit(EditDeed::Split { parcel: named(split), parts, numbers });
    let ended = office.becomes(&path(split), 410).json();
    assert_eq!(ended["code"], "ended");
    for words in ["9002", "9003"] {
        assert!(ended["detail"].as_str().unwrap().contains(words), "{ended}");
        assert!(ended["detail_vi"].as_str().unwrap().contains(words), "{ended}");
    }
    let links = ended["links"].as_array().unwrap();
    assert_eq!(links.len(), 2);
    for link in links {
        office.server.json(link["href"].as_str().unwrap());
    }
    let history = office.server.json(&format!("{}/history", path(split)));
    assert_eq!(history["parcels"][0]["descendants"].as_array().unwrap().len(), 2);

    // Merged again, there is one place to go to.
    let both = ["9002", "9003"]
        .map(|number| path(split).rsplit_once('/').map(|(sheet, _)| format!("{sheet}/{number}")).unwrap());
    let ids: Vec<_> = both.iter().map(|path| named(&office.server.json(path)["features"][0])).collect();
    office.edit(EditDeed::Merge {
        parcels: ids,
        number: Some("9004".to_owned()),
        facts: NewFacts::default(),
    });
    for was in both.iter().chain([&path(split)]) {
        assert!(office.becomes(was, 301).header("location").ends_with("/9004"), "{was}");
    }

    // What is retired leads nowhere; what is taken back is there again.
    let gone = items.iter().rfind(|parcel| parcel["id"] != split["id"]).unwrap();
    let record = office.edit(EditDeed::Retire { parcels: vec![named(gone)] });
    let ended = office.becomes(&path(gone), 410).json();
    assert!(ended["links"].is_null(), "{ended}");
    office.edit(EditDeed::Undo { record });
    office.becomes(&path(gone), 200);
}

#[test]
fn what_never_was_and_what_has_no_past() {
    let office = Office::new();
    office.server.problem("/parcels/06211/1/khong/history", 404);
    office.server.problem("/parcels/06211/1/khong", 404);
    office.server.problem("/parcels/06211/1/1/history?x=1", 400);
    for commune in ["-", "06211"] {
        let all = office.server.problem(&format!("/parcels/{commune}/-/-/history"), 400);
        assert_eq!(all["code"], "number-needed");
    }
    let nowhere = office.server.problem("/parcels/-/1/khong/history", 404);
    assert!(nowhere["detail"].as_str().unwrap().contains("name the commune"), "{nowhere}");
    let somewhere = office.server.json("/parcels/-/1/1/history");
    assert_eq!(somewhere["communes_looked_in"], serde_json::json!(["06211"]));
    assert!(office.server.json("/parcels/06211/1/1/history")["communes_looked_in"].is_null());
    assert_eq!(memory().problem("/parcels/06211/1/1/history", 404)["code"], "no-past");
    let found = office.server.json("/parcels/06211/1/1");
    assert_eq!(found["links"][1]["rel"], "version-history");
    assert!(Path::new(&office.location.to_string()).exists());
}
