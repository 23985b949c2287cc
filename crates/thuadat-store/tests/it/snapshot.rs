//! Readings of one moment, whoever writes meanwhile; and nobody who writes is held up by them.

use crate::shared::{Contract, Maker, all, import, key, prove, push_square, row_of, run};
use anyhow::{Result, ensure};
use thuadat_store::{Access, DatabaseError, Store, StoreLocation};

const CONTRACTS: &[Contract] = &[
    ("pages of one moment", pages_of_one_moment),
    ("a snapshot writes nothing", a_snapshot_writes_nothing),
    ("a reading while all is verified", verified_while_written),
    ("an error ends it", an_error_ends_it),
    ("one who only read leaves one file", one_who_only_read_leaves_one_file),
];

#[test]
fn geopackage_reads_one_moment() -> Result<()> {
    run(&Maker::geopackage()?, CONTRACTS)
}

#[test]
fn postgis_reads_one_moment() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

/// Everything a reader sees page by page, with another one writing after the first page.
fn pages_of_one_moment(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(10))?;
    let mut reader = Store::open(&place, Access::Read)?;
    let (first, rest, info) = reader.snapshot(|reader| -> Result<_, anyhow::Error> {
        let first = reader.parcels_after(0, 4)?;
        let mut changed = row_of(12);
        for record in &mut changed.records {
            record.land_use = Some("LUC".into());
        }
        let summary = import(&mut Store::open(&place, Access::Write)?, &changed)?;
        ensure!((summary.changed, summary.added) == (10, 2), "nobody is held up: {summary:?}");
        Ok((first, reader.parcels_after(4, 100)?, reader.info()?))
    })?;
    assert_eq!((first.len(), rest.len(), info.parcels, info.records), (4, 6, 10, 1));
    let uses = first.stored.iter().chain(&rest.stored).map(|stored| stored.facts.land_use.as_deref());
    assert!(uses.eq([Some("ODT+CLN"); 10]), "what is read is of one moment");
    assert_eq!(
        (all(&mut reader)?.len(), reader.info()?.records),
        (12, 2),
        "afterwards it sees what there is"
    );
    drop(reader);
    if let StoreLocation::GeoPackage(path) = &place {
        assert_eq!(&std::fs::read(path)?[18..20], [1, 1], "one file again when nobody has it open");
    }
    prove(&mut Store::open(&place, Access::Read)?)
}

fn a_snapshot_writes_nothing(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let refused = store.snapshot(|store| import(store, &row_of(3))).unwrap_err();
    ensure!(refused.to_string().contains("can only be read"), "{refused:#}");
    assert_eq!(store.info()?.records, 0);
    assert_eq!(import(&mut store, &row_of(3))?.added, 3, "and is over afterwards");
    prove(&mut store)
}

fn verified_while_written(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(10))?;
    let mut reader = Store::open(&place, Access::Read)?;
    reader.snapshot(|reader| {
        reader.info()?;
        import(&mut Store::open(&place, Access::Write)?, &row_of(20))?;
        prove(reader)
    })?;
    prove(&mut reader)
}

fn an_error_ends_it(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let failed: Result<(), DatabaseError> = store.snapshot(|_| Err(DatabaseError::Busy));
    ensure!(failed.is_err());
    let mut parcels = row_of(2);
    push_square(&mut parcels, 90.0, 5.0, key("1", "1"));
    assert_eq!(import(&mut store, &parcels)?.added, 3);
    Ok(())
}

fn one_who_only_read_leaves_one_file(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(3))?;
    prove(&mut Store::open(&place, Access::Read)?)?;
    if let StoreLocation::GeoPackage(path) = &place {
        for beside in ["-wal", "-shm", "-journal"] {
            let beside = format!("{}{beside}", path.display());
            ensure!(!std::path::Path::new(&beside).exists(), "{beside}");
        }
        assert_eq!(&std::fs::read(path)?[18..20], [1, 1]);
    }
    Ok(())
}
