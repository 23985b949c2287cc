//! The file of keys: a table a key, without the keys themselves.

use super::keys::{KeptKey, NewKeyRequest, bytes_of, hexadecimal, make};
use super::role::Role;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use thuadat::Message;
use thuadat::cadastre::Timestamp;
use toml::{Table, Value};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its public name.
    pub name: String,
    /// What it is for.
    pub label: String,
    /// What who has it may do.
    pub role: Role,
    /// Codes of the communes it is for; none of them for all.
    pub communes: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it opens nothing.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Why keys could not be read or written. What a key opens is never told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file could not be read.
    #[error("cannot read the keys in {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file could not be written.
    #[error("cannot write the keys to {path}: {source}; see whether its folder is there and may be written")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file is none of keys.
    #[error(
        "{path} is no file of keys, or is damaged; make one with `thuadat key create --keys NEW.toml --role viewer`"
    )]
    Damaged {
        /// The file.
        path: String,
    },
    /// There is no such key.
    #[error("there is no key {name} in {path}; `thuadat key list --keys {path}` lists them")]
    NoSuchKey {
        /// Its name.
        name: String,
        /// The file.
        path: String,
    },
    /// The system has no randomness.
    #[error("the system has no random numbers for a key")]
    NoRandomness,
}

impl KeyFileError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Read { path, source } if source.kind() == io::ErrorKind::NotFound => {
                format!(
                    "không có tệp khóa {path}; hãy tạo bằng `thuadat key create --keys {path} --role viewer`"
                )
            }
            Self::Read { path, source } => format!("không đọc được tệp khóa {path}: hệ thống báo “{source}”"),
            Self::Write { path, source } => format!(
                "không ghi được tệp khóa {path}: hệ thống báo “{source}”; hãy xem thư mục có tồn tại và ghi được không"
            ),
            Self::Damaged { path } => format!(
                "{path} không phải tệp khóa, hoặc đã hỏng; hãy tạo tệp mới bằng `thuadat key create --keys MỚI.toml --role viewer`"
            ),
            Self::NoSuchKey { name, path } => {
                format!(
                    "không có khóa {name} trong {path}; xem các khóa bằng `thuadat key list --keys {path}`"
                )
            }
            Self::NoRandomness => "hệ thống không có số ngẫu nhiên để tạo khóa".to_owned(),
        };
        Message { vi, en: self.to_string() }
    }
}

/// Makes a key and adds it to a file, which is made where there is none. The text is shown once: nobody can find it again.
///
/// # Errors
///
/// See [`KeyFileError`]; the file is as it was then.
pub fn create_key(path: &Path, request: NewKeyRequest) -> Result<(String, KeyInfo), KeyFileError> {
    let _alone = alone(path)?;
    let mut keys = if path.exists() { read(path)? } else { Vec::new() };
    let (text, key) = make(request).map_err(|_| KeyFileError::NoRandomness)?;
    let info = key.info();
    keys.push(key);
    write(path, &keys)?;
    Ok((text, info))
}

/// The keys of a file, in the order they were made.
///
/// # Errors
///
/// See [`KeyFileError`].
pub fn keys_in(path: &Path) -> Result<Vec<KeyInfo>, KeyFileError> {
    Ok(read(path)?.iter().map(KeptKey::info).collect())
}

/// Revokes a key: it opens nothing any more. One that was revoked already stays as it is.
///
/// # Errors
///
/// See [`KeyFileError`]; the file is as it was then.
pub fn revoke_key(path: &Path, name: &str) -> Result<KeyInfo, KeyFileError> {
    // Nothing is made beside a file that is not there.
    read(path)?;
    let _alone = alone(path)?;
    let mut keys = read(path)?;
    let shown = || path.display().to_string();
    let key = keys.iter_mut().find(|key| key.name == name);
    let key = key.ok_or_else(|| KeyFileError::NoSuchKey { name: name.to_owned(), path: shown() })?;
    key.revoked_at.get_or_insert_with(Timestamp::now);
    let info = key.info();
    write(path, &keys)?;
    Ok(info)
}

impl KeptKey {
    fn info(&self) -> KeyInfo {
        KeyInfo {
            name: self.name.clone(),
            label: self.label.clone(),
            role: self.role,
            communes: self.communes.clone(),
            created_at: self.created_at.clone(),
            expires_at: self.expires_at.clone(),
            revoked_at: self.revoked_at.clone(),
        }
    }

    fn to_table(&self) -> Table {
        let mut table = Table::new();
        let mut put = |name: &str, value: String| table.insert(name.to_owned(), Value::String(value));
        put("name", self.name.clone());
        put("label", self.label.clone());
        put("role", self.role.id().to_owned());
        put("created_at", self.created_at.as_str().to_owned());
        for (name, at) in [("expires_at", &self.expires_at), ("revoked_at", &self.revoked_at)] {
            if let Some(at) = at {
                put(name, at.as_str().to_owned());
            }
        }
        put("sha256", hexadecimal(&self.hash));
        let communes = self.communes.iter().cloned().map(Value::String).collect();
        table.insert("communes".to_owned(), Value::Array(communes));
        table
    }

    fn of_table(table: &Table) -> Option<Self> {
        let text = |name: &str| table.get(name)?.as_str();
        let moment = |name: &str| match table.get(name) {
            None => Some(None),
            Some(at) => Some(Some(at.as_str()?.parse::<Timestamp>().ok()?)),
        };
        let communes = table.get("communes")?.as_array()?;
        Some(Self {
            name: text("name")?.to_owned(),
            label: text("label")?.to_owned(),
            role: text("role")?.parse().ok()?,
            communes: communes.iter().map(|code| code.as_str().map(str::to_owned)).collect::<Option<_>>()?,
            created_at: text("created_at")?.parse().ok()?,
            expires_at: moment("expires_at")?,
            revoked_at: moment("revoked_at")?,
            hash: bytes_of(text("sha256")?)?,
        })
    }
}

/// Lets one program at a time change the keys, until it is dropped. The file of keys itself is put in the place of another, so the lock is
/// on one beside it, which stays.
fn alone(path: &Path) -> Result<File, KeyFileError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let locked = File::options().create(true).truncate(false).write(true).open(Path::new(&beside));
    let locked = locked.and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| KeyFileError::Write { path: path.display().to_string(), source })
}

pub(super) fn read(path: &Path) -> Result<Vec<KeptKey>, KeyFileError> {
    let shown = || path.display().to_string();
    let text = fs::read_to_string(path).map_err(|source| KeyFileError::Read { path: shown(), source })?;
    let keys = text.parse::<Table>().ok().and_then(|table| {
        let keys = table.get("key")?.as_array()?;
        keys.iter().map(|key| KeptKey::of_table(key.as_table()?)).collect::<Option<Vec<_>>>()
    });
    keys.ok_or_else(|| KeyFileError::Damaged { path: shown() })
}

/// Put in the place of the old file when it is whole; nobody but its owner reads it.
fn write(path: &Path, keys: &[KeptKey]) -> Result<(), KeyFileError> {
    let mut table = Table::new();
    table.insert(
        "key".to_owned(),
        Value::Array(keys.iter().map(|key| Value::Table(key.to_table())).collect()),
    );
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is its owner's alone from the beginning.
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(table.to_string().as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|source| KeyFileError::Write { path: path.display().to_string(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(role: Role) -> NewKeyRequest {
        NewKeyRequest {
            label: "\"văn phòng\"\n".to_owned(),
            role,
            communes: BTreeSet::from(["06211".to_owned()]),
            expires_at: "2030-01-31T16:59:59.999Z".parse().ok(),
        }
    }

    #[test]
    fn keys_come_back_without_their_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("khoa.toml");
        let (text, first) = create_key(&path, request(Role::Officer)).expect("made");
        let (_, second) =
            create_key(&path, NewKeyRequest { expires_at: None, ..request(Role::Admin) }).expect("made");
        assert_eq!(keys_in(&path).expect("read"), [first.clone(), second.clone()]);
        let file = fs::read_to_string(&path).expect("read");
        let secret = text.rsplit('_').next().expect("a secret");
        assert!(!file.contains(secret), "the secret is not in the file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o077, 0);
        }
        let revoked = revoke_key(&path, &first.name).expect("revoked");
        assert!(revoked.revoked_at.is_some());
        assert_eq!(revoke_key(&path, &first.name).expect("again"), revoked);
        assert_eq!(keys_in(&path).expect("read"), [revoked, second]);
        assert!(matches!(revoke_key(&path, "none"), Err(KeyFileError::NoSuchKey { .. })));
    }

    /// Who reads, changes and writes while another does it would take back what that one did.
    #[test]
    fn changes_at_once_are_all_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("khoa.toml");
        let make = || create_key(&path, request(Role::Viewer)).expect("made").1.name;
        let names: Vec<String> = (0..8).map(|_| make()).collect();
        std::thread::scope(|scope| {
            for name in &names {
                scope.spawn(|| revoke_key(&path, name).expect("revoked"));
                scope.spawn(make);
            }
        });
        let keys = keys_in(&path).expect("read");
        assert_eq!(keys.len(), 16);
        assert!(keys.iter().all(|key| key.revoked_at.is_some() == names.contains(&key.name)), "{keys:?}");
    }

    #[test]
    fn what_is_no_file_of_keys_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("khoa.toml");
        assert!(keys_in(&path).expect_err("none there").message().vi.contains("không có tệp khóa"));
        for text in ["", "key = 1", "[[key]]\nname = \"a\"\n", "nonsense"] {
            fs::write(&path, text).expect("written");
            assert!(matches!(keys_in(&path), Err(KeyFileError::Damaged { .. })), "{text}");
            assert!(matches!(create_key(&path, request(Role::Viewer)), Err(KeyFileError::Damaged { .. })));
            assert_eq!(fs::read_to_string(&path).expect("there"), text, "nothing is written over");
        }
    }
}
