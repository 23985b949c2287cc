//! The cadastre kept: files of parcels into a store, and out of it; stores copied and proven.

mod address;
mod copy;
mod draft;
mod edit;
mod error;
mod export;
mod findings;
mod history;
mod import;
mod json;
mod moment;
mod projection;
mod source;
mod verify;

pub use address::{BadAddress, ParcelAddress, ParcelNamed, shown};
pub use copy::{back_up, copy_store, restore};
pub use edit::{Brought, EditDeed, EditDone, EditOrder, NewKey, edit};
pub use error::{CopyFailure, EditFailure, ExportError, ImportFailure};
pub use export::{DrawnParcels, ExportFormat, ExportRequest, Exported, export};
pub use findings::{accept_as_recorded, are_findings_behind, prove_findings, save_findings};
pub use history::{NamedKin, ParcelHistory, PastOf, history};
pub use import::{ImportRequest, ImportedFile, import_files};
pub use moment::{BadMoment, moment};
pub use source::{dataset_of, store_at};
pub use thuadat_store::{
    Access, Author, BadLocation, CopiedTable, CopyError, CopyReport, DatabaseError, EditError, EditRefusal,
    Edited, EditedParcel, EditedRole, FindingState, FindingsError, FindingsProof, FindingsSaved, ImportError,
    ImportSummary, KeptFinding, KeptParcels, Kin, MercatorShapes, MigrateError, MigrationReport, Neighbours,
    NewFacts, OpenError, Overtaken, ParcelBox, ParcelPast, PastVersion, RecordInfo, RecordKind, Refusal,
    RefusedParcel, Store, StoreInfo, StoreLocation, Stored, Timestamp, VerifyError, VerifyFault,
    VerifyReport,
};
pub use thuadat_store::{ClosedFinding, ClosedFindingFilter};
pub use thuadat_store::{PublicName, PublicParcel, PublicParcels, PublicSummary};
pub use verify::verify;
