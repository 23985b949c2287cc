//! `thuadat link`: registers linked to the sample and to a commune of France.
//!
//! Needs `../shared`: the register of a French commune, its map, and which rows belong to which parcels.

use super::program::{COULD_NOT_CHECK, FOUND, PASSED, Ran, program, run, sample};
use crate::shared;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use thuadat_testkit::{SAMPLE_SEED, SampleRegister, sample_register, synthetic_commune};

const MAP: &str = "cao-loc-synthetic-clean.gpkg";

#[track_caller]
pub(super) fn link<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I, code: Option<i32>) -> Ran {
    let mut command = Command::new(program());
    command.arg("link").args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(variable);
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, code, "{}", ran.err);
    ran
}

pub(super) fn made() -> SampleRegister {
    sample_register(&synthetic_commune(SAMPLE_SEED), SAMPLE_SEED)
}

/// The arguments that link the sample registers to the clean map.
pub(super) fn arguments(made: &SampleRegister) -> Vec<String> {
    let path = |name: &str| sample(name).display().to_string();
    let mut arguments = vec![path(MAP)];
    for register in &made.registers {
        arguments.extend(["--register".to_owned(), path(&register.file)]);
    }
    arguments.extend(["--renumbering".to_owned(), path(&made.renumbering.file)]);
    arguments
}

#[test]
fn the_sample_is_linked_and_its_report_holds_to_the_contract_and_no_person() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("link.json");
    let mut arguments = arguments(&made);
    arguments.extend(["--report".to_owned(), path.display().to_string()]);
    let told = link(&arguments, FOUND);
    let text = std::fs::read_to_string(&path).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/link.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let breaches: Vec<String> =
        validator.iter_errors(&report).take(5).map(|error| error.to_string()).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), made.truth.rows.len());
    let mut wrong = 0;
    for (row, truth) in rows.iter().zip(&made.truth.rows) {
        assert_eq!(row["source"]["row"], truth.row);
        let parcels = row["parcels"].as_array().unwrap();
        let mut features: Vec<i64> =
            parcels.iter().map(|parcel| parcel["feature"].as_i64().unwrap()).collect();
        features.sort_unstable();
        wrong += usize::from(row["status"] == "linked" && features != truth.parcels);
    }
    assert!(wrong * 1000 <= rows.len(), "{wrong} of {} rows are linked wrongly", rows.len());
    assert_eq!(report["holds_personal_data"], false);
    // Every row would be searched for in megabytes: one in twenty tells as much.
    for entry in made.registers.iter().flat_map(|register| &register.entries).step_by(20) {
        let holder = &entry.holder;
        let texts = [&holder.name, &holder.identity_number, &holder.address, &entry.registry_number];
        for restricted in texts.into_iter().flatten().filter(|text| text.chars().count() > 7) {
            assert!(
                !text.contains(&**restricted),
                "row {}: something of a person is in the report",
                entry.row
            );
            assert!(!told.out.contains(&**restricted), "row {}: something of a person is told", entry.row);
        }
    }
}

#[test]
fn the_summary_tells_what_to_do_in_both_languages() {
    let made = made();
    for (language, linked, advice) in [
        ("vi", "Đã ghép được thửa", "việc cần làm: mở giấy, đọc lại số tờ và số thửa"),
        ("en", "Linked to a parcel", "what to do: open the certificate and read sheet and number again"),
    ] {
        let mut arguments = arguments(&made);
        arguments.extend(["--lang".to_owned(), language.to_owned()]);
        let out = link(&arguments, FOUND).out;
        assert!(out.contains(linked) && out.contains(advice), "{out}");
    }
}

#[test]
fn a_register_of_france_is_linked_to_its_map() {
    let Some(register) = shared::path("linkage/fr-69209_register_pseudonymised.csv.gz") else { return };
    let map = shared::path("parcels/fr-69209/cadastre-69209-parcelles.geojson.gz").unwrap();
    let expected = shared::json("linkage/fr-69209_expected.json").unwrap();
    let columns = ["sheet=section", "number=numero", "recorded-area=contenance"];
    let mut command = Command::new(program());
    command.args(["link", "--format", "json"]).arg(map).arg("--register").arg(register);
    for column in columns {
        command.args(["--map", column]);
    }
    let ran = run(&mut command);
    assert!(ran.code == PASSED || ran.code == FOUND, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let mut found: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    for row in report["rows"].as_array().unwrap() {
        let named =
            [&row["parcels"], &row["candidates"]].into_iter().flat_map(|named| named.as_array().unwrap());
        for parcel in named.take(1) {
            let text = |key: &str| parcel[key].as_str().unwrap().to_owned();
            found.entry(row["status"].as_str().unwrap()).or_default().insert((text("sheet"), text("number")));
        }
    }
    let matched = expected["matched"].as_u64().unwrap() as usize;
    let linked = found.get("linked").map_or(0, BTreeSet::len);
    println!(
        "{linked} of {matched}; {:?}",
        found.iter().map(|(status, keys)| (status, keys.len())).collect::<Vec<_>>()
    );
    assert!(linked <= matched, "{linked} of {matched}");
    assert!(linked * 100 >= matched * 97, "{linked} of {matched}");
    for key in expected["unmatched_keys"].as_array().unwrap() {
        let key = (key[0].as_str().unwrap().to_owned(), key[1].to_string());
        assert!(!found["linked"].contains(&key), "{key:?} is not on the map");
    }
}

#[test]
fn what_cannot_be_linked_is_refused_with_advice() {
    let map = sample(MAP).display().to_string();
    let missing = link([map.as_str(), "--register", "khong-co.xlsx"], COULD_NOT_CHECK).err;
    assert!(missing.contains("there is no file khong-co.xlsx"), "{missing}");
    let made = made();
    let mut other_report = arguments(&made);
    other_report.extend(["--report".to_owned(), "link.pdf".to_owned()]);
    let refused = link(&other_report, COULD_NOT_CHECK).err;
    assert!(refused.contains("this report has no such kind"), "{refused}");
    let map_as_register = link([map.as_str(), "--register", map.as_str()], COULD_NOT_CHECK).err;
    assert!(map_as_register.contains(MAP), "{map_as_register}");
}

/// Cells that slipped into the next column bring names and numbers of people where dates and areas should be.
#[test]
fn slipped_cells_show_nothing_of_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lech.csv");
    let header = "Mã ĐVHC cấp xã,Số phát hành GCN,Ngày cấp GCN,Số vào sổ GCN,Họ và tên chủ sử dụng,Số định danh cá nhân / CCCD,\
                  Số hiệu tờ trên bản đồ địa chính,Số thứ tự thửa trên bản đồ địa chính,Diện tích thửa đất,Loại đất 1";
    let cells = [
        "06211",
        "AA 999999",
        "20/01/2008",
        "CH 99999",
        "Nguyễn Văn Thử Nghiệm",
        "001099999999",
        "1",
        "7",
        "100",
        "LUC",
    ];
    let mut text = format!("{header}\n");
    for slip in 0..cells.len() {
        let mut slipped: Vec<&str> = cells.to_vec();
        slipped.rotate_left(slip);
        text.push_str(&slipped.join(","));
        text.push('\n');
    }
    std::fs::write(&path, text).unwrap();
    let report = folder.path().join("lech.json");
    let arguments = [sample(MAP), "--register".into(), path.clone(), "--report".into(), report.clone()];
    let mut command = Command::new(program());
    let ran = run(command.arg("link").args(&arguments).stdin(Stdio::null()));
    let told = [ran.out, ran.err, std::fs::read_to_string(report).unwrap()].concat();
    for personal in ["Thử Nghiệm", "001099999999", "AA 999999", "CH 99999"] {
        assert!(!told.contains(personal), "{personal}");
    }
}

#[test]
fn what_would_mislead_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.csv");
    let path_text = path.display().to_string();
    let map = sample(MAP).display().to_string();
    let outline = sample("cao-loc-outline.geojson").display().to_string();
    std::fs::write(&path, "Số tờ,Số thửa,Diện tích\n1,7,100\n").unwrap();
    let check = |arguments: &[&str], words: &str| {
        let ran = link(arguments, COULD_NOT_CHECK);
        assert!(ran.err.contains(words), "{}", ran.err);
    };
    check(&[&map, "--register", &path_text, "--register", &path_text], "is named twice");
    check(&[&outline, "--register", &path_text], "--map number=COLUMN");
    std::fs::write(&path, "Số tờ,Số thửa,Diện tích\n1,7,\"100\n1,8,100\n1,9,100\n").unwrap();
    check(&[&map, "--register", &path_text], "line 2: a quotation mark is opened and not closed");
}

/// A map of which number 12 stands on sheet 5 twice, with holders of other names, one in letters of before Unicode.
const NAMED_MAP: &str = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"maXa": "06211", "soTo": "5", "soThua": "12", "dienTich": 100.0, "tenChu": "Hộ ông Nguyễn Văn Bịa"},
 "geometry": {"type": "Polygon", "coordinates": [[[106.75, 21.93], [106.7501, 21.93], [106.7501, 21.9301], [106.75, 21.93]]]}},
{"type": "Feature", "properties": {"maXa": "06211", "soTo": "5", "soThua": "12", "dienTich": 300.0, "tenChu": "TrÇn ThÞ Th\u00f6"},
 "geometry": {"type": "Polygon", "coordinates": [[[106.76, 21.93], [106.7601, 21.93], [106.7601, 21.9301], [106.76, 21.93]]]}},
{"type": "Feature", "properties": {"maXa": "06211", "soTo": "5", "soThua": "13", "dienTich": 80.0, "tenChu": "§inh H÷u Nh¸p"},
 "geometry": {"type": "Polygon", "coordinates": [[[106.77, 21.93], [106.7701, 21.93], [106.7701, 21.9301], [106.77, 21.93]]]}}
]}"#;
const NAMED_REGISTER: &str = "Mã xã,Số phát hành GCN,Số tờ,Số thửa,Họ và tên,Số CCCD\n\
    06211,ZT 100001,5,12,Nguyễn Văn Bịa,999052000001\n06211,ZT 100002,5,12,Trần Thị Thử,999152000002\n\
    06211,ZT 100003,5,12,Lý Văn Khác,999052000003\n06211,ZT 100004,5,13,Vi Thị Lạ,999152000004\n";

#[test]
fn names_of_holders_tell_parcels_and_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("map.geojson"), NAMED_MAP).unwrap();
    std::fs::write(path("so.csv"), NAMED_REGISTER).unwrap();
    let mut arguments = vec![path("map.geojson"), "--register".to_owned(), path("so.csv")];
    let reports = ["link.json", "link.html", "link.xlsx", "link.geojson", "link.gpkg"];
    for report in reports {
        arguments.extend(["--report".to_owned(), path(report)]);
    }
    arguments.extend(["--review".to_owned(), path("review.xlsx")]);
    let ran = link(&arguments, PASSED);
    let text = std::fs::read_to_string(path("link.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let status: Vec<&str> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["linked", "linked", "ambiguous", "linked"], "{text}");
    let features: Vec<&Value> = rows.iter().map(|row| &row["parcels"][0]["feature"]).collect();
    assert_ne!(features[0], features[1]);
    let holder = |row: usize| {
        let evidence = rows[row]["evidence"].as_array().unwrap();
        evidence.iter().find(|it| it["kind"] == "holder").map(|it| it["weight"].as_f64().unwrap() > 0.0)
    };
    assert_eq!([0, 1, 3].map(holder), [Some(true), Some(true), Some(false)]);
    assert!(report["model"]["fields"].as_array().unwrap().iter().any(|field| field["name"] == "holder"));
    assert!(report["map"]["columns"].to_string().contains("tenChu"), "the column is told");
    let mut outputs = vec![ran.out, ran.err];
    for name in reports.iter().chain(&["review.xlsx"]) {
        let bytes = std::fs::read(path(name)).unwrap();
        outputs.push(String::from_utf8_lossy(&bytes).into_owned());
        if name.ends_with("xlsx") {
            let take = &mut |_: &str, row: thuadat_io::RegisterRow| {
                let texts = row.cells.iter().filter_map(|cell| match cell {
                    thuadat_io::RegisterCell::Text(text) => Some(text.to_string()),
                    _ => None,
                });
                outputs.extend(texts);
            };
            thuadat_io::read_worksheets(Path::new(&path(name)), take).unwrap();
        }
    }
    for output in outputs {
        for name in [
            "Bịa",
            "TrÇn",
            "Trần Thị",
            "Thị Thử",
            "Nh¸p",
            "Nháp",
            "Văn Khác",
            "Thị Lạ",
            "99905",
            "99915",
            "ZT 1000",
        ] {
            let place = output
                .find(name)
                .map(|at| output[at.saturating_sub(80)..].chars().take(160).collect::<String>());
            assert_eq!(place, None, "{name}");
        }
    }
}

#[test]
fn names_of_holders_are_for_linking_alone() {
    let mut command = Command::new(program());
    command.args(["check", "--map", "holder=tenChu"]).arg(sample(MAP)).env("LC_ALL", "C");
    let ran = run(&mut command);
    assert_eq!(ran.code, COULD_NOT_CHECK);
    assert!(ran.err.contains("thuadat link"), "{}", ran.err);
}

#[test]
fn texts_of_before_unicode_in_maps_are_turned_where_they_are_compared_and_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(
        path("map.geojson"),
        NAMED_MAP.replace("\"soTo\": \"5\"", "\"soTo\": \"5\", \"loaiDat\": \"§Êt trång lóa\""),
    )
    .unwrap();
    std::fs::write(path("so.csv"), NAMED_REGISTER).unwrap();
    let ran = link([path("map.geojson"), "--register".to_owned(), path("so.csv")], None.or(PASSED));
    assert!(ran.out.contains("Turned into Unicode: loaiDat (3 values in TCVN3 (ABC))"), "{}", ran.out);
    for (option, is_told) in [(Some("--unicode"), true), (None, false)] {
        let mut command = Command::new(program());
        command.arg("check").args(option).arg(path("map.geojson")).env("LC_ALL", "C");
        assert_eq!(run(&mut command).out.contains("Turned into Unicode"), is_told, "{option:?}");
    }
}
