//! The file both sides read: rings as plain numbers, so that neither side pays for a format.
//!
//! Everything is little-endian, 8 bytes each: the numbers of parcels, polygons and rings; then, as unsigned numbers, at
//! which polygon each parcel starts, at which ring each polygon and at which vertex each ring, every list with the total
//! at its end; then x and y of every vertex as floats. The first ring of a polygon is its shell. `reference/check.py`
//! reads it, `reference/extract.py` writes it.

use anyhow::{Context, Result, ensure};
use geo::Coord;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use thuadat_core::ParcelGeometries;

/// Writes shapes.
pub(crate) fn write(path: &Path, shapes: &ParcelGeometries) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    encode(shapes, &mut out)
        .and_then(|()| out.flush())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Reads what `write` wrote.
pub(crate) fn read(path: &Path) -> Result<ParcelGeometries> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    decode(&mut BufReader::with_capacity(1 << 20, file))
        .with_context(|| format!("cannot read {}", path.display()))
}

fn encode(shapes: &ParcelGeometries, out: &mut impl Write) -> std::io::Result<()> {
    let (mut polygons, mut rings, mut vertices) = (vec![0], vec![0], vec![0]);
    for parcel in 0..shapes.len() {
        for polygon in shapes.polygons(parcel) {
            rings.push(polygon.end);
            vertices.extend(polygon.map(|ring| shapes.ring_coords(ring).end));
        }
        polygons.push(rings.len() - 1);
    }
    let starts = [polygons, rings, vertices];
    let counts = starts.iter().map(|starts| starts.len() - 1);
    for number in counts.chain(starts.iter().flatten().copied()) {
        out.write_all(&(number as u64).to_le_bytes())?;
    }
    for coord in shapes.coords() {
        out.write_all(&coord.x.to_le_bytes())?;
        out.write_all(&coord.y.to_le_bytes())?;
    }
    Ok(())
}

fn decode(input: &mut impl Read) -> Result<ParcelGeometries> {
    let mut counts = [0; 3];
    for count in &mut counts {
        *count = u64::from_le_bytes(next(input)?);
    }
    let mut starts: [Vec<u64>; 3] = Default::default();
    for (starts, count) in starts.iter_mut().zip(counts) {
        for _ in 0..=count {
            starts.push(u64::from_le_bytes(next(input)?));
        }
    }
    let [polygons, rings, vertices] = starts;
    let ends = [(&polygons, counts[1]), (&rings, counts[2])];
    ensure!(ends.iter().all(|(starts, end)| starts.last() == Some(end)), "its lists do not fit each other");
    let mut shapes = ParcelGeometries::new();
    for parcel in polygons.windows(2) {
        for polygon in parcel[0]..parcel[1] {
            for ring in rings[polygon as usize]..rings[polygon as usize + 1] {
                for _ in vertices[ring as usize]..vertices[ring as usize + 1] {
                    let [x, y] = [next(input)?, next(input)?].map(f64::from_le_bytes);
                    shapes.push_coord(Coord { x, y });
                }
                shapes.end_ring();
            }
            shapes.end_polygon();
        }
        shapes.end_parcel();
    }
    Ok(shapes)
}

fn next(input: &mut impl Read) -> std::io::Result<[u8; 8]> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, Polygon, polygon};

    fn square(x: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: 0.), (x: x + side, y: 0.), (x: x + side, y: side), (x: x, y: side)]
    }

    #[test]
    fn reads_what_it_wrote() {
        let holed = Polygon::new(square(0., 9.).exterior().clone(), vec![square(2., 1.).exterior().clone()]);
        for parcels in [
            vec![],
            vec![MultiPolygon(vec![square(0., 1.)])],
            vec![
                MultiPolygon(vec![]),
                MultiPolygon(vec![holed.clone(), square(20., 3.)]),
                MultiPolygon(vec![]),
            ],
            vec![MultiPolygon(vec![square(40., 1.)]), MultiPolygon(vec![holed])],
        ] {
            let mut shapes = ParcelGeometries::new();
            for parcel in &parcels {
                shapes.push_multi_polygon(parcel);
            }
            let mut bytes = Vec::new();
            encode(&shapes, &mut bytes).unwrap();
            assert_eq!(decode(&mut bytes.as_slice()).unwrap(), shapes);
        }
    }

    #[test]
    fn a_file_cut_short_is_an_error() {
        let mut bytes = Vec::new();
        encode(&ParcelGeometries::from_iter([square(0., 1.)]), &mut bytes).unwrap();
        for length in [0, 8, 30, bytes.len() - 1] {
            assert!(decode(&mut &bytes[..length]).is_err(), "{length} bytes");
        }
    }
}
