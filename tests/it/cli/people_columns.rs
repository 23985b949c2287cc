//! Columns that the user names for what reports show, and which hold people under an innocent name.

use super::program::{COULD_NOT_CHECK, FOUND, PASSED, Ran, program, run};
use std::path::Path;
use std::process::{Command, Stdio};

/// A map of parcels on sheet 5 with a note each; everybody is made up.
fn map(notes: &[&str]) -> String {
    let feature = |(at, note): (usize, &&str)| {
        let (west, east) = (108.2 + at as f64 * 0.001, 108.2009 + at as f64 * 0.001);
        format!(
            r#"{{"type": "Feature", "properties": {{"ma_xa": "06211", "so_to": "5", "so_thua": "{}", "thon": "Nà Mẫu",
            "ghi_chu": "{note}"}}, "geometry": {{"type": "Polygon",
            "coordinates": [[[{west}, 16.05], [{east}, 16.05], [{east}, 16.0505], [{west}, 16.05]]]}}}}"#,
            at + 1
        )
    };
    let features: Vec<String> = notes.iter().enumerate().map(feature).collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

const REGISTER: &str = "Số phát hành GCN;Số tờ;Số thửa;Họ và tên;CCCD;Ngày sinh;Địa chỉ thường trú\n\
    ZT 100001;5;1;Nguyễn Văn Bịa;999026000001;24/03/1961;Số 12, thôn Nà Mẫu, xã Đồng Thử\n\
    ZT 100002;5;2;Trần Thị Mẫu;999126000002;1970;thôn Nà Mẫu\n";

fn ran(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(variable);
    }
    run(&mut command)
}

const LINK: [&str; 4] = ["link", "thua.geojson", "--register", "so.csv"];
const SCORECARD: [&str; 5] = ["report", "scorecard", "thua.geojson", "--register", "so.csv"];

#[test]
fn a_column_that_holds_people_is_refused_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("so.csv"), REGISTER).unwrap();
    let check = |notes: &[&str], command: &[&str], option: [&str; 2], refused: bool| {
        std::fs::write(folder.path().join("thua.geojson"), map(notes)).unwrap();
        for language in ["vi", "en"] {
            let arguments = [command, &option, &["--lang", language, "--format", "json"]].concat();
            let ran = ran(folder.path(), &arguments);
            let said = format!("{}{}", ran.out, ran.err);
            assert_eq!(ran.code == COULD_NOT_CHECK, refused, "{arguments:?} {notes:?}: {said}");
            for secret in ["Bịa", "BIA", "Mẫu Văn", "999026", "ZT100001"] {
                assert!(!refused || !said.contains(secret), "{arguments:?}: {said}");
            }
            if refused {
                assert!(said.contains("ghi_chu") && said.contains("thua.geojson"), "{said}");
                assert!(said.contains(option[0]), "{said}");
            }
        }
    };
    for note in [
        "Nguyễn Văn Bịa",
        "chu cu NGUYEN VAN BIA",
        "CCCD 999026000001",
        "giấy ZT100001",
        "Bịa, Nguyễn Văn",
        "NguyễnVănBịa",
        "số 12 thôn Nà Mẫu xã Đồng Thử",
        "24-03-1961",
    ] {
        check(&["5", note, "5"], &LINK, ["--map", "sheet=ghi_chu"], true);
        check(&["5", note, "5"], &SCORECARD, ["--map", "commune=ghi_chu"], true);
        check(&["Nà Mẫu", note, ""], &SCORECARD, ["--fact", "village=ghi_chu"], true);
        check(&["1", note, "2"], &LINK, ["--id", "ghi_chu"], true);
    }
    // People of whom no register knows.
    let others = ["Hứa Văn Nháp", "Vi Thị Tạm", "Lý Thị Thử", "Hồ Văn Nháp", "Đàm Thị Tạm", "5"];
    check(&others, &LINK, ["--map", "number=ghi_chu"], true);
    check(&["5", "5", "6"], &LINK, ["--map", "sheet=ghi_chu"], false);
    check(&["1961", "1970", "1970"], &LINK, ["--map", "sheet=ghi_chu"], false);
    check(&["thôn Nà Mẫu", "xã Đồng Thử", "Số 12"], &SCORECARD, ["--fact", "village=ghi_chu"], false);
    check(&["Nà Mẫu", "tổ 5", "Trần Phú"], &SCORECARD, ["--fact", "village=ghi_chu"], false);
}

#[test]
fn a_review_file_is_never_public() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("so.csv"), REGISTER).unwrap();
    std::fs::write(folder.path().join("thua.geojson"), map(&["", ""])).unwrap();
    let refused = ran(folder.path(), &[&LINK[..], &["--public", "--review", "x.xlsx"]].concat());
    assert_eq!(refused.code, COULD_NOT_CHECK, "{}", refused.err);
    assert!(refused.err.contains("names of those who decide"), "{}", refused.err);
    assert!(!folder.path().join("x.xlsx").exists());
    let alone = ran(folder.path(), &[&LINK[..], &["--review", "x.xlsx"]].concat());
    assert!([PASSED, FOUND].contains(&alone.code), "{}", alone.err);
}
