//! The border of what matched, kept while parcels come and go.
//!
//! The border falls into parts that hang together: the outline of a block, the rim of a gap. A part is taken apart and
//! formed anew when one of its edges is near a change; all others stay. Each part bounds rings with nothing on their
//! right: outlines of gaps, and islands of parcels in them or in the open.

mod border;
mod boxes;
mod ring;

use super::cell::SettledRing;
use super::gap::Outline;
use super::overlap::finer;
use super::shapes::Edge;
use super::tiles::LooseEdge;
use crate::plane::{Bounds, Graph, Meeting, Piece, Point, RayCover, Segment, layers_crossed};
use border::{Border, cut_entangled};
pub(crate) use boxes::BoxTree;
pub(super) use boxes::coarser;
use ring::Ring;
use slab::Slab;
use std::collections::{BTreeSet, HashMap, HashSet};

/// An edge without an opposite twin, and its parcel.
pub(crate) type BorderEdge = (Segment, u32);

/// The border of what matched, in parts, and the gaps they enclose.
#[derive(Debug, Default)]
pub(crate) struct LivingBorder {
    edges: Slab<LiveEdge>,
    edge_boxes: BoxTree,
    parts: Slab<Part>,
    part_boxes: BoxTree,
    /// The part that a corner, in finer units, belongs to.
    part_at: HashMap<Point, u32>,
    rings: Slab<Ring>,
    outline_boxes: BoxTree,
    island_boxes: BoxTree,
}

#[derive(Debug)]
struct LiveEdge {
    segment: Segment,
    parcel: u32,
    /// Where the pieces begin that an edge was cut in; `None` for one that is whole.
    cut_at: Option<Vec<Point>>,
}

/// Links that hang together.
#[derive(Debug)]
struct Part {
    links: Vec<Link>,
    bounds: Bounds,
    /// For parts of many links.
    rays: Option<RayCover>,
    /// The rings it bounds.
    rings: Vec<u32>,
}

/// A segment of the border in finer units.
#[derive(Debug, Clone, Copy)]
struct Link {
    segment: Segment,
    weight: i32,
    /// The edge it is of.
    edge: u32,
}

/// From this number of links on a part gets a tree.
const LARGE: usize = 256;

/// Gaps that are no longer as they were, and those that are new in their place, by number. A number may come back.
#[derive(Debug, Default)]
pub(crate) struct Amended {
    pub(crate) closed: BTreeSet<u32>,
    pub(crate) open: BTreeSet<u32>,
}

/// A gap as it stands.
#[derive(Debug)]
pub(crate) struct LiveGap {
    /// The parcels whose edges are around it, sorted. Of parcels that lie on each other only some.
    pub(crate) parcels: Vec<u32>,
    /// Its rings in finer units, the inside on the left.
    pub(crate) rings: Vec<Vec<Point>>,
    pub(crate) outline: Outline,
}

impl LivingBorder {
    /// The border of these edges. `entangled` are the positions of those that meet others beside their ends.
    ///
    /// O(n log n) for n edges, and what [`find_gaps`](super::gap::find_gaps) takes.
    pub(crate) fn new(edges: &[BorderEdge], entangled: &[u32]) -> Self {
        let mut border = Self::default();
        for &(segment, parcel) in edges {
            border.edges.insert(LiveEdge { segment, parcel, cut_at: None });
        }
        border.edge_boxes = BoxTree::of(border.edges.iter().map(|(at, edge)| (at, edge.segment.bounds())));
        let anew: Vec<u32> = (0..edges.len() as u32).collect();
        let links = border.cut(&anew, entangled);
        border.form(&links, &mut Amended::default(), BTreeSet::new());
        border
    }

    /// The border of these edges, of which it is not known which meet others beside their ends.
    pub(crate) fn of(edges: &[BorderEdge]) -> Self {
        let mut known = Self::default();
        for &(segment, parcel) in edges {
            known.edges.insert(LiveEdge { segment, parcel, cut_at: None });
        }
        known.edge_boxes = BoxTree::of(known.edges.iter().map(|(at, edge)| (at, edge.segment.bounds())));
        let entangled: Vec<u32> =
            (0..edges.len() as u32).filter(|&edge| !known.entangled_with(edge).is_empty()).collect();
        Self::new(edges, &entangled)
    }

    /// Takes up rings of a border that meets this one nowhere. They are only to be asked for gaps then, not to be amended.
    pub(crate) fn adopt(&mut self, rings: Vec<SettledRing>) {
        let mut adrift = BTreeSet::new();
        let mut outlines = Vec::new();
        for SettledRing { links } in rings {
            let links = links.into_iter().map(|(piece, (segment, parcel))| {
                (piece, self.edges.insert(LiveEdge { segment, parcel, cut_at: None }) as u32)
            });
            let ring = Ring::new(links.collect());
            let (is_outline, bounds) = (ring.is_outline(), coarser(&ring.bounds()));
            let number = self.rings.insert(ring);
            if is_outline {
                self.outline_boxes.insert(number, &bounds);
                outlines.push(bounds);
            } else {
                self.island_boxes.insert(number, &bounds);
                adrift.insert(number as u32);
            }
        }
        for bounds in outlines {
            adrift.extend(self.island_boxes.meeting(&bounds));
        }
        self.place(adrift, &mut Amended::default());
    }

    /// Whether a point of the lattice lies in the box of a gap.
    pub(crate) fn may_hold(&self, point: Point) -> bool {
        !self.outline_boxes.meeting(&Bounds { min: point, max: point }).is_empty()
    }

    /// The numbers of the gaps whose boxes meet a box in finer units.
    pub(crate) fn gaps_meeting(&self, bounds: &Bounds) -> Vec<u32> {
        self.outline_boxes.meeting(&coarser(bounds))
    }

    /// The numbers of all gaps.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = u32> + '_ {
        self.rings.iter().filter(|(_, ring)| ring.is_outline()).map(|(number, _)| number as u32)
    }

    /// A gap by its number.
    pub(crate) fn gap(&self, number: u32) -> LiveGap {
        let outline = &self.rings[number as usize];
        let islands = outline.islands.iter().map(|&island| &self.rings[island as usize]);
        let rings: Vec<&Ring> = std::iter::once(outline).chain(islands).collect();
        let links = || rings.iter().flat_map(|ring| &ring.links);
        let mut parcels: Vec<u32> = links().map(|&(_, edge)| self.edges[edge as usize].parcel).collect();
        parcels.sort_unstable();
        parcels.dedup();
        let pieces = links().map(|&(piece, edge)| (piece, self.edges[edge as usize].segment));
        LiveGap {
            parcels,
            rings: rings.iter().map(|ring| ring.points()).collect(),
            outline: Outline::new(pieces.collect()),
        }
    }

    /// Puts `fresh` in the place of all edges whose ends are among `ends`, and forms anew all that is near.
    ///
    /// `window` must hold every edge that comes or goes. Parts with an edge that meets it are formed anew even if none
    /// of theirs does: what covers them may have changed.
    pub(crate) fn amend(&mut self, window: &Bounds, ends: &HashSet<Ends>, fresh: &[BorderEdge]) -> Amended {
        let near = self.edges_meeting(window);
        let mut parts: BTreeSet<u32> = near.iter().flat_map(|&edge| self.parts_of(edge)).collect();
        let gone: Vec<u32> = near
            .into_iter()
            .filter(|&edge| ends.contains(&Ends::of(&self.edges[edge as usize].segment)))
            .collect();
        let mut anew: BTreeSet<u32> = gone.iter().flat_map(|&edge| self.entangled_with(edge)).collect();
        for &edge in &gone {
            anew.remove(&edge);
            let LiveEdge { segment, .. } = self.edges.remove(edge as usize);
            self.edge_boxes.remove(edge as usize, &segment.bounds());
        }
        for &(segment, parcel) in fresh {
            let edge = self.edges.insert(LiveEdge { segment, parcel, cut_at: None });
            self.edge_boxes.insert(edge, &segment.bounds());
            anew.insert(edge as u32);
        }
        let entangled = self.follow_entangled(&mut anew);
        parts.extend(anew.iter().flat_map(|&edge| self.parts_of(edge)));
        let anew: Vec<u32> = anew.into_iter().collect();
        let positions: Vec<u32> = (0u32..)
            .zip(&anew)
            .filter(|(_, edge)| entangled.contains(edge))
            .map(|(position, _)| position)
            .collect();
        let mut links = self.cut(&anew, &positions);
        let meets_part = |point: &Point| self.part_at.get(point).copied();
        parts.extend(
            links
                .iter()
                .flat_map(|link| [link.segment.a, link.segment.b])
                .filter_map(|point| meets_part(&point)),
        );
        let replaced: HashSet<u32> = anew.iter().chain(&gone).copied().collect();
        let mut amended = Amended::default();
        let mut adrift = BTreeSet::new();
        for part in parts {
            let kept = self.take_apart(part, &mut amended, &mut adrift);
            links.extend(kept.into_iter().filter(|link| !replaced.contains(&link.edge)));
        }
        self.form(&links, &mut amended, adrift);
        amended
    }

    fn edges_meeting(&self, window: &Bounds) -> Vec<u32> {
        let mut edges = self.edge_boxes.meeting(window);
        edges.sort_unstable();
        edges
    }

    /// The parts an edge has links in.
    fn parts_of(&self, edge: u32) -> Vec<u32> {
        let LiveEdge { segment, cut_at, .. } = &self.edges[edge as usize];
        let part_at = |point: &Point| self.part_at.get(point).copied();
        match cut_at {
            Some(points) => points.iter().filter_map(part_at).collect(),
            None => part_at(&finer(segment).a).into_iter().collect(),
        }
    }

    /// Edges that an edge meets beside its ends.
    fn entangled_with(&self, edge: u32) -> Vec<u32> {
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
    fn follow_entangled(&self, edges: &mut BTreeSet<u32>) -> HashSet<u32> {
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
    fn cut(&mut self, edges: &[u32], entangled: &[u32]) -> Vec<Link> {
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

    /// Removes a part and its rings. Islands that were in gaps it bounded are adrift.
    fn take_apart(&mut self, part: u32, amended: &mut Amended, adrift: &mut BTreeSet<u32>) -> Vec<Link> {
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
    fn form(&mut self, links: &[Link], amended: &mut Amended, mut adrift: BTreeSet<u32>) {
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
    fn place(&mut self, islands: BTreeSet<u32>, amended: &mut Amended) {
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

    /// How many layers cover the place just west of a point, and above the line west of it by next to nothing. Exact.
    fn layers_to_the_west(&self, point: Point) -> i32 {
        let at = coarser(&Bounds { min: point, max: point });
        let parts = self.part_boxes.meeting(&at).into_iter().map(|part| &self.parts[part as usize]);
        // A closed curve covers nothing outside of its box, and nothing of it is west of its westernmost point.
        let parts = parts.filter(|part| part.bounds.contains(point) && part.bounds.min.x < point.x);
        parts.map(|part| part.layers(point)).sum()
    }
}

impl Amended {
    /// A gap is another now; one that is new is so already.
    fn touch(&mut self, gap: u32) {
        if self.open.insert(gap) {
            self.closed.insert(gap);
        }
    }
}

impl Part {
    fn new(links: Vec<Link>) -> Self {
        let bounds = Bounds::of_points(links.iter().map(|link| link.segment.a));
        let layers = || links.iter().flat_map(|link| std::iter::repeat_n(link.segment, link.weight as usize));
        let rays = (links.len() >= LARGE).then(|| RayCover::new(layers().collect()));
        Self { bounds, rays, links, rings: Vec::new() }
    }

    fn layers(&self, point: Point) -> i32 {
        match &self.rays {
            Some(rays) => rays.to_the_west(point),
            None => self.links.iter().map(|link| link.weight * layers_crossed(&link.segment, point)).sum(),
        }
    }
}

/// The ends of an edge, whichever way it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ends(Point, Point);

impl Ends {
    pub(crate) fn of(segment: &Segment) -> Self {
        Self(segment.a.min(segment.b), segment.a.max(segment.b))
    }
}
