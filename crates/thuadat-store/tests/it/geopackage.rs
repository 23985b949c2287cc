//! What a `GeoPackage` alone promises: it is one to others, and holds one coordinate system.

use crate::shared::{Maker, all, import, import_in, prove, row_of};
use anyhow::{Context, Result, ensure};
use std::process::Command;
use thuadat_core::Unobserved;
use thuadat_store::{Access, Store, StoreLocation, VerifyFault};

fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    ensure!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn path_of(place: &StoreLocation) -> &str {
    let StoreLocation::GeoPackage(path) = place else { unreachable!("a file") };
    path.to_str().unwrap()
}

#[test]
fn another_zone_is_refused() -> Result<()> {
    let maker = Maker::geopackage()?;
    let mut store = maker.store()?;
    import(&mut store, &row_of(3))?;
    let before = all(&mut store)?;
    let refused = import_in(&mut store, &row_of(4), 9210).unwrap_err().to_string();
    ensure!(
        refused.contains("EPSG:9210") && refused.contains("EPSG:9215") && refused.contains("PostGIS"),
        "{refused}"
    );
    assert_eq!(all(&mut store)?, before);
    Ok(())
}

#[test]
fn the_file_is_one_when_nobody_writes() -> Result<()> {
    let maker = Maker::geopackage()?;
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(3))?;
    let path = path_of(&place);
    for beside in ["-wal", "-shm", "-journal"] {
        ensure!(!std::path::Path::new(&format!("{path}{beside}")).exists(), "{beside}");
    }
    let header = std::fs::read(path)?;
    assert_eq!(&header[68..72], b"GPKG", "what a GeoPackage is known by");
    assert_eq!(&header[18..20], [1, 1], "readable where nothing can be written");
    let journal =
        run("sqlite3", &[path, "PRAGMA journal_mode; PRAGMA integrity_check; PRAGMA user_version"])?;
    assert_eq!(journal, "delete\nok\n10300\n");
    Ok(())
}

/// They call functions that the shell of `SQLite` does not have.
const NO_TRIGGERS: &str = "DROP TRIGGER rtree_parcel_geom_update3; DROP TRIGGER rtree_parcel_geom_update4";

#[test]
fn what_is_changed_by_others_is_found() -> Result<()> {
    let maker = Maker::geopackage()?;
    for (statement, expected) in [
        (
            "UPDATE parcel SET land_use = 'LUC' WHERE id = 2",
            VerifyFault::ChangedParcel { parcel: 2, version: 1 },
        ),
        (
            "DROP TRIGGER rtree_parcel_geom_delete; DELETE FROM parcel_tile WHERE 0; DELETE FROM rtree_parcel_geom WHERE id = 3",
            VerifyFault::NotIndexed { parcel: 3 },
        ),
        (
            "DROP TRIGGER record_is_append_only_update; UPDATE record SET author = 'khác'",
            VerifyFault::BrokenChain { record: 1 },
        ),
        ("UPDATE parcel_history SET version = 7", VerifyFault::ChangedBeside { record: 1 }),
        ("UPDATE store SET audit_head = 'x'", VerifyFault::WrongHead),
        (
            "PRAGMA foreign_keys = OFF; UPDATE parcel SET source_id = 77 WHERE id = 1",
            VerifyFault::DanglingReference { table: "parcel".to_owned() },
        ),
    ] {
        let place = maker.place()?;
        Store::migrate(&place)?;
        let mut changed = row_of(5);
        {
            let mut store = Store::open(&place, Access::Write)?;
            import(&mut store, &changed)?;
            changed.records[4].land_use = None;
            import(&mut store, &changed)?;
            prove(&mut store)?;
        }
        run("sqlite3", &[path_of(&place), &format!("{NO_TRIGGERS}; {statement}")])?;
        let report = Store::open(&place, Access::Write)?.verify(&Unobserved)?;
        ensure!(report.faults.contains(&expected), "{statement}: {:?}", report.faults);
    }
    Ok(())
}

#[test]
fn records_cannot_be_rewritten() -> Result<()> {
    let maker = Maker::geopackage()?;
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(3))?;
    for statement in
        ["DELETE FROM audit_log", "UPDATE record SET reason = ''", "UPDATE audit_log SET hash = ''"]
    {
        let refused = run("sqlite3", &[path_of(&place), statement]).unwrap_err().to_string();
        ensure!(refused.contains("append-only"), "{refused}");
    }
    Ok(())
}

#[test]
fn what_a_killed_writer_left_is_taken_back_for_a_reader() -> Result<()> {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, SqliteConnection};
    let maker = Maker::geopackage()?;
    let mut store = maker.store()?;
    import(&mut store, &row_of(3))?;
    let StoreLocation::GeoPackage(path) = store.location().clone() else { unreachable!("a file") };
    drop(store);
    let beside = |path: &std::path::Path| {
        let mut beside = path.to_owned().into_os_string();
        beside.push("-journal");
        std::path::PathBuf::from(beside)
    };
    let plain = path.with_file_name("plain.gpkg");
    std::fs::copy(&path, &plain)?;
    let left = path.with_file_name("left.gpkg");
    let mut writer = SqliteConnection::establish(&plain.to_string_lossy())?;
    writer.batch_execute("PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE; CREATE TABLE half (done)")?;
    std::fs::copy(&plain, &left)?;
    std::fs::copy(beside(&plain), beside(&left))?;
    drop(writer);
    let mut reader = Store::open(&StoreLocation::GeoPackage(left.clone()), Access::Read)?;
    assert_eq!(reader.info()?.parcels, 3);
    prove(&mut reader)?;
    assert!(!beside(&left).exists());
    Ok(())
}
