//! The cadastre kept: files of parcels into a store, and out of it.

mod error;
mod export;
mod import;

pub use error::{ExportError, ImportFailure};
pub use export::{ExportFormat, Exported, export};
pub use import::{ImportRequest, ImportedFile, import_files};
pub use thuadat_store::{
    Access, Author, BadLocation, DatabaseError, ImportError, ImportSummary, KeptParcels, MigrateError,
    MigrationReport, OpenError, ParcelBox, Refusal, RefusedParcel, Store, StoreInfo, StoreLocation, Stored,
    TileShapes, Timestamp, VerifyError, VerifyFault, VerifyReport,
};
pub use thuadat_store::{ParcelNamed, PublicParcel, PublicParcels, PublicSummary};
