//! Whether indexes and references of a database are whole.

use crate::database::AnyConnection;
use crate::record::VerifyFault;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Nullable<Text>)]
    said: Option<String>,
}

/// What is amiss with the spatial index, the references between tables and, of a `GeoPackage`, the file.
pub(crate) fn geometry_faults(connection: &mut AnyConnection) -> QueryResult<Vec<VerifyFault>> {
    match connection {
        AnyConnection::Sqlite(_) => geopackage_faults(connection),
        AnyConnection::Postgres(_) => postgis_faults(connection),
    }
}

fn geopackage_faults(connection: &mut AnyConnection) -> QueryResult<Vec<VerifyFault>> {
    /// The index holds numbers of half the digits, rounded away from the shape.
    const NOT_INDEXED: &str = "SELECT p.id AS id FROM parcel p LEFT JOIN rtree_parcel_geom r ON r.id = p.id
        WHERE p.geom IS NOT NULL AND NOT ST_IsEmpty(p.geom) AND (r.id IS NULL
            OR r.minx > ST_MinX(p.geom) OR r.maxx < ST_MaxX(p.geom) OR r.miny > ST_MinY(p.geom) OR r.maxy < ST_MaxY(p.geom)
            OR r.minx < ST_MinX(p.geom) - 1 - abs(ST_MinX(p.geom)) * 0.0000005 OR r.maxx > ST_MaxX(p.geom) + 1 + abs(ST_MaxX(p.geom)) * 0.0000005
            OR r.miny < ST_MinY(p.geom) - 1 - abs(ST_MinY(p.geom)) * 0.0000005 OR r.maxy > ST_MaxY(p.geom) + 1 + abs(ST_MaxY(p.geom)) * 0.0000005)
        UNION SELECT r.id FROM rtree_parcel_geom r LEFT JOIN parcel p ON p.id = r.id WHERE p.id IS NULL OR p.geom IS NULL
        UNION SELECT t.parcel_id FROM parcel_tile t LEFT JOIN rtree_parcel_tile r ON r.id = t.parcel_id WHERE r.id IS NULL
        UNION SELECT r.id FROM rtree_parcel_tile r LEFT JOIN parcel_tile t ON r.id = t.parcel_id WHERE t.parcel_id IS NULL";
    let mut faults = dangling_parcels(connection)?;
    let lost: Vec<Number> = diesel::sql_query(NOT_INDEXED).load(connection)?;
    faults.extend(lost.into_iter().map(|number| VerifyFault::NotIndexed { parcel: number.id }));
    let checks = [
        "SELECT integrity_check AS said FROM pragma_integrity_check",
        "SELECT rtreecheck('main', 'rtree_parcel_geom') AS said",
        "SELECT rtreecheck('main', 'rtree_parcel_tile') AS said",
    ];
    for check in checks {
        let said: Vec<Said> = diesel::sql_query(check).load(connection)?;
        let said = said.into_iter().filter_map(|row| row.said).filter(|said| said != "ok");
        faults.extend(said.map(|said| VerifyFault::DamagedFile { said }));
    }
    let dangling: Vec<Said> =
        diesel::sql_query("SELECT DISTINCT \"table\" AS said FROM pragma_foreign_key_check")
            .load(connection)?;
    let tables = dangling.into_iter().filter_map(|row| row.said);
    faults.extend(tables.map(|table| VerifyFault::DanglingReference { table }));
    Ok(faults)
}

/// `PostgreSQL` keeps its references whole by itself, as long as nobody switches that off.
fn postgis_faults(connection: &mut AnyConnection) -> QueryResult<Vec<VerifyFault>> {
    /// Of each foreign key, a statement that answers the table's name where a row names one that does not exist.
    const REFERENCES: &str = "
        SELECT format('SELECT %L::text AS said WHERE EXISTS (SELECT 1 FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s))',
            conrelid::regclass, conrelid::regclass,
            (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(f.conkey) k
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k),
            confrelid::regclass,
            (SELECT string_agg(format('p.%I = c.%I', b.attname, a.attname), ' AND ')
                FROM unnest(f.conkey, f.confkey) AS k (here, there)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.here
                JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.there)) AS said
        FROM pg_constraint f WHERE contype = 'f' AND connamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'parcel'::regclass)";
    let mut faults = dangling_parcels(connection)?;
    let statements: Vec<Said> = diesel::sql_query(REFERENCES).load(connection)?;
    for statement in statements.into_iter().filter_map(|row| row.said) {
        let dangling: Vec<Said> = diesel::sql_query(statement).load(connection)?;
        let tables = dangling.into_iter().filter_map(|row| row.said);
        faults.extend(tables.map(|table| VerifyFault::DanglingReference { table }));
    }
    Ok(faults)
}

/// References no foreign key watches: to parcels, which may have ended.
fn dangling_parcels(connection: &mut AnyConnection) -> QueryResult<Vec<VerifyFault>> {
    let mut faults = Vec::new();
    for (table, column) in [
        ("parcel_lineage", "parent_id"),
        ("parcel_lineage", "child_id"),
        ("finding_parcel", "parcel_id"),
        ("certificate_link", "parcel_id"),
    ] {
        let query = format!(
            "SELECT count(*) AS id FROM {table} l WHERE l.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.id = l.{column}) \
             AND NOT EXISTS (SELECT 1 FROM parcel_history h WHERE h.id = l.{column})"
        );
        let dangling: Number = diesel::sql_query(query).get_result(connection)?;
        if dangling.id > 0 {
            faults.push(VerifyFault::DanglingReference { table: table.to_owned() });
        }
    }
    Ok(faults)
}

#[derive(QueryableByName)]
struct PlanStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How `SQLite` would answer a statement, a step a line. For tests of plans.
pub(crate) fn plan_of_geopackage(connection: &mut AnyConnection, statement: &str) -> QueryResult<String> {
    let steps: Vec<PlanStep> =
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(connection)?;
    Ok(steps.into_iter().map(|step| step.detail + "\n").collect())
}
