//! Shapes ready for tiles of any zoom, as bytes to be kept beside what they are of.

use crate::clip::{Window, clip};
use crate::grid::{BASE_ZOOM, GridPoint};
use crate::simplify::Simplifier;
use crate::tile_id::TileId;
use crate::wire::{varint, zigzag};

/// The form of the bytes; a shape of another is prepared anew.
const FORM: u8 = 1;

/// A shape on the finest grid, each corner with the zoom it is shown from.
///
/// Its bytes, in form 1: the number of the form; the number of polygons; for each the number of its rings; for each the
/// number of its points, a byte each for the zoom they are shown from, and then the points, each as its distance from the one
/// before, east and south, zigzag. Numbers are as long as they need to be (varint). A parcel of 12 corners takes some 60 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedShape {
    bytes: Vec<u8>,
}

/// Bytes that are no prepared shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPreparedShape {
    /// They were written by another version.
    #[error("the shape is prepared in form {form} and form {FORM} is needed; prepare it anew")]
    OtherForm {
        /// The form they are in.
        form: u8,
    },
    /// They end early, or go on where they should end.
    #[error("the prepared shape is damaged at byte {at}; prepare it anew")]
    Damaged {
        /// Where.
        at: usize,
    },
}

/// Polygons on the grid of a zoom: for each its rings, the shell first; rings are open.
pub type GridPolygons = Vec<Vec<Vec<GridPoint>>>;

impl PreparedShape {
    /// Prepares polygons on the grid of [`BASE_ZOOM`]; rings are open.
    #[must_use]
    pub fn new(polygons: &[Vec<Vec<GridPoint>>], simplifier: &Simplifier) -> Self {
        let mut bytes = vec![FORM];
        varint(polygons.len() as u64, &mut bytes);
        let mut pen = GridPoint::default();
        for rings in polygons {
            varint(rings.len() as u64, &mut bytes);
            for ring in rings {
                varint(ring.len() as u64, &mut bytes);
                bytes.extend(simplifier.zooms(ring));
                for &point in ring {
                    varint(zigzag(point.x - pen.x), &mut bytes);
                    varint(zigzag(point.y - pen.y), &mut bytes);
                    pen = point;
                }
            }
        }
        Self { bytes }
    }

    /// The bytes, to be kept.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What a tile shows of a shape whose bytes were kept: on the grid of its zoom, with the corners that zoom shows, cut to the
    /// tile and so many steps around. Polygons and rings of which nothing is left are left out. O(n).
    ///
    /// # Errors
    ///
    /// Where the bytes are no prepared shape.
    ///
    /// # Panics
    ///
    /// When the tile is deeper than [`BASE_ZOOM`].
    pub fn in_tile(bytes: &[u8], tile: TileId, buffer_steps: i64) -> Result<GridPolygons, BadPreparedShape> {
        let window = Window::of(tile, buffer_steps);
        let mut reader = Reader::new(bytes)?;
        let mut polygons = Vec::new();
        for _ in 0..reader.count()? {
            let mut rings = Vec::new();
            let mut has_shell = true;
            for position in 0..reader.count()? {
                let ring = clip(&reader.ring(tile.zoom())?, &window);
                let is_left = ring.len() > 2;
                has_shell &= position > 0 || is_left;
                if has_shell && is_left {
                    rings.push(ring);
                }
            }
            if !rings.is_empty() {
                polygons.push(rings);
            }
        }
        reader.end()?;
        Ok(polygons)
    }
}

/// Reads the bytes of a shape.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    pen: GridPoint,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, BadPreparedShape> {
        match bytes.first() {
            Some(&FORM) => Ok(Self { bytes, at: 1, pen: GridPoint::default() }),
            Some(&form) => Err(BadPreparedShape::OtherForm { form }),
            None => Err(BadPreparedShape::Damaged { at: 0 }),
        }
    }

    fn end(&self) -> Result<(), BadPreparedShape> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.damaged()) }
    }

    /// A number of things; each takes a byte at least.
    fn count(&mut self) -> Result<usize, BadPreparedShape> {
        let count = self.number()?;
        let is_possible = count <= (self.bytes.len() - self.at) as u64;
        if is_possible { Ok(count as usize) } else { Err(self.damaged()) }
    }

    /// The next ring, with the points that a zoom shows, on its grid.
    fn ring(&mut self, zoom: u8) -> Result<Vec<GridPoint>, BadPreparedShape> {
        let count = self.count()?;
        let zooms = self.bytes.get(self.at..self.at + count).ok_or(self.damaged())?;
        self.at += count;
        let mut ring: Vec<GridPoint> = Vec::with_capacity(count);
        for &from in zooms {
            let (east, south) = (self.step()?, self.step()?);
            let pen = (self.pen.x.checked_add(east)).zip(self.pen.y.checked_add(south));
            let (x, y) = pen.ok_or(self.damaged())?;
            self.pen = GridPoint::new(x, y);
            if from <= zoom.min(BASE_ZOOM) {
                let point = self.pen.at_zoom(zoom);
                if ring.last() != Some(&point) {
                    ring.push(point);
                }
            }
        }
        Ok(ring)
    }

    /// A step of the pen. No grid is wider than 2³² steps.
    fn step(&mut self) -> Result<i64, BadPreparedShape> {
        let number = self.number()?;
        let step = (number >> 1) as i64 ^ -((number & 1) as i64);
        if step.unsigned_abs() <= 1 << 33 { Ok(step) } else { Err(self.damaged()) }
    }

    fn number(&mut self) -> Result<u64, BadPreparedShape> {
        let mut number = 0_u64;
        for shift in (0..=56).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or(self.damaged())?;
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.damaged())
    }

    const fn damaged(&self) -> BadPreparedShape {
        BadPreparedShape::Damaged { at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A tile of the finest zoom in the middle of Vietnam, and its corner.
    fn tile_and_corner() -> (TileId, GridPoint) {
        let tile = TileId::new(BASE_ZOOM, 835_000, 460_000).unwrap();
        (tile, Window::of(tile, 0).min)
    }

    fn square(corner: GridPoint, from: i64, side: i64) -> Vec<GridPoint> {
        [(0, 0), (1, 0), (1, 1), (0, 1)]
            .map(|(x, y)| GridPoint::new(corner.x + from + x * side, corner.y + from + y * side))
            .to_vec()
    }

    fn prepared(polygons: &[Vec<Vec<GridPoint>>]) -> PreparedShape {
        let rings = polygons.iter().flatten().map(Vec::as_slice);
        PreparedShape::new(polygons, &Simplifier::new(rings))
    }

    #[test]
    fn a_shape_comes_back_in_its_tile_and_in_those_above() {
        let (tile, corner) = tile_and_corner();
        let polygons =
            vec![vec![square(corner, 100, 1000), square(corner, 300, 200)], vec![square(corner, 2000, 500)]];
        let shape = prepared(&polygons);
        let shown = PreparedShape::in_tile(shape.as_bytes(), tile, 64).unwrap();
        assert_eq!(shown, polygons);
        let above = tile.parent().unwrap();
        let shown = PreparedShape::in_tile(shape.as_bytes(), above, 64).unwrap();
        let halved = polygons.iter().map(|rings| {
            rings.iter().map(|ring| ring.iter().map(|point| point.at_zoom(BASE_ZOOM - 1)).collect()).collect()
        });
        assert_eq!(shown, halved.collect::<GridPolygons>());
        let world = TileId::new(0, 0, 0).unwrap();
        assert_eq!(PreparedShape::in_tile(shape.as_bytes(), world, 64).unwrap(), GridPolygons::new());
        let elsewhere = TileId::new(BASE_ZOOM, 0, 0).unwrap();
        assert_eq!(PreparedShape::in_tile(shape.as_bytes(), elsewhere, 64).unwrap(), GridPolygons::new());
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let (tile, corner) = tile_and_corner();
        let shape = prepared(&[vec![square(corner, 0, 100)]]);
        let bytes = shape.as_bytes();
        for end in 0..bytes.len() {
            assert!(PreparedShape::in_tile(&bytes[..end], tile, 64).is_err(), "cut at {end}");
        }
        let more = [bytes, &[0]].concat();
        assert_eq!(
            PreparedShape::in_tile(&more, tile, 64),
            Err(BadPreparedShape::Damaged { at: bytes.len() })
        );
        let other = [&[7], &bytes[1..]].concat();
        assert_eq!(PreparedShape::in_tile(&other, tile, 64), Err(BadPreparedShape::OtherForm { form: 7 }));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let (tile, _) = tile_and_corner();
            let _ = PreparedShape::in_tile(&bytes, tile, 64);
            if let Some(first) = bytes.first_mut() {
                *first = FORM;
            }
            let _ = PreparedShape::in_tile(&bytes, tile, 64);
        }

        #[test]
        fn neighbours_have_no_gap_at_any_zoom(bends in prop::collection::vec(-300_i64..300, 1..20), zoom in 16_u8..=BASE_ZOOM) {
            // Two parcels on both sides of a bent border, large enough for their outer corners to be seen.
            let (_, corner) = tile_and_corner();
            let at = |x: i64, y: i64| GridPoint::new(corner.x + x, corner.y + y);
            let bottom = (bends.len() as i64 + 1) * 200;
            let border: Vec<GridPoint> = (1..).zip(&bends).map(|(step, &bend)| at(1000 + bend, step * 200)).collect();
            let west = [at(0, 0), at(1000, 0)].into_iter().chain(border.clone()).chain([at(1000, bottom), at(0, bottom)]);
            let east = [at(1000, 0), at(2000, 0), at(2000, bottom), at(1000, bottom)].into_iter().chain(border.iter().rev().copied());
            let (west, east): (Vec<_>, Vec<_>) = (west.collect(), east.collect());
            let simplifier = Simplifier::new([west.as_slice(), &east]);
            let tile = TileId::new(zoom, 835_000 >> (BASE_ZOOM - zoom), 460_000 >> (BASE_ZOOM - zoom)).unwrap();
            let shown = |ring: Vec<GridPoint>| {
                let shape = PreparedShape::new(&[vec![ring]], &simplifier);
                let polygons = PreparedShape::in_tile(shape.as_bytes(), tile, 1 << 40).unwrap();
                polygons.iter().flatten().map(|ring| crate::geometry::area_doubled(ring)).sum::<i128>()
            };
            let corners = [at(0, 0), at(2000, 0), at(2000, bottom), at(0, bottom)].map(|point| point.at_zoom(zoom));
            prop_assert_eq!(shown(west) + shown(east), crate::geometry::area_doubled(&corners));
        }
    }
}
