//! `thuadat import`, `thuadat export` and `thuadat store`: the cadastre kept.

mod arguments;
mod document_words;
mod edit;
mod edit_arguments;
mod edit_words;
mod export;
mod import;
mod store;
mod words;

pub(crate) use arguments::{ExportArguments, ImportArguments, StoreArguments, user_of_the_system};
pub(crate) use document_words::links_saved;
pub(crate) use edit::run as run_edit;
pub(crate) use edit_arguments::EditArguments;
pub(crate) use export::run as run_export;
pub(crate) use import::run as run_import;
pub(crate) use store::run as run_store;
pub(crate) use words::findings_saved;

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
