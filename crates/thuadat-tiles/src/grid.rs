//! The whole-number grid of a zoom.

use crate::tile_id::{MAX_ZOOM, TileId, WORLD_M};
use geo::Coord;

/// Steps a tile is wide and high.
pub const EXTENT: i64 = 4096;

/// The zoom whose grid shapes are kept on: its steps are nine millimetres at the equator, and the world has 2³² of them.
pub const BASE_ZOOM: u8 = 20;

/// A point on the grid of a zoom: steps from the north-west corner of the world, x eastwards, y southwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GridPoint {
    /// Steps to the east.
    pub x: i64,
    /// Steps to the south.
    pub y: i64,
}

impl GridPoint {
    /// The point so many steps to the east and to the south of the corner of the world.
    #[must_use]
    pub const fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }

    /// The point of the grid of [`BASE_ZOOM`] on that of a zoom above it: the same for a place wherever it is seen from.
    ///
    /// # Panics
    ///
    /// When the zoom is deeper than [`BASE_ZOOM`].
    #[must_use]
    pub fn at_zoom(self, zoom: u8) -> Self {
        let shift = BASE_ZOOM.checked_sub(zoom).expect("the zoom is deeper than the grid");
        let half = (1 << shift) >> 1;
        Self { x: (self.x + half) >> shift, y: (self.y + half) >> shift }
    }
}

/// The grid of a zoom: [`EXTENT`] steps to a tile, over the whole world.
///
/// Points are rounded before they are cut into tiles, so a place has one point at a zoom, whichever tiles it is in and whichever
/// parcels have it: what fits on the ground fits on the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    zoom: u8,
    steps_a_metre: f64,
    half: f64,
}

impl Grid {
    /// The grid of a zoom.
    ///
    /// # Panics
    ///
    /// When the zoom is deeper than [`MAX_ZOOM`].
    #[must_use]
    pub fn new(zoom: u8) -> Self {
        assert!(zoom <= MAX_ZOOM, "zoom {zoom} is deeper than any");
        let steps = f64::from(1_u32 << zoom) * EXTENT as f64;
        Self { zoom, steps_a_metre: steps / WORLD_M, half: steps / 2.0 }
    }

    /// Its zoom.
    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// A step in metres of Web Mercator.
    #[must_use]
    pub fn step_m(self) -> f64 {
        1.0 / self.steps_a_metre
    }

    /// The point next to a place in Web Mercator.
    #[must_use]
    pub fn point(self, place: Coord<f64>) -> GridPoint {
        let step = |metres: f64| (metres * self.steps_a_metre + self.half).round() as i64;
        GridPoint { x: step(place.x), y: step(-place.y) }
    }

    /// The north-west corner of a tile of this zoom.
    #[must_use]
    pub fn corner(self, tile: TileId) -> GridPoint {
        debug_assert_eq!(tile.zoom(), self.zoom, "the tile is of another zoom");
        GridPoint { x: i64::from(tile.x()) * EXTENT, y: i64::from(tile.y()) * EXTENT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_of_tiles_are_on_the_grid() {
        for (zoom, x, y) in [(0, 0, 0), (1, 1, 0), (14, 13_023, 7_187), (22, 3_333_333, 1_839_907)] {
            let tile = TileId::new(zoom, x, y).unwrap();
            let (grid, bounds) = (Grid::new(zoom), tile.bounds_m());
            let north_west = grid.point(Coord { x: bounds.min().x, y: bounds.max().y });
            let south_east = grid.point(Coord { x: bounds.max().x, y: bounds.min().y });
            assert_eq!(north_west, grid.corner(tile), "{tile}");
            assert_eq!(south_east, GridPoint::new(north_west.x + EXTENT, north_west.y + EXTENT), "{tile}");
        }
    }
}
