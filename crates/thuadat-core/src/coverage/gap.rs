//! Gaps: ground that parcels enclose and none covers.

use super::matching::LooseEdge;
use super::overlap::finer;
use crate::measure::is_around;
use crate::plane::{Bounds, Cover, Graph, NodedSegment, Piece, Point, Walk, node, signed_area_doubled};
use rstar::{AABB, RTree, RTreeObject};

/// Ground that parcels enclose and none covers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    /// The parcels around it, sorted.
    pub(super) parcels: Vec<u32>,
    /// Its rings in finer units, the inside on the left: the outline, then islands of parcels.
    pub(super) rings: Vec<Vec<Point>>,
}

/// Finds all enclosed gaps, by the least corner of their outline.
///
/// Edges with twins add a layer on one side and take one away on the other, so the cover can be counted on loose edges
/// alone: what is enclosed with a count of zero is a gap, however the parcels around it overlap. Only edges that are
/// `entangled` with others need to be cut.
///
/// O(n log n) for n loose edges, and a ray for each connected border.
pub(super) fn find_gaps(loose: &[LooseEdge], entangled: &[u32]) -> Vec<Gap> {
    let graph = Graph::new(cut_entangled(loose, entangled), Cover::Layers);
    let right = graph.cover_on_the_right(Cover::Layers);
    let rings = graph.trace(|piece| if right[piece] == 0 { Walk::Backward } else { Walk::Skip });
    let parcel = |piece: u32| loose[graph.pieces()[piece as usize].source as usize].parcel;
    let mut gaps = Vec::new();
    let mut islands = Vec::new();
    for ring in rings {
        let area_doubled = signed_area_doubled(&ring.points);
        let mut parcels: Vec<u32> = ring.pieces.iter().map(|&piece| parcel(piece)).collect();
        parcels.sort_unstable();
        parcels.dedup();
        let gap = Gap { parcels, rings: vec![ring.points] };
        if area_doubled > 0 { gaps.push((area_doubled, gap)) } else { islands.push(gap) }
    }
    place_islands(&mut gaps, islands);
    let mut gaps: Vec<Gap> = gaps.into_iter().map(|(_, gap)| gap).collect();
    gaps.sort_by_cached_key(|gap| gap.rings[0].iter().min().copied());
    gaps
}

/// All loose edges as pieces with a layer on their left, those that meet others cut where they do.
fn cut_entangled(loose: &[LooseEdge], entangled: &[u32]) -> Vec<Piece> {
    let noded = |position: u32| NodedSegment {
        segment: finer(&loose[position as usize].edge.segment),
        source: position,
    };
    let mut pieces: Vec<NodedSegment> = node(entangled.iter().map(|&position| noded(position)).collect());
    let mut is_entangled = vec![false; loose.len()];
    for &position in entangled {
        is_entangled[position as usize] = true;
    }
    pieces.extend((0..loose.len() as u32).filter(|&position| !is_entangled[position as usize]).map(noded));
    pieces.into_iter().map(|NodedSegment { segment, source }| Piece { segment, weight: 1, source }).collect()
}

/// Cuts each island of parcels out of the smallest gap around it. An island in no gap stands in the open.
fn place_islands(gaps: &mut [(i128, Gap)], islands: Vec<Gap>) {
    if gaps.is_empty() {
        return;
    }
    let outlines = gaps.iter().enumerate().map(|(position, (_, gap))| Outline::new(position, &gap.rings[0]));
    let tree = RTree::bulk_load(outlines.collect());
    for island in islands {
        let corner = island.rings[0][0];
        let around = tree
            .locate_in_envelope_intersecting(AABB::from_point([corner.x, corner.y]))
            .map(|outline| outline.position)
            .filter(|&position| is_around(&gaps[position].1.rings[0], &island.rings[0]))
            .min_by_key(|&position| (gaps[position].0, position));
        if let Some(position) = around {
            let gap = &mut gaps[position].1;
            gap.parcels.extend(island.parcels);
            gap.parcels.sort_unstable();
            gap.parcels.dedup();
            gap.rings.extend(island.rings);
        }
    }
}

struct Outline {
    position: usize,
    bounds: Bounds,
}

impl Outline {
    fn new(position: usize, ring: &[Point]) -> Self {
        Self { position, bounds: Bounds::of_points(ring.iter().copied()) }
    }
}

impl RTreeObject for Outline {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.bounds.min.x, self.bounds.min.y], [self.bounds.max.x, self.bounds.max.y])
    }
}
