//! Ctrl-C, whatever the program is at.

use super::maps::{Map, rows_of_parcels};
use super::program::{names_in, ran, thuadat};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const INTERRUPTED: Option<i32> = Some(130);
const OLD: &str = "the report of yesterday";

fn press_ctrl_c(child: &Child) {
    let kill = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

/// Ended as interrupted, with the folder as it was.
#[track_caller]
fn check_stopped(child: Child, folder: &Path) {
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, INTERRUPTED, "{}", ran.err);
    assert_eq!(ran.out, "");
    assert_eq!(names_in(folder), ["report.html"]);
    assert_eq!(std::fs::read_to_string(folder.join("report.html")).unwrap(), OLD);
}

fn folder_with_old_report() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.html"), OLD).unwrap();
    folder
}

fn start(input: &Path, folder: &Path) -> Child {
    let mut command = thuadat([input]);
    command.arg("--report").arg(folder.join("report.html"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn while_waiting_for_standard_input() {
    let folder = folder_with_old_report();
    let mut child = start(Path::new("-"), folder.path());
    let mut pipe = child.stdin.take().unwrap();
    // More than a pipe holds: it is taken only when the program reads.
    pipe.write_all(&vec![b' '; 1 << 20]).unwrap();
    press_ctrl_c(&child);
    check_stopped(child, folder.path());
    drop(pipe);
}

#[test]
fn while_checking() {
    let folder = folder_with_old_report();
    let mut child = start(Path::new("-"), folder.path());
    let mut pipe = child.stdin.take().unwrap();
    // When the last byte is taken the check is still to come, in any build far longer than a signal takes.
    let parcels = tempfile::tempdir().unwrap();
    let path = parcels.path().join("thua.geojson");
    Map::of(rows_of_parcels(20_000)).driver("GeoJSON").write(&path);
    match pipe.write_all(&std::fs::read(path).unwrap()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
        _ => drop(pipe),
    }
    press_ctrl_c(&child);
    check_stopped(child, folder.path());
}

#[test]
fn while_writing_to_someone_who_does_not_read() {
    let input = super::program::sample("cao-loc-synthetic.gpkg");
    let mut command = thuadat([input]);
    let mut child =
        command.args(["--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The first byte is there: it writes, and soon waits for us.
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut [0]).unwrap();
    press_ctrl_c(&child);
    press_ctrl_c(&child);
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert!(matches!(child.wait().unwrap().code(), Some(1 | 130)));
}
