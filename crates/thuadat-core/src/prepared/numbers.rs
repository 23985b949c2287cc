//! Numbers given twice in a coverage that changes.

use super::{Coverage, NONE, placed};
use crate::Rule;
use crate::check::{duplicates_among, is_numbered};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

impl Coverage {
    /// Looks anew at the parcels whose keys have one of these hashes.
    pub(super) fn number_again(&mut self, keys: &BTreeSet<u64>, changed: u32) {
        let of_key =
            |&key: &u64| self.by_key.range((key, 0)..=(key, NONE)).map(|&(_, parcel)| parcel).collect();
        let groups: Vec<Vec<u32>> = keys.iter().map(of_key).collect();
        let concerned = groups.iter().flatten().chain([&changed]);
        let closed: BTreeSet<u32> = concerned
            .flat_map(|&parcel| self.ledger.of_parcel(parcel))
            .filter(|(_, finding)| finding.rule == Rule::NumberDuplicate)
            .map(|(number, _)| number)
            .collect();
        for number in closed {
            self.ledger.remove(number);
        }
        for parcels in groups.iter().filter(|parcels| parcels.len() > 1) {
            for finding in duplicates_among(&self.some(parcels), &self.profile) {
                self.ledger.add(placed(finding, parcels));
            }
        }
    }

    /// The hash of a parcel's key, and the parcel; none where numbers are not compared, or it has none.
    pub(super) fn key_hash(&self, parcel: u32) -> Option<(u64, u32)> {
        self.shape(parcel)?;
        let record = &self.parcels.records[parcel as usize];
        let is_compared = is_numbered(record, self.parcels.columns)
            && self.parcels.columns.sheet
            && self.profile.severity(Rule::NumberDuplicate).is_some();
        is_compared.then(|| (BuildHasherDefault::<DefaultHasher>::new().hash_one(&record.key), parcel))
    }
}
