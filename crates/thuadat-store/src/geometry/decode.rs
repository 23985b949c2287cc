//! Reading shapes, as the store writes them and as other programs do.

use super::{Bounds, MULTI_POLYGON, POLYGON};
use geo::Coord;
use thuadat_core::ParcelGeometries;

/// Bytes that are no polygon or multipolygon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shape is damaged: its bytes are no polygon")]
pub(crate) struct BadShape;

/// Appends a polygon or multipolygon of well-known binary as a parcel. Other programs may have given it a height, which is
/// dropped.
pub(crate) fn decode_wkb(bytes: &[u8], shapes: &mut ParcelGeometries) -> Result<(), BadShape> {
    let mut reader = Reader { bytes, is_little: true };
    reader.geometry(shapes)?;
    if !reader.bytes.is_empty() {
        return Err(BadShape);
    }
    shapes.end_parcel();
    Ok(())
}

/// The same of the blob of a `GeoPackage`.
pub(crate) fn decode_geopackage(blob: &[u8], shapes: &mut ParcelGeometries) -> Result<(), BadShape> {
    decode_wkb(body(blob).ok_or(BadShape)?.1, shapes)
}

/// The well-known binary in the blob of a `GeoPackage`.
pub(crate) fn wkb_of_geopackage(blob: &[u8]) -> Option<&[u8]> {
    body(blob).map(|(_, wkb)| wkb)
}

/// The number of the coordinate system that the blob of a `GeoPackage` names.
pub(crate) fn srs_of_geopackage(blob: &[u8]) -> Option<i32> {
    let [_, flags, srs @ ..] = blob.strip_prefix(b"GP")? else { return None };
    let srs = srs.first_chunk()?;
    Some(if flags & 1 == 1 { i32::from_le_bytes(*srs) } else { i32::from_be_bytes(*srs) })
}

/// The rectangle of the blob of a `GeoPackage`; none where it is empty or damaged.
pub(crate) fn geopackage_bounds(blob: &[u8]) -> Option<Bounds> {
    let (envelope, wkb) = body(blob)?;
    if let Some(bounds) = envelope {
        return Some(bounds).filter(Bounds::is_somewhere);
    }
    let mut shapes = ParcelGeometries::new();
    decode_wkb(wkb, &mut shapes).ok()?;
    let mut bounds = Bounds::NOWHERE;
    shapes.coords().iter().for_each(|at| bounds.take(at.x, at.y));
    Some(bounds).filter(Bounds::is_somewhere)
}

/// The envelope, if there is one, and the well-known binary behind it.
fn body(blob: &[u8]) -> Option<(Option<Bounds>, &[u8])> {
    let flags = *blob.strip_prefix(b"GP")?.get(1)?;
    let numbers = [0, 4, 6, 6, 8].get(usize::from(flags >> 1 & 7))?;
    let wkb = blob.get(8 + numbers * 8..)?;
    let is_little = flags & 1 == 1;
    let number = |position: usize| -> Option<f64> {
        let bytes = blob.get(8 + position * 8..16 + position * 8)?.try_into().ok()?;
        Some(if is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    };
    let envelope = match numbers {
        0 => None,
        _ => Some(Bounds { min_x: number(0)?, max_x: number(1)?, min_y: number(2)?, max_y: number(3)? }),
    };
    Some((envelope, wkb))
}

struct Reader<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl Reader<'_> {
    fn geometry(&mut self, shapes: &mut ParcelGeometries) -> Result<(), BadShape> {
        let (kind, dimensions) = self.header()?;
        match kind {
            POLYGON => self.polygon(dimensions, shapes),
            MULTI_POLYGON => {
                for _ in 0..self.count()? {
                    let (POLYGON, dimensions) = self.header()? else { return Err(BadShape) };
                    self.polygon(dimensions, shapes)?;
                }
                Ok(())
            }
            _ => Err(BadShape),
        }
    }

    fn polygon(&mut self, dimensions: usize, shapes: &mut ParcelGeometries) -> Result<(), BadShape> {
        for _ in 0..self.count()? {
            for _ in 0..self.count()? {
                let (x, y) = (self.number()?, self.number()?);
                for _ in 2..dimensions {
                    self.number()?;
                }
                shapes.push_coord(Coord { x, y });
            }
            shapes.end_ring();
        }
        shapes.end_polygon();
        Ok(())
    }

    /// The kind of a geometry and the numbers of each of its points.
    fn header(&mut self) -> Result<(u32, usize), BadShape> {
        const HAS_Z: u32 = 0x8000_0000;
        const HAS_M: u32 = 0x4000_0000;
        const HAS_SRID: u32 = 0x2000_0000;
        self.is_little = self.take::<1>()?[0] == 1;
        let kind = self.count()?;
        if kind & HAS_SRID != 0 {
            self.count()?;
        }
        let flagged = usize::from(kind & HAS_Z != 0) + usize::from(kind & HAS_M != 0);
        let plain = kind & !(HAS_Z | HAS_M | HAS_SRID);
        let thousands = [0, 1, 1, 2].get((plain / 1000) as usize).ok_or(BadShape)?;
        Ok((plain % 1000, 2 + flagged + thousands))
    }

    fn count(&mut self) -> Result<u32, BadShape> {
        let bytes = self.take()?;
        Ok(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Result<f64, BadShape> {
        let bytes = self.take()?;
        Ok(if self.is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadShape> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(BadShape)?;
        self.bytes = rest;
        Ok(*taken)
    }
}
