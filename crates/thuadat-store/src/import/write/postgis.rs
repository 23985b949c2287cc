//! Writing parcels with COPY.

use super::copy_rows::{CopyRow, HEADER, TRAILER};
use super::set_aside::SetAside;
use super::{Batch, Stop, look, tile_shape};
use crate::database::schema::copied::{parcel, parcel_tile};
use crate::geometry::{encode_ewkb, encode_wkb};
use crate::import::has_shape;
use crate::query::written_areas;
use diesel::connection::SimpleConnection;
use diesel::pg::CopyFormat;
use diesel::prelude::*;
use std::cell::Cell;
use std::io::{BufWriter, Write};
use thuadat_core::Observer;

const WEB_MERCATOR: u32 = 3857;
/// Columns that are written of a parcel, and of its shape for tiles.
const PARCEL_FIELDS: i16 = 18;
const TILE_FIELDS: i16 = 2;
/// From so many parcels on, the database is told to count anew what it plans queries by.
const MANY: usize = 256;

pub(super) fn write(
    connection: &mut PgConnection,
    batch: &Batch<'_>,
    observer: &dyn Observer,
) -> Result<(), Stop> {
    let is_many = batch.rows.len() >= MANY;
    let set_aside = if is_many { SetAside::of_empty_tables(connection)? } else { SetAside::default() };
    copy_parcels(connection, batch, observer)?;
    copy_tiles(connection, batch, observer)?;
    set_aside.restore(connection, || look(observer, batch.rows.len(), batch.rows.len()))?;
    if is_many {
        connection.batch_execute("ANALYZE parcel; ANALYZE parcel_tile;")?;
    }
    look(observer, batch.rows.len(), batch.rows.len())
}

fn copy_parcels(
    connection: &mut PgConnection,
    batch: &Batch<'_>,
    observer: &dyn Observer,
) -> Result<(), Stop> {
    let columns = (
        parcel::id,
        parcel::commune,
        parcel::sheet,
        parcel::number,
        parcel::parcel_code,
        parcel::area_calculated_m2,
        parcel::area_recorded_m2,
        parcel::area_legal_m2,
        parcel::land_use,
        parcel::land_use_areas_m2,
        parcel::crs,
        parcel::version,
        parcel::begin_lifespan_version,
        parcel::record_id,
        parcel::source_id,
        parcel::feature,
        parcel::content_hash,
        parcel::geom,
    );
    let is_interrupted = Cell::new(false);
    let copied = diesel::copy_from(parcel::table)
        .from_raw_data(columns, |sink| {
            let written = write_parcels(&mut BufWriter::with_capacity(1 << 16, sink), batch, observer);
            is_interrupted.set(matches!(written, Err(Stop::Interrupted)));
            written
        })
        .with_format(CopyFormat::Binary)
        .execute(connection);
    // What we say comes back as something the server says.
    if is_interrupted.get() { Err(Stop::Interrupted) } else { copied.map(|_| ()) }
}

fn write_parcels(sink: &mut impl Write, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let (mut copy, mut wkb, mut ewkb) = (CopyRow::default(), Vec::new(), Vec::new());
    let shapes = &batch.parcels.geometries;
    sink.write_all(HEADER).map_err(io)?;
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, done, batch.rows.len())?;
        let record = &batch.parcels.records[row.position];
        let has_shape = has_shape(shapes, row.position) && encode_wkb(shapes, row.position, &mut wkb).is_ok();
        copy.begin(PARCEL_FIELDS);
        copy.bigint(Some(row.id));
        for value in [&record.key.commune, &record.key.sheet, &record.key.number, &record.code] {
            copy.text(value.as_deref());
        }
        copy.double(has_shape.then(|| shapes.area_m2(row.position)));
        copy.double(record.recorded_area_m2);
        copy.double(record.legal_area_m2);
        copy.text(record.land_use.as_deref());
        copy.text(written_areas(&record.land_use_areas_m2).as_deref());
        copy.bigint(Some(i64::from(batch.epsg)));
        copy.bigint(Some(row.version));
        copy.text(Some(batch.begin.as_str()));
        copy.bigint(Some(batch.record_id));
        copy.bigint(batch.source_id);
        copy.text(Some(&record.feature.to_string()));
        copy.field(Some(&row.hash.0));
        if has_shape {
            encode_ewkb(&wkb, batch.epsg, &mut ewkb);
        }
        copy.field(has_shape.then_some(&ewkb));
        sink.write_all(copy.bytes()).map_err(io)?;
    }
    sink.write_all(TRAILER).and_then(|()| sink.flush()).map_err(io)
}

fn copy_tiles(connection: &mut PgConnection, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let is_interrupted = Cell::new(false);
    let copied = diesel::copy_from(parcel_tile::table)
        .from_raw_data((parcel_tile::parcel_id, parcel_tile::geom), |sink| {
            let written = write_tiles(&mut BufWriter::with_capacity(1 << 16, sink), batch, observer);
            is_interrupted.set(matches!(written, Err(Stop::Interrupted)));
            written
        })
        .with_format(CopyFormat::Binary)
        .execute(connection);
    if is_interrupted.get() { Err(Stop::Interrupted) } else { copied.map(|_| ()) }
}

fn write_tiles(sink: &mut impl Write, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let (mut copy, mut wkb, mut ewkb) = (CopyRow::default(), Vec::new(), Vec::new());
    sink.write_all(HEADER).map_err(io)?;
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, done, batch.rows.len())?;
        if tile_shape(batch, row.position, &mut wkb).is_some() {
            encode_ewkb(&wkb, WEB_MERCATOR, &mut ewkb);
            copy.begin(TILE_FIELDS);
            copy.bigint(Some(row.id));
            copy.field(Some(&ewkb));
            sink.write_all(copy.bytes()).map_err(io)?;
        }
    }
    sink.write_all(TRAILER).and_then(|()| sink.flush()).map_err(io)
}

fn io(error: std::io::Error) -> Stop {
    Stop::from(diesel::result::Error::SerializationError(Box::new(error)))
}
