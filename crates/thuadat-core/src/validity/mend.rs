//! The ground that a faulty shape means.

use super::{CleanRing, Edges, Usable, parts};
use crate::measure::FINER;
use crate::plane::{Graph, NodedSegment, Point, RayCover, Segment, Walk, node};
use std::ops::Range;

/// The ground that the shells enclose and the holes do not, so that a parcel with a faulty boundary can still be compared
/// with its neighbours.
///
/// A ring encloses what it runs around at all, in whichever direction and however often. A hole takes away what it has
/// in common with its shell; parts of a parcel are taken together. Edges away from a fault stay as they are.
pub(super) fn mend(rings: &[CleanRing], edges: &Edges) -> Usable {
    let outlines = outlines_of_parts(rings, edges, parts(rings));
    let graph = Graph::of_segments(outline_of(outlines, |layers| layers >= 1));
    let mended = graph.trace(|_| Walk::Forward);
    if mended.is_empty() {
        Usable::Not
    } else {
        Usable::Mended(mended.into_iter().map(|ring| ring.points).collect())
    }
}

/// The ground that two parts have in common, as rings in finer units with the inside on the left. Parts are given by the
/// positions of their rings.
pub(super) fn common_ground(
    rings: &[CleanRing],
    edges: &Edges,
    of_parts: [Range<usize>; 2],
) -> Vec<Vec<Point>> {
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    let outlines = outlines_of_parts(rings, edges, of_parts);
    let graph = Graph::of_segments(outline_of(outlines, |layers| layers >= 2));
    graph
        .trace(|_| Walk::Forward)
        .into_iter()
        .map(|ring| ring.points.into_iter().map(finer).collect())
        .collect()
}

/// The outlines of some parts, each with its inside on the left. What lies near each other comes out near each other.
fn outlines_of_parts(
    rings: &[CleanRing],
    edges: &Edges,
    parts: impl IntoIterator<Item = Range<usize>>,
) -> Vec<Segment> {
    let place = |ring: usize| edges.of_ring[ring].start;
    let mut parts: Vec<Range<usize>> = parts.into_iter().collect();
    parts.sort_by_key(|part| place(part.start));
    let mut outlines = Vec::new();
    for part in parts {
        let mut positions: Vec<usize> = part.collect();
        positions.sort_by_key(|&position| place(position));
        let mut outline = Vec::new();
        for position in positions {
            let of_ring = edges.of_ring(position).iter().map(|edge| edge.segment);
            let of_ring = outline_of(of_ring.collect(), |layers| layers != 0);
            let turned = |segment: Segment| Segment { a: segment.b, b: segment.a };
            let is_shell = rings[position].ring == 0;
            outline
                .extend(of_ring.into_iter().map(|segment| if is_shell { segment } else { turned(segment) }));
        }
        outlines.extend(outline_of(outline, |layers| layers >= 1));
    }
    outlines
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
