//! The cadastre kept: in a `GeoPackage` file or in `PostGIS`.
//!
//! A [`Store`] is one cadastre. [`Store::migrate`] makes one or brings it up to date, [`Store::open`] opens it,
//! [`Store::import`] takes in parcels, [`Store::parcels_of_key`], [`Store::parcels_in_box`] and [`Store::parcels_after`] read
//! them, all of one moment within [`Store::snapshot`], [`Store::edit`] changes them, [`Store::save_findings`] keeps what a check
//! finds, [`Store::verify`] proves that what stands there is what was recorded, and [`Store::copy_to`] copies all of it into
//! another store. Everything is the same for both kinds of
//! database but this: a `GeoPackage` holds one coordinate system, `PostGIS` any number.

#![forbid(unsafe_code)]

mod content;
mod copy;
mod database;
mod edit;
mod finding;
mod geometry;
mod history;
mod import;
mod location;
mod query;
mod record;
mod register;
mod store;
mod timestamp;
mod words;

pub use content::{ContentHash, content_hash};
pub use copy::{CopiedTable, CopyError, CopyReport};
pub use database::{DatabaseError, MigrateError, OpenError};
pub use edit::{
    Edit, EditError, EditRefusal, EditRequest, Edited, EditedLink, EditedParcel, EditedRole, LinkChange,
    Neighbours, NewFacts, NewParcel, Overtaken, SeenEntry, SeenParcel,
};
pub use finding::{
    FindingState, FindingsError, FindingsProof, FindingsSaved, KeptFinding, LARGEST_KEPT_GAP_M,
};
pub use history::{Kin, ParcelPast, PastVersion, RecordInfo};
pub use import::{
    ImportError, ImportSummary, Incoming, IncomingSource, KeptCrs, MercatorShapes, Refusal, RefusedParcel,
};
pub use location::{BadLocation, StoreLocation};
pub use query::{ClosedFinding, ClosedFindingFilter};
pub use query::{KeptParcels, ParcelBox, StoreInfo, Stored, TileShapes};
pub use query::{PublicName, PublicParcel, PublicParcels, PublicSummary};
pub use record::{Author, RecordKind, ToWebMercator, VerifyError, VerifyFault, VerifyReport};
pub use register::{
    CommuneChange, DocumentCounts, DocumentSummary, EntryAnswer, EntryPlace, IncomingDocuments,
    IncomingLinks, KeptDecision, KeptDocuments, KeptEntry, KeptLink, KeptRegister, LinkSaveError,
    LinkSummary, RefusedRow, UnlinkedEntry,
};
pub use store::{Access, MigrationReport, Store};
pub use timestamp::{BadTimestamp, Timestamp};
