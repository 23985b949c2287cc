//! Writing parcels with COPY.

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
/// From so many parcels on, the database is told to count anew what it plans queries by.
const MANY: usize = 256;

pub(super) fn write(
    connection: &mut PgConnection,
    batch: &Batch<'_>,
    observer: &dyn Observer,
) -> Result<(), Stop> {
    // Indexes stay while parcels come in: to take them away would hold up whoever reads.
    copy_parcels(connection, batch, observer)?;
    copy_tiles(connection, batch, observer)?;
    if batch.rows.len() >= MANY {
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
        .with_format(CopyFormat::Text)
        .execute(connection);
    // What we say comes back as something the server says.
    if is_interrupted.get() { Err(Stop::Interrupted) } else { copied.map(|_| ()) }
}

fn write_parcels(sink: &mut impl Write, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let (mut line, mut wkb) = (Vec::new(), Vec::new());
    let shapes = &batch.parcels.geometries;
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, done, batch.rows.len())?;
        let record = &batch.parcels.records[row.position];
        let has_shape = has_shape(shapes, row.position);
        line.clear();
        number(&mut line, Some(row.id));
        for value in [&record.key.commune, &record.key.sheet, &record.key.number, &record.code] {
            text(&mut line, value.as_deref());
        }
        number(&mut line, has_shape.then(|| shapes.area_m2(row.position)));
        number(&mut line, record.recorded_area_m2);
        number(&mut line, record.legal_area_m2);
        text(&mut line, record.land_use.as_deref());
        text(&mut line, written_areas(&record.land_use_areas_m2).as_deref());
        number(&mut line, Some(batch.epsg));
        number(&mut line, Some(row.version));
        text(&mut line, Some(batch.begin.as_str()));
        number(&mut line, Some(batch.record_id));
        number(&mut line, batch.source_id);
        text(&mut line, Some(&record.feature.to_string()));
        write!(line, "\\\\x{}\t", row.hash).map_err(io)?;
        if has_shape && encode_wkb(shapes, row.position, &mut wkb).is_ok() {
            encode_ewkb(&wkb, batch.epsg, &mut line);
        } else {
            line.extend_from_slice(b"\\N");
        }
        line.push(b'\n');
        sink.write_all(&line).map_err(io)?;
    }
    sink.flush().map_err(io)
}

fn copy_tiles(connection: &mut PgConnection, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let is_interrupted = Cell::new(false);
    let copied = diesel::copy_from(parcel_tile::table)
        .from_raw_data((parcel_tile::parcel_id, parcel_tile::geom), |sink| {
            let written = write_tiles(&mut BufWriter::with_capacity(1 << 16, sink), batch, observer);
            is_interrupted.set(matches!(written, Err(Stop::Interrupted)));
            written
        })
        .with_format(CopyFormat::Text)
        .execute(connection);
    if is_interrupted.get() { Err(Stop::Interrupted) } else { copied.map(|_| ()) }
}

fn write_tiles(sink: &mut impl Write, batch: &Batch<'_>, observer: &dyn Observer) -> Result<(), Stop> {
    let (mut line, mut wkb) = (Vec::new(), Vec::new());
    for (done, row) in batch.rows.iter().enumerate() {
        look(observer, done, batch.rows.len())?;
        if tile_shape(batch, row.position, &mut wkb).is_some() {
            line.clear();
            number(&mut line, Some(row.id));
            encode_ewkb(&wkb, WEB_MERCATOR, &mut line);
            line.push(b'\n');
            sink.write_all(&line).map_err(io)?;
        }
    }
    sink.flush().map_err(io)
}

fn number(line: &mut Vec<u8>, value: Option<impl ToString>) {
    match value {
        Some(value) => line.extend_from_slice(value.to_string().as_bytes()),
        None => line.extend_from_slice(b"\\N"),
    }
    line.push(b'\t');
}

/// A text with what has a meaning to COPY masked.
fn text(line: &mut Vec<u8>, value: Option<&str>) {
    match value {
        None => line.extend_from_slice(b"\\N"),
        Some(value) => {
            for byte in value.bytes() {
                match byte {
                    b'\\' => line.extend_from_slice(b"\\\\"),
                    b'\t' => line.extend_from_slice(b"\\t"),
                    b'\n' => line.extend_from_slice(b"\\n"),
                    b'\r' => line.extend_from_slice(b"\\r"),
                    other => line.push(other),
                }
            }
        }
    }
    line.push(b'\t');
}

fn io(error: std::io::Error) -> Stop {
    Stop::from(diesel::result::Error::SerializationError(Box::new(error)))
}
