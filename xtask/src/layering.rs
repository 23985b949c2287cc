//! The direction of dependencies, proven.
//!
//! The rules are the tables below. They are held against the graph cargo resolved rather than against
//! `cargo tree -p A -i B` failing: that command also fails when a name is misspelt, and would then prove nothing.
//! To look at a violation by hand, `cargo tree -p A -i B -e normal,build` draws it.

use crate::metadata::Graph;
use anyhow::Result;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// A crate of the workspace and every crate of the workspace it may use, directly or through others.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
}

/// Every crate of the workspace must stand here, so that a new one cannot escape the rules.
///
/// Dev-dependencies are free: this is why the testkit may be in nobody's list but those of development's own crates.
const LAYERS: &[Layer] = &[
    Layer { name: "thuadat-core", may_use: &[] },
    Layer { name: "thuadat-io", may_use: &["thuadat-core"] },
    Layer { name: "thuadat-store", may_use: &["thuadat-core"] },
    Layer { name: "thuadat-tiles", may_use: &["thuadat-core"] },
    Layer { name: "thuadat", may_use: &["thuadat-core", "thuadat-io", "thuadat-store"] },
    Layer {
        name: "thuadat-server",
        may_use: &["thuadat-core", "thuadat-io", "thuadat-store", "thuadat-tiles", "thuadat"],
    },
    Layer {
        name: "thuadat-cli",
        may_use: &[
            "thuadat-core",
            "thuadat-io",
            "thuadat-store",
            "thuadat-tiles",
            "thuadat",
            "thuadat-server",
        ],
    },
    Layer { name: "thuadat-testkit", may_use: &["thuadat-core"] },
    Layer {
        name: "thuadat-tests",
        may_use: &["thuadat-core", "thuadat-io", "thuadat-store", "thuadat", "thuadat-testkit"],
    },
    Layer {
        name: "thuadat-benches",
        may_use: &["thuadat-core", "thuadat-io", "thuadat-store", "thuadat", "thuadat-testkit"],
    },
    Layer { name: "xtask", may_use: &["thuadat-core", "thuadat-io", "thuadat-store", "thuadat"] },
];

/// Packages that only one crate of the workspace may name.
const CONFINED: &[(&str, &str)] = &[
    ("axum", "thuadat-server"),
    ("diesel", "thuadat-store"),
    ("gdal", "thuadat-io"),
    ("gdal-sys", "thuadat-io"),
    ("proj", "thuadat-io"),
];

/// Crates that must build without any system library: no `-sys` package anywhere below them.
const PURE: &[&str] = &["thuadat-core", "thuadat-tiles"];

/// Checks the workspace and prints what breaks the rules.
pub(crate) fn run() -> Result<ExitCode> {
    let violations = violations(&Graph::resolve()?);
    for violation in &violations {
        println!("layering: {violation}");
    }
    if violations.is_empty() {
        println!("layering: {} crates, each uses only what it may", LAYERS.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!("layering: the rules stand in xtask/src/layering.rs, the reasons in ARCHITECTURE.md");
    Ok(ExitCode::FAILURE)
}

fn violations(graph: &Graph) -> Vec<String> {
    [unlisted(graph), forbidden(graph), unconfined(graph), impure(graph)].concat()
}

fn unlisted(graph: &Graph) -> Vec<String> {
    let listed: BTreeSet<&str> = LAYERS.iter().map(|layer| layer.name).collect();
    let members: BTreeSet<&str> = graph.members.iter().map(String::as_str).collect();
    let missing =
        members.difference(&listed).map(|name| format!("{name} has no entry in the table of layers"));
    let stale = listed
        .difference(&members)
        .map(|name| format!("{name} is in the table of layers but does not exist"));
    missing.chain(stale).collect()
}

fn forbidden(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for layer in LAYERS {
        for (used, path) in graph.paths_from(layer.name) {
            if graph.members.contains(used) && !layer.may_use.contains(&used) {
                found.push(format!("{} must not use {used}: {}", layer.name, path.join(" → ")));
            }
        }
    }
    found
}

fn unconfined(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (package, home) in CONFINED {
        for member in &graph.members {
            if member != home && graph.uses.get(member).is_some_and(|uses| uses.contains(*package)) {
                found.push(format!("{member} must not name {package}: only {home} does"));
            }
        }
    }
    found
}

fn impure(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for pure in PURE {
        for (_, path) in graph.paths_from(pure).into_iter().filter(|(used, _)| used.ends_with("-sys")) {
            found.push(format!("{pure} must build without system libraries: {}", path.join(" → ")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The workspace as it should be, and one more edge.
    fn graph_with(user: &str, used: &str) -> Graph {
        let mut graph = Graph::default();
        for layer in LAYERS {
            graph.members.insert(layer.name.to_owned());
            graph
                .uses
                .insert(layer.name.to_owned(), layer.may_use.iter().map(|&name| name.to_owned()).collect());
        }
        graph.uses.entry(user.to_owned()).or_default().insert(used.to_owned());
        graph
    }

    fn check(user: &str, used: &str, expected: &[&str]) {
        assert_eq!(violations(&graph_with(user, used)), expected, "{user} → {used}");
    }

    #[test]
    fn allowed_edges_break_nothing() {
        check("thuadat-io", "thuadat-core", &[]);
        check("thuadat-io", "gdal", &[]);
        check("thuadat-core", "rayon", &[]);
    }

    #[test]
    fn a_way_back_is_caught() {
        check(
            "thuadat-testkit",
            "thuadat",
            &[
                "thuadat-testkit must not use thuadat: thuadat-testkit → thuadat",
                "thuadat-testkit must not use thuadat-io: thuadat-testkit → thuadat → thuadat-io",
                "thuadat-testkit must not use thuadat-store: thuadat-testkit → thuadat → thuadat-store",
            ],
        );
        check(
            "thuadat-io",
            "thuadat-testkit",
            &[
                "thuadat-io must not use thuadat-testkit: thuadat-io → thuadat-testkit",
                "thuadat must not use thuadat-testkit: thuadat → thuadat-io → thuadat-testkit",
                "thuadat-server must not use thuadat-testkit: thuadat-server → thuadat-io → thuadat-testkit",
                "thuadat-cli must not use thuadat-testkit: thuadat-cli → thuadat-io → thuadat-testkit",
                "xtask must not use thuadat-testkit: xtask → thuadat-io → thuadat-testkit",
            ],
        );
    }

    #[test]
    fn gdal_outside_io_is_caught() {
        check("thuadat", "gdal", &["thuadat must not name gdal: only thuadat-io does"]);
    }

    #[test]
    fn a_system_library_below_the_core_is_caught() {
        check(
            "thuadat-core",
            "libz-sys",
            &[
                "thuadat-core must build without system libraries: thuadat-core → libz-sys",
                "thuadat-tiles must build without system libraries: thuadat-tiles → thuadat-core → libz-sys",
            ],
        );
    }

    #[test]
    fn a_crate_without_an_entry_is_caught() {
        let mut graph = graph_with("thuadat-io", "thuadat-core");
        graph.members.insert("thuadat-new".to_owned());
        assert_eq!(violations(&graph), ["thuadat-new has no entry in the table of layers"]);
    }

    #[test]
    fn the_workspace_keeps_its_own_rules() -> Result<()> {
        assert_eq!(violations(&Graph::resolve()?), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn the_graph_holds_what_cargo_resolved() -> Result<()> {
        let graph = Graph::resolve()?;
        let path = &graph.paths_from("thuadat-cli")["gdal-sys"];
        assert_eq!(path, &["thuadat-cli", "thuadat", "thuadat-io", "gdal-sys"]);
        assert!(!graph.paths_from("thuadat-tests").contains_key("thuadat-testkit"), "a dev-dependency");
        Ok(())
    }
}
