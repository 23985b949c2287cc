//! `thuadat export`.

use super::arguments::ExportArguments;
use super::words::counted;
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
        format!("exported {} to {shown}, {crs}", counted(count, "parcel", "parcels")),
    ));
    if exported.left_out > 0 {
        let left_out = exported.left_out;
        let is_one = if left_out == 1 { "is" } else { "are" };
        let left_out_en = counted(left_out, "parcel", "parcels");
        terminal.say(&message(
            format!("{left_out} thửa không có hình không có trong {shown}: định dạng này chỉ giữ đối tượng có hình"),
            format!("{left_out_en} without a shape {is_one} not in {shown}: this format holds only what has one"),
        ));
    }
    Ok(ExitCode::SUCCESS)
}
