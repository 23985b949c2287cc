//! The rules explained: on the terminal, and as pages.

use super::program::{COULD_NOT_CHECK, PASSED, check_words, program, ran};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use thuadat_core::Rule;

fn rules(arguments: &[&str]) -> super::program::Ran {
    ran(Command::new(program()).arg("rules").args(arguments).env("LC_ALL", "C").output().unwrap())
}

#[test]
fn all_are_listed_with_the_severity_of_the_profile() {
    let list = rules(&[]);
    assert_eq!(list.code, PASSED, "{}", list.err);
    for rule in Rule::ALL {
        assert!(list.out.contains(rule.id()) && list.out.contains(rule.title().en), "{rule} is not listed");
    }
    let line = |list: &str, id: &str| list.lines().find(|line| line.starts_with(id)).unwrap().to_owned();
    assert!(line(&list.out, "topology/gap ").contains(" error "), "{}", list.out);
    let inspire = rules(&["--profile", "inspire", "--lang", "vi"]).out;
    assert!(line(&inspire, "topology/gap ").contains(" cảnh báo "), "{inspire}");
    assert!(line(&inspire, "crs/axes-swapped ").contains(" tắt "), "{inspire}");
}

#[test]
fn one_is_explained_in_both_languages_with_a_drawing() {
    let overlap = rules(&["overlap"]);
    assert_eq!(overlap.code, PASSED, "{}", overlap.err);
    check_words(&overlap.out, &["topology/overlap – Chồng đè (lỗi)", "topology/overlap – Overlap (error)"]);
    check_words(&overlap.out, &["Ý nghĩa", "What it means", "12/7", "12/8", "tolerance_m = 0,14 m"]);
    assert!(overlap.out.chars().filter(|letter| ('\u{2801}'..='\u{28ff}').contains(letter)).count() > 100);
    let english = rules(&["overlap", "--lang", "en"]).out;
    assert!(english.contains("What it means") && !english.contains("Ý nghĩa"), "{english}");
    let unknown = rules(&["overlapp"]);
    assert_eq!(unknown.code, COULD_NOT_CHECK);
    check_words(&unknown.err, &["`overlapp`", "did you mean `topology/overlap`?"]);
}

fn files(folder: &Path, into: &mut BTreeMap<String, String>, prefix: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            files(&path, into, &format!("{name}/"));
        } else {
            into.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_pages_in_docs_are_current() {
    let folder = tempfile::tempdir().unwrap();
    let written = rules(&["--pages", folder.path().to_str().unwrap()]);
    assert_eq!(written.code, PASSED, "{}", written.err);
    let (mut made, mut committed) = (BTreeMap::new(), BTreeMap::new());
    files(folder.path(), &mut made, "");
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules"), &mut committed, "");
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed), "run `cargo xtask rules`");
    let stale: Vec<&String> = made.keys().filter(|name| made[*name] != committed[*name]).collect();
    assert!(
        stale.is_empty(),
        "{stale:?} in docs/rules are not those of crates/thuadat/rules; run `cargo xtask rules`"
    );
    for rule in Rule::ALL {
        assert!(made.contains_key(&format!("{}.md", rule.id())), "{rule}");
    }
}
