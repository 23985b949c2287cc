//! Rules of the user's own: an id, a name and a severity. What they look for is known to whoever runs them.

use super::{Message, Severity};
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A rule of the user's own, known by an id that begins with `custom/`. Cheap to copy; ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomRule(&'static Definition);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Definition {
    id: &'static str,
    title: Message<&'static str>,
    severity: Severity,
}

/// Rules are copied into every finding and asked for texts that live as long as the program, so each is kept for good:
/// once, however often its profile is read.
static KNOWN: LazyLock<Mutex<HashSet<&'static Definition>>> = LazyLock::new(Mutex::default);

impl CustomRule {
    /// What ids of custom rules begin with.
    pub const GROUP: &str = "custom/";

    /// The rule of this id, name and severity; none where the id is not [`Self::GROUP`] and small letters, digits and
    /// hyphens.
    ///
    /// # Examples
    ///
    /// ```
    /// use thuadat_core::{CustomRule, Message, Rule, Severity};
    ///
    /// let title = Message { vi: "Đất ở quá nhỏ", en: "Residential land too small" };
    /// let rule = Rule::Custom(CustomRule::new("custom/too-small", title, Severity::Warning).unwrap());
    /// assert_eq!((rule.id(), rule.default_severity()), ("custom/too-small", Severity::Warning));
    /// assert_eq!(CustomRule::new("topology/overlap", title, Severity::Warning), None);
    /// ```
    #[must_use]
    pub fn new(id: &str, title: Message<&str>, severity: Severity) -> Option<Self> {
        let own = id.strip_prefix(Self::GROUP)?;
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if own.is_empty() || !own.bytes().all(is_plain) {
            return None;
        }
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |rule: &&&Definition| {
            rule.id == id
                && (rule.title.vi, rule.title.en) == (title.vi, title.en)
                && rule.severity == severity
        };
        if let Some(rule) = known.iter().find(same) {
            return Some(Self(rule));
        }
        let kept = |text: &str| -> &'static str { Box::leak(text.into()) };
        let title = Message { vi: kept(title.vi), en: kept(title.en) };
        let rule: &'static Definition = Box::leak(Box::new(Definition { id: kept(id), title, severity }));
        known.insert(rule);
        Some(Self(rule))
    }

    /// The id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.0.id
    }

    /// The name, Vietnamese and English.
    #[must_use]
    pub const fn title(self) -> Message<&'static str> {
        self.0.title
    }

    /// How grave its findings are.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.0.severity
    }
}
