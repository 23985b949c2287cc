//! Things grouped by hash: sorted into buckets first, so that each has a small table and a thread of its own.

use rayon::prelude::*;
use std::ops::Range;

/// Hashes of the things numbered from zero, ready to be grouped.
pub(super) struct Buckets {
    /// Runs of numbers one after the other, each sorted by bucket.
    runs: Vec<Run>,
    count: usize,
}

/// Some thousand things that follow each other.
struct Run {
    /// The lower half of the hash and the number, bucket by bucket; numbers ascend in each.
    entries: Vec<(u32, u32)>,
    /// Where each bucket ends.
    ends: Vec<u32>,
}

/// About how many things a bucket holds: their table stays in the processor's cache.
const SIZE: usize = 8192;

/// How many things a run holds: while they are sorted they stay in the cache.
const RUN: usize = 1 << 16;

impl Buckets {
    /// Sorts things into buckets. The hash must be spread evenly over all its bits. O(n).
    pub(super) fn new(count: usize, hash: impl Fn(u32) -> u64 + Sync) -> Self {
        let bits = (count / SIZE).next_power_of_two().trailing_zeros().max(1);
        let run = |run: usize| {
            let numbers = (run * RUN) as u32..((run + 1) * RUN).min(count) as u32;
            Run::new(numbers, bits, &hash)
        };
        Self { runs: (0..count.div_ceil(RUN)).into_par_iter().map(run).collect(), count: 1 << bits }
    }

    /// Calls `visit` with every group of two or more things, ascending, several groups at once.
    ///
    /// Things of one hash are always in one group. That things of one group have one hash is very likely and no more: the
    /// caller looks.
    pub(super) fn groups(&self, visit: impl Fn(&[u32]) + Sync) {
        (0..self.count).into_par_iter().for_each_init(
            <(Vec<_>, Table)>::default,
            |(entries, table), bucket| {
                entries.clear();
                self.runs.iter().for_each(|run| entries.extend_from_slice(run.bucket(bucket)));
                table.group(entries, &visit);
            },
        );
    }
}

impl Run {
    fn new(numbers: Range<u32>, bits: u32, hash: impl Fn(u32) -> u64) -> Self {
        let bucket = |hash: u64| (hash >> (64 - bits)) as usize;
        let hashes: Vec<u64> = numbers.clone().map(hash).collect();
        let mut ends = vec![0u32; (1 << bits) + 1];
        for &hash in &hashes {
            ends[bucket(hash) + 1] += 1;
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut entries = vec![(0, 0); hashes.len()];
        for (number, &hash) in numbers.zip(&hashes) {
            let end = &mut ends[bucket(hash)];
            entries[*end as usize] = (hash as u32, number);
            *end += 1;
        }
        ends.pop();
        Self { entries, ends }
    }

    fn bucket(&self, bucket: usize) -> &[(u32, u32)] {
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.entries[start..self.ends[bucket] as usize]
    }
}

const NONE: u32 = u32::MAX;

/// Which things of a bucket belong together, as lists.
#[derive(Default)]
struct Table {
    /// The first and the last of a group, as positions in the bucket.
    slots: Vec<(u32, u32)>,
    /// The next of the same group.
    next: Vec<u32>,
    /// The first of each group of several.
    several: Vec<u32>,
    group: Vec<u32>,
}

impl Table {
    fn group(&mut self, entries: &[(u32, u32)], visit: impl Fn(&[u32])) {
        self.slots.clear();
        self.slots.resize((entries.len() * 2).next_power_of_two().max(16), (NONE, NONE));
        self.next.clear();
        self.next.resize(entries.len(), NONE);
        self.several.clear();
        for position in 0..entries.len() {
            self.insert(position as u32, entries);
        }
        for &first in &self.several {
            self.group.clear();
            let mut member = first;
            while member != NONE {
                self.group.push(entries[member as usize].1);
                member = self.next[member as usize];
            }
            visit(&self.group);
        }
    }

    fn insert(&mut self, position: u32, entries: &[(u32, u32)]) {
        let hash = entries[position as usize].0;
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (first, last) = &mut self.slots[slot];
            if *first == NONE {
                (*first, *last) = (position, position);
                return;
            }
            if entries[*first as usize].0 == hash {
                if first == last {
                    self.several.push(*first);
                }
                self.next[*last as usize] = position;
                *last = position;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    proptest! {
        #[test]
        fn groups_are_those_of_equal_hashes(hashes in prop::collection::vec(0u64..50, 0..200)) {
            let buckets = Buckets::new(hashes.len(), |thing| hashes[thing as usize] << 33 | hashes[thing as usize]);
            let found = Mutex::new(Vec::new());
            buckets.groups(|group| found.lock().unwrap().push(group.to_vec()));
            let mut found = found.into_inner().unwrap();
            found.sort();
            let mut expected = BTreeMap::<u64, Vec<u32>>::new();
            for (thing, &hash) in (0u32..).zip(&hashes) {
                expected.entry(hash).or_default().push(thing);
            }
            let mut expected: Vec<_> = expected.into_values().filter(|group| group.len() > 1).collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
