//! Reading a store.

mod findings;
mod info;
mod parcels;
mod public;
mod row;
mod soundness;

pub use findings::{ClosedFinding, ClosedFindingFilter};
pub use info::StoreInfo;
pub use parcels::{ParcelBox, TileShapes};
pub(crate) use parcels::{parcels_in_box, parcels_of_ids, parcels_of_key};
pub use public::{PublicName, PublicParcel, PublicParcels, PublicSummary};
pub use row::{KeptParcels, Stored};
pub(crate) use row::{ParcelRow, row_columns, written_areas};
pub(crate) use soundness::{geometry_faults, plan_of_geopackage};
