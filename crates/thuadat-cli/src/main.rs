//! The `thuadat` program: arguments in, use case called, progress and report out.
//!
//! Data go to standard output; progress, notices and errors to standard error. Exit status 0: nothing at error level;
//! 1: findings at error level, rows that contradict, parcels that were refused, a store that is not as recorded; 2: could not do
//! what was asked; 130: interrupted.

#![forbid(unsafe_code)]

mod cadastre;
mod check;
mod failure;
mod help;
mod interruption;
mod link;
mod report;
mod rules;
mod schema;
mod server;
mod terminal;

use cadastre::{EditArguments, ExportArguments, ImportArguments, StoreArguments};
use check::CheckArguments;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use link::LinkArguments;
use report::ReportArguments;
use rules::RulesArguments;
use schema::SchemaArguments;
use server::{KeyArguments, ServeArguments, TilesArguments, TilesCommand};
use std::process::ExitCode;
use std::sync::Arc;
use terminal::{Terminal, message};
use thuadat::{Language, Message, UnknownLanguage};

/// Checks parcel maps: which parcels are invalid, where they overlap or leave gaps.
#[derive(Parser)]
#[command(name = "thuadat", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Language of texts: vi or en; without it that of the system
    #[arg(long, global = true, display_order = 900, value_name = "vi|en", value_parser = language)]
    lang: Option<Language>,
}

#[derive(Subcommand)]
enum Command {
    /// Check the parcels of a map: each by itself, against each other and against what is recorded of them.
    Check(Box<CheckArguments>),
    /// Link registers of certificates to the parcels of a map: each row to its parcel, or why none is named.
    Link(Box<LinkArguments>),
    /// Write a report of the campaign: the scorecard, the sheets that communes hand in, the progress of each parcel.
    Report(Box<ReportArguments>),
    /// Import maps of parcels into a store: each file as a whole, and twice the same changes nothing.
    Import(Box<ImportArguments>),
    /// Export the parcels of a store as a file.
    Export(ExportArguments),
    /// Change the parcels of a store: correct, split, merge, renumber, retire, accept a finding.
    Edit(Box<EditArguments>),
    /// Make a store, say what it holds, prove that it holds what was recorded, look back, undo, copy it.
    Store(StoreArguments),
    /// Serve a store or a map of parcels to QGIS, to web maps and to any OGC client, with a map page.
    Serve(ServeArguments),
    /// Make, list and revoke keys to a server.
    Key(KeyArguments),
    /// Make vector tiles.
    Tiles(TilesArguments),
    /// List the rules, or explain one of them with a drawing.
    Rules(RulesArguments),
    /// Print the JSON Schema of a JSON report.
    Schema(SchemaArguments),
}

const COULD_NOT_CHECK: u8 = 2;
/// What a shell reports of a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let language = help::language_asked_for(std::env::args_os()).unwrap_or_else(language_of_the_system);
    let arguments = help::in_language(Arguments::command(), language).try_get_matches();
    if let Some(text) = arguments.as_ref().ok().and_then(help::address_for_a_file) {
        Terminal::new(language, true).fail(&text);
        return ExitCode::from(COULD_NOT_CHECK);
    }
    match arguments.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => run(&arguments, arguments.lang.unwrap_or(language)),
        Err(error) => help::refuse(&error, language),
    }
}

/// Vietnamese where the system speaks it, else English.
fn language_of_the_system() -> Language {
    let is_vietnamese = sys_locale::get_locale().is_some_and(|locale| locale.starts_with("vi"));
    if is_vietnamese { Language::Vi } else { Language::En }
}

fn language(code: &str) -> Result<Language, help::Fault> {
    code.parse().map_err(|error: UnknownLanguage| help::Fault(error.message()))
}

fn run(arguments: &Arguments, language: Language) -> ExitCode {
    let is_quiet = match &arguments.command {
        Command::Check(arguments) => arguments.quiet,
        Command::Link(arguments) => arguments.quiet,
        Command::Report(arguments) => arguments.report.is_quiet(),
        Command::Import(arguments) => arguments.quiet,
        Command::Export(arguments) => arguments.quiet,
        Command::Tiles(TilesArguments { command: TilesCommand::ExportTiles(arguments) }) => arguments.quiet,
        Command::Edit(_)
        | Command::Rules(_)
        | Command::Schema(_)
        | Command::Store(_)
        | Command::Serve(_)
        | Command::Key(_) => false,
    };
    let terminal = Arc::new(Terminal::new(language, !is_quiet));
    let result = match &arguments.command {
        Command::Check(arguments) => check::run(arguments, language, &terminal),
        Command::Rules(rules) => rules::run(rules, arguments.lang, language),
        Command::Link(arguments) => link::run(arguments, language, &terminal),
        Command::Report(arguments) => report::run(arguments, language, &terminal),
        Command::Import(arguments) => cadastre::run_import(arguments, language, &terminal),
        Command::Export(arguments) => cadastre::run_export(arguments, &terminal),
        Command::Edit(arguments) => cadastre::run_edit(arguments, language, &terminal),
        Command::Store(arguments) => cadastre::run_store(arguments, language, &terminal),
        Command::Serve(arguments) => server::run_serve(arguments, &terminal),
        Command::Key(arguments) => server::run_key(arguments, &terminal),
        Command::Tiles(arguments) => server::run_tiles(arguments, &terminal),
        Command::Schema(arguments) => schema::run(arguments),
    };
    terminal.clear();
    match result {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(_) if terminal.is_stopped() => {
            terminal.say(&what_interruption_left(&arguments.command));
            ExitCode::from(INTERRUPTED)
        }
        Err(failure) => {
            terminal.fail(&failure.message());
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}

/// What is there after Ctrl-C.
fn what_interruption_left(command: &Command) -> Message {
    match command {
        Command::Import(_) => message(
            "đã dừng theo yêu cầu; không có gì của tệp đang nhập vào kho",
            "interrupted; nothing of the file that was coming in is in the store",
        ),
        Command::Edit(_) | Command::Store(_) => {
            message("đã dừng theo yêu cầu; kho vẫn như trước", "interrupted; the store is as it was")
        }
        Command::Tiles(_) | Command::Export(_) => message(
            "đã dừng theo yêu cầu; không để lại tệp viết dở",
            "interrupted; no file was left half written",
        ),
        _ => message(
            "đã dừng theo yêu cầu; không để lại báo cáo viết dở",
            "interrupted; no report was left half written",
        ),
    }
}
