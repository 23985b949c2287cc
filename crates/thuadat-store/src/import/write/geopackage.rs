//! Writing parcels with prepared statements, and their rectangles into the spatial index in the order of place.

#![expect(clippy::ref_option_ref, reason = "what diesel derives takes references to the fields")]

use super::spatial_index::SpatialIndex;
use super::{Batch, Step, Stop, look, tile_shape};
use crate::database::schema::packaged::{parcel, parcel_tile};
use crate::geometry::{Bounds, encode_geopackage, encode_wkb};
use crate::import::{MercatorShapes, has_shape};
use crate::query::written_areas;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Double, Nullable, Text};
use thuadat_core::{Observer, ParcelGeometries};

/// From so many parcels on, the trigger of the index is taken away while they are written.
const MANY: usize = 256;
const WEB_MERCATOR: u32 = 3857;

#[derive(Insertable)]
#[diesel(table_name = parcel, treat_none_as_default_value = false)]
struct NewParcel<'a> {
    id: i64,
    commune: Option<&'a str>,
    sheet: Option<&'a str>,
    number: Option<&'a str>,
    parcel_code: Option<&'a str>,
    area_calculated_m2: Option<f64>,
    area_recorded_m2: Option<f64>,
    area_legal_m2: Option<f64>,
    land_use: Option<&'a str>,
    land_use_areas_m2: Option<String>,
    crs: i64,
    version: i64,
    begin_lifespan_version: &'a str,
    record_id: i64,
    source_id: Option<i64>,
    feature: String,
    content_hash: &'a [u8],
    geom: Option<&'a [u8]>,
}

pub(super) fn write(
    connection: &mut SqliteConnection,
    batch: &Batch<'_>,
    web_mercator: MercatorShapes<'_>,
    observer: &dyn Observer,
) -> Result<(), Stop> {
    let is_many = batch.rows.len() >= MANY;
    let trigger = if is_many { Some(take_trigger(connection)?) } else { None };
    let count = batch.rows.len();
    let (mut places, mut tile_places) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, Step::Parcel(done), count)?;
        let bounds = write_parcel(connection, batch, row)?;
        places.extend(bounds.map(|bounds| (row.id, bounds)));
    }
    let shapes = web_mercator.get()?;
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, Step::Tile(done), count)?;
        let bounds = write_tile(connection, shapes, row)?;
        tile_places.extend(bounds.map(|bounds| (row.id, bounds)));
    }
    let extent = Bounds::around(places.iter().map(|(_, bounds)| bounds));
    if let Some(trigger) = trigger {
        SpatialIndex::Parcel.fill(connection, places)?;
        connection.batch_execute(&trigger)?;
    }
    SpatialIndex::Tile.fill(connection, tile_places)?;
    update_contents(connection, batch, extent)?;
    look(observer, Step::Rest, count)
}

#[derive(QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Takes the trigger that keeps the index away, and answers what makes it again.
fn take_trigger(connection: &mut SqliteConnection) -> QueryResult<String> {
    const NAME: &str = "rtree_parcel_geom_insert";
    let definition: Definition =
        diesel::sql_query("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?")
            .bind::<Text, _>(NAME)
            .get_result(connection)?;
    connection.batch_execute(&format!("DROP TRIGGER \"{NAME}\";"))?;
    Ok(definition.sql)
}

fn write_parcel(
    connection: &mut SqliteConnection,
    batch: &Batch<'_>,
    row: &super::BatchRow,
) -> Result<Option<Bounds>, Stop> {
    let record = &batch.parcels.records[row.position];
    let shapes = &batch.parcels.geometries;
    let (mut wkb, mut blob) = (Vec::new(), Vec::new());
    let bounds = encode_wkb(shapes, row.position, &mut wkb).ok().filter(|_| has_shape(shapes, row.position));
    if let Some(bounds) = &bounds {
        encode_geopackage(&wkb, batch.epsg, bounds, &mut blob);
    }
    let new = NewParcel {
        id: row.id,
        commune: record.key.commune.as_deref(),
        sheet: record.key.sheet.as_deref(),
        number: record.key.number.as_deref(),
        parcel_code: record.code.as_deref(),
        area_calculated_m2: bounds.map(|_| shapes.area_m2(row.position)),
        area_recorded_m2: record.recorded_area_m2,
        area_legal_m2: record.legal_area_m2,
        land_use: record.land_use.as_deref(),
        land_use_areas_m2: written_areas(&record.land_use_areas_m2),
        crs: i64::from(batch.epsg),
        version: row.version,
        begin_lifespan_version: batch.begin.as_str(),
        record_id: batch.record_id,
        source_id: batch.source_id,
        feature: record.feature.to_string(),
        content_hash: &row.hash.0,
        geom: bounds.map(|_| &blob[..]),
    };
    diesel::insert_into(parcel::table).values(&new).execute(connection)?;
    Ok(bounds)
}

fn write_tile(
    connection: &mut SqliteConnection,
    shapes: &ParcelGeometries,
    row: &super::BatchRow,
) -> Result<Option<Bounds>, Stop> {
    let (mut wkb, mut blob) = (Vec::new(), Vec::new());
    let Some(bounds) = tile_shape(shapes, row.position, &mut wkb) else { return Ok(None) };
    encode_geopackage(&wkb, WEB_MERCATOR, &bounds, &mut blob);
    let new = (parcel_tile::parcel_id.eq(row.id), parcel_tile::geom.eq(&blob[..]));
    diesel::insert_into(parcel_tile::table).values(new).execute(connection)?;
    Ok(Some(bounds))
}

/// The layer's extent, which other programs show first, and the day of its change.
fn update_contents(connection: &mut SqliteConnection, batch: &Batch<'_>, extent: Bounds) -> QueryResult<()> {
    let side = |at: f64| Some(at).filter(|_| extent.is_somewhere());
    diesel::sql_query(
        "UPDATE gpkg_contents SET last_change = ?1,
             min_x = min(coalesce(min_x, ?2), coalesce(?2, min_x)), min_y = min(coalesce(min_y, ?3), coalesce(?3, min_y)),
             max_x = max(coalesce(max_x, ?4), coalesce(?4, max_x)), max_y = max(coalesce(max_y, ?5), coalesce(?5, max_y))
         WHERE table_name = 'parcel'",
    )
    .bind::<Text, _>(batch.begin.as_str())
    .bind::<Nullable<Double>, _>(side(extent.min_x))
    .bind::<Nullable<Double>, _>(side(extent.min_y))
    .bind::<Nullable<Double>, _>(side(extent.max_x))
    .bind::<Nullable<Double>, _>(side(extent.max_y))
    .execute(connection)?;
    Ok(())
}
