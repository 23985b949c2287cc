//! How people name an entry of a register: by its number in the store, or by where it stands. Never by what it says.

use super::error::EditFailure;
use std::fmt;
use std::str::FromStr;
use thuadat_core::Message;
use thuadat_store::{EntryPlace, SeenEntry, Store};

/// An entry as people name it: `#` and its number in the store, or `file:row`, or `file:worksheet:row`; with `@` and the record that
/// last changed it where one says what one saw.
///
/// # Examples
///
/// ```
/// use thuadat::cadastre::EntryAddress;
///
/// let address: EntryAddress = "so-cap-giay.xlsx:Sheet1:12@7".parse()?;
/// assert_eq!((address.to_string().as_str(), address.record), ("so-cap-giay.xlsx:Sheet1:12", Some(7)));
/// assert_eq!("#31".parse::<EntryAddress>()?.to_string(), "#31");
/// assert!("so-cap-giay.xlsx".parse::<EntryAddress>().is_err());
/// # Ok::<(), thuadat::cadastre::BadEntryAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryAddress {
    /// Which entry.
    pub entry: EntryNamed,
    /// The record that had last changed it or its link when it was seen; none for the present one.
    pub record: Option<i64>,
}

/// Which entry somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryNamed {
    /// That of a number in the store.
    Id(i64),
    /// That of a row.
    Row {
        /// The file it came with, without its folder.
        file: String,
        /// The worksheet; none where the file has one only.
        worksheet: Option<String>,
        /// Row or line, counted from 1.
        row: u32,
    },
}

/// A text that names no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` names no entry of a register: write file:row such as so.xlsx:12, file:worksheet:row, or #31 for its number in the store; @7 behind it names the record that last changed it"
)]
pub struct BadEntryAddress {
    /// The text.
    pub text: String,
}

impl BadEntryAddress {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let text = &self.text;
        Message {
            vi: format!(
                "`{text}` không phải là một dòng sổ: hãy ghi tệp:dòng như so.xlsx:12, tệp:trang tính:dòng, hoặc #31 là số của dòng trong \
                 kho; thêm @7 để nêu biến động đã thay đổi dòng lần cuối"
            ),
            en: self.to_string(),
        }
    }
}

impl FromStr for EntryAddress {
    type Err = BadEntryAddress;

    fn from_str(text: &str) -> Result<Self, BadEntryAddress> {
        let bad = || BadEntryAddress { text: text.to_owned() };
        let (named, record) = match text.rsplit_once('@').map(|(named, record)| (named, record.parse())) {
            Some((named, Ok(record))) => (named, Some(record)),
            _ => (text, None),
        };
        if let Some(id) = named.strip_prefix('#') {
            return Ok(Self { entry: EntryNamed::Id(id.parse().map_err(|_| bad())?), record });
        }
        let (place, row) = named.rsplit_once(':').ok_or_else(bad)?;
        let row = row.trim().parse().map_err(|_| bad())?;
        let (file, worksheet) = match place.rsplit_once(':') {
            // A colon behind a single letter is that of a drive.
            Some((file, worksheet)) if file.chars().count() > 1 => (file, Some(worksheet.to_owned())),
            _ => (place, None),
        };
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
        if file.is_empty() {
            return Err(bad());
        }
        Ok(Self { entry: EntryNamed::Row { file, worksheet, row }, record })
    }
}

impl fmt::Display for EntryAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.entry {
            EntryNamed::Id(id) => write!(f, "#{id}"),
            EntryNamed::Row { file, worksheet: Some(worksheet), row } => {
                write!(f, "{file}:{worksheet}:{row}")
            }
            EntryNamed::Row { file, worksheet: None, row } => write!(f, "{file}:{row}"),
        }
    }
}

/// The one entry a name stands for, as it was seen or as it is now.
pub(super) fn entry(store: &mut Store, address: &EntryAddress) -> Result<SeenEntry, EditFailure> {
    let mut found: Vec<EntryPlace> = match &address.entry {
        EntryNamed::Id(id) => store.entry(*id)?.into_iter().collect(),
        EntryNamed::Row { file, worksheet, row } => store.entries_of_row(file, worksheet.as_deref(), *row)?,
    };
    let named = address.to_string();
    match (found.pop(), &found[..]) {
        (None, _) => Err(EditFailure::NoSuchEntry { named }),
        (Some(last), []) => {
            let id = last.id;
            let present = store.entry_state(id)?.unwrap_or_default();
            Ok(SeenEntry { id, record: address.record.unwrap_or(present) })
        }
        (Some(last), _) => {
            let all = found.iter().chain([&last]).map(|place| format!("#{} ({place})", place.id));
            Err(EditFailure::SeveralEntries { named, places: all.collect() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_drive_or_folders_names_the_file() {
        for (text, shown) in [
            ("C:\\so\\so.xlsx:12", "so.xlsx:12"),
            ("/tmp/so.csv:3", "so.csv:3"),
            ("so.xlsx:Trang 1:12", "so.xlsx:Trang 1:12"),
            ("a@b.csv:3", "a@b.csv:3"),
        ] {
            assert_eq!(text.parse::<EntryAddress>().unwrap().to_string(), shown);
        }
        for text in ["", "#", "#x", ":3", "so.xlsx:", "so.xlsx:0x"] {
            assert!(text.parse::<EntryAddress>().is_err(), "{text}");
        }
    }
}
