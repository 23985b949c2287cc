//! Transactions that hide nothing: why the work failed is told, not why its undoing did.

use super::connection::AnyConnection;
use super::error::DatabaseError;
use super::schema::store;
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use std::time::{Duration, Instant};
use thuadat_core::Observer;

/// How long a wait lasts before the observer is asked again.
const SLICE: Duration = Duration::from_millis(50);
/// How long one waits for another writer whom nobody watches over.
pub(crate) const SHORT: Duration = Duration::from_secs(10);
/// How long one waits who can be told to stop: longer than any import takes.
pub(crate) const LONG: Duration = Duration::from_hours(1);

/// Runs work in a transaction: all of it is there afterwards, or nothing.
pub(crate) fn transact<T, E: From<diesel::result::Error>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    AnyConnection::begin_transaction(connection)?;
    match work(connection) {
        Ok(done) => {
            AnyConnection::commit_transaction(connection)?;
            Ok(done)
        }
        Err(error) => {
            // SQLite has often undone everything by itself already and says so; a lost connection undoes it too.
            let _ = AnyConnection::rollback_transaction(connection);
            Err(error)
        }
    }
}

/// Begins to read what stands there now, whatever is written meanwhile; nothing can be written until the end.
pub(crate) fn begin_snapshot(connection: &mut AnyConnection) -> QueryResult<()> {
    AnyConnection::begin_transaction(connection)?;
    let begun = match connection {
        AnyConnection::Postgres(postgres) => {
            postgres.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
        AnyConnection::Sqlite(sqlite) => sqlite.batch_execute("PRAGMA query_only = ON"),
    };
    // Both take the picture with the first thing they read.
    let begun = begun.and_then(|()| store::table.select(store::revision).first::<i64>(connection));
    if begun.is_err() {
        end_snapshot(connection);
    }
    begun.map(|_| ())
}

/// Ends what [`begin_snapshot`] began. Nothing was written, so nothing can be lost.
pub(crate) fn end_snapshot(connection: &mut AnyConnection) {
    let _ = AnyConnection::rollback_transaction(connection);
    if let AnyConnection::Sqlite(sqlite) = connection {
        let _ = sqlite.batch_execute("PRAGMA query_only = OFF");
    }
}

/// Tries again while another program is in the way, until the observer asks to stop or patience is at its end. The answer is
/// then [`DatabaseError::Busy`].
pub(crate) fn wait<T>(
    observer: &dyn Observer,
    patience: Duration,
    mut attempt: impl FnMut() -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    let started = Instant::now();
    loop {
        let result = attempt();
        let is_over = started.elapsed() >= patience || observer.is_interrupted();
        if is_over || !matches!(result, Err(DatabaseError::Busy)) {
            return result;
        }
        std::thread::sleep(SLICE);
    }
}
