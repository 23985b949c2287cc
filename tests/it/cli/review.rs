//! Findings people accepted, and what changed since an earlier report.

use super::maps::{Map, rectangle};
use super::program::{FOUND, PASSED, check_words, findings, refusal, report, run, thuadat};
use gdal::Dataset;
use gdal::vector::LayerAccess;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Parcels in a row, each so many metres wide and 18 m from the next.
fn row(widths: &[f64]) -> Map<'static> {
    let shapes = widths.iter().enumerate().map(|(at, &width)| rectangle(at as f64 * 18.0, 0.0, width, 30.0));
    Map::of(shapes)
        .column("so_to", &["7"; 4][..widths.len()])
        .column("so_thua", &["1", "2", "3", "4"][..widths.len()])
}

fn files(maps: &[(&str, Map<'_>)]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths = maps.iter().map(|(name, map)| {
        let path = folder.path().join(name);
        map.write(&path);
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

fn id(report: &Value, position: usize) -> String {
    report["findings"][position]["id"].as_str().unwrap().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn accepted_findings_are_listed_and_are_no_errors() {
    let (folder, paths) = files(&[("thua.gpkg", row(&[20.0, 20.0, 18.0]))]);
    let before = report([text(&paths[0]), "--only", "overlap"], FOUND);
    assert_eq!(before["findings"].as_array().unwrap().len(), 2);
    let accept = folder.path().join("chap-nhan.csv");
    let row = |id: &str| format!("{id};Nguyễn Văn Thử;22/11/2026;Ao chung, đã có biên bản\n");
    let head = "Mã phát hiện;Người chấp nhận;Ngày;Lý do\n";
    std::fs::write(&accept, format!("{head}{}{}", row(&id(&before, 0)), row("0123456789abcdef"))).unwrap();
    let one = report([text(&paths[0]), "--only", "overlap", "--accept", text(&accept)], FOUND);
    assert_eq!(one["summary"]["errors"], 1);
    assert_eq!(one["summary"]["accepted"], 1);
    assert_eq!(one["summary"]["findings"], 2);
    let accepted = json!({"who": "Nguyễn Văn Thử", "when": "2026-11-22", "why": "Ao chung, đã có biên bản"});
    assert_eq!(one["findings"][0]["accepted"], accepted);
    assert_eq!(one["findings"][1]["accepted"], Value::Null);
    assert_eq!(one["acceptance"]["unmatched"][0]["line"], 3);
    std::fs::write(&accept, format!("{head}{}{}", row(&id(&before, 0)), row(&id(&before, 1)))).unwrap();
    let all = report([text(&paths[0]), "--only", "overlap", "--accept", text(&accept)], PASSED);
    assert_eq!(findings(&all, "topology/overlap").len(), 2, "they are still listed");
    let said = run(thuadat([&paths[0]]).args(["--only", "overlap"]).arg("--accept").arg(&accept)).out;
    check_words(&said, &["Accepted", "2 accepted findings are there", "PASSED", "2 accepted findings"]);
}

#[test]
fn every_report_tells_what_is_accepted_and_what_is_new() {
    let maps = [("cu.gpkg", row(&[18.0, 20.0, 18.0])), ("moi.gpkg", row(&[20.0, 20.0, 18.0]))];
    let (folder, paths) = files(&maps);
    let at = |name: &str| folder.path().join(name);
    let old = at("old.json");
    assert_eq!(run(thuadat([&paths[0]]).args(["--only", "overlap"]).arg("--report").arg(&old)).code, FOUND);
    let earlier: Value = serde_json::from_str(&std::fs::read_to_string(&old).unwrap()).unwrap();
    std::fs::write(at("a.csv"), format!("id,who,when,why\n{},Thử,2026-11-22,Ao chung\n", id(&earlier, 0)))
        .unwrap();
    let mut command = thuadat([&paths[1]]);
    command
        .args(["--only", "overlap"])
        .arg("--accept")
        .arg(at("a.csv"))
        .arg("--baseline")
        .arg(&old)
        .args(["--lang", "vi"]);
    for kind in ["html", "xlsx", "gpkg", "geojson", "json"] {
        command.arg("--report").arg(at("report").with_extension(kind));
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    check_words(&ran.out, &["old.json: 1 mới, 1 còn nguyên, 0 đã hết", "a.csv: 1 phát hiện được chấp nhận"]);
    let page = std::fs::read_to_string(at("report.html")).unwrap();
    check_words(
        &page,
        &["So với lần kiểm tra trước", "Thử chấp nhận ngày 22/11/2026: Ao chung", "badge new"],
    );
    let layers = Dataset::open(at("report.gpkg")).unwrap();
    let mut points = layers.layer_by_name("findings").unwrap();
    let columns = ["change", "accepted"].map(|column| points.defn().field_index(column).unwrap());
    let told: Vec<[String; 2]> = points
        .features()
        .map(|feature| columns.map(|column| feature.field_as_string(column).unwrap().unwrap_or_default()))
        .collect();
    assert!(told.contains(&["unchanged".to_owned(), "Thử, 2026-11-22: Ao chung".to_owned()]), "{told:?}");
    assert!(told.contains(&["new".to_owned(), String::new()]), "{told:?}");
    let book = Dataset::open(at("report.xlsx")).unwrap();
    let sheets: Vec<String> = book.layers().map(|layer| layer.name()).collect();
    assert!(sheets.contains(&"Đã hết".to_owned()) && sheets.contains(&"Chấp nhận".to_owned()), "{sheets:?}");
    let globe: Value = serde_json::from_str(&std::fs::read_to_string(at("report.geojson")).unwrap()).unwrap();
    let changes: Vec<&Value> = globe["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| &feature["properties"]["change"])
        .collect();
    assert!(changes.contains(&&json!("new")) && changes.contains(&&json!("unchanged")));
}

#[test]
fn a_mended_map_beside_its_earlier_report() {
    let maps = [("cu.gpkg", row(&[20.0, 20.0, 18.0])), ("moi.gpkg", row(&[18.0, 20.0, 20.0, 18.0]))];
    let (folder, paths) = files(&maps);
    let old = folder.path().join("old.json");
    run(thuadat([&paths[0]]).args(["--only", "overlap"]).arg("--report").arg(&old));
    let later = report([text(&paths[1]), "--baseline", text(&old), "--only", "overlap"], FOUND);
    let comparison = &later["comparison"];
    assert_eq!((&comparison["new"], &comparison["unchanged"]), (&json!(1), &json!(1)));
    let gone = comparison["gone"].as_array().unwrap();
    assert_eq!((gone.len(), &gone[0]["rule"]), (1, &json!("topology/overlap")));
    assert_eq!(gone[0]["parcels"][0]["number"], "1");
    assert_eq!(later["findings"].as_array().unwrap().iter().filter(|one| one["change"] == "new").count(), 1);
    let skipped = report([text(&paths[1]), "--baseline", text(&old), "--skip", "topology/*"], PASSED);
    assert_eq!(skipped["comparison"]["gone"], json!([]), "what was not looked for is not gone");
    assert_eq!(skipped["comparison"]["not_looked_at"], 2);
    let strict = run(thuadat([&paths[1]]).arg("--baseline").arg(&old).args(["--profile", "strict"]));
    check_words(&strict.out, &["under profile vn-cadastre (tolerant(0.14)), this one under strict (strict)"]);
}

#[test]
fn what_cannot_be_used_is_refused_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let check = |option: &str, text: &str, words: &[&str]| {
        std::fs::write(&path, text).unwrap();
        check_words(&refusal(["missing.gpkg", option, path.to_str().unwrap()]), words);
    };
    check("--accept", "id,who,when\n", &["a.csv, line 1: no column `why`"]);
    check("--accept", "id,who,when,why\nx,A,2026-11-22,y\n", &["a.csv, line 2, id: `x` must be"]);
    check("--baseline", "{\n", &["a.csv, line 2: not JSON"]);
    check("--baseline", "{}", &["a.csv is no report of thuadat"]);
    check_words(&refusal(["missing.gpkg", "--baseline", "none.json"]), &["cannot read none.json"]);
}
