//! Imports of many parcels, which go another way than those of few: into an empty index and into one with something in it, and
//! while somebody reads. What comes out is the same, and so is the schema.

use crate::migrations::schema;
use crate::shared::{Contract, EPSG, Maker, import, incoming, prove, run, web_mercator};
use anyhow::{Context, Result, ensure};
use std::sync::Mutex;
use thuadat_core::{Observer, Parcels, Stage};
use thuadat_store::{Access, DatabaseError, ParcelBox, Store, StoreLocation};
use thuadat_testkit::{CoverageGrid, PostgresServer, coverage_grid};

/// One rectangle fewer and more than the nodes of an index of so many levels hold, and what is not many yet.
const COUNTS: [usize; 8] = [1, 51, 52, 255, 256, 257, 2601, 2602];

const CONTRACTS: &[Contract] = &[
    ("many parcels are found where they are", are_found),
    ("many parcels come to many", come_to_many),
    ("who comes to read meanwhile sees nothing or everything", show_nothing_half_done),
    ("the schema is as it was, also where somebody reads", leave_the_schema),
];

#[test]
fn geopackage_takes_many() -> Result<()> {
    run(&Maker::geopackage()?, CONTRACTS)
}

#[test]
fn postgis_takes_many() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

fn are_found(maker: &Maker) -> Result<()> {
    for count in COUNTS {
        let mut store = maker.store()?;
        let parcels = made(count, 1, 0.0);
        import(&mut store, &parcels)?;
        prove(&mut store)?;
        stand_in_boxes(&mut store, &[&parcels]).with_context(|| format!("{count} parcels"))?;
    }
    Ok(())
}

fn come_to_many(maker: &Maker) -> Result<()> {
    let mut store = maker.store()?;
    let (first, second) = (made(700, 1, 0.0), made(900, 2, 150.5));
    import(&mut store, &first)?;
    import(&mut store, &second)?;
    prove(&mut store)?;
    stand_in_boxes(&mut store, &[&first, &second])
}

fn show_nothing_half_done(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let parcels = made(600, 1, 0.0);
    let shapes = web_mercator(&parcels);
    let mut writer = Store::open(&place, Access::Write)?;
    let readers = Mutex::new(Vec::new());
    let comes = AtEachLook(|| {
        let place = place.clone();
        let count = move || -> Result<i64> { Ok(Store::open(&place, Access::Read)?.info()?.parcels) };
        readers.lock().unwrap().push(std::thread::spawn(count));
    });
    writer.import(&incoming(&parcels, &shapes, EPSG), &comes)?;
    let readers = readers.into_inner()?;
    ensure!(readers.len() > 1, "somebody came while it was written");
    for reader in readers {
        let seen = reader.join().expect("no panic")?;
        ensure!([0, 600].contains(&seen), "{seen} parcels are seen");
    }
    Ok(())
}

/// What sessions of others are is shown to few: an ordinary user who imports must not shut another one out.
#[test]
fn an_ordinary_user_holds_up_nobody() -> Result<()> {
    let server = PostgresServer::start()?;
    let address = server.new_database()?;
    let place: StoreLocation = address.parse()?;
    Store::migrate(&place)?;
    server.execute(
        &address,
        "CREATE ROLE nhap LOGIN; CREATE ROLE xem LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO xem;
         GRANT CREATE ON SCHEMA public TO nhap; GRANT SELECT ON ALL TABLES IN SCHEMA public TO nhap;
         DO $$ DECLARE name text; BEGIN
             FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys' LOOP
                 EXECUTE format('ALTER TABLE public.%I OWNER TO nhap', name);
             END LOOP;
         END $$;",
    )?;
    let of = |user: &str| address.replace("user=", &format!("user={user}&application_name=")).parse();
    let (importing, looking): (StoreLocation, StoreLocation) = (of("nhap")?, of("xem")?);
    let mut reader = Store::open(&looking, Access::Read)?;
    let mut writer = Store::open(&importing, Access::Write)?;
    let (parcels, seen) = (made(600, 1, 0.0), Mutex::new(Vec::new()));
    let shapes = web_mercator(&parcels);
    let reader = Mutex::new(&mut reader);
    let looks = AtEachLook(|| {
        let counted = reader.lock().unwrap().info().map(|info| info.parcels);
        seen.lock().unwrap().push(counted.map_err(|error| error.to_string()));
    });
    writer.import(&incoming(&parcels, &shapes, EPSG), &looks)?;
    let seen = seen.into_inner()?;
    ensure!(seen.len() > 1 && seen.iter().all(|counted| counted == &Ok(0)), "{seen:?}");
    Ok(())
}

/// Calls at each look.
struct AtEachLook<F: Fn() + Sync>(F);

impl<F: Fn() + Sync> Observer for AtEachLook<F> {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        (self.0)();
        false
    }
}

fn leave_the_schema(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let before = schema(maker, &place)?;
    let mut reader = Store::open(&place, Access::Read)?;
    let mut writer = Store::open(&place, Access::Write)?;
    let parcels = made(600, 3, 0.0);
    reader.snapshot(|reader| {
        ensure_none(reader)?;
        let imported = import(&mut writer, &parcels);
        // Nothing of it is to be seen by one who began to read before.
        ensure_none(reader)?;
        Ok::<_, DatabaseError>(imported)
    })??;
    prove(&mut writer)?;
    drop((reader, writer));
    assert_eq!(schema(maker, &place)?, before);
    let other = maker.place()?;
    Store::migrate(&other)?;
    let mut alone = Store::open(&other, Access::Write)?;
    import(&mut alone, &parcels)?;
    drop(alone);
    assert_eq!(schema(maker, &other)?, before);
    Ok(())
}

fn ensure_none(store: &mut Store) -> Result<(), DatabaseError> {
    assert!(store.parcels_after(0, 1)?.is_empty(), "a reader sees one moment");
    Ok(())
}

/// So many parcels side by side on a sheet of their own, moved.
fn made(count: usize, sheet: u32, east_m: f64) -> Parcels {
    let (grid, _) = coverage_grid(&CoverageGrid::clean(count, 1));
    let mut parcels = Parcels::default();
    for position in 0..count {
        for polygon in grid.geometries.to_multi_polygon(position) {
            parcels.geometries.push_polygon(&polygon);
        }
        let mut record = grid.records[position].clone();
        record.key = crate::shared::key(&sheet.to_string(), &(position + 1).to_string());
        parcels.records.push(record);
    }
    for at in parcels.geometries.coords_mut() {
        at.x += east_m;
    }
    parcels
}

/// That rectangles of all sizes find what meets them, and nothing else.
fn stand_in_boxes(store: &mut Store, of: &[&Parcels]) -> Result<()> {
    let bounds: Vec<ParcelBox> = of
        .iter()
        .flat_map(|parcels| (0..parcels.len()).map(|position| bounds_of(parcels, position)))
        .collect();
    for (turn, half_m) in [1.0, 15.0, 70.0, 400.0, 9000.0].into_iter().enumerate() {
        let at = bounds[(turn + 1) * 7919 % bounds.len()];
        let area = ParcelBox {
            min_x: at.min_x - half_m,
            min_y: at.min_y - half_m,
            max_x: at.min_x + half_m,
            max_y: at.min_y + half_m,
        };
        let expected = bounds.iter().filter(|bounds| meets(bounds, &area)).count();
        let found = store.parcels_in_box(EPSG, area, 0, i64::MAX)?.len();
        ensure!(found == expected, "{found} of {expected} within {half_m} m");
    }
    Ok(())
}

fn bounds_of(parcels: &Parcels, position: usize) -> ParcelBox {
    let coords = &parcels.geometries.coords()[parcels.geometries.parcel_coords(position)];
    let side = |of: fn(&geo::Coord<f64>) -> f64, choose: fn(f64, f64) -> f64, begin: f64| {
        coords.iter().map(of).fold(begin, choose)
    };
    ParcelBox {
        min_x: side(|at| at.x, f64::min, f64::INFINITY),
        min_y: side(|at| at.y, f64::min, f64::INFINITY),
        max_x: side(|at| at.x, f64::max, f64::NEG_INFINITY),
        max_y: side(|at| at.y, f64::max, f64::NEG_INFINITY),
    }
}

fn meets(a: &ParcelBox, b: &ParcelBox) -> bool {
    a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y
}
