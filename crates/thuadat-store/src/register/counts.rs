//! How many rows of registers and lists there are, or were.

use super::table::{number, select};
use crate::database::schema::record;
use crate::database::{AnyConnection, DatabaseError};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;

/// How many rows of registers and lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DocumentCounts {
    /// Registers, a worksheet each.
    pub registers: i64,
    /// Their entries.
    pub entries: i64,
    /// The certificates these are of.
    pub certificates: i64,
    /// Entries that belong to parcels.
    pub linked: i64,
    /// Entries a person decided of.
    pub decided: i64,
    /// Lines of lists of renumbered sheets and of communes that merged.
    pub list_lines: i64,
}

impl Store {
    /// How many rows of registers and lists there are now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn document_counts(&mut self) -> Result<DocumentCounts, DatabaseError> {
        Ok(counts(&mut self.connection, "ended_by_record IS NULL")?)
    }

    /// How many there were at a moment, that of a record included.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn document_counts_at(&mut self, moment: &Timestamp) -> Result<DocumentCounts, DatabaseError> {
        // Records follow each other in time, so that those of a moment are those up to one of them.
        let last: Option<i64> = record::table
            .select(record::id)
            .filter(record::recorded_at.le(moment.as_str()))
            .order(record::id.desc())
            .first(&mut self.connection)
            .optional()?;
        let last = last.unwrap_or_default();
        let alive = format!("record_id <= {last} AND (ended_by_record IS NULL OR ended_by_record > {last})");
        Ok(counts(&mut self.connection, &alive)?)
    }
}

/// Of the rows that meet a condition.
fn counts(connection: &mut AnyConnection, alive: &str) -> QueryResult<DocumentCounts> {
    let mut count = |what: &str, table: &str, more: &str| -> QueryResult<i64> {
        let query = format!("SELECT count({what}) FROM {table} WHERE {alive} {more}");
        Ok(number(&select(connection, &query)?))
    };
    let (entries, links) = ("certificate_entry", "certificate_link");
    Ok(DocumentCounts {
        registers: count("DISTINCT document_id", entries, "")?,
        entries: count("*", entries, "")?,
        certificates: count("DISTINCT certificate_id", entries, "")?,
        linked: count("DISTINCT entry_id", links, "AND status = 'linked'")?,
        decided: count("DISTINCT entry_id", links, "AND tier = 0")?,
        list_lines: count("*", "renumbered_sheet", "")? + count("*", "commune_change", "")?,
    })
}
