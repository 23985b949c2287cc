//! Rows that contradict each other: two certificates of one parcel, two areas of one certificate and parcel.

use super::decide::Decision;
use super::outcome::{LinkReason, LinkStatus};
use super::probable::Row;
use super::written::skeleton;
use crate::CertificateEntry;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

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
        let claims = of_parcel.iter().map(|&(_, serial, row)| (serial, rows[row].entry, row));
        contradictory.extend(rivals(claims).into_iter().map(|row| (row, LinkReason::SecondCertificate)));
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

/// The rows of one parcel whose certificates exclude each other; `claims` are its certificates with their rows.
///
/// Flats of one building have each a certificate of its own for the same parcel, and so may those have who use a parcel in
/// common.
pub(super) fn rivals<'a, Row>(
    claims: impl Iterator<Item = (&'a str, &'a CertificateEntry, Row)>,
) -> Vec<Row> {
    let of_ground: Vec<_> = claims.filter(|(_, entry, _)| !entry.is_of_flat).collect();
    let are_several = of_ground.iter().any(|claim| claim.0 != of_ground[0].0);
    if are_several && !of_ground.iter().all(|(_, entry, _)| entry.is_in_common()) {
        of_ground.into_iter().map(|(_, _, row)| row).collect()
    } else {
        Vec::new()
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

/// A serial without its dress; none of a certificate that was never issued: clerks write `CHUACOGIAY_…`, `Chưa cấp`, `-` or
/// `0` then, which make no certificate.
pub(super) fn certificate(serial: &str) -> Option<String> {
    let bare: String = serial.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let capitals = bare.to_uppercase();
    let folded: String = capitals.nfd().filter(char::is_ascii_alphanumeric).collect();
    let has_number = capitals.chars().any(|letter| letter.is_ascii_digit() && letter != '0');
    let is_none = ["CHUA", "KHONG"].iter().any(|word| folded.starts_with(word));
    (has_number && !is_none).then(|| skeleton(&capitals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_were_never_issued_are_none() {
        for none in ["CHUACOGIAY_06211_1_2", "Chưa cấp GCN 1", "không có", "-", "0", "", "GCN"] {
            assert_eq!(certificate(none), None, "{none}");
        }
        assert_eq!(certificate("AB 000123"), certificate("ab000123"));
        assert!(certificate("W 000123").is_some());
    }
}
