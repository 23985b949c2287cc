//! What a measurement was made on.

use crate::workspace;
use anyhow::{Context, Result};
use std::fs;

/// What a measurement was made on, and of what.
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) cores: usize,
    pub(super) memory_gb: u64,
    /// Runnable processes over the last minute, before the first run.
    pub(super) load: String,
    pub(super) rustc: String,
    pub(super) date: String,
    /// The commit measured, marked where files had changed since.
    pub(super) commit: String,
}

impl Machine {
    pub(super) fn describe() -> Result<Self> {
        let memory_kb: u64 = proc_field("meminfo", "MemTotal")?.trim_end_matches(" kB").parse()?;
        let load = fs::read_to_string("/proc/loadavg")?;
        Ok(Self {
            processor: proc_field("cpuinfo", "model name")?,
            cores: std::thread::available_parallelism()?.get(),
            memory_gb: (memory_kb + (1 << 19)) >> 20,
            load: load.split(' ').next().unwrap_or_default().to_owned(),
            rustc: said("rustc", &["--version"])?,
            date: said("date", &["+%Y-%m-%d"])?,
            commit: commit().unwrap_or_else(|_| "unknown, this is no git checkout".to_owned()),
        })
    }
}

fn commit() -> Result<String> {
    let commit = said("git", &["rev-parse", "--short=12", "HEAD"])?;
    let changes = said("git", &["status", "--porcelain", "--untracked-files=no"])?;
    Ok(if changes.is_empty() { commit } else { format!("{commit} with changes not committed") })
}

/// The first value of a field in a file of /proc.
fn proc_field(file: &str, field: &str) -> Result<String> {
    let text = fs::read_to_string(format!("/proc/{file}"))?;
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    let value = pairs.find(|(name, _)| name.trim() == field).map(|(_, value)| value.trim().to_owned());
    value.with_context(|| format!("/proc/{file} names no {field}"))
}

fn said(program: &str, arguments: &[&str]) -> Result<String> {
    Ok(workspace::output(workspace::command(program).args(arguments))?.trim().to_owned())
}
