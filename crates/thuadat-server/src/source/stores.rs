//! A store behind several connections: each question takes one, and makes one where all are taken.

use super::SourceError;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use thuadat::cadastre::{Access, DatabaseError, OpenError, Store, StoreLocation};

/// Connections kept open while nobody asks anything.
const IDLE: usize = 8;

/// A store, opened to be read, as often as it is needed.
#[derive(Debug)]
pub struct Stores {
    location: StoreLocation,
    pool: Mutex<Pool>,
}

/// Connections to one and the same store.
#[derive(Debug)]
struct Pool {
    idle: Vec<Store>,
    /// Which file the path led to when it was last looked at; none where it led nowhere.
    file: Option<FileIdentity>,
    /// Counts the files the path led to.
    generation: u64,
}

/// Device and number of a file: another one under the same path has others.
type FileIdentity = (u64, u64);

impl Stores {
    /// Opens it once, so that what is amiss is known at once.
    pub(crate) fn open(location: StoreLocation) -> Result<Self, SourceError> {
        let file = file_at(&location);
        let store = Store::open(&location, Access::Read)?;
        Ok(Self { location, pool: Mutex::new(Pool { idle: vec![store], file, generation: 0 }) })
    }

    pub(crate) fn name(&self) -> String {
        self.location.to_string()
    }

    pub(crate) fn location(&self) -> &StoreLocation {
        &self.location
    }

    /// Looks whether the store is still the same file, lets go of connections to one that was replaced, and counts how often
    /// that was.
    pub(crate) fn look(&self) -> Result<u64, DatabaseError> {
        let file = file_at(&self.location);
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.file != file {
            pool.idle.clear();
            pool.file = file;
            pool.generation += 1;
        }
        match (&self.location, file) {
            (StoreLocation::GeoPackage(_), None) => Err(DatabaseError::CannotOpen),
            _ => Ok(pool.generation),
        }
    }

    /// Asks a question. A connection that failed is not used again: the next question makes a new one, so a server that was
    /// away is found again by itself.
    pub(crate) fn with<T>(
        &self,
        ask: impl FnOnce(&mut Store) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        let (idle, generation) = {
            let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
            (pool.idle.pop(), pool.generation)
        };
        let mut store = match idle {
            Some(store) => store,
            None => Store::open(&self.location, Access::Read).map_err(refused)?,
        };
        let answer = ask(&mut store)?;
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.idle.len() < IDLE && pool.generation == generation {
            pool.idle.push(store);
        }
        Ok(answer)
    }
}

/// The file a store is in; none where it is in none or the file is gone.
fn file_at(location: &StoreLocation) -> Option<FileIdentity> {
    match location {
        StoreLocation::GeoPackage(path) => identity(path),
        StoreLocation::Postgres(_) => None,
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

/// Elsewhere a file that is open cannot be replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FileIdentity> {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}

fn refused(error: OpenError) -> DatabaseError {
    match error {
        OpenError::Database { source, .. } => source,
        other => DatabaseError::Unreachable { said: other.to_string() },
    }
}
