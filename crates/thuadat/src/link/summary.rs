//! The counts of a linking.

use super::LinkRun;
use super::convert::{advice, source, text};
use super::model::{ReasonSummary, Summary};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use thuadat_core::link::RowLink;
use thuadat_core::{LinkReason, LinkStatus};

/// So many rows of each reason are named.
const EXAMPLES: usize = 3;

pub(super) fn summarise(run: &LinkRun) -> Summary {
    let rows = &run.linkage.rows;
    let of = |status: LinkStatus| rows.iter().filter(|row| row.status == status).count();
    let mut linked_by_tier = [0; 3];
    let mut has_rows = vec![false; run.dataset.parcels.len()];
    for row in rows {
        if let Some(tier) = row.tier.filter(|_| row.status == LinkStatus::Linked) {
            linked_by_tier[usize::from(tier.number()) - 1] += 1;
        }
        for &parcel in &row.parcels {
            has_rows[parcel as usize] = true;
        }
    }
    let parcels_with_rows = has_rows.iter().filter(|has_rows| **has_rows).count();
    Summary {
        rows: rows.len(),
        linked: of(LinkStatus::Linked),
        ambiguous: of(LinkStatus::Ambiguous),
        conflict: of(LinkStatus::Conflict),
        unlinked: of(LinkStatus::Unlinked),
        linked_by_tier,
        by_reason: by_reason(run),
        findings: run.complaints.len(),
        parcels: has_rows.len(),
        parcels_with_rows,
        parcels_without_rows: has_rows.len() - parcels_with_rows,
        read_seconds: run.seconds.read,
        link_seconds: run.seconds.check,
        write_seconds: run.seconds.write,
    }
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
