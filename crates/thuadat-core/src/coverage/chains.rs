//! Loose edges strung together.
//!
//! Along most of the border of a coverage nothing happens: one edge arrives at each vertex and one leaves. Such edges
//! are taken together, so that what is found of one of them is known of all.

use super::buckets::Buckets;
use super::tiles::LooseEdge;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// Loose edges in chains: within one, each begins where the one before it ends, and no other edge has an end there.
pub(super) struct Chains {
    /// Positions of loose edges, chain by chain.
    links: Vec<u32>,
    /// The end of each chain in `links`.
    ends: Vec<u32>,
    /// How many chains are open; the closed ones stand behind them.
    open_count: usize,
}

/// One chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain<'a> {
    /// Positions of loose edges, one after the other.
    pub(super) links: &'a [u32],
    /// Whether the last is followed by the first.
    pub(super) is_closed: bool,
}

const NONE: u32 = u32::MAX;

impl Chains {
    /// Strings loose edges together. O(n) expected.
    pub(super) fn new(loose: &[LooseEdge]) -> Self {
        let next = followers(loose);
        let mut has_predecessor = vec![false; loose.len()];
        for &follower in next.iter().filter(|&&follower| follower != NONE) {
            has_predecessor[follower as usize] = true;
        }
        let mut chains = Self { links: Vec::with_capacity(loose.len()), ends: Vec::new(), open_count: 0 };
        let mut is_strung = vec![false; loose.len()];
        let mut string = |chains: &mut Self, start: usize| {
            let mut link = start as u32;
            while link != NONE && !std::mem::replace(&mut is_strung[link as usize], true) {
                chains.links.push(link);
                link = next[link as usize];
            }
            if chains.links.len() > chains.ends.last().map_or(0, |&end| end as usize) {
                chains.ends.push(chains.links.len() as u32);
            }
        };
        for head in (0..loose.len()).filter(|&link| !has_predecessor[link]) {
            string(&mut chains, head);
        }
        chains.open_count = chains.ends.len();
        for link in 0..loose.len() {
            string(&mut chains, link);
        }
        chains
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, position: usize) -> Chain<'_> {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Chain {
            links: &self.links[start..self.ends[position] as usize],
            is_closed: position >= self.open_count,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Chain<'_>> {
        (0..self.len()).map(|position| self.get(position))
    }
}

/// For each loose edge the one that begins where it ends, if no other has an end there. Of two points whose hashes are
/// the same, which hardly ever happens, it is not told: chains end there.
fn followers(loose: &[LooseEdge]) -> Vec<u32> {
    let mut next = Vec::with_capacity(loose.len());
    next.resize_with(loose.len(), || AtomicU32::new(NONE));
    // Ends are numbered: an edge's start by twice its position, its end by one more.
    let point = |end: u32| {
        let segment = &loose[end as usize / 2].edge.segment;
        if end.is_multiple_of(2) { segment.a } else { segment.b }
    };
    let buckets = Buckets::new(2 * loose.len(), |end| point(end).scattered());
    buckets.groups(|ends| {
        if let &[one, other] = ends
            && one % 2 != other % 2
        {
            let (start, arrival) = if one % 2 == 0 { (one, other) } else { (other, one) };
            next[arrival as usize / 2].store(start / 2, Ordering::Relaxed);
        }
    });
    // Looked at here rather than in the groups: this way through memory is the straight one.
    let mut next: Vec<u32> = next.into_iter().map(AtomicU32::into_inner).collect();
    next.par_iter_mut().enumerate().for_each(|(link, next)| {
        if *next != NONE && point(2 * link as u32 + 1) != point(2 * *next) {
            *next = NONE;
        }
    });
    next
}
