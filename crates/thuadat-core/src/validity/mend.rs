//! The ground that a faulty shape means.

use super::{CleanRing, Edges, Usable};
use crate::measure::FINER;
use crate::plane::{Graph, NodedSegment, Point, RayCover, Segment, Walk, node};

/// The ground that the shells enclose and the holes do not, so that a parcel with a faulty boundary can still be compared
/// with its neighbours.
///
/// A ring encloses what it runs around at all, in whichever direction and however often. A hole takes away what it has
/// in common with its shell; parts of a parcel are taken together. Edges away from a fault stay as they are.
pub(super) fn mend(rings: &[CleanRing], edges: &Edges) -> Usable {
    let graph = Graph::of_segments(outline_of(outlines_of_parts(rings, edges), |layers| layers >= 1));
    let mended = graph.trace(|_| Walk::Forward);
    if mended.is_empty() {
        Usable::Not
    } else {
        Usable::Mended(mended.into_iter().map(|ring| ring.points).collect())
    }
}

/// The ground that several parts have in common, as rings in finer units with the inside on the left.
pub(super) fn common_ground(rings: &[CleanRing], edges: &Edges) -> Vec<Vec<Point>> {
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    let graph = Graph::of_segments(outline_of(outlines_of_parts(rings, edges), |layers| layers >= 2));
    graph
        .trace(|_| Walk::Forward)
        .into_iter()
        .map(|ring| ring.points.into_iter().map(finer).collect())
        .collect()
}

/// The outlines of all parts, each with its inside on the left.
fn outlines_of_parts(rings: &[CleanRing], edges: &Edges) -> Vec<Segment> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for of_ring in edges.edges.chunk_by(|one, other| one.ring == other.ring) {
        let position = of_ring[0].ring as usize;
        let ring = &rings[position];
        let outline = outline_of(of_ring.iter().map(|edge| edge.segment).collect(), |layers| layers != 0);
        if ring.ring == 0 {
            part.extend(outline);
        } else {
            part.extend(outline.into_iter().map(|segment| Segment { a: segment.b, b: segment.a }));
        }
        if rings.get(position + 1).is_none_or(|next| next.part != ring.part) {
            parts.extend(outline_of(std::mem::take(&mut part), |layers| layers >= 1));
        }
    }
    parts
}

/// The outline of what directed segments cover with a number of layers that counts as inside; the inside on the left.
fn outline_of(segments: Vec<Segment>, is_inside: impl Fn(i32) -> bool) -> Vec<Segment> {
    let noded = node(segments.into_iter().map(|segment| NodedSegment { segment, source: 0 }).collect());
    let layers = RayCover::new(noded.iter().map(|piece| piece.segment).collect());
    let graph = Graph::of_segments(noded.into_iter().map(|piece| piece.segment));
    let right = graph.cover_on_the_right(|point| layers.to_the_west(point));
    let sides = graph.pieces().iter().zip(right);
    sides
        .filter_map(|(piece, right)| match (is_inside(right + piece.weight), is_inside(right)) {
            (true, false) => Some(piece.first),
            (false, true) => Some(Segment { a: piece.first.b, b: piece.first.a }),
            _ => None,
        })
        .collect()
}
