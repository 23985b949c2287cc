//! Records, as they were made.

use crate::database::schema::record;
use crate::database::{AnyConnection, DatabaseError};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;

/// A record: one lasting change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordInfo {
    /// Its number.
    pub id: i64,
    /// What kind of change it is, such as `split`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The record it took back.
    pub undoes: Option<i64>,
    /// The record that took it back.
    pub undone_by: Option<i64>,
}

type Row = (i64, String, String, String, String, Option<i64>);

impl Store {
    /// A record; none of that number.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn record(&mut self, id: i64) -> Result<Option<RecordInfo>, DatabaseError> {
        record_of(&mut self.connection, id)
    }

    /// The next `limit` records after a number, ascending.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn records_after(&mut self, after: i64, limit: i64) -> Result<Vec<RecordInfo>, DatabaseError> {
        let connection = &mut self.connection;
        let rows: Vec<Row> =
            record::table.filter(record::id.gt(after)).order(record::id).limit(limit).load(connection)?;
        rows.into_iter().map(|row| info(connection, row)).collect()
    }
}

pub(super) fn record_of(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<Option<RecordInfo>, DatabaseError> {
    let row: Option<Row> = record::table.filter(record::id.eq(id)).first(connection).optional()?;
    row.map(|row| info(connection, row)).transpose()
}

/// The record that took another back, and was not taken back itself.
pub(crate) fn undone_by(connection: &mut AnyConnection, id: i64) -> QueryResult<Option<i64>> {
    let undoing: Vec<i64> = record::table
        .filter(record::undoes.eq(id))
        .select(record::id)
        .order(record::id.desc())
        .load(connection)?;
    for by in undoing {
        if undone_by(connection, by)?.is_none() {
            return Ok(Some(by));
        }
    }
    Ok(None)
}

fn info(connection: &mut AnyConnection, row: Row) -> Result<RecordInfo, DatabaseError> {
    let (id, kind, at, author, reason, undoes) = row;
    let undone_by = undone_by(connection, id)?;
    let at = at.parse().map_err(|_| DatabaseError::Damaged { said: "a record has no moment".to_owned() })?;
    Ok(RecordInfo { id, kind, at, author, reason, undoes, undone_by })
}
