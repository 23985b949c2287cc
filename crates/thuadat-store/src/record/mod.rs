//! Records: each lasting change with who made it, when and why; and the log that chains them.

mod ledger;
mod verify;

pub use ledger::{Author, RecordKind};
pub(crate) use ledger::{Changes, Ledger};
pub use verify::{VerifyError, VerifyFault, VerifyReport};
