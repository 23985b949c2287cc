//! Profiles by name or file, with the text each threshold rests on.

mod basis;
mod custom;
mod document;
mod drawing;
mod error;
mod threshold;
mod words;

#[cfg(test)]
mod tests;

pub use basis::Basis;
pub use document::ProfileDocument;
pub use drawing::DrawingStyle;
pub use error::ProfileError;
pub use threshold::Threshold;

use crate::nearest::nearest;
use std::path::Path;

/// The profile a check runs under when nobody names one.
pub const DEFAULT: &str = "vn-cadastre";

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../profiles/", $name, ".toml")))),+]
    };
}

const BUILT_IN: &[(&str, &str)] = built_in![
    "vn-cadastre",
    "vn-cadastre-1-200",
    "vn-cadastre-1-500",
    "vn-cadastre-1-1000",
    "vn-cadastre-1-2000",
    "vn-cadastre-1-5000",
    "vn-cadastre-1-10000",
    "strict",
    "inspire",
];

/// The names of the built-in profiles as a sentence has them: `a, b and c`.
fn listed(and: &str) -> String {
    let names: Vec<&str> = names().collect();
    let (last, others) = names.split_last().expect("there is more than one");
    format!("{} {and} {last}", others.join(", "))
}

/// The names of the built-in profiles, the default one first.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The profile of a built-in name, or of the TOML file at a path.
///
/// A file states only what differs from its `base` (the default profile, unless it names another).
///
/// # Errors
///
/// When no profile has that name and no file is there, or the file is not a profile: with file, line and key.
///
/// # Examples
///
/// ```
/// let strict = thuadat::profile::named("strict")?;
/// assert_eq!(strict.profile, thuadat::Profile::strict());
/// # Ok::<(), thuadat::profile::ProfileError>(())
/// ```
pub fn named(name_or_path: &str) -> Result<ProfileDocument, ProfileError> {
    if let Some(text) = built_in(name_or_path) {
        return ProfileDocument::parse(text, name_or_path);
    }
    if !looks_like_a_path(name_or_path) {
        return Err(ProfileError::UnknownName {
            name: name_or_path.to_owned(),
            nearest: nearest(name_or_path, names()),
        });
    }
    let text = std::fs::read_to_string(name_or_path)
        .map_err(|source| ProfileError::Read { path: name_or_path.to_owned(), source })?;
    ProfileDocument::parse(&text, name_or_path)
}

fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

fn looks_like_a_path(name_or_path: &str) -> bool {
    let path = Path::new(name_or_path);
    path.exists() || path.components().count() > 1 || path.extension().is_some()
}
