//! The parcels of a store as a file. Nothing of a person is among what is written.

mod drawing;
mod layer;
mod workbook;

pub use drawing::DrawnParcels;

use super::error::ExportError;
use super::import::is_the_store;
use crate::profile;
use std::path::{Path, PathBuf};
use thuadat_core::{Observer, Stage};
use thuadat_io::{Crs, DrawingFormat, FeatureFormat, write_features, write_geopackage};
use thuadat_store::{Access, KeptParcels, OpenError, Store, StoreLocation, Timestamp};

/// Whether a file is a store: what was recorded in it would be lost.
pub(super) fn is_a_store(path: &Path) -> bool {
    let is_geopackage = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"));
    if !is_geopackage || !path.is_file() {
        return false;
    }
    let opened = Store::open(&StoreLocation::GeoPackage(path.to_owned()), Access::Read);
    matches!(opened, Ok(_) | Err(OpenError::TooOld { .. } | OpenError::TooNew { .. }))
}

/// Parcels read at once.
const PAGE: i64 = 8192;

/// A format parcels are exported in, by the ending of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A plain `GeoPackage`, not a store.
    GeoPackage,
    /// A table of features.
    Features(FeatureFormat),
    /// Lines and labels.
    Drawing(DrawingFormat),
    /// A workbook, without shapes.
    Workbook,
}

/// What to export, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// The store.
    pub store: StoreLocation,
    /// The file to be written; its ending says in which format.
    pub path: PathBuf,
    /// The coordinate system whose parcels are exported; may be left out where the store has one only.
    pub crs: Option<u32>,
    /// As it was at a moment; none for now.
    pub at: Option<Timestamp>,
    /// The profile by name or path that says on which levels drawings have what; none for the default one.
    pub profile: Option<String>,
}

impl ExportRequest {
    /// All parcels as they are now.
    #[must_use]
    pub fn of(store: &StoreLocation, path: &Path) -> Self {
        Self { store: store.clone(), path: path.to_owned(), crs: None, at: None, profile: None }
    }
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Number of parcels.
    pub parcels: usize,
    /// The coordinate system they stand in.
    pub crs: Crs,
    /// Parcels without a shape, which some formats cannot hold; they are not in the file.
    pub left_out: usize,
    /// The format.
    pub format: ExportFormat,
    /// What a drawing does not give back; none of other formats.
    pub drawn: Option<DrawnParcels>,
}

impl ExportFormat {
    /// The format of a path; none where its ending stands for none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*ending {
            "gpkg" => return Some(Self::GeoPackage),
            "json" => return Some(Self::Features(FeatureFormat::GeoJson)),
            "geoparquet" => return Some(Self::Features(FeatureFormat::GeoParquet)),
            "xlsx" => return Some(Self::Workbook),
            _ => {}
        }
        let features = FeatureFormat::ALL.into_iter().find(|format| format.ending() == ending);
        let drawing = || DrawingFormat::ALL.into_iter().find(|format| format.ending() == ending);
        features.map(Self::Features).or_else(|| drawing().map(Self::Drawing))
    }

    /// Whether it holds only what has a shape.
    fn needs_shapes(self) -> bool {
        matches!(self, Self::Features(FeatureFormat::FlatGeobuf) | Self::Drawing(_))
    }
}

/// Writes the parcels of a store as they are at the moment it begins, or as they were at an earlier one, in their native
/// coordinates.
///
/// The columns are those `thuadat` reads again: imported into a new store, a `GeoPackage`, `GeoJSON` or `FlatGeobuf` of it
/// gives the same parcels. What the other formats cannot hold stands in `docs/store.md`.
///
/// # Errors
///
/// See [`ExportError`]; nothing is left behind.
pub fn export(request: &ExportRequest, observer: &dyn Observer) -> Result<Exported, ExportError> {
    let ExportRequest { store: location, path, crs, at, profile } = request;
    let shown = || path.display().to_string();
    let format = ExportFormat::of(path).ok_or_else(|| ExportError::UnknownFormat { path: shown() })?;
    if is_the_store(path, location) {
        return Err(ExportError::IsTheStore { path: shown() });
    }
    if is_a_store(path) {
        return Err(ExportError::IsAStore { path: shown() });
    }
    let document = profile::named(profile.as_deref().unwrap_or(profile::DEFAULT))?;
    let mut store = Store::open(location, Access::Read)?;
    let (epsg, kept) = store.snapshot(|store| {
        let epsg = chosen_crs(store, *crs, at.as_ref())?;
        Ok::<_, ExportError>((epsg, parcels_in(store, epsg, at.as_ref(), observer)?))
    })?;
    drop(store);
    let crs = Crs::of_epsg(epsg).map_err(|_| ExportError::NoneInCrs { epsg, held: String::new() })?;
    let all = kept.len();
    let kept = if format.needs_shapes() { with_shapes(kept) } else { kept };
    let parcels = kept.len();
    let mut drawn = None;
    match format {
        ExportFormat::GeoPackage => {
            write_geopackage(path, &crs, &[layer::layer(&kept, format)], observer)?;
        }
        ExportFormat::Features(features) => {
            write_features(path, features, &crs, &layer::layer(&kept, format), observer)?;
        }
        ExportFormat::Drawing(of_format) => {
            drawn = Some(drawing::write(path, of_format, &kept.into_parcels(), &document, observer)?);
        }
        ExportFormat::Workbook => workbook::write(path, &kept, observer)?,
    }
    Ok(Exported { parcels, crs, left_out: all - parcels, format, drawn })
}

/// Those that have a shape.
fn with_shapes(all: KeptParcels) -> KeptParcels {
    let mut kept = KeptParcels::default();
    for (position, stored) in all.stored.into_iter().enumerate() {
        if !all.geometries.parcel_coords(position).is_empty() {
            kept.geometries.push_copy(&all.geometries, position);
            kept.stored.push(stored);
        }
    }
    kept
}

pub(super) fn chosen_crs(
    store: &mut Store,
    asked_for: Option<u32>,
    at: Option<&Timestamp>,
) -> Result<u32, ExportError> {
    let of_that_day = at.map(|at| store.crs_at(at)).transpose()?.unwrap_or_default();
    // Of a day before the first parcel nothing is written, in the system of today.
    let held = if of_that_day.is_empty() { store.info()?.crs } else { of_that_day };
    let words = || held.iter().map(|epsg| format!("EPSG:{epsg}")).collect::<Vec<_>>().join(", ");
    match (asked_for, &held[..]) {
        (_, []) => Err(ExportError::Empty),
        (Some(epsg), held) if held.contains(&epsg) => Ok(epsg),
        (Some(epsg), _) => Err(ExportError::NoneInCrs { epsg, held: words() }),
        (None, &[epsg]) => Ok(epsg),
        (None, _) => Err(ExportError::SeveralCrs { held: words() }),
    }
}

pub(super) fn parcels_in(
    store: &mut Store,
    epsg: u32,
    at: Option<&Timestamp>,
    observer: &dyn Observer,
) -> Result<KeptParcels, ExportError> {
    let total = store.info()?.parcels as u64;
    let mut kept = KeptParcels::default();
    let (mut after, mut seen) = (i64::MIN, 0);
    loop {
        observer.progress(Stage::Reading, seen, total);
        if observer.is_interrupted() {
            return Err(ExportError::Interrupted);
        }
        let page = match at {
            None => store.parcels_after(after, PAGE)?,
            Some(at) => store.parcels_after_at(at, after, PAGE)?,
        };
        let Some(last) = page.stored.last() else { return Ok(kept) };
        after = last.id;
        seen += page.len() as u64;
        for (position, stored) in page.stored.into_iter().enumerate() {
            if stored.epsg == epsg {
                kept.geometries.push_copy(&page.geometries, position);
                kept.stored.push(stored);
            }
        }
    }
}
