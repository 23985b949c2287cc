//! The ground that faulty rings enclose.

use super::{Edges, Usable};
use crate::plane::{Cover, Graph, NodedSegment, RayCover, Walk, node};

/// What the rings enclose under the even-odd rule, so that a parcel with a faulty boundary can still be compared with
/// its neighbours. Edges away from the fault stay as they are.
pub(super) fn mend(edges: &Edges) -> Usable {
    let segments = edges.edges.iter().map(|edge| NodedSegment { segment: edge.segment, source: 0 }).collect();
    let graph = Graph::of_segments(node(segments).into_iter().map(|piece| piece.segment), Cover::EvenOdd);
    let outlines = RayCover::new(graph.pieces().iter().map(|piece| piece.first).collect());
    let right = graph.cover_on_the_right(Cover::EvenOdd, |point| outlines.to_the_west(point).rem_euclid(2));
    let rings = graph.trace(|piece| if right[piece] == 0 { Walk::Forward } else { Walk::Backward });
    if rings.is_empty() {
        Usable::Not
    } else {
        Usable::Mended(rings.into_iter().map(|ring| ring.points).collect())
    }
}
