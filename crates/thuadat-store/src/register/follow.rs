//! What becomes of links when parcels change: a link never outlives its parcel.
//!
//! Where parcels merge, the land of each is in the one they become, and links go along. Where a parcel is split or retired nobody can
//! tell, so links end, and the entries are told.

use super::links::{LinkRow, begin_links, end_links, links_begun_by, links_ended_by, present_links};
use super::read::last_places;
use super::table::{Cells, listed, select};
use crate::database::AnyConnection;
use crate::edit::{EditedLink, LinkChange};
use diesel::QueryResult;
use std::collections::{BTreeMap, BTreeSet};

/// More parcels than this are looked for the other way round: which links name none that is there.
const FEW: usize = 500;

/// Ends the links of parcels that ended, or moves them to the one parcels merged into.
pub(crate) fn follow_parcels(
    connection: &mut AnyConnection,
    ended: &[i64],
    merged_into: Option<i64>,
    record: i64,
) -> QueryResult<Vec<EditedLink>> {
    let gone: BTreeSet<i64> = ended.iter().copied().collect();
    let touched = match ended.len() {
        0 => return Ok(Vec::new()),
        1..=FEW => present_links(connection, &format!("parcel_id IN ({})", listed(ended)))?,
        _ => {
            let mut all = present_links(connection, "parcel_id IS NOT NULL")?;
            all.retain(|link| link.parcel.is_some_and(|parcel| gone.contains(&parcel)));
            all
        }
    };
    let entries: BTreeSet<i64> = touched.iter().map(|link| link.entry).collect();
    let by_entry = present_of(connection, &entries)?;
    let (mut begun, mut changes) = (Vec::new(), BTreeMap::new());
    for (&entry, rows) in &by_entry {
        let is_linked = rows.iter().all(|row| row.status == "linked");
        let change = match merged_into {
            Some(child) if is_linked => {
                begun.extend(moved(rows, &gone, child));
                LinkChange::Moved
            }
            _ if rows.iter().any(LinkRow::is_decided) => LinkChange::EndedDecision,
            _ => LinkChange::Ended,
        };
        changes.insert(entry, change);
    }
    let ids: Vec<i64> = by_entry.values().flatten().map(|row| row.id).collect();
    end_links(connection, &ids, record)?;
    begin_links(connection, begun, record)?;
    told(connection, changes)
}

/// The same links with the parcel others merged into in their place, once.
fn moved(rows: &[LinkRow], gone: &BTreeSet<i64>, child: i64) -> Vec<LinkRow> {
    let mut parcels: Vec<i64> = Vec::new();
    for parcel in rows.iter().filter_map(|row| row.parcel) {
        let parcel = if gone.contains(&parcel) { child } else { parcel };
        if !parcels.contains(&parcel) {
            parcels.push(parcel);
        }
    }
    let row = |(position, parcel): (i64, i64)| LinkRow {
        position,
        parcel: Some(parcel),
        evidence: with_merger(&rows[0].evidence),
        ..rows[0].clone()
    };
    (0..).zip(parcels).map(row).collect()
}

const MERGER: &str = "merger";

fn with_merger(evidence: &str) -> String {
    match evidence.split("; ").any(|fact| fact == MERGER) {
        true => evidence.to_owned(),
        false if evidence.is_empty() => MERGER.to_owned(),
        false => format!("{evidence}; {MERGER}"),
    }
}

/// Ends the links a record began, and begins again those it ended: of entries that are there, to parcels that are there, and of which
/// nobody decided since.
pub(crate) fn restore_links(
    connection: &mut AnyConnection,
    undone: i64,
    record: i64,
) -> QueryResult<Vec<EditedLink>> {
    let begun = begun_by(connection, undone)?;
    let standing = present_of(connection, &begun.keys().copied().collect())?;
    let mut changes: BTreeMap<i64, LinkChange> = BTreeMap::new();
    let mut gone = Vec::new();
    for (entry, links) in &begun {
        if let Some(present) = standing.get(entry).filter(|present| say_the_same(present, links)) {
            gone.extend(present.iter().map(|link| link.id));
            changes.insert(*entry, LinkChange::Ended);
        }
    }
    end_links(connection, &gone, record)?;
    let mut ended: BTreeMap<i64, Vec<LinkRow>> = BTreeMap::new();
    for link in links_ended_by(connection, undone)? {
        ended.entry(link.entry).or_default().push(link);
    }
    let entries: BTreeSet<i64> = ended.keys().copied().collect();
    let answered = present_of(connection, &entries)?;
    let there = present_ids(connection, "certificate_entry", "ended_by_record IS NULL", &entries)?;
    let parcels: BTreeSet<i64> = ended.values().flatten().filter_map(|link| link.parcel).collect();
    let parcels = present_ids(connection, "parcel", "1 = 1", &parcels)?;
    let mut again = Vec::new();
    for (entry, links) in ended {
        let is_whole = links.iter().all(|link| link.parcel.is_none_or(|parcel| parcels.contains(&parcel)));
        if is_whole && there.contains(&entry) && !answered.contains_key(&entry) {
            again.extend(links);
            changes.insert(entry, LinkChange::Restored);
        }
    }
    begin_links(connection, again, record)?;
    told(connection, changes)
}

/// An entry of which the links a record began do not stand as they began, and the record that changed them. Those that were
/// taken back meanwhile stand, under another record.
pub(super) fn changed_link(connection: &mut AnyConnection, undone: i64) -> QueryResult<Option<(i64, i64)>> {
    let begun = begun_by(connection, undone)?;
    let standing = present_of(connection, &begun.keys().copied().collect())?;
    let is_changed = |(entry, links): &(&i64, &Vec<LinkRow>)| {
        standing.get(entry).is_none_or(|present| !say_the_same(present, links))
    };
    let changed = begun.iter().find(is_changed);
    Ok(changed.map(|(entry, links)| (*entry, links.iter().find_map(|link| link.ended).unwrap_or(undone))))
}

fn say_the_same(present: &[LinkRow], begun: &[LinkRow]) -> bool {
    present.len() == begun.len() && present.iter().zip(begun).all(|(one, other)| one.says_the_same(other))
}

/// The links a record began by entry, in order.
fn begun_by(connection: &mut AnyConnection, record: i64) -> QueryResult<BTreeMap<i64, Vec<LinkRow>>> {
    let mut begun: BTreeMap<i64, Vec<LinkRow>> = BTreeMap::new();
    for link in links_begun_by(connection, record)? {
        begun.entry(link.entry).or_default().push(link);
    }
    for rows in begun.values_mut() {
        rows.sort_by_key(|row| row.position);
    }
    Ok(begun)
}

/// The links that stand of entries, in order.
fn present_of(
    connection: &mut AnyConnection,
    entries: &BTreeSet<i64>,
) -> QueryResult<BTreeMap<i64, Vec<LinkRow>>> {
    let mut found: BTreeMap<i64, Vec<LinkRow>> = BTreeMap::new();
    let entries: Vec<i64> = entries.iter().copied().collect();
    for entries in entries.chunks(super::AT_ONCE) {
        for link in present_links(connection, &format!("entry_id IN ({})", listed(entries)))? {
            found.entry(link.entry).or_default().push(link);
        }
    }
    for rows in found.values_mut() {
        rows.sort_by_key(|row| row.position);
    }
    Ok(found)
}

/// Which of these numbers a table has among its rows of a condition.
fn present_ids(
    connection: &mut AnyConnection,
    table: &str,
    condition: &str,
    ids: &BTreeSet<i64>,
) -> QueryResult<BTreeSet<i64>> {
    let ids: Vec<i64> = ids.iter().copied().collect();
    let mut found = BTreeSet::new();
    for ids in ids.chunks(super::AT_ONCE) {
        let query = format!("SELECT id FROM {table} WHERE {condition} AND id IN ({})", listed(ids));
        found.extend(select(connection, &query)?.into_iter().map(|row| Cells::from(row).id()));
    }
    Ok(found)
}

fn told(connection: &mut AnyConnection, changes: BTreeMap<i64, LinkChange>) -> QueryResult<Vec<EditedLink>> {
    let mut places = last_places(connection, &changes.keys().copied().collect::<Vec<_>>())?;
    let told = changes.into_iter();
    Ok(told.filter_map(|(id, change)| Some(EditedLink { entry: places.remove(&id)?, change })).collect())
}
