//! `thuadat schema`.

use crate::failure::Failure;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::process::ExitCode;
use thuadat::campaign::scorecard::scorecard_schema_text;
use thuadat::campaign::sheet::sheet_report_schema_text;
use thuadat::campaign::sync::sync_schema_text;
use thuadat::link::link_schema_text;
use thuadat::report::schema_text;

/// The arguments of `thuadat schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// The command whose report is meant
    #[arg(value_enum, id = "schema_of", value_name = "COMMAND", default_value = "check")]
    of: Reporting,
}

/// A command that writes a JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reporting {
    /// `thuadat check`.
    Check,
    /// `thuadat link`.
    Link,
    /// `thuadat report scorecard`.
    Scorecard,
    /// `thuadat report pl3` and `vbdlis`: what was filled and what is missing.
    Sheet,
    /// `thuadat report sync`.
    Sync,
}

/// Writes the schema of a JSON report to standard output.
pub(crate) fn run(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let text = match arguments.of {
        Reporting::Check => schema_text(),
        Reporting::Link => link_schema_text(),
        Reporting::Scorecard => scorecard_schema_text(),
        Reporting::Sheet => sheet_report_schema_text(),
        Reporting::Sync => sync_schema_text(),
    };
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}
