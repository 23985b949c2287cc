//! The spatial core of thuadat.

#![forbid(unsafe_code)]

mod check;
mod coverage;
mod finding;
mod geometries;
mod lattice;
mod measure;
mod observer;
mod parcels;
mod plane;
mod prepared;
mod profile;
mod rule;
mod streamed;
mod validity;

pub use check::{CheckOutcome, RuleOutcome, check};
pub use finding::{Finding, FindingId, NotAFindingId, VertexPlace};
pub use geometries::ParcelGeometries;
pub use observer::{Interrupted, Observer, Stage, Unobserved};
pub use parcels::{FeatureId, KnownColumns, ParcelKey, ParcelName, ParcelRecord, Parcels};
pub use prepared::{Change, ChangeError, Coverage, Difference, Parcel};
pub use profile::{AreaLimit, Mode, Profile, RuleSetting};
pub use rule::{Message, Rule, Severity};
pub use streamed::{Cell, StreamedCheck};
