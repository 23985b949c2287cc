//! The example does what it says: it finds the overlap it was given, with its size, and says so.

use std::process::Command;

#[test]
fn prints_the_overlap() {
    let output = Command::new(env!("CARGO_BIN_EXE_link-thuadat-core")).output().expect("the example starts");
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("the example prints text");
    let overlaps: Vec<&str> = printed.lines().filter(|line| line.contains("topology/overlap")).collect();
    assert_eq!(overlaps.len(), 1, "one overlap in:\n{printed}");
    assert!(overlaps[0].starts_with("error topology/overlap: "), "{printed}");
    assert!(overlaps[0].contains("5.00 m²"), "half a metre by ten metres in:\n{printed}");
}
