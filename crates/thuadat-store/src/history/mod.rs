//! What was: records, earlier versions of parcels, the cadastre of any moment, parents and children.

mod kin;
mod past;
mod records;

pub use kin::Kin;
pub use past::{ParcelPast, PastVersion};
pub use records::RecordInfo;
pub(crate) use records::undone_by;
