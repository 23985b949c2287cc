//! Noding: cutting segments where they meet, so that the pieces touch only at their ends.

use super::{Meeting, Point, Segment, for_pairs_that_may_meet};

/// A segment, or a piece of one, and which input it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodedSegment {
    pub(crate) segment: Segment,
    pub(crate) source: u32,
}

/// Below this number of segments, looking at every pair is faster than a tree.
const FEW: usize = 48;

/// Cuts segments at all common points: what comes out meets only at its ends, or coincides.
///
/// Crossings are rounded to the nearest integer point. That bends the pieces by less than a unit, which can make them
/// cross what they passed by before, so pieces are looked at again until none cross; in practice the second round finds
/// nothing. Pieces come out in input order, those of one input from its start to its end; coincident pieces are all
/// kept.
///
/// It always ends: a cut lies in the box of its piece, and every piece cut is replaced by strictly shorter ones (`cut`
/// sees to that). Squared lengths are whole numbers, so no piece can be shortened forever, and as long as two pieces
/// meet beside their ends one of them is cut.
///
/// O(n log n + k) for n segments with k meetings, for input in spatial order.
pub(crate) fn node(segments: Vec<NodedSegment>) -> Vec<NodedSegment> {
    let mut pieces: Vec<(NodedSegment, bool)> = segments.into_iter().map(|segment| (segment, true)).collect();
    loop {
        let cuts = find_cuts(&pieces);
        if cuts.is_empty() {
            return pieces.into_iter().map(|(piece, _)| piece).collect();
        }
        pieces = cut(&pieces, cuts);
    }
}

/// A point at which a piece is to be cut, and whether it may lie beside the piece by less than a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    piece: u32,
    at: Point,
    rounded: bool,
}

fn find_cuts(pieces: &[(NodedSegment, bool)]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut compare = |first: usize, second: usize| {
        let ((one, one_is_fresh), (other, other_is_fresh)) = (&pieces[first], &pieces[second]);
        if *one_is_fresh || *other_is_fresh {
            cuts_of_pair((first, &one.segment), (second, &other.segment), &mut cuts);
        }
    };
    if pieces.len() <= FEW {
        for first in 0..pieces.len() {
            for second in first + 1..pieces.len() {
                compare(first, second);
            }
        }
    } else {
        let segments: Vec<Segment> = pieces.iter().map(|(piece, _)| piece.segment).collect();
        for_pairs_that_may_meet(&segments, &mut compare);
    }
    cuts
}

fn cuts_of_pair(first: (usize, &Segment), second: (usize, &Segment), cuts: &mut Vec<Cut>) {
    let mut cut_both = |at: Point, rounded: bool| {
        for (piece, segment) in [first, second] {
            if at != segment.a && at != segment.b {
                cuts.push(Cut { piece: piece as u32, at, rounded });
            }
        }
    };
    match first.1.meeting(second.1) {
        Meeting::Apart | Meeting::EndToEnd(_) => {}
        Meeting::Touch(at) => cut_both(at, false),
        Meeting::Along(from, to) => {
            cut_both(from, false);
            cut_both(to, false);
        }
        Meeting::Crossing => cut_both(first.1.crossing(second.1), true),
    }
}

fn cut(pieces: &[(NodedSegment, bool)], mut cuts: Vec<Cut>) -> Vec<(NodedSegment, bool)> {
    cuts.sort_unstable_by_key(|cut| {
        (cut.piece, along(&pieces[cut.piece as usize].0.segment, cut.at), cut.at, cut.rounded)
    });
    cuts.dedup_by_key(|cut| (cut.piece, cut.at));
    let mut result = Vec::with_capacity(pieces.len() + cuts.len());
    let mut cuts = cuts.into_iter().peekable();
    for (position, &(piece, _)) in pieces.iter().enumerate() {
        let Segment { mut a, b } = piece.segment;
        let whole = length_squared(a, b);
        let mut bent = false;
        while let Some(cut) = cuts.next_if(|cut| cut.piece as usize == position) {
            // Of two points rounded to opposite corners of a box of one unit the second waits for the next round.
            if cut.at == a || length_squared(a, cut.at) >= whole {
                bent = true;
                continue;
            }
            result.push((NodedSegment { segment: Segment { a, b: cut.at }, ..piece }, bent || cut.rounded));
            a = cut.at;
            bent = cut.rounded;
        }
        result.push((NodedSegment { segment: Segment { a, b }, ..piece }, bent));
    }
    result
}

fn length_squared(a: Point, b: Point) -> i128 {
    let (along_x, along_y) = (i128::from(b.x - a.x), i128::from(b.y - a.y));
    along_x * along_x + along_y * along_y
}

/// How far along a segment a point stands, on a scale of its own.
fn along(segment: &Segment, point: Point) -> i128 {
    let Segment { a, b } = segment;
    i128::from(point.x - a.x) * i128::from(b.x - a.x) + i128::from(point.y - a.y) * i128::from(b.y - a.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segments(points: &[[i64; 4]]) -> Vec<NodedSegment> {
        let segment = |&[ax, ay, bx, by]: &[i64; 4]| Segment { a: Point::new(ax, ay), b: Point::new(bx, by) };
        points
            .iter()
            .enumerate()
            .map(|(source, points)| NodedSegment { segment: segment(points), source: source as u32 })
            .collect()
    }

    #[test]
    fn cuts_a_cross_in_four() {
        let pieces = node(segments(&[[0, 0, 4, 4], [0, 4, 4, 0]]));
        assert_eq!(pieces.len(), 4);
        assert!(pieces.iter().all(|piece| [piece.segment.a, piece.segment.b].contains(&Point::new(2, 2))));
    }

    #[test]
    fn cuts_a_common_stretch_at_its_ends() {
        let pieces = node(segments(&[[0, 0, 9, 0], [12, 0, 3, 0]]));
        let ends: Vec<_> = pieces.iter().map(|piece| (piece.segment.a.x, piece.segment.b.x)).collect();
        assert_eq!(ends, [(0, 3), (3, 9), (12, 9), (9, 3)]);
    }

    proptest! {
        #[test]
        fn pieces_meet_only_at_ends(points in prop::collection::vec([-50i64..50, -50i64..50, -50i64..50, -50i64..50], 2..70)) {
            let points: Vec<_> = points.into_iter().filter(|p| (p[0], p[1]) != (p[2], p[3])).collect();
            let pieces = node(segments(&points));
            for (at, first) in pieces.iter().enumerate() {
                for second in &pieces[at + 1..] {
                    let meeting = first.segment.meeting(&second.segment);
                    let same = first.segment.bounds() == second.segment.bounds() && matches!(meeting, Meeting::Along(..));
                    prop_assert!(same || matches!(meeting, Meeting::Apart | Meeting::EndToEnd(_)), "{:?} {:?}", first, second);
                }
            }
        }
    }
}
