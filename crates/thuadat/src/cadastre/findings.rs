//! The findings a store keeps.

use super::edit::profile_of;
use super::error::EditFailure;
use thuadat_core::Observer;
use thuadat_store::{Access, FindingsProof, FindingsSaved, Store, StoreLocation};

/// Checks everything a store holds under a profile, by name or path, and keeps what is found: edits then keep it up to date.
///
/// # Errors
///
/// See [`EditFailure`]; what was kept stays as it was then.
pub fn save_findings(
    location: &StoreLocation,
    profile: &str,
    observer: &dyn Observer,
) -> Result<FindingsSaved, EditFailure> {
    let mut store = Store::open(location, Access::Write)?;
    let (named, document) = profile_of(&mut store, Some(profile))?;
    Ok(store.save_findings(&named, &document.profile, observer)?)
}

/// Holds the findings a store keeps against a check of everything, under the profile they are kept under.
///
/// # Errors
///
/// See [`EditFailure`].
pub fn prove_findings(
    location: &StoreLocation,
    observer: &dyn Observer,
) -> Result<FindingsProof, EditFailure> {
    let mut store = Store::open(location, Access::Read)?;
    let (_, document) = profile_of(&mut store, None)?;
    Ok(store.prove_findings(&document.profile, observer)?)
}
