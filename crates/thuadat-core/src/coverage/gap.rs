//! Gaps: ground that parcels enclose and none covers.

use super::border::Border;
use super::chains::Chains;
use super::layers::Layers;
use super::overlap::{Overlap, finer};
use super::shapes::Shapes;
use super::tiles::LooseEdge;
use crate::measure::{FINER, is_around};
use crate::plane::{
    Bounds, Graph, Meeting, PackedTree, Point, Segment, TracedRing, Walk, signed_area_doubled,
};
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};
use std::collections::HashMap;

/// Ground that parcels enclose and none covers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    /// The parcels around it, sorted.
    pub(super) parcels: Vec<u32>,
    /// Its rings in finer units, the inside on the left: the outline, then islands of parcels.
    pub(super) rings: Vec<Vec<Point>>,
    /// The parcels without a usable shape that it may be the ground of, ascending.
    pub(super) owners: Vec<u32>,
    /// The pieces around it, the inside on the right, and the positions of the loose edges they are of.
    pub(super) outline: Vec<(Segment, u32)>,
}

/// Finds all enclosed gaps, by the least corner of their outline.
///
/// Edges with twins add a layer on one side and take one away on the other, so the cover can be counted on loose edges
/// alone: what is enclosed with a count of zero is a gap, however the parcels around it overlap.
///
/// O(n) expected for n loose edges, O(m log m) for the m of them that meet others, and for each connected part of the
/// border a ray through the parts around it.
pub(super) fn find_gaps(loose: &[LooseEdge], chains: &Chains, entangled: &[u32]) -> Vec<Gap> {
    let border = Border::new(loose, chains, entangled);
    let graph = Graph::new(border.pieces());
    // A closed chain that runs counter-clockwise has its parcels inside: it can be an island in a gap, but bounds none.
    let (outlines, holes): (Vec<&[u32]>, Vec<&[u32]>) =
        border.loops.par_iter().copied().partition(|links| border.is_counter_clockwise(links));
    if holes.is_empty() && graph.pieces().is_empty() {
        return Vec::new();
    }
    let layers = Layers::new(&border, &graph);
    let mut rings: Vec<Vec<u32>> = holes
        .into_par_iter()
        .filter(|links| layers.to_the_west(border.westernmost(links)) == 1)
        .map(<[u32]>::to_vec)
        .collect();
    rings.extend(uncovered_rings_of_chains(&border, &graph, |point| layers.to_the_west(point)));
    let gaps: Vec<_> = rings.par_iter().map(|links| border.uncovered(links)).collect();
    let (mut gaps, mut islands): (Vec<_>, Vec<_>) =
        gaps.into_iter().partition(|gap| signed_area_doubled(&gap.rings[0]) > 0);
    let around = GapBoxes::new(&gaps);
    let is_island = |links: &&[u32]| {
        around.any_around(border.start(links[0])) && layers.to_the_west(border.westernmost(links)) == 0
    };
    islands.extend(outlines.into_iter().filter(is_island).map(|links| border.uncovered(links)));
    around.place(islands, &mut gaps);
    gaps.sort_by_cached_key(|gap| gap.rings[0].iter().min().copied());
    gaps
}

impl Border<'_> {
    /// Whether a loop has its parcels inside.
    pub(super) fn is_counter_clockwise(&self, links: &[u32]) -> bool {
        let points: Vec<Point> = links.iter().map(|&link| self.start(link)).collect();
        signed_area_doubled(&points) > 0
    }

    /// The westernmost place where a link of a loop begins.
    pub(super) fn westernmost(&self, links: &[u32]) -> Point {
        let points = links.iter().map(|&link| self.start(link));
        points.min().unwrap_or_default()
    }

    /// What a ring of links with nothing on its right runs round, turned so that this is on its left.
    fn uncovered(&self, links: &[u32]) -> Gap {
        let mut points: Vec<Point> = links.iter().map(|&link| self.start(link)).collect();
        points.reverse();
        let outline: Vec<(Segment, u32)> = links.iter().map(|&link| self.link(link)).collect();
        let mut parcels: Vec<u32> =
            outline.iter().map(|&(_, edge)| self.loose[edge as usize].parcel).collect();
        parcels.sort_unstable();
        parcels.dedup();
        Gap { parcels, rings: vec![points], owners: Vec::new(), outline }
    }
}

/// Adds the parcels that stand around a gap on top of others.
///
/// Of parcels that lie on each other only one has the loose edge, and which one is chance. The others overlap it, so
/// they are among the pairs found.
pub(super) fn complete_neighbours(
    gaps: &mut [Gap],
    loose: &[LooseEdge],
    overlaps: &[Overlap],
    shapes: &Shapes<'_>,
) {
    let mut partners: HashMap<u32, Vec<u32>> = HashMap::new();
    for &Overlap { parcels: (one, other), .. } in overlaps {
        partners.entry(one).or_default().push(other);
        partners.entry(other).or_default().push(one);
    }
    let mut edges = Vec::new();
    for gap in gaps {
        let mut candidates: Vec<u32> =
            gap.parcels.iter().filter_map(|parcel| partners.get(parcel)).flatten().copied().collect();
        candidates.retain(|candidate| gap.parcels.binary_search(candidate).is_err());
        candidates.sort_unstable();
        candidates.dedup();
        if candidates.is_empty() {
            continue;
        }
        let pieces = gap.outline.iter().map(|&(piece, edge)| (piece, loose[edge as usize].edge.segment));
        let outline = Outline::new(pieces.collect());
        for candidate in candidates {
            shapes.collect_edges(candidate, &mut edges);
            if edges.iter().any(|edge| outline.is_shared_by(&edge.segment)) {
                gap.parcels.push(candidate);
            }
        }
        gap.parcels.sort_unstable();
    }
}

/// The pieces around a gap and the loose edges they are of.
#[derive(Debug)]
pub(crate) struct Outline {
    pieces: Vec<(Segment, Segment)>,
    tree: PackedTree,
}

impl Outline {
    /// Takes pieces, each with the edge it is of.
    pub(super) fn new(pieces: Vec<(Segment, Segment)>) -> Self {
        let tree = PackedTree::new(pieces.iter().map(|(_, edge)| edge.bounds()).collect());
        Self { pieces, tree }
    }

    /// Whether an edge lies on a piece of the outline, its own inside on the same side. Edges of mended shapes are rounded,
    /// so one that is within a step of a piece all along lies on it too.
    pub(crate) fn is_shared_by(&self, edge: &Segment) -> bool {
        let mut is_shared = false;
        self.tree.query(&edge.bounds().grown(1), &mut |position| {
            let (piece, whole) = &self.pieces[position];
            is_shared |= is_alongside(piece, &finer(edge));
            // A piece may be bent by the rounding of a crossing; the edge it is of is not.
            if let Meeting::Along(from, to) = whole.meeting(edge) {
                let stretch = finer(&Segment { a: from, b: to });
                is_shared |= (edge.a < edge.b) == (from < to) && has_beside(&stretch, piece);
            }
        });
        is_shared
    }
}

/// Whether a piece of more than a few steps runs within a step of an edge, the same way, both in finer units.
fn is_alongside(piece: &Segment, edge: &Segment) -> bool {
    let vector = |segment: &Segment| [(segment.b.x - segment.a.x) as f64, (segment.b.y - segment.a.y) as f64];
    let ([x, y], [edge_x, edge_y]) = (vector(piece), vector(edge));
    let step = FINER as f64;
    let is_near = |point: Point| {
        let [to_x, to_y] = [(point.x - edge.a.x) as f64, (point.y - edge.a.y) as f64];
        let length = edge_x.hypot(edge_y);
        let (along, across) =
            ((to_x * edge_x + to_y * edge_y) / length, (edge_x * to_y - edge_y * to_x) / length);
        across.abs() <= step && (-step..=length + step).contains(&along)
    };
    x.hypot(y) > FEW_STEPS * step && x * edge_x + y * edge_y > 0.0 && is_near(piece.a) && is_near(piece.b)
}

const FEW_STEPS: f64 = 4.0;

/// Whether the middle of a piece is between the ends of a stretch of the same line.
fn has_beside(stretch: &Segment, piece: &Segment) -> bool {
    let along = |x: i64, y: i64| {
        i128::from(stretch.b.x - stretch.a.x) * i128::from(x)
            + i128::from(stretch.b.y - stretch.a.y) * i128::from(y)
    };
    let middle = along(piece.a.x + piece.b.x, piece.a.y + piece.b.y);
    2 * along(stretch.a.x, stretch.a.y) < middle && middle < 2 * along(stretch.b.x, stretch.b.y)
}

/// The rings that chains with nothing on their right form, as links.
pub(super) fn uncovered_rings_of_chains(
    border: &Border<'_>,
    graph: &Graph,
    to_the_west: impl Fn(Point) -> i32,
) -> Vec<Vec<u32>> {
    let right = graph.cover_on_the_right(to_the_west);
    let rings = graph.trace(|piece| if right[piece] == 0 { Walk::Backward } else { Walk::Skip });
    let links_of = |ring: TracedRing| {
        // The ring was walked against the direction of its pieces; links are to come out along it.
        let chains =
            ring.pieces.into_iter().rev().map(|piece| border.stretch(graph.pieces()[piece as usize].source));
        chains.flatten().copied().collect()
    };
    rings.into_iter().map(links_of).collect()
}

/// Finds gaps around a place.
struct GapBoxes(RTree<GapBox>);

impl GapBoxes {
    fn new(gaps: &[Gap]) -> Self {
        let boxes = gaps.iter().enumerate().map(|(position, gap)| GapBox::new(position, &gap.rings[0]));
        Self(RTree::bulk_load(boxes.collect()))
    }

    fn around(&self, corner: Point) -> impl Iterator<Item = usize> + '_ {
        let place = AABB::from_point([corner.x, corner.y]);
        self.0.locate_in_envelope_intersecting(place).map(|gap| gap.position)
    }

    fn any_around(&self, corner: Point) -> bool {
        self.around(corner).next().is_some()
    }

    /// Cuts each island of parcels out of the smallest gap around it. An island in no gap stands in the open.
    fn place(&self, islands: Vec<Gap>, gaps: &mut [Gap]) {
        for island in islands {
            let around = self
                .around(island.rings[0][0])
                .filter(|&position| is_around(&gaps[position].rings[0], &island.rings[0]))
                .min_by_key(|&position| (signed_area_doubled(&gaps[position].rings[0]), position));
            if let Some(position) = around {
                let gap = &mut gaps[position];
                gap.parcels.extend(island.parcels);
                gap.parcels.sort_unstable();
                gap.parcels.dedup();
                gap.rings.extend(island.rings);
                gap.outline.extend(island.outline);
            }
        }
    }
}

struct GapBox {
    position: usize,
    bounds: Bounds,
}

impl GapBox {
    fn new(position: usize, ring: &[Point]) -> Self {
        Self { position, bounds: Bounds::of_points(ring.iter().copied()) }
    }
}

impl RTreeObject for GapBox {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.bounds.min.x, self.bounds.min.y], [self.bounds.max.x, self.bounds.max.y])
    }
}
