//! What is known of the certificates of each parcel.

use super::forms::FORMS;
use crate::link::contradictions::certificate;
use crate::link::{LinkInput, LinkStatus, Linkage};
use crate::{ParcelRecord, land_uses};

/// What is known of the certificates of a parcel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParcelState {
    /// No row with a certificate speaks of it.
    #[default]
    WithoutCertificate,
    /// The same, of a road, a canal or a river, for which nobody holds one.
    Public,
    /// Only rows speak of it that are to be looked at.
    InQuestion,
    /// Only rows speak of it that contradict each other or the map.
    InConflict,
    /// A row with a certificate belongs to it.
    Linked,
}

impl ParcelState {
    /// Every state, in the order reports list them.
    pub const ALL: [Self; 5] =
        [Self::Linked, Self::InConflict, Self::InQuestion, Self::WithoutCertificate, Self::Public];

    /// The public name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::WithoutCertificate => "without-certificate",
            Self::Public => "public",
            Self::InQuestion => "in-question",
            Self::InConflict => "in-conflict",
            Self::Linked => "linked",
        }
    }
}

/// The state of every parcel, in the order of the map. Rows that say that no certificate was issued count for nothing.
///
/// # Panics
///
/// When the linkage is none of this input.
#[must_use]
pub fn parcel_states(input: &LinkInput<'_>, linkage: &Linkage) -> Vec<ParcelState> {
    let of_record = |record: &ParcelRecord| {
        if is_public(record) { ParcelState::Public } else { ParcelState::WithoutCertificate }
    };
    let mut states: Vec<ParcelState> = input.parcels.records.iter().map(of_record).collect();
    for row in &linkage.rows {
        let entry = &input.registers[row.register as usize].entries[row.entry as usize];
        if entry.serial.as_deref().is_some_and(|serial| certificate(serial).is_none()) {
            continue;
        }
        let (parcels, state) = match row.status {
            LinkStatus::Linked => (&row.parcels, ParcelState::Linked),
            LinkStatus::Conflict => (&row.candidates, ParcelState::InConflict),
            LinkStatus::Ambiguous | LinkStatus::Unlinked => (&row.candidates, ParcelState::InQuestion),
        };
        for &parcel in parcels {
            let known = &mut states[parcel as usize];
            *known = state.max(*known);
        }
    }
    states
}

fn is_public(record: &ParcelRecord) -> bool {
    let mut codes = land_uses(record.land_use.as_deref().unwrap_or_default()).peekable();
    codes.peek().is_some()
        && codes.all(|land_use| FORMS.public.contains(land_use.code.to_uppercase().as_str()))
}
