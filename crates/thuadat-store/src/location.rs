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

/// Options of an address that may be shown.
const OPTIONS_SHOWN: [&str; 5] = ["host", "port", "user", "dbname", "sslmode"];

/// The address without the password, which stands between the user's name and `@`, or among the options. Where it is open what is
/// which, as in an address with a slash in the password, next to nothing is shown.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        let may_hold_one = address.contains(['@', '=']) || address.contains(":/");
        return if may_hold_one { "what was given".to_owned() } else { address.to_owned() };
    };
    let (server, options) = rest.split_once('?').map_or((rest, ""), |(server, options)| (server, options));
    let (user, server) =
        server.rsplit_once('@').map_or((None, server), |(user, server)| (Some(user), server));
    let name = user.map(|user| user.split(':').next().unwrap_or_default());
    let is_plain = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    if options.contains('@') || !name.is_none_or(is_plain) || user.is_some_and(|user| user.contains('/')) {
        return format!("{scheme}://…");
    }
    let is_shown = |option: &&str| OPTIONS_SHOWN.iter().any(|known| option.split('=').next() == Some(known));
    let kept: Vec<&str> = options.split('&').filter(is_shown).collect();
    let name = name.map(|name| format!("{name}@")).unwrap_or_default();
    let asked = if kept.is_empty() { "" } else { "?" };
    format!("{scheme}://{name}{server}{asked}{}", kept.join("&"))
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
            ("postgres://u:Geh/eim@h:5477/db", "postgres://…"),
            ("postgres://u:Geh?eim@h/db", "postgres://…"),
            (
                "postgres://u@h/db?sslpassword=y&%70assword=z&sslmode=require",
                "postgres://u@h/db?sslmode=require",
            ),
        ] {
            let location: StoreLocation = address.parse().expect("an address");
            assert_eq!(location.to_string(), shown);
            assert_eq!(format!("{location:?}"), format!("StoreLocation({shown})"));
        }
        for other in
            ["mysql://a:geheim@host/db", "host=h password=geheim dbname=x", "postgres:/u:geheim@h/db"]
        {
            let refused = other.parse::<StoreLocation>().expect_err("no store");
            assert!(!refused.to_string().contains("geheim"), "{refused}");
        }
    }

    #[test]
    fn only_geopackages_are_files() {
        assert!("a.GPKG".parse::<StoreLocation>().is_ok());
        for other in ["a.shp", "folder/", "a", ""] {
            assert!(other.parse::<StoreLocation>().is_err(), "{other}");
        }
    }
}
