//! Rows that contradict each other: two certificates of one parcel, two areas of one certificate and parcel.

use super::decide::Decision;
use super::outcome::{LinkReason, LinkStatus};
use super::probable::Row;
use super::written::skeleton;

/// The serial of a certificate that was never issued begins so.
const NO_CERTIFICATE: &str = "CHUACOGIAY";

/// Names the contradictions between linked rows. Such rows are linked no more: their parcels are candidates.
pub(super) fn name(rows: &[Row<'_>], decisions: &mut [Decision], rounding_m2: f64) {
    let serials: Vec<Option<String>> =
        rows.iter().map(|row| row.entry.serial.as_deref().and_then(certificate)).collect();
    let mut linked: Vec<(u32, &str, usize)> = Vec::new();
    for (position, decision) in decisions.iter().enumerate() {
        let of_row = decision.status == LinkStatus::Linked;
        let Some(serial) = serials[position].as_deref().filter(|_| of_row) else { continue };
        linked.extend(decision.parcels.iter().map(|&parcel| (parcel, serial, position)));
    }
    linked.sort_unstable();
    let mut contradictory: Vec<(usize, LinkReason)> = Vec::new();
    for of_parcel in linked.chunk_by(|one, other| one.0 == other.0) {
        if of_parcel.iter().any(|row| row.1 != of_parcel[0].1) {
            contradictory.extend(of_parcel.iter().map(|row| (row.2, LinkReason::SecondCertificate)));
            continue;
        }
        let same_parcels = |position: usize| decisions[position].parcels == decisions[of_parcel[0].2].parcels;
        let areas =
            || of_parcel.iter().filter(|row| same_parcels(row.2)).filter_map(|row| rows[row.2].facts.area_m2);
        let (least, most) = areas()
            .fold((f64::INFINITY, 0.0_f64), |(least, most), area_m2| (least.min(area_m2), most.max(area_m2)));
        if most - least > rounding_m2 {
            contradictory.extend(of_parcel.iter().map(|row| (row.2, LinkReason::RowsDisagree)));
        }
    }
    for (position, reason) in contradictory {
        let decision = &mut decisions[position];
        if decision.status == LinkStatus::Linked {
            decision.status = LinkStatus::Conflict;
            decision.tier = None;
            decision.candidates = std::mem::take(&mut decision.parcels);
            decision.reason = Some(reason);
        }
    }
}

/// A serial without its dress; none of a certificate that was never issued.
fn certificate(serial: &str) -> Option<String> {
    let bare: String = serial.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let capitals = bare.to_uppercase();
    (!capitals.is_empty() && !capitals.starts_with(NO_CERTIFICATE)).then(|| skeleton(&capitals))
}
