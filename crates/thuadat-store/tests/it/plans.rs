//! The queries a server asks all day use their index: the plans of the very statements say so, on a cadastre large enough for it
//! to matter.

use crate::shared::{EPSG, Maker, import, key, row_of};
use anyhow::{Context, Result, ensure};
use std::sync::{Arc, Mutex};
use thuadat_store::{ParcelBox, Store, StoreLocation};

/// Parcels of the cadastre whose plans are looked at.
const PARCELS: usize = 20_000;

type Query = fn(&mut Store) -> Result<()>;

/// Each query, and the index it must use: that of a `GeoPackage`, that of `PostGIS`.
const QUERIES: &[(&str, Query, &str, &str)] = &[
    ("key", by_key, "parcel_by_key (commune=? AND sheet=? AND number=?)", "parcel_by_key"),
    ("page", page, "INTEGER PRIMARY KEY (rowid>?)", "parcel_pkey"),
    ("box", in_box, "SCAN rtree_parcel_geom VIRTUAL TABLE INDEX", "parcel_by_place"),
    ("tile", tile, "SCAN rtree_parcel_tile VIRTUAL TABLE INDEX", "parcel_tile_by_place"),
];

fn by_key(store: &mut Store) -> Result<()> {
    ensure!(store.parcels_of_key(&key("12", "700"))?.len() == 1);
    Ok(())
}

fn page(store: &mut Store) -> Result<()> {
    ensure!(store.parcels_after(15_000, 100)?.len() == 100);
    Ok(())
}

fn in_box(store: &mut Store) -> Result<()> {
    let (min_x, min_y) = (555_012.0, 2_426_001.0);
    let area = ParcelBox { min_x, min_y, max_x: min_x + 500.0, max_y: min_y + 1.0 };
    ensure!(store.parcels_in_box(EPSG, area, 0, 500)?.len() == 51);
    Ok(())
}

fn tile(store: &mut Store) -> Result<()> {
    let (min_x, min_y) = (11_555_012.0, 2_526_001.0);
    let area = ParcelBox { min_x, min_y, max_x: min_x + 500.0, max_y: min_y + 1.0 };
    ensure!(store.tile_shapes_in_box(area)?.parcels.len() == 51);
    Ok(())
}

fn check(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    import(&mut store, &row_of(PARCELS))?;
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = Arc::clone(&heard);
    store.listen(move |statement| statement.clone_into(&mut hearing.lock().unwrap()));
    for &(name, query, of_geopackage, of_postgis) in QUERIES {
        query(&mut store).context(name)?;
        let statement = heard.lock().unwrap().clone();
        let (plan, index) = match maker {
            Maker::GeoPackage(..) => {
                let statement = statement.split(" -- binds:").next().unwrap_or_default();
                (store.plan_of_geopackage(statement)?, of_geopackage)
            }
            Maker::PostGis(server) => {
                let StoreLocation::Postgres(address) = store.location() else { unreachable!("an address") };
                (server.execute(address, &explained(&statement)?)?, of_postgis)
            }
        };
        ensure!(plan.contains(index), "{name} does not use {index}: {plan}");
        let reads_all = ["Seq Scan", "SCAN parcel", "TEMP B-TREE"].iter().any(|scan| plan.contains(scan));
        ensure!(!reads_all, "{name} reads everything: {plan}");
    }
    Ok(())
}

/// The statement with the values it was asked with, to be explained by `PostgreSQL`.
fn explained(statement: &str) -> Result<String> {
    let (statement, values) = statement.split_once(" -- binds: [").context("values")?;
    let values = values.trim_end_matches(']').replace('"', "'");
    Ok(format!("PREPARE asked AS {statement}; EXPLAIN EXECUTE asked({values})"))
}

#[test]
fn geopackage_uses_its_indexes() -> Result<()> {
    check(&Maker::geopackage()?)
}

#[test]
fn postgis_uses_its_indexes() -> Result<()> {
    check(&Maker::postgis()?)
}
