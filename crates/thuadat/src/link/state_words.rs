//! The states of parcels in words, and what is counted of each parcel.

use super::LinkRun;
use thuadat_core::link::{ParcelState, parcel_states};
use thuadat_core::{LinkStatus, Message, Severity};

/// A state in words.
pub(super) const fn title(state: ParcelState) -> Message<&'static str> {
    let (vi, en) = match state {
        ParcelState::Linked => ("Có giấy đã ghép", "Certificate linked"),
        ParcelState::InConflict => ("Giấy mâu thuẫn", "Contradictory certificates"),
        ParcelState::InQuestion => ("Giấy chưa rõ, cần người xem", "Certificate to be looked at"),
        ParcelState::WithoutCertificate => ("Chưa có giấy trong sổ", "Without certificate"),
        ParcelState::Public => ("Đường, kênh, sông", "Road or water"),
    };
    Message { vi, en }
}

/// What linking says of one parcel.
#[derive(Debug, Clone, Default)]
pub(super) struct ParcelConcern {
    pub(super) state: ParcelState,
    /// Rows that belong to it.
    pub(super) rows: i64,
    pub(super) findings: i64,
    pub(super) worst: Option<Severity>,
    pub(super) rules: Vec<&'static str>,
}

/// What linking says of each parcel, in the order of the map.
pub(super) fn concerns(run: &LinkRun) -> Vec<ParcelConcern> {
    let states = parcel_states(&run.input(), &run.linkage);
    let mut concerns: Vec<ParcelConcern> =
        states.into_iter().map(|state| ParcelConcern { state, ..ParcelConcern::default() }).collect();
    for row in run.linkage.rows.iter().filter(|row| row.status == LinkStatus::Linked) {
        for &parcel in &row.parcels {
            concerns[parcel as usize].rows += 1;
        }
    }
    for found in &run.certificates.findings {
        for &parcel in &found.finding.parcels {
            let concern = &mut concerns[parcel as usize];
            concern.findings += 1;
            concern.worst = concern.worst.max(Some(found.finding.severity));
            if !concern.rules.contains(&found.finding.rule.id()) {
                concern.rules.push(found.finding.rule.id());
            }
        }
    }
    concerns
}
