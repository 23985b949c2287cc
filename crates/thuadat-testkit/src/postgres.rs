//! A `PostgreSQL` server with `PostGIS` of the tests' own: made in a temporary folder, reached over a socket there, gone when
//! dropped.
//!
//! The programs of the server refuse to run as root; then they run as the system's user `postgres`, or else `nobody`.
//! Without `PostgreSQL` there is an error that says what to install: tests fail then, they are not skipped.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The database that others are copied from; it has the extension `PostGIS`.
const TEMPLATE: &str = "with_postgis";
const SUPERUSER: &str = "tester";

/// A running server. Dropping it stops it and removes its folder.
#[derive(Debug)]
pub struct PostgresServer {
    folder: PathBuf,
    programs: PathBuf,
    owner: Option<Owner>,
    databases: AtomicU32,
    runs: AtomicU32,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// It is not installed.
    #[error("no PostgreSQL found: install postgresql and postgis (Debian: postgresql-15-postgis-3 or newer)")]
    NotInstalled,
    /// Its programs refuse to run as root, and there is no other user to run them as.
    #[error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")]
    NoUser,
    /// A folder could not be made.
    #[error("cannot prepare the folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A program could not be started.
    #[error("cannot run {}: {source}", program.display())]
    NotRun {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A program failed.
    #[error("{} failed: {said}", program.display())]
    Failed {
        /// The program.
        program: PathBuf,
        /// What it said.
        said: String,
    },
}

/// A user of the system.
#[derive(Debug, Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl PostgresServer {
    /// Makes a server and waits until it answers.
    ///
    /// # Errors
    ///
    /// See [`PostgresError`].
    pub fn start() -> Result<Self, PostgresError> {
        let programs = programs().ok_or(PostgresError::NotInstalled)?;
        let folder = new_folder()?;
        let owner = if is_root(&folder)? { Some(other_user().ok_or(PostgresError::NoUser)?) } else { None };
        if let Some(owner) = owner {
            chown(&folder, Some(owner.user), Some(owner.group))
                .map_err(|source| PostgresError::Folder { path: folder.clone(), source })?;
        }
        let server = Self { folder, programs, owner, databases: AtomicU32::new(0), runs: AtomicU32::new(0) };
        let data = server.data();
        server.run(
            "initdb",
            &[
                "--no-sync",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--username",
                SUPERUSER,
                "-D",
                &data,
            ],
        )?;
        server.start_again()?;
        server.create(TEMPLATE, "template1")?;
        server.sql(TEMPLATE, "CREATE EXTENSION postgis")?;
        Ok(server)
    }

    /// The address of a new database that has `PostGIS` and nothing else.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn new_database(&self) -> Result<String, PostgresError> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.create(&name, TEMPLATE)?;
        Ok(self.address(&name))
    }

    /// Runs statements in a database, by its address.
    ///
    /// # Errors
    ///
    /// When it refuses them.
    pub fn execute(&self, address: &str, statements: &str) -> Result<String, PostgresError> {
        self.run("psql", &["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statements])
    }

    /// Ends the server at once, as a cut of power would. Its data stay.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn stop(&self) -> Result<(), PostgresError> {
        let data = self.data();
        self.run("pg_ctl", &["stop", "-w", "-s", "-m", "immediate", "-D", &data]).map(|_| ())
    }

    /// Starts the server after it was stopped, and waits until it answers.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_again(&self) -> Result<(), PostgresError> {
        let (data, log) = (self.data(), self.folder.join("log").display().to_string());
        let settings =
            format!("-k {} -c listen_addresses='' -c fsync=off -c max_connections=40", self.folder.display());
        self.run("pg_ctl", &["start", "-w", "-s", "-D", &data, "-l", &log, "-o", &settings]).map(|_| ())
    }

    fn create(&self, name: &str, template: &str) -> Result<(), PostgresError> {
        self.sql("template1", &format!("CREATE DATABASE {name} TEMPLATE {template}"))
    }

    fn sql(&self, database: &str, statement: &str) -> Result<(), PostgresError> {
        self.execute(&self.address(database), statement).map(|_| ())
    }

    fn address(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={SUPERUSER}", self.folder.display())
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<String, PostgresError> {
        let program = self.programs.join(program);
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(Owner { user, group }) = self.owner {
            command.uid(user).gid(group);
        }
        // A server that goes on would keep a pipe open, and we would wait for its end for ever: so it writes into a file.
        let said = self.folder.join(format!("said-{}", self.runs.fetch_add(1, Ordering::Relaxed)));
        let file = |path: &Path| {
            fs::File::create(path).map_err(|source| PostgresError::Folder { path: path.to_owned(), source })
        };
        command.stdin(std::process::Stdio::null()).stderr(file(&said)?);
        let output = command.stdout(file(&said.with_extension("out"))?).status();
        let status = output.map_err(|source| PostgresError::NotRun { program: program.clone(), source })?;
        let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        if status.success() {
            return Ok(read(&said.with_extension("out")));
        }
        let said = [read(&said), read(&self.folder.join("log"))].concat();
        Err(PostgresError::Failed { program, said })
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl fmt::Display for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgreSQL in {}", self.folder.display())
    }
}

/// The folder of the server's programs: the newest that Debian has installed, else that of the search path.
fn programs() -> Option<PathBuf> {
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    installed.sort();
    let in_path = || {
        let path: OsString = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    };
    installed.pop().map(|(_, folder)| folder).or_else(in_path)
}

/// A new folder with a short name: the address of a socket may have 107 characters.
fn new_folder() -> Result<PathBuf, PostgresError> {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let path = Path::new("/tmp").join(format!("thuadat-pg-{}-{number}", std::process::id()));
    let failed = |source| PostgresError::Folder { path: path.clone(), source };
    let _ = fs::remove_dir_all(&path);
    fs::create_dir(&path).map_err(failed)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    Ok(path)
}

/// Whether we are root: then what we make is root's.
fn is_root(made: &Path) -> Result<bool, PostgresError> {
    let metadata = fs::metadata(made);
    metadata
        .map(|metadata| metadata.uid() == 0)
        .map_err(|source| PostgresError::Folder { path: made.to_owned(), source })
}

fn other_user() -> Option<Owner> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].into_iter().find_map(|name| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(Owner { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_comes_and_goes() -> Result<(), PostgresError> {
        let server = PostgresServer::start()?;
        let address = server.new_database()?;
        server.execute(&address, "CREATE TABLE kept (number integer); INSERT INTO kept VALUES (7)")?;
        server.stop()?;
        assert!(server.execute(&address, "SELECT 1").is_err());
        server.start_again()?;
        assert_eq!(
            server.execute(&address, "SELECT number FROM kept WHERE postgis_lib_version() > '3'")?,
            "7\n"
        );
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists());
        Ok(())
    }
}
