//! Loose edges of one parcel strung together.

use super::overlap::finer;
use super::tiles::LooseEdge;
use crate::measure::FINER;
use crate::plane::{Point, Segment};

/// The runs of loose edges of each parcel, and where on its run each edge stands.
pub(super) struct Runs<'a> {
    loose: &'a [LooseEdge],
    places: Vec<Place>,
    all: Vec<Chain>,
}

/// Where an edge stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) chain: u32,
    /// How far along the chain the edge begins, in steps.
    start: f64,
    length: f64,
}

struct Chain {
    /// Positions of its loose edges.
    links: Vec<u32>,
    length: f64,
    is_closed: bool,
}

const NONE: u32 = u32::MAX;

/// Distances along a chain are sums of rounded lengths: so many steps are nothing.
const CORNER_NOISE: f64 = 0.001;

impl<'a> Runs<'a> {
    /// Strings together the loose edges of each of the parcels, sorted; the loose edges of one parcel stand together.
    /// O(n log n) at worst.
    pub(super) fn of_parcels(loose: &'a [LooseEdge], parcels: &[u32]) -> Self {
        let unplaced = Place { chain: NONE, ..Place::default() };
        let mut chains = Self { loose, places: vec![unplaced; loose.len()], all: Vec::new() };
        let mut first = 0;
        for of_parcel in loose.chunk_by(|one, other| one.parcel == other.parcel) {
            if parcels.binary_search(&of_parcel[0].parcel).is_ok() {
                chains.string_together(of_parcel, first);
            }
            first += of_parcel.len();
        }
        chains
    }

    /// Where a part of an edge is on its chain: the chain, and the distance from its start.
    pub(super) fn along(&self, edge: u32, part: f64) -> f64 {
        let place = &self.places[edge as usize];
        place.start + place.length * part
    }

    pub(super) fn of(&self, edge: u32) -> u32 {
        self.places[edge as usize].chain
    }

    /// The whole length of a chain that comes back to its start; none for others.
    pub(super) fn closed_length(&self, chain: u32) -> Option<f64> {
        let chain = &self.all[chain as usize];
        chain.is_closed.then_some(chain.length)
    }

    /// A range of a chain, lengthened to the corners of the chain that are no farther than `room` beyond its ends.
    pub(super) fn to_corners(&self, chain: u32, range: [f64; 2], room: f64) -> [f64; 2] {
        let chain = &self.all[chain as usize];
        let starts = chain.links.iter().map(|&link| self.places[link as usize].start);
        let rounds = if chain.is_closed { vec![-chain.length, 0.0, chain.length] } else { vec![0.0] };
        let [mut before, mut after] = [f64::NEG_INFINITY, f64::INFINITY];
        for corner in starts.chain([chain.length]) {
            for at in rounds.iter().map(|round| corner + round) {
                if at <= range[0] + CORNER_NOISE {
                    before = before.max(at);
                }
                if at >= range[1] - CORNER_NOISE {
                    after = after.min(at);
                }
            }
        }
        let is_near = [range[0] - before <= room, after - range[1] <= room];
        [if is_near[0] { before } else { range[0] }, if is_near[1] { after } else { range[1] }]
    }

    /// The corners of a chain from one distance to another, in finer units. On a closed chain the second distance may
    /// be beyond the end.
    pub(super) fn points(&self, chain: u32, range: [f64; 2]) -> Vec<Point> {
        let chain = &self.all[chain as usize];
        let mut points = Vec::new();
        for round in [0.0, chain.length] {
            let first = chain.links.partition_point(|&link| self.along(link, 1.0) + round <= range[0]);
            for &link in &chain.links[first..] {
                let place = &self.places[link as usize];
                let part = |along: f64| ((along - round - place.start) / place.length).clamp(0.0, 1.0);
                if place.start + round >= range[1] {
                    break;
                }
                let segment = &self.loose[link as usize].edge.segment;
                points.push(point_at(segment, part(range[0])));
                points.push(point_at(segment, part(range[1])));
            }
        }
        points.dedup();
        points
    }

    /// Strings together the loose edges of one parcel, which stand from `first` on.
    fn string_together(&mut self, of_parcel: &[LooseEdge], first: usize) {
        let next = followers(of_parcel);
        let mut is_headed = vec![false; of_parcel.len()];
        for &follower in next.iter().filter(|&&follower| follower != NONE) {
            is_headed[follower as usize] = true;
        }
        for head in (0..of_parcel.len()).filter(|&link| !is_headed[link]) {
            self.string(head, first, &next);
        }
        for link in 0..of_parcel.len() {
            self.string(link, first, &next);
        }
    }

    fn string(&mut self, head: usize, first: usize, next: &[u32]) {
        let mut chain = Chain { links: Vec::new(), length: 0.0, is_closed: false };
        let mut link = head as u32;
        while link != NONE && self.places[first + link as usize].chain == NONE {
            let position = first + link as usize;
            let Segment { a, b } = self.loose[position].edge.segment;
            let length = ((b.x - a.x) as f64).hypot((b.y - a.y) as f64);
            self.places[position] = Place { chain: self.all.len() as u32, start: chain.length, length };
            chain.length += length;
            chain.links.push(position as u32);
            link = next[link as usize];
        }
        chain.is_closed = link == head as u32;
        if !chain.links.is_empty() {
            self.all.push(chain);
        }
    }
}

/// The point at a part of a segment, in finer units.
pub(super) fn point_at(segment: &Segment, part: f64) -> Point {
    let Segment { a, b } = *segment;
    let on_axis = |a: i64, b: i64| a * FINER + ((b - a) as f64 * part * FINER as f64).round() as i64;
    if part >= 1.0 { finer(segment).b } else { Point::new(on_axis(a.x, b.x), on_axis(a.y, b.y)) }
}

/// For each loose edge of a parcel the one that begins where it ends: of several the one farthest to the left, so that
/// rings that touch are told apart however they are stored.
fn followers(of_parcel: &[LooseEdge]) -> Vec<u32> {
    let segment = |at: u32| &of_parcel[at as usize].edge.segment;
    let mut starts: Vec<u32> = (0..of_parcel.len() as u32).collect();
    starts.sort_unstable_by_key(|&at| (segment(at).a, at));
    let mut is_taken = vec![false; of_parcel.len()];
    let follower = |arrival: u32| {
        let end = segment(arrival).b;
        let first = starts.partition_point(|&at| segment(at).a < end);
        let leaving = starts[first..].iter().copied().take_while(|&at| segment(at).a == end);
        let turn = |at: &u32| turn(segment(arrival), segment(*at));
        let leftmost = leaving
            .filter(|&at| !is_taken[at as usize])
            .max_by(|one, other| turn(one).total_cmp(&turn(other)).then(other.cmp(one)));
        leftmost.inspect(|&at| is_taken[at as usize] = true).unwrap_or(NONE)
    };
    (0..of_parcel.len() as u32).map(follower).collect()
}

/// The angle from the direction of one segment to that of the next, to the left.
fn turn(one: &Segment, next: &Segment) -> f64 {
    let (along_x, along_y) = ((one.b.x - one.a.x) as f64, (one.b.y - one.a.y) as f64);
    let (on_x, on_y) = ((next.b.x - next.a.x) as f64, (next.b.y - next.a.y) as f64);
    (along_x * on_y - along_y * on_x).atan2(along_x * on_x + along_y * on_y)
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Edge;
    use super::*;

    fn loose(parcel: u32, corners: &[(i64, i64)]) -> Vec<LooseEdge> {
        let point = |&(x, y): &(i64, i64)| Point::new(x, y);
        let edge =
            |pair: &[(i64, i64)]| Edge { id: 0, segment: Segment { a: point(&pair[0]), b: point(&pair[1]) } };
        corners.windows(2).map(|pair| LooseEdge { edge: edge(pair), parcel }).collect()
    }

    fn corners(points: &[Point]) -> Vec<(i64, i64)> {
        points.iter().map(|point| (point.x / FINER, point.y / FINER)).collect()
    }

    #[test]
    fn open_and_closed_runs() {
        let ring = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)];
        let edges = [loose(0, &ring), loose(1, &ring[..3]), loose(1, &[(50, 0), (60, 0)])].concat();
        let chains = Runs::of_parcels(&edges, &[0, 1]);
        assert_eq!((chains.of(3), chains.of(4), chains.of(6)), (chains.of(0), chains.of(5), 2));
        assert_eq!((chains.closed_length(chains.of(0)), chains.closed_length(2)), (Some(40.0), None));
        assert_eq!(corners(&chains.points(chains.of(0), [5.0, 25.0])), [(5, 0), (10, 0), (10, 10), (5, 10)]);
        assert_eq!(corners(&chains.points(chains.of(0), [35.0, 45.0])), [(0, 5), (0, 0), (5, 0)]);
        assert_eq!(corners(&chains.points(chains.of(5), [0.0, 20.0])), [(0, 0), (10, 0), (10, 10)]);
    }

    #[test]
    fn ranges_reach_corners_that_are_near() {
        let ring = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)];
        let edges = [loose(0, &ring), loose(1, &ring[..3])].concat();
        let chains = Runs::of_parcels(&edges, &[0, 1]);
        let check = |edge: u32, range: [f64; 2], expected: [f64; 2]| {
            let found = chains.to_corners(chains.of(edge), range, 2.0);
            let is_near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9);
            assert!(is_near, "{range:?}: {found:?}");
        };
        check(4, [1.0, 19.0], [0.0, 20.0]);
        check(4, [3.0, 17.0], [3.0, 17.0]);
        check(4, [10.0, 10.5], [10.0, 10.5]);
        check(0, [38.5, 41.0], [38.5, 41.0]);
        check(0, [31.0, 39.0], [30.0, 40.0]);
        check(0, [31.0, 49.0], [30.0, 50.0]);
    }

    #[test]
    fn a_run_that_begins_amid_the_ring() {
        let edges = [loose(0, &[(10, 10), (0, 10), (0, 0)]), loose(0, &[(10, 0), (10, 10)])].concat();
        let chains = Runs::of_parcels(&edges, &[0, 1]);
        assert_eq!(corners(&chains.points(chains.of(0), [0.0, 30.0])), [(10, 0), (10, 10), (0, 10), (0, 0)]);
    }
}
