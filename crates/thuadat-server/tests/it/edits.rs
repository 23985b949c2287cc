//! Edits over HTTP: who may, what was seen, what comes of it, and who is told.

use crate::fixture::{PUBLIC_URL, Reply, Server, import, memory, parcel_and_parts, sample};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thuadat::cadastre::{Access, Store, StoreLocation};
use thuadat::{ReadRequest, Unobserved};
use thuadat_server::{NewKeyRequest, Role, Settings, Source, create_key};
use thuadat_testkit::PostgresServer;

const NATIVE: &str = "http://www.opengis.net/def/crs/EPSG/0/9215";

struct Office {
    folder: TempDir,
    location: StoreLocation,
    server: Server,
    _postgres: Option<PostgresServer>,
}

impl Office {
    fn new(is_read_only: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = StoreLocation::GeoPackage(folder.path().join("kho.gpkg"));
        Self::at(folder, location, None, is_read_only)
    }

    fn postgis() -> Self {
        let postgres = PostgresServer::start().unwrap();
        let location: StoreLocation = postgres.new_database().unwrap().parse().unwrap();
        Store::migrate(&location).unwrap();
        Self::at(tempfile::tempdir().unwrap(), location, Some(postgres), false)
    }

    fn at(
        folder: TempDir,
        location: StoreLocation,
        postgres: Option<PostgresServer>,
        is_read_only: bool,
    ) -> Self {
        import(&location, &sample());
        let settings = Settings {
            public_url: PUBLIC_URL.to_owned(),
            base_path: "/cao-loc".to_owned(),
            tile_cache_bytes: 1 << 24,
            keys: Some(folder.path().join("khoa.toml")),
            is_read_only,
            ..Settings::default()
        };
        let named = location.to_string();
        let source = Source::open(&named, ReadRequest::of(&named), &Unobserved).unwrap();
        Self { server: Server::with(source, settings), folder, location, _postgres: postgres }
    }

    fn key(&self, role: Role, communes: &[&str]) -> String {
        let request = NewKeyRequest {
            label: "Bàn chỉnh lý".to_owned(),
            role,
            communes: communes.iter().map(|code| (*code).to_owned()).collect(),
            expires_at: None,
        };
        let key = create_key(&self.folder.path().join("khoa.toml"), request).unwrap().0;
        let begun = Instant::now();
        while self.server.ask("GET", "/health", &[("authorization", &format!("Bearer {key}"))]).status != 200
        {
            assert!(begun.elapsed().as_secs() < 10, "the key is not known");
        }
        key
    }

    fn post(&self, key: Option<&str>, tags: &[&str], order: &Value) -> Reply {
        let mut request = Request::builder().method("POST").uri("/cao-loc/edits");
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if !tags.is_empty() {
            request = request.header("if-match", tags.join(", "));
        }
        self.server.send(request.body(Body::from(order.to_string())).unwrap())
    }

    /// Carries an edit out that must succeed.
    #[track_caller]
    fn edit(&self, key: &str, tags: &[&str], order: &Value) -> Value {
        let reply = self.post(Some(key), tags, order);
        assert_eq!(reply.status, 201, "{order}: {}", reply.text());
        reply.json()
    }

    fn items(&self) -> Vec<Value> {
        let page = self.server.json(&format!("/ogc/collections/parcels/items?limit=500&crs={NATIVE}"));
        page["features"].as_array().unwrap().clone()
    }

    /// The tag of a parcel as it is now.
    fn tag(&self, parcel: &Value) -> String {
        let history = self.server.json(&format!("{}/history", path(parcel)));
        let of = history["parcels"].as_array().unwrap().iter().find(|one| one["id"] == parcel["id"]).unwrap();
        let last = of["versions"].as_array().unwrap().last().unwrap();
        last["tag"].as_str().unwrap().to_owned()
    }
}

fn path(parcel: &Value) -> String {
    let text = |name: &str| parcel["properties"][name].as_str().unwrap();
    format!("/parcels/{}/{}/{}", text("commune"), text("sheet"), text("number"))
}

fn ring(parcel: &Value) -> Vec<Value> {
    parcel["geometry"]["coordinates"][0][0].as_array().unwrap().clone()
}

fn renumber(parcel: &Value, number: &str) -> Value {
    json!({ "deed": "renumber", "parcels": [parcel["id"]], "number": number, "reason": "thử" })
}

#[test]
fn editors_alone_change_the_cadastre() {
    let office = Office::new(false);
    let items = office.items();
    let (parcel, tag) = (&items[0], office.tag(&items[0]));
    let order = renumber(parcel, "9001");
    assert_eq!(office.post(None, &[&tag], &order).status, 403);
    for role in [Role::Viewer, Role::Officer] {
        let key = office.key(role, &[]);
        assert_eq!(office.post(Some(&key), &[&tag], &order).status, 403, "{role}");
    }
    let elsewhere = office.key(Role::Editor, &["06199"]);
    assert_eq!(office.post(Some(&elsewhere), &[&tag], &order).status, 403);
    let here = office.key(Role::Editor, &["06211"]);
    let away = json!({ "deed": "renumber", "parcels": [parcel["id"]], "commune": "06199", "reason": "thử" });
    assert_eq!(office.post(Some(&here), &[&tag], &away).status, 403, "not into another commune");
    assert_eq!(office.server.get(&path(parcel)).status, 200, "nothing was changed");
    let done = office.edit(&here, &[&tag], &order);
    assert_eq!(done["kind"], "renumber");
    let record = done["record"].as_i64().unwrap();
    let undo = json!({ "deed": "undo", "record": record, "reason": "thử" });
    assert_eq!(office.post(Some(&here), &[], &undo).status, 403, "a record may be of any commune");
    let admin = office.key(Role::Admin, &[]);
    office.edit(&admin, &[], &undo);
    assert_eq!(office.server.get(&path(parcel)).status, 200);
    // The record says who: what the key is for.
    let mut store = Store::open(&office.location, Access::Read).unwrap();
    assert_eq!(store.record(record).unwrap().unwrap().author, "Bàn chỉnh lý");
}

#[test]
fn who_saw_an_older_version_is_told_what_changed() {
    let office = Office::new(false);
    let key = office.key(Role::Editor, &[]);
    let items = office.items();
    let (parcel, tag) = (&items[0], office.tag(&items[0]));
    let facts = |use_: &str| json!({ "deed": "correct", "parcels": [parcel["id"]], "facts": { "land_use": use_ }, "reason": "đo lại" });
    let done = office.edit(&key, &[&tag], &facts("CLN"));
    let new_tag = done["parcels"][0]["tag"].as_str().unwrap().to_owned();
    assert_ne!(new_tag, tag);
    assert_eq!(office.tag(parcel), new_tag);
    let late = office.post(Some(&key), &[&tag], &facts("ONT"));
    let problem = late.json();
    assert_eq!((late.status.as_u16(), problem["code"].as_str()), (412, Some("overtaken")), "{problem}");
    assert_eq!(problem["links"][0]["changed_by_record"], done["record"]);
    for words in ["Bàn chỉnh lý", "đo lại"] {
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
    office.edit(&key, &[&new_tag], &facts("ONT"));
    for (tags, status) in [(&[][..], 428), (&["\"1\""], 400), (&["*"], 400), (&["\"999999-1\""], 400)] {
        assert_eq!(office.post(Some(&key), tags, &facts("LUC")).status, status, "{tags:?}");
    }
}

/// An edit is in the next tile at once, and a tile that it does not touch keeps its tag.
fn check_tiles(office: &Office) {
    let key = office.key(Role::Editor, &[]);
    let items = office.items();
    let (parcel, shapes) = parcel_and_parts(&items);
    let places = office.server.json(&format!("/ogc/collections/parcels/items/{}", parcel["id"]));
    let at = &places["geometry"]["coordinates"][0][0][0];
    let count = f64::from(1_u32 << 17);
    let column = ((at[0].as_f64().unwrap() + 180.0) / 360.0 * count) as u32;
    let latitude = at[1].as_f64().unwrap().to_radians();
    let row = ((1.0 - latitude.tan().asinh() / std::f64::consts::PI) / 2.0 * count) as u32;
    let tile = format!("/tiles/parcels/17/{column}/{row}");
    let tags_of = || -> Vec<String> {
        let around = (0..9_u32).map(|at| format!("/tiles/parcels/17/{}/{}", column - 4 + at, row - 4));
        around.map(|address| office.server.get(&address).header("etag").to_owned()).collect()
    };
    let (before, far_before) = (office.server.get(&tile), tags_of());
    assert_eq!(before.status, 200);
    let order = json!({
        "deed": "split", "parcels": [parcel["id"]], "shapes": shapes, "crs": "EPSG:9215",
        "numbers": ["9002", "9003"], "reason": "tách cho con",
    });
    let done = office.edit(&key, &[&office.tag(parcel)], &order);
    let after = office.server.get(&tile);
    assert_ne!(before.header("etag"), after.header("etag"), "the very next tile has it");
    assert_eq!(tags_of(), far_before, "tiles far away keep their tags");
    let children: Vec<&Value> =
        done["parcels"].as_array().unwrap().iter().filter(|one| one["role"] == "new").collect();
    assert_eq!(children.len(), 2, "{done}");
    // Merged and taken back, the tile is what it was.
    let ids: Vec<&Value> = children.iter().map(|child| &child["id"]).collect();
    let tags: Vec<&str> = children.iter().map(|child| child["tag"].as_str().unwrap()).collect();
    let merge = json!({ "deed": "merge", "parcels": ids, "number": "9004", "reason": "hợp lại" });
    let merged = office.edit(&key, &tags, &merge);
    assert_eq!(office.server.get("/parcels/06211/-/9004").status, 200);
    for record in [&merged["record"], &done["record"]] {
        office.edit(&key, &[], &json!({ "deed": "undo", "record": record, "reason": "thử" }));
    }
    assert_eq!(office.server.get(&tile).header("etag"), before.header("etag"));
    let retire = json!({ "deed": "retire", "parcels": [parcel["id"]], "reason": "thử" });
    office.edit(&key, &[&office.tag(parcel)], &retire);
    assert_eq!(office.server.get(&path(parcel)).status, 410);
    let mut store = Store::open(&office.location, Access::Read).unwrap();
    let proof = thuadat::cadastre::verify(&mut store, &Unobserved).unwrap();
    assert!(proof.faults.is_empty() && proof.records > 5, "{proof:?}");
}

#[test]
fn an_edit_is_in_the_next_tile() {
    check_tiles(&Office::new(false));
}

#[test]
fn an_edit_of_postgis_is_in_the_next_tile() {
    check_tiles(&Office::postgis());
}

#[test]
fn what_cannot_be_done_is_told() {
    let office = Office::new(false);
    let key = office.key(Role::Editor, &[]);
    let items = office.items();
    let (parcel, tag) = (&items[0], office.tag(&items[0]));
    let id = &parcel["id"];
    let reason = "thử";
    for (order, status, code) in [
        (json!([]), 422, "bad-edit"),
        (json!({ "deed": "burn", "parcels": [id], "reason": reason }), 422, "bad-edit"),
        (json!({ "deed": "retire", "parcels": [id] }), 422, "bad-edit"),
        (json!({ "deed": "retire", "parcels": [id], "reason": " " }), 422, "bad-edit"),
        (json!({ "deed": "retire", "parcels": "1", "reason": reason }), 422, "bad-edit"),
        (json!({ "deed": "merge", "parcels": [id, id], "reason": reason }), 422, "bad-edit"),
        (json!({ "deed": "retire", "parcels": [id], "reason": reason, "holder": "x" }), 422, "bad-edit"),
        (json!({ "deed": "split", "parcels": [id], "reason": reason }), 422, "bad-edit"),
        (
            json!({ "deed": "split", "parcels": [id], "reason": reason, "shapes": { "type": "Point" } }),
            422,
            "not-a-map",
        ),
        (json!({ "deed": "correct", "parcels": [id], "reason": reason }), 422, "refused"),
        (
            json!({ "deed": "correct", "parcels": [id], "reason": reason, "facts": { "holder": "x" } }),
            422,
            "bad-edit",
        ),
        (
            json!({ "deed": "correct", "parcels": [id], "reason": reason, "facts": { "recorded_area_m2": -1.0 } }),
            422,
            "refused",
        ),
        (json!({ "deed": "merge", "parcels": [id], "reason": reason }), 422, "refused"),
        (json!({ "deed": "accept", "finding": "0000000000000000", "reason": reason }), 422, "refused"),
        (json!({ "deed": "accept", "finding": "x", "reason": reason }), 422, "bad-edit"),
        (json!({ "deed": "undo", "record": 99999, "reason": reason }), 422, "refused"),
    ] {
        let tags: &[&str] = if order["parcels"].is_array() { &[&tag] } else { &[] };
        let reply = office.post(Some(&key), tags, &order);
        let problem = reply.json();
        assert_eq!(
            (reply.status.as_u16(), problem["code"].as_str().unwrap()),
            (status, code),
            "{order}: {problem}"
        );
        assert!(!problem.to_string().contains(&std::env::temp_dir().display().to_string()), "{problem}");
    }
    // A shape over its neighbours makes errors: refused with what they would be.
    let corners = ring(parcel);
    let moved: Vec<Value> = corners.iter().map(|at| json!([at[0].as_f64().unwrap() + 3.0, at[1]])).collect();
    let shape = json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": [moved] } });
    let order = json!({
        "deed": "correct", "parcels": [id], "alone": true, "crs": "EPSG:9215", "reason": reason,
        "shapes": { "type": "FeatureCollection", "features": [shape] },
    });
    let reply = office.post(Some(&key), &[&tag], &order);
    let problem = reply.json();
    assert!(matches!(reply.status.as_u16(), 409 | 422), "{problem}");
    assert_eq!(office.tag(parcel), tag, "nothing was changed");
}

#[test]
fn who_only_reads_changes_nothing() {
    let office = Office::new(true);
    let key = office.key(Role::Admin, &[]);
    let items = office.items();
    let refused = office.post(Some(&key), &[&office.tag(&items[0])], &renumber(&items[0], "9001"));
    assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (403, Some("read-only")));
    // Without keys nobody is an editor.
    let request = Request::builder().method("POST").uri("/cao-loc/edits").body(Body::from("{}")).unwrap();
    assert_eq!(memory().send(request).status, 403);
}

/// Open viewers hear of changes, made here or elsewhere.
#[test]
fn changes_are_told() {
    let office = Office::new(false);
    let key = office.key(Role::Editor, &[]);
    let items = office.items();
    let (runtime, response) = office.server.begin("/changes");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let mut next = || -> String {
        let frame =
            runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), body.frame()).await });
        String::from_utf8(frame.unwrap().unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
    };
    assert!(next().starts_with("retry:"));
    office.edit(&key, &[&office.tag(&items[0])], &renumber(&items[0], "9001"));
    let told = next();
    assert!(told.starts_with("event: change\ndata: {\"parcels\":"), "{told}");
    import(&office.location, &{
        let map = office.folder.path().join("them.geojson");
        crate::secrets::write_map(&map);
        map
    });
    assert_ne!(next(), told);
}
