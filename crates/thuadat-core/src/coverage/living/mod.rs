//! The border of what matched, kept while parcels come and go.
//!
//! The border falls into parts that hang together: the outline of a block, the rim of a gap. A part is taken apart and
//! formed anew when one of its edges is near a change; all others stay. Each part bounds rings with nothing on their
//! right: outlines of gaps, and islands of parcels in them or in the open.

mod border;
mod boxes;
mod edges;
mod parts;
mod ring;

use super::cell::SettledRing;
use super::gap::Outline;
use crate::plane::{Bounds, Point, RayCover, Segment, layers_crossed};
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
