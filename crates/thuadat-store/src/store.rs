//! A store, opened.

use crate::database::{
    AnyConnection, DatabaseError, MigrateError, MigrationState, OpenError, connect_geopackage,
    leave_one_file, let_read_while_writing, migrate, migration_state, revert_all,
};
use crate::location::StoreLocation;
use crate::query::plan_of_geopackage;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::{Connection as _, ConnectionError, ConnectionResult, PgConnection};
use std::fmt;

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To be read; a file is not touched.
    Read,
    /// To be read and written.
    Write,
}

/// A cadastre, kept in a `GeoPackage` file or in `PostGIS`.
///
/// # Examples
///
/// ```
/// use thuadat_store::{Access, Store, StoreLocation};
///
/// let folder = tempfile::tempdir()?;
/// let location = StoreLocation::GeoPackage(folder.path().join("cao-loc.gpkg"));
/// let report = Store::migrate(&location)?;
/// assert!(!report.applied.is_empty());
/// let mut store = Store::open(&location, Access::Read)?;
/// assert_eq!(store.info()?.parcels, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Store {
    pub(crate) connection: AnyConnection,
    location: StoreLocation,
    /// Whether a file is no longer one by itself, and is to be made so again.
    is_beside_a_log: bool,
}

/// What bringing a store up to date did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationReport {
    /// Versions of the migrations that ran, in order; none where the store was up to date.
    pub applied: Vec<String>,
}

impl Store {
    /// Opens a store that is up to date.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]; each names the command that helps.
    pub fn open(location: &StoreLocation, access: Access) -> Result<Self, OpenError> {
        let mode = if access == Access::Read { "ro" } else { "rw" };
        let mut store = Self::connect(location, mode, access)?;
        let shown = || location.to_string();
        match store.migration_state()? {
            MigrationState::Current => {
                if access == Access::Write {
                    store.let_read_while_writing()?;
                }
                Ok(store)
            }
            MigrationState::TooOld => Err(OpenError::TooOld { store: shown() }),
            MigrationState::TooNew => Err(OpenError::TooNew { store: shown() }),
            MigrationState::Foreign => Err(OpenError::NotAStore { store: shown() }),
            MigrationState::Empty => Err(OpenError::NotFound { store: shown() }),
        }
    }

    /// Makes a store, or brings one up to date. A file that is not there is made; one that holds something else is refused.
    ///
    /// # Errors
    ///
    /// See [`MigrateError`].
    pub fn migrate(location: &StoreLocation) -> Result<MigrationReport, MigrateError> {
        let mut store = Self::connect(location, "rwc", Access::Write)?;
        let shown = || location.to_string();
        match store.migration_state()? {
            MigrationState::Foreign => Err(OpenError::NotAStore { store: shown() }.into()),
            MigrationState::TooNew => Err(OpenError::TooNew { store: shown() }.into()),
            MigrationState::Current => Ok(MigrationReport { applied: Vec::new() }),
            MigrationState::Empty | MigrationState::TooOld => {
                store.let_read_while_writing()?;
                migrate(&mut store.connection).map(|applied| MigrationReport { applied }).map_err(|error| {
                    MigrateError::Database { store: shown(), source: DatabaseError::boxed(error) }
                })
            }
        }
    }

    /// Takes everything out of a database that thuadat put there, the cadastre included. For tests of migrations.
    ///
    /// # Errors
    ///
    /// See [`MigrateError`].
    #[doc(hidden)]
    pub fn revert_all_migrations(location: &StoreLocation) -> Result<(), MigrateError> {
        let mut store = Self::connect(location, "rw", Access::Write)?;
        revert_all(&mut store.connection).map_err(|error| MigrateError::Database {
            store: location.to_string(),
            source: DatabaseError::boxed(error),
        })
    }

    /// Tells of each statement before it runs, as diesel shows them. For tests of plans.
    #[doc(hidden)]
    pub fn listen(&mut self, mut hear: impl FnMut(&str) + Send + 'static) {
        self.connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                hear(&query.to_string());
            }
        });
    }

    /// How a `GeoPackage` would answer a statement. For tests of plans.
    ///
    /// # Errors
    ///
    /// When it does not understand it.
    #[doc(hidden)]
    pub fn plan_of_geopackage(&mut self, statement: &str) -> Result<String, DatabaseError> {
        Ok(plan_of_geopackage(&mut self.connection, statement)?)
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &StoreLocation {
        &self.location
    }

    fn connect(location: &StoreLocation, mode: &str, access: Access) -> Result<Self, OpenError> {
        let refused = |source| OpenError::Database { store: location.to_string(), source };
        let connection = match location {
            StoreLocation::GeoPackage(path) => {
                if mode != "rwc" && !path.is_file() {
                    return Err(OpenError::NotFound { store: location.to_string() });
                }
                connect_geopackage(path, mode).map(AnyConnection::Sqlite)
            }
            StoreLocation::Postgres(address) => {
                connect_postgres(address, access).map(AnyConnection::Postgres)
            }
        };
        let connection =
            connection.map_err(|error| match (location, DatabaseError::from_connecting(&error)) {
                (StoreLocation::Postgres(_), _) => refused(DatabaseError::unreachable(&error)),
                (_, DatabaseError::Damaged { said }) if said.contains("not a database") => {
                    OpenError::NotAStore { store: location.to_string() }
                }
                (_, source) => refused(source),
            })?;
        Ok(Self { connection, location: location.clone(), is_beside_a_log: false })
    }

    fn let_read_while_writing(&mut self) -> Result<(), OpenError> {
        let AnyConnection::Sqlite(connection) = &mut self.connection else { return Ok(()) };
        let_read_while_writing(connection).map_err(|error| OpenError::Database {
            store: self.location.to_string(),
            source: error.into(),
        })?;
        self.is_beside_a_log = true;
        Ok(())
    }

    fn migration_state(&mut self) -> Result<MigrationState, OpenError> {
        migration_state(&mut self.connection).map_err(|error| match DatabaseError::boxed(error) {
            DatabaseError::Damaged { said } if said.contains("not a database") => {
                OpenError::NotAStore { store: self.location.to_string() }
            }
            source => OpenError::Database { store: self.location.to_string(), source },
        })
    }
}

fn connect_postgres(address: &str, access: Access) -> ConnectionResult<PgConnection> {
    let mut connection = PgConnection::establish(address)?;
    if access == Access::Read {
        connection
            .batch_execute("SET default_transaction_read_only = on")
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
    }
    Ok(connection)
}

impl Drop for Store {
    fn drop(&mut self) {
        if let (AnyConnection::Sqlite(connection), true) = (&mut self.connection, self.is_beside_a_log) {
            leave_one_file(connection);
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.location)
    }
}
