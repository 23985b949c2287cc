//! Progress of long work, and the wish to stop it.

/// Told how far a check has come, asked whether to go on. Called from several threads at once.
pub trait Observer: Sync {
    /// `done` of `total` steps of `stage` are done.
    fn progress(&self, stage: Stage, done: u64, total: u64);

    /// Whether the user wants the work to stop.
    fn is_interrupted(&self) -> bool;
}

/// A part of a check that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Features are read from a file.
    Reading,
    /// Each parcel's shape is checked and its edges are matched with its neighbours'.
    Matching,
    /// What did not match is compared.
    Comparing,
    /// Overlaps and gaps are measured.
    Measuring,
    /// What is recorded of parcels is checked.
    Records,
    /// Rows of registers are linked to parcels.
    Linking,
    /// A report is written.
    Writing,
}

/// Looks at nothing and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        false
    }
}

/// The observer asked for the work to stop; nothing was produced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;
