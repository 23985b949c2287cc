//! Where a report cannot be written: what is said, and that nothing is left behind.

use super::maps::{Map, neighbours, rectangle};
use super::program::{
    COULD_NOT_CHECK, FOUND, PASSED, Ran, check_words, names_in, program, run, run_with_input, sample, thuadat,
};
use gdal::vector::LayerAccess;
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const KINDS: [&str; 5] = ["html", "gpkg", "geojson", "json", "xlsx"];
const OLD: &str = "the report of yesterday";

/// Checks the commune with faults, whose reports are large, under a limit to the size of files.
fn run_with_small_files(report: &Path, blocks_of_512: u32) -> Ran {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks_of_512}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.args(["-c", &limited]).arg(program()).arg("check").arg(sample("cao-loc-synthetic.gpkg"));
    run(shell.arg("--report").arg(report).env("LC_ALL", "C"))
}

/// The old report is untouched and nothing stands beside it.
#[track_caller]
fn check_untouched(folder: &Path, report: &Path) {
    let name = report.file_name().unwrap().to_str().unwrap();
    assert_eq!(names_in(folder), [name]);
    assert_eq!(std::fs::read_to_string(report).unwrap(), OLD);
}

#[test]
fn files_that_may_not_grow() {
    for kind in KINDS {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join(format!("report.{kind}"));
        std::fs::write(&report, OLD).unwrap();
        let ran = run_with_small_files(&report, 16);
        assert_eq!(ran.code, COULD_NOT_CHECK, "{kind}: {}", ran.err);
        assert_eq!(ran.out, "", "{kind}");
        check_words(
            &ran.err,
            &[&format!("cannot write the report {}", report.display()), "nothing was left there"],
        );
        assert!(ran.err.len() < 400, "{kind}: {}", ran.err);
        assert_eq!(ran.err.matches(&*report.to_string_lossy()).count(), 1, "said once: {}", ran.err);
        check_untouched(folder.path(), &report);
    }
}

/// A disk of 64 KiB; needs the rights to mount one, which tests in a container and in CI have.
#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mount =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(folder.path()).output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        println!("left out: no right to mount a small disk");
        return;
    }
    let disk = Mounted(folder.path());
    for kind in KINDS {
        let report = disk.0.join(format!("report.{kind}"));
        std::fs::write(&report, OLD).unwrap();
        let mut command = thuadat([sample("cao-loc-synthetic.gpkg")]);
        let filler = disk.0.join("filler");
        std::fs::write(&filler, vec![1; 40 << 10]).unwrap();
        let ran = run(command.arg("--report").arg(&report));
        std::fs::remove_file(filler).unwrap();
        assert_eq!(ran.code, COULD_NOT_CHECK, "{kind}: {}", ran.err);
        check_words(&ran.err, &["the disk is full; free some space", "nothing was left there"]);
        assert!(ran.err.len() < 400, "{kind}: {}", ran.err);
        check_untouched(disk.0, &report);
        std::fs::remove_file(report).unwrap();
    }
}

struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn more_findings_than_a_workbook_lists() {
    let parcel = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    let parcels = vec![parcel; 100_001].join(",");
    let map = format!(r#"{{"type":"FeatureCollection","features":[{parcels}]}}"#);
    let folder = tempfile::tempdir().unwrap();
    let [workbook, page] = ["a.xlsx", "a.html"].map(|name| folder.path().join(name));
    let mut command = thuadat(["-"]);
    command
        .arg("--report")
        .arg(&workbook)
        .arg("--report")
        .arg(&page)
        .env("TMPDIR", "/there/is/no/such/folder");
    let ran = run_with_input(&mut command, map.as_bytes());
    assert_eq!(ran.code, FOUND, "{}", ran.err);
    for (name, listed) in [("a.xlsx", "100,000"), ("a.html", "2,000")] {
        let words = format!(
            "{name}, which lists the gravest {listed} of 100,001 findings; a .json, .geojson or .gpkg"
        );
        check_words(&ran.err, &[&words]);
    }
    check_words(
        &std::fs::read_to_string(page).unwrap(),
        &["This page lists the gravest 2,000 of 100,001 findings"],
    );
    let workbook = gdal::Dataset::open(workbook).unwrap();
    let mut findings = workbook.layer_by_name("Findings").unwrap();
    let last = findings.features().last().unwrap();
    let said = last.field_as_string(1).unwrap().unwrap();
    check_words(&said, &["This workbook lists the gravest 100,000 of 100,001 findings"]);
}

#[test]
fn standard_output_on_a_full_disk() {
    for format in ["text", "json", "geojson"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = thuadat([sample("cao-loc-synthetic.gpkg")]);
        let child =
            command.args(["--format", format]).stdout(full).stderr(std::process::Stdio::piped()).spawn();
        let ran = super::program::ran(child.unwrap().wait_with_output().unwrap());
        assert_eq!(ran.code, COULD_NOT_CHECK, "{format}");
        check_words(&ran.err, &["cannot write to standard output", "No space left"]);
    }
}

#[test]
fn a_report_in_place_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.gpkg");
    Map::of(neighbours()).write(&path);
    let before = std::fs::read(&path).unwrap();
    let roundabout = folder.path().join(".").join("thua.gpkg");
    for report in [&path, &roundabout] {
        let ran = run(thuadat([&path]).arg("--report").arg(report));
        assert_eq!(ran.code, COULD_NOT_CHECK);
        check_words(&ran.err, &["would overwrite the input", "thua.gpkg", "give another path"]);
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_one_may_not_write_in() {
    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere but in the kernel's own files.
    let (report, advice) = if File::create(locked.join("probe")).is_ok() {
        ("/proc/report.html".into(), "cannot write the report /proc/report.html")
    } else {
        (locked.join("report.html"), "its folder does not let you write; give a folder of your own")
    };
    let ran = run(thuadat([sample("cao-loc-synthetic.gpkg")]).arg("--report").arg(report));
    assert_eq!(ran.code, COULD_NOT_CHECK, "{}", ran.err);
    check_words(&ran.err, &[advice]);
    assert!(!ran.err.contains(".thuadat-"), "no name the user has not given: {}", ran.err);
}

#[test]
fn one_report_that_fails_leaves_the_others_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("a.json"), folder.path().join("b.geojson"));
    let input = folder.path().join("thua.gpkg");
    let overlapping = [rectangle(0.0, 0.0, 20.0, 30.0), rectangle(19.0, 0.0, 20.0, 30.0)];
    Map::of(overlapping).epsg(None).write(&input);
    let ran = run(thuadat([&input]).arg("--report").arg(&good).arg("--report").arg(&bad));
    assert_eq!(ran.code, COULD_NOT_CHECK);
    check_words(&ran.err, &["b.geojson", "the parcels' coordinate system is unknown", "--crs EPSG:n"]);
    assert_eq!(names_in(folder.path()), ["a.json", "thua.gpkg"]);
    let text = std::fs::read_to_string(good).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    let named = run(thuadat([&input]).args(["--crs", "EPSG:9215", "--report"]).arg(&bad));
    assert_eq!(named.code, FOUND, "{}", named.err);
}

#[test]
fn an_old_report_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let report = folder.path().join(format!("report.{kind}"));
        std::fs::write(&report, OLD).unwrap();
        let ran = run(thuadat([sample("cao-loc-synthetic-clean.gpkg")]).arg("--report").arg(&report));
        assert_eq!(ran.code, PASSED, "{}", ran.err);
        assert_ne!(std::fs::read(&report).unwrap(), OLD.as_bytes(), "{kind}");
    }
}
