//! How people name a parcel of a store.

use std::fmt;
use std::str::FromStr;
use thuadat_core::{Message, ParcelKey};
use thuadat_store::{DatabaseError, KeptParcels, Store};

/// A parcel as people name it: `commune/sheet/number`, or `#` and its number in the store; with `@` and a version where one is named.
///
/// # Examples
///
/// ```
/// use thuadat::cadastre::ParcelAddress;
///
/// let address: ParcelAddress = "06211/12/7@3".parse()?;
/// assert_eq!((address.to_string().as_str(), address.version), ("06211/12/7", Some(3)));
/// assert!("12/7".parse::<ParcelAddress>().is_ok(), "of a store without communes");
/// assert!("7".parse::<ParcelAddress>().is_err());
/// # Ok::<(), thuadat::cadastre::BadAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelAddress {
    /// Which parcel.
    pub parcel: ParcelNamed,
    /// The version that was seen; none for the present one.
    pub version: Option<i64>,
}

/// Which parcel somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelNamed {
    /// That of a key.
    Key(ParcelKey),
    /// That of a number in the store.
    Id(i64),
}

/// A text that names no parcel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` names no parcel: write commune/sheet/number such as 06211/12/7, or #17 for its number in the store; @3 behind it names a version"
)]
pub struct BadAddress {
    /// The text.
    pub text: String,
}

impl BadAddress {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let text = &self.text;
        Message {
            vi: format!(
                "`{text}` không phải là một thửa: hãy ghi mã xã/số tờ/số thửa như 06211/12/7, hoặc #17 là số của thửa trong kho; thêm @3 để \
                 nêu lần thay đổi"
            ),
            en: self.to_string(),
        }
    }
}

impl FromStr for ParcelAddress {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress { text: text.to_owned() };
        let (named, version) = match text.rsplit_once('@') {
            Some((named, version)) => (named, Some(version.parse().map_err(|_| bad())?)),
            None => (text, None),
        };
        let parcel = match named.strip_prefix('#') {
            Some(id) => ParcelNamed::Id(id.parse().map_err(|_| bad())?),
            None => ParcelNamed::Key(key(named).ok_or_else(bad)?),
        };
        Ok(Self { parcel, version })
    }
}

/// `commune/sheet/number`, or `sheet/number`.
pub(super) fn key(text: &str) -> Option<ParcelKey> {
    let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Into::into);
    let parts: Vec<&str> = text.split('/').collect();
    let (commune, sheet, number) = match parts[..] {
        [commune, sheet, number] => (given(commune), given(sheet)?, given(number)?),
        [sheet, number] => (None, given(sheet)?, given(number)?),
        _ => return None,
    };
    Some(ParcelKey { commune, sheet: Some(sheet), number: Some(number) })
}

impl fmt::Display for ParcelNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(&shown(key)),
            Self::Id(id) => write!(f, "#{id}"),
        }
    }
}

impl fmt::Display for ParcelAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parcel.fmt(f)
    }
}

/// A key as people write it.
#[must_use]
pub fn shown(key: &ParcelKey) -> String {
    let parts = [&key.commune, &key.sheet, &key.number];
    let is_known = |part: &&&Option<Box<str>>| part.is_some();
    if !parts.iter().any(|part| is_known(&part)) {
        return "—".to_owned();
    }
    let parts: Vec<&str> = match key.commune {
        Some(_) => parts.iter().map(|part| part.as_deref().unwrap_or("—")).collect(),
        None => parts[1..].iter().map(|part| part.as_deref().unwrap_or("—")).collect(),
    };
    parts.join("/")
}

/// The parcels a name stands for now.
pub(super) fn found(store: &mut Store, named: &ParcelNamed) -> Result<KeptParcels, DatabaseError> {
    match named {
        ParcelNamed::Key(key) => store.parcels_of_key(key),
        ParcelNamed::Id(id) => store.parcels_of_ids(&[*id]),
    }
}
