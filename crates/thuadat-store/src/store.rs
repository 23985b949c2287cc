//! A store, opened.

use crate::database::{
    AnyConnection, BUSY_MILLISECONDS, DatabaseError, LONG, MigrateError, MigrationState, OpenError, SHORT,
    begin_snapshot, connect_geopackage, end_snapshot, leave_one_file, let_read_while_writing, migrate,
    migration_state, revert_all, wait,
};
use crate::location::StoreLocation;
use crate::query::plan_of_geopackage;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::{
    Connection as _, ConnectionError, ConnectionResult, PgConnection, QueryableByName, RunQueryDsl as _,
    SqliteConnection,
};
use std::fmt;
use std::path::Path;
use std::time::Duration;
use thuadat_core::{Observer, Unobserved};

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
    pub(crate) is_in_snapshot: bool,
    /// The same for one who only reads; closed after the connection, which would be in its way.
    log_keeper: Option<LogKeeper>,
}

/// Keeps a file such that others may write while a long reading lasts, and makes it one by itself again.
struct LogKeeper(SqliteConnection);

impl Drop for LogKeeper {
    fn drop(&mut self) {
        leave_one_file(&mut self.0);
    }
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
        Self::open_waiting(location, access, &Unobserved, SHORT)
    }

    /// The same for one who can be told to stop: others that are in the way are waited for until then.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub fn open_watched(
        location: &StoreLocation,
        access: Access,
        observer: &dyn Observer,
    ) -> Result<Self, OpenError> {
        Self::open_waiting(location, access, observer, LONG)
    }

    /// Opens a store that nobody else knows of yet, to be filled in one go. That is faster: nothing is kept in case the system goes
    /// down meanwhile. Whoever shows it to others sees to it first that it is on the disk.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub fn open_unshared(location: &StoreLocation) -> Result<Self, OpenError> {
        let mut store = Self::connect(location, "rw", Access::Write)?;
        if store.migration_state(&Unobserved, SHORT)? != MigrationState::Current {
            return Err(OpenError::NotFound { store: location.to_string() });
        }
        store.let_database_wait(true)?;
        if let AnyConnection::Sqlite(connection) = &mut store.connection {
            let settings = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";
            connection
                .batch_execute(settings)
                .map_err(|error| OpenError::Database { store: location.to_string(), source: error.into() })?;
        }
        Ok(store)
    }

    fn open_waiting(
        location: &StoreLocation,
        access: Access,
        observer: &dyn Observer,
        patience: Duration,
    ) -> Result<Self, OpenError> {
        let mode = if access == Access::Read { "ro" } else { "rw" };
        let mut store = Self::connect(location, mode, access)?;
        let shown = || location.to_string();
        // SQLite would wait by itself, and hear nobody meanwhile.
        store.let_database_wait(false)?;
        let state = match store.migration_state(observer, patience) {
            Err(OpenError::Database { source: DatabaseError::ReadOnly, .. })
                if access == Access::Read && is_left_half_done(location) =>
            {
                take_back_what_was_left(location)?;
                store = Self::connect(location, mode, access)?;
                store.let_database_wait(false)?;
                store.migration_state(observer, patience)?
            }
            state => state?,
        };
        if state == MigrationState::Current && access == Access::Write {
            store.let_read_while_writing(observer, patience)?;
        }
        store.let_database_wait(true)?;
        match state {
            MigrationState::Current => Ok(store),
            MigrationState::TooOld => Err(OpenError::TooOld { store: shown() }),
            MigrationState::TooNew => Err(OpenError::TooNew { store: shown() }),
            MigrationState::Foreign => Err(OpenError::not_a_store(location)),
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
        match store.migration_state(&Unobserved, SHORT)? {
            MigrationState::Foreign => Err(OpenError::not_a_store(location).into()),
            MigrationState::TooNew => Err(OpenError::TooNew { store: shown() }.into()),
            MigrationState::Current => Ok(MigrationReport { applied: Vec::new() }),
            MigrationState::Empty | MigrationState::TooOld => {
                store.let_read_while_writing(&Unobserved, SHORT)?;
                migrate(&mut store.connection).map(|applied| MigrationReport { applied }).map_err(|error| {
                    let source = DatabaseError::boxed(error).of_file(location);
                    MigrateError::Database { store: shown(), source }
                })
            }
        }
    }

    /// Reads what stands in the store at one moment, whatever others write meanwhile. Nothing can be written in it, and nobody who
    /// writes is held up by it.
    ///
    /// # Errors
    ///
    /// Those of `read`; and when the database refuses to begin.
    ///
    /// # Examples
    ///
    /// ```
    /// use thuadat_store::{Access, DatabaseError, Store, StoreLocation};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let location = StoreLocation::GeoPackage(folder.path().join("cao-loc.gpkg"));
    /// # Store::migrate(&location)?;
    /// let mut store = Store::open(&location, Access::Read)?;
    /// let (info, first) = store.snapshot(|store| {
    ///     Ok::<_, DatabaseError>((store.info()?, store.parcels_after(0, 100)?))
    /// })?;
    /// assert_eq!(info.parcels, first.len() as i64);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn snapshot<T, E: From<DatabaseError>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.is_in_snapshot {
            self.let_write_while_reading();
        }
        self.glance(read)
    }

    /// The same for what does not last.
    pub(crate) fn glance<T, E: From<DatabaseError>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.is_in_snapshot {
            return read(self);
        }
        begin_snapshot(&mut self.connection).map_err(DatabaseError::from)?;
        self.is_in_snapshot = true;
        let result = read(self);
        self.is_in_snapshot = false;
        end_snapshot(&mut self.connection);
        result
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

    /// Lets a `GeoPackage` grow by so many pages only, as on a disk that is almost full. For tests.
    ///
    /// # Errors
    ///
    /// When it is no `GeoPackage`.
    #[doc(hidden)]
    pub fn limit_pages(&mut self, more: u32) -> Result<(), DatabaseError> {
        #[derive(QueryableByName)]
        struct Pages {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            page_count: i64,
        }
        let pages: Pages = diesel::sql_query("PRAGMA page_count").get_result(&mut self.connection)?;
        let limit = pages.page_count + i64::from(more);
        Ok(self.connection.batch_execute(&format!("PRAGMA max_page_count = {limit}"))?)
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
                if path.is_dir() {
                    return Err(OpenError::IsAFolder { store: location.to_string() });
                }
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
                (location, source) => refused(source.of_file(location)),
            })?;
        Ok(Self {
            connection,
            location: location.clone(),
            is_beside_a_log: false,
            is_in_snapshot: false,
            log_keeper: None,
        })
    }

    fn let_read_while_writing(
        &mut self,
        observer: &dyn Observer,
        patience: Duration,
    ) -> Result<(), OpenError> {
        let AnyConnection::Sqlite(connection) = &mut self.connection else { return Ok(()) };
        let switched = wait(observer, patience, || Ok(let_read_while_writing(connection)?));
        switched.map_err(|error| OpenError::Database {
            store: self.location.to_string(),
            source: error.of_file(&self.location),
        })?;
        self.is_beside_a_log = true;
        Ok(())
    }

    /// For a reading that lasts. Where nothing can be written, nobody of ours is held up either.
    fn let_write_while_reading(&mut self) {
        let (StoreLocation::GeoPackage(path), false, None) =
            (&self.location, self.is_beside_a_log, &self.log_keeper)
        else {
            return;
        };
        let Ok(mut connection) = connect_geopackage(path, "rw") else { return };
        if let_read_while_writing(&mut connection).is_ok() {
            self.log_keeper = Some(LogKeeper(connection));
        }
    }

    fn let_database_wait(&mut self, waits: bool) -> Result<(), OpenError> {
        let AnyConnection::Sqlite(connection) = &mut self.connection else { return Ok(()) };
        let settings = if waits {
            format!("PRAGMA busy_timeout = {BUSY_MILLISECONDS}; PRAGMA cache_size = -65536")
        } else {
            "PRAGMA busy_timeout = 0".to_owned()
        };
        connection
            .batch_execute(&settings)
            .map_err(|error| OpenError::Database { store: self.location.to_string(), source: error.into() })
    }

    fn migration_state(
        &mut self,
        observer: &dyn Observer,
        patience: Duration,
    ) -> Result<MigrationState, OpenError> {
        let asked = || migration_state(&mut self.connection).map_err(DatabaseError::boxed);
        wait(observer, patience, asked).map_err(|error| match error {
            DatabaseError::Damaged { said } if said.contains("not a database") => {
                OpenError::NotAStore { store: self.location.to_string() }
            }
            source => OpenError::Database {
                store: self.location.to_string(),
                source: source.of_file(&self.location),
            },
        })
    }
}

/// Whether a writer left something beside a file.
fn is_left_half_done(location: &StoreLocation) -> bool {
    let StoreLocation::GeoPackage(path) = location else { return false };
    ["-journal", "-wal"].iter().any(|ending| {
        let mut beside = path.clone().into_os_string();
        beside.push(ending);
        Path::new(&beside).is_file()
    })
}

/// Lets the database take back what a killed writer had begun: that it does for one who may write, as soon as he reads.
fn take_back_what_was_left(location: &StoreLocation) -> Result<(), OpenError> {
    let mut store = Store::connect(location, "rw", Access::Write)?;
    let AnyConnection::Sqlite(connection) = &mut store.connection else { return Ok(()) };
    connection.batch_execute("SELECT count(*) FROM sqlite_master").map_err(|error| {
        let source = match DatabaseError::from(error) {
            DatabaseError::ReadOnly | DatabaseError::CannotOpen => DatabaseError::LeftHalfDone,
            other => other,
        };
        OpenError::Database { store: location.to_string(), source }
    })
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
