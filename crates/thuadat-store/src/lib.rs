//! The cadastre kept: in a `GeoPackage` file or in `PostGIS`.
//!
//! A [`Store`] is one cadastre. [`Store::migrate`] makes one or brings it up to date, [`Store::open`] opens it,
//! [`Store::import`] takes in parcels, [`Store::parcels_of_key`], [`Store::parcels_in_box`] and [`Store::parcels_after`] read
//! them, [`Store::edit`] changes them, [`Store::save_findings`] keeps what a check finds, [`Store::verify`] proves that what stands there is what was recorded. Everything is the same for both kinds of
//! database but this: a `GeoPackage` holds one coordinate system, `PostGIS` any number.

#![forbid(unsafe_code)]

mod content;
mod database;
mod edit;
mod finding;
mod geometry;
mod history;
mod import;
mod location;
mod query;
mod record;
mod store;
mod timestamp;
mod words;

pub use content::{ContentHash, content_hash};
pub use database::{DatabaseError, MigrateError, OpenError};
pub use edit::{
    Edit, EditError, EditRefusal, EditRequest, Edited, EditedParcel, EditedRole, Neighbours, NewFacts,
    NewParcel, Overtaken, SeenParcel, ToWebMercator,
};
pub use finding::{
    FindingState, FindingsError, FindingsProof, FindingsSaved, KeptFinding, LARGEST_KEPT_GAP_M,
};
pub use history::{Kin, ParcelPast, PastVersion, RecordInfo};
pub use import::{ImportError, ImportSummary, Incoming, IncomingSource, KeptCrs, Refusal, RefusedParcel};
pub use location::{BadLocation, StoreLocation};
pub use query::{KeptParcels, ParcelBox, StoreInfo, Stored, TileShapes};
pub use record::{Author, RecordKind, VerifyError, VerifyFault, VerifyReport};
pub use store::{Access, MigrationReport, Store};
pub use timestamp::{BadTimestamp, Timestamp};
