//! Migrations: up, down and up again give the same schema; what is too old or too new is refused.

use crate::shared::{Maker, import, row_of};
use anyhow::{Context, Result, ensure};
use std::process::Command;
use thuadat_store::{Access, OpenError, Store, StoreLocation};
use thuadat_testkit::PostgresServer;

/// What a schema is made of, as the database tells it.
const SCHEMA_OF_SQLITE: &str =
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
const SCHEMA_OF_POSTGRES: &str = "
    SELECT 'column', table_name, column_name, data_type, udt_name, is_nullable, coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '' FROM pg_trigger
        WHERE NOT tgisinternal
    UNION ALL SELECT 'zone', srid::text, auth_name, srtext, proj4text, '', '' FROM spatial_ref_sys
        WHERE srtext LIKE '%VN-2000%'
    ORDER BY 1, 2, 3, 4";

fn sqlite(place: &StoreLocation, statements: &str) -> Result<String> {
    let StoreLocation::GeoPackage(path) = place else { unreachable!("a file") };
    let output = Command::new("sqlite3").arg(path).arg(statements).output().context("sqlite3")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn postgres(server: &PostgresServer, place: &StoreLocation, statements: &str) -> Result<String> {
    let StoreLocation::Postgres(address) = place else { unreachable!("an address") };
    Ok(server.execute(address, statements)?)
}

fn ask(maker: &Maker, place: &StoreLocation, of_sqlite: &str, of_postgres: &str) -> Result<String> {
    match maker {
        Maker::GeoPackage(..) => sqlite(place, of_sqlite),
        Maker::PostGis(server) => postgres(server, place, of_postgres),
    }
}

/// Everything the schema of a store is made of, as text.
pub(crate) fn schema(maker: &Maker, place: &StoreLocation) -> Result<String> {
    ask(maker, place, SCHEMA_OF_SQLITE, SCHEMA_OF_POSTGRES)
}

fn schemas(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    let schema = || schema(maker, &place);
    Store::migrate(&place)?;
    let first = schema()?;
    ensure!(first.contains("audit_log") && first.contains("9215") | matches!(maker, Maker::GeoPackage(..)));
    import(&mut Store::open(&place, Access::Write)?, &row_of(300))?;
    Store::revert_all_migrations(&place)?;
    let nothing = schema()?;
    ensure!(!nothing.contains("parcel"), "{nothing}");
    Store::migrate(&place)?;
    assert_eq!(schema()?, first);
    let state = Store::open(&place, Access::Write)?.info()?;
    assert_eq!((state.parcels, state.records), (0, 0));
    Ok(())
}

fn other_versions(maker: &Maker) -> Result<()> {
    const TABLE: &str = "__diesel_schema_migrations";
    let place = maker.place()?;
    Store::migrate(&place)?;
    let newer = format!("INSERT INTO {TABLE} (version) VALUES ('99991231000000')");
    ask(maker, &place, &newer, &newer)?;
    let refused = Store::open(&place, Access::Read).unwrap_err();
    ensure!(matches!(refused, OpenError::TooNew { .. }), "{refused}");
    ensure!(Store::migrate(&place).is_err());
    let foreign = maker.place()?;
    let tables = "CREATE TABLE parcel (name text)";
    ask(maker, &foreign, tables, tables)?;
    for refused in [
        Store::open(&foreign, Access::Read).unwrap_err().to_string(),
        Store::migrate(&foreign).unwrap_err().to_string(),
    ] {
        ensure!(refused.contains("is no store of thuadat"), "{refused}");
    }
    Ok(())
}

#[test]
fn geopackage_migrates_up_down_and_up_again() -> Result<()> {
    let maker = Maker::geopackage()?;
    schemas(&maker)?;
    other_versions(&maker)
}

#[test]
fn postgis_migrates_up_down_and_up_again() -> Result<()> {
    let maker = Maker::postgis()?;
    schemas(&maker)?;
    other_versions(&maker)
}
