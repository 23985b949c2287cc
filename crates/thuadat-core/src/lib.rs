//! The spatial core of thuadat.

#![forbid(unsafe_code)]

mod check;
mod coverage;
mod finding;
mod folded;
mod geometries;
mod land_use;
mod lattice;
mod legacy_text;
mod linework;
pub mod link;
mod measure;
mod observer;
mod parcel_code;
mod parcels;
mod plane;
mod prepared;
mod profile;
mod references;
mod register;
mod reshape;
mod rule;
mod streamed;
mod territory;
mod validity;

pub use check::{CheckOutcome, RuleOutcome, check, check_against};
pub use finding::{Finding, FindingId, NotAFindingId, VertexPlace};
pub use folded::folded;
pub use geometries::ParcelGeometries;
pub use land_use::{LandUse, land_uses};
pub use legacy_text::{LegacyEncoding, Lettering};
pub use linework::{
    AmbiguousFace, BuiltParcels, Drawing, DrawingLevels, DrawnText, FreeEnd, LabelForm, LabelOutside, Level,
    LineStyle, LineworkChoice, LineworkError, LineworkProblems, LineworkRequest, ShapeLabels, SideLabel,
    build_parcels, draw_parcels, label_shapes, lost_in_drawing,
};
pub use link::{DecidedRow, LinkInput, LinkParameters, LinkReason, LinkStatus, Linkage, RowLink, Tier, link};
pub use observer::{Interrupted, Observer, Stage, Unobserved};
pub use parcel_code::{BadParcelCode, ParcelCode};
pub use parcels::{
    FeatureId, KnownColumns, ParcelKey, ParcelName, ParcelRecord, Parcels, Preparation, StrokedParcel,
};
pub use prepared::{Change, ChangeError, Coverage, Difference, Parcel, about_what_is_near};
pub use profile::{AreaLimit, LinkLimit, Mode, OpenGapLimit, Profile, RuleSetting, SheetShiftLimit};
pub use references::{BadDay, Code, Codes, Day, References};
pub use register::{
    BadWrittenDate, CertificateEntry, EntryDate, EntryLandUse, EntrySource, Holder, Register,
    RenumberedSheet, Renumbering, SheetAndNumber, WrittenDate, WrittenNumber, may_be_shown,
};
pub use reshape::{CannotJoin, MovedBoundary, SharedInPart, join_shapes};
pub use rule::{CustomRule, Message, Rule, Severity};
pub use streamed::{Cell, StreamedCheck};
pub use territory::ExpectedGaps;
