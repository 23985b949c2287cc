//! One connection, to either kind of database.

#![allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "what diesel derives is its own")]

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::{Binary, Nullable};
use diesel::{MultiConnection, PgConnection, SqliteConnection};

#[derive(MultiConnection)]
pub(crate) enum AnyConnection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Which words of SQL a connection understands, where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    PostGis,
    GeoPackage,
}

impl AnyConnection {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::PostGis,
            Self::Sqlite(_) => Dialect::GeoPackage,
        }
    }
}

impl Dialect {
    /// The bytes of a shape: the blob of a `GeoPackage`, well-known binary of `PostGIS`.
    pub(crate) fn shape(self, column: &str) -> SqlLiteral<Nullable<Binary>> {
        match self {
            Self::GeoPackage => sql(column),
            Self::PostGis => sql(&format!("ST_AsBinary({column}, 'NDR')")),
        }
    }
}
