//! The cadastre kept: files of parcels into a store, and out of it; stores copied and proven.

mod copy;
mod draft;
mod error;
mod export;
mod import;
mod verify;

pub use copy::{back_up, copy_store, restore};
pub use error::{CopyFailure, ExportError, ImportFailure};
pub use export::{ExportFormat, Exported, export};
pub use import::{ImportRequest, ImportedFile, import_files};
pub use thuadat_store::{
    Access, Author, BadLocation, CopiedTable, CopyError, CopyReport, DatabaseError, ImportError,
    ImportSummary, KeptParcels, MigrateError, MigrationReport, OpenError, ParcelBox, Refusal, RefusedParcel,
    Store, StoreInfo, StoreLocation, Stored, TileShapes, Timestamp, VerifyError, VerifyFault, VerifyReport,
};
pub use verify::verify;
