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

pub(crate) use rules::LeftOut;
