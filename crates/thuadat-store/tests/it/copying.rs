//! Whole stores copied into others of either kind, proven to be the same.

use crate::shared::{Maker, all, import, key, prove, push_square, row_of};
use anyhow::{Result, ensure};
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{Observer, ParcelGeometries, Stage, Unobserved};
use thuadat_store::{Access, CopyError, CopyReport, Store};

/// A store with a past, and with texts and shapes that are hard to hand on.
fn fill(store: &mut Store) -> Result<()> {
    let mut parcels = row_of(700);
    parcels.records[3].key.number = Some("TĐ\t03\\2014\n'\"".into());
    parcels.records[4].land_use = Some(String::new().into());
    parcels.records[5].recorded_area_m2 = Some(0.1 + 0.2);
    parcels.records[6].legal_area_m2 = Some(-0.0);
    parcels.geometries.push_empty();
    let bare = thuadat_core::ParcelRecord::known_by(thuadat_core::FeatureId::Text("không hình".into()));
    parcels.records.push(bare);
    import(store, &parcels)?;
    for record in &mut parcels.records[10..300] {
        record.land_use = Some("LUC".into());
    }
    push_square(&mut parcels, 90_000.0, 20.0, key("13", "1"));
    import(store, &parcels)?;
    crate::registers::fill(store)?;
    Ok(())
}

fn copy(source: &mut Store, target: &mut Store) -> Result<CopyReport> {
    Ok(source.copy_to(target, &Unobserved)?)
}

#[test]
fn copies_of_copies_are_the_same() -> Result<()> {
    let (files, server) = (Maker::geopackage()?, Maker::postgis()?);
    let mut first = files.store()?;
    fill(&mut first)?;
    let (info, parcels) = (first.info()?, all(&mut first)?);
    let mut reports: Vec<CopyReport> = Vec::new();
    let mut source = first;
    for maker in [&files, &server, &server, &files] {
        let mut target = maker.store()?;
        reports.push(copy(&mut source, &mut target)?);
        assert_eq!((target.info()?, all(&mut target)?), (info.clone(), parcels.clone()));
        prove(&mut target)?;
        let twice = source.copy_to(&mut target, &Unobserved).unwrap_err();
        ensure!(matches!(twice, CopyError::NotEmpty { .. }), "{twice}");
        source = target;
    }
    for report in &reports {
        for table in &report.tables {
            let same = reports[0].tables.iter().find(|other| other.name == table.name);
            assert_eq!(same, Some(table), "tables of both kinds have one hash");
        }
        assert_eq!(report.head, info.audit_head);
    }
    // The copy goes on where the store stopped.
    let mut more = row_of(701);
    more.records[0].land_use = None;
    let summary = import(&mut source, &more)?;
    assert_eq!(summary.record, Some(6));
    prove(&mut source)
}

/// Asks to stop after so many looks.
struct StopsAt(AtomicUsize);

impl Observer for StopsAt {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
}

#[test]
fn an_interrupted_copy_leaves_the_target_as_it_was() -> Result<()> {
    let (files, server) = (Maker::geopackage()?, Maker::postgis()?);
    let mut source = files.store()?;
    fill(&mut source)?;
    for maker in [&files, &server] {
        let place = maker.place()?;
        Store::migrate(&place)?;
        let mut target = Store::open(&place, Access::Write)?;
        let before = target.info()?;
        for looks in [0, 1, 3, 8] {
            let stopped = source.copy_to(&mut target, &StopsAt(AtomicUsize::new(looks)));
            ensure!(matches!(stopped, Err(CopyError::Interrupted)), "{looks}: {stopped:?}");
            assert_eq!(target.info()?, before);
        }
        copy(&mut source, &mut target)?;
        prove(&mut target)?;
    }
    Ok(())
}

#[test]
fn several_zones_do_not_fit_a_geopackage() -> Result<()> {
    let (files, server) = (Maker::geopackage()?, Maker::postgis()?);
    let mut source = server.store()?;
    import(&mut source, &row_of(3))?;
    let mut others = row_of(3);
    others.records.iter_mut().for_each(|record| record.key.sheet = Some("9".into()));
    crate::shared::import_in(&mut source, &others, 9210)?;
    let mut target = files.store()?;
    let refused = source.copy_to(&mut target, &Unobserved).unwrap_err().to_string();
    ensure!(refused.contains("EPSG:9210, EPSG:9215") && refused.contains("PostGIS"), "{refused}");
    let mut other = server.store()?;
    copy(&mut source, &mut other)?;
    assert_eq!(other.info()?.crs, [9210, 9215]);
    prove(&mut other)
}

#[test]
fn a_store_of_nothing_is_copied_too() -> Result<()> {
    let (files, server) = (Maker::geopackage()?, Maker::postgis()?);
    let (mut source, mut target) = (files.store()?, server.store()?);
    let report = copy(&mut source, &mut target)?;
    assert!(report.tables.iter().all(|table| table.rows == u64::from(table.name == "store")));
    assert_eq!(all(&mut target)?.geometries, ParcelGeometries::new());
    prove(&mut target)
}
