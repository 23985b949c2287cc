//! The use case everything else serves: read parcels, check them, keep what is needed to report.

use crate::profile::{Basis, ProfileDocument};
use std::time::Instant;
use thuadat_core::{CheckOutcome, Interrupted, Observer, Profile, check};
use thuadat_io::Dataset;

/// A finished check: what was read, under which profile, and what was found.
#[derive(Debug, Clone)]
pub struct CheckRun {
    /// The parcels and their source.
    pub dataset: Dataset,
    /// The profile the check ran under.
    pub profile: Profile,
    /// What the profile's thresholds rest on, where it is known.
    pub basis: Vec<Basis>,
    /// What was found, and which rules ran.
    pub outcome: CheckOutcome,
    /// How long each part took.
    pub seconds: Seconds,
}

/// How long the parts of a run took, in seconds of wall clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seconds {
    /// Reading the file, and bringing it to metres.
    pub read: f64,
    /// Checking.
    pub check: f64,
    /// Writing reports, all together.
    pub write: f64,
}

/// Checks parcels that are already in memory.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
pub fn check_dataset(
    dataset: Dataset,
    profile: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, Interrupted> {
    let started = Instant::now();
    let ProfileDocument { profile, basis } = profile;
    let outcome = check(&dataset.parcels, &profile, observer)?;
    let seconds = Seconds { check: started.elapsed().as_secs_f64(), ..Seconds::default() };
    Ok(CheckRun { dataset, profile, basis, outcome, seconds })
}
