//! Faces: the pieces of ground that arranged lines enclose.

use super::arrangement::Arrangement;
use crate::plane::{
    Bounds, PackedTree, Point, Segment, are_around, by_direction, signed_area_doubled, tiled_order,
};
use std::collections::HashMap;

/// Ground enclosed by lines: a shell counter-clockwise, holes clockwise, none closed by its first point again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Face {
    /// The shell first. Every ring begins at its least point.
    pub(super) rings: Vec<Vec<Point>>,
}

/// The faces of an arrangement, and the pieces that bound none.
#[derive(Debug, Default)]
pub(super) struct Faces {
    /// Ascending by the points of their shells.
    pub(super) faces: Vec<Face>,
    /// Pieces with the same ground on both sides that are joined to others at both ends, ascending.
    pub(super) bridges: Vec<u32>,
}

impl Face {
    pub(super) fn edges(&self) -> impl Iterator<Item = Segment> + '_ {
        self.rings.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(|(&a, &b)| Segment { a, b })
        })
    }

    pub(super) fn bounds(&self) -> Bounds {
        Bounds::of_points(self.rings[0].iter().copied())
    }

    /// Twice the area. Exact.
    pub(super) fn area_doubled(&self) -> i128 {
        self.rings.iter().map(|ring| signed_area_doubled(ring)).sum()
    }

    /// Whether a point is inside; none where it is on the boundary.
    pub(super) fn holds(&self, point: Point) -> Option<bool> {
        are_around(self.edges(), point)
    }
}

impl Faces {
    /// The faces of the pieces that `is_kept` says yes to. No kept piece may have a free end.
    ///
    /// O(n log n) for n pieces, but for rings in rings.
    pub(super) fn of(arrangement: &Arrangement, is_kept: &[bool]) -> Self {
        let kept = |piece: usize| is_kept[piece];
        let first = HalfEdges::new(arrangement, kept);
        let cycle_of = first.cycle_of();
        let is_bridge = |piece: usize| kept(piece) && cycle_of[2 * piece] == cycle_of[2 * piece + 1];
        let bridges: Vec<u32> =
            (0..is_kept.len()).filter(|&piece| is_bridge(piece)).map(|piece| piece as u32).collect();
        let rings = if bridges.is_empty() {
            first.rings(&cycle_of)
        } else {
            let rest = HalfEdges::new(arrangement, |piece| kept(piece) && !is_bridge(piece));
            rest.rings(&rest.cycle_of())
        };
        Self { faces: assemble(rings), bridges }
    }
}

const NONE: u32 = u32::MAX;

/// Pieces in both directions, and which comes next along the ground on the left. Half-edge `2 p` runs along piece `p`,
/// `2 p + 1` against it.
struct HalfEdges<'a> {
    arrangement: &'a Arrangement,
    next: Vec<u32>,
}

impl<'a> HalfEdges<'a> {
    fn new(arrangement: &'a Arrangement, is_kept: impl Fn(usize) -> bool) -> Self {
        let mut leaving: Vec<(u32, u32)> = Vec::with_capacity(2 * arrangement.pieces.len());
        for (piece, [from, to]) in arrangement.ends.iter().enumerate() {
            if is_kept(piece) {
                leaving.push((*from, 2 * piece as u32));
                leaving.push((*to, 2 * piece as u32 + 1));
            }
        }
        leaving.sort_unstable();
        let mut edges = Self { arrangement, next: vec![NONE; 2 * arrangement.pieces.len()] };
        for around in leaving.chunk_by_mut(|one, other| one.0 == other.0) {
            let at = arrangement.nodes[around[0].0 as usize];
            around.sort_by(|one, other| by_direction(at, edges.far(one.1), edges.far(other.1)));
            for position in 0..around.len() {
                // Who arrives by the twin of an edge goes on by the one clockwise of it, and has the same ground on the left.
                let clockwise = around[(position + around.len() - 1) % around.len()].1;
                edges.next[(around[position].1 ^ 1) as usize] = clockwise;
            }
        }
        edges
    }

    fn far(&self, edge: u32) -> Point {
        let piece = &self.arrangement.pieces[edge as usize / 2];
        if edge.is_multiple_of(2) { piece.b } else { piece.a }
    }

    /// The cycle each half-edge is of, by the least half-edge of it.
    fn cycle_of(&self) -> Vec<u32> {
        let mut cycle_of = vec![NONE; self.next.len()];
        for start in 0..self.next.len() {
            let mut edge = start;
            while self.next[edge] != NONE && cycle_of[edge] == NONE {
                cycle_of[edge] = start as u32;
                edge = self.next[edge] as usize;
            }
        }
        cycle_of
    }

    /// The rings of each cycle: where it comes to a point again, it has gone round a ring of its own.
    fn rings(&self, cycle_of: &[u32]) -> Vec<Vec<Vec<Point>>> {
        let mut cycles = Vec::new();
        let mut standing: HashMap<Point, usize> = HashMap::new();
        let starts = cycle_of.iter().zip(0_u32..).filter(|(cycle, edge)| *cycle == edge);
        for (_, start) in starts {
            let (mut rings, mut path) = (Vec::new(), Vec::new());
            let mut edge = start;
            loop {
                let at = self.far(edge ^ 1);
                if let Some(since) = standing.insert(at, path.len()) {
                    let ring: Vec<Point> = path.drain(since..).collect();
                    for point in &ring {
                        standing.remove(point);
                    }
                    standing.insert(at, since);
                    rings.push(from_least(ring));
                }
                path.push(at);
                edge = self.next[edge as usize];
                if edge == start {
                    break;
                }
            }
            standing.clear();
            rings.push(from_least(path));
            cycles.push(rings);
        }
        cycles
    }
}

fn from_least(mut ring: Vec<Point>) -> Vec<Point> {
    let least = (0..ring.len()).min_by_key(|&at| ring[at]).unwrap_or(0);
    ring.rotate_left(least);
    ring
}

/// Makes faces of the rings of cycles. A cycle with a shell is a face; one without goes round lines from the outside, and
/// its rings are holes of the face these lie in, if any.
fn assemble(cycles: Vec<Vec<Vec<Point>>>) -> Vec<Face> {
    let (mut faces, mut outsides) = (Vec::new(), Vec::new());
    for mut rings in cycles {
        let shell = rings.iter().position(|ring| signed_area_doubled(ring) > 0);
        match shell {
            Some(shell) => {
                rings.swap(0, shell);
                faces.push(Face { rings });
            }
            None => outsides.push(rings),
        }
    }
    faces.sort_unstable();
    let around = Shells::new(&faces);
    let homes: Vec<Option<usize>> = outsides.iter().map(|rings| around.around(&rings[0])).collect();
    for (rings, home) in outsides.into_iter().zip(homes) {
        if let Some(home) = home {
            faces[home].rings.extend(rings);
        }
    }
    for face in &mut faces {
        face.rings[1..].sort_unstable();
    }
    faces
}

/// Shells, ready to be asked which is the smallest around a ring.
struct Shells {
    rings: Vec<Vec<Point>>,
    areas_doubled: Vec<i128>,
    order: Vec<u32>,
    tree: PackedTree,
}

impl Shells {
    fn new(faces: &[Face]) -> Self {
        let boxes: Vec<Bounds> = faces.iter().map(Face::bounds).collect();
        let order = tiled_order(&boxes);
        let tree = PackedTree::new(order.iter().map(|&face| boxes[face as usize]).collect());
        let rings: Vec<Vec<Point>> = faces.iter().map(|face| face.rings[0].clone()).collect();
        let areas_doubled = rings.iter().map(|shell| signed_area_doubled(shell)).collect();
        Self { rings, areas_doubled, order, tree }
    }

    /// The smallest shell around a ring that touches none of them but in points.
    fn around(&self, ring: &[Point]) -> Option<usize> {
        let bounds = Bounds::of_points(ring.iter().copied());
        let mut candidates = Vec::new();
        self.tree.query(&bounds, &mut |position| {
            let face = self.order[position] as usize;
            let shell = Bounds::of_points(self.rings[face].iter().copied());
            if shell.contains(bounds.min) && shell.contains(bounds.max) {
                candidates.push(face);
            }
        });
        candidates.sort_unstable_by_key(|&face| (self.areas_doubled[face], face));
        candidates.into_iter().find(|&face| is_around(&self.rings[face], ring))
    }
}

/// Whether a shell is around a ring of other lines; a ring of the shell's own lines it is not around.
fn is_around(shell: &[Point], ring: &[Point]) -> bool {
    let edges = || {
        let next = shell.iter().cycle().skip(1);
        shell.iter().zip(next).map(|(&a, &b)| Segment { a, b })
    };
    ring.iter().find_map(|&point| are_around(edges(), point)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linework::free_ends::without_free_ends;

    fn faces(lines: &[&[(i64, i64)]]) -> Faces {
        let point = |&(x, y): &(i64, i64)| Point::new(x, y);
        let segments = lines
            .iter()
            .flat_map(|line| line.windows(2).map(|ends| Segment { a: point(&ends[0]), b: point(&ends[1]) }));
        let arrangement = Arrangement::new(segments.collect(), 0);
        Faces::of(&arrangement, &without_free_ends(&arrangement))
    }

    fn check(lines: &[&[(i64, i64)]], areas: &[i128], bridges: usize) {
        let found = faces(lines);
        let mut found_areas: Vec<i128> = found.faces.iter().map(Face::area_doubled).collect();
        found_areas.sort_unstable();
        assert_eq!((found_areas.as_slice(), found.bridges.len()), (areas, bridges), "{lines:?}");
    }

    const SQUARE: &[(i64, i64)] = &[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)];

    #[test]
    fn ground_between_lines() {
        check(&[SQUARE], &[200], 0);
        check(&[SQUARE, &[(5, -5), (5, 15)]], &[100, 100], 0);
        check(&[SQUARE, &[(2, 2), (8, 2), (8, 8), (2, 8), (2, 2)]], &[72, 128], 0);
        // An island on a line from the shell.
        check(&[SQUARE, &[(0, 5), (2, 5)], &[(2, 2), (8, 2), (8, 8), (2, 8), (2, 2)]], &[72, 128], 1);
        // A hole that touches the shell in a point.
        check(&[SQUARE, &[(0, 0), (4, 2), (2, 4), (0, 0)]], &[12, 188], 0);
        // Two squares that touch in a corner, in a third.
        check(&[SQUARE, &[(2, 2), (5, 2), (5, 8), (8, 8), (8, 5), (2, 5), (2, 2)]], &[18, 18, 164], 0);
        // A ring in a ring in a ring.
        check(
            &[SQUARE, &[(1, 1), (9, 1), (9, 9), (1, 9), (1, 1)], &[(2, 2), (8, 2), (8, 8), (2, 8), (2, 2)]],
            &[56, 72, 72],
            0,
        );
        check(&[&[(0, 0), (10, 10)], &[(0, 10), (10, 0)]], &[], 0);
        check(&[], &[], 0);
    }

    #[test]
    fn a_touching_hole_is_a_ring_of_its_own() {
        let found = faces(&[SQUARE, &[(0, 0), (4, 2), (2, 4), (0, 0)]]);
        assert_eq!(found.faces.iter().map(|face| face.rings.len()).max(), Some(2));
    }
}
