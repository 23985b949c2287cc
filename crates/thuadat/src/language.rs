//! The two languages of every text for people.

use std::fmt;
use std::str::FromStr;
use thuadat_core::Message;

/// A language people read reports in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Both, Vietnamese first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The two-letter code, `vi` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The text of a message in this language.
    pub fn of<Text: AsRef<str>>(self, message: &Message<Text>) -> &str {
        self.pick(message.vi.as_ref(), message.en.as_ref())
    }

    /// One of two texts.
    pub(crate) const fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that names no language thuadat speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language thuadat speaks; known are vi and en")]
pub struct UnknownLanguage(String);

impl UnknownLanguage {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message {
            vi: format!("không có ngôn ngữ `{}`; dùng được vi và en", self.0), en: self.to_string()
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|language| language.code() == text);
        known.ok_or_else(|| UnknownLanguage(text.to_owned()))
    }
}
