//! The gaps of a coverage that changes.

use super::Coverage;
use crate::check::gap_finding;
use crate::coverage::{Ends, LiveGap, MeasuredGap, measure_gap};
use crate::plane::{Bounds, Segment};
use std::collections::{BTreeMap, BTreeSet, HashSet};

impl Coverage {
    /// Forms the border anew where edges changed, and the gaps it encloses.
    pub(super) fn amend_border(&mut self, around: &[u32], changed: &[Segment], window: &Bounds) {
        let ends: HashSet<Ends> = changed.iter().map(Ends::of).collect();
        let mut lying_on: BTreeMap<Ends, [Vec<(Segment, u32)>; 2]> = BTreeMap::new();
        for &parcel in around {
            for edge in self.edges_of(parcel) {
                let key = Ends::of(&edge);
                if ends.contains(&key) {
                    lying_on.entry(key).or_default()[usize::from(edge.a < edge.b)].push((edge, parcel));
                }
            }
        }
        let fresh: Vec<(Segment, u32)> = lying_on
            .into_values()
            .flat_map(|[mut one_way, mut other_way]| {
                let settled = one_way.len().min(other_way.len());
                one_way.drain(..settled);
                other_way.drain(..settled);
                one_way.into_iter().chain(other_way)
            })
            .collect();
        let amended = self.border.amend(window, &ends, &fresh);
        for gap in amended.closed {
            self.ledger.remove_gap(gap);
        }
        for gap in amended.open {
            self.add_gap(gap);
        }
    }

    pub(super) fn add_gap(&mut self, number: u32) {
        let LiveGap { mut parcels, rings, outline } = self.border.gap(number);
        let Some(area) = measure_gap(&rings, self.lattice) else { return };
        let partners: BTreeSet<u32> =
            parcels.iter().filter_map(|parcel| self.partners.get(parcel)).flatten().copied().collect();
        for partner in partners {
            if parcels.binary_search(&partner).is_err()
                && self.edges_of(partner).iter().any(|edge| outline.is_shared_by(edge))
            {
                let at = parcels.partition_point(|&parcel| parcel < partner);
                parcels.insert(at, partner);
            }
        }
        let owners = self.unusable.owners_of(&rings[0]);
        let gap = MeasuredGap { parcels, owners, area, is_left_over: false };
        if let Some(finding) = gap_finding(&self.parcels, &self.profile, gap) {
            self.ledger.add_gap(number, finding);
        }
    }

    /// Looks anew at the gaps near a parcel that they may be the ground of. `bounds` are in finer units.
    pub(super) fn measure_gaps_again(&mut self, bounds: &Bounds) {
        if bounds.is_empty() {
            return;
        }
        for gap in self.border.gaps_meeting(bounds) {
            self.ledger.remove_gap(gap);
            self.add_gap(gap);
        }
    }
}
