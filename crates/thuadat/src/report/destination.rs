//! Where a report is written: beside its path first, under its name only when whole.

use super::ReportError;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};
use thuadat_core::{Observer, Stage};

/// Writes a file through `write` so that it appears at `path` whole or not at all.
///
/// The bytes go to a hidden file in the same folder, which is flushed to the disk and renamed over `path`; on any
/// error, and when the observer asks to stop, it is removed.
pub(crate) fn write_whole(
    path: &Path,
    observer: &dyn Observer,
    write: impl FnOnce(&mut BufWriter<Watched<'_>>) -> io::Result<()>,
) -> Result<(), ReportError> {
    let failed = |source: io::Error| failure(path, observer, source);
    let mut file = temporary(path)?;
    {
        let mut writer = BufWriter::with_capacity(1 << 18, Watched { file: file.as_file_mut(), observer });
        write(&mut writer).and_then(|()| writer.flush()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    publish(file, path, observer)
}

/// An empty hidden file in the folder of `path`; removed when dropped.
pub(crate) fn temporary(path: &Path) -> Result<NamedTempFile, ReportError> {
    let folder = |source: io::Error| ReportError::Folder { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(folder(io::ErrorKind::IsADirectory.into()));
    }
    let suffix = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let mut builder = Builder::new();
    builder.prefix(".thuadat-").suffix(&suffix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path)).map_err(folder)
}

/// Gives a finished file its name.
pub(super) fn publish(file: NamedTempFile, path: &Path, observer: &dyn Observer) -> Result<(), ReportError> {
    if observer.is_interrupted() {
        return Err(ReportError::Interrupted { path: path.to_owned() });
    }
    file.persist(path).map_err(|error| failure(path, observer, error.error))?;
    Ok(())
}

/// What went wrong while writing: the wish to stop, if that is the reason.
pub(super) fn failure(path: &Path, observer: &dyn Observer, source: io::Error) -> ReportError {
    let path = path.to_owned();
    if observer.is_interrupted() {
        ReportError::Interrupted { path }
    } else {
        ReportError::Write { path, source }
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_owned()
}

/// A file that stops taking bytes when the observer asks to stop.
pub(crate) struct Watched<'a> {
    file: &'a mut File,
    observer: &'a dyn Observer,
}

impl Watched<'_> {
    fn go_on(&self) -> io::Result<()> {
        if self.observer.is_interrupted() { Err(io::Error::other(thuadat_core::Interrupted)) } else { Ok(()) }
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.go_on()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl io::Seek for Watched<'_> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Tells the observer how many findings are written, now and then.
pub(crate) fn announce(observer: &dyn Observer, done: usize, total: usize) {
    if done.is_multiple_of(1024) || done == total {
        observer.progress(Stage::Writing, done as u64, total as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Unobserved;

    fn check(kind: io::ErrorKind, advice: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        std::fs::write(&path, "the old report").unwrap();
        let error = write_whole(&path, &Unobserved, |writer| {
            writer.write_all(b"half a report")?;
            Err(kind.into())
        });
        let error = error.unwrap_err().to_string();
        assert!(error.contains("report.json") && error.contains(advice), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old report");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn failed_writing_says_what_to_do_and_leaves_the_old_report() {
        check(io::ErrorKind::StorageFull, "the disk is full");
        check(io::ErrorKind::QuotaExceeded, "the disk is full");
        check(io::ErrorKind::FileTooLarge, "no file that large");
    }

    #[test]
    fn folder_of_the_same_name_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_whole(folder.path(), &Unobserved, |_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("a folder of that name is there"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn report_may_be_read_by_others_as_the_user_has_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (ours, plain) = (folder.path().join("report.json"), folder.path().join("plain"));
        std::fs::write(&plain, "").unwrap();
        write_whole(&ours, &Unobserved, |_| Ok(())).unwrap();
        assert_eq!(mode(&ours), mode(&plain));
    }
}
