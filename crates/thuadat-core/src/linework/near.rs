//! The line nearest to a point.

use crate::plane::{Bounds, PackedTree, Point, Segment, tiled_order};

/// Pieces, ready to be asked which is nearest to a point.
pub(super) struct Nearest<'a> {
    pieces: &'a [Segment],
    order: Vec<u32>,
    tree: PackedTree,
}

/// The nearest point of the nearest piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    pub(super) piece: usize,
    pub(super) at: Point,
    /// In lattice steps.
    pub(super) distance: f64,
}

impl<'a> Nearest<'a> {
    pub(super) fn new(pieces: &'a [Segment]) -> Self {
        let boxes: Vec<Bounds> = pieces.iter().map(Segment::bounds).collect();
        let order = tiled_order(&boxes);
        let tree = PackedTree::new(order.iter().map(|&piece| boxes[piece as usize]).collect());
        Self { pieces, order, tree }
    }

    /// The nearest of the wanted pieces within a reach in lattice steps; of several as near the first.
    pub(super) fn within(&self, point: Point, reach: i64, wanted: impl Fn(usize) -> bool) -> Option<Near> {
        let mut best: Option<Near> = None;
        let window = Bounds { min: point, max: point }.grown(reach);
        self.tree.query(&window, &mut |position| {
            let piece = self.order[position] as usize;
            if !wanted(piece) {
                return;
            }
            let (at, distance) = nearest_point(&self.pieces[piece], point);
            let is_better = best.is_none_or(|best| {
                distance < best.distance || (distance <= best.distance && piece < best.piece)
            });
            if distance <= reach as f64 && is_better {
                best = Some(Near { piece, at, distance });
            }
        });
        best
    }
}

/// The lattice point of a segment nearest to a point, to a step, and how far that is.
fn nearest_point(&Segment { a, b }: &Segment, point: Point) -> (Point, f64) {
    let (along_x, along_y) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (to_x, to_y) = ((point.x - a.x) as f64, (point.y - a.y) as f64);
    let parameter = (to_x * along_x + to_y * along_y) / (along_x * along_x + along_y * along_y);
    let parameter = parameter.clamp(0.0, 1.0);
    let (off_x, off_y) = (to_x - parameter * along_x, to_y - parameter * along_y);
    let at =
        Point::new(a.x + (parameter * along_x).round() as i64, a.y + (parameter * along_y).round() as i64);
    (at, off_x.hypot(off_y))
}
