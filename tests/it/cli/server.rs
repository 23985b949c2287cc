//! `thuadat serve` as others meet it: GDAL as a client of the API and of tiles, a browser before the map page.

use super::program::{COULD_NOT_CHECK, PASSED, check_words, program, run, sample};
use gdal::vector::LayerAccess;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const CLEAN: &str = "cao-loc-synthetic-clean.gpkg";
const FAULTY: &str = "cao-loc-synthetic.gpkg";

/// A server on a port of its own, ended when dropped.
struct Server {
    child: Child,
    url: String,
    said: BufReader<std::process::ChildStderr>,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(program());
        command.arg("serve").args(arguments).args(["--listen", "127.0.0.1:0", "--quiet", "--lang", "en"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut all = String::new();
        let url = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "it ended: {all}");
            if let Some(found) = line.split("map: ").nth(1) {
                break found.split(' ').next().unwrap().to_owned();
            }
            all += &line;
        };
        Self { child, url, said }
    }

    /// The body of an answer of 200.
    fn get(&self, path: &str) -> Vec<u8> {
        let host = self.url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let words = String::from_utf8_lossy(&answer[..head]).into_owned();
        assert!(words.starts_with("HTTP/1.1 200"), "{path}: {words}");
        answer[head + 4..].to_vec()
    }

    /// Asks it to end, and waits until it has.
    fn end(mut self) -> String {
        let id = i32::try_from(self.child.id()).unwrap();
        #[expect(unsafe_code, reason = "the standard library sends no signals")]
        // SAFETY: the process is ours and not yet waited for.
        unsafe {
            libc::kill(id, libc::SIGTERM);
        }
        assert_eq!(self.child.wait().unwrap().code(), PASSED);
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        rest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_starts_answers_and_ends() {
    let begun = Instant::now();
    let server = Server::start(&[&sample(CLEAN).display().to_string()]);
    let ready_after = begun.elapsed();
    let health = String::from_utf8(server.get("/health")).unwrap();
    assert!(health.contains("\"ok\""), "{health}");
    // An optimised program takes a tenth of that.
    assert!(ready_after.as_secs() < 20, "{ready_after:?}");
    let said = server.end();
    check_words(&said, &["the server has ended"]);
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |arguments: &[&str]| {
        let mut command = Command::new(program());
        let ran = run(command.arg("serve").args(arguments).args(["--lang", "en"]).stdin(Stdio::null()));
        assert_eq!(ran.code, COULD_NOT_CHECK, "{arguments:?}: {}", ran.err);
        ran.err
    };
    check_words(&refusal(&["khong_co.gpkg"]), &["khong_co.gpkg", "thuadat import MAP --into khong_co.gpkg"]);
    check_words(&refusal(&["khong_co.shp"]), &["there is no file khong_co.shp"]);
    let nowhere = folder.path().join("a.geojson");
    std::fs::write(&nowhere, "no map").unwrap();
    check_words(&refusal(&[&nowhere.display().to_string()]), &["a.geojson"]);
    let map = sample(CLEAN).display().to_string();
    check_words(&refusal(&[&map, "--listen", "everywhere"]), &["no address and port"]);
    check_words(&refusal(&[&map, "--listen", "localhost"]), &["has no port", "localhost:8080"]);
    check_words(&refusal(&[&map, "--set", "max_connections"]), &["NAME=VALUE"]);
    check_words(
        &refusal(&[&map, "--set", "connections=1"]),
        &["no setting `connections`", "max_connections"],
    );
    check_words(&refusal(&[&map, "--set", "max_connections=0"]), &["max_connections", "from 1 to 100000"]);
    check_words(&refusal(&[&map, "--config", "khong_co.toml"]), &["khong_co.toml"]);
    check_words(&refusal(&[&map, "--public-url", "ban-do"]), &["no address clients could use"]);
    check_words(&refusal(&["postgres://a:secret@localhost:1/x"]), &["cannot be reached"]);
    assert!(!refusal(&["postgres://a:secret@localhost:1/x"]).contains("secret"));
    let taken = Server::start(&[&map]);
    let port = taken.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    check_words(&refusal(&[&map, "--listen", &port]), &["cannot listen at", "--listen"]);
}

/// Arguments go before the environment, that before the file; what comes of it can be seen, and is a file again.
#[test]
fn settings_are_shown_with_where_they_were_said() {
    let folder = tempfile::tempdir().unwrap();
    let (file, again) = (folder.path().join("a.toml"), folder.path().join("b.toml"));
    std::fs::write(&file, "listen = \"127.0.0.1:1\"\nmax_connections = 10\nidle_seconds = 5\n").unwrap();
    let map = sample(CLEAN).display().to_string();
    let shown = |path: &Path, arguments: &[&str]| {
        let mut command = Command::new(program());
        command.arg("serve").arg(&map).arg("--config").arg(path).args(["--show-config", "--lang", "en"]);
        let ran = run(command.args(arguments).stdin(Stdio::null()));
        assert_eq!(ran.code, PASSED, "{}", ran.err);
        ran.out
    };
    let text = {
        let mut command = Command::new(program());
        command.args(["serve", &map, "--config"]).arg(&file).args([
            "--show-config",
            "--listen",
            "localhost:3",
        ]);
        command.env("THUADAT_LISTEN", "127.0.0.1:2").env("THUADAT_MAX_CONNECTIONS", "20");
        run(command.stdin(Stdio::null())).out
    };
    let idle = format!("idle_seconds = 5 # {}:3", file.display());
    check_words(
        &text,
        &[
            "listen = \"127.0.0.1:3\" # argument listen",
            "max_connections = 20 # THUADAT_MAX_CONNECTIONS",
            &idle,
        ],
    );
    std::fs::write(&again, &text).unwrap();
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split(" # ").next().unwrap().to_owned()).collect()
    };
    assert_eq!(values(&shown(&again, &[])), values(&text));
}

#[test]
fn keys_are_made_listed_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("khoa.toml").display().to_string();
    let key = |arguments: &[&str], code: i32| {
        let mut command = Command::new(program());
        let ran = run(command.arg("key").args(arguments).args(["--keys", &file, "--lang", "en"]));
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
        ran
    };
    check_words(&key(&["list"], 2).err, &["cannot read the keys", "khoa.toml"]);
    let made = key(
        &[
            "create",
            "--role",
            "editor",
            "--commune",
            "06211,06199",
            "--expires",
            "2030-01-31",
            "--label",
            "bàn 2",
        ],
        0,
    );
    check_words(&made.err, &["made the key", "shown this once"]);
    let text = made.out.trim();
    let name = text.split('_').nth(1).unwrap();
    let listed = key(&["list"], 0).out;
    check_words(&listed, &[name, "editor", "06199,06211", "2030-01-31T16:59:59.999Z", "valid", "bàn 2"]);
    assert!(!listed.contains(text.rsplit('_').next().unwrap()), "no secret in the list");
    check_words(&key(&["revoke", name], 0).err, &["was revoked"]);
    check_words(&key(&["list"], 0).out, &["revoked"]);
    check_words(&key(&["revoke", "nobody"], 2).err, &["there is no key nobody"]);
    check_words(&key(&["create", "--role", "king"], 2).err, &["`king` is no role"]);
    check_words(&key(&["create", "--role", "viewer", "--expires", "tomorrow"], 2).err, &["is no moment"]);
}

fn open(name: &str) -> Dataset {
    let options = DatasetOptions { open_flags: GdalOpenFlags::GDAL_OF_VECTOR, ..DatasetOptions::default() };
    Dataset::open_ex(name, options).unwrap()
}

/// GDAL reads through the API what it reads from the file.
#[test]
fn gdal_is_a_client_of_the_api() {
    let path = sample(CLEAN).display().to_string();
    let server = Server::start(&[&path]);
    let served = open(&format!("OAPIF:{}ogc", server.url));
    let mut layer = served.layer(0).unwrap();
    assert_eq!(layer.name(), "parcels");
    let file = open(&path);
    let count = file.layer(0).unwrap().feature_count();
    assert_eq!(layer.feature_count(), count);
    let mut keys: Vec<(Option<String>, Option<String>)> = Vec::new();
    for feature in layer.features() {
        let text = |name: &str| {
            let index = feature.field_index(name).unwrap();
            feature.field_as_string(index).unwrap()
        };
        keys.push((text("sheet"), text("number")));
        assert!(feature.geometry().is_some());
    }
    assert_eq!(keys.len() as u64, count, "all pages to the last row");
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len() as u64, count, "no row twice");
    let extent = layer.get_extent().unwrap();
    let (x, y) = (f64::midpoint(extent.MinX, extent.MaxX), f64::midpoint(extent.MinY, extent.MaxY));
    layer.set_spatial_filter_rect(extent.MinX, extent.MinY, x, y);
    let some = layer.features().count() as u64;
    assert!(some > 0 && some < count, "{some} of {count}");
}

/// GDAL reads tiles.
#[test]
fn gdal_reads_tiles() {
    let server = Server::start(&[&sample(CLEAN).display().to_string()]);
    let tile_json = String::from_utf8(server.get("/tiles/parcels")).unwrap();
    let tile_json: serde_json::Value = serde_json::from_str(&tile_json).unwrap();
    let number = |at: usize| tile_json["center"][at].as_f64().unwrap();
    let (zoom, count) = (15, f64::from(1 << 15));
    let column = ((number(0) + 180.0) / 360.0 * count) as u32;
    let row = ((1.0 - number(1).to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * count) as u32;
    let tile = server.get(&format!("/tiles/parcels/{zoom}/{column}/{row}"));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(format!("{zoom}/{column}"));
    std::fs::create_dir_all(&place).unwrap();
    let path = place.join(format!("{row}.mvt"));
    std::fs::write(&path, tile).unwrap();
    let dataset = open(&format!("MVT:{}", path.display()));
    let mut parcels = dataset.layer_by_name("parcels").unwrap();
    let mut drawn = 0;
    for feature in parcels.features() {
        let geometry = feature.geometry().unwrap();
        assert!(geometry.is_valid(), "{}", geometry.wkt().unwrap());
        drawn += 1;
    }
    assert!(drawn > 10, "{drawn}");
}

/// A browser before the map page. Needs `npm ci` in `web` and Chromium; `scripts/test` brings both.
#[test]
fn a_browser_shows_the_map() {
    let server = Server::start(&[&sample(CLEAN).display().to_string()]);
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("map.png");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/test/viewer.mjs");
    let mut node = Command::new("node");
    let ran = node.arg(script).arg(&server.url).arg(&picture).output().expect("node is there");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    assert!(std::fs::metadata(&picture).unwrap().len() > 20_000, "the picture shows next to nothing");
}

/// The same browser before a map with faults.
#[test]
fn a_browser_shows_findings() {
    let server = Server::start(&[&sample(FAULTY).display().to_string()]);
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/test/findings.mjs");
    let mut node = Command::new("node");
    let ran = node.arg(script).arg(&server.url).arg(folder.path().join("findings.png")).output();
    let ran = ran.expect("node is there");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn tiles_as_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tiles.pmtiles");
    let (map, shown) = (sample(CLEAN).display().to_string(), file.display().to_string());
    let mut command = Command::new(program());
    let ran = run(command.args(["tiles", "export", &map, &shown, "--zooms", "8-15", "--lang", "en"]));
    assert_eq!(ran.code, PASSED, "{}", ran.err);
    check_words(&ran.err, &["wrote", "tiles"]);
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(&bytes[..8], b"PMTiles\x03");
    assert_eq!((bytes[100], bytes[101]), (8, 15), "the zooms it says it has");
    for (arguments, words) in [
        (["tiles", "export", &map, &shown, "--zooms", "0-30"], "zooms are 6 to 18"),
        (["tiles", "export", &map, &shown, "--zooms", "9-8"], "zooms are 6 to 18"),
        (["tiles", "export", &map, "a.mbtiles", "--zooms", "8"], "its ending must be .pmtiles"),
    ] {
        let mut command = Command::new(program());
        let ran = run(command.args(arguments).args(["--lang", "en"]));
        assert_eq!(ran.code, COULD_NOT_CHECK, "{}", ran.err);
        check_words(&ran.err, &[words]);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half written is left");
}
