//! The parts and rings of a border that changes: taken apart, formed anew, put into each other.

use super::border::Border;
use super::boxes::{BoxTree, coarser};
use super::ring::Ring;
use super::{Amended, Link, LivingBorder, Part};
use crate::plane::{Bounds, Graph, Piece, Point};
use std::collections::BTreeSet;

impl LivingBorder {
    /// Removes a part and its rings. Islands that were in gaps it bounded are adrift.
    pub(super) fn take_apart(
        &mut self,
        part: u32,
        amended: &mut Amended,
        adrift: &mut BTreeSet<u32>,
    ) -> Vec<Link> {
        let Part { links, bounds, rings, .. } = self.parts.remove(part as usize);
        self.part_boxes.remove(part as usize, &coarser(&bounds));
        for link in &links {
            self.part_at.remove(&link.segment.a);
        }
        for number in rings {
            let ring = self.rings.remove(number as usize);
            let bounds = coarser(&ring.bounds());
            if ring.is_outline() {
                self.outline_boxes.remove(number as usize, &bounds);
                amended.closed.insert(number);
                amended.open.remove(&number);
                for &island in &ring.islands {
                    self.rings[island as usize].within = None;
                }
                adrift.extend(ring.islands);
            } else {
                self.island_boxes.remove(number as usize, &bounds);
                adrift.remove(&number);
                self.leave(number, ring.within, amended);
            }
        }
        links
    }

    /// Forms parts and rings of links, and places them and the islands adrift.
    pub(super) fn form(&mut self, links: &[Link], amended: &mut Amended, mut adrift: BTreeSet<u32>) {
        let pieces = links
            .iter()
            .zip(0..)
            .map(|(link, source)| Piece { weight: link.weight, ..Piece::of_segment(link.segment, source) });
        let border = Border::of_links(pieces.collect());
        let graph = Graph::new(border.pieces());
        let link = |position: u32| links[border.links()[position as usize].source as usize];
        let chain = |piece: u32| border.chain(graph.pieces()[piece as usize].source);
        let of_components = graph.components().into_iter().map(|pieces| {
            pieces.into_iter().flat_map(chain).map(|&position| link(position)).collect::<Vec<_>>()
        });
        let of_loops = border.loops.iter().map(|positions| positions.iter().map(|&at| link(at)).collect());
        let parts: Vec<Part> = of_loops.chain(of_components).map(Part::new).collect();
        self.register_parts(parts);
        let to_the_west = |point: Point| self.layers_to_the_west(point);
        let mut rings = border.uncovered_loops(to_the_west);
        rings.extend(border.uncovered_rings_of_chains(&graph, to_the_west));
        let rings: Vec<Ring> = rings
            .into_iter()
            .map(|ring| Ring::new(ring.into_iter().map(|at| (link(at).segment, link(at).edge)).collect()))
            .collect();
        adrift.extend(self.register_rings(rings, amended));
        self.place(adrift, amended);
    }

    fn register_parts(&mut self, parts: Vec<Part>) {
        let is_first = self.parts.is_empty();
        for part in parts {
            let bounds = coarser(&part.bounds);
            let number = self.parts.insert(part);
            if !is_first {
                self.part_boxes.insert(number, &bounds);
            }
            for link in &self.parts[number].links {
                self.part_at.insert(link.segment.a, number as u32);
            }
        }
        if is_first {
            self.part_boxes = BoxTree::of(self.parts.iter().map(|(at, part)| (at, coarser(&part.bounds))));
        }
    }

    /// Takes rings up. Returns the islands that may have to move, the new ones among them.
    fn register_rings(&mut self, rings: Vec<Ring>, amended: &mut Amended) -> BTreeSet<u32> {
        let mut adrift = BTreeSet::new();
        let mut outlines = Vec::new();
        for ring in rings {
            let (start, is_outline, bounds) = (ring.links[0].0.a, ring.is_outline(), coarser(&ring.bounds()));
            let number = self.rings.insert(ring);
            self.parts[self.part_at[&start] as usize].rings.push(number as u32);
            if is_outline {
                self.outline_boxes.insert(number, &bounds);
                amended.open.insert(number as u32);
                outlines.push(bounds);
            } else {
                self.island_boxes.insert(number, &bounds);
                adrift.insert(number as u32);
            }
        }
        for bounds in outlines {
            adrift.extend(self.island_boxes.meeting(&bounds));
        }
        adrift
    }

    /// Puts each island into the smallest gap around it. An island in no gap stands in the open.
    pub(super) fn place(&mut self, islands: BTreeSet<u32>, amended: &mut Amended) {
        for island in islands {
            let ring = &self.rings[island as usize];
            let (before, points) = (ring.within, ring.points());
            let corner = coarser(&Bounds { min: points[0], max: points[0] });
            let around = self.outline_boxes.meeting(&corner).into_iter();
            let around = around
                .filter(|&outline| self.rings[outline as usize].is_around(&points))
                .min_by_key(|&outline| (self.rings[outline as usize].area_doubled, outline));
            if around == before {
                continue;
            }
            self.leave(island, before, amended);
            self.rings[island as usize].within = around;
            if let Some(outline) = around {
                self.rings[outline as usize].islands.insert(island);
                amended.touch(outline);
            }
        }
    }

    /// Takes an island out of the gap it was in.
    fn leave(&mut self, island: u32, outline: Option<u32>, amended: &mut Amended) {
        if let Some(outline) = outline
            && let Some(ring) = self.rings.get_mut(outline as usize)
            && ring.islands.remove(&island)
        {
            amended.touch(outline);
        }
    }
}
