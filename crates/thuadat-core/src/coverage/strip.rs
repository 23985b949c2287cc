//! Strips: open ground between two parcels whose boundaries run along each other without meeting.
//!
//! Only loose edges are looked at: where neighbours share their boundary there is nothing between them. Each pair of
//! edges that face each other across open ground gives a stretch, and stretches that follow each other along both
//! boundaries are one strip. Where the boundaries cross on the way, the lens between the crossings belongs to it too.

use super::facing::Facing;
use super::groups::Groups;
use super::open_ground::OpenGround;
use super::runs::Runs;
use super::shapes::Edge;
use crate::plane::{Graph, NodedSegment, Point, Segment, Walk, layers_crossed, node, signed_area_doubled};
use crate::{Interrupted, Observer};
use rayon::prelude::*;

/// Open ground between two parcels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    /// The parcels, the smaller first.
    pub(super) parcels: (u32, u32),
    /// The open ground in finer units, the inside on the left.
    pub(super) rings: Vec<Vec<Point>>,
    /// Twice the open ground less twice the ground both parcels claim on the way, in finer units.
    pub(super) area_doubled: i128,
    /// How long it is along the boundaries, and how wide across, in steps.
    pub(super) length: f64,
    pub(super) width: f64,
    /// Whether it ends, here or there, because the boundaries part further than was looked.
    pub(super) opens_wide: bool,
    /// The corners of both boundaries along it, in finer units.
    pub(super) corners: Vec<Point>,
}

/// A stretch of a strip between one edge and another.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    parcels: (u32, u32),
    chains: (u32, u32),
    /// From where to where on the chain of the first parcel, in steps, ascending; and of the second.
    ranges: [[f64; 2]; 2],
    /// Its largest width in steps.
    width: f64,
    is_open: bool,
    opens_wide: bool,
}

/// Two loose edges that face each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct FacingEdges {
    /// Positions of the edges, that of the smaller parcel first.
    pub(super) edges: (u32, u32),
    /// Where each is on the other's outer side.
    pub(super) slit: Option<Facing>,
    /// Where each is on the other's inner side.
    pub(super) lens: Option<Facing>,
}

/// Finds all strips between edges that face each other no farther apart than `reach` steps, by pair of parcels.
///
/// O(k log k) for k pairs of edges.
pub(super) fn find_strips(
    ground: &OpenGround<'_>,
    facings: &[FacingEdges],
    reach: i64,
    observer: &dyn Observer,
) -> Result<Vec<Strip>, Interrupted> {
    let mut parcels: Vec<u32> = facings
        .iter()
        .flat_map(|FacingEdges { edges: (one, other), .. }| [one, other])
        .map(|&edge| ground.loose.loose[edge as usize].parcel)
        .collect();
    parcels.sort_unstable();
    parcels.dedup();
    let chains = Runs::of_parcels(ground.loose.loose, &parcels);
    let collect = |facings: &[FacingEdges], of: Side| -> Result<Vec<Stretch>, Interrupted> {
        let parts = facings.par_chunks(1024).map_init(Vec::new, |edges, chunk| {
            if observer.is_interrupted() {
                return Err(Interrupted);
            }
            Ok(chunk.iter().filter_map(|facing| stretch(ground, &chains, facing, of, reach, edges)).collect())
        });
        Ok(parts.collect::<Result<Vec<Vec<Stretch>>, _>>()?.concat())
    };
    let mut stretches = collect(facings, Side::Outer)?;
    // What both claim is of a strip only beside open ground.
    let mut open: Vec<_> = stretches.iter().map(|stretch| (stretch.parcels, stretch.chains)).collect();
    open.sort_unstable();
    open.dedup();
    let beside_open: Vec<FacingEdges> = facings
        .iter()
        .filter(|facing| {
            facing.lens.is_some() && open.binary_search(&whose(ground, &chains, facing.edges)).is_ok()
        })
        .copied()
        .collect();
    stretches.extend(collect(&beside_open, Side::Inner)?);
    stretches.sort_by(|one, other| {
        let key = |stretch: &Stretch| (stretch.parcels, stretch.chains);
        key(one).cmp(&key(other)).then(one.ranges[0][0].total_cmp(&other.ranges[0][0]))
    });
    let of_one_pair: Vec<&[Stretch]> =
        stretches.chunk_by(|one, other| (one.parcels, one.chains) == (other.parcels, other.chains)).collect();
    let strips = of_one_pair.into_par_iter().flat_map_iter(|stretches| {
        let of_first = chains.closed_length(stretches[0].chains.0);
        let of_second = chains.closed_length(stretches[0].chains.1);
        let joined = join(stretches, [of_first, of_second]);
        let strips = joined.into_iter().filter_map(|members| strip(stretches, &members, &chains));
        strips.collect::<Vec<_>>()
    });
    Ok(strips.collect())
}

/// The outer or the inner side of two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Outer,
    Inner,
}

/// The parcels and the chains of two edges.
fn whose(
    ground: &OpenGround<'_>,
    chains: &Runs<'_>,
    (first, second): (u32, u32),
) -> ((u32, u32), (u32, u32)) {
    let parcel = |edge: u32| ground.loose.loose[edge as usize].parcel;
    ((parcel(first), parcel(second)), (chains.of(first), chains.of(second)))
}

/// The stretch between two loose edges on one side of both, if the ground there is of a strip.
fn stretch(
    ground: &OpenGround<'_>,
    chains: &Runs<'_>,
    edges: &FacingEdges,
    side: Side,
    reach: i64,
    buffer: &mut Vec<Edge>,
) -> Option<Stretch> {
    let (first, second) = edges.edges;
    let (facing, is_open) = match side {
        Side::Outer => (edges.slit?, ground.is_open_between(first, second, &edges.slit?, buffer)),
        Side::Inner => (edges.lens?, false),
    };
    if !is_open && (side == Side::Outer || !is_claimed_by_both(ground, edges.edges, &facing, buffer)) {
        return None;
    }
    let (parcels, of_chains) = whose(ground, chains, edges.edges);
    let range = |edge: u32, parts: [f64; 2]| parts.map(|part| chains.along(edge, part));
    let [end, start] = range(second, facing.on_second);
    Some(Stretch {
        parcels,
        chains: of_chains,
        ranges: [range(first, facing.on_first), [start, end]],
        width: facing.largest_width(),
        is_open,
        opens_wide: is_open && facing.largest_width() > reach as f64 - 0.01,
    })
}

/// Whether the ground between two edges, each on the other's inner side, lies inside both their parcels.
fn is_claimed_by_both(
    ground: &OpenGround<'_>,
    (first, second): (u32, u32),
    lens: &Facing,
    edges: &mut Vec<Edge>,
) -> bool {
    let middle = |edge: u32, parts: [f64; 2]| {
        super::runs::point_at(ground.loose.segment(edge), f64::midpoint(parts[0], parts[1]))
    };
    let (one, other) = (middle(first, lens.on_first), middle(second, lens.on_second));
    let between = Point::new(one.x.midpoint(other.x), one.y.midpoint(other.y));
    let parcel = |edge: u32| ground.loose.loose[edge as usize].parcel;
    ground.is_inside(parcel(first), between, edges) && ground.is_inside(parcel(second), between, edges)
}

/// Puts stretches together that follow each other along both chains. `closed` are the lengths of the closed ones.
fn join(stretches: &[Stretch], closed: [Option<f64>; 2]) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(stretches.len());
    let widest = stretches.iter().map(|stretch| stretch.width).fold(0.0, f64::max);
    for (at, one) in stretches.iter().enumerate() {
        let follow = |other: &Stretch| {
            let room = BREAK * one.width.max(other.width) + 2.0;
            (0..2).all(|side| distance(one.ranges[side], other.ranges[side], closed[side]) <= room)
        };
        let farthest = one.ranges[0][1] + BREAK * widest + 2.0;
        let ahead = (at + 1..stretches.len()).take_while(|&other| stretches[other].ranges[0][0] <= farthest);
        let wrapped = closed[0].map_or(0, |length| {
            stretches[..at].partition_point(|other| other.ranges[0][0] + length <= farthest)
        });
        for other in ahead.chain(0..wrapped) {
            if follow(&stretches[other]) {
                groups.join(at, other);
            }
        }
    }
    let mut joined: Vec<Vec<usize>> = vec![Vec::new(); stretches.len()];
    for at in 0..stretches.len() {
        joined[groups.first(at)].push(at);
    }
    joined.retain(|group| !group.is_empty());
    joined
}

/// At a bend of a strip, its outer side is longer than the inner one by about its width, at a corner by twice that.
const BREAK: f64 = 2.5;

/// Corners at a mouth may stand one behind the other by so many times the width: the outline there runs at 45 degrees or
/// more to the boundaries.
const MOUTH: f64 = 1.5;

/// How far two ranges are apart, on a closed chain the shorter way round.
fn distance(one: [f64; 2], other: [f64; 2], closed: Option<f64>) -> f64 {
    let apart = |shift: f64| (other[0] + shift - one[1]).max(one[0] - other[1] - shift).max(0.0);
    let ways = closed.map_or([0.0; 3], |length| [0.0, length, -length]);
    ways.map(apart).into_iter().fold(f64::INFINITY, f64::min)
}

/// The strip that stretches form; none where no open ground is among them.
fn strip(stretches: &[Stretch], members: &[usize], chains: &Runs<'_>) -> Option<Strip> {
    let members = || members.iter().map(|&member| &stretches[member]);
    if !members().any(|stretch| stretch.is_open) {
        return None;
    }
    let Stretch { parcels, chains: (first, second), .. } = stretches[0];
    let range = |side: usize, chain: u32| {
        whole_range(members().map(|stretch| stretch.ranges[side]).collect(), chains.closed_length(chain))
    };
    let width = members().map(|stretch| stretch.width).fold(0.0, f64::max);
    let opens_wide = members().any(|stretch| stretch.opens_wide);
    let mut ranges = [range(0, first), range(1, second)];
    if !opens_wide {
        // At its mouth a strip ends at corners, which need not be opposite each other.
        let at_corners = |side: usize, chain: u32| chains.to_corners(chain, ranges[side], MOUTH * width);
        ranges = [at_corners(0, first), at_corners(1, second)];
    }
    let mut corners = chains.points(first, ranges[0]);
    corners.extend(chains.points(second, ranges[1]));
    corners.dedup();
    // The ground between lies on the right of both boundaries.
    let mut outline = corners.clone();
    outline.reverse();
    if outline.first() == outline.last() {
        outline.pop();
    }
    let rings = simple_rings(&outline);
    let has_ground = rings.iter().any(|ring| signed_area_doubled(ring) > 0);
    has_ground.then(|| Strip {
        parcels,
        area_doubled: signed_area_doubled(&outline),
        rings,
        length: ranges.iter().map(|range| (range[1] - range[0]) / 2.0).sum(),
        width,
        opens_wide,
        corners,
    })
}

/// The range that covers all ranges; on a closed chain the shorter way round, its end then maybe beyond the chain's.
fn whole_range(mut ranges: Vec<[f64; 2]>, closed: Option<f64>) -> [f64; 2] {
    ranges.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let mut merged: Vec<[f64; 2]> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range[0] <= last[1] => last[1] = last[1].max(range[1]),
            _ => merged.push(range),
        }
    }
    let (first, last) = (merged[0], merged[merged.len() - 1]);
    let Some(length) = closed else { return [first[0], last[1]] };
    let over_the_seam = first[0] + length - last[1];
    let widest_break = (1..merged.len())
        .map(|at| (merged[at][0] - merged[at - 1][1], at))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match widest_break {
        Some((size, at)) if size > over_the_seam => [merged[at][0], merged[at - 1][1] + length],
        _ => [first[0], last[1]],
    }
}

/// The rings around what an outline that may cross itself runs round counter-clockwise.
fn simple_rings(outline: &[Point]) -> Vec<Vec<Point>> {
    let segments = (0..outline.len())
        .map(|at| Segment { a: outline[at], b: outline[(at + 1) % outline.len()] })
        .filter(|segment| segment.a != segment.b);
    let segments = segments.map(|segment| NodedSegment { segment, source: 0 }).collect();
    let pieces: Vec<Segment> = node(segments).into_iter().map(|piece| piece.segment).collect();
    let graph = Graph::of_segments(pieces.iter().copied());
    let right = graph
        .cover_on_the_right(|point| pieces.iter().map(|segment| layers_crossed(segment, point)).sum::<i32>());
    let is_around_ground =
        |piece: usize| right[piece] <= 0 && right[piece] + graph.pieces()[piece].weight > 0;
    let rings = graph.trace(|piece| if is_around_ground(piece) { Walk::Forward } else { Walk::Skip });
    rings.into_iter().map(|ring| ring.points).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_on_open_and_closed_chains() {
        let check = |ranges: &[[f64; 2]], closed: Option<f64>, expected: [f64; 2]| {
            let found = whole_range(ranges.to_vec(), closed);
            let is_near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9);
            assert!(is_near, "{ranges:?} {closed:?}: {found:?}");
        };
        check(&[[4.0, 6.0], [1.0, 2.0]], None, [1.0, 6.0]);
        check(&[[4.0, 6.0], [1.0, 2.0]], Some(9.0), [1.0, 6.0]);
        check(&[[8.0, 9.0], [0.0, 2.0]], Some(9.0), [8.0, 11.0]);
        check(&[[8.0, 9.0], [0.0, 2.0], [5.0, 8.5]], Some(9.0), [5.0, 11.0]);
    }

    #[test]
    fn an_outline_that_crosses_itself() {
        let point = |(x, y): (i64, i64)| Point::new(x, y);
        let eight = [(0, 0), (4, 0), (4, 4), (8, 4), (8, 0), (4, 0), (4, 2), (0, 2)].map(point);
        for start in 0..eight.len() {
            let mut outline = eight.to_vec();
            outline.rotate_left(start);
            let rings = simple_rings(&outline);
            assert_eq!(rings.len(), 1, "{rings:?}");
            assert_eq!(signed_area_doubled(&rings[0]), 2 * 8);
        }
    }

    #[test]
    fn distances_on_closed_chains_go_the_shorter_way() {
        assert!((distance([0.0, 1.0], [8.0, 9.0], None) - 7.0).abs() < 1e-12);
        assert!(distance([0.0, 1.0], [8.0, 9.0], Some(9.0)).abs() < 1e-12);
        assert!(distance([0.0, 5.0], [4.0, 9.0], None).abs() < 1e-12);
    }
}
