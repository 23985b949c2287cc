//! Rows of one certificate and parcel, as those of a couple, of which a person decided one.

use super::decide::{Decision, MOST_CANDIDATES};
use super::outcome::{LinkReason, LinkStatus};
use super::probable::{Row, Weigher};
use super::{DecidedRow, LinkInput, Tier};
use std::collections::{BTreeSet, HashMap};

/// Leaves to people every row that says of its parcel what a decided one says and came elsewhere: what the person decided of is its
/// first candidate. Nothing is decided for it, as the rows of one paper may still be told apart by what no register says.
pub(super) fn leave_open(
    input: &LinkInput<'_>,
    weigher: &Weigher<'_>,
    rows: &[Row<'_>],
    decisions: &mut [Decision],
) {
    if input.decided.is_empty() {
        return;
    }
    let fingerprint =
        |row: &DecidedRow| input.registers[row.register as usize].entries[row.entry as usize].fingerprint();
    let of_paper: HashMap<u64, &DecidedRow> =
        input.decided.iter().map(|row| (fingerprint(row), row)).collect();
    for (row, decision) in rows.iter().zip(decisions) {
        if decision.tier == Some(Tier::Person) {
            continue;
        }
        let decided = of_paper.get(&row.entry.fingerprint());
        if let Some(decided) = decided.filter(|decided| is_elsewhere(decision, decided)) {
            let own = std::mem::take(&mut decision.parcels).into_iter().chain(decision.candidates.clone());
            let mut candidates: Vec<u32> = Vec::new();
            for parcel in decided.parcels.iter().copied().chain(own) {
                if !candidates.contains(&parcel) && candidates.len() < MOST_CANDIDATES {
                    candidates.push(parcel);
                }
            }
            let basis = match decided.parcels.first() {
                Some(&first) => weigher.basis(row, first, &decided.parcels),
                None => decision.basis,
            };
            *decision = Decision {
                status: LinkStatus::Ambiguous,
                tier: None,
                parcels: Vec::new(),
                candidates,
                reason: Some(LinkReason::OtherRowDecided),
                basis,
                from: 0,
                open: None,
            };
        }
    }
}

fn is_elsewhere(decision: &Decision, decided: &DecidedRow) -> bool {
    let set = |parcels: &[u32]| parcels.iter().copied().collect::<BTreeSet<u32>>();
    match decision.status {
        LinkStatus::Linked => set(&decision.parcels) != set(&decided.parcels),
        LinkStatus::Unlinked => !decided.parcels.is_empty(),
        LinkStatus::Ambiguous | LinkStatus::Conflict => true,
    }
}
