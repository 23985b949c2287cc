//! The two kinds of database, opened and brought up to date.

mod connection;
mod error;
mod geopackage;
mod migrations;
pub(crate) mod schema;

pub(crate) use connection::{AnyConnection, Dialect};
pub use error::{DatabaseError, MigrateError, OpenError};
pub(crate) use geopackage::{connect_geopackage, leave_one_file, let_read_while_writing};
pub(crate) use migrations::{MigrationState, migrate, migration_state, revert_all};
