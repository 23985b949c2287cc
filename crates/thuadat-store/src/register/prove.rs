//! Whether registers and links are what was recorded.

use super::entry::{entries_of, entry_hash};
use super::table::{AT_ONCE, Cells, ENTRY, number, select};
use crate::database::AnyConnection;
use crate::record::VerifyFault;
use diesel::QueryResult;
use thuadat_core::Observer;

/// Links that stand of entries or parcels that do not, or that say two things at once.
const WRONG_LINKS: &str = "
    SELECT l.entry_id FROM certificate_link l WHERE l.ended_by_record IS NULL AND (
        NOT EXISTS (SELECT 1 FROM certificate_entry e WHERE e.id = l.entry_id AND e.ended_by_record IS NULL)
        OR (l.parcel_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.id = l.parcel_id))
        OR (l.status = 'linked' AND l.parcel_id IS NULL)
        OR EXISTS (SELECT 1 FROM certificate_link o WHERE o.entry_id = l.entry_id AND o.ended_by_record IS NULL
            AND o.record_id <> l.record_id))
    UNION SELECT id FROM certificate_entry WHERE ended_by_record IS NULL GROUP BY id HAVING count(*) > 1";

/// What is amiss. None where the observer asks to stop.
pub(crate) fn document_faults(
    connection: &mut AnyConnection,
    observer: &dyn Observer,
) -> QueryResult<Option<Vec<VerifyFault>>> {
    let mut faults = Vec::new();
    let end = ENTRY.next_id(connection)?;
    let mut from = number(&select(connection, "SELECT coalesce(min(id), 0) FROM certificate_entry")?);
    while from < end {
        if observer.is_interrupted() {
            return Ok(None);
        }
        let to = from.saturating_add(AT_ONCE as i64);
        for kept in entries_of(connection, &format!("e.id >= {from} AND e.id < {to}"))? {
            if entry_hash(&kept.entry).0[..] != kept.hash[..] {
                faults.push(VerifyFault::ChangedEntry { entry: kept.id, version: kept.version });
            }
        }
        from = to;
    }
    let wrong = select(connection, WRONG_LINKS)?.into_iter().map(|row| Cells::from(row).id());
    faults.extend(wrong.map(|entry| VerifyFault::WrongLink { entry }));
    Ok(Some(faults))
}
