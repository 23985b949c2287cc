//! The scorecard: per commune, village and sheet how many parcels are right, complete, clean and living, and why others are not.

mod convert;
mod html;
pub mod model;
mod terminal;
mod write;
mod xlsx;

pub(super) use convert::{Numbered, codes, register_files, text};
pub use model::Scorecard;
pub use terminal::write_scorecard_text;
pub use write::{ensure_scorecard, scorecard_schema_text, write_scorecard, write_scorecard_json};
