//! What of an area lies outside of a territory.

use super::{Territory, finer};
use crate::measure::FINER;
use crate::plane::{
    Bounds, Graph, NodedSegment, Piece, Point, RayCover, Segment, Walk, merge_coincident, node,
};

/// How much of an area lies outside of a territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Nothing.
    Nothing,
    /// All of it.
    All,
    /// The ground within these rings.
    Part(Vec<RestRing>),
}

/// A ring around ground outside, or around a hole in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RestRing {
    /// The corners in finer units, the inside on the left, the first not repeated.
    pub(crate) points: Vec<Point>,
    /// The sides of the area that it runs along, by position; sorted.
    pub(crate) sides: Vec<u32>,
}

impl Territory {
    /// What of an area lies outside. The area is given by its sides in finer units, the inside on their left, none
    /// covered twice; `window` is a box around it in lattice units.
    ///
    /// Exact, but for the rounding of crossings to finer units. O(n log n) for the n sides and edges in the window.
    pub(crate) fn outside(&self, sides: &[Segment], window: &Bounds) -> Outside {
        let near = self.edges_near(window);
        if near.is_empty() {
            // No edge is near, so one place speaks for all.
            let is_covered = sides
                .first()
                .is_some_and(|side| self.layers_beyond(window, Point::new(2 * side.a.x, 2 * side.a.y)) > 0);
            return if is_covered || sides.is_empty() { Outside::Nothing } else { Outside::All };
        }
        let of_area = sides.iter().enumerate().map(|(at, &segment)| (segment, at as u32));
        // Turned round, an edge takes away a layer where its polygon is.
        let of_territory = near.iter().map(|edge| (turned(finer(edge)), TERRITORY));
        let segments = of_area.chain(of_territory);
        let noded = node(segments.map(|(segment, source)| NodedSegment { segment, source }).collect());
        let pieces = noded.iter().map(|piece| Piece::of_segment(piece.segment, piece.source)).collect();
        let pieces = merge_coincident(pieces);
        let layers =
            Layers { near: RayCover::new(pieces.iter().flat_map(doubled_by_weight).collect()), window };
        let around_rest = pieces.iter().filter_map(|piece| {
            let (left, right) = layers.beside(piece, self)?;
            match (left >= 1, right >= 1) {
                (true, false) => Some(Piece { weight: 1, ..*piece }),
                (false, true) => Some(Piece::of_segment(turned(piece.first), piece.source)),
                _ => None,
            }
        });
        let rest = Graph::new(around_rest.collect());
        let rings = rest.trace(|_| Walk::Forward).into_iter().map(|ring| {
            let sources = ring.pieces.iter().map(|&piece| rest.pieces()[piece as usize].source);
            let mut sides: Vec<u32> = sources.filter(|&source| source != TERRITORY).collect();
            sides.sort_unstable();
            sides.dedup();
            RestRing { points: ring.points, sides }
        });
        let rings: Vec<RestRing> = rings.collect();
        if rings.is_empty() { Outside::Nothing } else { Outside::Part(rings) }
    }
}

/// What covers the sides of pieces: one layer where the area is, one less for each polygon of the territory.
struct Layers<'a> {
    /// The pieces in the window, in half finer units.
    near: RayCover,
    window: &'a Bounds,
}

impl Layers<'_> {
    /// The layers on the left and on the right of a piece; none of a piece that lies apart from the area.
    ///
    /// Each piece is asked for itself: edges that leave the window end there in the air, so that one piece does not tell
    /// what is beside the next.
    fn beside(&self, piece: &Piece, territory: &Territory) -> Option<(i32, i32)> {
        let Segment { a, b } = piece.first;
        let middle = Point::new(a.x + b.x, a.y + b.y);
        let near = |doubled: i64| doubled.div_euclid(2 * FINER);
        if !self.window.grown(1).contains(Point::new(near(middle.x), near(middle.y))) {
            return None;
        }
        let west = self.near.to_the_west(middle) - territory.layers_beyond(self.window, middle);
        // What is level has its upper side just west of its middle.
        let left_is_west = a.y < b.y || (a.y == b.y && a.x < b.x);
        Some(if left_is_west { (west, west - piece.weight) } else { (west + piece.weight, west) })
    }
}

/// A piece in half finer units, as often as it has layers.
fn doubled_by_weight(piece: &Piece) -> impl Iterator<Item = Segment> + use<> {
    let doubled = |point: Point| Point::new(2 * point.x, 2 * point.y);
    let segment = Segment { a: doubled(piece.first.a), b: doubled(piece.first.b) };
    std::iter::repeat_n(segment, piece.weight.unsigned_abs() as usize)
}

/// The source of what is no side of the area.
const TERRITORY: u32 = u32::MAX;

fn turned(segment: Segment) -> Segment {
    Segment { a: segment.b, b: segment.a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParcelGeometries;
    use crate::lattice::Lattice;
    use crate::measure::measure;
    use crate::territory::sides_of;
    use geo::{Area, Coord, LineString, Polygon, coord};
    use proptest::prelude::*;

    const LATTICE_M: f64 = 0.0001;

    fn polygon(corners: &[(f64, f64)]) -> Polygon<f64> {
        Polygon::new(corners.iter().copied().collect(), Vec::new())
    }

    fn territory(polygons: &[Polygon<f64>]) -> Territory {
        let shapes: ParcelGeometries = polygons.iter().cloned().collect();
        Territory::new(&shapes, 0..polygons.len(), Lattice::new(LATTICE_M))
    }

    /// The area outside and, where it is part of the whole, the numbers of its rings and of the sides they run along.
    fn outside(area: &Polygon<f64>, territory: &Territory) -> (f64, Option<(usize, usize)>) {
        let lattice = Lattice::new(LATTICE_M);
        let ring: Vec<Point> = area.exterior().0[1..].iter().map(|&at| lattice.point(at)).collect();
        let ring = if area.signed_area() < 0.0 { ring.into_iter().rev().collect() } else { ring };
        let window = Bounds::of_points(ring.iter().copied());
        let fine: Vec<Point> = ring.iter().map(|at| Point::new(at.x * FINER, at.y * FINER)).collect();
        let sides: Vec<Segment> = sides_of(&fine).collect();
        match territory.outside(&sides, &window) {
            Outside::Nothing => (0.0, None),
            Outside::All => (area.unsigned_area(), None),
            Outside::Part(rings) => {
                let points: Vec<Vec<Point>> = rings.iter().map(|ring| ring.points.clone()).collect();
                let sides = rings.iter().map(|ring| ring.sides.len()).sum();
                let area_m2 = measure(&points, lattice).map_or(0.0, |area| area.area_m2);
                (area_m2, Some((rings.len(), sides)))
            }
        }
    }

    fn square(west: f64, south: f64, size: f64) -> Polygon<f64> {
        let (east, north) = (west + size, south + size);
        polygon(&[(west, south), (east, south), (east, north), (west, north)])
    }

    fn check(area: &Polygon<f64>, polygons: &[Polygon<f64>], expected: (f64, Option<(usize, usize)>)) {
        let (area_m2, part) = outside(area, &territory(polygons));
        assert!((area_m2 - expected.0).abs() < 1e-6, "{area_m2} m² outside of {polygons:?}");
        assert_eq!(part, expected.1, "{polygons:?}");
    }

    #[test]
    fn what_is_outside_is_cut_out() {
        let area = square(10.0, 10.0, 10.0);
        check(&area, &[square(0.0, 0.0, 100.0)], (0.0, None));
        check(&area, &[square(10.0, 10.0, 10.0)], (0.0, None));
        check(&area, &[square(50.0, 50.0, 9.0)], (100.0, None));
        check(&area, &[square(20.0, 10.0, 10.0)], (100.0, Some((1, 4))));
        check(&area, &[square(15.0, 0.0, 50.0)], (50.0, Some((1, 3))));
        check(&area, &[square(12.0, 12.0, 2.0)], (96.0, Some((2, 4))));
        check(&area, &[square(0.0, 0.0, 15.0), square(12.0, 0.0, 50.0)], (10.0, Some((1, 2))));
        check(
            &area,
            &[square(0.0, 0.0, 15.0), square(15.0, 0.0, 15.0), square(0.0, 15.0, 50.0)],
            (0.0, None),
        );
        check(&area, &[square(10.0, 13.0, 50.0), square(-40.0, -38.0, 50.0)], (30.0, Some((1, 3))));
    }

    #[test]
    fn polygons_that_overlap_or_cross_themselves_cover_what_they_enclose() {
        let area = square(0.0, 0.0, 10.0);
        check(&area, &[square(0.0, 0.0, 6.0), square(4.0, 0.0, 6.0)], (40.0, Some((1, 3))));
        let bowtie = polygon(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
        check(&area, &[bowtie], (50.0, Some((2, 2))));
        let ring: LineString<f64> =
            [coord! { x: f64::NAN, y: 0.0 }, Coord::zero(), Coord::zero()].into_iter().collect();
        check(&area, &[Polygon::new(ring, Vec::new())], (100.0, None));
    }

    fn blob() -> impl Strategy<Value = Polygon<f64>> {
        let radii = proptest::collection::vec(1.0..20.0_f64, 3..14);
        ((-15.0..15.0_f64, -15.0..15.0_f64), radii).prop_map(|((x, y), radii)| {
            let turn = std::f64::consts::TAU / radii.len() as f64;
            let corner = |(at, radius): (usize, &f64)| {
                let angle = turn * at as f64;
                (x + radius * angle.cos(), y + radius * angle.sin())
            };
            polygon(&radii.iter().enumerate().map(corner).collect::<Vec<_>>())
        })
    }

    proptest! {
        /// Of two areas the same is in common, whichever is taken from the other.
        #[test]
        fn differences_agree_on_what_is_in_common(one in blob(), other in blob()) {
            let (one_rest, _) = outside(&one, &territory(std::slice::from_ref(&other)));
            let (other_rest, _) = outside(&other, &territory(std::slice::from_ref(&one)));
            let (in_one, in_other) = (one.unsigned_area() - one_rest, other.unsigned_area() - other_rest);
            prop_assert!((in_one - in_other).abs() < 0.02, "{in_one} and {in_other}");
            prop_assert!(in_one > -0.02);
        }

        /// A territory in two halves is the same territory.
        #[test]
        fn a_territory_may_come_in_pieces(area in blob(), middle in -10.0..10.0_f64) {
            let half = |west: f64, east: f64| {
                polygon(&[(west, -10.0), (east, -10.0), (east, 10.0), (west, 10.0)])
            };
            let (whole, _) = outside(&area, &territory(&[half(-10.0, 10.0)]));
            let (halves, _) = outside(&area, &territory(&[half(-10.0, middle), half(middle, 10.0)]));
            prop_assert!((whole - halves).abs() < 0.01, "{whole} and {halves}");
        }
    }
}
