//! What can be amiss with a database.

use crate::location::StoreLocation;
use diesel::result::{ConnectionError, DatabaseErrorKind, Error};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// What a database refused, in the words of its user. What the database itself says stands in it as it is; it names tables and
/// files, never values.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// Another program writes and does not end.
    #[error("another program holds the store; try again when it is done")]
    Busy,
    /// The disk is full.
    #[error("the disk is full; free some space, then try again: the store is as it was")]
    DiskFull,
    /// The file or the database may only be read.
    #[error(
        "the store can only be read; ask for the right to write to the file and its folder, or to the database"
    )]
    ReadOnly,
    /// A writer was killed, and what it left beside the file is to be cleared away by one who may write.
    #[error(
        "a program was killed while it wrote, and you may only read; someone who may write to the file and its folder must open it once, such as with `thuadat store info`"
    )]
    LeftHalfDone,
    /// The server has no database of that name.
    #[error(
        "the server has no such database ({said}); see whether its name is right, or have it made with `createdb NAME`, then run `thuadat store migrate`"
    )]
    NoSuchDatabase {
        /// What the server says.
        said: String,
    },
    /// Its bytes are damaged.
    #[error("the store is damaged ({said}); restore it from a backup")]
    Damaged {
        /// What the database says.
        said: String,
    },
    /// The server does not answer, or lets nobody in.
    #[error(
        "the server cannot be reached ({said}); see whether it runs, and whether address, user and password are right"
    )]
    Unreachable {
        /// What the server or the system says.
        said: String,
    },
    /// A file cannot be opened or made.
    #[error("the file cannot be opened; see whether its folder is there and you may write in it")]
    CannotOpen,
    /// The server is gone.
    #[error(
        "the connection to the database was lost ({said}); what was not yet confirmed is undone; try again"
    )]
    ConnectionLost {
        /// What the database says.
        said: String,
    },
    /// Anything else.
    #[error("the database refuses: {said}")]
    Other {
        /// What the database says.
        said: String,
    },
}

impl From<Error> for DatabaseError {
    fn from(error: Error) -> Self {
        // Why the work failed matters, not why its undoing did.
        if let Error::RollbackErrorOnCommit { commit_error, .. } = error {
            return Self::from(*commit_error);
        }
        let said = error.to_string();
        let is_closed = matches!(
            &error,
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager
        );
        if matches!(&error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _)) {
            return Self::ReadOnly;
        }
        if is_closed { Self::ConnectionLost { said } } else { Self::of_words(&said) }
    }
}

impl DatabaseError {
    /// `SQLite` tells its faults apart only by its words, as diesel hands them on.
    fn of_words(said: &str) -> Self {
        let lower = said.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|words| lower.contains(words));
        if says(&[
            "database is locked",
            "database table is locked",
            "database file is locked",
            "lock timeout",
        ]) {
            Self::Busy
        } else if says(&["database or disk is full", "no space left", "disk full"]) {
            Self::DiskFull
        } else if says(&["unable to open"]) {
            Self::CannotOpen
        } else if says(&["readonly database", "read-only transaction"]) {
            Self::ReadOnly
        } else if says(&[
            "malformed",
            "not a database",
            "disk i/o error",
            "invalid page",
            "could not read block",
        ]) {
            Self::Damaged { said: one_line(said) }
        } else if says(&[
            "terminating connection",
            "server closed the connection",
            "no connection to the server",
            "could not send data to server",
            "could not receive data from server",
            "the database system is",
            "connection refused",
            "broken pipe",
        ]) {
            Self::ConnectionLost { said: one_line(said) }
        } else {
            Self::Other { said: one_line(said) }
        }
    }
}

impl DatabaseError {
    /// On a full disk `SQLite` cannot make the files it needs beside the store, and says only that.
    pub(crate) fn of_file(self, location: &StoreLocation) -> Self {
        let may_be_of_the_disk = match &self {
            Self::CannotOpen => true,
            Self::Damaged { said } => said.to_lowercase().contains("disk i/o error"),
            _ => false,
        };
        match location {
            StoreLocation::GeoPackage(path) if may_be_of_the_disk && is_full(path) => Self::DiskFull,
            _ => self,
        }
    }

    /// Why a file could not be opened.
    pub(crate) fn from_connecting(error: &ConnectionError) -> Self {
        Self::of_words(&error.to_string())
    }

    /// Why a server let nobody in.
    pub(crate) fn unreachable(error: &ConnectionError) -> Self {
        let said = one_line(&error.to_string());
        if said.contains("database \"") && said.contains("does not exist") {
            return Self::NoSuchDatabase { said };
        }
        // What is said of an address that cannot be read has parts of it, and these may be of the password.
        let is_of_the_address =
            ["invalid", "missing", "unexpected", "extra", "could not parse", "end of string"]
                .iter()
                .any(|word| said.starts_with(word));
        let said = if is_of_the_address {
            "the address cannot be read; in a password write % as %25, / as %2F, ? as %3F, @ as %40"
                .to_owned()
        } else {
            said
        };
        Self::Unreachable { said }
    }
}

/// Whether nothing more can be written beside a file.
fn is_full(path: &Path) -> bool {
    static PROBE: [u8; 1 << 16] = [0; 1 << 16];
    let probe = path.with_extension(format!("{}.probe", std::process::id()));
    let written = File::create_new(&probe).and_then(|mut file| {
        file.write_all(&PROBE)?;
        file.sync_all()
    });
    let _ = std::fs::remove_file(&probe);
    written.is_err_and(|error| error.kind() == ErrorKind::StorageFull)
}

fn one_line(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no store {store}; make one with `thuadat store migrate {store}`")]
    NotFound {
        /// Where it was looked for.
        store: String,
    },
    /// The file or the database holds something else.
    #[error("{store} is no store of thuadat; import it into one: `thuadat import {store} --into NEW.gpkg`")]
    NotAStore {
        /// Where it is.
        store: String,
    },
    /// The database holds something else.
    #[error("{store} holds tables of something else and is no store of thuadat; name an empty database")]
    ForeignDatabase {
        /// Where it is.
        store: String,
    },
    /// A folder is no store.
    #[error("{store} is a folder; name a file in it that ends in .gpkg")]
    IsAFolder {
        /// Where it is.
        store: String,
    },
    /// It was made by an older thuadat.
    #[error(
        "the store {store} is older than this program; bring it up to date with `thuadat store migrate {store}`"
    )]
    TooOld {
        /// Where it is.
        store: String,
    },
    /// It was made by a newer thuadat.
    #[error("the store {store} was made by a newer thuadat; install that one")]
    TooNew {
        /// Where it is.
        store: String,
    },
    /// It could not be reached, or refuses.
    #[error("cannot open the store {store}: {source}")]
    Database {
        /// Where it is.
        store: String,
        /// Why.
        source: DatabaseError,
    },
}

impl OpenError {
    /// The same of a store that goes by another name.
    #[must_use]
    pub fn of_store(mut self, name: &str) -> Self {
        match &mut self {
            Self::NotFound { store }
            | Self::NotAStore { store }
            | Self::ForeignDatabase { store }
            | Self::IsAFolder { store }
            | Self::TooOld { store }
            | Self::TooNew { store }
            | Self::Database { store, .. } => name.clone_into(store),
        }
        self
    }

    /// There is something, and it is not ours.
    pub(crate) fn not_a_store(location: &StoreLocation) -> Self {
        let store = location.to_string();
        match location {
            StoreLocation::GeoPackage(_) => Self::NotAStore { store },
            StoreLocation::Postgres(_) => Self::ForeignDatabase { store },
        }
    }
}

/// Why a store could not be made or brought up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// It could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A step failed; all steps before it stand.
    #[error("cannot bring the store {store} up to date: {source}")]
    Database {
        /// Where it is.
        store: String,
        /// Why.
        source: DatabaseError,
    },
}

impl MigrateError {
    /// The same of a store that goes by another name.
    #[must_use]
    pub fn of_store(self, name: &str) -> Self {
        match self {
            Self::Open(error) => Self::Open(error.of_store(name)),
            Self::Database { source, .. } => Self::Database { store: name.to_owned(), source },
        }
    }
}

impl DatabaseError {
    /// What diesel's migrations hand on.
    pub(crate) fn boxed(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<Error>() {
            Ok(error) => Self::from(*error),
            Err(error) => Self::of_words(&error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_not_there_is_told_from_a_server_that_does_not_answer() {
        let of = |said: &str| DatabaseError::unreachable(&ConnectionError::BadConnection(said.to_owned()));
        let none = of("connection to server failed: FATAL:  database \"cadastre\" does not exist");
        assert!(matches!(none, DatabaseError::NoSuchDatabase { .. }), "{none}");
        assert!(none.to_string().contains("createdb"), "{none}");
        for said in ["connection refused", "FATAL:  role \"nobody\" does not exist"] {
            assert!(matches!(of(said), DatabaseError::Unreachable { .. }), "{said}");
        }
    }
}
