//! Rings of the border that are settled, kept small until it is known whether they matter.

use crate::coverage::{LivingBorder, SettledRing};
use crate::measure::FINER;
use crate::plane::{Point, Segment};

/// Outlines of gaps, and islands of parcels that may lie in one.
#[derive(Debug, Default)]
pub(super) struct Rings {
    outlines: Vec<SettledRing>,
    islands: Vec<Island>,
}

/// An island of parcels.
#[derive(Debug)]
enum Island {
    /// Of whole edges: the corners where they begin, and their parcels. There are as many as blocks of parcels.
    Whole { corners: Box<[Point]>, parcels: Box<[u32]> },
    /// Of edges that were cut.
    Cut(SettledRing),
}

impl Rings {
    pub(super) fn add(&mut self, ring: SettledRing) {
        if ring.is_outline() {
            self.outlines.push(ring);
        } else {
            self.islands.push(Island::new(ring));
        }
    }

    /// Gives all rings to a border. Islands that are in no gap's box stand in the open, and are let go.
    pub(super) fn hand_over(&mut self, border: &mut LivingBorder) {
        border.adopt(std::mem::take(&mut self.outlines));
        let islands = std::mem::take(&mut self.islands).into_iter();
        let near = islands.filter(|island| border.may_hold(island.corner())).map(Island::ring).collect();
        border.adopt(near);
    }
}

impl Island {
    fn new(ring: SettledRing) -> Self {
        let is_whole = ring.links.iter().all(|(piece, (edge, _))| *piece == finer(edge));
        // A ring of whole edges runs from corner to corner.
        if !is_whole {
            return Self::Cut(ring);
        }
        Self::Whole {
            corners: ring.links.iter().map(|(_, (edge, _))| edge.a).collect(),
            parcels: ring.links.iter().map(|(_, (_, parcel))| *parcel).collect(),
        }
    }

    /// A corner of it, on the lattice.
    fn corner(&self) -> Point {
        match self {
            Self::Whole { corners, .. } => corners[0],
            Self::Cut(ring) => ring.links[0].1.0.a,
        }
    }

    fn ring(self) -> SettledRing {
        match self {
            Self::Cut(ring) => ring,
            Self::Whole { corners, parcels } => {
                let link = |at: usize| {
                    let edge = Segment { a: corners[at], b: corners[(at + 1) % corners.len()] };
                    (finer(&edge), (edge, parcels[at]))
                };
                SettledRing { links: (0..corners.len()).map(link).collect() }
            }
        }
    }
}

fn finer(segment: &Segment) -> Segment {
    let finer = |point: Point| Point::new(point.x * FINER, point.y * FINER);
    Segment { a: finer(segment.a), b: finer(segment.b) }
}
