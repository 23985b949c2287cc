//! The counts of a linking.

use super::LinkRun;
use super::convert::{advice, source, text};
use super::model::{ReasonSummary, SheetSummary, Summary};
use crate::report::SheetKey;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use thuadat_core::link::{ParcelState, RowLink, parcel_states};
use thuadat_core::{LinkReason, LinkStatus, Severity, Tier};

/// So many rows of each reason are named.
const EXAMPLES: usize = 3;

pub(super) fn summarise(run: &LinkRun) -> Summary {
    let rows = &run.linkage.rows;
    let of = |status: LinkStatus| rows.iter().filter(|row| row.status == status).count();
    let (mut linked_by_tier, mut decided) = ([0; 3], 0);
    let mut has_rows = vec![false; run.dataset.parcels.len()];
    for row in rows {
        decided += usize::from(row.tier == Some(Tier::Person));
        let place = row.tier.and_then(|tier| usize::from(tier.number()).checked_sub(1));
        if let Some(place) = place.filter(|_| row.status == LinkStatus::Linked) {
            linked_by_tier[place] += 1;
        }
        for &parcel in &row.parcels {
            has_rows[parcel as usize] = true;
        }
    }
    let parcels_with_rows = has_rows.iter().filter(|has_rows| **has_rows).count();
    let states = parcel_states(&run.input(), &run.linkage);
    let in_state = |state| states.iter().filter(|of_parcel| **of_parcel == state).count();
    let found = |severity| {
        run.certificates.findings.iter().filter(|found| found.finding.severity == severity).count()
    };
    Summary {
        rows: rows.len(),
        linked: of(LinkStatus::Linked),
        ambiguous: of(LinkStatus::Ambiguous),
        conflict: of(LinkStatus::Conflict),
        unlinked: of(LinkStatus::Unlinked),
        linked_by_tier,
        decided,
        by_reason: by_reason(run),
        findings: run.certificates.findings.len() + run.complaints.len(),
        errors: found(Severity::Error),
        // Every cell that could not be taken as it stands is one.
        warnings: found(Severity::Warning) + run.complaints.len(),
        notes: found(Severity::Note),
        parcels: has_rows.len(),
        parcels_with_rows,
        parcels_without_rows: has_rows.len() - parcels_with_rows,
        parcels_linked: in_state(ParcelState::Linked),
        parcels_in_conflict: in_state(ParcelState::InConflict),
        parcels_in_question: in_state(ParcelState::InQuestion),
        parcels_without_certificate: in_state(ParcelState::WithoutCertificate),
        parcels_public: in_state(ParcelState::Public),
        by_sheet: by_sheet(run, &states),
        read_seconds: run.seconds.read,
        link_seconds: run.seconds.check,
        write_seconds: run.seconds.write,
    }
}

/// The parcels of each sheet by what is known of their certificates; roads and water stand aside.
fn by_sheet(run: &LinkRun, states: &[ParcelState]) -> Vec<SheetSummary> {
    let mut sheets: BTreeMap<SheetKey<'_>, SheetSummary> = BTreeMap::new();
    for (record, state) in run.dataset.parcels.records.iter().zip(states) {
        let sheet = sheets.entry(SheetKey::of(&record.key)).or_insert_with(|| SheetSummary {
            commune: record.key.commune.as_deref().map(str::to_owned),
            sheet: record.key.sheet.as_deref().map(str::to_owned),
            ..SheetSummary::default()
        });
        sheet.parcels += 1;
        match state {
            ParcelState::Linked => sheet.linked += 1,
            ParcelState::InConflict => sheet.in_conflict += 1,
            ParcelState::InQuestion => sheet.in_question += 1,
            ParcelState::WithoutCertificate => sheet.without_certificate += 1,
            ParcelState::Public => sheet.public += 1,
        }
    }
    sheets.into_values().collect()
}

fn by_reason(run: &LinkRun) -> Vec<ReasonSummary> {
    let mut rows_of: BTreeMap<(LinkStatus, LinkReason), (usize, Vec<&RowLink>)> = BTreeMap::new();
    for row in &run.linkage.rows {
        for &reason in &row.reasons {
            let (count, examples) = rows_of.entry((row.status, reason)).or_default();
            *count += 1;
            if examples.len() < EXAMPLES {
                examples.push(row);
            }
        }
    }
    let mut ordered: Vec<_> = rows_of.into_iter().collect();
    ordered.sort_by_key(|((status, reason), (count, _))| (*status, Reverse(*count), *reason));
    ordered
        .into_iter()
        .map(|((status, reason), (rows, examples))| ReasonSummary {
            status: status.into(),
            code: reason.id().to_owned(),
            text: text(reason.title()),
            advice: advice(reason),
            rows,
            examples: examples.into_iter().map(|row| source(run, row)).collect(),
        })
        .collect()
}
