//! Where the workspace is, and how its commands are started.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the workspace's manifest.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The crates that stand outside of the workspace and use it as a stranger would.
pub(crate) fn examples() -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> =
        root().join("examples").read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    folders.sort();
    Ok(folders)
}

/// The cargo that started us, in the workspace's folder.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from))
}

/// A program, to be run in the workspace's folder.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(root());
    command
}

/// What a command prints; an error if it fails, with what it said.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = format!("{command:?}");
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    anyhow::ensure!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
