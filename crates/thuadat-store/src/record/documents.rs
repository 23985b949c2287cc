//! What a record wrote of registers, lists and links: it goes into the chain too.

use crate::copy::{Cell, TableHash};
use crate::database::AnyConnection;
use crate::register::{AT_ONCE, Cells, OF_RECORDS, select};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Appends a hash of the rows each record began and ended to the bytes of what it wrote beside parcels. Records that wrote none of
/// these tables have nothing appended.
pub(super) fn add_documents(
    connection: &mut AnyConnection,
    record: Option<i64>,
    found: &mut BTreeMap<i64, Vec<u8>>,
) -> QueryResult<()> {
    for (tag, table) in (0..).zip(OF_RECORDS) {
        let lasting = table.lasting_columns().join(", ");
        add(connection, (table.name, "record_id", &lasting), record, [tag, 0], found)?;
        if table.has_end() {
            add(connection, (table.name, "ended_by_record", &table.key.join(", ")), record, [tag, 1], found)?;
        }
    }
    Ok(())
}

/// Of the rows of a table by the record a column names, so many at once that memory does not matter.
fn add(
    connection: &mut AnyConnection,
    (table, column, columns): (&str, &str, &str),
    record: Option<i64>,
    tags: [u8; 2],
    found: &mut BTreeMap<i64, Vec<u8>>,
) -> QueryResult<()> {
    const TAG: u8 = 4;
    let of = record.map_or_else(|| format!("{column} IS NOT NULL"), |record| format!("{column} = {record}"));
    // As a sum, lest a database walk through all numbers for the first that is of the record.
    let range = format!("SELECT coalesce(min(id + 0), 0), coalesce(max(id + 0), -1) FROM {table} WHERE {of}");
    let range = select(connection, &range)?;
    let Some(mut range) = range.into_iter().next().map(Cells::from) else { return Ok(()) };
    let (mut from, last) = (range.id(), range.id());
    let mut hashes: BTreeMap<i64, TableHash> = BTreeMap::new();
    while from <= last {
        let to = from.saturating_add(AT_ONCE as i64);
        let query = format!(
            "SELECT {column} AS of_record, {columns} FROM {table} WHERE {of} AND id >= {from} AND id < {to}"
        );
        for row in select(connection, &query)? {
            if let Some(Cell::Integer(of)) = row.first() {
                hashes.entry(*of).or_default().add_all(&[row]);
            }
        }
        from = to;
    }
    for (of, hash) in hashes {
        let bytes = found.entry(of).or_default();
        bytes.push(TAG);
        bytes.extend(tags);
        bytes.extend(hash.rows.to_le_bytes());
        bytes.extend(hash.to_string().bytes());
    }
    Ok(())
}
