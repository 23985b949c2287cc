//! Values of attributes.

/// The value of an attribute of a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// A number with a fraction. What is not finite has no place on a map and is left out.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// A value as a key: two that are written alike are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum ValueKey {
    Text(Box<str>),
    Number(u64),
    Integer(i64),
    Boolean(bool),
}

impl Value<'_> {
    pub(crate) fn key(&self) -> Option<ValueKey> {
        match *self {
            Self::Text(text) => Some(ValueKey::Text(text.into())),
            Self::Number(number) => number.is_finite().then(|| ValueKey::Number(number.to_bits())),
            Self::Integer(number) => Some(ValueKey::Integer(number)),
            Self::Boolean(is_so) => Some(ValueKey::Boolean(is_so)),
        }
    }
}
