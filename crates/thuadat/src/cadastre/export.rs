//! The parcels of a store as a file. Nothing of a person is among what is written.

use super::error::ExportError;
use super::import::is_the_store;
use std::path::Path;
use thuadat_core::{Observer, ParcelRecord, Stage};
use thuadat_io::{
    Crs, FeatureFormat, FieldDefinition, FieldKind, GeoPackageLayer, GeometryKind, Row, Value,
    write_features, write_geopackage,
};
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
    /// Another one.
    Features(FeatureFormat),
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Number of parcels.
    pub parcels: usize,
    /// The coordinate system they stand in.
    pub crs: Crs,
    /// Parcels without a shape, which a `FlatGeobuf` cannot hold; they are not in it.
    pub left_out: usize,
    /// The format.
    pub format: ExportFormat,
}

impl ExportFormat {
    /// The format of a path; none where its ending stands for none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*ending {
            "gpkg" => Some(Self::GeoPackage),
            "json" => Some(Self::Features(FeatureFormat::GeoJson)),
            ending => {
                FeatureFormat::ALL.into_iter().find(|format| format.ending() == ending).map(Self::Features)
            }
        }
    }
}

/// Writes the parcels of a store as they are at the moment it begins, or as they were at an earlier one, in their native
/// coordinates. `epsg` chooses the coordinate system where a store has several.
///
/// The columns are those `thuadat` reads again: imported into a new store, a `GeoPackage`, `GeoJSON` or `FlatGeobuf` of it
/// gives the same parcels. A shapefile does not tell an empty text from none, and CSV has no shapes.
///
/// # Errors
///
/// See [`ExportError`]; nothing is left behind.
pub fn export(
    location: &StoreLocation,
    path: &Path,
    epsg: Option<u32>,
    at: Option<&Timestamp>,
    observer: &dyn Observer,
) -> Result<Exported, ExportError> {
    let shown = || path.display().to_string();
    let format = ExportFormat::of(path).ok_or_else(|| ExportError::UnknownFormat { path: shown() })?;
    if is_the_store(path, location) {
        return Err(ExportError::IsTheStore { path: shown() });
    }
    if is_a_store(path) {
        return Err(ExportError::IsAStore { path: shown() });
    }
    let mut store = Store::open(location, Access::Read)?;
    let (epsg, kept) = store.snapshot(|store| {
        let epsg = chosen_crs(store, epsg, at)?;
        Ok::<_, ExportError>((epsg, parcels_in(store, epsg, at, observer)?))
    })?;
    drop(store);
    let crs = Crs::of_epsg(epsg).map_err(|_| ExportError::NoneInCrs { epsg, held: String::new() })?;
    let parcels = kept.len();
    let mut layer = layer(&kept, format);
    if format == ExportFormat::Features(FeatureFormat::FlatGeobuf) {
        layer.rows.retain(|row| row.geometry.is_some());
    }
    let left_out = parcels - layer.rows.len();
    match format {
        ExportFormat::GeoPackage => write_geopackage(path, &crs, &[layer], observer)?,
        ExportFormat::Features(features) => write_features(path, features, &crs, &layer, observer)?,
    }
    Ok(Exported { parcels: parcels - left_out, crs, left_out, format })
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

/// Names of columns that Vietnamese programs know, and those of at most ten bytes.
const COLUMNS: [(&str, &str, FieldKind); 8] = [
    ("maXa", "maXa", FieldKind::Text),
    ("soHieuToBanDo", "soTo", FieldKind::Text),
    ("soThuTuThua", "soThua", FieldKind::Text),
    ("maDinhDanhThua", "maThua", FieldKind::Text),
    ("mucDichSuDung", "loaiDat", FieldKind::Text),
    ("dienTichMDSD", "dtMDSD", FieldKind::Text),
    ("dienTich", "dienTich", FieldKind::Real),
    ("dienTichPhapLy", "dtPhapLy", FieldKind::Real),
];

fn layer(kept: &KeptParcels, format: ExportFormat) -> GeoPackageLayer {
    let is_short = format == ExportFormat::Features(FeatureFormat::Shapefile);
    let field = |&(long, short, kind): &(&str, &str, FieldKind)| FieldDefinition {
        name: if is_short { short } else { long }.to_owned(),
        kind,
    };
    let is_without_shapes = format == ExportFormat::Features(FeatureFormat::Csv);
    let rows = kept.stored.iter().enumerate().map(|(position, stored)| {
        let shape = kept.geometries.to_multi_polygon(position);
        Row {
            geometry: (!shape.0.is_empty() && !is_without_shapes).then(|| shape.into()),
            values: values(&stored.facts),
        }
    });
    GeoPackageLayer {
        name: "thua_dat".to_owned(),
        description: "Thửa đất · parcels".to_owned(),
        geometry: GeometryKind::MultiPolygon,
        fields: COLUMNS.iter().map(field).collect(),
        rows: rows.collect(),
        style_qml: None,
    }
}

fn values(facts: &ParcelRecord) -> Vec<Value> {
    let text =
        |text: &Option<Box<str>>| text.as_deref().map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let area = |area: Option<f64>| area.map_or(Value::Null, Value::Real);
    let areas: Vec<String> = facts.land_use_areas_m2.iter().map(ToString::to_string).collect();
    vec![
        text(&facts.key.commune),
        text(&facts.key.sheet),
        text(&facts.key.number),
        text(&facts.code),
        text(&facts.land_use),
        if areas.is_empty() { Value::Null } else { Value::Text(areas.join("+")) },
        area(facts.recorded_area_m2),
        area(facts.legal_area_m2),
    ]
}
