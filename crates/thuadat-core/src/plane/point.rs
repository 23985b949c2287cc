//! Integer points and the one predicate everything rests on.

/// A point on an integer lattice.
///
/// Coordinates stay below 2⁶² in size, so that differences fit an `i64` and their products an `i128`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Point {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// On which side of a directed line a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    On,
    Right,
}

/// On which side of the line from `a` to `b` the point `c` lies. Exact.
#[inline]
pub(crate) fn side(a: Point, b: Point, c: Point) -> Side {
    let (along_x, along_y) = (b.x - a.x, b.y - a.y);
    let (to_x, to_y) = (c.x - a.x, c.y - a.y);
    if is_short(along_x) & is_short(along_y) & is_short(to_x) & is_short(to_y) {
        sign((along_x * to_y - along_y * to_x).cmp(&0))
    } else {
        sign(cross(a, b, c).cmp(&0))
    }
}

/// Twice the signed area of the triangle `a`, `b`, `c`. Exact.
#[inline]
pub(crate) fn cross(a: Point, b: Point, c: Point) -> i128 {
    i128::from(b.x - a.x) * i128::from(c.y - a.y) - i128::from(b.y - a.y) * i128::from(c.x - a.x)
}

impl Point {
    #[inline]
    pub(crate) const fn new(x: i64, y: i64) -> Self {
        Self { x, y }
    }

    /// The point as a number whose bits, low and high, are spread evenly: for hash tables.
    #[inline]
    pub(crate) fn scattered(self) -> u64 {
        let mixed = (self.x as u64).wrapping_mul(0xff51_afd7_ed55_8ccd)
            ^ (self.y as u64).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 32)
    }
}

/// Whether a difference is so small that the products of two such, and the difference of those, fit an `i64`.
#[inline]
fn is_short(difference: i64) -> bool {
    difference.unsigned_abs() < 1 << 31
}

#[inline]
fn sign(ordering: std::cmp::Ordering) -> Side {
    match ordering {
        std::cmp::Ordering::Less => Side::Right,
        std::cmp::Ordering::Equal => Side::On,
        std::cmp::Ordering::Greater => Side::Left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_is_exact_for_short_and_long_lines() {
        for scale in [1, 1 << 20, 1 << 31, 1 << 55] {
            let (a, b) = (Point::new(0, 0), Point::new(3 * scale, scale));
            assert_eq!(side(a, b, Point::new(6 * scale, 2 * scale)), Side::On);
            assert_eq!(side(a, b, Point::new(6 * scale, 2 * scale + 1)), Side::Left);
            assert_eq!(side(a, b, Point::new(6 * scale + 1, 2 * scale)), Side::Right);
        }
    }
}
