//! The border in one cell of the plane: what is settled there, and what goes on beyond.

use super::border::Border;
use super::chains::Chains;
use super::gap::uncovered_rings_of_chains;
use super::groups::Groups;
use super::layers::Layers;
use super::overlap::finer;
use super::shapes::Edge;
use super::tiles::LooseEdge;
use super::{BorderEdge, Remains};
use crate::plane::{Bounds, Graph, Meeting, PackedTree, Point, RayCover, Segment, signed_area_doubled};
use std::collections::HashMap;

/// The border in one cell.
pub(crate) struct CellBorder {
    /// Rings with nothing on their right, of border that lies inside the cell and meets no other.
    pub(crate) rings: Vec<SettledRing>,
    /// Edges that begin in the cell and hang together with what is beyond it.
    pub(crate) carried: Vec<BorderEdge>,
}

/// A ring of the border that will not change any more.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SettledRing {
    /// Its segments in finer units, and the edge and the parcel each is of.
    pub(crate) links: Vec<(Segment, BorderEdge)>,
}

impl SettledRing {
    /// Whether it is the outline of a gap; else it is that of an island of parcels.
    pub(crate) fn is_outline(&self) -> bool {
        let points: Vec<Point> = self.links.iter().rev().map(|(piece, _)| piece.a).collect();
        signed_area_doubled(&points) > 0
    }
}

/// Settles what of the border can be settled by looking at the parcels that meet a cell.
///
/// Edges that meet the cell are known for certain: all parcels that could have an edge on them were looked at. Of others
/// nothing is known. So what hangs together and lies inside the cell is settled.
///
/// O(n log n) for n edges.
pub(crate) fn border_of_cell(remains: &Remains, cell: &HalfOpen) -> CellBorder {
    let edges = &remains.border;
    let mut groups = Groups::new(edges.len());
    join_at_ends(edges, &mut groups);
    join_entangled(remains, &mut groups);
    let mut is_open = vec![false; edges.len()];
    for (position, (segment, _)) in edges.iter().enumerate() {
        if !cell.holds_inside(segment) {
            is_open[groups.first(position)] = true;
        }
    }
    let is_settled: Vec<bool> = (0..edges.len()).map(|position| !is_open[groups.first(position)]).collect();
    let carried = edges
        .iter()
        .zip(&is_settled)
        .filter(|((segment, _), is_settled)| !**is_settled && cell.owns(segment.a.min(segment.b)));
    CellBorder {
        carried: carried.map(|(&edge, _)| edge).collect(),
        rings: settled_rings(remains, &is_settled),
    }
}

/// A box that has its lower and left sides, but not its upper and right ones: such boxes share out the plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HalfOpen(pub(crate) Bounds);

impl HalfOpen {
    pub(crate) fn owns(&self, point: Point) -> bool {
        let Bounds { min, max } = self.0;
        min.x <= point.x && point.x < max.x && min.y <= point.y && point.y < max.y
    }

    fn holds_inside(&self, segment: &Segment) -> bool {
        let Bounds { min, max } = self.0;
        let is_inside =
            |point: Point| min.x < point.x && point.x < max.x && min.y < point.y && point.y < max.y;
        is_inside(segment.a) && is_inside(segment.b)
    }
}

fn join_at_ends(edges: &[BorderEdge], groups: &mut Groups) {
    let mut at: HashMap<Point, usize> = HashMap::with_capacity(edges.len());
    for (position, (segment, _)) in edges.iter().enumerate() {
        for point in [segment.a, segment.b] {
            let other = *at.entry(point).or_insert(position);
            groups.join(position, other);
        }
    }
}

fn join_entangled(remains: &Remains, groups: &mut Groups) {
    let entangled = &remains.entangled;
    let segment = |position: usize| &remains.border[entangled[position] as usize].0;
    let boxes = (0..entangled.len()).map(|position| segment(position).bounds()).collect();
    PackedTree::new(boxes).pairs(&mut |one, other| {
        if segment(one).meeting(segment(other)) != Meeting::Apart {
            groups.join(entangled[one] as usize, entangled[other] as usize);
        }
    });
}

fn settled_rings(remains: &Remains, is_settled: &[bool]) -> Vec<SettledRing> {
    let mut settled: Vec<LooseEdge> = Vec::new();
    let mut place = vec![u32::MAX; is_settled.len()];
    let mut others = Vec::new();
    for (position, &(segment, parcel)) in remains.border.iter().enumerate() {
        if is_settled[position] {
            place[position] = settled.len() as u32;
            settled.push(LooseEdge { edge: Edge { id: position as u32, segment }, parcel });
        } else {
            others.push(finer(&segment));
        }
    }
    let entangled = remains.entangled.iter().map(|&position| place[position as usize]);
    let entangled: Vec<u32> = entangled.filter(|&position| position != u32::MAX).collect();
    let chains = Chains::new(&settled);
    let border = Border::new(&settled, &chains, &entangled);
    let graph = Graph::new(border.pieces());
    let layers = Layers::new(&border, &graph);
    let others = RayCover::new(others);
    let to_the_west = |point: Point| layers.to_the_west(point) + others.to_the_west(point);
    // Just west of a hole is the ground it is cut out of, just west of an outline that around it.
    let is_uncovered = |links: &&&[u32]| {
        to_the_west(border.westernmost(links)) == i32::from(!border.is_counter_clockwise(links))
    };
    let loops = border.loops.iter().filter(is_uncovered);
    let mut rings: Vec<Vec<u32>> = loops.map(|links| links.to_vec()).collect();
    rings.extend(uncovered_rings_of_chains(&border, &graph, to_the_west));
    let link = |link: u32| {
        let (piece, source) = border.link(link);
        let LooseEdge { edge, parcel } = settled[source as usize];
        (piece, (edge.segment, parcel))
    };
    rings.into_iter().map(|ring| SettledRing { links: ring.into_iter().map(link).collect() }).collect()
}
