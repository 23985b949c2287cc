//! Parcels as they were.

use crate::database::schema::{parcel, parcel_history};
use crate::database::{AnyConnection, DatabaseError, Dialect};
use crate::query::{KeptParcels, ParcelRow, Stored, row_columns};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::ParcelKey;

/// A parcel through time.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelPast {
    /// Its number in the store.
    pub id: i64,
    /// Its versions, the first one first.
    pub versions: Vec<PastVersion>,
}

/// A version of a parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct PastVersion {
    /// What it said, when it began and with which record.
    pub stored: Stored,
    /// Area of its shape; none where it had none.
    pub area_m2: Option<f64>,
    /// When it ended and with which record; none for the one that is.
    pub ended: Option<(Timestamp, i64)>,
}

impl Store {
    /// The parcels that have a key or had it at any time, each with all its versions.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn past_of_key(&mut self, key: &ParcelKey) -> Result<Vec<ParcelPast>, DatabaseError> {
        let connection = &mut self.connection;
        macro_rules! ids_in {
            ($table:ident) => {{
                let query = $table::table.select($table::id).into_boxed();
                let query = match key.commune.as_deref() {
                    Some(commune) => query.filter($table::commune.eq(commune)),
                    None => query.filter($table::commune.is_null()),
                };
                let query = match key.sheet.as_deref() {
                    Some(sheet) => query.filter($table::sheet.eq(sheet)),
                    None => query.filter($table::sheet.is_null()),
                };
                let query = match key.number.as_deref() {
                    Some(number) => query.filter($table::number.eq(number)),
                    None => query.filter($table::number.is_null()),
                };
                query.load::<i64>(connection)?
            }};
        }
        let mut ids: BTreeSet<i64> = ids_in!(parcel).into_iter().collect();
        ids.extend(ids_in!(parcel_history));
        ids.into_iter().map(|id| past(connection, id)).collect()
    }

    /// A parcel with all its versions; without any where there never was one of that number.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn past_of_parcel(&mut self, id: i64) -> Result<ParcelPast, DatabaseError> {
        past(&mut self.connection, id)
    }

    /// EPSG codes of the coordinate systems of the parcels there were at a moment, ascending.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn crs_at(&mut self, moment: &Timestamp) -> Result<Vec<u32>, DatabaseError> {
        let connection = &mut self.connection;
        let now: Vec<i64> = parcel::table
            .select(parcel::crs)
            .filter(parcel::begin_lifespan_version.le(moment.as_str()))
            .distinct()
            .load(connection)?;
        let ended: Vec<i64> = parcel_history::table
            .select(parcel_history::crs)
            .filter(
                parcel_history::begin_lifespan_version
                    .le(moment.as_str())
                    .and(parcel_history::end_lifespan_version.gt(moment.as_str())),
            )
            .distinct()
            .load(connection)?;
        let held: BTreeSet<i64> = now.into_iter().chain(ended).collect();
        Ok(held.into_iter().filter_map(|epsg| epsg.try_into().ok()).collect())
    }

    /// The next `limit` parcels after a number in the store as they were at a moment, ascending. What began at that very moment is
    /// among them, what ended then is not.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn parcels_after_at(
        &mut self,
        moment: &Timestamp,
        after: i64,
        limit: i64,
    ) -> Result<KeptParcels, DatabaseError> {
        let connection = &mut self.connection;
        let dialect = connection.dialect();
        let mut rows: Vec<ParcelRow> = parcel::table
            .select(row_columns!(parcel, dialect.shape("geom")))
            .filter(parcel::id.gt(after).and(parcel::begin_lifespan_version.le(moment.as_str())))
            .order(parcel::id)
            .limit(limit)
            .load(connection)?;
        let ended: Vec<ParcelRow> = parcel_history::table
            .select(row_columns!(parcel_history, dialect.shape("geom")))
            .filter(
                parcel_history::id
                    .gt(after)
                    .and(parcel_history::begin_lifespan_version.le(moment.as_str()))
                    .and(parcel_history::end_lifespan_version.gt(moment.as_str())),
            )
            .order(parcel_history::id)
            .limit(limit)
            .load(connection)?;
        rows.extend(ended);
        rows.sort_by_key(|row| row.id);
        rows.truncate(limit.try_into().unwrap_or(usize::MAX));
        KeptParcels::of_rows(rows, dialect)
    }
}

fn past(connection: &mut AnyConnection, id: i64) -> Result<ParcelPast, DatabaseError> {
    let dialect = connection.dialect();
    let earlier: Vec<ParcelRow> = parcel_history::table
        .select(row_columns!(parcel_history, dialect.shape("geom")))
        .filter(parcel_history::id.eq(id))
        .order(parcel_history::version)
        .load(connection)?;
    let ends: Vec<(i64, String, i64)> = parcel_history::table
        .select((
            parcel_history::version,
            parcel_history::end_lifespan_version,
            parcel_history::ended_by_record,
        ))
        .filter(parcel_history::id.eq(id))
        .load(connection)?;
    let now: Vec<ParcelRow> = parcel::table
        .select(row_columns!(parcel, dialect.shape("geom")))
        .filter(parcel::id.eq(id))
        .load(connection)?;
    let ends: BTreeMap<i64, (String, i64)> =
        ends.into_iter().map(|(version, at, record)| (version, (at, record))).collect();
    let rows = earlier.into_iter().chain(now).collect();
    Ok(ParcelPast { id, versions: versions(rows, &ends, dialect)? })
}

fn versions(
    rows: Vec<ParcelRow>,
    ends: &BTreeMap<i64, (String, i64)>,
    dialect: Dialect,
) -> Result<Vec<PastVersion>, DatabaseError> {
    let KeptParcels { stored, geometries } = KeptParcels::of_rows(rows, dialect)?;
    let version = |(position, stored): (usize, Stored)| {
        let has_shape = !geometries.parcel_coords(position).is_empty();
        let ended = ends.get(&stored.version).map(|(at, record)| Ok((at.parse()?, *record))).transpose();
        let ended = ended.map_err(|error: crate::timestamp::BadTimestamp| DatabaseError::Damaged {
            said: error.to_string(),
        })?;
        Ok(PastVersion { stored, area_m2: has_shape.then(|| geometries.area_m2(position)), ended })
    };
    stored.into_iter().enumerate().map(version).collect()
}
