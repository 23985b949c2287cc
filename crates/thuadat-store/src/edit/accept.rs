//! Accepting a finding.

use super::{EditError, EditRefusal, EditRequest, Edited};
use crate::database::AnyConnection;
use crate::database::schema::finding_acceptance;
use crate::finding::{is_open, note_revision, state_under};
use crate::record::{Changes, Ledger, RecordKind};
use diesel::prelude::*;
use thuadat_core::FindingId;

pub(super) fn accept(
    connection: &mut AnyConnection,
    mut ledger: Ledger,
    request: &EditRequest<'_>,
    finding: FindingId,
) -> Result<Edited, EditError> {
    let id = finding.to_string();
    let before: Option<i64> = finding_acceptance::table
        .filter(finding_acceptance::finding_id.eq(&id))
        .filter(finding_acceptance::withdrawn_by_record.is_null())
        .select(finding_acceptance::record_id)
        .first(connection)
        .optional()?;
    if let Some(record) = before {
        return Err(EditRefusal::AcceptedBefore { finding, record }.into());
    }
    if !is_open(connection, finding)? {
        return Err(EditRefusal::NoSuchFinding { finding }.into());
    }
    let are_findings_kept = state_under(connection, ledger.revision(), request.profile)?.is_some();
    let kind = RecordKind::Accept;
    let record = ledger.begin_record(connection, kind, &request.author)?;
    let row = (finding_acceptance::finding_id.eq(&id), finding_acceptance::record_id.eq(record));
    diesel::insert_into(finding_acceptance::table).values(row).execute(connection)?;
    let mut changes = Changes::default();
    changes.accept(id);
    if are_findings_kept {
        note_revision(connection, ledger.revision() + 1)?;
    }
    ledger.seal(connection, kind, &request.author, changes)?;
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
