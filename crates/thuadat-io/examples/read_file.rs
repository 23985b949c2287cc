//! Reads a file and says what was read and how fast.

use std::io::Write;
use std::time::Instant;
use thuadat_core::Unobserved;
use thuadat_io::{ReadRequest, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: read_file PATH")?;
    let begin = Instant::now();
    let dataset = read(&ReadRequest::of(path), &Unobserved)?;
    let seconds = begin.elapsed().as_secs_f64();
    let count = dataset.parcels.len();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{count} parcels in {seconds:.2} s, {:.0} a second", count as f64 / seconds)?;
    writeln!(out, "{:#?}", dataset.source)?;
    Ok(())
}
