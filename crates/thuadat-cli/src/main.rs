//! The `thuadat` program: arguments in, use case called, progress and report out.
//!
//! Data go to standard output; progress, notices and errors to standard error. Exit status 0: nothing at error level;
//! 1: findings at error level; 2: could not check; 130: interrupted.

#![forbid(unsafe_code)]

mod check;
mod failure;
mod schema;
mod terminal;

use check::CheckArguments;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use terminal::{Terminal, message};
use thuadat::Language;

/// Checks parcel maps: which parcels are invalid, where they overlap or leave gaps.
#[derive(Parser)]
#[command(name = "thuadat", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the parcels of a map: each by itself, against each other and against what is recorded of them.
    Check(Box<CheckArguments>),
    /// Print the JSON Schema of the JSON report.
    Schema,
}

const COULD_NOT_CHECK: u8 = 2;
/// What a shell reports of a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Vietnamese where the system speaks it, else English.
fn language_of_the_system() -> Language {
    let is_vietnamese = sys_locale::get_locale().is_some_and(|locale| locale.starts_with("vi"));
    if is_vietnamese { Language::Vi } else { Language::En }
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let terminal = match &command {
        Command::Check(arguments) => Terminal::new(arguments.language(), !arguments.quiet),
        Command::Schema => Terminal::new(language_of_the_system(), true),
    };
    let result = match &command {
        Command::Check(arguments) => check::run(arguments, &terminal),
        Command::Schema => schema::run(),
    };
    terminal.clear();
    match result {
        Ok(code) => code,
        Err(_) if terminal.is_stopped() => {
            terminal.say(&message(
                "đã dừng theo yêu cầu; không để lại báo cáo viết dở",
                "interrupted; no report was left half written",
            ));
            ExitCode::from(INTERRUPTED)
        }
        Err(failure) => {
            terminal.fail(&failure.message());
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}
