//! What people decide of entries of registers.

use super::plan::seen;
use super::{EditError, EditRefusal, Edited, EditedLink, LinkChange, SeenEntry, SeenParcel};
use crate::database::AnyConnection;
use crate::database::schema::record;
use crate::finding::keep_up;
use crate::record::{Author, Changes, Ledger, RecordKind};
use crate::register::{Cells, select};
use crate::register::{EntryPlace, LinkRow, begin_links, end_links, entry_place, last_change, present_links};
use crate::timestamp::Timestamp;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// Links an entry to parcels, whatever it was linked to.
pub(super) fn link(
    connection: &mut AnyConnection,
    ledger: Ledger,
    author: &Author,
    entry: SeenEntry,
    parcels: &[SeenParcel],
) -> Result<Edited, EditError> {
    let place = as_seen(connection, entry)?;
    if parcels.is_empty() {
        return Err(EditRefusal::TooFew { needed: 1, given: 0 }.into());
    }
    let parcels: Vec<i64> = seen(connection, parcels)?.iter().map(|parcel| parcel.stored.id).collect();
    decide(connection, ledger, (RecordKind::Link, author), place, parcels)
}

/// Takes parcels from an entry; what it is linked to beside them stays, as a person's decision.
pub(super) fn unlink(
    connection: &mut AnyConnection,
    ledger: Ledger,
    author: &Author,
    entry: SeenEntry,
    parcels: &[SeenParcel],
) -> Result<Edited, EditError> {
    let place = as_seen(connection, entry)?;
    let taken = seen(connection, parcels)?;
    let linked = linked_to(&present_links(connection, &format!("entry_id = {}", entry.id))?);
    let not_linked = taken.iter().find(|parcel| !linked.contains(&parcel.stored.id));
    if let Some(parcel) = not_linked {
        let (entry, parcel) = (place.to_string(), parcel.name());
        return Err(EditRefusal::NotLinked { entry, parcel }.into());
    }
    let is_left = |parcel: &i64| !taken.is_empty() && taken.iter().all(|taken| taken.stored.id != *parcel);
    let left = linked.into_iter().filter(is_left).collect();
    decide(connection, ledger, (RecordKind::Unlink, author), place, left)
}

/// Where an entry stands that nobody changed since it was seen.
fn as_seen(connection: &mut AnyConnection, seen: SeenEntry) -> Result<EntryPlace, EditError> {
    let no_such = || EditError::from(EditRefusal::NoSuchEntry { entry: seen.id });
    let place = entry_place(connection, seen.id)?.ok_or_else(no_such)?;
    let last = last_change(connection, seen.id)?.ok_or_else(no_such)?;
    if last != seen.record {
        let (author, at, reason): (String, String, String) = record::table
            .filter(record::id.eq(last))
            .select((record::author, record::recorded_at, record::reason))
            .first(connection)?;
        let at = at.parse().unwrap_or_else(|_| Timestamp::of_unix_milliseconds(0));
        let entry = place.to_string();
        return Err(EditError::EntryOvertaken { entry, seen: seen.record, record: last, author, at, reason });
    }
    present_version(connection, seen.id)?.ok_or_else(no_such)?;
    Ok(place)
}

/// The version an entry has; none where it ended.
fn present_version(connection: &mut AnyConnection, id: i64) -> QueryResult<Option<i64>> {
    let query = format!("SELECT version FROM certificate_entry WHERE id = {id} AND ended_by_record IS NULL");
    Ok(select(connection, &query)?.into_iter().next().and_then(|row| Cells::from(row).integer()))
}

fn linked_to(links: &[LinkRow]) -> Vec<i64> {
    links.iter().filter(|link| link.status == "linked").filter_map(|link| link.parcel).collect()
}

fn decide(
    connection: &mut AnyConnection,
    mut ledger: Ledger,
    (kind, author): (RecordKind, &Author),
    place: EntryPlace,
    parcels: Vec<i64>,
) -> Result<Edited, EditError> {
    let present = present_links(connection, &format!("entry_id = {}", place.id))?;
    let set = |parcels: &[i64]| parcels.iter().copied().collect::<BTreeSet<i64>>();
    let is_decided = !present.is_empty() && present.iter().all(LinkRow::is_decided);
    if is_decided && set(&linked_to(&present)) == set(&parcels) {
        return Err(EditRefusal::NothingToChange.into());
    }
    let version = present_version(connection, place.id)?
        .ok_or(EditError::Refused(EditRefusal::NoSuchEntry { entry: place.id }))?;
    let record = ledger.begin_record(connection, kind, author)?;
    end_links(connection, &present.iter().map(|link| link.id).collect::<Vec<_>>(), record)?;
    let change = if parcels.is_empty() { LinkChange::DecidedNone } else { LinkChange::Decided };
    let named: Vec<Option<i64>> =
        if parcels.is_empty() { vec![None] } else { parcels.into_iter().map(Some).collect() };
    let row = |(position, parcel): (i64, Option<i64>)| LinkRow {
        id: 0,
        entry: place.id,
        version,
        position,
        parcel,
        status: if parcel.is_some() { "linked" } else { "unlinked" }.to_owned(),
        tier: Some(0),
        score: 1.0,
        reason: parcel.is_none().then(|| "decided-none".to_owned()),
        evidence: "decision".to_owned(),
        record,
        ended: None,
    };
    begin_links(connection, (0..).zip(named).map(row).collect(), record)?;
    keep_up(connection, ledger.revision())?;
    ledger.seal(connection, kind, author, Changes::default())?;
    Ok(Edited {
        record,
        kind,
        parcels: Vec::new(),
        opened: Vec::new(),
        closed: Vec::new(),
        are_findings_kept: true,
        links: vec![EditedLink { entry: place, change }],
    })
}
