//! The findings a store keeps, and those that were accepted in it.

use super::edit::profile_of;
use super::error::EditFailure;
use crate::CheckRun;
use crate::review::{Acceptance, Acceptances};
use std::collections::BTreeSet;
use thuadat_core::{FindingId, Observer};
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

/// Marks the findings of a run that were accepted in the store it checked, beside those of a file; where both have one, the file's counts.
///
/// # Errors
///
/// See [`EditFailure`].
pub fn accept_as_recorded(
    run: &mut CheckRun,
    location: &StoreLocation,
    file: Option<Acceptances>,
) -> Result<(), EditFailure> {
    let mut store = Store::open(location, Access::Read)?;
    let mut acceptances =
        file.unwrap_or_else(|| Acceptances { path: location.to_string(), entries: Vec::new() });
    let found: BTreeSet<FindingId> = run.outcome.findings.iter().map(|finding| finding.id).collect();
    let given: BTreeSet<FindingId> = acceptances.entries.iter().map(|entry| entry.id).collect();
    for (id, record) in store.accepted_findings()? {
        if !found.contains(&id) || given.contains(&id) {
            continue;
        }
        if let Some(record) = store.record(record)? {
            let when = record.at.as_str().chars().take(10).collect();
            let line = record.id.unsigned_abs();
            acceptances.entries.push(Acceptance { id, who: record.author, when, why: record.reason, line });
        }
    }
    if !acceptances.entries.is_empty() || !given.is_empty() {
        run.accept(acceptances);
    }
    Ok(())
}

/// Whether a store keeps findings that are not up to date with its last record.
#[must_use]
pub fn are_findings_behind(location: &StoreLocation) -> bool {
    let Ok(mut store) = Store::open(location, Access::Read) else { return false };
    let (Ok(Some(state)), Ok(info)) = (store.finding_state(), store.info()) else { return false };
    state.revision < info.records
}
