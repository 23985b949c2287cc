//! The `thuadat` program: arguments in, use case called, progress and report out.
//!
//! Data go to standard output; progress, notices and errors to standard error. Exit status 0: nothing at error level;
//! 1: findings at error level; 2: could not check; 130: interrupted.

#![forbid(unsafe_code)]

mod check;
mod terminal;

use check::CheckArguments;
use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;
use terminal::Terminal;
use thuadat::report::ReportError;
use thuadat::{CheckError, Interrupted};

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
}

const COULD_NOT_CHECK: u8 = 2;
/// What a shell reports of a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let Arguments { command: Command::Check(arguments) } = Arguments::parse();
    let terminal = Terminal::new(!arguments.quiet);
    let result = check::run(&arguments, &terminal);
    terminal.clear();
    match result {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if terminal.is_stopped() || error.is::<Interrupted>() => {
            terminal.say("interrupted; no report was left half written");
            ExitCode::from(INTERRUPTED)
        }
        Err(error) => {
            terminal.fail(&sentence(&error));
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}

/// Errors of the library tell their cause themselves.
fn sentence(error: &anyhow::Error) -> String {
    let is_whole = error.is::<CheckError>() || error.is::<ReportError>();
    if is_whole { error.to_string() } else { format!("{error:#}") }
}

/// Whoever read our output has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_broken = |cause: &&(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(|cause| is_broken(&cause))
}
