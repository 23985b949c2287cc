//! Records: each lasting change with who made it, when and why; and the log that chains them.

mod details;
mod documents;
mod ledger;
mod schema;
mod tables;
mod tiles;
mod verify;

pub(crate) use details::Origin;
pub use ledger::{Author, RecordKind};
pub(crate) use ledger::{Changes, Ledger};
pub use tiles::ToWebMercator;
pub use verify::{VerifyError, VerifyFault, VerifyReport};
