//! The two kinds of database, opened and brought up to date.

mod connection;
mod error;
mod geopackage;
mod migrations;
pub(crate) mod schema;
mod transaction;

pub(crate) use connection::{AnyConnection, Dialect};
pub use error::{DatabaseError, MigrateError, OpenError};
pub(crate) use geopackage::{BUSY_MILLISECONDS, connect_geopackage, leave_one_file, let_read_while_writing};
pub(crate) use migrations::{
    MigrationState, PARTS, Part, expected_parts, migrate, migration_state, revert_all,
};
pub(crate) use transaction::{LONG, SHORT, begin_snapshot, end_snapshot, transact, wait};
