//! Sheets that stand off each other as wholes.
//!
//! Where one sheet was drawn or transformed with an error, all its corners along the border of another sheet miss theirs
//! by the same vector. Each pair of corners that come near votes for its own vector; the vector most of them are
//! close to is the shift, if enough agree.

use crate::lattice::Lattice;
use crate::plane::Point;
use crate::profile::SheetShiftLimit;
use geo::Coord;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A corner without a match, and the sheet it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SheetCorner {
    pub(crate) sheet: u32,
    pub(crate) at: Point,
    pub(crate) parcel: u32,
}

/// By how much one sheet stands off another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetShift {
    /// The sheets, the smaller first.
    pub(crate) sheets: (u32, u32),
    /// From the corners of the first to those of the second.
    pub(crate) offset_m: Coord<f64>,
    /// Root mean square distance of the corners that agree from the shift.
    pub(crate) spread_m: f64,
    /// How many corners of the first sheet agree.
    pub(crate) agreeing: usize,
    /// How many corners of the first sheet have any of the second in reach.
    pub(crate) of: usize,
    /// The corners that agree, each with the one it should meet.
    pub(crate) pairs: Vec<[Coord<f64>; 2]>,
    /// Their parcels, sorted.
    pub(crate) parcels: Vec<u32>,
}

/// One corner's vote for a vector.
#[derive(Debug, Clone, Copy)]
struct Vote {
    sheets: (u32, u32),
    from: SheetCorner,
    to: SheetCorner,
}

impl Vote {
    fn vector(&self) -> (i64, i64) {
        (self.to.at.x - self.from.at.x, self.to.at.y - self.from.at.y)
    }
}

/// Sums of votes are taken over squares of this many cells to a side, so that no mode falls between cells.
const AROUND: std::ops::RangeInclusive<i64> = -1..=1;

/// A shift smaller than this many lattice steps is rounding: 1 mm, the resolution of a map file.
const LEAST_STEPS: f64 = 10.0;

/// Finds the shift of each pair of sheets that has one, by pair.
///
/// At least half of the corners in reach must agree, and at least as many as the limit says. O(n log n + v log v) for n
/// corners and v pairs of them in reach.
pub(crate) fn find_shifts(
    corners: Vec<SheetCorner>,
    lattice: Lattice,
    limit: &SheetShiftLimit,
) -> Vec<SheetShift> {
    let reach = lattice.steps(limit.reach_m);
    let spread = lattice.steps(limit.spread_m);
    if reach < 1 || spread < 1 {
        return Vec::new();
    }
    let mut votes = votes(corners, reach);
    votes.sort_by_key(|vote| (vote.sheets, vote.from, vote.to));
    let of_pairs = votes.chunk_by(|one, other| one.sheets == other.sheets);
    of_pairs.filter_map(|votes| shift(votes, spread as f64, lattice, limit)).collect()
}

/// The corners that have one of another sheet near, in order: leaving out others changes no shift.
pub(crate) fn voters(corners: &[SheetCorner], lattice: Lattice, limit: &SheetShiftLimit) -> Vec<SheetCorner> {
    let reach = lattice.steps(limit.reach_m);
    if reach < 1 {
        return Vec::new();
    }
    let votes = votes(corners.to_vec(), reach);
    let near: HashSet<(u32, Point)> =
        votes.iter().flat_map(|vote| [vote.from, vote.to]).map(|corner| (corner.sheet, corner.at)).collect();
    corners.iter().copied().filter(|corner| near.contains(&(corner.sheet, corner.at))).collect()
}

fn votes(mut corners: Vec<SheetCorner>, reach: i64) -> Vec<Vote> {
    corners.sort_unstable();
    corners.dedup_by_key(|corner| (corner.sheet, corner.at));
    let cell = |at: Point| (at.x.div_euclid(reach), at.y.div_euclid(reach));
    let mut cells: HashMap<(i64, i64), Vec<SheetCorner>> = HashMap::new();
    for &corner in &corners {
        cells.entry(cell(corner.at)).or_default().push(corner);
    }
    let mut votes = Vec::new();
    for &from in &corners {
        let (x, y) = cell(from.at);
        let near = AROUND.flat_map(|dx| AROUND.map(move |dy| (x + dx, y + dy)));
        for &to in near.filter_map(|cell| cells.get(&cell)).flatten().filter(|to| to.sheet > from.sheet) {
            let vote = Vote { sheets: (from.sheet, to.sheet), from, to };
            let (dx, dy) = vote.vector();
            if dx * dx + dy * dy <= reach * reach {
                votes.push(vote);
            }
        }
    }
    votes
}

fn shift(votes: &[Vote], spread: f64, lattice: Lattice, limit: &SheetShiftLimit) -> Option<SheetShift> {
    let mut centre = mode(votes, spread);
    for _ in 0..4 {
        centre = mean(votes.iter().filter(|vote| distance(vote, centre) <= spread))?;
    }
    let agree: Vec<&Vote> = votes.iter().filter(|vote| distance(vote, centre) <= spread).collect();
    let agreeing = distinct(agree.iter().map(|vote| vote.from.at));
    let of = distinct(votes.iter().map(|vote| vote.from.at));
    let squares: f64 = agree.iter().map(|vote| distance(vote, centre).powi(2)).sum();
    let deviation = (squares / agree.len() as f64).sqrt();
    let size = centre.0.hypot(centre.1);
    if agreeing < limit.corners || 2 * agreeing < of || size < LEAST_STEPS || size < 2.0 * deviation {
        return None;
    }
    let mut parcels: Vec<u32> = agree.iter().flat_map(|vote| [vote.from.parcel, vote.to.parcel]).collect();
    parcels.sort_unstable();
    parcels.dedup();
    Some(SheetShift {
        sheets: votes[0].sheets,
        offset_m: Coord { x: centre.0 * lattice.step_m(), y: centre.1 * lattice.step_m() },
        spread_m: deviation * lattice.step_m(),
        agreeing,
        of,
        pairs: agree.iter().map(|vote| [vote.from.at, vote.to.at].map(|at| lattice.coord(at))).collect(),
        parcels,
    })
}

/// The middle of the cell around which most votes lie; of several the one nearest to no shift.
fn mode(votes: &[Vote], spread: f64) -> (f64, f64) {
    let cell = |value: i64| (value as f64 / spread).round() as i64;
    let mut counts: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for vote in votes {
        let (dx, dy) = vote.vector();
        *counts.entry((cell(dx), cell(dy))).or_default() += 1;
    }
    let sum_around = |(x, y): (i64, i64)| -> usize {
        AROUND
            .flat_map(|dx| AROUND.map(move |dy| (x + dx, y + dy)))
            .filter_map(|cell| counts.get(&cell))
            .sum()
    };
    let best = counts.keys().copied().max_by_key(|&(x, y)| (sum_around((x, y)), -(x * x + y * y)));
    let (x, y) = best.unwrap_or_default();
    (x as f64 * spread, y as f64 * spread)
}

fn mean<'a>(votes: impl Iterator<Item = &'a Vote>) -> Option<(f64, f64)> {
    let (mut x, mut y, mut count) = (0, 0, 0_i64);
    for vote in votes {
        let (dx, dy) = vote.vector();
        (x, y, count) = (x + dx, y + dy, count + 1);
    }
    (count > 0).then(|| (x as f64 / count as f64, y as f64 / count as f64))
}

fn distance(vote: &Vote, (x, y): (f64, f64)) -> f64 {
    let (dx, dy) = vote.vector();
    (dx as f64 - x).hypot(dy as f64 - y)
}

/// How many different points, of points in an order in which equal ones stand together.
fn distinct(points: impl Iterator<Item = Point>) -> usize {
    let mut points: Vec<Point> = points.collect();
    points.dedup();
    points.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: SheetShiftLimit = SheetShiftLimit { reach_m: 1.0, spread_m: 0.02, corners: 5 };

    fn corners(sheet: u32, points: impl IntoIterator<Item = (i64, i64)>) -> Vec<SheetCorner> {
        points.into_iter().map(|(x, y)| SheetCorner { sheet, at: Point::new(x, y), parcel: sheet }).collect()
    }

    /// Corners along a border, seven metres apart, in steps of 0.1 mm.
    fn border(count: i64, offset: (i64, i64)) -> Vec<(i64, i64)> {
        (0..count).map(|at| (at * 70_000 + offset.0, at * at * 100 + offset.1)).collect()
    }

    fn check(second: Vec<(i64, i64)>, expected: Option<(f64, f64, usize, usize)>) {
        let all = [corners(1, border(10, (0, 0))), corners(2, second)].concat();
        let found = find_shifts(all, Lattice::new(0.0001), &LIMIT);
        let found: Vec<_> = found
            .iter()
            .map(|shift| (shift.offset_m.x, shift.offset_m.y, shift.agreeing, shift.of))
            .collect();
        match expected {
            None => assert!(found.is_empty(), "{found:?}"),
            Some((x, y, agreeing, of)) => {
                assert_eq!(found.len(), 1);
                assert!((found[0].0 - x).abs() < 1e-9 && (found[0].1 - y).abs() < 1e-9, "{found:?}");
                assert_eq!((found[0].2, found[0].3), (agreeing, of));
            }
        }
    }

    #[test]
    fn the_vector_most_corners_agree_on() {
        check(border(10, (1200, -500)), Some((0.12, -0.05, 10, 10)));
        // Strays beside it, and corners of the second sheet that have no partner.
        let strays = [(0, 3000), (70_000, 4100), (140_000, -3000), (900_000, 0)];
        check([border(10, (1200, -500)), strays.to_vec()].concat(), Some((0.12, -0.05, 10, 10)));
        let three_off = border(10, (1200, -500)).into_iter().enumerate();
        let three_off = three_off.map(|(at, (x, y))| if at < 3 { (x - 5000, y + 900) } else { (x, y) });
        check(three_off.collect(), Some((0.12, -0.05, 7, 10)));
    }

    #[test]
    fn no_shift() {
        check(border(10, (0, 0)), None);
        check(border(10, (5, -3)), None);
        check(border(10, (20_000, 0)), None);
        check(border(4, (1200, -500)), None);
        check((0..10).map(|at| (at * 70_000 + at * 900 - 4000, 0)).collect(), None);
    }
}
