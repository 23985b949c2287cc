//! Taking a record back, with a new one.

use super::enact::enact;
use super::plan::{After, Before, Plan, as_they_are, name_of};
use super::{EditError, EditRefusal, EditRequest, Edited, EditedRole};
use crate::database::schema::{finding_acceptance, parcel, parcel_history, parcel_lineage, record};
use crate::database::{AnyConnection, DatabaseError};
use crate::finding::{note_revision, state_under};
use crate::query::{KeptParcels, ParcelRow, parcels_of_ids, row_columns};
use crate::record::{Changes, Ledger, RecordKind};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn undo(
    connection: &mut AnyConnection,
    ledger: Ledger,
    request: &EditRequest<'_>,
    undone: i64,
) -> Result<Edited, EditError> {
    let kind: Option<String> =
        record::table.filter(record::id.eq(undone)).select(record::kind).first(connection).optional()?;
    let Some(kind) = kind else { return Err(EditRefusal::NoSuchRecord { record: undone }.into()) };
    let by: Option<i64> =
        record::table.filter(record::undoes.eq(undone)).select(record::id).first(connection).optional()?;
    if let Some(by) = by {
        return Err(EditRefusal::UndoneBefore { record: undone, by }.into());
    }
    if kind == RecordKind::Accept.id() {
        return withdraw(connection, ledger, request, undone);
    }
    let plan = plan(connection, undone)?;
    if plan.before.is_empty() && plan.after.is_empty() {
        return Err(EditRefusal::UndoesAcceptance { record: undone }.into());
    }
    enact(connection, ledger, request, plan)
}

/// What the record began ends, and what it ended begins again.
fn plan(connection: &mut AnyConnection, undone: i64) -> Result<Plan, EditError> {
    require_untouched(connection, undone)?;
    let begun: Vec<i64> = parcel::table
        .filter(parcel::record_id.eq(undone))
        .select(parcel::id)
        .order(parcel::id)
        .load(connection)?;
    let begun = as_they_are(&parcels_of_ids(connection, &begun)?);
    let ended = as_they_are(&ended_by(connection, undone)?);
    let present: BTreeMap<i64, i64> =
        begun.iter().map(|before| (before.stored.id, before.stored.version)).collect();
    let revived = |before: Before| {
        let last = present.get(&before.stored.id).copied().unwrap_or(before.stored.version);
        After {
            id: before.stored.id,
            version: last + 1,
            record: before.stored.facts,
            shape: before.shape,
            source: before.stored.source,
            role: EditedRole::Named,
        }
    };
    let epsg = begun.iter().chain(&ended).next().map_or(0, |before| before.stored.epsg);
    let after: Vec<After> = ended.into_iter().map(revived).collect();
    let kin: Vec<(i64, i64)> = parcel_lineage::table
        .filter(parcel_lineage::record_id.eq(undone))
        .select((parcel_lineage::child_id, parcel_lineage::parent_id))
        .order((parcel_lineage::child_id, parcel_lineage::parent_id))
        .load(connection)?;
    Ok(Plan {
        undoes: Some(undone),
        epsg,
        lineage: kin,
        ..Plan::of(RecordKind::Undo, begun, after)
    })
}

/// The versions a record ended.
fn ended_by(connection: &mut AnyConnection, record: i64) -> Result<KeptParcels, DatabaseError> {
    let dialect = connection.dialect();
    let rows: Vec<ParcelRow> = parcel_history::table
        .select(row_columns!(parcel_history, dialect.shape("geom")))
        .filter(parcel_history::ended_by_record.eq(record))
        .order(parcel_history::id)
        .load(connection)?;
    KeptParcels::of_rows(rows, dialect)
}

/// No version the record began has ended, and no parcel it ended is there again.
fn require_untouched(connection: &mut AnyConnection, undone: i64) -> Result<(), EditError> {
    let later: Option<(i64, i64)> = parcel_history::table
        .filter(parcel_history::record_id.eq(undone))
        .select((parcel_history::id, parcel_history::ended_by_record))
        .order((parcel_history::ended_by_record, parcel_history::id))
        .first(connection)
        .optional()?;
    let later = match later {
        Some(later) => Some(later),
        None => {
            let ended: Vec<i64> = parcel_history::table
                .filter(parcel_history::ended_by_record.eq(undone))
                .select(parcel_history::id)
                .load(connection)?;
            let mut later = None;
            for id in ended {
                later = parcel::table
                    .filter(parcel::id.eq(id).and(parcel::record_id.ne(undone)))
                    .select((parcel::id, parcel::record_id))
                    .first(connection)
                    .optional()?;
                if later.is_some() {
                    break;
                }
            }
            later
        }
    };
    let Some((id, later)) = later else { return Ok(()) };
    let dialect = connection.dialect();
    let rows: Vec<ParcelRow> = parcel_history::table
        .select(row_columns!(parcel_history, dialect.shape("geom")))
        .filter(parcel_history::id.eq(id))
        .order(parcel_history::version.desc())
        .limit(1)
        .load(connection)?;
    let kept = KeptParcels::of_rows(rows, dialect)?;
    let parcel = kept.stored.first().map(|stored| name_of(&stored.facts)).unwrap_or_default();
    Err(EditRefusal::ChangedSince { record: undone, parcel, later }.into())
}

/// Takes the acceptance of a finding back.
fn withdraw(
    connection: &mut AnyConnection,
    mut ledger: Ledger,
    request: &EditRequest<'_>,
    undone: i64,
) -> Result<Edited, EditError> {
    let are_findings_kept = state_under(connection, ledger.revision(), request.profile)?.is_some();
    let findings: BTreeSet<String> = finding_acceptance::table
        .filter(finding_acceptance::record_id.eq(undone))
        .select(finding_acceptance::finding_id)
        .load(connection)?
        .into_iter()
        .collect();
    let kind = RecordKind::Undo;
    let record = ledger.begin_undoing(connection, kind, &request.author, Some(undone))?;
    diesel::update(finding_acceptance::table.filter(finding_acceptance::record_id.eq(undone)))
        .set(finding_acceptance::withdrawn_by_record.eq(record))
        .execute(connection)?;
    let mut changes = Changes::default();
    findings.into_iter().for_each(|finding| changes.withdraw(finding));
    if are_findings_kept {
        note_revision(connection, ledger.revision() + 1)?;
    }
    ledger.seal_undoing(connection, kind, &request.author, Some(undone), changes)?;
    Ok(Edited {
        record,
        kind,
        parcels: Vec::new(),
        opened: Vec::new(),
        closed: Vec::new(),
        are_findings_kept,
    })
}
