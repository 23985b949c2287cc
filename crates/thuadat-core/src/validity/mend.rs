//! The ground that a faulty shape means.

use super::{CleanRing, Edges, Usable};
use crate::plane::{Graph, NodedSegment, RayCover, Segment, Walk, node};

/// The ground that the shells enclose and the holes do not, so that a parcel with a faulty boundary can still be compared
/// with its neighbours.
///
/// A ring encloses what it runs around at all, in whichever direction and however often. A hole takes away what it has
/// in common with its shell; parts of a parcel are taken together. Edges away from a fault stay as they are.
pub(super) fn mend(rings: &[CleanRing], edges: &Edges) -> Usable {
    let mut parcel = Vec::new();
    let mut part = Vec::new();
    for (position, ring) in rings.iter().enumerate() {
        let of_ring = edges.edges.iter().filter(|edge| edge.ring as usize == position);
        let outline = outline_of(of_ring.map(|edge| edge.segment).collect(), |layers| layers != 0);
        if ring.ring == 0 {
            part.extend(outline);
        } else {
            part.extend(outline.into_iter().map(|segment| Segment { a: segment.b, b: segment.a }));
        }
        if rings.get(position + 1).is_none_or(|next| next.part != ring.part) {
            parcel.extend(outline_of(std::mem::take(&mut part), |layers| layers >= 1));
        }
    }
    let graph = Graph::of_segments(outline_of(parcel, |layers| layers >= 1));
    let mended = graph.trace(|_| Walk::Forward);
    if mended.is_empty() {
        Usable::Not
    } else {
        Usable::Mended(mended.into_iter().map(|ring| ring.points).collect())
    }
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
