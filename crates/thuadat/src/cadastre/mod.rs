//! The cadastre kept: files of parcels into a store, and out of it.

mod address;
mod edit;
mod error;
mod export;
mod findings;
mod history;
mod import;
mod json;
mod moment;
mod source;

pub use address::{BadAddress, ParcelAddress, ParcelNamed, shown};
pub use edit::{EditDeed, EditDone, EditOrder, NewKey, edit};
pub use error::{EditFailure, ExportError, ImportFailure};
pub use export::{ExportFormat, Exported, export};
pub use findings::{prove_findings, save_findings};
pub use history::{NamedKin, ParcelHistory, PastOf, history};
pub use import::{ImportRequest, ImportedFile, import_files};
pub use moment::{BadMoment, moment};
pub use source::{dataset_of, store_at};
pub use thuadat_store::{
    EditError, EditRefusal, Edited, EditedParcel, EditedRole, FindingState, FindingsError, FindingsProof, FindingsSaved, Kin,
    KeptFinding, Neighbours, NewFacts, ParcelPast, PastVersion, RecordInfo, RecordKind,
    Access, Author, BadLocation, DatabaseError, ImportError, ImportSummary, KeptParcels, MigrateError,
    MigrationReport, OpenError, ParcelBox, Refusal, RefusedParcel, Store, StoreInfo, StoreLocation, Stored,
    TileShapes, Timestamp, VerifyError, VerifyFault, VerifyReport,
};
