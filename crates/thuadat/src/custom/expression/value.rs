//! Values while an expression is evaluated.

use super::kind::{Clash, Kind, Place, Reason};
use std::borrow::Cow;

/// What an expression comes to for one parcel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// Not known: missing, or made of something missing.
    Null,
    Number(f64),
    Text(Cow<'a, str>),
    Boolean(bool),
    /// Values were put together that do not go together.
    Clash(Clash),
}

impl Value<'_> {
    /// What it is; none of what is not known.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Number(_) => Some(Kind::Number),
            Self::Text(_) => Some(Kind::Text),
            Self::Boolean(_) => Some(Kind::Boolean),
            Self::Null | Self::Clash(_) => None,
        }
    }

    /// A number that is none, as after a division by zero, is not known.
    pub(crate) fn of_number(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Null }
    }

    /// The clash of a value that should be of another kind; what is not known, or clashes already, stays so.
    pub(crate) fn instead_of(self, needed: Kind, place: Place) -> Self {
        match self.kind() {
            None => self,
            Some(found) => Self::Clash(Clash { place, reason: Reason::Needed { needed, found } }),
        }
    }
}
