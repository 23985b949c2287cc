//! Suites that need the collection of real parcels announce themselves, so that `scripts/test` can name the ones it
//! leaves out.

use crate::workspace;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn suites_on_the_collection_announce_themselves() {
    let mut files = Vec::new();
    collect(&workspace::root().join("tests"), &mut files);
    assert!(files.len() > 1, "the tests were found");
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file can be read");
        assert!(!is_silent(&text), "{}: add a line `//! Needs `../shared`: what it checks`", file.display());
    }
}

#[test]
fn a_silent_suite_is_caught() {
    assert!(is_silent("//! Differences.\nuse crate::shared;\n"));
    assert!(!is_silent(
        "//! Differences.\n//!\n//! Needs `../shared`: GEOS's verdicts.\nuse crate::shared;\n"
    ));
    assert!(!is_silent("//! Cases.\nuse crate::cases;\n"));
}

fn is_silent(text: &str) -> bool {
    let uses =
        text.contains("crate::shared") || text.contains("shared::path(") || text.contains("shared::json(");
    uses && !text.lines().any(|line| line.starts_with("//! Needs `../shared`: "))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
