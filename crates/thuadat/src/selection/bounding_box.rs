//! A box on the map.

use super::SelectionError;
use geo::Coord;
use std::fmt;
use std::str::FromStr;

/// A closed box with its sides along the axes, easting (or longitude) first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundingBox {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl BoundingBox {
    /// The box between two corners.
    ///
    /// # Errors
    ///
    /// When a number is not finite, or the first corner is not the lower left one.
    pub fn new(min: Coord<f64>, max: Coord<f64>) -> Result<Self, SelectionError> {
        let sides = [("MINX", min.x, "MAXX", max.x), ("MINY", min.y, "MAXY", max.y)];
        for (low_name, low, high_name, high) in sides {
            if !low.is_finite() || !high.is_finite() {
                return Err(SelectionError::NotABox);
            }
            if low > high {
                return Err(SelectionError::BoxInsideOut { low_name, low, high_name, high });
            }
        }
        Ok(Self { min, max })
    }

    /// The smallest box around points; none where there is no finite one.
    pub(crate) fn around(points: impl IntoIterator<Item = Coord<f64>>) -> Option<Self> {
        let finite = points.into_iter().filter(|at| at.x.is_finite() && at.y.is_finite());
        finite.fold(None, |bounds, at| match bounds {
            None => Some(Self { min: at, max: at }),
            Some(Self { min, max }) => Some(Self {
                min: Coord { x: min.x.min(at.x), y: min.y.min(at.y) },
                max: Coord { x: max.x.max(at.x), y: max.y.max(at.y) },
            }),
        })
    }

    /// Least easting, least northing, greatest easting, greatest northing.
    #[must_use]
    pub const fn corners(&self) -> [f64; 4] {
        [self.min.x, self.min.y, self.max.x, self.max.y]
    }

    /// Whether the two have a point in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// Whether the numbers can be a longitude and a latitude.
    pub(crate) fn may_be_degrees(&self) -> bool {
        self.min.x >= -180.0 && self.max.x <= 180.0 && self.min.y >= -90.0 && self.max.y <= 90.0
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.min.x, self.min.y, self.max.x, self.max.y)
    }
}

impl FromStr for BoundingBox {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|number| number.trim().parse())
            .collect::<Result<_, _>>()
            .map_err(|_| SelectionError::NotABox)?;
        let [min_x, min_y, max_x, max_y] = numbers[..] else { return Err(SelectionError::NotABox) };
        Self::new(Coord { x: min_x, y: min_y }, Coord { x: max_x, y: max_y })
    }
}
