//! What comes with parcels: their coordinate system, their sheets, their communes.

use super::{Batch, Incoming, KeptCrs, Stop};
use crate::database::AnyConnection;
use crate::database::schema::{commune, commune_successor, sheet};
use crate::record::Ledger;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use std::collections::BTreeSet;
use thuadat_core::Code;

/// The number of "undefined Cartesian" in a `GeoPackage`: nothing was imported yet.
const UNDEFINED: i64 = -1;

#[derive(QueryableByName)]
struct SrsId {
    #[diesel(sql_type = BigInt)]
    srs_id: i64,
}

/// Makes the coordinate system that of the store where it has none, and refuses another one. `PostGIS` keeps several.
pub(crate) fn adopt_crs(connection: &mut AnyConnection, crs: &KeptCrs) -> Result<(), Stop> {
    let AnyConnection::Sqlite(sqlite) = connection else { return Ok(()) };
    let kept: SrsId =
        diesel::sql_query("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'parcel'")
            .get_result(sqlite)?;
    if kept.srs_id == i64::from(crs.epsg) {
        return Ok(());
    }
    if kept.srs_id != UNDEFINED {
        return Err(Stop::OtherCrs { kept: kept.srs_id.try_into().unwrap_or_default() });
    }
    diesel::sql_query(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)
         VALUES (?, ?, 'EPSG', ?, ?)",
    )
    .bind::<Text, _>(&crs.name)
    .bind::<Integer, _>(crs.epsg as i32)
    .bind::<Integer, _>(crs.epsg as i32)
    .bind::<Text, _>(&crs.definition)
    .execute(sqlite)?;
    for table in ["gpkg_contents", "gpkg_geometry_columns"] {
        diesel::sql_query(format!("UPDATE {table} SET srs_id = ? WHERE table_name IN ('parcel', 'sheet')"))
            .bind::<Integer, _>(crs.epsg as i32)
            .execute(sqlite)?;
    }
    Ok(())
}

/// Adds the sheets of parcels that were written and are not known yet.
pub(super) fn add_sheets(
    connection: &mut AnyConnection,
    incoming: &Incoming<'_>,
    ledger: &mut Ledger,
    batch: &Batch<'_>,
) -> Result<usize, Stop> {
    let key = |position: usize| {
        let key = &incoming.parcels.records[position].key;
        Some((key.commune.as_deref(), key.sheet.as_deref()?))
    };
    let written: BTreeSet<_> = batch.rows.iter().filter_map(|row| key(row.position)).collect();
    let epsg = incoming.crs.epsg;
    add_sheets_of(connection, ledger, written, epsg, batch.record_id)
}

/// Adds the sheets that are not known yet, and answers how many.
pub(crate) fn add_sheets_of(
    connection: &mut AnyConnection,
    ledger: &mut Ledger,
    sheets: BTreeSet<(Option<&str>, &str)>,
    epsg: u32,
    record_id: i64,
) -> Result<usize, Stop> {
    let mut added = 0;
    for (commune, number) in sheets {
        let known = sheet::table.filter(sheet::number.eq(number)).select(sheet::id).into_boxed();
        let known = match commune {
            Some(commune) => known.filter(sheet::commune.eq(commune)),
            None => known.filter(sheet::commune.is_null()),
        };
        if known.first::<i64>(connection).optional()?.is_some() {
            continue;
        }
        let new = (
            sheet::id.eq(ledger.next_sheet_id()),
            sheet::commune.eq(commune),
            sheet::number.eq(number),
            sheet::crs.eq(i64::from(epsg)),
            sheet::record_id.eq(record_id),
        );
        diesel::insert_into(sheet::table).values(new).execute(connection)?;
        added += 1;
    }
    Ok(added)
}

/// Adds what is known of communes and is not there yet.
pub(super) fn add_communes(connection: &mut AnyConnection, codes: &[Code]) -> Result<(), Stop> {
    for code in codes {
        let since = code.since.to_string();
        let known: Option<String> = commune::table
            .filter(commune::code.eq(&*code.code).and(commune::valid_from.eq(&since)))
            .select(commune::code)
            .first(connection)
            .optional()?;
        if known.is_some() {
            continue;
        }
        let new = (
            commune::code.eq(&*code.code),
            commune::valid_from.eq(&since),
            commune::valid_until.eq(code.until.map(|day| day.to_string())),
            commune::name.eq(&*code.name),
            commune::name_en.eq(&*code.name_en),
        );
        diesel::insert_into(commune::table).values(new).execute(connection)?;
        for successor in code.successors.iter().collect::<BTreeSet<_>>() {
            let new = (
                commune_successor::code.eq(&*code.code),
                commune_successor::valid_from.eq(&since),
                commune_successor::successor.eq(&**successor),
            );
            diesel::insert_into(commune_successor::table).values(new).execute(connection)?;
        }
    }
    Ok(())
}
