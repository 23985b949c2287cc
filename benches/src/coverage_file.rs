//! The file both sides read: rings as plain numbers, so that neither side pays for a format.
//!
//! Everything is little-endian, 8 bytes each: the number of parcels n, then n + 1 unsigned offsets (the vertex at which
//! each ring starts, and the number of all vertices), then x and y of every vertex as floats. A parcel is one ring.

use anyhow::{Context, Result, ensure};
use geo::Coord;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use thuadat_core::ParcelGeometries;

/// Writes shapes of one ring each.
pub(crate) fn write(path: &Path, shapes: &ParcelGeometries) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut put =
        |bytes: [u8; 8]| out.write_all(&bytes).with_context(|| format!("cannot write {}", path.display()));
    put((shapes.len() as u64).to_le_bytes())?;
    for parcel in 0..shapes.len() {
        ensure!(shapes.ring_range(parcel).len() == 1, "parcel {parcel} has not just one ring");
        put((shapes.parcel_coords(parcel).start as u64).to_le_bytes())?;
    }
    put((shapes.coords().len() as u64).to_le_bytes())?;
    for coord in shapes.coords() {
        put(coord.x.to_le_bytes())?;
        put(coord.y.to_le_bytes())?;
    }
    out.flush().with_context(|| format!("cannot write {}", path.display()))
}

/// Reads what `write` wrote.
pub(crate) fn read(path: &Path) -> Result<ParcelGeometries> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut next = || -> Result<[u8; 8]> {
        let mut bytes = [0; 8];
        input.read_exact(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(bytes)
    };
    let count = u64::from_le_bytes(next()?);
    let offsets: Vec<u64> = (0..=count).map(|_| Ok(u64::from_le_bytes(next()?))).collect::<Result<_>>()?;
    let mut shapes = ParcelGeometries::new();
    for ring in offsets.windows(2) {
        for _ in ring[0]..ring[1] {
            shapes.push_coord(Coord { x: f64::from_le_bytes(next()?), y: f64::from_le_bytes(next()?) });
        }
        shapes.end_ring();
        shapes.end_polygon();
        shapes.end_parcel();
    }
    Ok(shapes)
}
