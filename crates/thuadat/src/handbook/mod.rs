//! The handbook: for every rule what it means, why it matters, how it is found and what to do, in both languages.
//!
//! Each rule has a page of its own, a small file in `rules/` of this crate. Its example is a handful of parcels in which
//! the rule is broken: drawings and the sentence of the example come from checking them, so that they cannot be wrong.

mod drawing;
mod example;
mod markdown;
mod page;
mod svg;
mod terminal;

#[cfg(test)]
mod tests;

pub use drawing::TextCanvas;
pub use example::ExampleRun;
pub use markdown::{PagesError, write_pages};
pub use page::{Chapter, RulePage, page};
pub use terminal::{explain_rule, list_rules};
