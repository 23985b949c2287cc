//! A plane cut into faces that share their boundaries point for point.
//!
//! Faces are rings of node numbers, so two neighbours cannot disagree about a point: whatever is cut or punched, the
//! faces together cover the first one exactly. What could still go wrong is geometry (a cut that crosses a boundary),
//! and that is refused in [`super::cut`].

use crate::lattice::{Millimetres, contains, twice_area};
use std::collections::HashMap;

/// Number of a point of the subdivision.
pub(super) type Node = u32;
/// Number of a face of the subdivision.
pub(super) type Face = usize;

/// Faces that cover their outline without gap or overlap.
pub(super) struct Subdivision<Tag> {
    points: Vec<Millimetres>,
    node_at: HashMap<Millimetres, Node>,
    faces: Vec<FaceRings<Tag>>,
    /// The face on the left of each directed edge.
    left_of: HashMap<(Node, Node), Face>,
}

struct FaceRings<Tag> {
    /// The shell counter-clockwise, then holes clockwise; no closing node.
    rings: Vec<Vec<Node>>,
    tag: Tag,
}

impl<Tag: Copy> Subdivision<Tag> {
    /// One face inside a counter-clockwise outline.
    pub(super) fn new(outline: &[Millimetres], tag: Tag) -> Self {
        let mut subdivision =
            Self { points: Vec::new(), node_at: HashMap::new(), faces: Vec::new(), left_of: HashMap::new() };
        let ring = outline.iter().map(|&point| subdivision.node(point)).collect();
        subdivision.add_face(vec![ring], tag);
        subdivision
    }

    /// Number of faces.
    pub(super) fn len(&self) -> usize {
        self.faces.len()
    }

    pub(super) fn tag(&self, face: Face) -> Tag {
        self.faces[face].tag
    }

    pub(super) fn set_tag(&mut self, face: Face, tag: Tag) {
        self.faces[face].tag = tag;
    }

    pub(super) fn rings(&self, face: Face) -> &[Vec<Node>] {
        &self.faces[face].rings
    }

    pub(super) fn point(&self, node: Node) -> Millimetres {
        self.points[node as usize]
    }

    /// The points of each ring of a face.
    pub(super) fn ring_points(&self, face: Face) -> Vec<Vec<Millimetres>> {
        let points = |ring: &Vec<Node>| ring.iter().map(|&node| self.point(node)).collect();
        self.rings(face).iter().map(points).collect()
    }

    /// Puts a point into the edge `from → to` of every face that has this edge.
    pub(super) fn split_edge(&mut self, from: Node, to: Node, point: Millimetres) -> Node {
        let middle = self.node(point);
        for (a, b) in [(from, to), (to, from)] {
            if let Some(face) = self.left_of.remove(&(a, b)) {
                self.insert_between(face, a, b, middle);
                self.left_of.insert((a, middle), face);
                self.left_of.insert((middle, b), face);
            }
        }
        middle
    }

    /// Cuts a face in two along a path that starts and ends at nodes of its shell and runs inside it. The face keeps
    /// what is on the left of the path; the new face is returned.
    pub(super) fn cut(&mut self, face: Face, start: Node, inner: &[Millimetres], end: Node) -> Face {
        let inner: Vec<Node> = inner.iter().map(|&point| self.node(point)).collect();
        let shell = &self.faces[face].rings[0];
        let (left, right) = halves(shell, start, &inner, end);
        let right_points: Vec<_> = right.iter().map(|&node| self.point(node)).collect();
        let (mut left_rings, mut right_rings) = (vec![left], vec![right]);
        for hole in self.faces[face].rings.drain(1..).collect::<Vec<_>>() {
            let is_right = contains(&right_points, self.points[hole[0] as usize]);
            if is_right { right_rings.push(hole) } else { left_rings.push(hole) }
        }
        let tag = self.faces[face].tag;
        self.faces[face].rings = left_rings;
        self.own_edges(face);
        self.add_face(right_rings, tag)
    }

    /// Takes a counter-clockwise ring of new points out of the inside of a face and makes it a face of its own.
    pub(super) fn punch(&mut self, face: Face, ring: &[Millimetres], tag: Tag) -> Face {
        let shell: Vec<Node> = ring.iter().map(|&point| self.node(point)).collect();
        let hole = shell.iter().rev().copied().collect();
        self.faces[face].rings.push(hole);
        self.own_edges(face);
        self.add_face(vec![shell], tag)
    }

    fn node(&mut self, point: Millimetres) -> Node {
        *self.node_at.entry(point).or_insert_with(|| {
            self.points.push(point);
            (self.points.len() - 1) as Node
        })
    }

    fn add_face(&mut self, rings: Vec<Vec<Node>>, tag: Tag) -> Face {
        debug_assert!(
            twice_area(&rings[0].iter().map(|&node| self.point(node)).collect::<Vec<_>>()) > 0,
            "shells run counter-clockwise"
        );
        self.faces.push(FaceRings { rings, tag });
        self.own_edges(self.faces.len() - 1);
        self.faces.len() - 1
    }

    fn own_edges(&mut self, face: Face) {
        for ring in &self.faces[face].rings {
            for (at, &from) in ring.iter().enumerate() {
                self.left_of.insert((from, ring[(at + 1) % ring.len()]), face);
            }
        }
    }

    fn insert_between(&mut self, face: Face, from: Node, to: Node, middle: Node) {
        for ring in &mut self.faces[face].rings {
            let edge = (0..ring.len()).find(|&at| ring[at] == from && ring[(at + 1) % ring.len()] == to);
            if let Some(at) = edge {
                ring.insert(at + 1, middle);
                return;
            }
        }
        unreachable!("the face on the left of an edge has that edge in one of its rings");
    }
}

/// The two shells that a path `start → inner → end` makes of one: left of the path and right of it.
fn halves(shell: &[Node], start: Node, inner: &[Node], end: Node) -> (Vec<Node>, Vec<Node>) {
    let position =
        |node: Node| shell.iter().position(|&other| other == node).expect("the path ends on the shell");
    let walk = |from: usize, to: usize| {
        let steps = (to + shell.len() - from) % shell.len();
        (0..=steps).map(move |step| shell[(from + step) % shell.len()])
    };
    let (at_start, at_end) = (position(start), position(end));
    // On the left lies what the shell passes from the path's end on to its start.
    let left = walk(at_end, at_start).chain(inner.iter().copied()).collect();
    let right = walk(at_start, at_end).chain(inner.iter().rev().copied()).collect();
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i64, y: i64) -> Millimetres {
        Millimetres { x, y }
    }

    #[test]
    fn cuts_and_holes_keep_the_whole_area_and_every_edge_has_its_twin() {
        let mut plane = Subdivision::new(&[at(0, 0), at(100, 0), at(100, 100), at(0, 100)], ());
        plane.punch(0, &[at(70, 40), at(80, 40), at(80, 50)], ());
        let south = plane.split_edge(0, 1, at(50, 0));
        let north = plane.split_edge(2, 3, at(50, 100));
        let east = plane.cut(0, south, &[at(45, 50)], north);
        assert_eq!(plane.rings(east).len(), 2, "the hole goes with the half it lies in");
        assert_eq!(plane.rings(0).len(), 1);
        let area: i64 =
            (0..plane.len()).flat_map(|face| plane.ring_points(face)).map(|ring| twice_area(&ring)).sum();
        assert_eq!(area, 2 * 100 * 100);
        let lonely = plane.left_of.keys().filter(|&&(a, b)| !plane.left_of.contains_key(&(b, a))).count();
        assert_eq!(lonely, 6, "only the outline has edges without a twin: four sides, two of them in halves");
    }
}
