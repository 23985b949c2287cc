//! Values of any column, the same from both kinds of store, and the hash of a table of them.

use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::{Pg, PgValue};
use diesel::row::{Field, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Double, Text};
use diesel::sqlite::{Sqlite, SqliteType};
use sha2::{Digest, Sha256};
use std::fmt;

/// A value. A shape is the number of its coordinate system (four bytes, the highest first) and its well-known binary.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The values of a row, in the order they were asked for.
pub(crate) struct AnyRow(pub(crate) Vec<Cell>);

impl QueryableByName<Sqlite> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let mut cells = Vec::with_capacity(row.field_count());
        for position in 0..row.field_count() {
            let field = Row::get(row, position).ok_or("a row ends early")?;
            cells.push(match field.value() {
                None => Cell::Null,
                Some(value) => match value.value_type() {
                    Some(SqliteType::Double | SqliteType::Float) => {
                        Cell::Real(FromSql::<Double, Sqlite>::from_sql(value)?)
                    }
                    Some(SqliteType::Text) => Cell::Text(FromSql::<Text, Sqlite>::from_sql(value)?),
                    Some(SqliteType::Binary) => Cell::Bytes(FromSql::<Binary, Sqlite>::from_sql(value)?),
                    Some(_) => Cell::Integer(FromSql::<BigInt, Sqlite>::from_sql(value)?),
                    None => Cell::Null,
                },
            });
        }
        Ok(Self(cells))
    }
}

impl QueryableByName<Pg> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        // Numbers of PostgreSQL's types, which never change.
        const INT8: u32 = 20;
        const FLOAT8: u32 = 701;
        const BYTEA: u32 = 17;
        let mut cells = Vec::with_capacity(row.field_count());
        for position in 0..row.field_count() {
            let field = Row::get(row, position).ok_or("a row ends early")?;
            cells.push(match field.value() {
                None => Cell::Null,
                Some(value) => match PgValue::get_oid(&value).get() {
                    INT8 => Cell::Integer(FromSql::<BigInt, Pg>::from_sql(value)?),
                    FLOAT8 => Cell::Real(FromSql::<Double, Pg>::from_sql(value)?),
                    BYTEA => Cell::Bytes(FromSql::<Binary, Pg>::from_sql(value)?),
                    _ => Cell::Text(FromSql::<Text, Pg>::from_sql(value)?),
                },
            });
        }
        Ok(Self(cells))
    }
}

/// The hash of rows in any order: the sum of their hashes, modulo 2^256.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct TableHash {
    pub(crate) rows: u64,
    sum: [u64; 4],
}

impl TableHash {
    pub(crate) fn add_all(&mut self, rows: &[Vec<Cell>]) {
        for row in rows {
            self.add(row);
        }
    }

    fn add(&mut self, row: &[Cell]) {
        let mut digest = Sha256::new();
        for cell in row {
            let mut add = |kind: u8, bytes: &[u8]| {
                digest.update([kind]);
                digest.update((bytes.len() as u64).to_le_bytes());
                digest.update(bytes);
            };
            match cell {
                Cell::Null => add(0, &[]),
                Cell::Integer(number) => add(1, &number.to_le_bytes()),
                // SQLite keeps −0 as 0.
                Cell::Real(number) => add(2, &(number + 0.0).to_le_bytes()),
                Cell::Text(text) => add(3, text.as_bytes()),
                Cell::Bytes(bytes) => add(4, bytes),
            }
        }
        self.rows += 1;
        let hash = digest.finalize();
        let mut carry = false;
        for (sum, part) in self.sum.iter_mut().zip(hash.chunks_exact(8)) {
            let part = part.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
            let (added, first) = sum.overflowing_add(part);
            let (added, second) = added.overflowing_add(u64::from(carry));
            (*sum, carry) = (added, first || second);
        }
    }
}

impl fmt::Display for TableHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sum.iter().rev().try_for_each(|part| write!(f, "{part:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_rows_does_not_matter_and_all_else_does() {
        let hash = |rows: &[&[Cell]]| {
            let mut hash = TableHash::default();
            for row in rows {
                hash.add(row);
            }
            hash
        };
        let (one, two) = ([Cell::Integer(1), Cell::Null], [Cell::Text("1".to_owned()), Cell::Real(-0.0)]);
        assert_eq!(hash(&[&one, &two]), hash(&[&two, &one]));
        assert_ne!(hash(&[&one]), hash(&[&one, &one]));
        assert_ne!(hash(&[&one, &two]), hash(&[&two, &two]));
        assert_ne!(hash(&[&[Cell::Null, Cell::Integer(1)]]), hash(&[&one]));
        assert_eq!(hash(&[&[Cell::Real(0.0)]]), hash(&[&[Cell::Real(-0.0)]]));
        assert_eq!(hash(&[&one]).to_string().len(), 64);
    }
}
