//! Registers, lists of renumbered sheets and of communes that merged, and which parcel each entry of a register belongs to.
//!
//! What a file says is kept row by row, each version with the record it began and the one it ended with; nothing is ever deleted. What
//! is of a person stands in tables of its own, whose names begin with `restricted_`.

mod counts;
mod entry;
mod follow;
mod import;
mod links;
mod matching;
mod prove;
mod read;
mod table;
mod undo;
mod words;
mod write;

pub use counts::DocumentCounts;
pub use entry::CommuneChange;
pub(crate) use follow::{follow_parcels, restore_links};
pub use import::{DocumentSummary, IncomingDocuments, RefusedRow, UnlinkedEntry};
pub use links::{EntryAnswer, IncomingLinks, KeptLink, LinkSaveError, LinkSummary};
pub(crate) use links::{LinkRow, begin_links, end_links, present_links};
pub(crate) use prove::document_faults;
pub use read::{EntryPlace, KeptDecision, KeptDocuments, KeptEntry, KeptRegister};
pub(crate) use read::{entry_place, last_change};
pub(crate) use table::{AT_ONCE, Cells, OF_RECORDS, select};
pub(crate) use undo::{begins_documents, undo_documents};
