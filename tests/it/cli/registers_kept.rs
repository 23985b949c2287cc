//! Registers and lists in a store: imported, linked, decided of, looked back at; and nothing of a person goes out.

use super::cadastre::{CLEAN, path, says, thuadat};
use super::campaign::Secrets;
use super::linking::{arguments, link, made};
use super::program::{COULD_NOT_CHECK, FOUND, PASSED, sample};
use serde_json::Value;
use thuadat_testkit::PostgresServer;

/// What is said of each row: its number, the answer, its parcels and how probable they are.
fn answers(text: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(text).unwrap();
    let of_row = |row: &Value| {
        let name = |parcel: &Value| format!("{}/{}/{}", parcel["commune"], parcel["sheet"], parcel["number"]);
        let names = |key: &str| row[key].as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(" ");
        let (status, tier, score) = (&row["status"], &row["tier"], &row["score"]);
        format!(
            "{} {status} {tier} {score} {} | {}",
            row["source"]["row"],
            names("parcels"),
            names("candidates")
        )
    };
    let mut answers: Vec<String> = report["rows"].as_array().unwrap().iter().map(of_row).collect();
    answers.sort_unstable();
    answers
}

/// A register's life: in, again, linked, kept, decided of, taken back, copied.
fn lives(store: &str, copy: &str) {
    let made = made();
    let given = arguments(&made);
    let files: Vec<&str> =
        given.iter().skip(1).map(String::as_str).filter(|argument| !argument.starts_with("--")).collect();
    let map = sample(CLEAN).display().to_string();
    let all = [&["import", &map][..], &files, &["--into", store, "--author", "Lan"]].concat();
    let first = thuadat(&all, PASSED);
    says(&first.out, &["register, ", "list of renumbered sheets, ", "record 4", "added, 0 changed"]);
    let again = thuadat(&[&all[..], &["--lang", "vi"]].concat(), PASSED);
    assert_eq!(again.out.matches("kho đã có, không thay đổi gì").count(), 1 + files.len(), "{}", again.out);
    // What stands in a store is linked as the files are.
    let of_files = link([&given[..], &["--format".to_owned(), "json".to_owned()]].concat(), FOUND);
    let of_store = link([store, "--format", "json"], FOUND);
    assert_eq!(answers(&of_store.out), answers(&of_files.out));
    let kept = link([store, "--save", "--who", "Lan", "--quiet"], FOUND);
    assert_eq!(kept.out, "");
    let kept = link([store, "--save"], FOUND);
    says(&kept.err, &["the store has these links already, nothing changed"]);
    let record = |id: u32| format!("record {id} ");
    says(&thuadat(&["store", "info", store], PASSED).out, &["records                      5\n"]);
    // A person decides of a row, named by where it stands.
    let register = &made.registers[0];
    let file = std::path::Path::new(&*register.file).file_name().unwrap().to_str().unwrap();
    let report: Value = serde_json::from_str(&of_store.out).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["status"] == "linked" && row["source"]["file"] == file).unwrap();
    let entry = match row["source"]["worksheet"].as_str() {
        Some(worksheet) => format!("{file}:{worksheet}:{}", row["source"]["row"]),
        None => format!("{file}:{}", row["source"]["row"]),
    };
    let named = &row["parcels"][0];
    let text = |key: &str| named[key].as_str().unwrap().to_owned();
    let parcel = format!("{}/{}/{}", text("commune"), text("sheet"), text("number"));
    let edit = |arguments: &[&str], code| thuadat(&[&["edit", store], arguments].concat(), code);
    let done = edit(&["unlink", &entry, "--why", "giấy của thửa khác"], PASSED);
    says(&done.out, &["record 6: unlink", &entry, "decided: no parcel"]);
    let stale = edit(&["link", &format!("{entry}@5"), &parcel, "--why", "x"], COULD_NOT_CHECK);
    says(&stale.err, &["was changed in between", "record 6"]);
    let vi = edit(&["link", &entry, &parcel, "--why", "đã xem giấy", "--lang", "vi"], PASSED);
    says(&vi.out, &["biến động 7: ghép sổ với thửa", "đã quyết định thửa"]);
    let kept = link([store, "--save"], FOUND);
    says(&kept.err, &["1 decided by people"]);
    let past = thuadat(&["store", "history", store, &parcel], PASSED).out;
    says(&past, &[&record(7), "decided by a person", "đã xem giấy", "ended with"]);
    let none = edit(&["unlink", "không có.xlsx:3", "--why", "x"], COULD_NOT_CHECK);
    says(&none.err, &["there is no entry", "file:row"]);
    says(&edit(&["unlink", "so.xlsx", "--why", "x"], COULD_NOT_CHECK).err, &["names no entry", "file:row"]);
    says(&thuadat(&["store", "undo", store, "7", "--why", "nhầm"], PASSED).out, &["linked again as before"]);
    // An edit of the parcel tells which links end.
    let retired = edit(&["retire", &parcel, "--why", "sạt lở", "--json"], PASSED);
    let retired: Value = serde_json::from_str(&retired.out).unwrap();
    assert!(retired["links"].is_array(), "{retired}");
    says(&thuadat(&["store", "verify", store], PASSED).out, &["the store holds what was recorded"]);
    thuadat(&["store", "copy", store, copy], PASSED);
    says(&thuadat(&["store", "verify", copy], PASSED).out, &["the store holds what was recorded"]);
    let counts = |store: &str| {
        let out = thuadat(&["store", "info", store], PASSED).out;
        out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(counts(copy), counts(store));
}

#[test]
fn a_register_lives_in_a_geopackage() {
    let folder = tempfile::tempdir().unwrap();
    lives(&path(folder.path(), "kho.gpkg"), &path(folder.path(), "bản sao.gpkg"));
}

#[test]
fn a_register_lives_in_postgis() {
    let server = PostgresServer::start().unwrap();
    let (store, copy) = (server.new_database().unwrap(), server.new_database().unwrap());
    for place in [&store, &copy] {
        thuadat(&["store", "migrate", place], PASSED);
    }
    lives(&store, &copy);
}

/// Whatever is exported of a store that knows people holds none of them, and neither does anything that is told.
#[test]
fn nothing_of_a_person_goes_out() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "kho.gpkg");
    let given = arguments(&made);
    let files: Vec<&str> =
        given.iter().skip(1).map(String::as_str).filter(|argument| !argument.starts_with("--")).collect();
    let map = sample(CLEAN).display().to_string();
    let told = thuadat(&[&["import", &map][..], &files, &["--into", &store]].concat(), PASSED);
    let mut all = vec![[told.out, told.err].concat().into_bytes()];
    let told = link([&*store, "--save"], FOUND);
    all.push([told.out, told.err].concat().into_bytes());
    for ending in ["gpkg", "geojson", "fgb", "csv"] {
        let file = path(folder.path(), &format!("out.{ending}"));
        thuadat(&["export", &store, "--to", &file], PASSED);
        all.push(std::fs::read(&file).unwrap());
    }
    let kept = std::fs::read(&store).unwrap();
    let secrets = Secrets::of(&made);
    for bytes in &all {
        assert!(secrets.found_in(bytes).is_empty(), "something of a person is out");
    }
    assert!(secrets.found_in(&kept).len() > 1_000, "the store itself has them");
}

#[test]
fn what_is_no_register_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "kho.gpkg");
    thuadat(&["store", "migrate", &store], PASSED);
    let told = link([&*store], COULD_NOT_CHECK);
    says(&told.err, &["has no register yet", "thuadat import REGISTER --into"]);
    let told = link([&*store, "--save", "--register", "so.xlsx"], COULD_NOT_CHECK);
    says(&told.err, &["import the register"]);
    let told = link([&sample(CLEAN).display().to_string()], COULD_NOT_CHECK);
    says(&told.err, &["no register: name one with --register"]);
    let list = path(folder.path(), "xã.csv");
    std::fs::write(&list, "Mã xã cũ,Mã xã mới,Tên xã cũ\n06214,06211,Xã Thử\n").unwrap();
    let told = thuadat(&["import", &list, "--into", &store], PASSED);
    says(&told.out, &["list of communes that merged, 1 row; record 1: 1 added"]);
    let parcels = path(folder.path(), "thửa.csv");
    std::fs::write(&parcels, "soHieuToBanDo,soThuTuThua,dienTich\n5,12,100\n").unwrap();
    let told = thuadat(&["import", &parcels, "--into", &store], COULD_NOT_CHECK);
    assert!(!told.err.contains("register"), "a list of parcels is a map: {}", told.err);
    says(&thuadat(&["store", "verify", &store], PASSED).out, &["the store holds what was recorded"]);
}
