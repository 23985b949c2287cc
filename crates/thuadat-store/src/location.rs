//! Where a store is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is: a `GeoPackage` file, or a database of a `PostgreSQL` server.
///
/// # Examples
///
/// ```
/// use thuadat_store::StoreLocation;
///
/// let office: StoreLocation = "postgres://officer:secret@server/cadastre".parse()?;
/// assert_eq!(office.to_string(), "postgres://officer@server/cadastre", "a password is never shown");
/// assert!(matches!("cao-loc.gpkg".parse()?, StoreLocation::GeoPackage(_)));
/// # Ok::<(), thuadat_store::BadLocation>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum StoreLocation {
    /// A file.
    GeoPackage(PathBuf),
    /// The address of a database, as `PostgreSQL` understands it. It may hold a password.
    Postgres(String),
}

/// A text that names no place a store can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{shown} is no store: give a file ending in .gpkg or an address postgres://server/database")]
pub struct BadLocation {
    /// The text, without what may be a password.
    pub shown: String,
}

impl FromStr for StoreLocation {
    type Err = BadLocation;

    fn from_str(text: &str) -> Result<Self, BadLocation> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let is_address = text.contains("://");
        let path = PathBuf::from(text);
        let is_gpkg = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"));
        if is_address || !is_gpkg {
            return Err(BadLocation { shown: without_password(text) });
        }
        Ok(Self::GeoPackage(path))
    }
}

impl fmt::Display for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GeoPackage(path) => path.display().fmt(f),
            Self::Postgres(address) => f.write_str(&without_password(address)),
        }
    }
}

impl fmt::Debug for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreLocation({self})")
    }
}

/// The address without the password, which stands between the user's name and `@`, or among the options.
fn without_password(address: &str) -> String {
    let (address, options) = address.split_once('?').map_or((address, None), |(at, rest)| (at, Some(rest)));
    let shown = match address.split_once("://").zip(address.rsplit_once('@')) {
        Some(((scheme, _), (before, server))) => {
            let user = before[scheme.len() + 3..].split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{server}")
        }
        None => address.to_owned(),
    };
    let is_harmless = |option: &&str| !option.to_ascii_lowercase().starts_with("password");
    let kept: Vec<&str> =
        options.into_iter().flat_map(|options| options.split('&')).filter(is_harmless).collect();
    if kept.is_empty() { shown } else { format!("{shown}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (address, shown) in [
            ("postgres://a:b@host/db", "postgres://a@host/db"),
            ("postgres://a:b@c:d@host/db", "postgres://a@host/db"),
            ("postgres:///db?host=/run&user=x&password=y", "postgres:///db?host=/run&user=x"),
            ("postgresql://host/db", "postgresql://host/db"),
        ] {
            let location: StoreLocation = address.parse().expect("an address");
            assert_eq!(location.to_string(), shown);
            assert_eq!(format!("{location:?}"), format!("StoreLocation({shown})"));
        }
        let refused = "mysql://a:b@host/db".parse::<StoreLocation>().expect_err("another database");
        assert!(!refused.to_string().contains('b') || !refused.shown.contains(":b"), "{refused}");
    }

    #[test]
    fn only_geopackages_are_files() {
        assert!("a.GPKG".parse::<StoreLocation>().is_ok());
        for other in ["a.shp", "folder/", "a", ""] {
            assert!(other.parse::<StoreLocation>().is_err(), "{other}");
        }
    }
}
