//! `thuadat tiles`.

use super::arguments::{ExportTilesArguments, TilesArguments, TilesCommand};
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::process::ExitCode;
use thuadat_server::export_tiles;

/// Runs the command.
pub(crate) fn run(arguments: &TilesArguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let TilesCommand::ExportTiles(ExportTilesArguments { source, to, zooms, .. }) = &arguments.command;
    let source = source.open(terminal).map_err(Failure::Source)?;
    let exported = terminal
        .while_writing(|| export_tiles(&source, to, zooms.clone(), terminal))
        .map_err(Failure::ExportTiles)?;
    terminal.clear();
    let (shown, tiles, bytes, reduced) =
        (to.display(), exported.tiles, exported.bytes.div_ceil(1000), exported.reduced);
    terminal.say(&message(
        format!(
            "đã ghi {tiles} ô ({bytes} kB trước khi nén) ra {shown}; {reduced} ô có thửa quá nhỏ được đếm thay vì vẽ"
        ),
        format!(
            "wrote {tiles} tiles ({bytes} kB before packing) to {shown}; in {reduced} of them parcels too small to be drawn are \
             counted instead"
        ),
    ));
    Ok(ExitCode::SUCCESS)
}
