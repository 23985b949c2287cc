//! `thuadat import`, `export` and `store`: a map into a store of either kind, and out of it again.

use super::program::{COULD_NOT_CHECK, FOUND, PASSED, Ran, program, run, sample};
use std::path::Path;
use std::process::{Command, Stdio};
use thuadat_testkit::PostgresServer;

pub(super) const CLEAN: &str = "cao-loc-synthetic-clean.gpkg";
const FAULTY: &str = "cao-loc-synthetic.gpkg";

#[track_caller]
pub(super) fn thuadat(arguments: &[&str], code: Option<i32>) -> Ran {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(variable);
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
    ran
}

#[track_caller]
pub(super) fn says(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
}

pub(super) fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// A whole life: in, again, out, and the same in another store.
fn lives(store: &str, folder: &Path) {
    let map = sample(CLEAN).display().to_string();
    let first = thuadat(&["import", &map, "--into", store, "--author", "Lan"], PASSED);
    says(&first.out, &["record 1", "6 map sheets added", "0 refused", "EPSG:9215"]);
    let again = thuadat(&["import", &map, "--into", store, "--lang", "vi"], PASSED);
    says(&again.out, &["kho đã có, không thay đổi gì"]);
    let before = thuadat(&["store", "info", store], PASSED).out;
    says(&before, &["records                      1\n", "EPSG:9215"]);
    for ending in ["gpkg", "geojson", "fgb"] {
        let file = path(folder, &format!("out.{ending}"));
        thuadat(&["export", store, "--to", &file], PASSED);
        let same = thuadat(&["import", &file, "--into", store], PASSED);
        says(&same.out, &["already in the store, nothing changed"]);
    }
    for ending in ["shp", "csv"] {
        thuadat(&["export", store, "--to", &path(folder, &format!("out.{ending}"))], PASSED);
    }
    assert_eq!(thuadat(&["store", "info", store], PASSED).out, before);
    says(&thuadat(&["store", "verify", store], PASSED).out, &["the store holds what was recorded"]);
    says(&thuadat(&["store", "verify", store, "--lang", "vi"], PASSED).out, &["kho còn nguyên như đã ghi"]);
}

#[test]
fn a_map_lives_in_a_geopackage() {
    let folder = tempfile::tempdir().unwrap();
    lives(&path(folder.path(), "kho.gpkg"), folder.path());
}

#[test]
fn a_map_lives_in_postgis() {
    let server = PostgresServer::start().unwrap();
    let address = server.new_database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let map = sample(CLEAN).display().to_string();
    let none = thuadat(&["import", &map, "--into", &address], COULD_NOT_CHECK);
    says(&none.err, &["there is no store postgres:///", "thuadat store migrate"]);
    says(&thuadat(&["store", "migrate", &address], PASSED).err, &["brought the store"]);
    says(&thuadat(&["store", "migrate", &address, "--lang", "vi"], PASSED).err, &["đã là bản mới nhất"]);
    lives(&address, folder.path());
}

#[test]
fn what_is_refused_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "kho.gpkg");
    let map = sample(FAULTY).display().to_string();
    let told = thuadat(&["import", &map, "--into", &store], FOUND);
    says(
        &told.out,
        &[
            "5 refused",
            "refused parcel 1/242 (feature 241 of the file): a coordinate or an area is no number",
        ],
    );
    let told = thuadat(&["import", &map, "--into", &store, "--lang", "vi"], FOUND);
    says(&told.out, &["từ chối thửa 4/375", "có vòng chưa đủ ba đỉnh"]);
    assert_eq!(thuadat(&["import", &map, "--into", &store, "--quiet"], FOUND).out, "");
}

#[test]
fn what_cannot_be_done_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "kho.gpkg");
    let missing = thuadat(&["import", "khong_co.gpkg", "--into", &store], COULD_NOT_CHECK);
    says(&missing.err, &["there is no file khong_co.gpkg"]);
    assert!(!Path::new(&store).exists(), "a store made for nothing is taken away");
    let map = sample(CLEAN).display().to_string();
    let foreign = path(folder.path(), "ban_do.gpkg");
    std::fs::copy(&map, &foreign).unwrap();
    for arguments in [&["import", &map, "--into", &foreign][..], &["store", "migrate", &foreign]] {
        says(&thuadat(arguments, COULD_NOT_CHECK).err, &["is no store of thuadat"]);
        let is_as_it_was = std::fs::read(&foreign).unwrap() == std::fs::read(&map).unwrap();
        assert!(is_as_it_was, "{arguments:?} wrote into a file of somebody else's");
    }
    let other = thuadat(&["import", &map, "--into", "kho.shp"], COULD_NOT_CHECK);
    says(&other.err, &["kho.shp is no store"]);
    thuadat(&["import", &map, "--into", &store], PASSED);
    let itself = thuadat(&["import", &store, "--into", &store], COULD_NOT_CHECK);
    says(&itself.err, &["is the store itself"]);
    let second = path(folder.path(), "kho_khac.gpkg");
    thuadat(&["import", &map, "--into", &second], PASSED);
    let over = thuadat(&["export", &store, "--to", &second], COULD_NOT_CHECK);
    says(&over.err, &["is a store"]);
    thuadat(&["store", "verify", &second], PASSED);
    let text = path(folder.path(), "text.gpkg");
    std::fs::write(&text, "no database").unwrap();
    says(&thuadat(&["store", "info", &text], COULD_NOT_CHECK).err, &["is no store of thuadat"]);
    assert_eq!(std::fs::read(&text).unwrap(), b"no database");
    let nowhere = path(folder.path(), "khong_co/kho.gpkg");
    says(&thuadat(&["store", "migrate", &nowhere], COULD_NOT_CHECK).err, &["whether its folder is there"]);
    let silent = thuadat(&["store", "info", "postgres://a:secret@localhost:1/x"], COULD_NOT_CHECK);
    says(&silent.err, &["postgres://a@localhost:1/x", "cannot be reached"]);
    assert!(!silent.err.contains("secret"));
    let format = thuadat(&["export", &store, "--to", &path(folder.path(), "a.txt")], COULD_NOT_CHECK);
    says(&format.err, &["its ending must be .gpkg"]);
    let zone = thuadat(
        &["export", &store, "--to", &path(folder.path(), "a.fgb"), "--crs", "EPSG:9210"],
        COULD_NOT_CHECK,
    );
    says(&zone.err, &["the store has no parcels in EPSG:9210; it has them in EPSG:9215"]);
}

#[test]
fn several_zones_need_postgis() {
    let server = PostgresServer::start().unwrap();
    let address = server.new_database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    thuadat(&["store", "migrate", &address], PASSED);
    let other = ["import", &*map, "--crs", "EPSG:9214", "--map", "sheet=maXa", "--into"];
    for store in [&address, &store] {
        thuadat(&["import", &map, "--into", store], PASSED);
    }
    let refused = thuadat(&[&other[..], &[&store]].concat(), COULD_NOT_CHECK);
    says(&refused.err, &["is in EPSG:9214, the store in EPSG:9215", "PostGIS"]);
    says(&thuadat(&[&other[..], &[&address]].concat(), PASSED).out, &["EPSG:9214"]);
    let file = path(folder.path(), "a.fgb");
    let several = thuadat(&["export", &address, "--to", &file], COULD_NOT_CHECK);
    says(&several.err, &["EPSG:9214, EPSG:9215", "--crs EPSG:n"]);
    thuadat(&["export", &address, "--to", &file, "--crs", "EPSG:9214"], PASSED);
    says(&thuadat(&["store", "verify", &address], PASSED).out, &["the store holds what was recorded"]);
}

/// Nothing the program says holds a password, wherever an address stands among its arguments.
#[test]
fn no_password_is_ever_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (store, map) = (path(folder.path(), "kho.gpkg"), sample(CLEAN).display().to_string());
    thuadat(&["store", "migrate", &store], PASSED);
    let address = "postgres://officer:Geheim1@localhost:1/cadastre";
    let odd = "mysql://officer:Geheim1@localhost/cadastre";
    let pairs = "host=localhost user=officer password=Geheim1";
    let joined = format!("--into={odd}");
    let file = "a file belongs here";
    for (arguments, said) in [
        (&["import", &map, "--into", odd][..], "is no store"),
        (&["import", &map, &joined], "is no store"),
        (&["import", &map, "--into", pairs], "is no store"),
        (&["import", &map, "--into", address], "cannot be reached"),
        (&["import", address, "--into", &store], file),
        (&["export", &store, "--to", address], file),
        (&["export", odd, "--to", "a.gpkg"], "is no store"),
        (&["export", address, "--to", "a.gpkg"], "cannot be reached"),
        (&["check", address], "cannot be reached"),
        (&["check", &map, "--report", address], file),
        (&["link", address, "--register", "so.xlsx"], file),
        (&["store", "info", address], "cannot be reached"),
        (&["store", "info", odd], "is no store"),
        (&["store", "info", &store, address], "unexpected argument"),
        (&["store", "migrate", address], "cannot be reached"),
        (&["store", "verify", address], "cannot be reached"),
        (&["store", "copy", &store, address], "cannot be reached"),
        (&["store", "copy", address, "new.gpkg"], "cannot be reached"),
        (&["store", "backup", &store, address], "a backup is a file"),
        (&["store", "restore", address, &store], "a backup is a file"),
        (&["store", address], "unrecognized subcommand"),
        (&[address], "unrecognized subcommand"),
    ] {
        for language in ["en", "vi"] {
            let told = thuadat(&[arguments, &["--lang", language]].concat(), COULD_NOT_CHECK);
            let all = [told.out, told.err].concat();
            assert!(!all.contains("Geheim1"), "{arguments:?}: {all}");
            assert!(all.len() > 20, "{arguments:?}: something is said");
            if language == "en" {
                says(&all, &[said]);
            }
        }
    }
}

/// A store, its copies and its backup are the same, whichever kind they are.
#[test]
fn a_store_is_copied_backed_up_and_restored() {
    let server = PostgresServer::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    thuadat(&["import", &map, "--into", &store], PASSED);
    let end = |store: &str| {
        let told = thuadat(&["store", "info", store], PASSED).out;
        told.lines().find(|line| line.starts_with("end of the log")).unwrap().to_owned()
    };
    let (office, backup, back) =
        (server.new_database().unwrap(), path(folder.path(), "sao.gpkg"), path(folder.path(), "lai.gpkg"));
    thuadat(&["store", "migrate", &office], PASSED);
    says(
        &thuadat(&["store", "copy", &store, &office], PASSED).out,
        &["1 record,", "each the same by its hash"],
    );
    says(
        &thuadat(&["store", "backup", &office, &backup, "--lang", "vi"], PASSED).out,
        &["giống nhau theo mã băm"],
    );
    thuadat(&["store", "restore", &backup, &back], PASSED);
    for copy in [&office, &backup, &back] {
        assert_eq!(end(copy), end(&store));
        says(&thuadat(&["store", "verify", copy], PASSED).out, &["the store holds what was recorded"]);
        says(&thuadat(&["import", &map, "--into", copy], PASSED).out, &["already in the store"]);
    }
    let there = thuadat(&["store", "backup", &store, &back], COULD_NOT_CHECK);
    says(&there.err, &["is there already", "nothing is written over"]);
    for target in [&office, &back] {
        let full = thuadat(&["store", "copy", &store, target], COULD_NOT_CHECK);
        says(&full.err, &["holds something already"]);
    }
    says(&thuadat(&["store", "copy", &store, &store], COULD_NOT_CHECK).err, &["is the store itself"]);
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "nothing is left beside: {left:?}");
}

#[test]
fn what_is_no_store_or_no_map_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    thuadat(&["import", &map, "--into", &store], PASSED);
    let as_map = thuadat(&["import", &store, "--into", &path(folder.path(), "kho2.gpkg")], COULD_NOT_CHECK);
    says(&as_map.err, &["is a store; copy all of it", "thuadat store copy", "thuadat export"]);
    assert!(!folder.path().join("kho2.gpkg").exists());
    let a_folder = path(folder.path(), "thu_muc.gpkg");
    std::fs::create_dir(&a_folder).unwrap();
    for arguments in [&["store", "info", &a_folder][..], &["import", &map, "--into", &a_folder]] {
        says(&thuadat(arguments, COULD_NOT_CHECK).err, &["is a folder; name a file in it"]);
    }
    let server = PostgresServer::start().unwrap();
    let foreign = server.new_database().unwrap();
    server.execute(&foreign, "CREATE TABLE sheet (name text)").unwrap();
    for command in ["migrate", "info"] {
        says(&thuadat(&["store", command, &foreign], COULD_NOT_CHECK).err, &["name an empty database"]);
    }
}

/// What a killed import left behind is taken away by the next one; what somebody is at work on is not.
#[test]
fn what_the_killed_left_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    let abandoned = ["", "-journal", "-wal", "-shm", "-lock"].map(|end| format!(".kho.gpkg.4242.part{end}"));
    let at_work = ["", "-lock"].map(|end| format!(".kho.gpkg.4243.part{end}"));
    let of_others = [".kho.gpkg.x.part-lock", ".kho2.gpkg.4242.part-lock", "ban_do.part"].map(str::to_owned);
    for name in abandoned.iter().chain(&at_work).chain(&of_others) {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    let lock = std::fs::File::open(folder.path().join(&at_work[1])).unwrap();
    lock.try_lock().unwrap();
    thuadat(&["import", &map, "--into", &store], PASSED);
    let mut left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let mut expected: Vec<String> = at_work.iter().chain(&of_others).cloned().collect();
    expected.push("kho.gpkg".to_owned());
    expected.sort();
    assert_eq!(left, expected);
}

/// The program as somebody who may not write everywhere: root may, so that another user is taken then.
fn as_somebody(program: &Path, arguments: &[&str], folder: &Path) -> Ran {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C").current_dir(folder);
    if std::fs::File::create(folder.join("probe")).is_ok() {
        std::fs::remove_file(folder.join("probe")).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    run(&mut command)
}

#[test]
fn a_store_where_nothing_can_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let may = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    may(folder.path(), 0o755);
    let [locked, out] = ["locked", "out"].map(|name| folder.path().join(name));
    for made in [&locked, &out] {
        std::fs::create_dir(made).unwrap();
    }
    may(&out, 0o777);
    let copy = folder.path().join("thuadat");
    std::fs::copy(program(), &copy).unwrap();
    may(&copy, 0o755);
    let (map, store) = (sample(CLEAN), path(&locked, "kho.gpkg"));
    std::fs::copy(&map, out.join("ban_do.gpkg")).unwrap();
    may(&out.join("ban_do.gpkg"), 0o444);
    thuadat(&["import", &map.display().to_string(), "--into", &store], PASSED);
    let before = std::fs::read(&store).unwrap();
    may(Path::new(&store), 0o444);
    may(&locked, 0o555);
    let file = path(&out, "xuat.fgb");
    for arguments in [
        &["store", "info", &store][..],
        &["store", "info", &store, "--at", "2020-01-01"],
        &["store", "verify", &store],
        &["store", "history", &store, "#1"],
        &["export", &store, "--to", &file],
        &["check", &store],
    ] {
        let ran = as_somebody(&copy, arguments, &locked);
        assert_eq!(ran.code, PASSED, "{arguments:?}: {}{}", ran.out, ran.err);
    }
    let map = path(&out, "ban_do.gpkg");
    for arguments in [
        &["import", &map, "--into", &store][..],
        &["check", &store, "--save"],
        &["edit", &store, "retire", "#1", "--why", "x"],
        &["store", "undo", &store, "1", "--why", "x"],
    ] {
        let ran = as_somebody(&copy, arguments, &locked);
        assert_eq!(ran.code, COULD_NOT_CHECK, "{arguments:?}: {}{}", ran.out, ran.err);
        says(&ran.err, &["kho.gpkg", "the store can only be read"]);
    }
    let beside: Vec<_> =
        std::fs::read_dir(&locked).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["kho.gpkg"], "nothing is left beside");
    assert!(std::fs::read(&store).unwrap() == before);
    may(&locked, 0o755);
}

/// What a store held at an earlier moment, in numbers.
#[test]
fn a_store_tells_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    thuadat(&["import", &map, "--into", &store], PASSED);
    let first = thuadat(&["store", "info", &store], PASSED).out;
    let moment = first.lines().find_map(|line| line.strip_prefix("last change")).unwrap().trim().to_owned();
    thuadat(&["edit", &store, "retire", "#1", "#2", "--why", "x"], PASSED);
    let then = thuadat(&["store", "info", &store, "--at", &moment], PASSED).out;
    let without_at = then.lines().filter(|line| !line.starts_with("as at")).collect::<Vec<_>>();
    assert_eq!(without_at, first.lines().collect::<Vec<_>>(), "all of it is as it was said then");
    let now = thuadat(&["store", "info", &store], PASSED).out;
    let today = thuadat(&["store", "info", &store, "--at", "2999-01-01", "--lang", "vi"], PASSED).out;
    let values = |text: &str| {
        text.lines().map(|line| line.rsplit("  ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut of_today = values(&today);
    assert!(today.contains("tính đến"), "{today}");
    of_today.remove(1);
    assert_eq!(of_today, values(&now));
    says(&now, &["earlier versions of parcels  2\n", "records                      2\n"]);
    let none = thuadat(&["store", "info", &store, "--at", "2020-01-01"], PASSED).out;
    says(
        &none,
        &[
            "parcels                      0\n",
            "map sheets                   0\n",
            "coordinate systems           —\n",
        ],
    );
}

/// Drawings, workbooks and what else other programs want.
#[test]
fn a_store_is_drawn_and_written_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let (map, store) = (sample(CLEAN).display().to_string(), path(folder.path(), "kho.gpkg"));
    thuadat(&["import", &map, "--into", &store], PASSED);
    let parcels = |out: &str| out.lines().find(|line| line.starts_with("parcels")).unwrap().to_owned();
    let count = parcels(&thuadat(&["store", "info", &store], PASSED).out);
    for ending in ["dxf", "dgn"] {
        let file = path(folder.path(), &format!("ve.{ending}"));
        let told = thuadat(&["export", &store, "--to", &file, "--public"], PASSED).err;
        says(&told, &["read it again with --crs EPSG:9215"]);
        assert!(!told.contains("cannot be told from the drawing"), "{told}");
        let back = path(folder.path(), &format!("{ending}.gpkg"));
        thuadat(&["import", &file, "--into", &back, "--crs", "EPSG:9215"], PASSED);
        assert_eq!(parcels(&thuadat(&["store", "info", &back], PASSED).out), count, "{ending}");
        thuadat(&["check", &file, "--crs", "EPSG:9215"], PASSED);
    }
    let told =
        thuadat(&["export", &store, "--to", &path(folder.path(), "ve.dxf"), "--lang", "vi"], PASSED).err;
    says(&told, &["tệp không ghi hệ tọa độ", "--crs EPSG:9215"]);
    let profile = path(folder.path(), "lop.toml");
    std::fs::write(
        &profile,
        "[drawing]\nboundaries = \"RANH_THUA\"\nnumbers = \"NHAN\"\nareas = \"DIEN_TICH\"",
    )
    .unwrap();
    let file = path(folder.path(), "lop.dxf");
    thuadat(&["export", &store, "--to", &file, "--profile", &profile], PASSED);
    let text = std::fs::read_to_string(&file).unwrap();
    says(&text, &["RANH_THUA", "NHAN", "DIEN_TICH"]);
    let dgn = path(folder.path(), "lop.dgn");
    let refused = thuadat(&["export", &store, "--to", &dgn, "--profile", &profile], COULD_NOT_CHECK).err;
    says(&refused, &["lop.dgn", "levels 1 to 63", "\"RANH_THUA\" is none of them", "[drawing]"]);
    assert!(!Path::new(&dgn).exists());
    thuadat(&["export", &store, "--to", &path(folder.path(), "thua.gml")], PASSED);
    assert!(folder.path().join("thua.xsd").is_file(), "the schema stands beside");
    thuadat(&["export", &store, "--to", &path(folder.path(), "thua.xlsx")], PASSED);
    // Some GDAL writes GeoParquet, and some says what is missing.
    let file = path(folder.path(), "thua.parquet");
    if gdal::DriverManager::get_driver_by_name("Parquet").is_ok() {
        thuadat(&["export", &store, "--to", &file], PASSED);
        says(&thuadat(&["import", &file, "--into", &store], PASSED).out, &["already in the store"]);
    } else {
        let refused = thuadat(&["export", &store, "--to", &file], COULD_NOT_CHECK).err;
        says(&refused, &["writes no GeoParquet", "driver Parquet", ".fgb"]);
    }
}
