//! Arguments that make no sense: refused before anything is read, with a word on what would.
//!
//! That these tests stand here has cargo build the program for them, and so for the tests of the whole.

#![expect(clippy::unwrap_used, reason = "a test may stop where it cannot go on")]

use std::path::Path;
use std::process::{Command, Output};

const COULD_NOT_CHECK: Option<i32> = Some(2);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thuadat"));
    command.args(arguments).env("LC_ALL", "C");
    command
}

fn thuadat(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The arguments are refused with all these words.
#[track_caller]
fn check(arguments: &[&str], words: &[&str]) {
    let output = thuadat(&[&["check", "missing.gpkg"], arguments].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), COULD_NOT_CHECK, "{said}");
    assert!(output.stdout.is_empty(), "nothing can have been found");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
    assert!(!said.contains("there is no file"), "the input was looked for: {said}");
}

#[test]
fn nothing_to_check_is_said_with_the_usage() {
    let output = thuadat(&["check"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), COULD_NOT_CHECK);
    assert!(said.contains("<INPUT>...") && said.contains("--help"), "{said}");
}

/// What is said in Vietnamese of arguments that are refused.
#[track_caller]
fn check_in_vietnamese(arguments: &[&str], sentence: &str) {
    let output = thuadat(&[&["--lang", "vi"], arguments].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), COULD_NOT_CHECK, "{said}");
    assert_eq!(said.lines().next(), Some(format!("thuadat: lỗi: {sentence}").as_str()));
    assert!(said.ends_with("Thêm --help để xem hướng dẫn.\n"), "{said}");
}

#[test]
fn help_speaks_vietnamese() {
    let in_vietnamese = [
        thuadat(&["--lang", "vi", "check", "--help"]),
        thuadat(&["check", "--help", "--lang=vi"]),
        thuadat(&["--lang", "vi", "help", "check"]),
        command(&["check", "--help"]).env("LC_ALL", "vi_VN.UTF-8").output().unwrap(),
    ];
    for output in in_vietnamese {
        assert!(output.status.success() && output.stderr.is_empty());
        let help = String::from_utf8(output.stdout).unwrap();
        for words in
            ["Cách dùng: thuadat check [TÙY CHỌN] <TỆP>...", "Đối số:", "Tùy chọn:", "--tolerance <M>"]
        {
            assert!(help.contains(words), "{words:?} is not in: {help}");
        }
        for words in ["Usage", "Options", "Arguments", "Print", "default:", "possible values"] {
            assert!(!help.contains(words), "{words:?} is English: {help}");
        }
    }
    let short = String::from_utf8(thuadat(&["--lang", "vi", "--help"]).stdout).unwrap();
    assert!(short.contains("Cách dùng: thuadat [TÙY CHỌN] <LỆNH>") && short.contains("Lệnh:"), "{short}");
    let english = String::from_utf8(thuadat(&["check", "--help"]).stdout).unwrap();
    assert!(english.contains("Usage: thuadat check [OPTIONS] <INPUT>..."), "{english}");
}

#[test]
fn faults_of_arguments_are_told_in_vietnamese() {
    check_in_vietnamese(&["check"], "thiếu <TỆP>...");
    check_in_vietnamese(&["chek"], "không có lệnh `chek` (ý bạn là `check`?)");
    check_in_vietnamese(
        &["check", "--tolerence", "1"],
        "không có tùy chọn `--tolerence` (ý bạn là `--tolerance`?)",
    );
    check_in_vietnamese(&["check", "a", "--crs"], "`--crs <EPSG:n>` cần có giá trị");
    check_in_vietnamese(&["check", "a", "--id", "x", "--id", "y"], "`--id <CỘT>` chỉ được dùng một lần");
    check_in_vietnamese(
        &["check", "a", "--tolerance", "x"],
        "`x` không dùng được cho `--tolerance <M>`: phải là một bề rộng tính bằng mét, ví dụ 0.14",
    );
    check_in_vietnamese(
        &["check", "a", "--format", "pdf"],
        "`pdf` không dùng được cho `--format <LOẠI>`; các giá trị dùng được là text, json, geojson",
    );
    check_in_vietnamese(
        &["schema", "x"],
        "`x` không dùng được cho `[LỆNH]`; các giá trị dùng được là check, link, scorecard, sheet, sync",
    );
}

#[test]
fn fields_are_named_when_one_is_unknown() {
    check(
        &["--map", "foo=bar"],
        &["`foo` is no field", "commune, sheet, number, recorded-area, legal-area, land-use"],
    );
    check(&["--map", "sheet"], &["expected FIELD=COLUMN, such as sheet=SO_TO"]);
}

#[test]
fn widths_are_metres() {
    for option in ["--tolerance", "--gap-width"] {
        for width in ["-1", "abc", "nan", "0,14"] {
            check(&[option, width], &[option, width, "a width in metres, such as 0.14"]);
        }
    }
    check(&["--tolerance", "200"], &["error: --tolerance is 200, must be a number from 0 to 100"]);
    check(&["--gap-width", "1e12"], &["error: --gap-width is 1000000000000, must be a number from 0 to"]);
}

#[test]
fn threads_and_codes_are_numbers() {
    for count in ["0", "-1", "many", "100000"] {
        check(&[&format!("--threads={count}")], &["--threads", "from 1 to 1024"]);
    }
    for option in ["--crs", "--zone"] {
        check(&[option, "VN-2000"], &[option, "expected a code (EPSG:9215)"]);
    }
    check(&["--lang", "de"], &["`de`", "vi and en"]);
    check(&["--format", "pdf"], &["text, json, geojson"]);
}

#[test]
fn boxes_are_four_numbers() {
    for text in ["1,2,3", "a,b,c,d", "1,2,3,nan", "1;2;3;4"] {
        check(&["--bbox", text], &["--bbox", "MINX,MINY,MAXX,MAXY"]);
    }
    check(&["--bbox", "5,2,3,4"], &["MINX (5) is greater than MAXX (3)"]);
}

#[test]
fn profiles_are_suggested() {
    check(&["--profile", "strct"], &["`strct`", "did you mean `strict`?", "strict and inspire", "TOML"]);
}

#[test]
fn profile_files_are_read_to_the_letter() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let unknown_key = file("a.toml", "name = \"x\"\n\n[tolerance]\nvalue = 1\n");
    check(&["--profile", &unknown_key], &["a.toml, line 3", "`tolerance`", "did you mean `tolerance_m`?"]);
    let bad_value = file("b.toml", "name = \"x\"\n\n[tolerance_m]\nvalue = -3\n");
    check(&["--profile", &bad_value], &["b.toml, line 4", "-3", "must be"]);
    let no_toml = file("c.toml", "name = \n");
    check(&["--profile", &no_toml], &["c.toml, line 1"]);
    check(&["--profile", "missing.toml"], &["missing.toml", "No such file"]);
}

#[test]
fn reports_that_cannot_be_written_are_refused_first() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(folder.path().join("folder.html")).unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    check(&["--report", &at("a.pdf")], &["a.pdf", ".html, .gpkg, .geojson, .json, .xlsx"]);
    check(&["--report", &at("a")], &["no kind of report", ".html"]);
    check(&["--report", &at("none/a.html")], &["none/a.html", "its folder does not exist; make the folder"]);
    check(&["--report", &at("file/a.html")], &["its folder is a file; give another path"]);
    check(&["--report", &at("folder.html")], &["a folder of that name is there"]);
    check(&["--report", &at("good.html"), "--report", &at("a.pdf")], &["a.pdf"]);
    assert_eq!(names_in(folder.path()), ["file", "folder.html"]);
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
