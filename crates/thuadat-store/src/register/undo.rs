//! Taking back what a record wrote of registers, lists and links.

use super::entry::{StoredEntry, entries_of};
use super::follow::{changed_link, restore_links};
use super::import::UnlinkedEntry;
use super::links::end_links_of_entries;
use super::read::entry_place;
use super::table::{COMMUNE_CHANGE, Cells, ENTRY, LINK, Layout, RENUMBERED, number, select};
use crate::copy::Cell;
use crate::database::AnyConnection;
use crate::edit::{EditError, EditRefusal, Edited, EditedLink, LinkChange};
use crate::finding::keep_up;
use crate::record::{Author, Changes, Ledger, RecordKind};
use diesel::QueryResult;
use std::collections::{BTreeMap, HashMap};

/// Whether a record wrote or ended anything of registers, lists or links.
pub(crate) fn begins_documents(connection: &mut AnyConnection, record: i64) -> QueryResult<bool> {
    for table in [&ENTRY, &RENUMBERED, &COMMUNE_CHANGE, &LINK] {
        let query = format!(
            "SELECT count(*) FROM {} WHERE record_id = {record} OR ended_by_record = {record}",
            table.name
        );
        if number(&select(connection, &query)?) > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a record back that changed registers, lists or links and no parcels.
pub(crate) fn undo_documents(
    connection: &mut AnyConnection,
    mut ledger: Ledger,
    author: &Author,
    undone: i64,
) -> Result<Edited, EditError> {
    let kind = RecordKind::Undo;
    let record = ledger.begin_undoing(connection, kind, author, Some(undone))?;
    require_untouched(connection, undone)?;
    let unlinked = undo_entries(connection, undone, record)?;
    for table in [&RENUMBERED, &COMMUNE_CHANGE] {
        undo_lines(connection, table, undone, record)?;
    }
    let mut links = restore_links(connection, undone, record)?;
    for UnlinkedEntry { entry, was_decided } in unlinked {
        if links.iter().all(|link| link.entry.id != entry.id) {
            let change = if was_decided { LinkChange::EndedDecision } else { LinkChange::Ended };
            links.push(EditedLink { entry, change });
        }
    }
    keep_up(connection, ledger.revision())?;
    ledger.seal_undoing(connection, kind, author, Some(undone), Changes::default())?;
    Ok(Edited {
        record,
        kind,
        parcels: Vec::new(),
        opened: Vec::new(),
        closed: Vec::new(),
        are_findings_kept: true,
        links,
    })
}

/// Refuses where what this record began does not stand as it began: a later record changed it, and was not taken back.
fn require_untouched(connection: &mut AnyConnection, undone: i64) -> Result<(), EditError> {
    let query = format!(
        "SELECT b.id, b.ended_by_record FROM certificate_entry b WHERE b.record_id = {undone} AND NOT EXISTS \
         (SELECT 1 FROM certificate_entry n WHERE n.id = b.id AND n.ended_by_record IS NULL \
         AND n.content_hash = b.content_hash AND n.source_row = b.source_row) ORDER BY b.ended_by_record LIMIT 1"
    );
    if let Some(row) = select(connection, &query)?.into_iter().next() {
        let mut cells = Cells::from(row);
        let (entry, later) = (cells.id(), cells.id());
        return Err(changed_since(connection, undone, entry, later)?);
    }
    if let Some((entry, later)) = changed_link(connection, undone)? {
        return Err(changed_since(connection, undone, entry, later)?);
    }
    Ok(())
}

fn changed_since(
    connection: &mut AnyConnection,
    record: i64,
    entry: i64,
    later: i64,
) -> Result<EditError, EditError> {
    let entry =
        entry_place(connection, entry)?.map_or_else(|| format!("#{entry}"), |place| place.to_string());
    Ok(EditRefusal::EntryChangedSince { record, entry, later }.into())
}

/// What the record began ends, and what it ended begins again. Answers which links ended with it.
fn undo_entries(
    connection: &mut AnyConnection,
    undone: i64,
    record: i64,
) -> Result<Vec<UnlinkedEntry>, EditError> {
    let begun = entries_of(connection, &format!("e.record_id = {undone}"))?;
    ENTRY.end(connection, &begun.iter().map(|entry| entry.id).collect::<Vec<_>>(), record)?;
    require_free_rows(connection, undone)?;
    let ended = entries_of(connection, &format!("e.ended_by_record = {undone}"))?;
    begin_again(connection, &ended, record)?;
    let again: BTreeMap<i64, u64> = ended.iter().map(|entry| (entry.id, entry.entry.fingerprint())).collect();
    let is_another = |entry: &&StoredEntry| again.get(&entry.id) != Some(&entry.entry.fingerprint());
    let others: Vec<i64> = begun.iter().filter(is_another).map(|entry| entry.id).collect();
    Ok(end_links_of_entries(connection, &others, record)?)
}

/// Refuses where another entry stands in a row that is to be again: a later import brought it.
fn require_free_rows(connection: &mut AnyConnection, undone: i64) -> Result<(), EditError> {
    let query = format!(
        "SELECT was.id, now.record_id FROM certificate_entry was JOIN certificate_entry now ON now.document_id = was.document_id \
         AND now.source_row = was.source_row AND now.ended_by_record IS NULL \
         WHERE was.ended_by_record = {undone} AND now.record_id > {undone} ORDER BY was.id LIMIT 1"
    );
    match select(connection, &query)?.into_iter().next() {
        None => Ok(()),
        Some(row) => {
            let mut cells = Cells::from(row);
            let (entry, later) = (cells.id(), cells.id());
            Err(changed_since(connection, undone, entry, later)?)
        }
    }
}

fn begin_again(connection: &mut AnyConnection, entries: &[StoredEntry], record: i64) -> QueryResult<()> {
    for was in entries {
        let version = number(&select(
            connection,
            &format!("SELECT max(version) + 1 FROM certificate_entry WHERE id = {}", was.id),
        )?);
        let (id, old) = (was.id, was.version);
        // Everything but the version and the record is copied where it stands.
        let statements = [
            format!(
                "INSERT INTO certificate_entry ({}) SELECT id, {version}, {}, {record}, NULL FROM certificate_entry \
                 WHERE id = {id} AND version = {old}",
                ENTRY.columns(),
                between(&ENTRY)
            ),
            format!(
                "INSERT INTO certificate_land_use (entry_id, entry_version, position, land_use, area_m2, origin, form, term) \
                 SELECT entry_id, {version}, position, land_use, area_m2, origin, form, term FROM certificate_land_use \
                 WHERE entry_id = {id} AND entry_version = {old}"
            ),
            format!(
                "INSERT INTO restricted_entry (entry_id, entry_version, holder_id, parcel_address) \
                 SELECT entry_id, {version}, holder_id, parcel_address FROM restricted_entry \
                 WHERE entry_id = {id} AND entry_version = {old}"
            ),
        ];
        for statement in statements {
            diesel::RunQueryDsl::execute(diesel::sql_query(statement), connection)?;
        }
    }
    Ok(())
}

/// The columns of a version between its number and its records.
fn between(table: &Layout) -> String {
    let columns = table.lasting_columns();
    let is_copied = |name: &&&str| !table.key.contains(name) && **name != "record_id";
    columns.iter().filter(is_copied).copied().collect::<Vec<_>>().join(", ")
}

fn undo_lines(
    connection: &mut AnyConnection,
    table: &Layout,
    undone: i64,
    record: i64,
) -> Result<(), EditError> {
    let begun = table.select(connection, &format!("record_id = {undone} ORDER BY id"))?;
    let mut present = Vec::new();
    if !begun.is_empty() {
        present = table.select(connection, "ended_by_record IS NULL ORDER BY id DESC")?;
    }
    // Of lines that say the same any will do.
    let mut standing: HashMap<String, Vec<i64>> = HashMap::new();
    for row in present {
        standing.entry(said(&row)).or_default().push(Cells::from(row).id());
    }
    let mut ended = Vec::with_capacity(begun.len());
    for row in begun {
        let Some(id) = standing.get_mut(&said(&row)).and_then(Vec::pop) else {
            let later = if let Some(Cell::Integer(later)) = row.last() { *later } else { undone };
            return Err(EditRefusal::ListChangedSince { record: undone, later }.into());
        };
        ended.push(id);
    }
    table.end(connection, &ended, record)?;
    let first = table.next_id(connection)?;
    let mut rows = table.select(connection, &format!("ended_by_record = {undone} ORDER BY id"))?;
    for (id, row) in (first..).zip(&mut rows) {
        let last = row.len() - 1;
        row[0] = Cell::Integer(id);
        row[last - 1] = Cell::Integer(record);
        row[last] = Cell::Null;
    }
    Ok(table.insert(connection, &rows)?)
}

/// What a line of a list says, without its number and its records.
fn said(row: &[Cell]) -> String {
    format!("{:?}", &row[1..row.len() - 2])
}
