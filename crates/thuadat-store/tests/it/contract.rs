//! What both kinds of store promise.

use crate::shared::{
    Contract, EPSG, Maker, all, import, import_in, incoming, key, prove, push_square, row_of, run,
    web_mercator,
};
use anyhow::{Result, ensure};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{FeatureId, Observer, ParcelKey, ParcelRecord, Parcels, Stage};
use thuadat_store::{Access, ImportError, ImportSummary, OpenError, ParcelBox, Refusal, Store};

const CONTRACTS: &[Contract] = &[
    ("what comes in comes out", what_comes_in_comes_out),
    ("the same file twice changes nothing", the_same_file_twice_changes_nothing),
    ("a changed parcel keeps its number and its past", a_changed_parcel_keeps_its_number_and_its_past),
    ("a file of the same name is another file", a_file_of_the_same_name_is_another_file),
    ("a number twice is refused when it changes", a_number_twice_is_refused_when_it_changes),
    ("what cannot be kept is refused by name", what_cannot_be_kept_is_refused_by_name),
    ("an interrupted import leaves nothing", an_interrupted_import_leaves_nothing),
    ("boxes, keys and pages find", boxes_keys_and_pages_find),
    ("many parcels in one go", many_parcels_in_one_go),
    ("one who only reads changes nothing", one_who_only_reads_changes_nothing),
    ("no store, another store", no_store_is_said),
    ("two writers wait for each other", two_writers_wait_for_each_other),
    ("any parcels come back as they went", any_parcels_come_back_as_they_went),
];

#[test]
fn geopackage_keeps_the_contract() -> Result<()> {
    run(&Maker::geopackage()?, CONTRACTS)
}

#[test]
fn postgis_keeps_the_contract() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

fn what_comes_in_comes_out(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut parcels = row_of(5);
    parcels.geometries.push_empty();
    parcels.records.push(ParcelRecord::known_by(FeatureId::Text("không hình".into())));
    parcels.records[1].key =
        ParcelKey { commune: None, sheet: Some("c395".into()), number: Some("TĐ\t03\\2014\n".into()) };
    let summary = import(&mut store, &parcels)?;
    assert_eq!((summary.added, summary.changed, summary.unchanged), (6, 0, 0));
    assert_eq!((summary.record, summary.sheets_added, summary.refused.len()), (Some(1), 2, 0));
    let kept = all(&mut store)?;
    assert_eq!(kept.geometries, parcels.geometries);
    let facts: Vec<_> = kept.stored.iter().map(|stored| stored.facts.clone()).collect();
    assert_eq!(facts, parcels.records);
    assert!(kept.stored.iter().all(|stored| stored.epsg == EPSG && stored.version == 1));
    let info = store.info()?;
    assert_eq!((info.parcels, info.sheets, info.sources, info.records, info.crs), (6, 2, 1, 1, vec![EPSG]));
    prove(&mut store)
}

fn the_same_file_twice_changes_nothing(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(300))?;
    let before = (store.info()?, all(&mut store)?);
    let again = import(&mut store, &row_of(300))?;
    assert_eq!(again, ImportSummary { unchanged: 300, ..ImportSummary::default() });
    assert_eq!((store.info()?, all(&mut store)?), before);
    prove(&mut store)
}

fn a_changed_parcel_keeps_its_number_and_its_past(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(4))?;
    let mut changed = row_of(3);
    changed.records[1].recorded_area_m2 = Some(101.0);
    push_square(&mut changed, 200.0, 5.0, key("12", "9"));
    let summary = import(&mut store, &changed)?;
    assert_eq!((summary.added, summary.changed, summary.unchanged, summary.absent), (1, 1, 2, 1));
    let kept = all(&mut store)?;
    let versions: Vec<_> =
        kept.stored.iter().map(|stored| (stored.id, stored.version, stored.record)).collect();
    assert_eq!(versions, [(1, 1, 1), (2, 2, 2), (3, 1, 1), (4, 1, 1), (5, 1, 2)]);
    assert_eq!(kept.stored[1].facts.recorded_area_m2, Some(101.0));
    assert_eq!(store.info()?.earlier_versions, 1);
    prove(&mut store)
}

/// Without numbers, or without a commune, parcels of files of one name are the same only where they share their ground.
fn a_file_of_the_same_name_is_another_file(maker: &Maker) -> Result<()> {
    let at = |x: f64, land_use: &str, key: ParcelKey| {
        let mut parcels = Parcels::default();
        for step in 0..3 {
            push_square(&mut parcels, x + f64::from(step) * 10.0, 10.0, key.clone());
        }
        for (number, record) in (1..).zip(&mut parcels.records) {
            record.land_use = Some(land_use.into());
            record.key.number = record.key.number.as_ref().map(|_| number.to_string().into());
        }
        parcels
    };
    let numberless = ParcelKey { number: None, ..key("12", "1") };
    let of_no_commune = ParcelKey { commune: None, ..key("12", "1") };
    for key in [numberless, of_no_commune] {
        let mut store = maker.store()?;
        assert_eq!(import(&mut store, &at(0.0, "ODT", key.clone()))?.added, 3);
        let elsewhere = import(&mut store, &at(5000.0, "LUC", key.clone()))?;
        assert_eq!((elsewhere.added, elsewhere.changed), (3, 0), "{key:?}");
        let corrected = import(&mut store, &at(2.0, "ONT", key.clone()))?;
        assert_eq!((corrected.added, corrected.changed), (0, 3), "{key:?}");
        let other = import(&mut store, &at(5000.0, "CLN", key.clone()))?;
        assert_eq!((other.added, other.changed), (0, 3), "{key:?}");
        let kept = all(&mut store)?;
        let uses: Vec<_> = kept.stored.iter().filter_map(|stored| stored.facts.land_use.as_deref()).collect();
        assert_eq!(uses, ["ONT", "ONT", "ONT", "CLN", "CLN", "CLN"]);
        prove(&mut store)?;
    }
    Ok(())
}

fn a_number_twice_is_refused_when_it_changes(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut twice = row_of(1);
    push_square(&mut twice, 50.0, 10.0, key("12", "1"));
    push_square(&mut twice, 90.0, 10.0, key("12", "2"));
    assert_eq!(import(&mut store, &twice)?.added, 3, "a number twice is a finding, not a fault of the file");
    for record in &mut twice.records {
        record.land_use = Some("LUC".into());
    }
    let summary = import(&mut store, &twice)?;
    assert_eq!((summary.changed, summary.added), (1, 0));
    let ambiguous = Refusal::Ambiguous { kept: 2, incoming: 2 };
    let refused: Vec<_> = summary.refused.iter().map(|one| (one.position, &*one.name, one.refusal)).collect();
    assert_eq!(refused, [(0, "12/1", ambiguous), (1, "12/1", ambiguous)]);
    prove(&mut store)
}

fn what_cannot_be_kept_is_refused_by_name(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let mut parcels = row_of(4);
    parcels.geometries.coords_mut()[6].x = f64::NAN;
    parcels.records[2].legal_area_m2 = Some(f64::INFINITY);
    parcels.records[3].land_use = Some("OD\0T".into());
    let mut rings = row_of(0);
    for (x, y) in [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)] {
        rings.geometries.push_coord(geo::Coord { x, y });
    }
    rings.geometries.end_ring();
    rings.geometries.end_polygon();
    rings.geometries.end_parcel();
    parcels.geometries.append(&rings.geometries);
    parcels
        .records
        .push(ParcelRecord { key: key("12", "5"), ..ParcelRecord::known_by(FeatureId::Number(4)) });
    let summary = import(&mut store, &parcels)?;
    assert_eq!((summary.added, summary.closed), (2, 1));
    let refused: Vec<_> = summary.refused.iter().map(|one| (&*one.name, one.refusal)).collect();
    assert_eq!(
        refused,
        [("12/2", Refusal::NotFinite), ("12/3", Refusal::NotFinite), ("12/4", Refusal::Text)]
    );
    let again = import(&mut store, &parcels)?;
    assert_eq!((again.record, again.unchanged), (None, 2), "a ring that was closed is the same ring");
    prove(&mut store)
}

/// Asks to stop at the n-th look.
struct StopsAt(usize, AtomicUsize);

impl Observer for StopsAt {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.1.fetch_add(1, Ordering::Relaxed) >= self.0
    }
}

fn an_interrupted_import_leaves_nothing(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(2))?;
    let before = (store.info()?, all(&mut store)?);
    let parcels = row_of(3000);
    let shapes = web_mercator(&parcels);
    for look in 0..4 {
        let stopped = store.import(&incoming(&parcels, &shapes, EPSG), &StopsAt(look, AtomicUsize::new(0)));
        ensure!(matches!(stopped, Err(ImportError::Interrupted)), "look {look}: {stopped:?}");
        assert_eq!((store.info()?, all(&mut store)?), before);
    }
    assert_eq!(import(&mut store, &parcels)?.added, 2998);
    prove(&mut store)
}

fn boxes_keys_and_pages_find(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(50))?;
    let found = store.parcels_of_key(&key("12", "7"))?;
    assert_eq!(found.stored[0].id, 7);
    assert!(store.parcels_of_key(&key("12", "70"))?.is_empty());
    assert!(store.parcels_of_key(&ParcelKey::default())?.is_empty());
    let (min_y, max_y) = (2_426_001.0, 2_426_002.0);
    let area = ParcelBox { min_x: 455_012.0, min_y, max_x: 455_034.0, max_y };
    let ids = |store: &mut Store, epsg, after, limit| -> Result<Vec<i64>> {
        Ok(store.parcels_in_box(epsg, area, after, limit)?.stored.iter().map(|stored| stored.id).collect())
    };
    assert_eq!(ids(&mut store, EPSG, 0, 100)?, [2, 3, 4]);
    assert_eq!(ids(&mut store, EPSG, 2, 1)?, [3]);
    assert!(ids(&mut store, 9210, 0, 100)?.is_empty(), "the same numbers in another zone are another place");
    let page = store.parcels_after(47, 2)?;
    assert_eq!(page.stored.iter().map(|stored| stored.id).collect::<Vec<_>>(), [48, 49]);
    assert_eq!(
        store.parcels_of_ids(&[5, 3, 5, 99])?.stored.iter().map(|stored| stored.id).collect::<Vec<_>>(),
        [3, 5]
    );
    let (x, y) = (11_455_012.0, 2_526_001.0);
    let tiles = store.tile_shapes_in_box(ParcelBox { min_x: x, min_y: y, max_x: x + 5.0, max_y: y + 1.0 })?;
    assert_eq!((tiles.parcels, tiles.geometries.len()), (vec![2], 1));
    Ok(())
}

fn many_parcels_in_one_go(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(100))?;
    let mut more = row_of(2000);
    for record in &mut more.records[50..] {
        record.land_use = Some("LUC".into());
    }
    let summary = import(&mut store, &more)?;
    assert_eq!((summary.added, summary.changed, summary.unchanged), (1900, 50, 50));
    prove(&mut store)
}

fn one_who_only_reads_changes_nothing(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(3))?;
    let mut reader = Store::open(&place, Access::Read)?;
    assert_eq!(reader.info()?.parcels, 3);
    let mut writer = Store::open(&place, Access::Write)?;
    assert_eq!(import(&mut writer, &row_of(5))?.added, 2);
    assert_eq!(reader.info()?.parcels, 5, "a reader sees what was written meanwhile");
    let refused =
        reader.import(&incoming(&row_of(9), &web_mercator(&row_of(9)), EPSG), &thuadat_core::Unobserved);
    ensure!(matches!(refused, Err(ImportError::Database { .. })), "{refused:?}");
    Ok(())
}

fn no_store_is_said(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    let missing = Store::open(&place, Access::Read).unwrap_err();
    ensure!(matches!(missing, OpenError::NotFound { .. }), "{missing}");
    ensure!(missing.to_string().contains("thuadat store migrate"), "{missing}");
    assert!(!Store::migrate(&place)?.applied.is_empty());
    assert!(Store::migrate(&place)?.applied.is_empty(), "up to date");
    Ok(())
}

fn two_writers_wait_for_each_other(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let write = |sheet: &'static str| {
        let place = place.clone();
        move || -> Result<()> {
            let mut store = Store::open(&place, Access::Write)?;
            let mut parcels = row_of(400);
            for record in &mut parcels.records {
                record.key.sheet = Some(sheet.into());
            }
            assert_eq!(import(&mut store, &parcels)?.added, 400);
            Ok(())
        }
    };
    let writers = ["1", "2", "3"].map(|sheet| std::thread::spawn(write(sheet)));
    for writer in writers {
        writer.join().expect("no writer panics")?;
    }
    let mut store = Store::open(&place, Access::Write)?;
    assert_eq!((store.info()?.parcels, store.info()?.records), (1200, 3));
    prove(&mut store)
}

/// Texts as people type them, and such that have a meaning to a database.
fn text() -> impl Strategy<Value = Option<Box<str>>> {
    prop::option::of("[a-c0-9Đđ '\"\\\\\t\n;%]{0,6}".prop_map(String::into_boxed_str))
}

fn any_record() -> impl Strategy<Value = ParcelRecord> {
    let areas = prop::collection::vec(-1e9..1e9, 0..3);
    let area = || prop::option::of(prop_oneof![Just(-0.0), Just(0.1 + 0.2), -1e12..1e12]);
    let facts = (text(), text(), text(), area(), area(), text(), areas, text());
    facts.prop_map(|(commune, sheet, number, recorded, legal, land_use, areas, code)| ParcelRecord {
        key: ParcelKey { commune, sheet, number },
        recorded_area_m2: recorded,
        legal_area_m2: legal,
        land_use,
        land_use_areas_m2: areas.into(),
        code,
        ..ParcelRecord::known_by(FeatureId::Number(0))
    })
}

fn any_parcels_come_back_as_they_went(maker: &Maker) -> Result<()> {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let strategy = prop::collection::vec((any_record(), -1e6..1e6, 1e-4..1e3), 1..30);
    runner.run(&strategy, |facts| {
        let check = || -> Result<()> {
            let mut store = maker.store()?;
            let mut parcels = Parcels::default();
            for (position, (record, x, side)) in facts.iter().enumerate() {
                push_square(&mut parcels, *x, *side, ParcelKey::default());
                parcels.records[position] =
                    ParcelRecord { feature: FeatureId::Number(position as i64), ..record.clone() };
            }
            let summary = import_in(&mut store, &parcels, EPSG)?;
            ensure!(summary.added == parcels.len(), "{summary:?}");
            let kept = all(&mut store)?.into_parcels();
            ensure!(kept.geometries == parcels.geometries && kept.records == parcels.records, "{kept:?}");
            ensure!(import(&mut store, &parcels)?.unchanged == parcels.len());
            prove(&mut store)
        };
        check().map_err(|error| TestCaseError::fail(format!("{error:#}")))
    })?;
    Ok(())
}
