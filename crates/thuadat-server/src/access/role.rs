//! What somebody may do.

use std::fmt;
use std::str::FromStr;
use thuadat::Message;

/// What somebody may do; each may what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees what is public, as everybody does; known by name, so that his pace is his own.
    Viewer,
    /// Sees who changed the cadastre and why.
    Officer,
    /// Changes the cadastre.
    Editor,
    /// Sees how the server fares.
    Admin,
}

/// A text that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role; there are viewer, officer, editor and admin")]
pub struct BadRole(String);

impl BadRole {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message {
            vi: format!("không có vai trò `{}`; các vai trò là viewer, officer, editor và admin", self.0),
            en: self.to_string(),
        }
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Officer, Self::Editor, Self::Admin];

    /// Its public name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Officer => "officer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = BadRole;

    fn from_str(text: &str) -> Result<Self, BadRole> {
        Self::ALL.into_iter().find(|role| role.id() == text).ok_or_else(|| BadRole(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
