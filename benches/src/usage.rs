//! What this process has used: processor time and memory, as Linux counts them.

use anyhow::{Context, Result};
use std::fs;

/// Processor time of all threads so far, in seconds. Threads that have ended do not count.
pub(crate) fn cpu_seconds() -> Result<f64> {
    let mut nanoseconds = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let schedule = fs::read_to_string(task?.path().join("schedstat"))?;
        let on_cpu = schedule.split_whitespace().next().context("schedstat is empty")?;
        nanoseconds += on_cpu.parse::<u64>()?;
    }
    Ok(nanoseconds as f64 / 1e9)
}

/// Forgets the peak so far: from here on it is counted anew.
pub(crate) fn reset_peak() -> Result<()> {
    fs::write("/proc/self/clear_refs", "5").context("cannot reset the peak of memory")
}

/// Resident memory now, in bytes.
pub(crate) fn resident_bytes() -> Result<u64> {
    status_bytes("VmRSS:")
}

/// Peak of resident memory since `reset_peak`, in bytes.
pub(crate) fn peak_bytes() -> Result<u64> {
    status_bytes("VmHWM:")
}

fn status_bytes(field: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let value = line.with_context(|| format!("/proc/self/status has no {field}"))?;
    let kilobytes: u64 = value.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}
