//! The READMEs tell the truth about the rules: every one stands in them with its default severity, and no other does.

use crate::workspace;
use thuadat_core::{Rule, Severity};

#[test]
fn english() {
    check("README.md", Severity::id);
}

#[test]
fn vietnamese() {
    check("README.vi.md", |severity| match severity {
        Severity::Error => "lỗi",
        Severity::Warning => "cảnh báo",
        Severity::Note => "ghi chú",
    });
}

fn check(file: &str, name: fn(Severity) -> &'static str) {
    let text = std::fs::read_to_string(workspace::root().join(file)).expect("the README can be read");
    let told: Vec<(&str, &str)> = text.lines().filter_map(row_of_a_rule).collect();
    let rules: Vec<(&str, &str)> =
        Rule::ALL.iter().map(|rule| (rule.id(), name(rule.default_severity()))).collect();
    assert_eq!(told, rules, "the rules in {file}");
}

/// The id and the severity of a table's row that begins with a rule's id.
fn row_of_a_rule(line: &str) -> Option<(&str, &str)> {
    let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ").collect();
    let [id, _, severity] = cells[..] else { return None };
    let id = id.strip_suffix('`')?;
    id.contains('/').then_some((id, severity))
}
