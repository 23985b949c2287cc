//! Feature ids that several features share, where not all features are held in memory.

use super::notices::repeated_ids;
use crate::dataset::Notice;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use thuadat_core::FeatureId;

/// The ids seen so far: 8 bytes for each while they rise, some 10 to 20 from then on.
#[derive(Default)]
pub(super) struct Ids {
    last: Option<FeatureId>,
    /// Hashes of ids that rose from one to the next.
    rising: Vec<u64>,
    /// Hashes of all ids, from the first on that did not rise.
    seen: Option<HashSet<u64>>,
    repeated: BTreeSet<FeatureId>,
}

impl Ids {
    pub(super) fn add(&mut self, id: &FeatureId) {
        let hash = BuildHasherDefault::<DefaultHasher>::new().hash_one(id);
        if self.seen.is_none() && self.last.as_ref().is_none_or(|last| last < id) {
            self.rising.push(hash);
            self.last = Some(id.clone());
            return;
        }
        let rising = &mut self.rising;
        let seen = self.seen.get_or_insert_with(|| std::mem::take(rising).into_iter().collect());
        if !seen.insert(hash) {
            self.repeated.insert(id.clone());
        }
    }

    pub(super) fn notice(&self) -> Option<Notice> {
        repeated_ids(&self.repeated.iter().collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_ids_are_those_of_all_features_together() {
        let check = |numbers: &[i64], repeated: usize| {
            let mut ids = Ids::default();
            for &number in numbers {
                ids.add(&FeatureId::Number(number));
            }
            assert_eq!(ids.repeated.len(), repeated, "{numbers:?}");
        };
        check(&[1, 2, 3], 0);
        check(&[1, 3, 2], 0);
        check(&[1, 1, 1], 1);
        check(&[1, 2, 3, 2, 1, 5, 4, 5], 3);
    }
}
