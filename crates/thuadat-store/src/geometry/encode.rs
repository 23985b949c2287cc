//! Writing shapes.

use super::{Bounds, MULTI_POLYGON, POLYGON};
use geo::Coord;
use thuadat_core::ParcelGeometries;

/// Why a shape cannot be kept: neither `PostGIS` nor the simple features standard has a form for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unstorable {
    /// A ring of fewer than three vertices.
    TooFewVertices,
    /// A coordinate that is no number.
    NotFinite,
}

/// Writes a parcel as a multipolygon in little-endian well-known binary, in place of what the buffer held. Rings that are
/// not closed are closed: the standard knows no others. Empty rings and polygons are left out.
pub(crate) fn encode_wkb(
    shapes: &ParcelGeometries,
    parcel: usize,
    buffer: &mut Vec<u8>,
) -> Result<Bounds, Unstorable> {
    buffer.clear();
    let mut bounds = Bounds::NOWHERE;
    let polygons = shapes.polygons(parcel).map(|rings| rings.filter(|&ring| !shapes.ring(ring).is_empty()));
    let polygons: Vec<Vec<usize>> =
        polygons.map(Iterator::collect::<Vec<_>>).filter(|rings| !rings.is_empty()).collect();
    begin(buffer, MULTI_POLYGON, polygons.len());
    for rings in polygons {
        begin(buffer, POLYGON, rings.len());
        for ring in rings {
            write_ring(shapes.ring(ring), buffer, &mut bounds)?;
        }
    }
    Ok(bounds)
}

fn write_ring(ring: &[Coord<f64>], buffer: &mut Vec<u8>, bounds: &mut Bounds) -> Result<(), Unstorable> {
    let closing = (ring.first() != ring.last()).then(|| ring[0]);
    let count = ring.len() + usize::from(closing.is_some());
    if ring.iter().any(|at| !at.x.is_finite() || !at.y.is_finite()) {
        return Err(Unstorable::NotFinite);
    }
    if count < 4 {
        return Err(Unstorable::TooFewVertices);
    }
    buffer.extend_from_slice(&(count as u32).to_le_bytes());
    for at in ring.iter().chain(&closing) {
        buffer.extend_from_slice(&at.x.to_le_bytes());
        buffer.extend_from_slice(&at.y.to_le_bytes());
        bounds.take(at.x, at.y);
    }
    Ok(())
}

fn begin(buffer: &mut Vec<u8>, kind: u32, count: usize) {
    buffer.push(1);
    buffer.extend_from_slice(&kind.to_le_bytes());
    buffer.extend_from_slice(&(count as u32).to_le_bytes());
}

/// Well-known binary with the header of a `GeoPackage`, in place of what the buffer held.
pub(crate) fn encode_geopackage(wkb: &[u8], epsg: u32, bounds: &Bounds, buffer: &mut Vec<u8>) {
    /// Little-endian, an envelope of x and y.
    const FLAGS: u8 = 0b0000_0011;
    buffer.clear();
    buffer.extend_from_slice(b"GP");
    buffer.push(0);
    buffer.push(FLAGS);
    buffer.extend_from_slice(&epsg.to_le_bytes());
    for number in [bounds.min_x, bounds.max_x, bounds.min_y, bounds.max_y] {
        buffer.extend_from_slice(&number.to_le_bytes());
    }
    buffer.extend_from_slice(wkb);
}

/// The same without a rectangle, for what is no polygon or is empty.
pub(crate) fn encode_plain_geopackage(wkb: &[u8], epsg: u32, buffer: &mut Vec<u8>) {
    /// Little-endian, no envelope.
    const FLAGS: u8 = 0b0000_0001;
    buffer.clear();
    buffer.extend_from_slice(b"GP");
    buffer.push(0);
    buffer.push(FLAGS);
    buffer.extend_from_slice(&epsg.to_le_bytes());
    buffer.extend_from_slice(wkb);
}

/// Well-known binary with the number of the coordinate system, as `PostGIS` takes it, in place of what the buffer held.
pub(crate) fn encode_ewkb(wkb: &[u8], epsg: u32, buffer: &mut Vec<u8>) {
    const HAS_SRID: u32 = 0x2000_0000;
    buffer.clear();
    buffer.push(1);
    buffer.extend_from_slice(&(MULTI_POLYGON | HAS_SRID).to_le_bytes());
    buffer.extend_from_slice(&epsg.to_le_bytes());
    buffer.extend_from_slice(&wkb[5..]);
}
