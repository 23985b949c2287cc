//! Reading the rows of any table, a page at a time.

use super::CopyError;
use super::catalog::{Column, Kind, Table};
use super::cell::{AnyRow, Cell};
use crate::database::AnyConnection;
use crate::geometry::{srs_of_geopackage, wkb_of_geopackage};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Rows read at once.
const PAGE: usize = 512;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

pub(super) fn count(connection: &mut AnyConnection, table: &Table) -> QueryResult<u64> {
    let query = format!("SELECT count(*) AS number FROM \"{}\"", table.name);
    Ok(diesel::sql_query(query).get_result::<Counted>(connection)?.number.unsigned_abs())
}

/// Hands on all rows, some at a time.
pub(super) fn for_each_page(
    connection: &mut AnyConnection,
    table: &Table,
    mut take: impl FnMut(&[Vec<Cell>]) -> Result<(), CopyError>,
) -> Result<(), CopyError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let columns: Vec<String> =
                table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let mut after = i64::MIN;
            loop {
                let query = format!(
                    "SELECT rowid, {} FROM \"{}\" WHERE rowid > {after} ORDER BY rowid LIMIT {PAGE}",
                    columns.join(", "),
                    table.name
                );
                let rows: Vec<AnyRow> = diesel::sql_query(query).load(sqlite)?;
                let Some(AnyRow(last)) = rows.last() else { return Ok(()) };
                if let Some(Cell::Integer(rowid)) = last.first() {
                    after = *rowid;
                }
                let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| unpacked(row, table)).collect();
                take(&rows)?;
            }
        }
        AnyConnection::Postgres(postgres) => {
            let columns: Vec<String> = table.columns.iter().map(selected).collect();
            postgres.batch_execute(&format!(
                "DECLARE rows_to_copy NO SCROLL CURSOR FOR SELECT {} FROM \"{}\" ORDER BY 1",
                columns.join(", "),
                table.name
            ))?;
            loop {
                let rows: Vec<AnyRow> =
                    diesel::sql_query(format!("FETCH {PAGE} FROM rows_to_copy")).load(postgres)?;
                if rows.is_empty() {
                    break;
                }
                let rows: Vec<Vec<Cell>> = rows.into_iter().map(|AnyRow(cells)| cells).collect();
                take(&rows)?;
            }
            postgres.batch_execute("CLOSE rows_to_copy")?;
            Ok(())
        }
    }
}

/// The column as one of four types.
fn selected(column: &Column) -> String {
    let name = format!("\"{}\"", column.name);
    match column.kind {
        Kind::Integer => format!("{name}::bigint"),
        Kind::Boolean => format!("{name}::int::bigint"),
        Kind::Real => format!("{name}::double precision"),
        Kind::Text => format!("{name}::text"),
        Kind::Bytes => name,
        Kind::Shape => format!("int4send(ST_SRID({name})) || ST_AsBinary({name}, 'NDR')"),
    }
}

/// The values of a row of a `GeoPackage` without its number, with shapes as both kinds of store have them.
fn unpacked(AnyRow(cells): AnyRow, table: &Table) -> Vec<Cell> {
    let cells = cells.into_iter().skip(1).zip(&table.columns);
    let unpacked = |(cell, column): (Cell, &Column)| match (cell, column.kind) {
        (Cell::Bytes(blob), Kind::Shape) => Cell::Bytes(shape(&blob)),
        (cell, _) => cell,
    };
    cells.map(unpacked).collect()
}

fn shape(blob: &[u8]) -> Vec<u8> {
    let srs = srs_of_geopackage(blob).unwrap_or(0);
    let wkb = wkb_of_geopackage(blob).unwrap_or(blob);
    [&srs.to_be_bytes()[..], wkb].concat()
}
