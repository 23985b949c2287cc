//! The program alone, copied to where its users have it: it must not need the folder it was built in.

use super::program::{FOUND, PASSED, program, run, sample};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

fn copied(folder: &Path) -> Command {
    let copy = folder.join("thuadat");
    std::fs::copy(program(), &copy).unwrap();
    std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(copy);
    command.arg("check").stdin(Stdio::null()).current_dir(folder).env_clear();
    command.env("HOME", folder).env("PATH", "/usr/bin:/bin");
    command
}

#[test]
fn coordinates_are_brought_over() {
    let folder = tempfile::tempdir().unwrap();
    let square = r#"{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
        "coordinates": [[[106.85, 21.92], [106.8502, 21.92], [106.8502, 21.9202], [106.85, 21.92]]]}}"#;
    std::fs::write(folder.path().join("thua.geojson"), square).unwrap();
    let ran = run(copied(folder.path()).args(["thua.geojson", "--format", "json"]));
    assert_eq!(ran.code, PASSED, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["input"]["crs"]["epsg"], 9215);

    let ran = run(copied(folder.path()).arg(sample("fr-69209.geojson.gz")).args([
        "--zone",
        "EPSG:2154",
        "--report",
        "report.geojson",
        "--quiet",
    ]));
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    let text = std::fs::read_to_string(folder.path().join("report.geojson")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["input"]["crs"]["epsg"], 2154);
    let longitude = report["features"][0]["geometry"]["coordinates"][0][0][0].as_f64().unwrap();
    assert!((4.0..5.0).contains(&longitude), "{longitude}");
}
