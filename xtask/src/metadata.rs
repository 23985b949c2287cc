//! Who depends on whom, as cargo resolved it for this machine.

use crate::workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The dependency graph of the workspace, dev-dependencies left out.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Names of the crates of the workspace.
    pub(crate) members: BTreeSet<String>,
    /// For each package, the packages its own code or its build script uses directly.
    ///
    /// By name: where two versions of one package are in the tree, their dependencies are taken together.
    pub(crate) uses: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Asks cargo, for the platform this runs on.
    pub(crate) fn resolve() -> Result<Self> {
        let json = workspace::output(workspace::cargo().args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform",
            &host()?,
        ]))?;
        let metadata: Metadata =
            serde_json::from_str(&json).context("cannot read the answer of cargo metadata")?;
        Ok(Self::from(metadata))
    }

    /// Every package `user` uses, directly or through others, each with the shortest chain that leads to it.
    pub(crate) fn paths_from<'a>(&'a self, user: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut queue = VecDeque::new();
        if let Some((user, _)) = self.uses.get_key_value(user) {
            queue.push_back(vec![user.as_str()]);
        }
        while let Some(path) = queue.pop_front() {
            for used in path.last().and_then(|last| self.uses.get(*last)).into_iter().flatten() {
                if !paths.contains_key(used.as_str()) {
                    let longer = [path.as_slice(), &[used.as_str()]].concat();
                    paths.insert(used, longer.clone());
                    queue.push_back(longer);
                }
            }
        }
        paths
    }
}

fn host() -> Result<String> {
    let version = workspace::output(workspace::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Dependency {
    fn is_for_development_only(&self) -> bool {
        self.dep_kinds.iter().all(|kind| kind.kind.as_deref() == Some("dev"))
    }
}

impl From<Metadata> for Graph {
    fn from(metadata: Metadata) -> Self {
        let names: BTreeMap<&str, &str> =
            metadata.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
        let name = |id: &str| names.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned());
        let mut graph = Self {
            members: metadata.workspace_members.iter().map(|id| name(id)).collect(),
            ..Self::default()
        };
        for node in &metadata.resolve.nodes {
            let used = node.deps.iter().filter(|dependency| !dependency.is_for_development_only());
            graph
                .uses
                .entry(name(&node.id))
                .or_default()
                .extend(used.map(|dependency| name(&dependency.pkg)));
        }
        graph
    }
}
