//! The largest circle inside a polygon.
//!
//! Slivers are thousands of times longer than wide. A search on square cells, as the pole of inaccessibility is
//! commonly found (Agafonkin 2016, polylabel), needs a cell for each width along the length. Here the polygon is turned
//! so that its length lies along x and is cut into trapezoids between its corners. No circle is wider than the chord
//! through its centre, so the trapezoid's own ends bound what can be found in it, and for slivers that bound is tight at
//! once. Where it is not, for wide shapes, the distance bound of the square search takes over.

use super::convex::widest_circle_in_convex;
use super::outline::{Edge, Outline, away_from, cross};
use geo::Coord;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Circle {
    pub(super) center: Coord<f64>,
    pub(super) radius: f64,
}

/// The radius found is at least this part of the true one.
const PRECISION: f64 = 0.995;

/// How many edges and boxes of edges are looked at in the search, and how many lines in cutting trapezoids. A shape whose
/// chords across thousands of teeth are too many is cut at some of its corners only; its circle is then inside, and wide,
/// but may not be the widest.
const MOST_LOOKS: usize = 20_000_000;

/// The largest circle inside the first ring and outside the others, to half a per cent. Rings are open.
///
/// A shape without inside gives a circle of radius zero. Of a shape so large that the search is given up (see
/// `MOST_LOOKS`), a circle inside it that is at least as wide as any found.
///
/// Convex polygons of few corners are exact. O(n log n + k + (n + s) log n) for n corners, k lines across all corners (n for slivers, n √n for compact shapes) and s
/// steps, of which slivers need a few and compact shapes some tens; k and s are bounded.
pub(super) fn widest_circle(rings: &[Vec<Coord<f64>>]) -> Circle {
    if let [ring] = rings
        && let Some(circle) = widest_circle_in_convex(ring)
    {
        return circle;
    }
    let turn = Turn::along_length(&rings[0]);
    let edges = rings
        .iter()
        .flat_map(|ring| (0..ring.len()).map(|at| [turn.to(ring[at]), turn.to(ring[(at + 1) % ring.len()])]));
    let outline = Outline::new(edges.collect());
    let mut best = Circle { center: turn.to(rings[0][0]), radius: 0.0 };
    let mut open = BinaryHeap::new();
    let mut steps = MOST_LOOKS / outline.looks();
    for cell in trapezoids(outline.edges()) {
        if steps == 0 || cell.longest_chord() / 2.0 * PRECISION <= best.radius {
            break;
        }
        steps -= 1;
        consider(cell, &outline, &mut best, &mut open);
    }
    while let Some(Candidate { bound, cell }) = open.pop()
        && bound * PRECISION > best.radius
        && steps > 0
    {
        steps -= 1;
        cell.for_each_part(|part| consider(part, &outline, &mut best, &mut open));
    }
    Circle { center: turn.back(best.center), ..best }
}

/// A part of the inside between two vertical lines, a lower and an upper line.
#[derive(Debug, Clone, Copy)]
struct Cell {
    x: [f64; 2],
    low: [f64; 2],
    high: [f64; 2],
    /// Length at both ends of the whole chord this cell is part of.
    chord: [f64; 2],
}

impl Cell {
    fn middle(&self) -> Coord<f64> {
        Coord {
            x: f64::midpoint(self.x[0], self.x[1]),
            y: (self.low[0] + self.low[1] + self.high[0] + self.high[1]) / 4.0,
        }
    }

    fn longest_chord(&self) -> f64 {
        self.chord[0].max(self.chord[1])
    }

    fn corners(&self) -> [Coord<f64>; 4] {
        let corner = |end: usize, y: f64| Coord { x: self.x[end], y };
        [corner(0, self.low[0]), corner(1, self.low[1]), corner(1, self.high[1]), corner(0, self.high[0])]
    }

    /// The largest distance of the cell from its middle.
    fn reach(&self) -> f64 {
        let middle = self.middle();
        let half_width = (self.x[1] - self.x[0]) / 2.0;
        let half_height = self.corners().iter().map(|corner| (corner.y - middle.y).abs()).fold(0.0, f64::max);
        (half_width * half_width + half_height * half_height).sqrt()
    }

    /// The part between two places of its width, of 0 to 1.
    fn between(&self, from: f64, to: f64) -> Self {
        let part = |ends: [f64; 2]| [from, to].map(|at| ends[0] + (ends[1] - ends[0]) * at);
        Self { x: part(self.x), low: part(self.low), high: part(self.high), chord: part(self.chord) }
    }

    /// Gives the parts it is cut into, upright or level, across the longer direction of the box about it.
    ///
    /// A level cut is level even where the lines below and above are steep: cut alongside them, a cell of a strip that
    /// stands on end would become ever thinner and stay as long.
    fn for_each_part(&self, mut take: impl FnMut(Self)) {
        let heights = self.corners().map(|corner| corner.y);
        let [bottom, top] = [
            heights.into_iter().fold(f64::INFINITY, f64::min),
            heights.into_iter().fold(f64::NEG_INFINITY, f64::max),
        ];
        if self.x[1] - self.x[0] > top - bottom {
            take(self.between(0.0, 0.5));
            take(self.between(0.5, 1.0));
            return;
        }
        let level = f64::midpoint(bottom, top);
        let crossing = |line: [f64; 2]| ((level - line[0]) / (line[1] - line[0])).clamp(0.0, 1.0);
        let mut stops = [0.0, crossing(self.low), crossing(self.high), 1.0];
        stops.sort_by(f64::total_cmp);
        for stop in stops.windows(2).filter(|stop| stop[0] < stop[1]) {
            let part = self.between(stop[0], stop[1]);
            let is_below = part.high[0] + part.high[1] <= 2.0 * level;
            let is_above = part.low[0] + part.low[1] >= 2.0 * level;
            if is_below || is_above {
                take(part);
            } else {
                take(Self { high: [level; 2], ..part });
                take(Self { low: [level; 2], ..part });
            }
        }
    }
}

struct Candidate {
    bound: f64,
    cell: Cell,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then_with(|| other.cell.x[0].total_cmp(&self.cell.x[0]))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

fn consider(cell: Cell, outline: &Outline, best: &mut Circle, open: &mut BinaryHeap<Candidate>) {
    let chord_bound = cell.longest_chord() / 2.0;
    if chord_bound * PRECISION <= best.radius {
        return;
    }
    let (middle, reach) = (cell.middle(), cell.reach());
    let Some(radius) = outline.distance_above(best.radius / PRECISION - reach, middle) else { return };
    if radius > best.radius {
        *best = Circle { center: middle, radius };
    }
    let mut bound = chord_bound.min(radius + reach);
    if bound * PRECISION > best.radius {
        bound = bound.min(bound_by_edges(&cell, outline, bound));
    }
    if bound * PRECISION > best.radius {
        open.push(Candidate { bound, cell });
    }
}

/// What the edges around a cell allow in it.
///
/// No place is farther from all of several edges than from them on average, however they are weighed. The distance from
/// an edge is a convex function, so such an average is greatest at a corner of the cell. Weighed so that the directions
/// away from the edges cancel, as they do where the widest circle touches three edges or two that face each other, the
/// average hardly changes within the cell: the bound is then off by the square of the cell's size only.
fn bound_by_edges(cell: &Cell, outline: &Outline, known: f64) -> f64 {
    let nearest = NearestEdges::of(cell, outline, known);
    let edges = nearest.edges();
    let greatest = |weights: &[(f64, &NearEdge)]| {
        let at_corner = |at: usize| weights.iter().map(|(weight, edge)| weight * edge.at_corners[at]).sum();
        (0..4).map(at_corner).fold(0.0, f64::max)
    };
    let mut bound = f64::INFINITY;
    for (at, one) in edges.iter().enumerate() {
        bound = bound.min(greatest(&[(1.0, one)]));
        for (next, two) in edges.iter().enumerate().skip(at + 1) {
            bound = bound.min(greatest(&[(0.5, one), (0.5, two)]));
            for three in &edges[next + 1..] {
                let weights =
                    [cross(two.away, three.away), cross(three.away, one.away), cross(one.away, two.away)];
                let sum: f64 = weights.iter().sum();
                if sum != 0.0 && weights.iter().all(|weight| weight / sum >= 0.0) {
                    let [a, b, c] = weights.map(|weight| weight / sum);
                    bound = bound.min(greatest(&[(a, one), (b, two), (c, three)]));
                }
            }
        }
    }
    bound
}

/// An edge as seen from a cell.
#[derive(Debug, Clone, Copy, Default)]
struct NearEdge {
    at_middle: f64,
    at_corners: [f64; 4],
    /// The unit vector from the edge to the middle of the cell.
    away: Coord<f64>,
}

/// The edges nearest to the middle of a cell in each of eight directions, the nearest first.
///
/// Of a boundary of many short edges all stand in much the same direction, and one of them says what there is to say; what
/// bounds the cell is that and the edge across.
struct NearestEdges {
    edges: [NearEdge; DIRECTIONS],
    count: usize,
}

const DIRECTIONS: usize = 8;

/// Where two strips meet, four edges and the corners between them are as good as equally near.
const MOST_EDGES: usize = 5;

impl NearestEdges {
    /// Edges farther off than `known`, twice, say no more than is known.
    fn of(cell: &Cell, outline: &Outline, known: f64) -> Self {
        let (middle, corners) = (cell.middle(), cell.corners());
        let mut nearest: [Option<(f64, Edge)>; DIRECTIONS] = [None; DIRECTIONS];
        outline.near(&corners, 2.0 * known, &mut |edge| {
            let away = away_from(edge, middle);
            let squared = away.x * away.x + away.y * away.y;
            let slot = &mut nearest[direction(away)];
            if squared > 0.0 && slot.is_none_or(|(other, _)| squared < other) {
                *slot = Some((squared, *edge));
            }
        });
        let mut found = Self { edges: [NearEdge::default(); DIRECTIONS], count: 0 };
        for (squared, edge) in nearest.into_iter().flatten() {
            let at_corners = corners.map(|corner| {
                let away = away_from(&edge, corner);
                (away.x * away.x + away.y * away.y).sqrt()
            });
            let at_middle = squared.sqrt();
            found.edges[found.count] =
                NearEdge { at_middle, at_corners, away: away_from(&edge, middle) / at_middle };
            found.count += 1;
        }
        found.edges[..found.count].sort_by(|one, other| one.at_middle.total_cmp(&other.at_middle));
        found
    }

    fn edges(&self) -> &[NearEdge] {
        &self.edges[..self.count.min(MOST_EDGES)]
    }
}

/// Which eighth of all directions.
fn direction(away: Coord<f64>) -> usize {
    usize::from(away.x > 0.0) | usize::from(away.y > 0.0) << 1 | usize::from(away.x.abs() > away.y.abs()) << 2
}

/// Cuts the inside into trapezoids, each between two lines from where they become neighbours to where they cease to be;
/// those of the longest chords first. Where that would be too much work, only every so many corners are looked at.
fn trapezoids(edges: &[Edge]) -> Vec<Cell> {
    let mut lines: Vec<Edge> = edges
        .iter()
        .map(|&[a, b]| if a.x <= b.x { [a, b] } else { [b, a] })
        .filter(|[a, b]| a.x < b.x)
        .collect();
    lines.sort_by(|one, other| one[0].x.total_cmp(&other[0].x));
    let mut stops: Vec<f64> = edges.iter().map(|[a, _]| a.x).collect();
    stops.sort_by(f64::total_cmp);
    stops.dedup();
    let every = 1 + looks_of_all(&lines, &stops) / MOST_LOOKS;
    let mut slabs = Slabs { lines: &lines, cells: Vec::new(), open: Vec::new() };
    let mut active: Vec<u32> = Vec::new();
    let mut upcoming = (0..lines.len() as u32).peekable();
    for stop in stops.windows(2).step_by(every) {
        active.retain(|&line| lines[line as usize][1].x > stop[0]);
        while let Some(line) = upcoming.next_if(|&line| lines[line as usize][0].x <= stop[0]) {
            if lines[line as usize][1].x > stop[0] {
                active.push(line);
            }
        }
        slabs.go_on([stop[0], stop[1]], &mut active);
    }
    slabs.close_all();
    let mut cells = slabs.cells;
    cells.sort_by(|one, other| other.longest_chord().total_cmp(&one.longest_chord()));
    cells
}

/// Trapezoids in the making, from slab to slab between neighbouring corners.
struct Slabs<'a> {
    lines: &'a [Edge],
    cells: Vec<Cell>,
    /// Those that reach the end of the last slab: the lower and the upper line, where they begin and end.
    open: Vec<([u32; 2], [f64; 2])>,
}

impl Slabs<'_> {
    /// Takes the next slab and the lines across it, which it leaves sorted by height.
    fn go_on(&mut self, x: [f64; 2], active: &mut [u32]) {
        let height = |line: u32| {
            let line = &self.lines[line as usize];
            height_at(line, x[0]) + height_at(line, x[1])
        };
        active.sort_by(|&one, &other| height(one).total_cmp(&height(other)));
        let before = std::mem::take(&mut self.open);
        let mut goes_on = vec![false; before.len()];
        let mut sorted: Vec<usize> = (0..before.len()).collect();
        sorted.sort_unstable_by_key(|&at| before[at].0);
        for pair in active.chunks_exact(2) {
            let lines = [pair[0], pair[1]];
            let same = sorted.binary_search_by_key(&lines, |&at| before[at].0).ok().map(|at| sorted[at]);
            let begin = match same.filter(|&at| before[at].1[1] >= x[0]) {
                Some(at) => {
                    goes_on[at] = true;
                    before[at].1[0]
                }
                None => x[0],
            };
            self.open.push((lines, [begin, x[1]]));
        }
        for ((lines, x), goes_on) in before.into_iter().zip(goes_on) {
            if !goes_on {
                self.close(lines, x);
            }
        }
    }

    fn close_all(&mut self) {
        for (lines, x) in std::mem::take(&mut self.open) {
            self.close(lines, x);
        }
    }

    fn close(&mut self, [low, high]: [u32; 2], x: [f64; 2]) {
        let [low, high] = [low, high].map(|line| x.map(|x| height_at(&self.lines[line as usize], x)));
        self.cells.push(Cell { x, low, high, chord: [high[0] - low[0], high[1] - low[1]] });
    }
}

/// How many lines all stops together would look at.
fn looks_of_all(lines: &[Edge], stops: &[f64]) -> usize {
    let position = |x: f64| stops.partition_point(|&stop| stop < x);
    lines.iter().map(|[a, b]| position(b.x) - position(a.x)).sum()
}

fn height_at([a, b]: &Edge, x: f64) -> f64 {
    a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x))
}

/// A rotation about the origin.
struct Turn {
    cos: f64,
    sin: f64,
}

impl Turn {
    /// Brings the direction between two corners far apart onto the x axis.
    fn along_length(ring: &[Coord<f64>]) -> Self {
        let farthest_from = |from: Coord<f64>| {
            let distance_squared = |to: &Coord<f64>| (to.x - from.x).powi(2) + (to.y - from.y).powi(2);
            ring.iter()
                .copied()
                .max_by(|one, other| distance_squared(one).total_cmp(&distance_squared(other)))
                .unwrap_or(from)
        };
        let one_end = farthest_from(ring[0]);
        let other_end = farthest_from(one_end);
        let length = (other_end.x - one_end.x).hypot(other_end.y - one_end.y);
        if length > 0.0 {
            Self { cos: (other_end.x - one_end.x) / length, sin: (other_end.y - one_end.y) / length }
        } else {
            Self { cos: 1.0, sin: 0.0 }
        }
    }

    fn to(&self, coord: Coord<f64>) -> Coord<f64> {
        Coord { x: coord.x * self.cos + coord.y * self.sin, y: coord.y * self.cos - coord.x * self.sin }
    }

    fn back(&self, coord: Coord<f64>) -> Coord<f64> {
        Coord { x: coord.x * self.cos - coord.y * self.sin, y: coord.y * self.cos + coord.x * self.sin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(rings: &[&[(f64, f64)]], radius: f64) {
        let rings: Vec<Vec<Coord<f64>>> =
            rings.iter().map(|ring| ring.iter().map(|&(x, y)| Coord { x, y }).collect()).collect();
        let found = widest_circle(&rings).radius;
        assert!(found <= radius * 1.000_001 && found >= radius * PRECISION, "{found} for {radius}");
    }

    #[test]
    fn known_circles() {
        check(&[&[(0., 0.), (10., 0.), (10., 10.), (0., 10.)]], 5.0);
        check(&[&[(0., 0.), (100., 0.), (100., 0.01), (0., 0.01)]], 0.005);
        check(&[&[(0., 0.), (100., 100.), (99.99, 100.01), (-0.01, 0.01)]], 0.01 * 2f64.sqrt() / 2.0);
        check(&[&[(0., 0.), (3., 0.), (0., 4.)]], 1.0);
        // In a corner, between two sides and the corner across, c away from both: r = c √2 / (1 + √2).
        let in_corner = 2f64.sqrt() / (1.0 + 2f64.sqrt());
        let hole: &[_] = &[(4., 4.), (4., 6.), (6., 6.), (6., 4.)];
        check(&[&[(0., 0.), (10., 0.), (10., 10.), (0., 10.)], hole], 4.0 * in_corner);
        check(&[&[(0., 0.), (9., 0.), (9., 1.), (1., 1.), (1., 9.), (0., 9.)]], in_corner);
    }

    /// Long teeth side by side: every chord across them meets all of them.
    #[test]
    fn combs_and_round_shapes_of_many_corners_end_soon() {
        let teeth = (0..20_000).flat_map(|tooth| {
            let x = f64::from(tooth);
            [(x, 0.0), (x + 0.3, 1000.0 + f64::from(tooth % 7)), (x + 0.6, 0.0)]
        });
        let comb: Vec<_> =
            teeth.chain([(20_000.0, -5.0), (0.0, -5.0)]).map(|(x, y)| Coord { x, y }).collect();
        let radius = widest_circle(&[comb.into_iter().rev().collect()]).radius;
        assert!(radius > 0.1 && radius < 2.6, "{radius}");
        let angle = |at: u32| f64::from(at) / 60_000.0 * std::f64::consts::TAU;
        let round = (0..60_000).map(|at| Coord { x: 50.0 * angle(at).cos(), y: 50.0 * angle(at).sin() });
        let radius = widest_circle(&[round.collect()]).radius;
        assert!(radius > 49.75 && radius < 50.001, "{radius}");
    }

    /// The widest place of a winding strip is at one of its bends, each nearly as wide.
    #[test]
    fn a_strip_that_winds_round() {
        let radius = |at: u32| 1.0 + 0.04 * f64::from((at * 7) % 5);
        let ring = |size: f64| {
            let angle = |at: u32| f64::from(at) / 12.0 * std::f64::consts::TAU;
            let corner =
                |at| Coord { x: size * radius(at) * angle(at).cos(), y: size * radius(at) * angle(at).sin() };
            (0..12).map(corner).collect::<Vec<_>>()
        };
        let mut hole = ring(14.7);
        hole.reverse();
        let rings = [ring(15.0), hole];
        let found = widest_circle(&rings).radius;
        let edges = rings.iter().flat_map(|ring| (0..12).map(|at| [ring[at], ring[(at + 1) % 12]]));
        let outline = Outline::new(edges.collect());
        let inside = |x: f64, y: f64| {
            let covered = |ring: &[Coord<f64>]| {
                (0..12)
                    .filter(|&at| {
                        let (a, b) = (ring[at], ring[(at + 1) % 12]);
                        (a.y > y) != (b.y > y) && x < a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)
                    })
                    .count()
                    % 2
                    == 1
            };
            covered(&rings[0]) && !covered(&rings[1])
        };
        let tries =
            (-900..900).flat_map(|x| (-900..900).map(move |y| (f64::from(x) / 50.0, f64::from(y) / 50.0)));
        let widest = tries
            .filter(|&(x, y)| inside(x, y))
            .filter_map(|(x, y)| outline.distance_above(0.1, Coord { x, y }));
        let widest = widest.fold(0.0, f64::max);
        assert!(found >= widest * PRECISION && found < widest + 0.02, "{found} for {widest}");
    }

    /// Between parcels of Đà Nẵng: where needles of sixty metres meet strips of millimetres, one of which stands on end
    /// when the needles lie level. The radius is that of GEOS.
    #[test]
    fn strips_across_a_long_needle() {
        let needle = [
            (7.5003, -0.0131),
            (7.4431, -53.6352),
            (7.5171, -54.0494),
            (7.4441, -53.6372),
            (7.5003, -0.0141),
        ];
        let right =
            [(16.5905, -0.0239), (16.5902, -0.0209), (7.5003, -0.0101), (7.5738, 69.2262), (7.5003, -0.0061)];
        let left = [(0.0, 0.0), (0.3522, -2.8126), (0.001, -0.005)];
        check(&[&[&left[..], &needle, &right].concat()], 0.003_496_3);
    }

    #[test]
    fn nothing_inside() {
        let flat = vec![vec![Coord { x: 0., y: 0. }, Coord { x: 4., y: 0. }, Coord { x: 2., y: 0. }]];
        assert!(widest_circle(&flat).radius < 1e-12);
    }

    proptest! {
        /// A needle of any direction and taper: the incircle of a triangle is known.
        #[test]
        fn triangles(corners in prop::array::uniform6(-100.0..100.0f64)) {
            let ring: Vec<_> = corners.chunks(2).map(|c| Coord { x: c[0], y: c[1] }).collect();
            let side = |a: usize, b: usize| (ring[b].x - ring[a].x).hypot(ring[b].y - ring[a].y);
            let area = ((ring[1].x - ring[0].x) * (ring[2].y - ring[0].y) - (ring[1].y - ring[0].y) * (ring[2].x - ring[0].x)).abs() / 2.0;
            let radius = 2.0 * area / (side(0, 1) + side(1, 2) + side(2, 0));
            let found = widest_circle(&[ring]).radius;
            prop_assert!(found <= radius * 1.000_001 + 1e-9 && found >= radius * 0.99 - 1e-9, "{} for {}", found, radius);
        }
    }
}
