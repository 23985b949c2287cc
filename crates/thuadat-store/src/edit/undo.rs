//! Taking a record back, with a new one.

use super::enact::enact;
use super::plan::{After, Before, Plan, as_they_are};
use super::{EditError, EditRefusal, EditRequest, Edited, EditedRole};
use crate::database::schema::{finding_acceptance, parcel, parcel_history, parcel_lineage, record};
use crate::database::{AnyConnection, DatabaseError};
use crate::finding::{note_revision, state_under};
use crate::history::undone_by;
use crate::query::{KeptParcels, ParcelRow, parcels_of_ids, row_columns};
use crate::record::{Changes, Ledger, RecordKind};
use crate::register::{begins_documents, undo_documents};
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
    if let Some(by) = undone_by(connection, undone)? {
        return Err(EditRefusal::UndoneBefore { record: undone, by }.into());
    }
    if kind == RecordKind::Accept.id() {
        return withdraw(connection, ledger, request, undone);
    }
    let plan = plan(connection, undone)?;
    if plan.before.is_empty() && plan.after.is_empty() {
        if begins_documents(connection, undone)? {
            return undo_documents(connection, ledger, &request.author, undone);
        }
        return Err(EditRefusal::UndoesAcceptance { record: undone }.into());
    }
    enact(connection, ledger, request, plan)
}

/// What the record began ends, and what it ended begins again: as long as what it began still says the same, be it that later records
/// were taken back, and what it ended is not there again.
fn plan(connection: &mut AnyConnection, undone: i64) -> Result<Plan, EditError> {
    let mut begun = versions(connection, Which::BegunAndPresent(undone))?;
    begun.extend(versions(connection, Which::BegunAndEnded(undone))?);
    let ended = versions(connection, Which::EndedBy(undone))?;
    let ids: BTreeSet<i64> = begun.iter().chain(&ended).map(|before| before.stored.id).collect();
    let present: BTreeMap<i64, Before> =
        as_they_are(&parcels_of_ids(connection, &ids.into_iter().collect::<Vec<_>>())?)
            .into_iter()
            .map(|before| (before.stored.id, before))
            .collect();
    let begun_ids: BTreeSet<i64> = begun.iter().map(|before| before.stored.id).collect();
    for was in &begun {
        let is = present.get(&was.stored.id);
        if is.is_none_or(|is| is.stored.content_hash != was.stored.content_hash) {
            return Err(changed_since(connection, undone, was, is)?);
        }
    }
    if let Some(again) = ended
        .iter()
        .find_map(|was| present.get(&was.stored.id).filter(|_| !begun_ids.contains(&was.stored.id)))
    {
        return Err(changed_since(connection, undone, again, Some(again))?);
    }
    let systems: BTreeSet<u32> = begun.iter().chain(&ended).map(|before| before.stored.epsg).collect();
    if systems.len() > 1 {
        let held = systems.iter().map(|epsg| format!("EPSG:{epsg}")).collect::<Vec<_>>().join(", ");
        return Err(EditRefusal::OtherCrs { record: undone, held }.into());
    }
    let epsg = systems.first().copied().unwrap_or_default();
    let restored = ended.iter().map(|before| before.stored.content_hash).collect();
    let mut after = Vec::with_capacity(ended.len());
    for Before { stored, shape } in ended {
        let last = match present.get(&stored.id) {
            Some(present) => present.stored.version,
            None => last_version(connection, stored.id)?,
        };
        let (id, source, record) = (stored.id, stored.source, stored.facts);
        after.push(After { id, version: last + 1, record, shape, source, role: EditedRole::Named });
    }
    let kin: Vec<(i64, i64)> = parcel_lineage::table
        .filter(parcel_lineage::record_id.eq(undone))
        .select((parcel_lineage::child_id, parcel_lineage::parent_id))
        .order((parcel_lineage::child_id, parcel_lineage::parent_id))
        .load(connection)?;
    let before: Vec<Before> = present.into_values().collect();
    let undoes = Some((undone, restored));
    Ok(Plan { undoes, epsg, lineage: kin, ..Plan::of(RecordKind::Undo, before, after) })
}

/// Versions by the record that began or ended them.
#[derive(Clone, Copy)]
enum Which {
    BegunAndPresent(i64),
    BegunAndEnded(i64),
    EndedBy(i64),
}

fn versions(connection: &mut AnyConnection, which: Which) -> Result<Vec<Before>, DatabaseError> {
    let dialect = connection.dialect();
    let of_history = || parcel_history::table.select(row_columns!(parcel_history, dialect.shape("geom")));
    let rows: Vec<ParcelRow> = match which {
        Which::BegunAndPresent(record) => parcel::table
            .select(row_columns!(parcel, dialect.shape("geom")))
            .filter(parcel::record_id.eq(record))
            .order(parcel::id)
            .load(connection)?,
        Which::BegunAndEnded(record) => of_history()
            .filter(parcel_history::record_id.eq(record))
            .order(parcel_history::id)
            .load(connection)?,
        Which::EndedBy(record) => of_history()
            .filter(parcel_history::ended_by_record.eq(record))
            .order(parcel_history::id)
            .load(connection)?,
    };
    Ok(as_they_are(&KeptParcels::of_rows(rows, dialect)?))
}

fn last_version(connection: &mut AnyConnection, id: i64) -> QueryResult<i64> {
    parcel_history::table
        .filter(parcel_history::id.eq(id))
        .select(parcel_history::version)
        .order(parcel_history::version.desc())
        .first(connection)
}

/// What is in the way of an undoing: the record that made the parcel what it is, or ended it.
fn changed_since(
    connection: &mut AnyConnection,
    undone: i64,
    was: &Before,
    is: Option<&Before>,
) -> Result<EditError, EditError> {
    let later = match is {
        Some(is) => is.stored.record,
        None => parcel_history::table
            .filter(parcel_history::id.eq(was.stored.id))
            .select(parcel_history::ended_by_record)
            .order(parcel_history::version.desc())
            .first(connection)?,
    };
    Ok(EditRefusal::ChangedSince { record: undone, parcel: was.name(), later }.into())
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
    for finding in findings {
        changes.withdraw(finding);
    }
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
        links: Vec::new(),
    })
}
