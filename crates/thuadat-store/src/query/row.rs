//! A parcel as a row of a table, and as the core knows it.

use crate::content::ContentHash;
use crate::database::{DatabaseError, Dialect};
use crate::geometry::{BadShape, decode_geopackage, decode_wkb};
use crate::timestamp::Timestamp;
use diesel::prelude::*;
use thuadat_core::{FeatureId, KnownColumns, ParcelGeometries, ParcelKey, ParcelRecord, Parcels};

/// The columns of a table of parcels in the order of [`ParcelRow`], and the shape.
macro_rules! row_columns {
    ($table:ident, $shape:expr) => {
        (
            $table::id,
            $table::commune,
            $table::sheet,
            $table::number,
            $table::parcel_code,
            $table::area_recorded_m2,
            $table::area_legal_m2,
            $table::land_use,
            $table::land_use_areas_m2,
            $table::crs,
            $table::version,
            $table::begin_lifespan_version,
            $table::record_id,
            $table::source_id,
            $table::feature,
            $table::content_hash,
            $shape,
        )
    };
}
pub(crate) use row_columns;

#[derive(Debug, Queryable)]
pub(crate) struct ParcelRow {
    pub(crate) id: i64,
    commune: Option<String>,
    sheet: Option<String>,
    number: Option<String>,
    parcel_code: Option<String>,
    area_recorded_m2: Option<f64>,
    area_legal_m2: Option<f64>,
    land_use: Option<String>,
    land_use_areas_m2: Option<String>,
    crs: i64,
    pub(crate) version: i64,
    begin_lifespan_version: String,
    record_id: i64,
    source_id: Option<i64>,
    feature: Option<String>,
    content_hash: Vec<u8>,
    shape: Option<Vec<u8>>,
}

/// What a store knows of a parcel beside its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number in the store, which it keeps as long as it is.
    pub id: i64,
    /// Counts its changes, from 1. Who changes a parcel names the version he saw.
    pub version: i64,
    /// When this version began.
    pub begun_at: Timestamp,
    /// The record this version began with.
    pub record: i64,
    /// The import it came with.
    pub source: Option<i64>,
    /// EPSG code of the coordinate system its shape stands in.
    pub epsg: u32,
    /// The hash of what it says.
    pub content_hash: ContentHash,
    /// What is recorded of it.
    pub facts: ParcelRecord,
}

/// Parcels of a store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeptParcels {
    /// What the store knows of each.
    pub stored: Vec<Stored>,
    /// Their shapes in the same order, each in its own coordinate system.
    pub geometries: ParcelGeometries,
}

impl KeptParcels {
    /// Number of parcels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// The same as the core takes it. Where they stand in several coordinate systems, that is nothing to be checked.
    #[must_use]
    pub fn into_parcels(self) -> Parcels {
        let columns = KnownColumns {
            commune: true,
            sheet: true,
            number: true,
            recorded_area: true,
            legal_area: true,
            land_use: true,
            land_use_areas: true,
            code: true,
        };
        Parcels {
            geometries: self.geometries,
            records: self.stored.into_iter().map(|stored| stored.facts).collect(),
            columns,
            ..Parcels::default()
        }
    }

    pub(crate) fn of_rows(rows: Vec<ParcelRow>, dialect: Dialect) -> Result<Self, DatabaseError> {
        let mut kept = Self::default();
        for row in rows {
            let stored = row.into_stored(dialect, &mut kept.geometries);
            kept.stored.push(stored.map_err(|error| DatabaseError::Damaged { said: error.to_string() })?);
        }
        Ok(kept)
    }
}

impl ParcelRow {
    /// The parcel, with its shape appended to the others.
    pub(crate) fn into_stored(
        self,
        dialect: Dialect,
        shapes: &mut ParcelGeometries,
    ) -> Result<Stored, BadRow> {
        match (&self.shape, dialect) {
            (None, _) => shapes.push_empty(),
            (Some(blob), Dialect::GeoPackage) => decode_geopackage(blob, shapes)?,
            (Some(wkb), Dialect::PostGis) => decode_wkb(wkb, shapes)?,
        }
        let boxed = |text: Option<String>| text.map(String::into_boxed_str);
        let areas = self.land_use_areas_m2.as_deref().map(parse_areas).transpose()?;
        let feature = self.feature.unwrap_or_else(|| self.id.to_string());
        let facts = ParcelRecord {
            feature: feature.parse().map_or_else(|_| FeatureId::Text(feature.into()), FeatureId::Number),
            key: ParcelKey {
                commune: boxed(self.commune),
                sheet: boxed(self.sheet),
                number: boxed(self.number),
            },
            recorded_area_m2: self.area_recorded_m2,
            legal_area_m2: self.area_legal_m2,
            land_use: boxed(self.land_use),
            land_use_areas_m2: areas.unwrap_or_default(),
            code: boxed(self.parcel_code),
        };
        Ok(Stored {
            id: self.id,
            version: self.version,
            begun_at: self.begin_lifespan_version.parse().map_err(|_| BadRow::Moment)?,
            record: self.record_id,
            source: self.source_id,
            epsg: self.crs.try_into().map_err(|_| BadRow::Crs)?,
            content_hash: ContentHash(self.content_hash.try_into().map_err(|_| BadRow::Hash)?),
            facts,
        })
    }
}

/// A row that no thuadat wrote like this.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadRow {
    #[error(transparent)]
    Shape(#[from] BadShape),
    #[error("the beginning of a parcel is no moment")]
    Moment,
    #[error("the coordinate system of a parcel is no EPSG code")]
    Crs,
    #[error("the hash of a parcel has not its length")]
    Hash,
    #[error("the areas of a parcel's land uses are no numbers")]
    Areas,
}

/// The areas of land uses as one text, each number as short as it can be read back.
pub(crate) fn written_areas(areas: &[f64]) -> Option<String> {
    let written: Vec<String> = areas.iter().map(ToString::to_string).collect();
    (!written.is_empty()).then(|| written.join(";"))
}

fn parse_areas(text: &str) -> Result<Box<[f64]>, BadRow> {
    text.split(';').map(|area| area.parse().map_err(|_| BadRow::Areas)).collect()
}
