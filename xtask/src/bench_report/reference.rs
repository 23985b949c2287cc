//! The Python that carries the reference.

use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names a Python that has shapely and splink, instead of the environment made here.
const OVERRIDE: &str = "THUADAT_BENCH_PYTHON";

/// The Python package index carries shapely 2.2 with GEOS 3.14 inside, and splink with the database it runs on.
const PACKAGES: [&str; 3] = ["shapely==2.2.*", "numpy", "splink==5.*"];

/// A Python with shapely and splink: the one `THUADAT_BENCH_PYTHON` names, or that of `target/bench-venv`, which is made if it is
/// not there.
pub(super) fn python() -> Result<PathBuf> {
    if let Some(python) = std::env::var_os(OVERRIDE) {
        let python = PathBuf::from(python);
        ensure!(
            has_packages(&python),
            "{OVERRIDE} names {}, which cannot import shapely and splink",
            python.display()
        );
        return Ok(python);
    }
    let folder = workspace::root().join("target/bench-venv");
    let python = folder.join("bin/python");
    if !has_packages(&python) {
        make_environment(&folder, &python)?;
    }
    Ok(python)
}

fn has_packages(python: &Path) -> bool {
    let mut command = Command::new(python);
    let status =
        command.args(["-c", "import shapely, splink"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[expect(clippy::print_stderr, reason = "what is installed is said before it is done")]
fn make_environment(folder: &Path, python: &Path) -> Result<()> {
    eprintln!("bench-report: making target/bench-venv and installing {} from PyPI", PACKAGES.join(", "));
    let remedy = format!(
        "the reference needs Python 3 with venv and pip (Debian: apt-get install python3-venv) and PyPI; \
         or name a Python that has shapely 2.2 and splink 5 in {OVERRIDE}"
    );
    workspace::output(workspace::command("python3").args(["-m", "venv"]).arg(folder))
        .with_context(|| remedy.clone())?;
    workspace::output(workspace::command(python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))
        .context(remedy)?;
    Ok(())
}
