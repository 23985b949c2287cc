//! What can happen to a prepared coverage, and what comes of it.

use crate::{Finding, ParcelRecord};
use geo::MultiPolygon;

/// A parcel on its own: what is recorded of it, and its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// What is recorded of it.
    pub record: ParcelRecord,
    /// Its shape, in the coordinate system of the coverage; without polygons for a record that has none.
    pub shape: MultiPolygon<f64>,
}

/// One change to a coverage.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A parcel comes. It stands behind all others.
    Add(Parcel),
    /// The parcel at a position is another now: its record, its shape, or both.
    Replace(u32, Parcel),
    /// The parcel at a position goes. Its position stays empty, so that all others keep theirs.
    Remove(u32),
}

/// What changes brought about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// The positions of the parcels added, in the order of the changes.
    pub added: Vec<u32>,
    /// Findings that were not there before, sorted as in a check. One that is there still, but larger, elsewhere or
    /// about other parcels, is among the closed and among the opened.
    pub opened: Vec<Finding>,
    /// Findings that are there no more, as they were.
    pub closed: Vec<Finding>,
}

/// Why a coverage could not be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// There is no parcel at that position, or no more.
    #[error("change {change} is about parcel {parcel}, but there is no such parcel")]
    NoSuchParcel {
        /// Which of the changes, the first being zero.
        change: usize,
        /// The position it names.
        parcel: u32,
    },
}
