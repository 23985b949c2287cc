//! Conditions over what is known of a parcel: the attribute part of CQL2 text (OGC 21-065r2), which is SQL as people
//! write it in filters.
//!
//! ```text
//! land_use = 'ODT' AND area_m2 < 36
//! "Diện tích GCN" BETWEEN 100 AND 200 AND NOT (ghi_chu LIKE '%tranh chấp%')
//! ABS(recorded_area_m2 - area_m2) / area_m2 > 0.1 OR sheet IN ('7', '8') OR chu_su_dung IS NULL
//! ```
//!
//! A library reads the text; what it means for a parcel is decided here, because the library's users are databases. An
//! expression is made ready once and then evaluated in some hundred nanoseconds a parcel.

mod error;
mod evaluate;
mod function;
mod kind;
mod like;
mod node;
mod parse;
mod syntax;
mod value;

#[cfg(test)]
mod tests;

pub use error::ExpressionError;

pub(crate) use evaluate::Row;
pub(crate) use kind::{Clash, Kind, Place};
pub(crate) use value::Value;

use super::fact::Fact;
use node::Node;
use unicode_normalization::UnicodeNormalization;

/// A condition, ready to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    text: String,
    root: Node,
    names: Vec<Name>,
}

/// What a name in an expression means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// Something thuadat itself knows.
    Fact(Fact),
    /// A column of the source.
    Column(String),
}

impl Expression {
    /// Makes an expression of a text.
    ///
    /// # Errors
    ///
    /// When the text is no expression, uses what rules cannot use, puts together what does not go together, or is no
    /// condition.
    ///
    /// # Examples
    ///
    /// ```
    /// use thuadat::custom::Expression;
    ///
    /// assert!(Expression::parse("land_use = 'ODT' AND area_m2 < 36").is_ok());
    /// let error = Expression::parse("land_use = 'ODT' AND area_m2 <").unwrap_err();
    /// assert_eq!(error.character, 31);
    /// ```
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let text: String = text.nfc().collect();
        let (root, names) = parse::parse(&text)?;
        Ok(Self { text, root, names })
    }

    /// The text it was made of.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The names in it, each once.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// What it comes to for a parcel.
    pub(crate) fn evaluate<'a>(&'a self, row: &impl Row<'a>) -> Value<'a> {
        match self.root.evaluate(row) {
            value @ (Value::Null | Value::Boolean(_) | Value::Clash(_)) => value,
            other => other.instead_of(Kind::Boolean, self.root.place),
        }
    }

    /// The part of the text at a place.
    pub(crate) fn part_at(&self, place: Place) -> &str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }
}

impl Name {
    /// What a name means: a fact where there is one of it, unless it stands in double quotes.
    pub(crate) fn of(name: &str, is_quoted: bool) -> Self {
        match Fact::named(name).filter(|_| !is_quoted) {
            Some(fact) => Self::Fact(fact),
            None => Self::Column(name.to_owned()),
        }
    }
}
