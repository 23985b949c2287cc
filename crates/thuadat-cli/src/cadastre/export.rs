//! `thuadat export`.

use super::arguments::ExportArguments;
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::process::ExitCode;
use thuadat::cadastre::export;

/// Runs the command.
pub(crate) fn run(arguments: &ExportArguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let path = &arguments.to;
    let exported = terminal.while_writing(|| export(&arguments.store, path, arguments.crs, terminal))?;
    terminal.clear();
    let (count, crs, shown) = (exported.parcels, exported.crs.label(), path.display());
    terminal.say(&message(
        format!("đã xuất {count} thửa ra {shown}, {crs}"),
        format!("exported {count} parcels to {shown}, {crs}"),
    ));
    Ok(ExitCode::SUCCESS)
}
