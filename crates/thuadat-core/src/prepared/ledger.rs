//! The findings of a prepared coverage, found again by parcel, by gap and by id.

use crate::check::{in_order, tell_equal_ids_apart};
use crate::{Finding, FindingId};
use slab::Slab;
use std::collections::HashMap;

/// Findings before equal ids are told apart.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    findings: Slab<Finding>,
    of_parcel: HashMap<u32, Vec<u32>>,
    of_id: HashMap<FindingId, Vec<u32>>,
    of_gap: HashMap<u32, u32>,
    gap_of: HashMap<u32, u32>,
    /// While a change is made: the findings, as they were before it, of every id that it concerns.
    before: HashMap<FindingId, Vec<Finding>>,
}

impl Ledger {
    pub(super) fn add(&mut self, finding: Finding) -> u32 {
        self.remember(finding.id);
        let number = self.findings.insert(finding) as u32;
        let finding = &self.findings[number as usize];
        for &parcel in &finding.parcels {
            self.of_parcel.entry(parcel).or_default().push(number);
        }
        self.of_id.entry(finding.id).or_default().push(number);
        number
    }

    pub(super) fn add_gap(&mut self, gap: u32, finding: Finding) {
        let number = self.add(finding);
        self.of_gap.insert(gap, number);
        self.gap_of.insert(number, gap);
    }

    pub(super) fn remove(&mut self, number: u32) {
        self.remember(self.findings[number as usize].id);
        let finding = self.findings.remove(number as usize);
        let forget = |numbers: &mut Vec<u32>| numbers.retain(|&other| other != number);
        for parcel in &finding.parcels {
            forget(self.of_parcel.entry(*parcel).or_default());
        }
        forget(self.of_id.entry(finding.id).or_default());
        if let Some(gap) = self.gap_of.remove(&number) {
            self.of_gap.remove(&gap);
        }
    }

    pub(super) fn remove_gap(&mut self, gap: u32) {
        if let Some(&number) = self.of_gap.get(&gap) {
            self.remove(number);
        }
    }

    /// The findings that concern a parcel, by number.
    pub(super) fn of_parcel(&self, parcel: u32) -> impl Iterator<Item = (u32, &Finding)> {
        let numbers = self.of_parcel.get(&parcel).into_iter().flatten();
        numbers.map(|&number| (number, &self.findings[number as usize]))
    }

    /// All findings, in the order of a check and with its ids.
    pub(super) fn sorted(&self) -> Vec<Finding> {
        told_apart(self.findings.iter().map(|(_, finding)| finding.clone()).collect())
    }

    /// What has come and what has gone since this was asked last.
    pub(super) fn difference(&mut self) -> (Vec<Finding>, Vec<Finding>) {
        let (mut opened, mut closed) = (Vec::new(), Vec::new());
        for (id, before) in std::mem::take(&mut self.before) {
            let (before, after) = (told_apart(before), told_apart(self.with_id(id)));
            opened.extend(after.iter().filter(|finding| !before.contains(finding)).cloned());
            closed.extend(before.into_iter().filter(|finding| !after.contains(finding)));
            if self.of_id.get(&id).is_some_and(Vec::is_empty) {
                self.of_id.remove(&id);
            }
        }
        opened.sort_by(in_order);
        closed.sort_by(in_order);
        (opened, closed)
    }

    /// Forgets what was so far: from here on differences count.
    pub(super) fn settle(&mut self) {
        self.before.clear();
    }

    fn remember(&mut self, id: FindingId) {
        if !self.before.contains_key(&id) {
            self.before.insert(id, self.with_id(id));
        }
    }

    fn with_id(&self, id: FindingId) -> Vec<Finding> {
        let numbers = self.of_id.get(&id).into_iter().flatten();
        numbers.map(|&number| self.findings[number as usize].clone()).collect()
    }
}

fn told_apart(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(in_order);
    tell_equal_ids_apart(&mut findings);
    findings
}
