//! Running the program as its users do.

use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Nothing at error level.
pub(crate) const PASSED: Option<i32> = Some(0);
/// Findings at error level.
pub(crate) const FOUND: Option<i32> = Some(1);
/// No answer.
pub(crate) const COULD_NOT_CHECK: Option<i32> = Some(2);

/// `thuadat check`, in English, apart from what the machine is set to.
pub(crate) fn thuadat<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I) -> Command {
    let mut command = Command::new(program());
    command.arg("check").args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    for variable in ["PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"] {
        command.env_remove(variable);
    }
    command
}

/// The program cargo built beside these tests.
pub(crate) fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(Path::parent).unwrap().join("thuadat");
    assert!(program.is_file(), "{} is not built: test with --workspace", program.display());
    program
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs to the end. A panic is a failure whatever the test is about.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Ran {
    ran(command.output().unwrap())
}

/// Runs with this on standard input.
#[track_caller]
pub(crate) fn run_with_input(command: &mut Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_owned();
    // In a thread: nobody may wait for the other with a full pipe.
    let feeder = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    ran(output)
}

#[track_caller]
pub(crate) fn ran(output: Output) -> Ran {
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(!err.contains("panicked"), "{err}");
    Ran { code: output.status.code(), out: String::from_utf8(output.stdout).unwrap(), err }
}

/// The JSON report of a run that must end with this status.
#[track_caller]
pub(crate) fn report<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I, code: Option<i32>) -> Value {
    let ran = run(thuadat(arguments).args(["--format", "json"]));
    assert_eq!(ran.code, code, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// The message of a run that gave no answer: no report and nothing on standard output.
#[track_caller]
pub(crate) fn refusal<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I) -> String {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(thuadat(arguments).arg("--report").arg(folder.path().join("report.json")));
    assert_eq!(ran.code, COULD_NOT_CHECK, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    assert_eq!(names_in(folder.path()), [""; 0], "a report was left behind");
    assert!(ran.err.starts_with("thuadat: error: "), "{}", ran.err);
    ran.err
}

/// The message must hold every word.
#[track_caller]
pub(crate) fn check_words(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "{word:?} is not in: {message}");
    }
}

/// Findings of a report that break this rule.
pub(crate) fn findings<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    let all = report["findings"].as_array().expect("a report has findings");
    all.iter().filter(|finding| finding["rule"] == rule).collect()
}

/// The notice of this code.
#[track_caller]
pub(crate) fn notice<'a>(report: &'a Value, code: &str) -> &'a str {
    let notices = report["input"]["notices"].as_array().unwrap();
    let found = notices.iter().find(|notice| notice["code"] == code);
    found.unwrap_or_else(|| panic!("no notice {code} in {notices:?}"))["message"]["en"].as_str().unwrap()
}

pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A file of `data/samples`.
pub(crate) fn sample(name: &str) -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/samples");
    samples.canonicalize().unwrap().join(name)
}
