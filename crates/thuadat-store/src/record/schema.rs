//! Whether what guards a store is there: triggers that refuse and keep indexes, the indexes themselves.

use super::verify::VerifyFault;
use crate::database::{AnyConnection, DatabaseError, PARTS, Part, expected_parts};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::BTreeMap;

/// Triggers that refuse to rewrite what was recorded, and indexes, of `PostGIS`.
const TRIGGERS: [&str; 2] = ["record_is_append_only", "audit_log_is_append_only"];
const INDEXES: [&str; 5] =
    ["parcel_by_key", "parcel_by_record", "parcel_by_place", "parcel_tile_by_place", "sheet_by_key"];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Triggers and indexes that are missing, say something else, or are switched off. More than ours may be there.
pub(super) fn schema_faults(connection: &mut AnyConnection) -> Result<Vec<VerifyFault>, DatabaseError> {
    let missing = match connection {
        AnyConnection::Sqlite(_) => missing_in_geopackage(connection)?,
        AnyConnection::Postgres(_) => missing_in_postgis(connection)?,
    };
    Ok(missing.into_iter().map(|name| VerifyFault::MissingPart { name }).collect())
}

fn missing_in_geopackage(connection: &mut AnyConnection) -> Result<Vec<String>, DatabaseError> {
    let found: Vec<Part> = diesel::sql_query(PARTS).load(connection)?;
    let found: BTreeMap<String, String> = found.into_iter().map(|part| (part.name, part.sql)).collect();
    let expected = expected_parts().map_err(DatabaseError::boxed)?;
    let is_missing = |(name, sql): &(String, String)| found.get(name) != Some(sql);
    Ok(expected.into_iter().filter(is_missing).map(|(name, _)| name).collect())
}

fn missing_in_postgis(connection: &mut AnyConnection) -> Result<Vec<String>, DatabaseError> {
    const FOUND: &str = "
        SELECT tgname::text AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgrelid IN (to_regclass('record'), to_regclass('audit_log')) AND t.tgenabled IN ('O', 'A')
                AND p.prosrc LIKE '%RAISE EXCEPTION%'
        UNION ALL SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid
            WHERE i.indisvalid AND t.oid IN (to_regclass('parcel'), to_regclass('parcel_tile'), to_regclass('sheet'))";
    /// What watches references is a trigger too; whoever may do all can switch it off.
    const SWITCHED_OFF: &str = "
        SELECT DISTINCT c.relname::text AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_class ours ON ours.oid = to_regclass('parcel') AND ours.relnamespace = c.relnamespace
            WHERE t.tgenabled NOT IN ('O', 'A') ORDER BY 1";
    let found: Vec<Name> = diesel::sql_query(FOUND).load(connection)?;
    let is_missing = |name: &&str| !found.iter().any(|found| found.name == *name);
    let mut missing: Vec<String> =
        TRIGGERS.iter().chain(&INDEXES).copied().filter(|name| is_missing(name)).map(str::to_owned).collect();
    let switched_off: Vec<Name> = diesel::sql_query(SWITCHED_OFF).load(connection)?;
    missing.extend(switched_off.into_iter().map(|table| table.name));
    Ok(missing)
}
