//! What found no twin in its tile is matched over all tiles; what is left then is the border of the coverage.

use super::buckets::Buckets;
use super::shapes::Shapes;
use super::tiles::{LooseEdge, are_opposite, mixed};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The edges without an opposite twin in the whole coverage.
pub(super) struct Rest {
    /// Those of one parcel stand together: first the parcels that are compared as they are, in the order given to
    /// tiles, then the mended ones.
    pub(super) edges: Vec<LooseEdge>,
    /// A bit for each edge id.
    is_loose: Vec<u64>,
}

impl Rest {
    /// Matches what is left over all tiles, and the edges of mended shapes. O(n) expected.
    pub(super) fn new(shapes: &Shapes<'_>, mut loose: Vec<LooseEdge>) -> Self {
        for (parcel, edges) in shapes.replaced() {
            loose.extend(edges.iter().map(|&edge| LooseEdge { edge, parcel }));
        }
        let is_matched = match_all(&loose);
        let mut is_matched = is_matched.iter().map(|is_matched| is_matched.load(Ordering::Relaxed));
        loose.retain(|_| is_matched.next() == Some(false));
        let mut is_loose = vec![0u64; shapes.edge_count().div_ceil(64)];
        for LooseEdge { edge, .. } in &loose {
            is_loose[edge.id as usize / 64] |= 1 << (edge.id % 64);
        }
        Self { edges: loose, is_loose }
    }

    /// Whether the edge of an id has no twin.
    pub(super) fn is_loose(&self, edge: u32) -> bool {
        self.is_loose[edge as usize / 64] >> (edge % 64) & 1 == 1
    }
}

/// Whether each edge has found its twin: of several that would do, the first that is free.
fn match_all(loose: &[LooseEdge]) -> Vec<AtomicBool> {
    let mut is_matched = Vec::with_capacity(loose.len());
    is_matched.resize_with(loose.len(), AtomicBool::default);
    let are_twins = |one: u32, other: u32| {
        let (one, other) = (&loose[one as usize], &loose[other as usize]);
        one.parcel != other.parcel && are_opposite(&one.edge.segment, &other.edge.segment)
    };
    let match_up = |one: u32, other: u32| {
        is_matched[one as usize].store(true, Ordering::Relaxed);
        is_matched[other as usize].store(true, Ordering::Relaxed);
    };
    let mut earlier = Vec::with_capacity(loose.len());
    earlier.resize_with(loose.len(), || AtomicU32::new(NONE));
    let buckets = Buckets::new(loose.len(), |position| {
        let segment = &loose[position as usize].edge.segment;
        mixed(segment.a.scattered(), segment.b.scattered())
    });
    buckets.groups(|group| {
        if let &[one, other] = group {
            earlier[other as usize].store(one, Ordering::Relaxed);
            return;
        }
        let is_free = |position: u32| !is_matched[position as usize].load(Ordering::Relaxed);
        for (at, &later) in group.iter().enumerate() {
            let is_twin = |&earlier: &u32| are_twins(earlier, later) && is_free(earlier);
            if let Some(earlier) = group[..at].iter().copied().find(is_twin) {
                match_up(earlier, later);
            }
        }
    });
    // Pairs, nearly all there is, are looked at here: this way through memory is the straight one.
    earlier.into_par_iter().map(AtomicU32::into_inner).enumerate().for_each(|(later, earlier)| {
        if earlier != NONE && are_twins(earlier, later as u32) {
            match_up(earlier, later as u32);
        }
    });
    is_matched
}

const NONE: u32 = u32::MAX;
