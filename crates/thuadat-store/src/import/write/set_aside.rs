//! Indexes and references of tables that are still empty, set aside while many parcels come in and made again at the end: an
//! index made at once is made in a fraction of the time that it takes row by row, and so is the proof of a reference.

use super::Stop;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use std::time::Duration;

/// What makes again what was set aside, in this order.
#[derive(Default)]
pub(super) struct SetAside {
    restoring: Vec<String>,
}

/// How to take something away, and how to make it again exactly as it was.
#[derive(QueryableByName)]
struct Burden {
    #[diesel(sql_type = Text)]
    drop: String,
    #[diesel(sql_type = Text)]
    restore: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_so: bool,
}

const ARE_EMPTY: &str =
    "SELECT NOT EXISTS (SELECT 1 FROM parcel) AND NOT EXISTS (SELECT 1 FROM parcel_tile) AS is_so";

/// Others who are connected would have to wait for the end of the import to read. What the sessions of another user are is shown to
/// few: those are taken for somebody who reads.
const IS_ALONE: &str = "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND coalesce(backend_type, 'client backend') = 'client backend' AND pid <> pg_backend_pid()) AS is_so";

/// How often it is asked, and how long is waited between: who has just closed a connection is still listed for a moment.
const ASKED: usize = 10;
const BETWEEN: Duration = Duration::from_millis(20);

const TAKE: &str = "SET LOCAL lock_timeout = '1s'; LOCK TABLE parcel, parcel_tile IN ACCESS EXCLUSIVE MODE; \
    SET LOCAL lock_timeout TO DEFAULT";

/// Indexes that no constraint needs, and foreign keys.
const BURDENS: &str = "
    SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS restore
    FROM pg_index i WHERE indrelid IN ('parcel'::regclass, 'parcel_tile'::regclass)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
    UNION ALL
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('parcel'::regclass, 'parcel_tile'::regclass)
    ORDER BY restore";

impl SetAside {
    /// Sets aside what can be: nothing where there are parcels already, where others are connected, or where the tables are another
    /// user's. Whoever connects later and wants to read the empty tables waits until the import is over.
    pub(super) fn of_empty_tables(connection: &mut PgConnection) -> QueryResult<Self> {
        if !is_so(connection, ARE_EMPTY)? || !is_soon_alone(connection)? {
            return Ok(Self::default());
        }
        // A statement that failed ends a transaction of PostgreSQL, unless it is undone by itself.
        connection.batch_execute("SAVEPOINT before_setting_aside")?;
        let taken = take_away(connection);
        let ending = if taken.is_ok() { "RELEASE" } else { "ROLLBACK TO" };
        connection.batch_execute(&format!("{ending} SAVEPOINT before_setting_aside"))?;
        Ok(Self { restoring: taken.unwrap_or_default() })
    }

    /// Makes everything again; looks up before each, since it takes its time.
    pub(super) fn restore(
        self,
        connection: &mut PgConnection,
        look: impl Fn() -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        for statement in self.restoring {
            look()?;
            connection.batch_execute(&statement)?;
        }
        Ok(())
    }
}

fn is_so(connection: &mut PgConnection, question: &str) -> QueryResult<bool> {
    diesel::sql_query(question).get_result(connection).map(|answer: Answer| answer.is_so)
}

fn is_soon_alone(connection: &mut PgConnection) -> QueryResult<bool> {
    for _ in 0..ASKED {
        // Within a transaction what was told once is told again.
        connection.batch_execute("SELECT pg_stat_clear_snapshot()")?;
        if is_so(connection, IS_ALONE)? {
            return Ok(true);
        }
        std::thread::sleep(BETWEEN);
    }
    Ok(false)
}

fn take_away(connection: &mut PgConnection) -> QueryResult<Vec<String>> {
    connection.batch_execute(TAKE)?;
    let burdens: Vec<Burden> = diesel::sql_query(BURDENS).load(connection)?;
    for burden in &burdens {
        connection.batch_execute(&burden.drop)?;
    }
    Ok(burdens.into_iter().map(|burden| burden.restore).collect())
}
