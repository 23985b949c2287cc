//! Writing versions of parcels, many at once.

mod copy_rows;
mod geopackage;
mod packed;
mod postgis;
mod set_aside;
mod spatial_index;

use super::{Stop, has_shape};
use crate::content::ContentHash;
use crate::database::AnyConnection;
use crate::geometry::{Bounds, encode_wkb};
use crate::timestamp::Timestamp;
use diesel::connection::SimpleConnection;
use thuadat_core::{Observer, ParcelGeometries, Parcels, Stage};

/// Rows between two looks at the observer.
const LOOK_EVERY: usize = 1024;
/// Numbers in one statement.
const IDS_AT_ONCE: usize = 500;

/// Parcels to be written, and what they have in common.
pub(crate) struct Batch<'a> {
    pub(crate) parcels: &'a Parcels,
    pub(crate) web_mercator: &'a ParcelGeometries,
    pub(crate) epsg: u32,
    pub(crate) begin: &'a Timestamp,
    pub(crate) record_id: i64,
    pub(crate) source_id: Option<i64>,
    pub(crate) rows: Vec<BatchRow>,
}

/// A parcel to be written: where it stands among the parcels, and what it is in the store.
pub(crate) struct BatchRow {
    pub(crate) position: usize,
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) hash: ContentHash,
}

/// Writes parcels that are not there, with their shapes for tiles, into tables and indexes.
pub(crate) fn write_parcels(
    connection: &mut AnyConnection,
    batch: &Batch<'_>,
    observer: &dyn Observer,
) -> Result<(), Stop> {
    match connection {
        AnyConnection::Sqlite(sqlite) => geopackage::write(sqlite, batch, observer),
        AnyConnection::Postgres(postgres) => postgis::write(postgres, batch, observer),
    }
}

/// Moves the versions of parcels as they are now into the history.
pub(crate) fn end_versions(
    connection: &mut AnyConnection,
    ids: &[i64],
    record_id: i64,
    at: &Timestamp,
) -> Result<(), Stop> {
    const COLUMNS: &str = "id, commune, sheet, number, parcel_code, area_calculated_m2, area_recorded_m2, area_legal_m2, \
        land_use, land_use_areas_m2, class, class_reasons, crs, version, begin_lifespan_version, record_id, source_id, \
        feature, content_hash";
    for ids in ids.chunks(IDS_AT_ONCE) {
        // Numbers and a moment of ours: nothing a user wrote.
        let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        connection.batch_execute(&format!(
            "INSERT INTO parcel_history ({COLUMNS}, end_lifespan_version, ended_by_record, geom)
             SELECT {COLUMNS}, '{at}', {record_id}, geom FROM parcel WHERE id IN ({list});
             DELETE FROM parcel WHERE id IN ({list});"
        ))?;
    }
    Ok(())
}

fn look(observer: &dyn Observer, done: usize, total: usize) -> Result<(), Stop> {
    if done.is_multiple_of(LOOK_EVERY) || done == total {
        observer.progress(Stage::Writing, done as u64, total as u64);
        if observer.is_interrupted() {
            return Err(Stop::Interrupted);
        }
    }
    Ok(())
}

/// Writes the shape of a parcel for tiles, where it has a place on the map.
fn tile_shape(batch: &Batch<'_>, position: usize, buffer: &mut Vec<u8>) -> Option<Bounds> {
    let bounds = encode_wkb(batch.web_mercator, position, buffer).ok()?;
    has_shape(batch.web_mercator, position).then_some(bounds)
}
