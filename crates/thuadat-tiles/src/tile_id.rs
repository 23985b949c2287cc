//! Which tile, and where on Earth it is.

use geo::{Coord, Rect};
use std::fmt;
use std::str::FromStr;

/// The side of the square that Web Mercator (EPSG:3857) draws the world on, in its metres.
pub const WORLD_M: f64 = 40_075_016.685_578_49;

/// The deepest zoom: a grid of 4096 steps a tile has steps of nine thousandths of a millimetre there.
pub const MAX_ZOOM: u8 = 30;

/// A tile of the scheme everybody uses: zoom 0 is the world, x goes east, y goes south.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    zoom: u8,
    x: u32,
    y: u32,
}

/// There is no such tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTileId {
    /// The zoom is beyond any map.
    #[error("zoom {zoom} is deeper than {MAX_ZOOM}, the deepest there is")]
    TooDeep {
        /// The zoom given.
        zoom: u8,
    },
    /// Column or row is beyond the edge of the world.
    #[error("zoom {zoom} has columns and rows from 0 to {last}, and {x}/{y} is outside")]
    OutsideTheWorld {
        /// The zoom given.
        zoom: u8,
        /// The column given.
        x: u32,
        /// The row given.
        y: u32,
        /// The last column and row.
        last: u32,
    },
    /// The text is not of the form `z/x/y`.
    #[error("a tile is written z/x/y with three whole numbers, such as 14/13023/7187")]
    NotThreeNumbers,
}

impl TileId {
    /// The tile of a zoom, column and row.
    ///
    /// # Errors
    ///
    /// Where there is no such tile.
    pub fn new(zoom: u8, x: u32, y: u32) -> Result<Self, BadTileId> {
        if zoom > MAX_ZOOM {
            return Err(BadTileId::TooDeep { zoom });
        }
        let last = (1 << zoom) - 1;
        if x > last || y > last {
            return Err(BadTileId::OutsideTheWorld { zoom, x, y, last });
        }
        Ok(Self { zoom, x, y })
    }

    /// The tile of a zoom that a place in Web Mercator is in. Places beyond the edge of the world are taken to the edge.
    ///
    /// # Panics
    ///
    /// When the zoom is deeper than [`MAX_ZOOM`].
    #[must_use]
    pub fn around(place: Coord<f64>, zoom: u8) -> Self {
        assert!(zoom <= MAX_ZOOM, "zoom {zoom} is deeper than any");
        let count = f64::from(1_u32 << zoom);
        let at = |part: f64| (part * count).floor().clamp(0.0, count - 1.0) as u32;
        Self { zoom, x: at(place.x / WORLD_M + 0.5), y: at(0.5 - place.y / WORLD_M) }
    }

    /// The zoom.
    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// The column, counted from the west.
    #[must_use]
    pub const fn x(self) -> u32 {
        self.x
    }

    /// The row, counted from the north.
    #[must_use]
    pub const fn y(self) -> u32 {
        self.y
    }

    /// The square it covers, in metres of Web Mercator.
    #[must_use]
    pub fn bounds_m(self) -> Rect<f64> {
        let side = WORLD_M / f64::from(1_u32 << self.zoom);
        let west = f64::from(self.x) * side - WORLD_M / 2.0;
        let north = WORLD_M / 2.0 - f64::from(self.y) * side;
        Rect::new(Coord { x: west, y: north - side }, Coord { x: west + side, y: north })
    }

    /// The tile of the zoom above that holds it; none for the world.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self.zoom {
            0 => None,
            zoom => Some(Self { zoom: zoom - 1, x: self.x / 2, y: self.y / 2 }),
        }
    }

    /// The tiles of a zoom that a box in Web Mercator touches, row by row from the north-west.
    ///
    /// # Panics
    ///
    /// When the zoom is deeper than [`MAX_ZOOM`].
    pub fn covering(bounds_m: Rect<f64>, zoom: u8) -> impl Iterator<Item = Self> {
        let (min, max) = (bounds_m.min(), bounds_m.max());
        let first = Self::around(Coord { x: min.x, y: max.y }, zoom);
        let last = Self::around(Coord { x: max.x, y: min.y }, zoom);
        (first.y..=last.y).flat_map(move |y| (first.x..=last.x).map(move |x| Self { zoom, x, y }))
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}", self.zoom, self.x, self.y)
    }
}

impl FromStr for TileId {
    type Err = BadTileId;

    fn from_str(text: &str) -> Result<Self, BadTileId> {
        let mut parts = text.split('/');
        let (zoom, x, y) = (parts.next(), parts.next(), parts.next());
        if parts.next().is_some() {
            return Err(BadTileId::NotThreeNumbers);
        }
        // Signs and blanks that `parse` would take are not numbers of a tile.
        let number = |part: Option<&str>| {
            part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse::<u32>().ok())
                .ok_or(BadTileId::NotThreeNumbers)
        };
        let (zoom, x, y) = (number(zoom)?, number(x)?, number(y)?);
        let zoom = u8::try_from(zoom).map_err(|_| BadTileId::TooDeep { zoom: u8::MAX })?;
        Self::new(zoom, x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tiles_are_read_and_refused() {
        let cases = [
            ("0/0/0", Ok(())),
            ("14/13023/7187", Ok(())),
            ("30/1073741823/0", Ok(())),
            ("31/0/0", Err(BadTileId::TooDeep { zoom: 31 })),
            ("40000/0/0", Err(BadTileId::TooDeep { zoom: 255 })),
            ("1/2/0", Err(BadTileId::OutsideTheWorld { zoom: 1, x: 2, y: 0, last: 1 })),
            ("1/0", Err(BadTileId::NotThreeNumbers)),
            ("1/0/0/0", Err(BadTileId::NotThreeNumbers)),
            ("1/-1/0", Err(BadTileId::NotThreeNumbers)),
            ("1/+1/0", Err(BadTileId::NotThreeNumbers)),
            ("z/x/y", Err(BadTileId::NotThreeNumbers)),
            ("", Err(BadTileId::NotThreeNumbers)),
        ];
        for (text, expected) in cases {
            let read = text.parse::<TileId>();
            assert_eq!(read.as_ref().map(|_| ()).map_err(Clone::clone), expected, "{text}");
            if let Ok(tile) = read {
                assert_eq!(tile.to_string(), text);
            }
        }
    }

    proptest! {
        #[test]
        fn a_place_is_in_the_tile_around_it(zoom in 0..=20_u8, x in -2.0e7..2.0e7, y in -2.0e7..2.0e7) {
            let tile = TileId::around(Coord { x, y }, zoom);
            let bounds = tile.bounds_m();
            prop_assert!(bounds.min().x <= x + 1e-6 && x <= bounds.max().x + 1e-6);
            prop_assert!(bounds.min().y <= y + 1e-6 && y <= bounds.max().y + 1e-6);
            if let Some(parent) = tile.parent() {
                prop_assert_eq!(parent, TileId::around(Coord { x, y }, zoom - 1));
            }
        }
    }

    #[test]
    fn a_box_is_covered_row_by_row() {
        let world = TileId::new(0, 0, 0).unwrap().bounds_m();
        let shown: Vec<_> = TileId::covering(world, 1).map(|tile| tile.to_string()).collect();
        assert_eq!(shown, ["1/0/0", "1/1/0", "1/0/1", "1/1/1"]);
    }
}
