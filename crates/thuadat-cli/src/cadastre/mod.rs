//! `thuadat import`, `thuadat export` and `thuadat store`: the cadastre kept.

mod arguments;
mod export;
mod import;
mod store;
mod words;

pub(crate) use arguments::{ExportArguments, ImportArguments, StoreArguments};
pub(crate) use export::run as run_export;
pub(crate) use import::run as run_import;
pub(crate) use store::run as run_store;

use crate::failure::Failure;
use std::io::Write;

/// Prints sentences, a line each.
fn print(lines: &[String]) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    lines
        .iter()
        .try_for_each(|line| writeln!(output, "{line}"))
        .and_then(|()| output.flush())
        .map_err(Failure::Output)
}
