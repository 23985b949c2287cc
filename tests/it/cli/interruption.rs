//! Ctrl-C, whatever the program is at.

use super::maps::{Map, rectangle, rows_of_parcels};
use super::program::{names_in, ran, thuadat};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

const INTERRUPTED: Option<i32> = Some(130);
const OLD: &str = "the report of yesterday";

/// What may happen to a file, as Linux names it for those who watch a folder.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
enum Event {
    Read = 0x1,
    Written = 0x2,
    Made = 0x4,
}

/// How a user asks to stop.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
enum Patience {
    Once = 0,
    AgainAndAgain = 0x8000_0000,
}

/// Has the kernel press Ctrl-C for us at the very moment something happens to a file in `folder`, as long as what is
/// returned lives.
#[expect(unsafe_code, reason = "no safe wrapper has these commands of fcntl")]
fn press_ctrl_c_when(event: Event, patience: Patience, folder: &Path, child: &Child) -> File {
    const SET_OWNER: i32 = 8;
    const SET_SIGNAL: i32 = 10;
    const NOTIFY: i32 = 1026;
    let folder = File::open(folder).unwrap();
    let events = (event as u32 | patience as u32).cast_signed();
    let process = i32::try_from(child.id()).unwrap();
    for (command, argument) in [(SET_OWNER, process), (SET_SIGNAL, libc::SIGINT), (NOTIFY, events)] {
        // SAFETY: the descriptor is open, and none of these commands takes a pointer.
        let answer = unsafe { libc::fcntl(folder.as_raw_fd(), command, argument) };
        assert_eq!(answer, 0, "{}", std::io::Error::last_os_error());
    }
    folder
}

fn press_ctrl_c(child: &Child) {
    let kill = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

/// Ended as interrupted, with the folder as it was.
#[track_caller]
fn check_stopped(child: Child, folder: &Path, kind: &str) {
    let name = format!("report.{kind}");
    let output = child.wait_with_output().unwrap();
    let status = output.status;
    let ran = ran(output);
    assert_eq!(ran.code, INTERRUPTED, "{kind}: {status}: {}", ran.err);
    assert_eq!(ran.out, "", "{kind}");
    assert_eq!(names_in(folder), [&*name]);
    assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), OLD);
}

fn folder_with_old_report(kind: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(format!("report.{kind}")), OLD).unwrap();
    folder
}

fn start(inputs: &[&Path], folder: &Path, kind: &str) -> Child {
    let mut command = thuadat(inputs);
    command.arg("--report").arg(folder.join(format!("report.{kind}")));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Gives the program the head of a map, more than a pipe holds, which is taken only when it reads: what it does before
/// is done then.
fn wait_until_it_reads(child: &mut Child) -> ChildStdin {
    let mut pipe = child.stdin.take().unwrap();
    let filler = " ".repeat(1 << 20);
    write!(pipe, "{MAP_HEAD}\"filler\":\"{filler}\",").unwrap();
    pipe
}

const MAP_HEAD: &str = "{\n\"type\": \"FeatureCollection\",\n";

/// A map as GeoJSON, without its head.
fn rest_of_a_map(shapes: Vec<String>) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thua.geojson");
    Map::of(shapes).driver("GeoJSON").write(&path);
    let map = std::fs::read(path).unwrap();
    map.strip_prefix(MAP_HEAD.as_bytes()).unwrap().to_vec()
}

/// Every report of so many overlaps is much larger than what is written at a time.
fn overlapping_pairs(count: u32) -> Vec<String> {
    let pair = |n: u32| {
        let (x, y) = (f64::from(n % 100) * 40.0, f64::from(n / 100) * 20.0);
        [rectangle(x, y, 20.0, 10.0), rectangle(x + 15.0, y, 20.0, 10.0)]
    };
    (0..count).flat_map(pair).collect()
}

#[test]
fn while_a_report_is_being_written() {
    let map = rest_of_a_map(overlapping_pairs(8000));
    // The draft of a GeoPackage lies in a folder of its own: what is seen from outside is that one comes to be.
    let kinds = ["html", "json", "geojson", "xlsx"].map(|kind| (kind, Event::Written));
    for (kind, event) in kinds.into_iter().chain([("gpkg", Event::Made)]) {
        for patience in [Patience::Once, Patience::AgainAndAgain] {
            let folder = folder_with_old_report(kind);
            let mut child = start(&[Path::new("-")], folder.path(), kind);
            let mut pipe = wait_until_it_reads(&mut child);
            let _watch = press_ctrl_c_when(event, patience, folder.path(), &child);
            pipe.write_all(&map).unwrap();
            drop(pipe);
            check_stopped(child, folder.path(), kind);
        }
    }
}

#[test]
fn while_a_file_is_being_read() {
    let inputs = tempfile::tempdir().unwrap();
    for (driver, name) in [("GPKG", "thua.gpkg"), ("FlatGeobuf", "thua.fgb"), ("ESRI Shapefile", "thua.shp")]
    {
        let path = inputs.path().join(name);
        Map::of(rows_of_parcels(20_000)).driver(driver).write(&path);
        for patience in [Patience::Once, Patience::AgainAndAgain] {
            let folder = folder_with_old_report("html");
            // Standard input first: the watch must stand before the file is opened.
            let mut child = start(&[Path::new("-"), &path], folder.path(), "html");
            let mut pipe = wait_until_it_reads(&mut child);
            let _watch = press_ctrl_c_when(Event::Read, patience, inputs.path(), &child);
            pipe.write_all(&rest_of_a_map(rows_of_parcels(2))).unwrap();
            drop(pipe);
            check_stopped(child, folder.path(), "html");
        }
    }
}

#[test]
fn while_waiting_for_standard_input() {
    let folder = folder_with_old_report("html");
    let mut child = start(&[Path::new("-")], folder.path(), "html");
    let pipe = wait_until_it_reads(&mut child);
    press_ctrl_c(&child);
    check_stopped(child, folder.path(), "html");
    drop(pipe);
}

#[test]
fn while_reading_and_checking() {
    let folder = folder_with_old_report("html");
    let mut child = start(&[Path::new("-")], folder.path(), "html");
    let mut pipe = wait_until_it_reads(&mut child);
    // When the pipe has taken the last byte, parsing and checking are still to come, which take far longer than a signal.
    match pipe.write_all(&rest_of_a_map(rows_of_parcels(20_000))) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
        _ => drop(pipe),
    }
    press_ctrl_c(&child);
    check_stopped(child, folder.path(), "html");
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

#[test]
fn while_checking_cell_by_cell() {
    let (inputs, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = inputs.path().join("thua.fgb");
    Map::of(rows_of_parcels(20_000)).driver("FlatGeobuf").write(&path);
    let folder = folder_with_old_report("json");
    let mut command = thuadat([Path::new("-"), &path, Path::new("--stream")]);
    command.arg("--report").arg(folder.path().join("report.json")).env("TMPDIR", temporary.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = wait_until_it_reads(&mut child);
    let _watch = press_ctrl_c_when(Event::Read, Patience::Once, inputs.path(), &child);
    pipe.write_all(&rest_of_a_map(rows_of_parcels(2))).unwrap();
    drop(pipe);
    check_stopped(child, folder.path(), "json");
    assert_eq!(names_in(temporary.path()), [""; 0]);
}
