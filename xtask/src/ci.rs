//! The order of the house: what CI asks for beyond the tests.
//!
//! Every step runs, whatever became of the one before, so that one run shows everything there is to mend.

use crate::{layering, workspace};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// One thing CI asks for.
struct Step {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

/// What became of a step.
enum Outcome {
    Passed,
    Failed,
    /// It could not be judged here, and why; never a way around a tool that is merely not installed.
    NotChecked(&'static str),
}

const STEPS: &[Step] = &[
    Step { name: "fmt", run: fmt },
    Step { name: "clippy", run: clippy },
    Step { name: "docs", run: docs },
    Step { name: "layering", run: layering },
    Step { name: "unused", run: unused },
    Step { name: "deny", run: deny },
    Step { name: "advisories", run: advisories },
    Step { name: "typos", run: typos },
    Step { name: "scripts", run: scripts },
];

/// Runs the steps named, or all of them, and prints a line for each at the end.
pub(crate) fn run(only: &[String]) -> Result<ExitCode> {
    let unknown = only.iter().find(|name| STEPS.iter().all(|step| step.name != **name));
    if let Some(unknown) = unknown {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        anyhow::bail!("there is no step {unknown}; the steps are {}", known.join(", "));
    }
    let chosen = STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| name == step.name));
    let results: Vec<_> = chosen.map(run_step).collect();
    println!();
    for (step, outcome, time) in &results {
        println!("{:>12}  {:>6.1} s  {}", step.name, time.as_secs_f64(), describe(outcome));
    }
    let failed = results.iter().any(|(_, outcome, _)| matches!(outcome, Outcome::Failed));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn run_step(step: &Step) -> (&Step, Outcome, Duration) {
    println!("\n── {}", step.name);
    let start = Instant::now();
    let outcome = (step.run)().unwrap_or_else(|error| {
        println!("{}: {error:#}", step.name);
        Outcome::Failed
    });
    (step, outcome, start.elapsed())
}

fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "ok".to_owned(),
        Outcome::Failed => "FAILED".to_owned(),
        Outcome::NotChecked(reason) => format!("NOT CHECKED: {reason}"),
    }
}

fn fmt() -> Result<Outcome> {
    for example in workspace::examples()? {
        let manifest = example.join("Cargo.toml");
        let outcome = judge(workspace::cargo().args(["fmt", "--check", "--manifest-path"]).arg(manifest))?;
        if !matches!(outcome, Outcome::Passed) {
            return Ok(outcome);
        }
    }
    judge(workspace::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<Outcome> {
    let scope = ["clippy", "--workspace", "--all-targets", "--locked"];
    judge(workspace::cargo().args(scope).args(["--", "-D", "warnings"]))
}

fn docs() -> Result<Outcome> {
    let scope = ["doc", "--workspace", "--no-deps", "--locked"];
    judge(workspace::cargo().args(scope).env("RUSTDOCFLAGS", "-D warnings"))
}

fn layering() -> Result<Outcome> {
    Ok(if layering::run()? == ExitCode::SUCCESS { Outcome::Passed } else { Outcome::Failed })
}

fn unused() -> Result<Outcome> {
    require("cargo-machete", "cargo install --locked cargo-machete")?;
    // It takes a run under `cargo run`, which sets this, for one in which cargo did not put its own name in front.
    judge(workspace::cargo().arg("machete").env_remove("CARGO_PKG_NAME"))
}

fn deny() -> Result<Outcome> {
    require("cargo-deny", "cargo install --locked cargo-deny")?;
    let scope = ["deny", "--locked", "check", "--hide-inclusion-graph"];
    judge(workspace::cargo().args(scope).args(["bans", "licenses", "sources"]))
}

/// Known vulnerabilities. The database of advisories lives in a git repository on the network.
fn advisories() -> Result<Outcome> {
    require("cargo-deny", "cargo install --locked cargo-deny")?;
    let fetch = workspace::cargo().args(["deny", "fetch", "db"]).stderr(Stdio::null()).status()?;
    if !fetch.success() {
        return Ok(Outcome::NotChecked("the database of advisories cannot be reached from here"));
    }
    judge(workspace::cargo().args(["deny", "--locked", "check", "--disable-fetch", "advisories"]))
}

fn typos() -> Result<Outcome> {
    require("typos", "pip install typos")?;
    judge(tool("typos").arg("--force-exclude"))
}

fn scripts() -> Result<Outcome> {
    require("shellcheck", "apt-get install shellcheck")?;
    let mut files = vec![PathBuf::from(".ci/run")];
    for entry in workspace::root().join("scripts").read_dir()? {
        files.push(entry?.path());
    }
    files.sort();
    judge(tool("shellcheck").args(["--external-sources", "--source-path=SCRIPTDIR"]).args(files))
}

fn judge(command: &mut Command) -> Result<Outcome> {
    let status = command.env("PATH", path()).status().with_context(|| format!("cannot start {command:?}"))?;
    Ok(if status.success() { Outcome::Passed } else { Outcome::Failed })
}

fn require(program: &str, remedy: &str) -> Result<()> {
    let started = tool(program).arg("--version").stdout(Stdio::null()).status();
    started
        .map(drop)
        .with_context(|| format!("{program} is not installed; .ci/run installs it, or: {remedy}"))
}

fn tool(program: &str) -> Command {
    let mut command = workspace::command(program);
    command.env("PATH", path());
    command
}

/// Where tools are looked for: the usual places, then the virtual environment `.ci/run` puts some into.
fn path() -> OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":");
    path.push(workspace::root().join(".venv/bin"));
    path
}
