//! Boundaries that nearly meet, looked at again with all that hangs together.

use super::placed;
use crate::check::gather;
use crate::coverage::{Groups, HalfOpen, Remains};
use crate::{Finding, Interrupted, Observer, Parcels, Profile, References, Rule, RuleSetting};
use std::collections::{BTreeMap, BTreeSet};

/// Which parcels nearly meet, by position in the whole input, and what was found of them.
#[derive(Debug, Default)]
pub(super) struct Near {
    pairs: BTreeSet<(u32, u32)>,
    looked_at: BTreeSet<u32>,
    findings: Vec<Finding>,
}

impl Near {
    /// Notes the pairs that nearly meet in a cell. Of edges elsewhere it is not known whether they have a twin.
    pub(super) fn add(&mut self, remains: &Remains, cell: &HalfOpen, positions: &[u32]) {
        for &(one, other) in &remains.near {
            let [(first, parcel), (second, neighbour)] = [one, other].map(|at| remains.border[at as usize]);
            let place =
                first.bounds().grown(remains.near_reach).common(&second.bounds().grown(remains.near_reach));
            if place.meets(&cell.0) {
                let [one, other] = [parcel, neighbour].map(|parcel| positions[parcel as usize]);
                self.pairs.insert((one.min(other), one.max(other)));
            }
        }
    }

    /// Parcels that hang together by pairs, each group ascending, the groups by their first parcels.
    pub(super) fn groups(&self) -> Vec<Vec<u32>> {
        let parcels: BTreeSet<u32> = self.pairs.iter().flat_map(|&(one, other)| [one, other]).collect();
        let parcels: Vec<u32> = parcels.into_iter().collect();
        let place = |parcel: u32| parcels.partition_point(|&before| before < parcel);
        let mut groups = Groups::new(parcels.len());
        for &(one, other) in &self.pairs {
            groups.join(place(one), place(other));
        }
        let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (at, &parcel) in parcels.iter().enumerate() {
            members.entry(groups.first(at)).or_default().push(parcel);
        }
        members.into_values().collect()
    }

    /// Finds what the rules of boundaries that nearly meet say of some groups among the parcels around them.
    ///
    /// A slit stands for the vertices that are missing along it, so those of the groups are found anew with it.
    pub(super) fn look_again(
        &mut self,
        members: &[u32],
        parcels: &Parcels,
        positions: &[u32],
        (profile, observer): (&Profile, &dyn Observer),
    ) -> Result<(), Interrupted> {
        let (found, _) = gather(parcels, &of_nearness(profile), &References::default(), observer, None)?;
        let is_member = |parcel: &u32| members.binary_search(&positions[*parcel as usize]).is_ok();
        let is_of_groups = |finding: &Finding| match finding.rule {
            Rule::MissingVertex => finding.parcels.first().is_some_and(is_member),
            _ => finding.parcels.iter().all(is_member),
        };
        self.findings
            .extend(found.into_iter().filter(is_of_groups).map(|finding| placed(finding, positions)));
        self.looked_at.extend(members);
        Ok(())
    }

    /// What was found so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Puts what was found in the place of what cells found of the same parcels without looking for slits.
    pub(super) fn settle(&mut self, findings: &mut Vec<Finding>) {
        let is_found_anew = |finding: &Finding| {
            finding.rule == Rule::MissingVertex && self.looked_at.contains(&finding.parcels[0])
        };
        findings.retain(|finding| !is_found_anew(finding));
        findings.append(&mut self.findings);
    }
}

/// The profile with all rules off but those of boundaries that nearly meet.
fn of_nearness(profile: &Profile) -> Profile {
    let mut profile = profile.clone();
    let others =
        Rule::ALL.iter().filter(|rule| !matches!(rule, Rule::NearMiss | Rule::OpenGap | Rule::MissingVertex));
    profile.severities.extend(others.map(|&rule| (rule, RuleSetting::Off)));
    profile
}
