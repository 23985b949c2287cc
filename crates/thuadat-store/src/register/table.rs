//! The tables of registers and links, their columns in order, and rows of them.

use crate::copy::{AnyRow, Cell, Column, Kind, Table, insert};
use crate::database::AnyConnection;
use diesel::prelude::*;

/// A table and what its columns hold.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    columns: &'static [(&'static str, Kind)],
    /// What tells its rows apart.
    pub(crate) key: &'static [&'static str],
}

use Kind::{Bytes, Integer, Real, Text};

pub(crate) const DOCUMENT: Layout = Layout {
    name: "document",
    columns: &[("id", Integer), ("kind", Text), ("name", Text), ("worksheet", Text), ("record_id", Integer)],
    key: &["id"],
};

pub(crate) const CERTIFICATE: Layout = Layout {
    name: "certificate",
    columns: &[("id", Integer), ("issued_on", Text), ("record_id", Integer)],
    key: &["id"],
};

pub(crate) const ENTRY: Layout = Layout {
    name: "certificate_entry",
    columns: &[
        ("id", Integer),
        ("version", Integer),
        ("document_id", Integer),
        ("source_row", Integer),
        ("certificate_id", Integer),
        ("commune", Text),
        ("printed_sheet", Text),
        ("printed_number", Text),
        ("sheet", Text),
        ("number", Text),
        ("scale_denominator", Integer),
        ("parcel_code", Text),
        ("area_m2", Real),
        ("class", Text),
        ("is_of_flat", Integer),
        ("impossible_dates", Text),
        ("content_hash", Bytes),
        ("record_id", Integer),
        ("ended_by_record", Integer),
    ],
    key: &["id", "version"],
};

pub(crate) const LAND_USE: Layout = Layout {
    name: "certificate_land_use",
    columns: &[
        ("entry_id", Integer),
        ("entry_version", Integer),
        ("position", Integer),
        ("land_use", Text),
        ("area_m2", Real),
        ("origin", Text),
        ("form", Text),
        ("term", Text),
    ],
    key: &["entry_id", "entry_version", "position"],
};

pub(crate) const LINK: Layout = Layout {
    name: "certificate_link",
    columns: &[
        ("id", Integer),
        ("entry_id", Integer),
        ("entry_version", Integer),
        ("position", Integer),
        ("parcel_id", Integer),
        ("status", Text),
        ("tier", Integer),
        ("score", Real),
        ("reason", Text),
        ("evidence", Text),
        ("record_id", Integer),
        ("ended_by_record", Integer),
    ],
    key: &["id"],
};

pub(crate) const RENUMBERED: Layout = Layout {
    name: "renumbered_sheet",
    columns: &[
        ("id", Integer),
        ("document_id", Integer),
        ("source_row", Integer),
        ("old_commune", Text),
        ("old_sheet", Text),
        ("scale_denominator", Integer),
        ("new_commune", Text),
        ("new_sheet", Text),
        ("record_id", Integer),
        ("ended_by_record", Integer),
    ],
    key: &["id"],
};

pub(crate) const COMMUNE_CHANGE: Layout = Layout {
    name: "commune_change",
    columns: &[
        ("id", Integer),
        ("document_id", Integer),
        ("source_row", Integer),
        ("old_code", Text),
        ("old_name", Text),
        ("new_code", Text),
        ("new_name", Text),
        ("is_whole", Integer),
        ("changed_on", Text),
        ("record_id", Integer),
        ("ended_by_record", Integer),
    ],
    key: &["id"],
};

pub(crate) const HOLDER: Layout = Layout {
    name: "restricted_holder",
    columns: &[
        ("id", Integer),
        ("name", Text),
        ("identity_number", Text),
        ("born", Text),
        ("gender", Text),
        ("address", Text),
        ("organisation", Text),
        ("organisation_number", Text),
        ("kind", Text),
        ("role", Text),
        ("spouse", Text),
        ("spouse_number", Text),
        ("record_id", Integer),
    ],
    key: &["id"],
};

pub(crate) const RESTRICTED_CERTIFICATE: Layout = Layout {
    name: "restricted_certificate",
    columns: &[("certificate_id", Integer), ("serial", Text), ("registry_number", Text)],
    key: &["certificate_id"],
};

pub(crate) const RESTRICTED_ENTRY: Layout = Layout {
    name: "restricted_entry",
    columns: &[
        ("entry_id", Integer),
        ("entry_version", Integer),
        ("holder_id", Integer),
        ("parcel_address", Text),
    ],
    key: &["entry_id", "entry_version"],
};

/// Those whose rows say which record began them.
pub(crate) const OF_RECORDS: [&Layout; 7] =
    [&DOCUMENT, &CERTIFICATE, &HOLDER, &ENTRY, &LINK, &RENUMBERED, &COMMUNE_CHANGE];

/// Rows written, and numbers looked at, in one go.
pub(crate) const AT_ONCE: usize = 4096;

impl Layout {
    /// Its columns, divided by commas.
    pub(crate) fn columns(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// The columns that never change once a row is written.
    pub(crate) fn lasting_columns(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).filter(|name| *name != "ended_by_record").collect()
    }

    /// Whether its rows end.
    pub(crate) fn has_end(&self) -> bool {
        self.columns.iter().any(|(name, _)| *name == "ended_by_record")
    }

    /// Appends rows, each with a value for each column.
    pub(crate) fn insert(&self, connection: &mut AnyConnection, rows: &[Vec<Cell>]) -> QueryResult<()> {
        let column = |&(name, kind): &(&str, Kind)| Column { name: name.to_owned(), kind };
        let table = Table { name: self.name.to_owned(), columns: self.columns.iter().map(column).collect() };
        rows.chunks(AT_ONCE).try_for_each(|rows| insert(connection, &table, rows))
    }

    /// The rows of a condition, whatever their order.
    pub(crate) fn select(
        &self,
        connection: &mut AnyConnection,
        condition: &str,
    ) -> QueryResult<Vec<Vec<Cell>>> {
        let columns = self.columns();
        select(connection, &format!("SELECT {columns} FROM {} WHERE {condition}", self.name))
    }

    /// A number no row ever had: none is ever deleted.
    pub(crate) fn next_id(&self, connection: &mut AnyConnection) -> QueryResult<i64> {
        let query = format!("SELECT coalesce(max({}), 0) + 1 FROM {}", self.key[0], self.name);
        Ok(number(&select(connection, &query)?))
    }

    /// Ends present rows by their first key.
    pub(crate) fn end(&self, connection: &mut AnyConnection, ids: &[i64], record: i64) -> QueryResult<()> {
        for ids in ids.chunks(AT_ONCE) {
            let query = format!(
                "UPDATE {} SET ended_by_record = {record} WHERE id IN ({}) AND ended_by_record IS NULL",
                self.name,
                listed(ids)
            );
            diesel::sql_query(query).execute(connection)?;
        }
        Ok(())
    }
}

/// Numbers as a list of SQL.
pub(crate) fn listed(ids: &[i64]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The rows a statement answers.
pub(crate) fn select(connection: &mut AnyConnection, query: &str) -> QueryResult<Vec<Vec<Cell>>> {
    let query = diesel::sql_query(query);
    let rows: Vec<AnyRow> = match connection {
        AnyConnection::Sqlite(sqlite) => query.load(sqlite)?,
        AnyConnection::Postgres(postgres) => query.load(postgres)?,
    };
    Ok(rows.into_iter().map(|AnyRow(cells)| cells).collect())
}

/// The one number of an answer; zero where there is none.
pub(crate) fn number(rows: &[Vec<Cell>]) -> i64 {
    match rows.first().and_then(|row| row.first()) {
        Some(Cell::Integer(number)) => *number,
        _ => 0,
    }
}

/// The values of a row, one after the other. What is of another kind than it should be is as if it were not there; the hash of the
/// content tells then.
pub(crate) struct Cells(std::vec::IntoIter<Cell>);

impl From<Vec<Cell>> for Cells {
    fn from(cells: Vec<Cell>) -> Self {
        Self(cells.into_iter())
    }
}

impl Cells {
    pub(crate) fn integer(&mut self) -> Option<i64> {
        if let Some(Cell::Integer(number)) = self.0.next() { Some(number) } else { None }
    }

    pub(crate) fn id(&mut self) -> i64 {
        self.integer().unwrap_or_default()
    }

    pub(crate) fn real(&mut self) -> Option<f64> {
        match self.0.next() {
            Some(Cell::Real(number)) => Some(number),
            Some(Cell::Integer(number)) => Some(number as f64),
            _ => None,
        }
    }

    pub(crate) fn text(&mut self) -> Option<Box<str>> {
        if let Some(Cell::Text(text)) = self.0.next() { Some(text.into()) } else { None }
    }

    pub(crate) fn bytes(&mut self) -> Option<Vec<u8>> {
        if let Some(Cell::Bytes(bytes)) = self.0.next() { Some(bytes) } else { None }
    }
}

/// A number, or none.
pub(crate) fn of_integer(value: Option<impl Into<i64>>) -> Cell {
    value.map_or(Cell::Null, |value| Cell::Integer(value.into()))
}

/// A measure, or none.
pub(crate) fn of_real(value: Option<f64>) -> Cell {
    value.map_or(Cell::Null, Cell::Real)
}

/// A text, or none.
pub(crate) fn of_text(value: Option<&str>) -> Cell {
    value.map_or(Cell::Null, |value| Cell::Text(value.to_owned()))
}
