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
mod profile;
mod rule;
mod validity;

pub use check::{CheckOutcome, RuleOutcome, check};
pub use finding::{Finding, FindingId, NotAFindingId, VertexPlace};
pub use geometries::ParcelGeometries;
pub use observer::{Interrupted, Observer, Stage, Unobserved};
pub use parcels::{FeatureId, KnownColumns, ParcelKey, ParcelName, ParcelRecord, Parcels};
pub use profile::{AreaLimit, Mode, OpenGapLimit, Profile, RuleSetting, SheetShiftLimit};
pub use rule::{Message, Rule, Severity};
