//! Rows that contradict each other: two certificates of one parcel, two areas of one certificate and parcel.

use super::decide::Decision;
use super::outcome::{LinkReason, LinkStatus};
use super::probable::Row;
use super::written::skeleton;
use rayon::prelude::*;

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
    linked.par_sort_unstable();
    let mut contradictory: Vec<(usize, LinkReason)> = rows_that_disagree(rows, &serials, rounding_m2);
    for of_parcel in linked.chunk_by(|one, other| one.0 == other.0) {
        if of_parcel.iter().any(|row| row.1 != of_parcel[0].1) {
            contradictory.extend(of_parcel.iter().map(|row| (row.2, LinkReason::SecondCertificate)));
        }
    }
    for (position, reason) in contradictory {
        let decision = &mut decisions[position];
        if decision.status != LinkStatus::Conflict {
            decision.status = LinkStatus::Conflict;
            decision.tier = None;
            let parcels = std::mem::take(&mut decision.parcels);
            decision.candidates =
                if parcels.is_empty() { std::mem::take(&mut decision.candidates) } else { parcels };
            decision.reason = Some(reason);
        }
    }
}

/// Rows of one certificate with the same numbers and different areas.
fn rows_that_disagree(
    rows: &[Row<'_>],
    serials: &[Option<String>],
    rounding_m2: f64,
) -> Vec<(usize, LinkReason)> {
    let mut keyed: Vec<_> = rows
        .iter()
        .enumerate()
        .filter_map(|(position, row)| {
            let area_m2 = row.facts.area_m2?;
            let numbers = (&row.entry.printed, &row.entry.current);
            Some((serials[position].as_deref()?, numbers, row.entry.commune.as_deref(), position, area_m2))
        })
        .filter(|(_, (printed, current), ..)| printed.number.is_some() || current.number.is_some())
        .collect();
    keyed.par_sort_unstable_by(|one, other| {
        (one.0, one.1, one.2, one.3).cmp(&(other.0, other.1, other.2, other.3))
    });
    let mut disagree = Vec::new();
    for same in keyed.chunk_by(|one, other| (one.0, one.1, one.2) == (other.0, other.1, other.2)) {
        let least = same.iter().map(|row| row.4).fold(f64::INFINITY, f64::min);
        let most = same.iter().map(|row| row.4).fold(0.0, f64::max);
        if most - least > rounding_m2 {
            disagree.extend(same.iter().map(|row| (row.3, LinkReason::RowsDisagree)));
        }
    }
    disagree
}

/// A serial without its dress; none of a certificate that was never issued.
fn certificate(serial: &str) -> Option<String> {
    let bare: String = serial.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let capitals = bare.to_uppercase();
    (!capitals.is_empty() && !capitals.starts_with(NO_CERTIFICATE)).then(|| skeleton(&capitals))
}
