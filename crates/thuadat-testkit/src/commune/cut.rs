//! Cutting faces along level curves of a function, and refusing every cut that would leave a sliver.

use super::subdivision::{Face, Node, Subdivision};
use crate::lattice::{Millimetres, contains, distance_m, edges, segments_meet, turn, twice_area};
use crate::random::{between, jitter};
use geo::Coord;
use rand_chacha::ChaCha8Rng;

/// A function of the place; its level curves are roads, banks, terraces and fences.
pub(super) type Field<'a> = &'a dyn Fn(Coord<f64>) -> f64;

/// How a line is surveyed, and how small a piece it may leave. Metres and square metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Mean distance of vertices.
    pub(super) step_m: f64,
    /// How far a vertex may be off the ideal line.
    pub(super) wobble_m: f64,
    /// Nothing on the line comes nearer to another boundary than this, except where it joins it.
    pub(super) clearance_m: f64,
    /// Smallest piece.
    pub(super) min_area_m2: f64,
    /// Smallest mean width of a piece, as twice its area by its perimeter.
    pub(super) min_width_m: f64,
}

/// An end of the line nearer to a corner than this becomes that corner.
const SNAP_M: f64 = 0.9;
/// Sine of the smallest angle between a line and the boundary it joins: 14 degrees.
const MIN_SINE: f64 = 0.24;
/// A line of more vertices than this goes round in circles.
const MAX_STEPS: usize = 600;

/// Cuts each face along a level curve wherever the curve passes through it; returns all faces afterwards.
pub(super) fn cut_all<Tag: Copy>(
    plane: &mut Subdivision<Tag>,
    faces: Vec<Face>,
    field: Field<'_>,
    level: f64,
    style: Style,
    random: &mut ChaCha8Rng,
) -> Vec<Face> {
    let mut waiting = faces;
    let mut done = Vec::with_capacity(waiting.len());
    while let Some(face) = waiting.pop() {
        if let Some(other) = cut_once(plane, face, field, level, style, random) {
            waiting.extend([face, other]);
        } else {
            done.push(face);
        }
    }
    done.sort_unstable();
    done
}

/// Cuts a face along the first acceptable piece of a level curve; returns the new face.
pub(super) fn cut_once<Tag: Copy>(
    plane: &mut Subdivision<Tag>,
    face: Face,
    field: Field<'_>,
    level: f64,
    style: Style,
    random: &mut ChaCha8Rng,
) -> Option<Face> {
    let rings = plane.ring_points(face);
    let shifted = |place: Coord<f64>| field(place) - level;
    for edge in crossed_edges(&rings[0], &shifted) {
        let Some(path) = trace(&rings, edge, &shifted, style, random) else { continue };
        if let Some(cut) = admit(&rings, &path, style) {
            return Some(apply(plane, face, &cut));
        }
    }
    None
}

/// A line through a face: on edge `start.0` of the shell, between, on edge `end.0`.
struct Path {
    start: (usize, Millimetres),
    inner: Vec<Millimetres>,
    end: (usize, Millimetres),
}

fn crossed_edges(shell: &[Millimetres], field: Field<'_>) -> Vec<usize> {
    let above: Vec<bool> = shell.iter().map(|point| field(point.to_metres()) >= 0.0).collect();
    (0..shell.len()).filter(|&edge| above[edge] != above[(edge + 1) % shell.len()]).collect()
}

/// Follows the curve from a crossed edge through the face to the edge where it leaves.
fn trace(
    rings: &[Vec<Millimetres>],
    edge: usize,
    field: Field<'_>,
    style: Style,
    random: &mut ChaCha8Rng,
) -> Option<Path> {
    let shell = &rings[0];
    let (a, b) = (shell[edge].to_metres(), shell[(edge + 1) % shell.len()].to_metres());
    let begin = root_between(a, b, field);
    let inward = Coord { x: a.y - b.y, y: b.x - a.x };
    let mut heading = along_curve(begin, field)?;
    if heading.x * inward.x + heading.y * inward.y < 0.0 {
        heading = heading * -1.0;
    }
    let start = Millimetres::nearest(begin);
    let mut here = begin;
    let mut last = start;
    let mut inner = Vec::new();
    for step in 0..MAX_STEPS {
        let (next, next_heading) = advance(here, heading, field, style.step_m * between(random, 0.6, 1.4))?;
        let wobbled = next + perpendicular(next_heading) * jitter(random, style.wobble_m);
        let point = Millimetres::nearest(wobbled);
        let exit = first_exit(rings, last, point, (step == 0).then_some(edge));
        match exit {
            Exit::Shell(end_edge, end) => {
                return Some(Path { start: (edge, start), inner, end: (end_edge, end) });
            }
            Exit::Hole => return None,
            // A curve that only grazes the edge runs outside from the start.
            Exit::None if step == 0 && !contains(shell, point) => return None,
            Exit::None => inner.push(point),
        }
        (here, heading, last) = (next, next_heading, point);
    }
    None
}

fn root_between(a: Coord<f64>, b: Coord<f64>, field: Field<'_>) -> Coord<f64> {
    let a_above = field(a) >= 0.0;
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if (field(a + (b - a) * middle) >= 0.0) == a_above { low = middle } else { high = middle }
    }
    a + (b - a) * low
}

fn gradient(place: Coord<f64>, field: Field<'_>) -> Coord<f64> {
    const D: f64 = 0.05;
    let across = |dx: f64, dy: f64| {
        (field(place + Coord { x: dx, y: dy }) - field(place - Coord { x: dx, y: dy })) / (2.0 * D)
    };
    Coord { x: across(D, 0.0), y: across(0.0, D) }
}

fn perpendicular(direction: Coord<f64>) -> Coord<f64> {
    Coord { x: -direction.y, y: direction.x }
}

/// Unit direction of the level curve; none where the field is flat.
fn along_curve(place: Coord<f64>, field: Field<'_>) -> Option<Coord<f64>> {
    let slope = gradient(place, field);
    let steepness = slope.x.hypot(slope.y);
    (steepness > 1e-9).then(|| perpendicular(slope) / steepness)
}

/// One step along the curve and back onto it.
fn advance(
    here: Coord<f64>,
    heading: Coord<f64>,
    field: Field<'_>,
    step_m: f64,
) -> Option<(Coord<f64>, Coord<f64>)> {
    let mut next = here + heading * step_m;
    for _ in 0..4 {
        let slope = gradient(next, field);
        let steepness_squared = slope.x * slope.x + slope.y * slope.y;
        if steepness_squared < 1e-18 {
            return None;
        }
        next = next - slope * (field(next) / steepness_squared);
    }
    let direction = along_curve(next, field)?;
    let same_way = direction.x * heading.x + direction.y * heading.y >= 0.0;
    Some((next, if same_way { direction } else { direction * -1.0 }))
}

enum Exit {
    None,
    Hole,
    Shell(usize, Millimetres),
}

/// Where the segment `from → to` leaves the face first.
fn first_exit(
    rings: &[Vec<Millimetres>],
    from: Millimetres,
    to: Millimetres,
    start_edge: Option<usize>,
) -> Exit {
    let mut nearest: Option<(f64, usize, usize)> = None;
    for (ring_number, ring) in rings.iter().enumerate() {
        for edge in 0..ring.len() {
            let (a, b) = (ring[edge], ring[(edge + 1) % ring.len()]);
            let is_start = ring_number == 0 && start_edge == Some(edge);
            if is_start || !segments_meet(from, to, a, b) {
                continue;
            }
            let (from_side, to_side) = (turn(a, b, from) as f64, turn(a, b, to) as f64);
            let along = if from_side.to_bits() == to_side.to_bits() {
                0.0
            } else {
                from_side / (from_side - to_side)
            };
            if nearest.is_none_or(|(best, ..)| along < best) {
                nearest = Some((along, ring_number, edge));
            }
        }
    }
    match nearest {
        None => Exit::None,
        Some((along, 0, edge)) => {
            let (a, b) = (from.to_metres(), to.to_metres());
            Exit::Shell(edge, Millimetres::nearest(a + (b - a) * along))
        }
        Some(_) => Exit::Hole,
    }
}

/// A line that may be cut: its ends resolved to corners or points on edges.
struct Cut {
    start: Anchor,
    inner: Vec<Millimetres>,
    end: Anchor,
}

#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Corner(usize),
    OnEdge(usize, Millimetres),
}

impl Anchor {
    fn new(shell: &[Millimetres], (edge, point): (usize, Millimetres)) -> Self {
        let next = (edge + 1) % shell.len();
        let reach = |corner: usize| distance_m(point, shell[corner], shell[corner]);
        match (reach(edge), reach(next)) {
            (here, there) if here <= there && here < SNAP_M => Self::Corner(edge),
            (_, there) if there < SNAP_M => Self::Corner(next),
            _ => Self::OnEdge(edge, point),
        }
    }

    fn point(self, shell: &[Millimetres]) -> Millimetres {
        match self {
            Self::Corner(corner) => shell[corner],
            Self::OnEdge(_, point) => point,
        }
    }
}

/// Decides whether a path may be cut: clear of every boundary, no sharp corner, no sliver on either side.
fn admit(rings: &[Vec<Millimetres>], path: &Path, style: Style) -> Option<Cut> {
    let shell = &rings[0];
    let (start, end) = (Anchor::new(shell, path.start), Anchor::new(shell, path.end));
    let (first, last) = (start.point(shell), end.point(shell));
    let same_edge = matches!((start, end), (Anchor::OnEdge(a, _), Anchor::OnEdge(b, _)) if a == b);
    if first == last || same_edge {
        return None;
    }
    let noded = noded_shell(shell, start, end);
    let clear = |point: &&Millimetres| {
        edges(&noded).all(|(a, b)| distance_m(**point, a, b) >= style.clearance_m)
            && distance_m(**point, first, first) >= 1.0
            && distance_m(**point, last, last) >= 1.0
    };
    let inner: Vec<Millimetres> = path.inner.iter().filter(clear).copied().collect();
    let line: Vec<Millimetres> =
        std::iter::once(first).chain(inner.iter().copied()).chain(std::iter::once(last)).collect();
    let boundary: Vec<_> = edges(&noded).chain(rings[1..].iter().flat_map(|hole| edges(hole))).collect();
    let clear_of_boundary = line
        .windows(2)
        .all(|segment| boundary.iter().all(|&edge| keeps_clear((segment[0], segment[1]), edge, style)));
    let clear_of_itself = (0..line.len() - 1)
        .all(|i| (i + 2..line.len() - 1).all(|j| !segments_meet(line[i], line[i + 1], line[j], line[j + 1])));
    let big_enough = pieces(&noded, &line).iter().all(|piece| is_big_enough(piece, style));
    (clear_of_boundary && clear_of_itself && big_enough).then_some(Cut { start, inner, end })
}

/// The shell with the line's ends put in.
fn noded_shell(shell: &[Millimetres], start: Anchor, end: Anchor) -> Vec<Millimetres> {
    let mut noded = Vec::with_capacity(shell.len() + 2);
    for (at, &corner) in shell.iter().enumerate() {
        noded.push(corner);
        for anchor in [start, end] {
            if let Anchor::OnEdge(edge, point) = anchor
                && edge == at
            {
                noded.push(point);
            }
        }
    }
    noded
}

/// Whether a segment of the line stays clear of a boundary edge, or joins it at a good angle.
fn keeps_clear(segment: (Millimetres, Millimetres), edge: (Millimetres, Millimetres), style: Style) -> bool {
    let joins = [(segment.0, segment.1), (segment.1, segment.0)]
        .into_iter()
        .find(|&(end, _)| end == edge.0 || end == edge.1);
    let Some((joint, far)) = joins else {
        return !segments_meet(segment.0, segment.1, edge.0, edge.1)
            && [segment.0, segment.1]
                .iter()
                .all(|&point| distance_m(point, edge.0, edge.1) >= style.clearance_m)
            && [edge.0, edge.1]
                .iter()
                .all(|&point| distance_m(point, segment.0, segment.1) >= style.clearance_m);
    };
    let other = if edge.0 == joint { edge.1 } else { edge.0 };
    if other == far {
        return false;
    }
    let lengths = distance_m(joint, far, far) * distance_m(joint, other, other) * 1e6;
    let sine = turn(joint, far, other).abs() as f64 / lengths;
    let ahead = (far.x - joint.x) * (other.x - joint.x) + (far.y - joint.y) * (other.y - joint.y) > 0;
    !ahead || sine >= MIN_SINE
}

fn pieces(noded: &[Millimetres], line: &[Millimetres]) -> [Vec<Millimetres>; 2] {
    let position = |point: Millimetres| noded.iter().position(|&other| other == point);
    let (Some(start), Some(end)) = (position(line[0]), position(line[line.len() - 1])) else {
        return [Vec::new(), Vec::new()];
    };
    let walk = |from: usize, to: usize| {
        let steps = (to + noded.len() - from) % noded.len();
        (0..=steps).map(move |step| noded[(from + step) % noded.len()])
    };
    let between = &line[1..line.len() - 1];
    [
        walk(end, start).chain(between.iter().copied()).collect(),
        walk(start, end).chain(between.iter().rev().copied()).collect(),
    ]
}

fn is_big_enough(piece: &[Millimetres], style: Style) -> bool {
    if piece.len() < 3 {
        return false;
    }
    let area_m2 = twice_area(piece) as f64 / 2e6;
    let perimeter_m: f64 = edges(piece).map(|(a, b)| distance_m(a, b, b)).sum();
    area_m2 >= style.min_area_m2 && 2.0 * area_m2 / perimeter_m >= style.min_width_m
}

fn apply<Tag: Copy>(plane: &mut Subdivision<Tag>, face: Face, cut: &Cut) -> Face {
    let shell = plane.rings(face)[0].clone();
    let mut node_of = |anchor: Anchor| -> Node {
        match anchor {
            Anchor::Corner(corner) => shell[corner],
            Anchor::OnEdge(edge, point) => {
                plane.split_edge(shell[edge], shell[(edge + 1) % shell.len()], point)
            }
        }
    };
    let (start, end) = (node_of(cut.start), node_of(cut.end));
    plane.cut(face, start, &cut.inner, end)
}
