//! The progress of each parcel: electronic number, the three blocks, the population database, operation, group.

mod convert;
mod model;
mod text;
mod write;

pub use model::{Matched, SyncCount, SyncReport, SyncRow};
pub use text::write_sync_text;
pub use write::{ensure_sync, sync_schema_text, write_sync, write_sync_json};
