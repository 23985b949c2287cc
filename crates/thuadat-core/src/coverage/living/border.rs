//! A part of the border that is formed anew, as chains of links that were cut before.

use super::super::overlap::finer;
use super::super::tiles::LooseEdge;
use crate::plane::{
    Graph, NodedSegment, Piece, Point, TracedRing, Walk, merge_coincident, node, signed_area_doubled,
};
use rayon::prelude::*;

/// The border, cut where it meets itself, in finer units.
pub(super) struct Border {
    /// Segments, each a link of one chain; `source` is the position of their loose edge.
    links: Vec<Piece>,
    /// Closed chains that touch nothing else, as positions in `links`.
    pub(super) loops: Vec<Vec<u32>>,
    /// Chains between places where several meet.
    chains: Vec<Vec<u32>>,
}

impl Border {
    /// Strings segments together that meet only at their ends and of which no two coincide. O(n) expected.
    pub(super) fn of_links(links: Vec<Piece>) -> Self {
        let next = followers(&links);
        let mut border = Self { links, loops: Vec::new(), chains: Vec::new() };
        border.string_together(&next);
        border
    }

    /// The chains as pieces of a graph, `source` being their position.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let link = |link: u32| &self.links[link as usize];
        let piece = |(position, chain): (usize, &Vec<u32>)| Piece {
            first: link(chain[0]).first,
            last: link(chain[chain.len() - 1]).last,
            weight: link(chain[0]).weight,
            source: position as u32,
        };
        self.chains.iter().enumerate().map(piece).collect()
    }

    /// All links.
    pub(super) fn links(&self) -> &[Piece] {
        &self.links
    }

    /// The links of a chain.
    pub(super) fn chain(&self, position: u32) -> &[u32] {
        &self.chains[position as usize]
    }

    /// The closed chains with nothing on their right.
    pub(super) fn uncovered_loops(&self, to_the_west: impl Fn(Point) -> i32 + Sync) -> Vec<Vec<u32>> {
        let is_uncovered = |links: &&Vec<u32>| {
            let points: Vec<Point> = links.iter().map(|&link| self.links[link as usize].first.a).collect();
            let Some(&westernmost) = points.iter().min() else { return false };
            let outside = to_the_west(westernmost);
            let right = if signed_area_doubled(&points) > 0 { outside } else { outside - 1 };
            right == 0
        };
        self.loops.par_iter().filter(is_uncovered).cloned().collect()
    }

    /// The rings that chains with nothing on their right form.
    pub(super) fn uncovered_rings_of_chains(
        &self,
        graph: &Graph,
        to_the_west: impl Fn(Point) -> i32,
    ) -> Vec<Vec<u32>> {
        let right = graph.cover_on_the_right(to_the_west);
        let rings = graph.trace(|piece| if right[piece] == 0 { Walk::Backward } else { Walk::Skip });
        let links_of = |ring: TracedRing| {
            // The ring was walked against the direction of its pieces; links are to come out along it.
            let pieces = ring.pieces.into_iter().rev();
            pieces.flat_map(|piece| self.chain(graph.pieces()[piece as usize].source)).copied().collect()
        };
        rings.into_iter().map(links_of).collect()
    }

    fn string_together(&mut self, next: &[u32]) {
        let mut has_predecessor = vec![false; next.len()];
        for &follower in next.iter().filter(|&&follower| follower != NONE) {
            has_predecessor[follower as usize] = true;
        }
        let mut is_strung = vec![false; next.len()];
        let mut string = |start: usize| {
            let mut chain = Vec::new();
            let mut link = start as u32;
            while link != NONE && !is_strung[link as usize] {
                is_strung[link as usize] = true;
                chain.push(link);
                link = next[link as usize];
            }
            chain
        };
        let heads = (0..next.len()).filter(|&link| !has_predecessor[link]);
        self.chains = heads.map(&mut string).collect();
        self.loops = (0..next.len()).map(string).filter(|chain| !chain.is_empty()).collect();
    }
}

const NONE: u32 = u32::MAX;

/// For each link the one that follows, where no other arrives or leaves and both add one layer.
fn followers(links: &[Piece]) -> Vec<u32> {
    let starts = StartTable::new(links);
    let mut next = vec![NONE; links.len()];
    let mut arrivals = vec![0u8; links.len()];
    for (follower, link) in next.iter_mut().zip(links) {
        if let Some(only) = starts.only_start_at(link.first.b, links) {
            *follower = only;
            arrivals[only as usize] = arrivals[only as usize].saturating_add(1);
        }
    }
    for (follower, link) in next.iter_mut().zip(links) {
        let is_plain =
            |follower: usize| arrivals[follower] == 1 && link.weight == 1 && links[follower].weight == 1;
        if *follower != NONE && !is_plain(*follower as usize) {
            *follower = NONE;
        }
    }
    next
}

/// Links by the point they start at.
struct StartTable {
    slots: Vec<u32>,
}

impl StartTable {
    fn new(links: &[Piece]) -> Self {
        let mut slots = vec![NONE; (links.len() * 2).next_power_of_two().max(16)];
        let mask = slots.len() - 1;
        for (position, link) in links.iter().enumerate() {
            let mut slot = link.first.a.scattered() as usize & mask;
            while slots[slot] != NONE {
                slot = (slot + 1) & mask;
            }
            slots[slot] = position as u32;
        }
        Self { slots }
    }

    /// The link that starts at a point; none where there is none or several.
    fn only_start_at(&self, point: Point, links: &[Piece]) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut slot = point.scattered() as usize & mask;
        let mut found = None;
        while self.slots[slot] != NONE {
            if links[self.slots[slot] as usize].first.a == point {
                if found.is_some() {
                    return None;
                }
                found = Some(self.slots[slot]);
            }
            slot = (slot + 1) & mask;
        }
        found
    }
}

/// All loose edges in finer units, each piece with the position of its edge; those that meet others cut where they do and taken together where they coincide.
pub(super) fn cut_entangled(loose: &[LooseEdge], entangled: &[u32]) -> Vec<Piece> {
    let noded = |position: u32| NodedSegment {
        segment: finer(&loose[position as usize].edge.segment),
        source: position,
    };
    let pieces = node(entangled.iter().map(|&position| noded(position)).collect());
    let pieces = pieces.into_iter().map(|piece| Piece::of_segment(piece.segment, piece.source));
    let mut links = merge_coincident(pieces.collect());
    let mut is_entangled = vec![false; loose.len()];
    for &position in entangled {
        is_entangled[position as usize] = true;
    }
    let plain = (0..loose.len() as u32).filter(|&position| !is_entangled[position as usize]).map(noded);
    links.extend(plain.map(|piece| Piece::of_segment(piece.segment, piece.source)));
    links
}
