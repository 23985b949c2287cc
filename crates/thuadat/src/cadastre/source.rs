//! A store as something to be checked, as a file of parcels is.

use super::error::ExportError;
use super::export::{chosen_crs, parcels_in};
use std::path::Path;
use thuadat_core::Observer;
use thuadat_core::link::HolderNames;
use thuadat_io::{Attributes, Column, Crs, CrsOrigin, Dataset, Field, Source};
use thuadat_store::{Access, KeptParcels, OpenError, Store, StoreLocation};

/// The store at a path or address, where there is one; files of any other kind are none.
#[must_use]
pub fn store_at(path: &Path) -> Option<StoreLocation> {
    let location: StoreLocation = path.to_str()?.parse().ok()?;
    match &location {
        StoreLocation::Postgres(_) => Some(location),
        StoreLocation::GeoPackage(file) => {
            let is_store = || {
                let opened = Store::open(&location, Access::Read);
                matches!(opened, Ok(_) | Err(OpenError::TooOld { .. } | OpenError::TooNew { .. }))
            };
            (file.is_file() && is_store()).then_some(location)
        }
    }
}

/// The parcels of a store as they are now, of one coordinate system.
///
/// # Errors
///
/// See [`ExportError`].
pub fn dataset_of(
    location: &StoreLocation,
    epsg: Option<u32>,
    observer: &dyn Observer,
) -> Result<Dataset, ExportError> {
    let mut store = Store::open(location, Access::Read)?;
    let (epsg, kept) = store.snapshot(|store| kept_in(store, epsg, observer))?;
    as_dataset(location, epsg, kept)
}

/// The parcels of a store in one coordinate system, and which that is.
pub(super) fn kept_in(
    store: &mut Store,
    epsg: Option<u32>,
    observer: &dyn Observer,
) -> Result<(u32, KeptParcels), ExportError> {
    let epsg = chosen_crs(store, epsg, None)?;
    Ok((epsg, parcels_in(store, epsg, None, observer)?))
}

/// Parcels of a store as something to be checked or linked.
pub(super) fn as_dataset(
    location: &StoreLocation,
    epsg: u32,
    kept: KeptParcels,
) -> Result<Dataset, ExportError> {
    /// Facts of parcels, and the columns of the table that hold them.
    const COLUMNS: [(Field, &str); 8] = [
        (Field::Commune, "commune"),
        (Field::Sheet, "sheet"),
        (Field::Number, "number"),
        (Field::RecordedArea, "area_recorded_m2"),
        (Field::LegalArea, "area_legal_m2"),
        (Field::LandUse, "land_use"),
        (Field::LandUseArea, "land_use_areas_m2"),
        (Field::ParcelCode, "parcel_code"),
    ];
    let crs = Crs::of_epsg(epsg).map_err(|_| ExportError::NoneInCrs { epsg, held: String::new() })?;
    let format = match location {
        StoreLocation::GeoPackage(_) => "GPKG",
        StoreLocation::Postgres(_) => "PostgreSQL",
    };
    let column = |&(field, name): &(Field, &str)| Column { field, name: name.to_owned(), given: false };
    let source = Source {
        path: location.to_string(),
        layer: "parcel".to_owned(),
        format: format.to_owned(),
        declared_crs: Some(format!("EPSG:{epsg}")),
        crs,
        crs_origin: CrsOrigin::Declared,
        columns: COLUMNS.iter().map(column).collect(),
        notices: Vec::new(),
        scans: None,
        attributes: Attributes::default(),
        holders: HolderNames::default(),
    };
    Ok(Dataset { parcels: kept.into_parcels(), source })
}
