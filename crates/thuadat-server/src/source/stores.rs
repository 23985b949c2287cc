//! A store behind several connections: each question takes one, and makes one where all are taken.

use super::SourceError;
use std::sync::{Mutex, PoisonError};
use thuadat::cadastre::{Access, DatabaseError, OpenError, Store, StoreLocation};

/// Connections kept open while nobody asks anything.
const IDLE: usize = 8;

/// A store, opened to be read, as often as it is needed.
#[derive(Debug)]
pub struct Stores {
    location: StoreLocation,
    idle: Mutex<Vec<Store>>,
}

impl Stores {
    /// Opens it once, so that what is amiss is known at once.
    pub(crate) fn open(location: StoreLocation) -> Result<Self, SourceError> {
        let store = Store::open(&location, Access::Read)?;
        Ok(Self { location, idle: Mutex::new(vec![store]) })
    }

    pub(crate) fn name(&self) -> String {
        self.location.to_string()
    }

    /// Asks a question. A connection that failed is not used again: the next question makes a new one, so a server that was
    /// away is found again by itself.
    pub(crate) fn with<T>(
        &self,
        ask: impl FnOnce(&mut Store) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut store = match idle {
            Some(store) => store,
            None => Store::open(&self.location, Access::Read).map_err(refused)?,
        };
        let answer = ask(&mut store)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(store);
        }
        Ok(answer)
    }
}

fn refused(error: OpenError) -> DatabaseError {
    match error {
        OpenError::Database { source, .. } => source,
        other => DatabaseError::Unreachable { said: other.to_string() },
    }
}
