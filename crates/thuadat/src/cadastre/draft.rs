//! A store that nobody sees before it is whole.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use thuadat_store::{MigrateError, OpenError, Store, StoreLocation};

/// A `GeoPackage` in the making, beside the place where it is to be. Dropped before it is published, it leaves nothing.
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
}

impl Draft {
    /// Makes an empty store beside `place`.
    pub(super) fn beside(place: &Path) -> Result<Self, MigrateError> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let path = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let draft = Self { path, place: place.to_owned() };
        draft.remove();
        Store::migrate(&draft.location()).map_err(|error| error.of_store(&draft.shown()))?;
        Ok(draft)
    }

    pub(super) fn open(&self) -> Result<Store, OpenError> {
        Store::open_unshared(&self.location()).map_err(|error| error.of_store(&self.shown()))
    }

    /// Puts it in its place, and answers whether that was still free; else there is somebody else's.
    pub(super) fn publish(self) -> io::Result<bool> {
        fs::File::open(&self.path)?.sync_all()?;
        match fs::hard_link(&self.path, &self.place) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            // Some disks know no second name for a file.
            Err(_) if !self.place.exists() => fs::rename(&self.path, &self.place).map(|()| true),
            Err(_) => Ok(false),
        }
    }

    fn location(&self) -> StoreLocation {
        StoreLocation::GeoPackage(self.path.clone())
    }

    fn shown(&self) -> String {
        self.place.display().to_string()
    }

    fn remove(&self) {
        for beside in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.path.clone().into_os_string();
            path.push(beside);
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.remove();
    }
}
