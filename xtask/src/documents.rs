//! Documents that are made from the program: they are committed, and tests hold them against it.

use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::process::{ExitCode, Stdio};

/// Writes the schemas of the JSON reports to `docs`.
pub(crate) fn write_schema() -> Result<ExitCode> {
    for (command, file) in [
        ("check", "report.schema.json"),
        ("link", "link.schema.json"),
        ("scorecard", "scorecard.schema.json"),
        ("sheet", "sheet.schema.json"),
        ("sync", "sync.schema.json"),
    ] {
        let path = workspace::root().join("docs").join(file);
        let output = thuadat()
            .args(["schema", command])
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        ensure!(output.status.success(), "`thuadat schema {command}` failed");
        std::fs::write(&path, output.stdout).with_context(|| format!("cannot write {}", path.display()))?;
        println!("wrote {}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes `docs/rules/`, a page with a drawing for each rule.
pub(crate) fn write_rules() -> Result<ExitCode> {
    let folder = workspace::root().join("docs/rules");
    // A program that does not build must not cost the pages there are.
    ensure!(
        thuadat().arg("--version").status().context("cannot start cargo")?.success(),
        "cannot build thuadat"
    );
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let status = thuadat().args(["rules", "--pages"]).arg(&folder).status().context("cannot start cargo")?;
    ensure!(status.success(), "`thuadat rules --pages` failed");
    println!("wrote {}", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The program, built if need be. All packages are selected so that what they share is built only once.
fn thuadat() -> std::process::Command {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--locked", "--bin", "thuadat", "--"]);
    command
}
