//! Putting every kind of fault into a clean coverage, each in a place of its own, and telling the truth about it.

mod between_parcels;
mod draft;
mod of_records;
mod of_rings;
mod truth;

pub use truth::{Fault, Truth};

use crate::random::stream;
use draft::Draft;
use thuadat_core::Parcels;

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
    let mut draft = Draft::new(clean, stream(seed, 4));
    of_rings::inject(&mut draft);
    between_parcels::inject(&mut draft);
    of_records::inject(&mut draft);
    draft.finish(seed)
}
