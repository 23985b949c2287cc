//! Findings kept with the parcels: what a check of everything found, and what each edit since opened and closed.
//!
//! Kept are the findings of rules that depend on nothing but what is near ([`thuadat_core::about_what_is_near`]), and of gaps those no
//! larger than [`LARGEST_KEPT_GAP_M`]: so a check of the neighbourhood of an edit tells what a check of everything would, however many
//! parcels there are. Parcels of different coordinate systems are not compared.

mod keep;
mod state;
mod table;

pub(crate) use keep::found_among;
pub use keep::{FindingsError, FindingsProof, FindingsSaved};
pub use state::FindingState;
pub(crate) use state::{keep_up, note_revision, state_under};
pub(crate) use table::{close, is_open, open};

use crate::geometry::encode_geometry;
use geo::{BoundingRect, Coord, Geometry};
use thuadat_core::{Finding, FindingId, Message, Rule, Severity};

/// Gaps that reach farther than this to any side, in metres, are not kept: they can come and go by an edit far away.
pub const LARGEST_KEPT_GAP_M: f64 = 100.0;

/// A finding as a store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFinding {
    /// The same in every check as long as place, rule and parcels are the same.
    pub id: FindingId,
    /// The public id of its rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, where, and what to do.
    pub message: Message,
    /// The parcels it concerns, ascending.
    pub parcels: Vec<i64>,
    /// EPSG code of the coordinate system its place stands in.
    pub epsg: u32,
    /// A point to look at.
    pub at: Option<Coord<f64>>,
    /// Area of the evidence.
    pub area_m2: Option<f64>,
    /// Width of the evidence.
    pub width_m: Option<f64>,
    /// The evidence in well-known binary.
    pub wkb: Option<Vec<u8>>,
    /// The record that brought it about; none where a check of everything found it.
    pub opened_by: Option<i64>,
}

impl KeptFinding {
    /// A finding about parcels, given by their numbers in the store.
    pub(crate) fn new(finding: Finding, ids: &[i64], epsg: u32) -> Self {
        let mut parcels: Vec<i64> = finding.parcels.iter().map(|&parcel| ids[parcel as usize]).collect();
        parcels.sort_unstable();
        parcels.dedup();
        Self {
            id: finding.id,
            rule: finding.rule.id().to_owned(),
            severity: finding.severity,
            message: finding.message,
            parcels,
            epsg,
            at: finding.at,
            area_m2: finding.area_m2,
            width_m: finding.width_m,
            wkb: finding.geometry.as_ref().map(encode_geometry),
            opened_by: None,
        }
    }

    /// Whether it says the same, whatever brought it about.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { opened_by: None, ..self.clone() } == Self { opened_by: None, ..other.clone() }
    }
}

/// Whether a finding is of those a store keeps.
pub(crate) fn is_kept(finding: &Finding) -> bool {
    finding.rule != Rule::Gap || finding.geometry.as_ref().is_none_or(is_small)
}

fn is_small(gap: &Geometry<f64>) -> bool {
    gap.bounding_rect()
        .is_none_or(|bounds| bounds.width() <= LARGEST_KEPT_GAP_M && bounds.height() <= LARGEST_KEPT_GAP_M)
}
