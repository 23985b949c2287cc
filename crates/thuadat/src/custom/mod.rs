//! Rules of the user's own: conditions over what is known of a parcel, written in a profile.
//!
//! ```toml
//! [[custom]]
//! id = "custom/residential-too-small"
//! severity = "warning"
//! when = "land_use = 'ODT' AND area_m2 < 36"
//! title.vi = "Thửa đất ở quá nhỏ"
//! title.en = "Residential parcel too small"
//! message.vi = "Thửa {parcel} chỉ rộng {area_m2} m²."
//! message.en = "Parcel {parcel} has {area_m2} m² only."
//! ```
//!
//! A parcel for which the condition is true gets a finding; neither one for which it is false, nor one for which it is
//! not known because something is missing. Names without quotes mean what thuadat knows of a parcel (see [`Fact`]) and
//! else a column of the source; names in double quotes always mean a column.

mod expression;
mod fact;
mod findings;
mod template;

pub use expression::{Expression, ExpressionError, Name};
pub use fact::Fact;
pub use template::Template;

pub(crate) use findings::{add, list_as_not_run};

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use thuadat_core::{Message, Rule};

/// A rule of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDefinition {
    /// Its id, name and severity.
    pub rule: Rule,
    /// A parcel for which this is true gets a finding.
    pub when: Expression,
    /// What is said of such a parcel; its name and the rule's where there is none.
    pub message: Option<Message<Template>>,
    /// What to do.
    pub fix: Option<Message<Template>>,
    /// The text it rests on, or whose choice it is.
    pub source: Option<Message>,
    /// Date of that text or choice, `YYYY-MM-DD`; empty where the profile gives none.
    pub date: String,
    /// Whether it has been compared with the text in force.
    pub verified: bool,
}

impl RuleDefinition {
    /// The names in its condition and its sentences.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Name> {
        let sentences = self.message.iter().chain(&self.fix).flat_map(|message| [&message.vi, &message.en]);
        self.when.names().iter().chain(sentences.flat_map(Template::names))
    }

    /// The columns of the source it looks at.
    pub(crate) fn columns(&self) -> BTreeSet<&str> {
        let mut columns = BTreeSet::new();
        for name in self.names() {
            if let Name::Column(column) = name {
                columns.insert(column.as_str());
            }
        }
        columns
    }
}
