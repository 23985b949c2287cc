//! Reading a store.

mod info;
mod parcels;
mod public;
mod row;
mod soundness;

pub use info::StoreInfo;
pub use parcels::{ParcelBox, TileShapes};
pub use public::{ParcelNamed, PublicParcel, PublicParcels, PublicSummary};
pub use row::{KeptParcels, Stored};
pub(crate) use row::{ParcelRow, row_columns, written_areas};
pub(crate) use soundness::{geometry_faults, plan_of_geopackage};
