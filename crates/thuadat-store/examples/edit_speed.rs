//! How long an edit takes, its neighbourhood checked and its findings brought up to date, in a `GeoPackage` of many parcels.
//!
//! `cargo run --release -p thuadat-store --example edit_speed -- 1000000`

#![expect(clippy::print_stdout, reason = "what it measured is its answer")]

use anyhow::{Context, Result};
use geo::{Coord, MultiPolygon, Polygon};
use std::collections::BTreeSet;
use std::time::Instant;
use thuadat_core::{Parcels, Profile, Rule, Unobserved};
use thuadat_store::{
    Access, Author, Edit, EditRequest, Incoming, IncomingSource, KeptCrs, MercatorShapes, Neighbours,
    NewFacts, SeenParcel, Store, StoreLocation, Timestamp,
};
use thuadat_testkit::{CoverageGrid, coverage_grid};

/// Edits that are timed.
const EDITS: usize = 200;

fn main() -> Result<()> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    let folder = tempfile::tempdir()?;
    let place = StoreLocation::GeoPackage(folder.path().join("speed.gpkg"));
    Store::migrate(&place)?;
    let mut store = Store::open(&place, Access::Write)?;
    let (parcels, _) = coverage_grid(&CoverageGrid::clean(count, 1));
    let started = Instant::now();
    import(&mut store, &parcels)?;
    println!("{} parcels, imported in {:.1} s", parcels.len(), started.elapsed().as_secs_f64());
    let profile = Profile::strict();
    let started = Instant::now();
    let saved = store.save_findings("strict", &profile, &Unobserved)?;
    println!("{} findings, saved in {:.1} s", saved.findings, started.elapsed().as_secs_f64());
    let mut milliseconds = Vec::with_capacity(EDITS);
    for turn in 0..EDITS {
        let id = (turn * 7919 % parcels.len()) as i64 + 1;
        let kept = store.parcels_of_ids(&[id])?;
        let (version, shape) = (kept.stored[0].version, kept.geometries.to_multi_polygon(0));
        let request = EditRequest {
            edit: Edit::Correct {
                parcel: SeenParcel { id, version },
                shape: Some(moved(&shape, turn).context("a shape")?),
                facts: NewFacts::default(),
                neighbours: Neighbours::Yield,
            },
            author: Author { name: "speed".to_owned(), reason: "speed".to_owned(), at: Timestamp::now() },
            profile: &profile,
            allowed: Rule::ALL.iter().copied().collect::<BTreeSet<_>>(),
            to_web_mercator: &|_, _| Ok(()),
        };
        let started = Instant::now();
        let edited = store.edit(&request)?;
        milliseconds.push(started.elapsed().as_secs_f64() * 1000.0);
        anyhow::ensure!(edited.are_findings_kept, "findings are behind");
    }
    milliseconds.sort_by(f64::total_cmp);
    let at = |part: f64| milliseconds[((EDITS - 1) as f64 * part) as usize];
    println!(
        "{EDITS} corrections: median {:.1} ms, 95 of 100 within {:.1} ms, longest {:.1} ms",
        at(0.5),
        at(0.95),
        at(1.0)
    );
    let proof = store.prove_findings(&profile, &Unobserved)?;
    anyhow::ensure!(
        proof.missing.is_empty() && proof.left_over.is_empty(),
        "findings are not those of a fresh check"
    );
    Ok(())
}

/// A corner moved by a few centimetres.
fn moved(shape: &MultiPolygon<f64>, turn: usize) -> Option<MultiPolygon<f64>> {
    let mut ring = shape.0.first()?.exterior().0.clone();
    ring.pop();
    let corner = turn % ring.len();
    ring[corner] = ring[corner] + Coord { x: 0.03, y: -0.02 };
    Some(Polygon::new(ring.into(), Vec::new()).into())
}

fn import(store: &mut Store, parcels: &Parcels) -> Result<()> {
    store.import(
        &Incoming {
            source: IncomingSource { name: "grid".into(), layer: "grid".into(), format: "grid".into() },
            crs: KeptCrs { epsg: 9215, name: "zone".to_owned(), definition: "undefined".to_owned() },
            parcels,
            web_mercator: MercatorShapes::Ready(&parcels.geometries),
            communes: Vec::new(),
            author: Author { name: "speed".to_owned(), reason: "speed".to_owned(), at: Timestamp::now() },
        },
        &Unobserved,
    )?;
    Ok(())
}
