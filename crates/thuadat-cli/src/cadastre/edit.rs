//! `thuadat edit`, `thuadat store undo` and `thuadat store history`.

use super::edit_arguments::{EditArguments, HistoryArguments, UndoArguments};
use super::{edit_words, print};
use crate::failure::Failure;
use crate::terminal::Terminal;
use std::process::ExitCode;
use thuadat::Language;
use thuadat::cadastre::{EditOrder, edit, history};

/// Runs `thuadat edit`.
pub(crate) fn run(
    arguments: &EditArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (order, is_json) = arguments.order()?;
    carry_out(&order, is_json, language, terminal)
}

/// Runs `thuadat store undo`.
pub(super) fn undo(
    arguments: &UndoArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (order, is_json) = arguments.order();
    carry_out(&order, is_json, language, terminal)
}

/// Runs `thuadat store history`.
pub(super) fn look_back(arguments: &HistoryArguments, language: Language) -> Result<ExitCode, Failure> {
    let history = history(&arguments.store, &arguments.parcel)?;
    if arguments.json {
        print(&[history.to_json()])?;
    } else {
        print(&edit_words::past(&history, language))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn carry_out(
    order: &EditOrder,
    is_json: bool,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let done = terminal.while_writing(|| edit(order, terminal))?;
    terminal.clear();
    if is_json {
        print(&[done.to_json()])?;
    } else {
        print(&edit_words::done(&done, language))?;
    }
    Ok(ExitCode::SUCCESS)
}
