//! What `verify` proves: each thing broken by itself is found by its name, in both kinds of store.

use crate::shared::{Maker, all, author, import, project, prove, row_of, web_mercator};
use anyhow::{Context, Result, ensure};
use geo::Coord;
use std::process::Command;
use thuadat_core::Unobserved;
use thuadat_store::{Access, Store, StoreLocation, VerifyFault};

/// What is broken, by which statement in each kind of store, and the fault it must be.
struct Breach {
    what: &'static str,
    geopackage: &'static str,
    postgis: &'static str,
    fault: fn() -> VerifyFault,
}

const fn in_both(what: &'static str, statement: &'static str, fault: fn() -> VerifyFault) -> Breach {
    Breach { what, geopackage: statement, postgis: statement, fault }
}

fn of_the_record() -> VerifyFault {
    VerifyFault::ChangedBeside { record: 1 }
}

fn of_the_register() -> VerifyFault {
    VerifyFault::ChangedBeside { record: 3 }
}

fn of_the_links() -> VerifyFault {
    VerifyFault::ChangedBeside { record: 4 }
}

fn of_the_lists() -> VerifyFault {
    VerifyFault::ChangedBeside { record: 5 }
}

fn of_an_entry() -> VerifyFault {
    VerifyFault::ChangedEntry { entry: 2, version: 1 }
}

fn lifespan(parcel: i64, version: i64) -> VerifyFault {
    VerifyFault::WrongLifespan { parcel, version }
}

fn part(name: &str) -> VerifyFault {
    VerifyFault::MissingPart { name: name.to_owned() }
}

fn counter(counter: &str) -> VerifyFault {
    VerifyFault::WrongCounter { counter: counter.to_owned() }
}

fn crs(table: &str) -> VerifyFault {
    VerifyFault::WrongCrs { table: table.to_owned() }
}

const BREACHES: &[Breach] = &[
    in_both(
        "begin",
        "UPDATE parcel SET begin_lifespan_version = '2020-01-01T00:00:00.000Z' WHERE id = 2",
        || lifespan(2, 1),
    ),
    in_both(
        "begin of an earlier version",
        "UPDATE parcel_history SET begin_lifespan_version = '2020-01-01T00:00:00.000Z'",
        || lifespan(5, 1),
    ),
    in_both(
        "end of an earlier version",
        "UPDATE parcel_history SET end_lifespan_version = '2020-01-01T00:00:00.000Z'",
        || lifespan(5, 1),
    ),
    in_both("source of a parcel", "UPDATE parcel SET source_id = 2 WHERE id = 1", of_the_record),
    in_both("no source", "UPDATE parcel SET source_id = NULL WHERE id = 1", of_the_record),
    in_both("feature", "UPDATE parcel SET feature = '77' WHERE id = 1", of_the_record),
    in_both("feature of an earlier version", "UPDATE parcel_history SET feature = '77'", of_the_record),
    in_both("class", "UPDATE parcel SET class = 'A' WHERE id = 1", of_the_record),
    in_both("reasons", "UPDATE parcel SET class_reasons = 'x' WHERE id = 1", of_the_record),
    in_both("name of a source", "UPDATE source SET name = 'khác.gpkg' WHERE id = 1", of_the_record),
    in_both("layer of a source", "UPDATE source SET layer = 'x' WHERE id = 1", of_the_record),
    in_both("format of a source", "UPDATE source SET format = 'x' WHERE id = 1", of_the_record),
    in_both("crs of a source", "UPDATE source SET crs = 9210 WHERE id = 1", of_the_record),
    in_both("parcels of a source", "UPDATE source SET parcels = 9 WHERE id = 1", of_the_record),
    Breach {
        what: "hash of a source",
        geopackage: "UPDATE source SET content_hash = X'00' WHERE id = 1",
        postgis: "UPDATE source SET content_hash = '\\x00' WHERE id = 1",
        fault: of_the_record,
    },
    in_both("commune of a sheet", "UPDATE sheet SET commune = '00001'", of_the_record),
    in_both("number of a sheet", "UPDATE sheet SET number = '99'", of_the_record),
    in_both("scale of a sheet", "UPDATE sheet SET scale_denominator = 500", of_the_record),
    in_both("series of a sheet", "UPDATE sheet SET series = 'x'", of_the_record),
    in_both("a sheet taken away", "DELETE FROM sheet", of_the_record),
    in_both("area", "UPDATE parcel SET area_calculated_m2 = area_calculated_m2 + 0.01 WHERE id = 3", || {
        VerifyFault::WrongArea { parcel: 3, version: 1 }
    }),
    in_both("no area", "UPDATE parcel SET area_calculated_m2 = NULL WHERE id = 3", || {
        VerifyFault::WrongArea { parcel: 3, version: 1 }
    }),
    in_both("area of an earlier version", "UPDATE parcel_history SET area_calculated_m2 = 1", || {
        VerifyFault::WrongArea { parcel: 5, version: 1 }
    }),
    in_both("next parcel", "UPDATE store SET next_parcel_id = 3", || counter("next_parcel_id")),
    in_both("next record", "UPDATE store SET next_record_id = 9", || counter("next_record_id")),
    in_both("next source", "UPDATE store SET next_source_id = 1", || counter("next_source_id")),
    in_both("next sheet", "UPDATE store SET next_sheet_id = 1", || counter("next_sheet_id")),
    in_both("revision", "UPDATE store SET revision = 7", || counter("revision")),
    Breach {
        what: "system of the layer",
        geopackage: "UPDATE gpkg_geometry_columns SET srs_id = 9210 WHERE table_name = 'parcel'",
        postgis: "ALTER TABLE parcel DROP CONSTRAINT parcel_check; UPDATE parcel SET geom = ST_SetSRID(geom, 9210) WHERE id = 1",
        fault: || crs(if is_geopackage() { "gpkg_geometry_columns" } else { "parcel" }),
    },
    Breach {
        what: "system of the contents",
        geopackage: "UPDATE gpkg_contents SET srs_id = 9210 WHERE table_name = 'parcel'",
        postgis: "DELETE FROM spatial_ref_sys WHERE srid = 9215",
        fault: || crs(if is_geopackage() { "gpkg_contents" } else { "spatial_ref_sys" }),
    },
    in_both("a tile taken away", "DELETE FROM parcel_tile WHERE parcel_id = 2", || VerifyFault::WrongTile {
        parcel: 2,
    }),
    in_both(
        "a tile of another parcel",
        "UPDATE parcel_tile SET geom = (SELECT geom FROM parcel_tile WHERE parcel_id = 4) WHERE parcel_id = 2",
        || VerifyFault::WrongTile { parcel: 2 },
    ),
    Breach {
        what: "a log that can be rewritten",
        geopackage: "DROP TRIGGER audit_log_is_append_only_update",
        postgis: "DROP TRIGGER audit_log_is_append_only ON audit_log",
        fault: || {
            part(if is_geopackage() { "audit_log_is_append_only_update" } else { "audit_log_is_append_only" })
        },
    },
    Breach {
        what: "a log that guards nothing",
        geopackage: "DROP TRIGGER record_is_append_only_delete;
            CREATE TRIGGER record_is_append_only_delete BEFORE DELETE ON record BEGIN SELECT 1; END",
        postgis: "ALTER TABLE record DISABLE TRIGGER record_is_append_only",
        fault: || {
            part(if is_geopackage() { "record_is_append_only_delete" } else { "record_is_append_only" })
        },
    },
    Breach {
        what: "an index nobody keeps",
        geopackage: "DROP TRIGGER rtree_parcel_geom_insert",
        postgis: "DROP INDEX parcel_by_place",
        fault: || part(if is_geopackage() { "rtree_parcel_geom_insert" } else { "parcel_by_place" }),
    },
    in_both("an index taken away", "DROP INDEX parcel_by_key", || part("parcel_by_key")),
    Breach {
        what: "a reference to nothing",
        geopackage: "PRAGMA foreign_keys = OFF; UPDATE sheet SET record_id = 77",
        postgis: "ALTER TABLE sheet DISABLE TRIGGER ALL; UPDATE sheet SET record_id = 77; ALTER TABLE sheet ENABLE TRIGGER ALL",
        fault: || VerifyFault::DanglingReference { table: "sheet".to_owned() },
    },
    in_both("a parcel", "UPDATE parcel SET land_use = 'LUC' WHERE id = 2", || VerifyFault::ChangedParcel {
        parcel: 2,
        version: 1,
    }),
    in_both("area of an entry", "UPDATE certificate_entry SET area_m2 = 1 WHERE id = 2", of_an_entry),
    in_both("name of a holder", "UPDATE restricted_holder SET name = 'x' WHERE id = 2", of_an_entry),
    in_both(
        "serial of a certificate",
        "UPDATE restricted_certificate SET serial = 'x' WHERE certificate_id = 2",
        of_an_entry,
    ),
    in_both("day of a certificate", "UPDATE certificate SET issued_on = '1999' WHERE id = 2", of_an_entry),
    in_both(
        "land use of an entry",
        "UPDATE certificate_land_use SET land_use = 'LUC' WHERE entry_id = 2",
        of_an_entry,
    ),
    in_both("no land use", "DELETE FROM certificate_land_use WHERE entry_id = 2", of_an_entry),
    in_both("no holder", "DELETE FROM restricted_entry WHERE entry_id = 2", of_an_entry),
    in_both("row of an entry", "UPDATE certificate_entry SET source_row = 77 WHERE id = 2", of_the_register),
    in_both("name of a register", "UPDATE document SET name = 'x' WHERE id = 1", of_the_register),
    in_both("an entry that ended", "UPDATE certificate_entry SET ended_by_record = 4 WHERE id = 2", || {
        VerifyFault::WrongLink { entry: 2 }
    }),
    in_both("a parcel of a link", "UPDATE certificate_link SET parcel_id = 4 WHERE id = 1", of_the_links),
    in_both("evidence of a link", "UPDATE certificate_link SET evidence = 'x' WHERE id = 1", of_the_links),
    in_both("a link taken away", "DELETE FROM certificate_link WHERE id = 1", of_the_links),
    in_both(
        "a link that ended",
        "UPDATE certificate_link SET ended_by_record = 5 WHERE id = 1",
        of_the_lists,
    ),
    in_both("a link to nothing", "UPDATE certificate_link SET parcel_id = 99 WHERE id = 1", || {
        VerifyFault::WrongLink { entry: 1 }
    }),
    in_both("a line of sheets", "UPDATE renumbered_sheet SET new_sheet = '9'", of_the_lists),
    in_both("a line of communes", "UPDATE commune_change SET new_code = '00001'", of_the_lists),
    in_both("the end of the log", "UPDATE store SET audit_head = 'x'", || VerifyFault::WrongHead),
];

thread_local! {
    static KIND: std::cell::Cell<bool> = const { std::cell::Cell::new(true) };
}

/// Which kind of store this thread looks at: some faults go by another name in each.
fn is_geopackage() -> bool {
    KIND.get()
}

/// The triggers of the spatial index call functions that the shell of `SQLite` does not have: they are made again afterwards.
const TRIGGERS: &str = "SELECT group_concat(sql, ';') || ';' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree%update%'";

fn sqlite(path: &std::path::Path, statements: &str) -> Result<String> {
    let output = Command::new("sqlite3").arg(path).arg(statements).output().context("sqlite3")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn break_it(maker: &Maker, place: &StoreLocation, breach: &Breach) -> Result<()> {
    match (maker, place) {
        (_, StoreLocation::GeoPackage(path)) => {
            let triggers = sqlite(path, TRIGGERS)?;
            let away = "DROP TRIGGER rtree_parcel_geom_update1; DROP TRIGGER rtree_parcel_geom_update2;
                DROP TRIGGER rtree_parcel_geom_update3; DROP TRIGGER rtree_parcel_geom_update4";
            sqlite(path, &format!("{away}; {}; {triggers}", breach.geopackage))?;
        }
        (Maker::PostGis(server), StoreLocation::Postgres(address)) => {
            server.execute(address, breach.postgis)?;
        }
        (Maker::GeoPackage(..), StoreLocation::Postgres(_)) => unreachable!("a file"),
    }
    Ok(())
}

fn check(maker: &Maker) -> Result<()> {
    KIND.set(matches!(maker, Maker::GeoPackage(..)));
    for breach in BREACHES {
        let place = maker.place()?;
        Store::migrate(&place)?;
        let mut changed = row_of(5);
        {
            let mut store = Store::open(&place, Access::Write)?;
            import(&mut store, &changed)?;
            changed.records[4].land_use = None;
            import(&mut store, &changed)?;
            crate::registers::fill(&mut store)?;
            prove(&mut store)?;
            ensure!(store.verify_with(&project, &Unobserved)?.faults.is_empty());
        }
        break_it(maker, &place, breach).context(breach.what)?;
        let report = Store::open(&place, Access::Read)?.verify_with(&project, &Unobserved)?;
        let expected = (breach.fault)();
        ensure!(
            report.faults.contains(&expected),
            "{}: {expected:?} is not in {:?}",
            breach.what,
            report.faults
        );
        let told = expected.message();
        ensure!(!told.vi.is_empty() && told.vi != told.en, "{told:?}");
    }
    Ok(())
}

#[test]
fn what_is_broken_in_a_geopackage_is_found_by_name() -> Result<()> {
    check(&Maker::geopackage()?)
}

#[test]
fn what_is_broken_in_postgis_is_found_by_name() -> Result<()> {
    check(&Maker::postgis()?)
}

/// A projection that says something else than the one parcels came in with finds every tile.
#[test]
fn tiles_elsewhere_are_found() -> Result<()> {
    for maker in [Maker::geopackage()?, Maker::postgis()?] {
        let mut store = maker.store()?;
        import(&mut store, &row_of(3))?;
        let elsewhere = |_: u32, _: &mut [Coord<f64>]| Ok(());
        let report = store.verify_with(&elsewhere, &Unobserved)?;
        let expected: Vec<_> = (1..=3).map(|parcel| VerifyFault::WrongTile { parcel }).collect();
        assert_eq!(report.faults, expected);
        let unknown = |_: u32, _: &mut [Coord<f64>]| Err("unknown".to_owned());
        assert_eq!(store.verify_with(&unknown, &Unobserved)?.faults, []);
    }
    Ok(())
}

/// The moments of records never run backwards, whatever the clocks of those who write.
#[test]
fn a_record_is_no_earlier_than_the_one_before() -> Result<()> {
    for maker in [Maker::geopackage()?, Maker::postgis()?] {
        let mut store = maker.store()?;
        import(&mut store, &row_of(1))?;
        let parcels = row_of(2);
        let shapes = web_mercator(&parcels);
        let mut late = crate::shared::incoming(&parcels, &shapes, crate::shared::EPSG);
        late.author.at = thuadat_store::Timestamp::of_unix_milliseconds(1);
        store.import(&late, &Unobserved)?;
        let kept = all(&mut store)?;
        assert!(kept.stored[1].begun_at >= author("").at, "{:?}", kept.stored[1].begun_at);
        prove(&mut store)?;
    }
    Ok(())
}
