//! What goes wrong around a store: killed, cut off, full, locked, damaged. Afterwards nothing half done is to be seen, nothing
//! acknowledged is lost, and the message says what to do.

use crate::registers::{register_of, take};
use crate::shared::{
    Contract, EPSG, Maker, all, import, incoming, numbered_from, prove, row_of, run, web_mercator,
};
use anyhow::{Context, Result, bail, ensure};
use std::io::{Read, Seek, SeekFrom, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use thuadat_core::{Observer, Parcels, Stage, Unobserved};
use thuadat_store::{Access, DatabaseError, ImportError, ImportSummary, OpenError, Store, StoreLocation};
use thuadat_testkit::PostgresServer;

const CONTRACTS: &[Contract] = &[
    ("killed at any moment", killed_at_any_moment),
    ("two writers at once", two_writers_at_once),
    ("full disk", full_disk),
    ("damaged page", damaged_page),
];

#[test]
fn geopackage_outlives_its_surroundings() -> Result<()> {
    let maker = Maker::geopackage()?;
    run(&maker, CONTRACTS)?;
    killed_with_a_register(&maker)
}

#[test]
fn postgis_outlives_its_surroundings() -> Result<()> {
    run(&Maker::postgis()?, CONTRACTS)
}

/// Parcels of a sheet of its own, enough for what is done only for many.
fn of_sheet(sheet: usize) -> Parcels {
    let mut parcels = row_of(AT_ONCE);
    for record in &mut parcels.records {
        record.key.sheet = Some(sheet.to_string().into());
    }
    parcels
}

const AT_ONCE: usize = 300;

/// Does something at the n-th look.
struct AtLook<F: Fn() + Sync>(usize, AtomicUsize, F);

fn at_look<F: Fn() + Sync>(look: usize, act: F) -> AtLook<F> {
    AtLook(look, AtomicUsize::new(0), act)
}

impl<F: Fn() + Sync> Observer for AtLook<F> {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        if self.1.fetch_add(1, Ordering::Relaxed) == self.0 {
            self.2();
        }
        false
    }
}

/// Asks to stop at the n-th look.
struct StopsAt(AtomicUsize);

impl Observer for StopsAt {
    fn progress(&self, _: Stage, _: u64, _: u64) {}

    fn is_interrupted(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
}

fn import_watched(
    store: &mut Store,
    parcels: &Parcels,
    observer: &dyn Observer,
) -> Result<ImportSummary, ImportError> {
    store.import(&incoming(parcels, &web_mercator(parcels), EPSG), observer)
}

// Killed.

const PLACE: &str = "THUADAT_TEST_STORE";
const SHEET: &str = "THUADAT_TEST_SHEET";
const KILLS: usize = 100;
/// What a worksheet of a register is named after.
const REGISTER: &str = "register ";

/// What the program does that is killed: tells a byte for each thing it begins, and what it has done at the end. By itself, as one
/// of the tests, it has nothing to do.
#[test]
fn the_program_that_is_killed() -> Result<()> {
    let Ok(place) = std::env::var(PLACE) else { return Ok(()) };
    let place: StoreLocation = place.parse()?;
    let tell = |text: &str| std::io::stderr().write_all(text.as_bytes()).unwrap_or_default();
    let mut store = Store::open(&place, Access::Write)?;
    store.listen(move |_| tell("."));
    let what = std::env::var(SHEET)?;
    if let Some(worksheet) = what.strip_prefix(REGISTER) {
        let mut register = register_of(40);
        register.worksheet = Some(worksheet.into());
        ensure!(take(&mut store, &[register])?.added == 40);
        tell("done");
        return Ok(());
    }
    let parcels = of_sheet(what.parse()?);
    let summary = import(&mut store, &parcels)?;
    ensure!(summary.added == AT_ONCE);
    tell("done");
    Ok(())
}

fn begin(place: &str, what: &str) -> Result<Child> {
    let mut program = Command::new(std::env::current_exe()?);
    program.args(["--exact", "faults::the_program_that_is_killed", "--nocapture"]);
    program.env(PLACE, place).env(SHEET, what);
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(program.spawn()?)
}

/// Reads so many bytes, kills, and answers whether the program had told that it was done.
fn kill_after(mut child: Child, bytes: usize) -> Result<(bool, usize)> {
    let mut said = Vec::new();
    let mut pipe = child.stderr.take().context("a pipe")?;
    (&mut pipe).take(bytes as u64).read_to_end(&mut said)?;
    child.kill()?;
    child.wait()?;
    pipe.read_to_end(&mut said)?;
    Ok((said.windows(4).any(|told| told == b"done"), said.len()))
}

fn killed_at_any_moment(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let address = match &place {
        StoreLocation::GeoPackage(path) => path.to_str().context("a path")?.to_owned(),
        StoreLocation::Postgres(address) => address.clone(),
    };
    let (is_done, moments) = kill_after(begin(&address, "0")?, usize::MAX)?;
    ensure!(is_done, "left alone it comes to its end");
    let (mut random, mut done) = (0x2545_f491_4f6c_dd1d_u64, vec![0]);
    for sheet in 1..=KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = (random >> 33) as usize % (moments + 1);
        let (is_acknowledged, _) = kill_after(begin(&address, &sheet.to_string())?, moment)?;
        done.extend(is_acknowledged.then_some(sheet));
        let mut store = Store::open(&place, Access::Write)?;
        let parcels = store.info()?.parcels as usize;
        ensure!(parcels.is_multiple_of(AT_ONCE), "half of an import is to be seen after moment {moment}");
        if sheet.is_multiple_of(10) {
            prove(&mut store)?;
        }
    }
    let mut store = Store::open(&place, Access::Write)?;
    let kept = all(&mut store)?;
    for sheet in done {
        let sheet = sheet.to_string();
        let of_it = kept.stored.iter().filter(|stored| stored.facts.key.sheet.as_deref() == Some(&sheet));
        ensure!(of_it.count() == AT_ONCE, "sheet {sheet} was acknowledged and is lost");
    }
    ensure!(import(&mut store, &of_sheet(KILLS + 1))?.added == AT_ONCE, "it goes on");
    prove(&mut store)
}

fn killed_with_a_register(maker: &Maker) -> Result<()> {
    const MOMENTS: usize = 24;
    let place = maker.place()?;
    Store::migrate(&place)?;
    let StoreLocation::GeoPackage(path) = &place else { unreachable!("a file") };
    let address = path.to_str().context("a path")?;
    let (is_done, said) = kill_after(begin(address, &format!("{REGISTER}first"))?, usize::MAX)?;
    ensure!(is_done, "left alone it comes to its end");
    let mut least = 40;
    for at in 0..MOMENTS {
        let moment = at * said / MOMENTS;
        let (is_acknowledged, _) = kill_after(begin(address, &format!("{REGISTER}{at}"))?, moment)?;
        let mut store = Store::open(&place, Access::Write)?;
        let entries = store.document_counts()?.entries;
        least += if is_acknowledged { 40 } else { 0 };
        ensure!(entries % 40 == 0 && entries >= least, "{entries} rows are to be seen after moment {moment}");
        least = entries;
    }
    prove(&mut Store::open(&place, Access::Write)?)
}

// Others in the way.

fn two_writers_at_once(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    // Somebody who looks at the store: without one a first import into PostGIS shuts readers out.
    let _looking = Store::open(&place, Access::Read)?;
    let mut first = Store::open(&place, Access::Write)?;
    let second = std::sync::Mutex::new(None);
    let while_it_writes = at_look(1, || {
        // Told to stop while it waits.
        let waiting = || -> Result<ImportSummary, ImportError> {
            let mut store =
                Store::open_watched(&place, Access::Write, &Unobserved).expect("a reader comes in");
            assert_eq!(store.info().expect("readers read").parcels, 0, "nothing half done is to be seen");
            import_watched(&mut store, &of_sheet(2), &StopsAt(AtomicUsize::new(3)))
        };
        *second.lock().unwrap() = Some(waiting());
    });
    let summary = import_watched(&mut first, &of_sheet(1), &while_it_writes)?;
    ensure!(summary.added == AT_ONCE);
    let second = second.into_inner()?.context("the second writer came")?;
    ensure!(matches!(second, Err(ImportError::Interrupted)), "{second:?}");
    assert_eq!(import(&mut Store::open(&place, Access::Write)?, &of_sheet(2))?.added, AT_ONCE);
    prove(&mut first)
}

#[test]
fn a_locked_file_is_waited_for() -> Result<()> {
    let maker = Maker::geopackage()?;
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(3))?;
    let StoreLocation::GeoPackage(path) = &place else { unreachable!("a file") };
    let mut other = Command::new("sqlite3")
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("sqlite3")?;
    let mut orders = other.stdin.take().context("a pipe")?;
    orders.write_all(b"BEGIN EXCLUSIVE; SELECT 'locked';\n")?;
    let mut answer = [0; 7];
    other.stdout.take().context("a pipe")?.read_exact(&mut answer)?;
    assert_eq!(&answer, b"locked\n");
    let refused = Store::open_watched(&place, Access::Write, &StopsAt(AtomicUsize::new(2)));
    let Err(OpenError::Database { source: DatabaseError::Busy, .. }) = &refused else { bail!("{refused:?}") };
    ensure!(refused.unwrap_err().to_string().contains("another program holds the store"));
    let waits = std::thread::spawn({
        let place = place.clone();
        move || Store::open(&place, Access::Write).map(|mut store| import(&mut store, &row_of(5)))
    });
    drop(orders);
    other.wait()?;
    assert_eq!(waits.join().expect("no panic")??.added, 2);
    prove(&mut Store::open(&place, Access::Read)?)
}

/// Several who make the store at once: each finds it made.
#[test]
fn a_store_is_made_by_several_at_once() -> Result<()> {
    for maker in [Maker::geopackage()?, Maker::postgis()?] {
        let place = maker.place()?;
        if let StoreLocation::GeoPackage(path) = &place {
            std::fs::write(path, "")?;
        }
        let make = |sheet: usize| {
            let place = place.clone();
            move || -> Result<usize> {
                Store::migrate(&place)?;
                Ok(import(&mut Store::open(&place, Access::Write)?, &of_sheet(sheet))?.added)
            }
        };
        let makers = [1, 2, 3, 4].map(|sheet| std::thread::spawn(make(sheet)));
        for maker in makers {
            assert_eq!(maker.join().expect("no panic")?, AT_ONCE);
        }
        let mut store = Store::open(&place, Access::Read)?;
        assert_eq!(store.info()?.records, 4);
        prove(&mut store)?;
    }
    Ok(())
}

// The server gone.

fn lost(result: Result<ImportSummary, ImportError>) -> Result<()> {
    let Err(error) = result else { bail!("{result:?}") };
    let is_lost =
        matches!(&error, ImportError::Database { source: DatabaseError::ConnectionLost { .. }, .. });
    ensure!(is_lost, "{error:?}");
    let told = error.to_string();
    ensure!(told.contains("what was not yet confirmed is undone; try again"), "{told}");
    Ok(())
}

#[test]
fn a_server_that_stops_undoes_what_was_not_confirmed() -> Result<()> {
    let server = PostgresServer::start()?;
    let place: StoreLocation = server.new_database()?.parse()?;
    Store::migrate(&place)?;
    let mut store = Store::open(&place, Access::Write)?;
    import(&mut store, &of_sheet(1))?;
    // Which look it is does not matter: there are some before and some after.
    for look in [1, 2, 3] {
        let mut store = Store::open(&place, Access::Write)?;
        let stopping = at_look(look, || server.stop().expect("it runs"));
        lost(import_watched(&mut store, &of_sheet(2), &stopping))?;
        let away = Store::open(&place, Access::Read).unwrap_err().to_string();
        ensure!(away.contains("see whether it runs"), "{away}");
        server.start_again()?;
        let mut again = Store::open(&place, Access::Write)?;
        assert_eq!((again.info()?.parcels, again.info()?.records), (AT_ONCE as i64, 1));
        prove(&mut again)?;
    }
    assert_eq!(import(&mut Store::open(&place, Access::Write)?, &of_sheet(2))?.added, AT_ONCE);
    Ok(())
}

#[test]
fn a_connection_that_is_cut_undoes_what_was_not_confirmed() -> Result<()> {
    let server = PostgresServer::start()?;
    let address = server.new_database()?;
    let place: StoreLocation = address.parse()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &of_sheet(1))?;
    for look in [1, 2, 3] {
        let mut store = Store::open(&place, Access::Write)?;
        let cutting = at_look(look, || {
            let cut = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            server.execute(&address, cut).expect("it runs");
        });
        lost(import_watched(&mut store, &of_sheet(2), &cutting))?;
        let mut again = Store::open(&place, Access::Write)?;
        assert_eq!(again.info()?.records, 1);
        prove(&mut again)?;
    }
    assert_eq!(import(&mut Store::open(&place, Access::Write)?, &of_sheet(2))?.added, AT_ONCE);
    Ok(())
}

// The disk.

fn full_disk(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    let mut store = Store::open(&place, Access::Write)?;
    import(&mut store, &row_of(30))?;
    let before = (store.info()?, all(&mut store)?);
    match (maker, &place) {
        (Maker::PostGis(server), StoreLocation::Postgres(address)) => {
            // What PostgreSQL says when a table finds no room.
            let full = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file \"base/1/2\": No space left on device';
                END $$;
                CREATE TRIGGER no_room BEFORE INSERT ON audit_log EXECUTE FUNCTION no_room()";
            server.execute(address, full)?;
        }
        _ => store.limit_pages(20)?,
    }
    for _ in 0..2 {
        let Err(refused) = import_watched(&mut store, &numbered_from(1000, 3000), &Unobserved) else {
            bail!("there is no room")
        };
        let is_full = matches!(&refused, ImportError::Database { source: DatabaseError::DiskFull, .. });
        ensure!(is_full, "{refused:?}");
        let told = refused.to_string();
        ensure!(
            told.contains("the disk is full; free some space, then try again: the store is as it was"),
            "{told}"
        );
        assert_eq!((store.info()?, all(&mut store)?), before);
    }
    match (maker, &place) {
        (Maker::PostGis(server), StoreLocation::Postgres(address)) => {
            server.execute(address, "DROP TRIGGER no_room ON audit_log")?;
        }
        _ => store.limit_pages(1_000_000)?,
    }
    assert_eq!(import(&mut store, &numbered_from(1000, 3000))?.added, 3000, "with room it goes on");
    prove(&mut store)
}

fn damaged_page(maker: &Maker) -> Result<()> {
    let place = maker.place()?;
    Store::migrate(&place)?;
    import(&mut Store::open(&place, Access::Write)?, &row_of(2000))?;
    match (maker, &place) {
        (Maker::PostGis(server), StoreLocation::Postgres(address)) => {
            let path = server.execute(
                address,
                "CHECKPOINT; SELECT current_setting('data_directory') || '/' || pg_relation_filepath('parcel')",
            )?;
            server.stop()?;
            overwrite(path.trim(), 8192)?;
            server.start_again()?;
        }
        (_, StoreLocation::GeoPackage(path)) => {
            let length = std::fs::metadata(path)?.len();
            overwrite(path.to_str().context("a path")?, length / 2 / 4096 * 4096)?;
        }
        _ => unreachable!("a server has addresses"),
    }
    let looked = Store::open(&place, Access::Read)
        .map_err(anyhow::Error::from)
        .and_then(|mut store| Ok(store.verify(&Unobserved)?));
    match looked {
        Ok(report) => ensure!(!report.faults.is_empty(), "the damage is found"),
        Err(error) => {
            let told = format!("{error:#}");
            ensure!(told.contains("damaged") && told.contains("restore it from a backup"), "{told}");
        }
    }
    Ok(())
}

/// Writes nonsense over a page.
fn overwrite(path: &str, at: u64) -> Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(path).with_context(|| path.to_owned())?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&[0xa5; 4096])?;
    Ok(())
}
