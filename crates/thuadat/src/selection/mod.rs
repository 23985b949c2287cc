//! What a check runs and reports on, where the user does not want everything.
//!
//! Rules are chosen by [`ProfileDocument::with_rules`](crate::profile::ProfileDocument::with_rules) before a check,
//! parcels by a [`ParcelSelection`]. Parcels left out still take part in the comparison: a sheet is checked against its
//! neighbours although nothing is reported of those.

mod bounding_box;
mod error;
mod parcels;
mod rules;

pub use bounding_box::BoundingBox;
pub use error::SelectionError;
pub use parcels::{ParcelSelection, SelectedParcels};
pub use rules::RuleSelection;

pub(crate) use rules::{LeftOut, rules_named as rules_among};

use thuadat_core::Rule;

/// The rules a name stands for: an id, the end of one that no other rule has, or a group such as `geometry/*`.
///
/// # Errors
///
/// When it stands for none, or for several without being a group.
pub fn rules_named(name: &str) -> Result<Vec<Rule>, SelectionError> {
    rules::rules_named(name, Rule::ALL)
}
