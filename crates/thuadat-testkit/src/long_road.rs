//! One ring that many parcels touch: a road in the shape of a comb, with parcels along both sides of every tooth.

use crate::lattice::Millimetres;
use crate::random::{jitter, stream};
use geo::Coord;
use rand_chacha::ChaCha8Rng;
use thuadat_core::ParcelGeometries;

const ROAD_WIDTH_M: f64 = 6.0;
const PARCEL_DEPTH_M: f64 = 30.0;
const SEGMENT_M: f64 = 0.5;
const JITTER_M: f64 = 0.1;
const ORIGIN: Coord<f64> = Coord { x: 480_000.0, y: 2_410_000.0 };

/// What [`long_road`] is to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongRoad {
    /// Teeth of the comb. Each has a row of parcels above it and one below.
    pub teeth: usize,
    /// Parcels in a row.
    pub parcels_a_row: usize,
    /// Segments of the side that a parcel has in common with the road.
    pub segments: usize,
    /// Seed of every random number.
    pub seed: u64,
}

impl LongRoad {
    /// A road of four million vertices that touches 90 000 parcels.
    #[must_use]
    pub const fn of_four_million_vertices(seed: u64) -> Self {
        Self { teeth: 150, parcels_a_row: 300, segments: 45, seed }
    }
}

/// Makes a clean coverage: first the road, a single ring without holes, then the parcels, each of which shares a bent
/// side with it. All coordinates are metres on a 1 mm lattice. Linear in the number of vertices.
///
/// # Panics
///
/// When a part of the description is zero.
///
/// # Examples
///
/// ```
/// use thuadat_testkit::{LongRoad, long_road};
///
/// let shapes = long_road(&LongRoad { teeth: 2, parcels_a_row: 3, segments: 4, seed: 1 });
/// assert_eq!(shapes.len(), 1 + 2 * 2 * 3);
/// ```
#[must_use]
pub fn long_road(road: &LongRoad) -> ParcelGeometries {
    assert!(
        road.teeth > 0 && road.parcels_a_row > 0 && road.segments > 0,
        "a road has a tooth, a parcel, a side"
    );
    let sides = Sides::new(road);
    let mut shapes = ParcelGeometries::new();
    push_ring(&mut shapes, &sides.road());
    for tooth in 0..road.teeth {
        for row in [Row::Below, Row::Above] {
            for number in 0..road.parcels_a_row {
                push_ring(&mut shapes, &sides.parcel(tooth, row, number));
            }
        }
    }
    shapes
}

/// On which side of a tooth a row of parcels lies.
#[derive(Clone, Copy)]
enum Row {
    Below,
    Above,
}

/// The bent sides of the road's teeth, lower and upper, from west to east.
struct Sides<'a> {
    road: &'a LongRoad,
    lower: Vec<Vec<Coord<f64>>>,
    upper: Vec<Vec<Coord<f64>>>,
}

impl<'a> Sides<'a> {
    fn new(road: &'a LongRoad) -> Self {
        let mut random = stream(road.seed, 0);
        let mut sides = |offset_m: f64| {
            let side = |tooth| bent_side(road, lower_y(tooth) + offset_m, &mut random);
            (0..road.teeth).map(side).collect()
        };
        Self { road, lower: sides(0.0), upper: sides(ROAD_WIDTH_M) }
    }

    /// Counter-clockwise from the lower end of the comb's spine.
    fn road(&self) -> Vec<Coord<f64>> {
        let top = lower_y(self.road.teeth - 1) + ROAD_WIDTH_M;
        let mut ring = vec![at(-ROAD_WIDTH_M, 0.0)];
        for tooth in 0..self.road.teeth {
            if tooth > 0 {
                ring.push(at(0.0, lower_y(tooth) - PARCEL_DEPTH_M));
            }
            ring.extend_from_slice(&self.lower[tooth]);
            ring.extend(self.upper[tooth].iter().rev());
        }
        ring.push(at(-ROAD_WIDTH_M, top));
        ring.push(ring[0]);
        ring
    }

    /// Counter-clockwise from the corner at the lower left.
    fn parcel(&self, tooth: usize, row: Row, number: usize) -> Vec<Coord<f64>> {
        let side = number * self.road.segments..=(number + 1) * self.road.segments;
        let [west, east] = [number, number + 1].map(|it| it as f64 * self.road.segments as f64 * SEGMENT_M);
        let back = match row {
            Row::Below => lower_y(tooth) - PARCEL_DEPTH_M,
            Row::Above => lower_y(tooth) + ROAD_WIDTH_M + PARCEL_DEPTH_M,
        };
        let mut ring = match row {
            Row::Below => vec![at(west, back), at(east, back)],
            Row::Above => vec![at(east, back), at(west, back)],
        };
        match row {
            Row::Below => ring.extend(self.lower[tooth][side].iter().rev()),
            Row::Above => ring.extend_from_slice(&self.upper[tooth][side]),
        }
        ring.push(ring[0]);
        ring
    }
}

/// How far north the lower side of a tooth lies.
fn lower_y(tooth: usize) -> f64 {
    tooth as f64 * (ROAD_WIDTH_M + 2.0 * PARCEL_DEPTH_M)
}

fn bent_side(road: &LongRoad, y: f64, random: &mut ChaCha8Rng) -> Vec<Coord<f64>> {
    let segments = road.parcels_a_row * road.segments;
    (0..=segments).map(|segment| at(segment as f64 * SEGMENT_M, y + jitter(random, JITTER_M))).collect()
}

fn at(x: f64, y: f64) -> Coord<f64> {
    Millimetres::nearest(ORIGIN + Coord { x, y }).to_metres()
}

fn push_ring(shapes: &mut ParcelGeometries, ring: &[Coord<f64>]) {
    for &coord in ring {
        shapes.push_coord(coord);
    }
    shapes.end_ring();
    shapes.end_polygon();
    shapes.end_parcel();
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const SMALL: LongRoad = LongRoad { teeth: 3, parcels_a_row: 4, segments: 5, seed: 2 };

    fn edges(ring: &[Coord<f64>]) -> impl Iterator<Item = [(u64, u64); 2]> + '_ {
        let bits = |coord: &Coord<f64>| (coord.x.to_bits(), coord.y.to_bits());
        ring.windows(2).map(move |edge| [bits(&edge[0]), bits(&edge[1])])
    }

    #[test]
    fn every_parcel_has_its_side_in_common_with_the_road() {
        let shapes = long_road(&SMALL);
        let road: HashSet<_> = edges(shapes.ring(0)).collect();
        assert_eq!(shapes.len(), 1 + 3 * 2 * 4);
        for parcel in 1..shapes.len() {
            let shared = edges(shapes.ring(parcel)).filter(|&[from, to]| road.contains(&[to, from])).count();
            assert!(shared >= SMALL.segments, "parcel {parcel} shares {shared} edges");
        }
    }

    #[test]
    fn no_edge_is_used_twice_in_one_direction() {
        let shapes = long_road(&SMALL);
        let all: Vec<_> = (0..shapes.len()).flat_map(|parcel| edges(shapes.ring(parcel))).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn the_large_one_is_as_large_as_it_says() {
        let LongRoad { teeth, parcels_a_row, segments, .. } = LongRoad::of_four_million_vertices(1);
        assert_eq!(2 * teeth * parcels_a_row, 90_000);
        assert!(2 * teeth * parcels_a_row * segments >= 4_000_000);
    }
}
