//! Writing rows of any table, many at once.

use super::catalog::{Column, Kind, Table};
use super::cell::Cell;
use crate::database::AnyConnection;
use crate::geometry::{Bounds, decode_wkb, encode_geopackage, encode_plain_geopackage};
use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Double, Nullable, Text};
use diesel::sqlite::Sqlite;
use thuadat_core::ParcelGeometries;

/// Values in one statement to a `GeoPackage`.
const VALUES: usize = 900;

pub(crate) fn insert(connection: &mut AnyConnection, table: &Table, rows: &[Vec<Cell>]) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let at_once = (VALUES / table.columns.len().max(1)).max(1);
            rows.chunks(at_once).try_for_each(|rows| insert_into_geopackage(sqlite, table, rows))
        }
        AnyConnection::Postgres(postgres) => insert_into_postgis(postgres, table, rows),
    }
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

fn insert_into_geopackage(
    connection: &mut SqliteConnection,
    table: &Table,
    rows: &[Vec<Cell>],
) -> QueryResult<()> {
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let statement = format!(
        "INSERT INTO \"{}\" ({}) VALUES {}",
        table.name,
        names(&table.columns),
        vec![&*row; rows.len()].join(", ")
    );
    let mut query = diesel::sql_query(statement).into_boxed::<Sqlite>();
    for (cell, column) in rows.iter().flat_map(|row| row.iter().zip(&table.columns)) {
        query = match (cell, column.kind) {
            (Cell::Null, _) => query.bind::<Nullable<Text>, _>(None::<String>),
            (Cell::Integer(number), _) => query.bind::<BigInt, _>(*number),
            (Cell::Real(number), _) => query.bind::<Double, _>(*number),
            (Cell::Text(text), _) => query.bind::<Text, _>(text.as_str()),
            (Cell::Bytes(shape), Kind::Shape) => query.bind::<Binary, _>(packed(shape)),
            (Cell::Bytes(bytes), _) => query.bind::<Binary, _>(bytes.as_slice()),
        };
    }
    query.execute(connection).map(|_| ())
}

/// A shape as a `GeoPackage` has it.
fn packed(shape: &[u8]) -> Vec<u8> {
    let Some((srs, wkb)) = shape.split_first_chunk::<4>() else { return Vec::new() };
    let srs = i32::from_be_bytes(*srs) as u32;
    let (mut blob, mut shapes, mut bounds) = (Vec::new(), ParcelGeometries::new(), Bounds::NOWHERE);
    if decode_wkb(wkb, &mut shapes).is_ok() {
        shapes.coords().iter().for_each(|at| bounds.take(at.x, at.y));
    }
    if bounds.is_somewhere() {
        encode_geopackage(wkb, srs, &bounds, &mut blob);
    } else {
        encode_plain_geopackage(wkb, srs, &mut blob);
    }
    blob
}

fn insert_into_postgis(connection: &mut PgConnection, table: &Table, rows: &[Vec<Cell>]) -> QueryResult<()> {
    let of_kind = |column: &Column| match column.kind {
        Kind::Integer => "bigint[]",
        Kind::Boolean => "boolean[]",
        Kind::Real => "double precision[]",
        Kind::Text => "text[]",
        Kind::Bytes | Kind::Shape => "bytea[]",
    };
    let parameters: Vec<String> =
        (1..).zip(&table.columns).map(|(number, column)| format!("${number}::{}", of_kind(column))).collect();
    let taken = |column: &Column| match column.kind {
        Kind::Shape => format!("\"{}\"::geometry", column.name),
        _ => format!("\"{}\"", column.name),
    };
    let names = names(&table.columns);
    let statement = format!(
        "INSERT INTO \"{}\" ({names}) SELECT {} FROM unnest({}) AS row_to_copy ({names})",
        table.name,
        table.columns.iter().map(taken).collect::<Vec<_>>().join(", "),
        parameters.join(", ")
    );
    let mut query = diesel::sql_query(statement).into_boxed::<Pg>();
    for (position, column) in table.columns.iter().enumerate() {
        let cells = rows.iter().map(|row| &row[position]);
        query = match column.kind {
            Kind::Integer => query.bind::<Array<Nullable<BigInt>>, _>(cells.map(integer).collect::<Vec<_>>()),
            Kind::Boolean => {
                let truths: Vec<Option<bool>> =
                    cells.map(|cell| integer(cell).map(|number| number != 0)).collect();
                query.bind::<Array<Nullable<Bool>>, _>(truths)
            }
            Kind::Real => query.bind::<Array<Nullable<Double>>, _>(cells.map(real).collect::<Vec<_>>()),
            Kind::Text => query.bind::<Array<Nullable<Text>>, _>(cells.map(text).collect::<Vec<_>>()),
            Kind::Bytes => query.bind::<Array<Nullable<Binary>>, _>(cells.map(bytes).collect::<Vec<_>>()),
            Kind::Shape => {
                let shapes: Vec<Option<Vec<u8>>> = cells.map(|cell| bytes(cell).map(with_srid)).collect();
                query.bind::<Array<Nullable<Binary>>, _>(shapes)
            }
        };
    }
    query.execute(connection).map(|_| ())
}

fn integer(cell: &Cell) -> Option<i64> {
    if let Cell::Integer(number) = cell { Some(*number) } else { None }
}

/// A column of a `GeoPackage` may hold a whole number as one.
fn real(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Real(number) => Some(*number),
        Cell::Integer(number) => Some(*number as f64),
        _ => None,
    }
}

fn text(cell: &Cell) -> Option<String> {
    if let Cell::Text(text) = cell { Some(text.clone()) } else { None }
}

fn bytes(cell: &Cell) -> Option<&[u8]> {
    if let Cell::Bytes(bytes) = cell { Some(bytes) } else { None }
}

/// A shape as `PostGIS` takes it: the number of the coordinate system within the well-known binary.
fn with_srid(shape: &[u8]) -> Vec<u8> {
    const HAS_SRID: u32 = 0x2000_0000;
    let Some((srs, wkb)) = shape.split_first_chunk::<4>() else { return Vec::new() };
    let srs = i32::from_be_bytes(*srs);
    match wkb {
        [1, a, b, c, d, rest @ ..] if srs != 0 => {
            let kind = u32::from_le_bytes([*a, *b, *c, *d]) | HAS_SRID;
            [&[1], &kind.to_le_bytes()[..], &srs.to_le_bytes(), rest].concat()
        }
        _ => wkb.to_owned(),
    }
}

/// What follows from the rows: indexes no trigger keeps, and what a layer tells of itself.
pub(super) fn finish(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite.batch_execute(
            "INSERT INTO rtree_parcel_tile SELECT parcel_id, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom)
                 FROM parcel_tile WHERE ST_MinX(geom) IS NOT NULL;
             UPDATE gpkg_contents SET last_change = coalesce((SELECT max(recorded_at) FROM record), last_change),
                 min_x = (SELECT min(minx) FROM rtree_parcel_geom), max_x = (SELECT max(maxx) FROM rtree_parcel_geom),
                 min_y = (SELECT min(miny) FROM rtree_parcel_geom), max_y = (SELECT max(maxy) FROM rtree_parcel_geom)
                 WHERE table_name = 'parcel';",
        ),
        AnyConnection::Postgres(postgres) => postgres.batch_execute("ANALYZE parcel; ANALYZE parcel_tile;"),
    }
}
