//! Bringing a database up to date, and asking whether it is.

use super::connection::AnyConnection;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationVersion;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const GEOPACKAGE: EmbeddedMigrations = embed_migrations!("../../migrations/geopackage");
const POSTGIS: EmbeddedMigrations = embed_migrations!("../../migrations/postgis");

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// How a database stands to the migrations of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MigrationState {
    /// There is nothing in it yet.
    Empty,
    /// There is something in it that is not ours.
    Foreign,
    TooOld,
    Current,
    TooNew,
}

/// Runs what is missing and answers the names of the migrations that ran: all of them or none. Whoever comes at the same time
/// waits, and finds nothing left to do.
pub(crate) fn migrate(connection: &mut AnyConnection) -> Result<Vec<String>, BoxedError> {
    fn names(versions: &[MigrationVersion<'_>]) -> Vec<String> {
        versions.iter().map(ToString::to_string).collect()
    }
    match connection {
        AnyConnection::Postgres(postgres) => postgres.transaction(|postgres| {
            // Any number does, as long as it is always the same.
            postgres.batch_execute("SELECT pg_advisory_xact_lock(8391164921402549)")?;
            Ok(names(&postgres.run_pending_migrations(POSTGIS)?))
        }),
        AnyConnection::Sqlite(sqlite) => {
            sqlite.immediate_transaction(|sqlite| Ok(names(&sqlite.run_pending_migrations(GEOPACKAGE)?)))
        }
    }
}

/// Triggers and indexes of a `GeoPackage` as the migrations make them: name and definition.
pub(crate) fn expected_parts() -> Result<Vec<(String, String)>, BoxedError> {
    let mut sqlite = SqliteConnection::establish(":memory:")?;
    sqlite.run_pending_migrations(GEOPACKAGE)?;
    Ok(diesel::sql_query(PARTS)
        .load::<Part>(&mut sqlite)?
        .into_iter()
        .map(|part| (part.name, part.sql))
        .collect())
}

/// What asks a `GeoPackage` for its triggers and indexes.
pub(crate) const PARTS: &str =
    "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL
    ORDER BY name";

/// A trigger or an index.
#[derive(QueryableByName)]
pub(crate) struct Part {
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) sql: String,
}

/// Undoes all migrations: nothing is left of the cadastre.
pub(crate) fn revert_all(connection: &mut AnyConnection) -> Result<(), BoxedError> {
    match connection {
        AnyConnection::Postgres(postgres) => postgres.revert_all_migrations(POSTGIS).map(|_| ()),
        AnyConnection::Sqlite(sqlite) => sqlite.revert_all_migrations(GEOPACKAGE).map(|_| ()),
    }
}

/// How a database stands. It is only read: whoever may not write may ask too.
pub(crate) fn migration_state(connection: &mut AnyConnection) -> Result<MigrationState, BoxedError> {
    // Asked in this order, whoever makes the store meanwhile is not taken for somebody else: with his tables comes the list of
    // migrations.
    let is_empty = is_empty(connection)?;
    if !has_table(connection, "__diesel_schema_migrations")? {
        return Ok(if is_empty { MigrationState::Empty } else { MigrationState::Foreign });
    }
    let applied: Vec<Version> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(connection)?;
    let known = known(connection)?;
    if applied.is_empty() {
        return Ok(MigrationState::Empty);
    }
    if applied.iter().any(|applied| !known.contains(&applied.version)) {
        let is_ours = has_table(connection, "audit_log")?;
        return Ok(if is_ours { MigrationState::TooNew } else { MigrationState::Foreign });
    }
    Ok(if applied.len() < known.len() { MigrationState::TooOld } else { MigrationState::Current })
}

fn is_empty(connection: &mut AnyConnection) -> QueryResult<bool> {
    match connection {
        AnyConnection::Sqlite(_) => {
            Ok(count(connection, "SELECT count(*) AS number FROM sqlite_master")? == 0)
        }
        // PostGIS brings tables of its own; ours would stand in the way of these names.
        AnyConnection::Postgres(_) => {
            let ours = [
                "store",
                "record",
                "source",
                "sheet",
                "parcel",
                "finding",
                "certificate",
                "commune",
                "document",
            ];
            ours.iter().try_fold(true, |is_empty, name| Ok(is_empty && !has_table(connection, name)?))
        }
    }
}

fn known(connection: &AnyConnection) -> Result<Vec<String>, BoxedError> {
    use diesel::migration::MigrationSource;
    fn versions<DB: diesel::backend::Backend>(
        migrations: &[Box<dyn diesel::migration::Migration<DB>>],
    ) -> Vec<String> {
        migrations.iter().map(|migration| migration.name().version().to_string()).collect()
    }
    Ok(match connection {
        AnyConnection::Postgres(_) => versions(&MigrationSource::<diesel::pg::Pg>::migrations(&POSTGIS)?),
        AnyConnection::Sqlite(_) => {
            versions(&MigrationSource::<diesel::sqlite::Sqlite>::migrations(&GEOPACKAGE)?)
        }
    })
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count(connection: &mut AnyConnection, query: &str) -> QueryResult<i64> {
    diesel::sql_query(query).get_result::<Counted>(connection).map(|counted| counted.number)
}

fn has_table(connection: &mut AnyConnection, name: &str) -> QueryResult<bool> {
    let query = match connection {
        AnyConnection::Sqlite(_) => "SELECT count(*) AS number FROM sqlite_master WHERE name = ?",
        AnyConnection::Postgres(_) => "SELECT count(*) AS number FROM pg_class WHERE oid = to_regclass($1)",
    };
    let counted: Counted = diesel::sql_query(query).bind::<Text, _>(name).get_result(connection)?;
    Ok(counted.number > 0)
}
