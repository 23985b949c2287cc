//! The whole of a store into another one: as a backup, back from it, or from one kind to the other.

use super::draft::Draft;
use super::error::CopyFailure;
use super::import::is_the_store;
use std::path::Path;
use thuadat_core::Observer;
use thuadat_store::{Access, CopyReport, MigrateError, Store, StoreLocation};

/// Copies everything of a store into another one, which must be new or hold nothing, and proves that it is the same.
///
/// # Errors
///
/// See [`CopyFailure`]; the target is then as it was.
pub fn copy_store(
    from: &StoreLocation,
    to: &StoreLocation,
    observer: &dyn Observer,
) -> Result<CopyReport, CopyFailure> {
    let mut source = Store::open(from, Access::Read)?;
    match to {
        StoreLocation::GeoPackage(path) if !path.exists() => copy_into_new(&mut source, path, observer),
        StoreLocation::GeoPackage(path) if is_the_store(path, from) => {
            Err(CopyFailure::IsTheStore { path: path.display().to_string() })
        }
        _ => {
            let mut target = Store::open_watched(to, Access::Write, observer)?;
            Ok(source.copy_to(&mut target, observer)?)
        }
    }
}

/// Copies everything of a store into a new `GeoPackage`.
///
/// # Errors
///
/// As [`copy_store`]; and when the target is no file, or is there already.
pub fn back_up(
    from: &StoreLocation,
    to: &StoreLocation,
    observer: &dyn Observer,
) -> Result<CopyReport, CopyFailure> {
    match to {
        StoreLocation::Postgres(_) => Err(CopyFailure::NoBackupFile { given: to.to_string() }),
        StoreLocation::GeoPackage(path) if path.exists() => {
            Err(CopyFailure::Exists { path: path.display().to_string() })
        }
        StoreLocation::GeoPackage(path) => {
            copy_into_new(&mut Store::open(from, Access::Read)?, path, observer)
        }
    }
}

/// Brings a backup back into a store that is new or holds nothing.
///
/// # Errors
///
/// As [`copy_store`]; and when the backup is no file.
pub fn restore(
    from: &StoreLocation,
    to: &StoreLocation,
    observer: &dyn Observer,
) -> Result<CopyReport, CopyFailure> {
    match from {
        StoreLocation::Postgres(_) => Err(CopyFailure::NoBackupFile { given: from.to_string() }),
        StoreLocation::GeoPackage(_) => copy_store(from, to, observer),
    }
}

fn copy_into_new(
    source: &mut Store,
    path: &Path,
    observer: &dyn Observer,
) -> Result<CopyReport, CopyFailure> {
    let shown = || path.display().to_string();
    let draft = Draft::beside(path).map_err(|error| match error {
        MigrateError::Open(error) => CopyFailure::Open(error),
        error => CopyFailure::Migrate(error),
    })?;
    let mut target = draft.open()?;
    let report = source.copy_to(&mut target, observer).map_err(|error| error.of_store(&shown()))?;
    drop(target);
    match draft.publish() {
        Ok(true) => Ok(report),
        Ok(false) => Err(CopyFailure::Exists { path: shown() }),
        Err(source) => Err(CopyFailure::NotWritten { path: shown(), source }),
    }
}
