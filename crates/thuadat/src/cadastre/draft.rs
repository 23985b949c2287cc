//! A store that nobody sees before it is whole.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use thuadat_store::{MigrateError, OpenError, Store, StoreLocation};

/// A `GeoPackage` in the making, beside the place where it is to be. Dropped before it is published, it leaves nothing.
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
    /// Says that somebody is still at work, for as long as it is open. The system closes it for a process that was killed.
    _lock: Option<File>,
}

/// What stands beside a store in the making: itself, what the database keeps with it, the sign that somebody is at work.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];
const LOCK: &str = "-lock";

impl Draft {
    /// Makes an empty store beside `place`.
    pub(super) fn beside(place: &Path) -> Result<Self, MigrateError> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let path = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        remove_abandoned(place, &name);
        // Where nothing can be written the database says so; where the disk knows no locks, nobody takes anything away either.
        let lock = File::create(beside(&path, LOCK)).ok().filter(|lock| lock.try_lock().is_ok());
        let draft = Self { path, place: place.to_owned(), _lock: lock };
        draft.remove();
        Store::migrate(&draft.location()).map_err(|error| error.of_store(&draft.shown()))?;
        Ok(draft)
    }

    pub(super) fn open(&self) -> Result<Store, OpenError> {
        Store::open_unshared(&self.location()).map_err(|error| error.of_store(&self.shown()))
    }

    /// Puts it in its place, and answers whether that was still free; else there is somebody else's.
    pub(super) fn publish(self) -> io::Result<bool> {
        File::open(&self.path)?.sync_all()?;
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
        remove(&self.path);
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.to_owned().into_os_string();
    path.push(ending);
    path.into()
}

fn remove(draft: &Path) {
    for ending in BESIDE {
        let _ = fs::remove_file(beside(draft, ending));
    }
}

/// Takes away what somebody left who was killed before the store was in its place. Who is still at work keeps his.
fn remove_abandoned(place: &Path, name: &str) {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let prefix = format!(".{name}.");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let Some(draft) = file.to_str().and_then(|file| file.strip_suffix(LOCK)) else { continue };
        let process = draft.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".part"));
        if process.is_none_or(|process| process.parse::<u32>().is_err()) {
            continue;
        }
        let is_abandoned =
            File::options().write(true).open(entry.path()).is_ok_and(|lock| lock.try_lock().is_ok());
        if is_abandoned {
            remove(&entry.path().with_file_name(draft));
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.remove();
        let _ = fs::remove_file(beside(&self.path, LOCK));
    }
}
