//! `thuadat schema`.

use crate::failure::Failure;
use std::io::{self, Write};
use std::process::ExitCode;
use thuadat::report::schema_text;

/// Writes the schema of the JSON report to standard output.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    let mut output = io::stdout().lock();
    output.write_all(schema_text().as_bytes()).and_then(|()| output.flush()).map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}
