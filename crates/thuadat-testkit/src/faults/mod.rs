//! Putting every kind of fault into a clean coverage, each in a place of its own, and telling the truth about it.

mod between_parcels;
mod draft;
mod neighbourhood;
mod of_form;
mod of_records;
mod of_rings;
mod truth;

pub use truth::{Fault, Truth};

use crate::random::stream;
use draft::Draft;
use thuadat_core::{Parcels, Rule};

/// Copies a clean coverage and puts several faults of every kind into the copy.
///
/// The input must be a clean coverage on the 1 mm lattice, of some thousand parcels with keys, areas and islands, as
/// [`synthetic_commune`](crate::synthetic_commune) makes it. Faults lie in neighbourhoods of their own: between two
/// changed places there are always parcels that are as they were, public ground (`DGT`, `SON`, `DTL`) not counted.
/// New parcels (duplicates, empty shapes, …) stand at the end; feature ids count from 1 as in the clean coverage, so
/// that in a GeoPackage they are the feature ids. The same seed gives the same faults.
///
/// # Panics
///
/// When the coverage is too small or too plain to hold all the faults.
///
/// # Examples
///
/// ```
/// use thuadat_core::Rule;
/// use thuadat_testkit::{inject_faults, synthetic_commune};
///
/// let (dirty, truth) = inject_faults(&synthetic_commune(1), 1);
/// let overlap = truth.of(Rule::Overlap).next().unwrap();
/// assert!(overlap.area_m2.unwrap() > 0.0);
/// assert_eq!(overlap.features.len(), 2);
/// assert!(dirty.len() > 2_500);
/// ```
#[must_use]
pub fn inject_faults(clean: &Parcels, seed: u64) -> (Parcels, Truth) {
    let mut draft = Draft::new(clean, &mut stream(seed, 4));
    of_rings::inject(&mut draft);
    of_form::inject(&mut draft);
    between_parcels::inject(&mut draft);
    of_records::inject(&mut draft);
    draft.finish(seed)
}

/// Whether a rule can be broken by faults put into single parcels.
///
/// What concerns whole files or sheets is no fault of a parcel: lines are spoilt by [`Linework::spoil`](crate::Linework::spoil), a sheet by [`shift_sheet`](crate::shift_sheet),
/// and what lies outside depends on the bounds given.
#[must_use]
pub fn can_be_broken_by_parcels(rule: Rule) -> bool {
    const OTHERS: [&str; 9] = [
        "certificate/",
        "crs/",
        "encoding/",
        "linework/",
        "privacy/",
        "geometry/curve",
        "geometry/off-lattice",
        "topology/sheet-",
        "topology/outside-",
    ];
    !OTHERS.iter().any(|family| rule.id().starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic_commune;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_rule_that_parcels_can_break_is_broken_at_least_three_times() {
        let (_, truth) = inject_faults(&synthetic_commune(1), 1);
        for &rule in Rule::ALL.iter().filter(|&&rule| can_be_broken_by_parcels(rule)) {
            assert!(truth.of(rule).count() >= 3, "{rule}: {}", truth.of(rule).count());
        }
    }

    #[test]
    fn parcels_the_truth_does_not_name_are_as_they_were() {
        let clean = synthetic_commune(2);
        let (dirty, truth) = inject_faults(&clean, 2);
        let named: BTreeSet<i64> = truth
            .faults
            .iter()
            .flat_map(|fault| fault.features.iter().chain(&fault.changed).copied())
            .collect();
        let before: BTreeMap<_, _> =
            (0..clean.len()).map(|parcel| (&clean.records[parcel].key, parcel)).collect();
        let is_unnamed = |&parcel: &usize| !named.contains(&(parcel as i64 + 1));
        let mut n_unnamed = 0;
        for parcel in (0..dirty.len()).filter(is_unnamed) {
            let Some(&same) = before.get(&dirty.records[parcel].key) else {
                // The new parcels that fill new holes belong to no fault themselves.
                assert!(parcel > clean.len() - 8, "{}", dirty.name(parcel));
                continue;
            };
            assert_eq!(dirty.geometries.to_multi_polygon(parcel), clean.geometries.to_multi_polygon(same));
            assert_eq!(dirty.records[parcel].recorded_area_m2, clean.records[same].recorded_area_m2);
            n_unnamed += 1;
        }
        assert!(n_unnamed > clean.len() - 200, "{n_unnamed}");
    }

    #[test]
    fn faults_keep_their_distance() {
        let (_, truth) = inject_faults(&synthetic_commune(3), 3);
        // A duplicate number has two places; the truth points to the first.
        let places: Vec<_> = truth.faults.iter().filter_map(|fault| fault.at).collect();
        for (at, a) in places.iter().enumerate() {
            for b in &places[..at] {
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 5.0, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn features_count_from_one_and_labels_agree() {
        let (dirty, truth) = inject_faults(&synthetic_commune(1), 7);
        for fault in &truth.faults {
            for (feature, label) in fault.features.iter().zip(&fault.parcels) {
                let position = *feature as usize - 1;
                assert_eq!(dirty.records[position].feature, thuadat_core::FeatureId::Number(*feature));
                assert_eq!(dirty.name(position).to_string(), *label);
            }
        }
    }
}
