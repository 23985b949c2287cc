//! Who may see what: keys, roles, communes, pace. Every address for every role, and no secret in any answer.

use crate::fixture::{PUBLIC_URL, Reply, Server, import};
use crate::secrets::{SECRETS, addresses, write_map};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tempfile::TempDir;
use thuadat::cadastre::{EditDeed, EditOrder, NewKey, StoreLocation, Timestamp, edit};
use thuadat::{ReadRequest, Unobserved};
use thuadat_server::{NewKeyRequest, Role, Settings, Source, create_key, keys_in, revoke_key};

const AUTHOR: &str = "Cán bộ Thử";
const REASON: &str = "theo đơn của một hộ";

struct Office {
    folder: TempDir,
    server: Server,
}

impl Office {
    /// A store of a map that has people in it and one edit, behind keys.
    fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (map, store) = (folder.path().join("ban_do.geojson"), folder.path().join("kho.gpkg"));
        let location = StoreLocation::GeoPackage(store.clone());
        write_map(&map);
        import(&location, &map);
        let order = EditOrder {
            store: location,
            deed: EditDeed::Renumber {
                parcel: "06211/7/3".parse().unwrap(),
                to: NewKey { number: Some("30".to_owned()), ..NewKey::default() },
            },
            author: AUTHOR.to_owned(),
            reason: REASON.to_owned(),
            profile: None,
            allowed: Vec::new(),
        };
        edit(&order, &Unobserved).unwrap();
        let mut settings = Settings {
            public_url: PUBLIC_URL.to_owned(),
            base_path: "/cao-loc".to_owned(),
            keys: Some(folder.path().join("khoa.toml")),
            ..Settings::default()
        };
        change(&mut settings);
        let named = store.display().to_string();
        let source = Source::open(&named, ReadRequest::of(&named), &Unobserved).unwrap();
        Self { server: Server::with(source, settings), folder }
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("khoa.toml")
    }

    fn key(&self, role: Role, communes: &[&str], expires_at: Option<&str>) -> String {
        let request = NewKeyRequest {
            label: String::new(),
            role,
            communes: communes.iter().map(|code| (*code).to_owned()).collect(),
            expires_at: expires_at.map(|at| at.parse::<Timestamp>().unwrap()),
        };
        create_key(&self.keys(), request).unwrap().0
    }

    fn get(&self, address: &str, key: Option<&str>) -> Reply {
        let shown = key.map(|key| format!("Bearer {key}"));
        let headers: Vec<(&str, &str)> =
            shown.iter().map(|shown| ("authorization", shown.as_str())).collect();
        self.server.ask("GET", address, &headers)
    }

    /// Asks until a key is known or unknown: what is known of keys may be half a second old.
    fn becomes(&self, key: &str, status: u16) {
        let begun = Instant::now();
        while self.get("/health", Some(key)).status != status {
            assert!(begun.elapsed().as_secs() < 10, "{}", self.get("/health", Some(key)).status);
        }
    }
}

#[test]
fn keys_open_until_they_are_revoked_or_expire() {
    let office = Office::new(|_| {});
    let (key, other) = (
        office.key(Role::Viewer, &[], None),
        office.key(Role::Viewer, &[], Some("2030-01-01T00:00:00.000Z")),
    );
    let expired = office.key(Role::Admin, &[], Some("2020-01-01T00:00:00.000Z"));
    office.becomes(&key, 200);
    office.becomes(&other, 200);
    let changed = format!("{}0", &key[..key.len() - 1]);
    let changed = if changed == key { format!("{}1", &key[..key.len() - 1]) } else { changed };
    for wrong in [&*expired, &changed, "", "x", &key[..20], &key.to_uppercase(), &format!("{key} {key}")] {
        let reply = office.get("/health", Some(wrong));
        assert_eq!(
            (reply.status.as_u16(), reply.header("www-authenticate")),
            (401, "Bearer error=\"invalid_token\""),
            "{wrong}"
        );
        assert_eq!(reply.json()["code"], "unknown-key");
        assert!(wrong.len() < 9 || !reply.text().contains(wrong), "no key in an answer");
    }
    // A key in an address would be in every log on the way.
    for name in ["key", "access_token", "token"] {
        assert_eq!(office.get(&format!("/search?q=1&{name}={key}"), None).status, 400);
    }
    // What a proxy asks for its own sake is nothing to the server.
    let basic = office.server.ask("GET", "/health", &[("authorization", "Basic dTpw")]);
    assert_eq!(basic.status, 200);
    let name = keys_in(&office.keys()).unwrap()[0].name.clone();
    revoke_key(&office.keys(), &name).unwrap();
    office.becomes(&key, 401);
    office.becomes(&other, 200);
    // Where the file is gone no key opens anything.
    std::fs::remove_file(office.keys()).unwrap();
    office.becomes(&other, 401);
    assert_eq!(office.get("/health", None).status, 200);
}

#[test]
fn who_changed_a_parcel_and_why_is_for_officers_of_its_commune() {
    let office = Office::new(|_| {});
    let cases = [
        (Role::Viewer, &[][..], false),
        (Role::Officer, &[], true),
        (Role::Officer, &["06211"], true),
        (Role::Officer, &["06199", "06211"], true),
        (Role::Officer, &["06199"], false),
        (Role::Editor, &[], true),
        (Role::Admin, &[], true),
        (Role::Admin, &["06199"], false),
    ];
    let keys: Vec<String> =
        cases.iter().map(|(role, communes, _)| office.key(*role, communes, None)).collect();
    office.becomes(keys.last().unwrap(), 200);
    let address = "/parcels/06211/7/30/history";
    for ((role, communes, sees), key) in cases.iter().zip(&keys) {
        let reply = office.get(address, Some(key));
        assert_eq!(reply.status, 200);
        for secret in [AUTHOR, REASON] {
            assert_eq!(reply.text().contains(secret), *sees, "{role} of {communes:?}: {}", reply.text());
        }
        assert_eq!(reply.header("cache-control"), "private, no-cache");
        let varies: Vec<_> =
            reply.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(varies.contains(&"Authorization"), "{varies:?}");
    }
    let anybody = office.get(address, None);
    assert!(!anybody.text().contains(AUTHOR) && anybody.header("cache-control") == "no-cache");
    // An answer for one role is none for another.
    let officer = office.get(address, Some(&keys[1]));
    assert_ne!(officer.header("etag"), anybody.header("etag"));
}

#[test]
fn how_the_server_fares_is_for_admins() {
    let office = Office::new(|_| {});
    let (officer, admin) = (office.key(Role::Officer, &[], None), office.key(Role::Admin, &[], None));
    office.becomes(&admin, 200);
    assert_eq!(office.get("/metrics", None).status, 403);
    assert_eq!(office.get("/metrics", Some(&officer)).status, 403);
    assert_eq!(office.get("/metrics", Some(&admin)).status, 200);
}

/// Every address for every role: nothing of a person stands in any answer, whoever asks; and who changed what is told by the rule above
/// and nowhere else.
#[test]
fn every_address_for_every_role() {
    let office = Office::new(|_| {});
    let mut callers: BTreeMap<String, Option<String>> = BTreeMap::from([("anybody".to_owned(), None)]);
    for role in Role::ALL {
        for communes in [&[][..], &["06211"], &["06199"]] {
            callers.insert(format!("{role} {communes:?}"), Some(office.key(role, communes, None)));
        }
    }
    office.becomes(callers["admin []"].as_deref().unwrap(), 200);
    let mut addresses = addresses(&office.server);
    addresses.push("/parcels/06211/7/30/history".to_owned());
    addresses.push("/parcels/06211/7/30".to_owned());
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for (caller, key) in &callers {
        let mut answered = 0;
        for address in &addresses {
            let reply = office.get(address, key.as_deref());
            answered += usize::from(reply.status.is_success());
            let mut all = reply.body.clone();
            for (name, value) in &reply.headers {
                all.extend_from_slice(name.as_str().as_bytes());
                all.extend_from_slice(value.as_bytes());
            }
            let holds = |secret: &str| all.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
            for secret in SECRETS {
                assert!(!holds(secret), "{caller} {address} tells `{secret}`");
            }
            if holds(AUTHOR) || holds(REASON) {
                told.insert((caller.clone(), address.clone()));
            }
        }
        assert!(answered > 50, "{caller}: only {answered} addresses answered");
    }
    let may_know = [
        "officer []",
        "officer [\"06211\"]",
        "editor []",
        "editor [\"06211\"]",
        "admin []",
        "admin [\"06211\"]",
    ];
    let tellers: BTreeSet<&str> = told.iter().map(|(caller, _)| caller.as_str()).collect();
    assert_eq!(tellers, BTreeSet::from(may_know));
    assert!(told.iter().all(|(_, address)| address.ends_with("/history")), "{told:?}");
}

#[test]
fn nobody_asks_too_often() {
    let office = Office::new(|settings| {
        settings.requests_a_minute = 5;
        settings.trusted_hops = 1;
    });
    let ask = |forwarded: &str| office.server.ask("GET", "/health", &[("x-forwarded-for", forwarded)]);
    for _ in 0..5 {
        assert_eq!(ask("1.1.1.1").status, 200);
    }
    let refused = ask("1.1.1.1");
    assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (429, Some("too-often")));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 13);
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    // What a client invents stands left of what the proxy saw.
    assert_eq!(ask("9.9.9.9, 1.1.1.1").status, 429);
    assert_eq!(ask("1.1.1.1, 9.9.9.9").status, 200);
    // Browsers may ask whether they may ask, and as often as anything else.
    let before = |forwarded: &str| {
        office.server.ask("OPTIONS", "/health", &[("x-forwarded-for", forwarded)]).status.as_u16()
    };
    assert_eq!(before("1.1.1.1"), 429);
    assert_eq!((0..6).map(|_| before("2.2.2.2:80")).collect::<Vec<_>>(), [204, 204, 204, 204, 204, 429]);
    // Whoever has a key has a pace of his own.
    let key = office.key(Role::Viewer, &[], None);
    let shown = format!("Bearer {key}");
    let known =
        || office.server.ask("GET", "/health", &[("x-forwarded-for", "1.1.1.1"), ("authorization", &shown)]);
    assert_eq!((0..6).map(|_| known().status.as_u16()).collect::<Vec<_>>(), [200, 200, 200, 200, 200, 429]);
}

#[test]
fn a_missing_file_of_keys_opens_nothing() {
    let office = Office::new(|_| {});
    assert!(!Path::new(&office.keys()).exists());
    let reply = office.get("/health", Some(&format!("thuadat_{}_{}", "0".repeat(12), "0".repeat(64))));
    assert_eq!(reply.status, 401);
}
