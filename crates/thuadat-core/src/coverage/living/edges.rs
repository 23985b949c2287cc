//! The edges of a border that changes: which hang together, and where they are cut.

use super::super::overlap::finer;
use super::super::shapes::Edge;
use super::super::tiles::LooseEdge;
use super::border::cut_entangled;
use super::{Link, LiveEdge, LivingBorder};
use crate::plane::{Bounds, Meeting, Piece, Point};
use std::collections::{BTreeSet, HashSet};

impl LivingBorder {
    pub(super) fn edges_meeting(&self, window: &Bounds) -> Vec<u32> {
        let mut edges = self.edge_boxes.meeting(window);
        edges.sort_unstable();
        edges
    }

    /// The parts an edge has links in.
    pub(super) fn parts_of(&self, edge: u32) -> Vec<u32> {
        let LiveEdge { segment, cut_at, .. } = &self.edges[edge as usize];
        let part_at = |point: &Point| self.part_at.get(point).copied();
        match cut_at {
            Some(points) => points.iter().filter_map(part_at).collect(),
            None => part_at(&finer(segment).a).into_iter().collect(),
        }
    }

    /// Edges that an edge meets beside its ends.
    pub(super) fn entangled_with(&self, edge: u32) -> Vec<u32> {
        let LiveEdge { segment, parcel, .. } = &self.edges[edge as usize];
        let mut near = self.edges_meeting(&segment.bounds());
        near.retain(|&other| {
            let LiveEdge { segment: of_other, parcel: owner, .. } = &self.edges[other as usize];
            other != edge
                && match segment.meeting(of_other) {
                    Meeting::Apart | Meeting::EndToEnd(_) => false,
                    Meeting::Touch(_) => true,
                    Meeting::Along(..) | Meeting::Crossing => owner != parcel,
                }
        });
        near
    }

    /// Adds all that hangs together with edges by meeting beside ends. Returns those that meet others so.
    pub(super) fn follow_entangled(&self, edges: &mut BTreeSet<u32>) -> HashSet<u32> {
        let mut entangled = HashSet::new();
        let mut open: Vec<u32> = edges.iter().copied().collect();
        while let Some(edge) = open.pop() {
            let others = self.entangled_with(edge);
            if !others.is_empty() {
                entangled.insert(edge);
            }
            open.extend(others.into_iter().filter(|&other| edges.insert(other)));
        }
        entangled
    }

    /// Cuts edges where they meet. `entangled` are positions in `edges`.
    pub(super) fn cut(&mut self, edges: &[u32], entangled: &[u32]) -> Vec<Link> {
        let loose: Vec<LooseEdge> = edges
            .iter()
            .map(|&id| {
                let LiveEdge { segment, parcel, .. } = self.edges[id as usize];
                LooseEdge { edge: Edge { id, segment }, parcel }
            })
            .collect();
        for &edge in edges {
            self.edges[edge as usize].cut_at = None;
        }
        for &position in entangled {
            self.edges[edges[position as usize] as usize].cut_at = Some(Vec::new());
        }
        let pieces = cut_entangled(&loose, entangled).into_iter();
        let links = pieces.map(|Piece { first, weight, source, .. }| {
            let edge = edges[source as usize];
            if let Some(points) = &mut self.edges[edge as usize].cut_at {
                points.push(first.a);
            }
            Link { segment: first, weight, edge }
        });
        links.collect()
    }
}
