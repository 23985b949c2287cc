//! The border of what matched: chains of loose edges, cut where they meet each other.
//!
//! Only the places where edges are entangled need a graph; what lies between them goes into it as one piece.

use super::chains::Chains;
use super::overlap::finer;
use super::tiles::LooseEdge;
use crate::plane::{NodedSegment, Piece, Point, Segment, merge_coincident, node};
use std::slice;

/// The border, cut where it meets itself, in finer units.
pub(super) struct Border<'a> {
    pub(super) loose: &'a [LooseEdge],
    /// What entangled edges were cut into, each a link behind those of the loose edges; `source` is the loose edge.
    cut: Vec<Piece>,
    /// Closed chains that touch nothing else, as links.
    pub(super) loops: Vec<&'a [u32]>,
    /// What lies between places where several meet.
    stretches: Vec<Stretch<'a>>,
}

/// Links one after the other that touch nothing between their ends.
enum Stretch<'a> {
    /// Loose edges as they are.
    Plain(&'a [u32]),
    /// A piece of an entangled one.
    Cut(u32),
}

impl<'a> Border<'a> {
    /// Takes chains of loose edges apart where edges are `entangled` with others; those are cut where they meet. Where
    /// cut pieces coincide, opposite ones cancel and equal ones add up.
    ///
    /// O(n), and O(m log m) for the m entangled ones.
    pub(super) fn new(loose: &'a [LooseEdge], chains: &'a Chains, entangled: &[u32]) -> Self {
        let mut is_entangled = vec![false; loose.len()];
        for &position in entangled {
            is_entangled[position as usize] = true;
        }
        let is_entangled = |link: u32| is_entangled[link as usize];
        let cut = cut_entangled(loose, entangled);
        let mut border = Self { loose, cut, loops: Vec::new(), stretches: Vec::new() };
        for chain in chains.iter() {
            if chain.is_closed && !chain.links.iter().any(|&link| is_entangled(link)) {
                border.loops.push(chain.links);
                continue;
            }
            let stretches = chain.links.split(|&link| is_entangled(link)).filter(|links| !links.is_empty());
            border.stretches.extend(stretches.map(Stretch::Plain));
        }
        let first = loose.len() as u32;
        border.stretches.extend((0..border.cut.len() as u32).map(|piece| Stretch::Cut(first + piece)));
        border
    }

    /// The segments of links, each as often as it adds a layer.
    pub(super) fn layers_of<'b>(&'b self, links: &'b [u32]) -> impl Iterator<Item = Segment> + 'b {
        links.iter().flat_map(|&link| std::iter::repeat_n(self.link(link).0, self.weight(link) as usize))
    }

    /// The stretches as pieces of a graph, `source` being their position.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let piece = |position: usize| {
            let links = self.stretch(position as u32);
            Piece {
                first: self.link(links[0]).0,
                last: self.link(links[links.len() - 1]).0,
                weight: self.weight(links[0]),
                source: position as u32,
            }
        };
        (0..self.stretches.len()).map(piece).collect()
    }

    /// The links of a stretch.
    pub(super) fn stretch(&self, position: u32) -> &[u32] {
        match &self.stretches[position as usize] {
            Stretch::Plain(links) => links,
            Stretch::Cut(link) => slice::from_ref(link),
        }
    }

    /// Where a link begins.
    pub(super) fn start(&self, link: u32) -> Point {
        self.link(link).0.a
    }

    /// A link, and the position of the loose edge it is of.
    pub(super) fn link(&self, link: u32) -> (Segment, u32) {
        match self.cut_piece(link) {
            Some(piece) => (piece.first, piece.source),
            None => (finer(&self.loose[link as usize].edge.segment), link),
        }
    }

    fn weight(&self, link: u32) -> i32 {
        self.cut_piece(link).map_or(1, |piece| piece.weight)
    }

    fn cut_piece(&self, link: u32) -> Option<&Piece> {
        (link as usize).checked_sub(self.loose.len()).map(|piece| &self.cut[piece])
    }
}

/// Entangled edges in finer units, cut where they meet, and taken together where they coincide.
fn cut_entangled(loose: &[LooseEdge], entangled: &[u32]) -> Vec<Piece> {
    let noded = |&position: &u32| NodedSegment {
        segment: finer(&loose[position as usize].edge.segment),
        source: position,
    };
    let pieces = node(entangled.iter().map(noded).collect());
    let pieces = pieces.into_iter().map(|piece| Piece::of_segment(piece.segment, piece.source));
    merge_coincident(pieces.collect())
}
