//! `thuadat export`.

use super::arguments::ExportArguments;
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::process::ExitCode;
use thuadat::cadastre::export;

/// Runs the command.
pub(crate) fn run(arguments: &ExportArguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let path = &arguments.to;
    let exported = terminal
        .while_writing(|| export(&arguments.store, path, arguments.crs, arguments.at.as_ref(), terminal))?;
    terminal.clear();
    let (count, crs, shown) = (exported.parcels, exported.crs.label(), path.display());
    terminal.say(&message(
        format!("đã xuất {count} thửa ra {shown}, {crs}"),
        format!("exported {count} parcels to {shown}, {crs}"),
    ));
    if exported.left_out > 0 {
        let left_out = exported.left_out;
        terminal.say(&message(
            format!("{left_out} thửa không có hình không có trong {shown}: định dạng này chỉ giữ đối tượng có hình"),
            format!("{left_out} parcels without a shape are not in {shown}: this format holds only what has one"),
        ));
    }
    Ok(ExitCode::SUCCESS)
}
