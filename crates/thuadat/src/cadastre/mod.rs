//! The cadastre kept: files of parcels into a store, and out of it; stores copied and proven.

mod address;
mod copy;
mod documents;
mod draft;
mod edit;
mod entry_address;
mod error;
mod export;
mod findings;
mod history;
mod import;
mod json;
mod link;
mod moment;
mod projection;
mod source;
mod verify;

pub use address::{BadAddress, ParcelAddress, ParcelNamed, shown};
pub use copy::{back_up, copy_store, restore};
pub use documents::DocumentKind;
pub use edit::{Brought, EditDeed, EditDone, EditOrder, NewKey, edit};
pub use entry_address::{BadEntryAddress, EntryAddress, EntryNamed};
pub use error::{CopyFailure, EditFailure, ExportError, ImportFailure};
pub use export::{DrawnParcels, ExportFormat, ExportRequest, Exported, export};
pub use findings::{accept_as_recorded, are_findings_behind, prove_findings, save_findings};
pub use history::{NamedKin, ParcelHistory, PastOf, history};
pub use import::{ImportRequest, Imported, ImportedDocuments, ImportedFile, import_files};
pub use link::{StoreLinkFailure, StoreLinkRequest, StoreLinkRun, link_store};
pub use moment::{BadMoment, moment};
pub use source::{dataset_of, store_at};
pub use thuadat_store::{
    Access, Author, BadLocation, CopiedTable, CopyError, CopyReport, DatabaseError, EditError, EditRefusal,
    Edited, EditedParcel, EditedRole, FindingState, FindingsError, FindingsProof, FindingsSaved, ImportError,
    ImportSummary, KeptFinding, KeptParcels, Kin, MigrateError, MigrationReport, Neighbours, NewFacts,
    OpenError, Overtaken, ParcelBox, ParcelPast, PastVersion, RecordInfo, RecordKind, Refusal, RefusedParcel,
    Store, StoreInfo, StoreLocation, Stored, TileShapes, Timestamp, VerifyError, VerifyFault, VerifyReport,
};
pub use thuadat_store::{ClosedFinding, ClosedFindingFilter};
pub use thuadat_store::{
    CommuneChange, DocumentCounts, DocumentSummary, EditedLink, EntryPlace, IncomingDocuments, KeptDocuments,
    KeptLink, LinkChange, LinkSaveError, LinkSummary, RefusedRow, SeenEntry, UnlinkedEntry,
};
pub use thuadat_store::{PublicName, PublicParcel, PublicParcels, PublicSummary};
pub use verify::verify;
