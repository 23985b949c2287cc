//! Which tables and columns two stores have.

use crate::database::AnyConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// A table that both stores have.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Real,
    Boolean,
    Text,
    Bytes,
    /// In `PostGIS` a type of its own, in a `GeoPackage` a blob.
    Shape,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Typed {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// Columns that hold a shape, in any table.
const SHAPES: [&str; 2] = ["geom", "frame"];

/// The tables both have, each after those it refers to, with the columns both have. What others put beside the store, and what a
/// database keeps for itself, is not among them.
pub(super) fn tables_of_both(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
) -> QueryResult<Vec<Table>> {
    let of_target = table_names(target)?;
    let names: Vec<String> =
        table_names(source)?.into_iter().filter(|name| of_target.contains(name)).collect();
    let mut tables = Vec::new();
    for name in in_order(source, names)? {
        let kept = columns(target, &name)?;
        let is_kept = |column: &Column| kept.iter().any(|kept| kept.name == column.name);
        let columns = columns(source, &name)?.into_iter().filter(is_kept).collect();
        tables.push(Table { name, columns });
    }
    Ok(tables)
}

fn table_names(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg!_%' ESCAPE '!'
                AND name NOT LIKE 'rtree!_%' ESCAPE '!' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
                AND name <> '__diesel_schema_migrations' ORDER BY name"
        }
        AnyConnection::Postgres(_) => {
            "SELECT relname::text AS name FROM pg_class WHERE relkind = 'r'
                AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'parcel'::regclass)
                AND relname NOT IN ('spatial_ref_sys', 'added_zone', '__diesel_schema_migrations') ORDER BY relname COLLATE \"C\""
        }
    };
    Ok(diesel::sql_query(query).load::<Named>(connection)?.into_iter().map(|row| row.name).collect())
}

/// Each after those it refers to; itself does not count.
fn in_order(connection: &mut AnyConnection, names: Vec<String>) -> QueryResult<Vec<String>> {
    let mut open = Vec::new();
    for name in names {
        let refers_to = references(connection, &name)?;
        open.push((name, refers_to));
    }
    let mut ordered: Vec<String> = Vec::new();
    while !open.is_empty() {
        let names: Vec<String> = open.iter().map(|(name, _)| name.clone()).collect();
        let is_ready = |(name, refers_to): &(String, Vec<String>)| {
            refers_to.iter().all(|other| other == name || !names.contains(other))
        };
        let ready = open.iter().position(is_ready).unwrap_or(0);
        ordered.push(open.remove(ready).0);
    }
    Ok(ordered)
}

fn references(connection: &mut AnyConnection, table: &str) -> QueryResult<Vec<String>> {
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            format!("SELECT \"table\" AS name FROM pragma_foreign_key_list('{table}')")
        }
        AnyConnection::Postgres(_) => format!(
            "SELECT c.relname::text AS name FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid \
             WHERE f.contype = 'f' AND f.conrelid = '\"{table}\"'::regclass"
        ),
    };
    Ok(diesel::sql_query(query).load::<Named>(connection)?.into_iter().map(|row| row.name).collect())
}

fn columns(connection: &mut AnyConnection, table: &str) -> QueryResult<Vec<Column>> {
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            format!("SELECT name, upper(type) AS kind FROM pragma_table_info('{table}') ORDER BY cid")
        }
        AnyConnection::Postgres(_) => format!(
            "SELECT a.attname::text AS name, upper(t.typname::text) AS kind FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
             WHERE a.attrelid = '\"{table}\"'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum"
        ),
    };
    let rows: Vec<Typed> = diesel::sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|Typed { name, kind }| Column { kind: kind_of(&name, &kind), name }).collect())
}

fn kind_of(name: &str, kind: &str) -> Kind {
    match kind {
        _ if SHAPES.contains(&name) => Kind::Shape,
        "INTEGER" | "BIGINT" | "INT8" | "INT4" | "INT2" => Kind::Integer,
        "REAL" | "DOUBLE" | "FLOAT8" | "FLOAT4" => Kind::Real,
        "BOOLEAN" | "BOOL" => Kind::Boolean,
        "BLOB" | "BYTEA" => Kind::Bytes,
        _ => Kind::Text,
    }
}
