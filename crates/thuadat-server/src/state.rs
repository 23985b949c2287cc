//! What all requests share.

use crate::access::Gate;
use crate::findings::FindingsMap;
use crate::frames::FramesMap;
use crate::limits::Limits;
use crate::source::{Source, Version};
use crate::tiles::TileCache;
use crate::web::{Metrics, Problem};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use thuadat::cadastre::{DatabaseError, PublicSummary};
use thuadat::{Observer, Stage};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How the server presents itself.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The address clients reach it under, without a slash at its end, such as `https://ban-do.example.vn/cao-loc`. Links are
    /// made of it, never of what a client claims.
    pub public_url: String,
    /// The path everything stands under; empty, or a slash and words.
    pub base_path: String,
    /// Bytes of tiles kept in memory; 0 keeps none.
    pub tile_cache_bytes: u64,
    /// How much anybody may ask for, and for how long.
    pub limits: Limits,
    /// The file of keys; none where everybody is anybody.
    pub keys: Option<PathBuf>,
    /// Requests a minute of whoever has a key, and of whoever has an address; 0 for as many as he likes.
    pub requests_a_minute: u32,
    /// Proxies in front of the server whose word about addresses of clients is taken.
    pub trusted_hops: usize,
    /// Whether nothing is changed, whoever asks for it.
    pub is_read_only: bool,
}

/// How old knowledge of the revision may be: a change is in the next tile within a second.
const FRESH: Duration = Duration::from_millis(500);

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) source: Source,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) tiles: TileCache,
    pub(crate) gate: Gate,
    line: Arc<Semaphore>,
    /// Turns for what is heavy by itself: there are fewer, so that everybody else is answered meanwhile.
    heavy: Arc<Semaphore>,
    in_line: AtomicUsize,
    /// Viewers that are told of changes.
    pub(crate) viewers: AtomicUsize,
    end: watch::Sender<bool>,
    known: Mutex<Known>,
    findings: Mutex<KnownFindings>,
    frames: Mutex<KnownFrames>,
    are_frames_made: AtomicBool,
}

/// Sheets and communes as they were when they were last looked at.
#[derive(Debug, Default)]
struct KnownFrames {
    map: Option<Arc<FramesMap>>,
    made: u64,
}

/// Findings as they were when they were last looked at.
#[derive(Debug, Default)]
struct KnownFindings {
    map: Option<(Instant, Arc<FindingsMap>)>,
    made: u64,
}

/// Until when a question may be worked on.
#[derive(Debug, Clone)]
pub(crate) struct Until {
    at: Instant,
    is_given_up: Arc<AtomicBool>,
}

/// Gives a question up when nobody waits for its answer any more.
struct Asker(Arc<AtomicBool>);

impl Until {
    /// Goes on, or says why not.
    pub(crate) fn go_on(&self) -> Result<(), Problem> {
        if self.is_over() { Err(Problem::too_slow()) } else { Ok(()) }
    }

    /// Whether there is no time left, or nobody who waits.
    pub(crate) fn is_over(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed) || Instant::now() >= self.at
    }
}

impl Until {
    /// Stops work of the library when there is no time left, or nobody who waits.
    pub(crate) fn observer(&self) -> impl Observer + '_ {
        struct Deadline<'a>(&'a Until);
        impl Observer for Deadline<'_> {
            fn progress(&self, _: Stage, _: u64, _: u64) {}

            fn is_interrupted(&self) -> bool {
                self.0.is_over()
            }
        }
        Deadline(self)
    }
}

#[cfg(test)]
impl Until {
    pub(crate) fn without_end() -> Self {
        Self { at: Instant::now() + Duration::from_hours(1), is_given_up: Arc::default() }
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What was known of the source when it was last looked at.
#[derive(Debug)]
struct Known {
    summary: Arc<PublicSummary>,
    version: Version,
    looked_at: Instant,
}

impl App {
    /// Looks at the source for the first time.
    pub(crate) fn new(source: Source, settings: Settings) -> Result<Self, DatabaseError> {
        let looked_at = Instant::now();
        let version = source.version()?;
        let summary = Arc::new(source.summary()?);
        Ok(Self {
            tiles: TileCache::new(settings.tile_cache_bytes),
            line: Arc::new(Semaphore::new(settings.limits.at_once.max(1))),
            heavy: Arc::new(Semaphore::new((settings.limits.at_once / 4).max(1))),
            in_line: AtomicUsize::new(0),
            viewers: AtomicUsize::new(0),
            end: watch::Sender::new(false),
            gate: Gate::new(settings.keys.clone(), settings.requests_a_minute, settings.trusted_hops),
            source,
            settings,
            metrics: Metrics::default(),
            known: Mutex::new(Known { summary, version, looked_at }),
            findings: Mutex::default(),
            frames: Mutex::default(),
            are_frames_made: AtomicBool::new(false),
        })
    }

    /// Asks the source where waiting is allowed.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask_until(|app, _| question(app)).await
    }

    /// Asks a question that may be long: it looks by itself whether there is time left, and whether anybody still waits.
    pub(crate) async fn ask_until<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Self, &Until) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.turn().await?;
        let asker = Asker(Arc::default());
        let until =
            Until { at: Instant::now() + self.settings.limits.answer, is_given_up: Arc::clone(&asker.0) };
        let app = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            let answer = question(&app, &until);
            drop(turn);
            answer
        });
        asked.await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    /// A turn for heavy work. Nobody waits for one: the work of others may take long.
    pub(crate) fn heavy_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.heavy).try_acquire_owned().map_err(|_| Problem::busy())
    }

    /// A turn at the source, after those who came before.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        /// Leaves the line, however the waiting ends.
        struct InLine<'a>(&'a AtomicUsize);
        impl Drop for InLine<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        if let Ok(turn) = Arc::clone(&self.line).try_acquire_owned() {
            return Ok(turn);
        }
        let limits = &self.settings.limits;
        let before = self.in_line.fetch_add(1, Ordering::Relaxed);
        let _in_line = InLine(&self.in_line);
        if before >= limits.in_line {
            return Err(Problem::busy());
        }
        match tokio::time::timeout(limits.wait, Arc::clone(&self.line).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Problem::busy()),
        }
    }

    /// What the source holds, as fresh as [`FRESH`]. May ask the database.
    pub(crate) fn summary(&self) -> Result<(Version, Arc<PublicSummary>), DatabaseError> {
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.looked_at.elapsed() < FRESH {
                return Ok((known.version, Arc::clone(&known.summary)));
            }
        }
        let looked_at = Instant::now();
        let version = self.source.version()?;
        let is_same = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let is_same = known.version == version;
            if is_same {
                known.looked_at = known.looked_at.max(looked_at);
            }
            is_same
        };
        let summary = if is_same { None } else { Some(Arc::new(self.source.summary()?)) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Who looked later and was answered sooner knows better.
        if let Some(summary) = summary.filter(|_| known.looked_at < looked_at) {
            *known = Known { summary, version, looked_at };
        }
        Ok((known.version, Arc::clone(&known.summary)))
    }

    /// The findings, as fresh as [`FRESH`]. May ask the database; who else asks meanwhile waits for the same answer.
    pub(crate) fn findings(&self) -> Result<Arc<FindingsMap>, DatabaseError> {
        let mut known = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((looked_at, map)) = &known.map
            && looked_at.elapsed() < FRESH
        {
            return Ok(Arc::clone(map));
        }
        let looked_at = Instant::now();
        let version = (self.summary()?.0, self.source.finding_state()?);
        let same = known.map.as_ref().map(|(_, map)| map).filter(|map| map.version == version);
        let map = match same {
            Some(map) => Arc::clone(map),
            None => Arc::new(FindingsMap::read(&self.source, version, known.made)?),
        };
        known.made = map.number + 1;
        known.map = Some((looked_at, Arc::clone(&map)));
        Ok(map)
    }

    /// Where sheets and communes lie. The first who asks waits for it; later those before are shown while new ones are made, since all
    /// parcels must be looked at.
    pub(crate) fn frames(self: &Arc<Self>) -> Result<Arc<FramesMap>, DatabaseError> {
        let (version, summary) = self.summary()?;
        let known = {
            let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(map) = &frames.map {
                Arc::clone(map)
            } else {
                let map = Arc::new(FramesMap::read(&self.source, version, &summary, frames.made)?);
                frames.made += 1;
                frames.map = Some(Arc::clone(&map));
                map
            }
        };
        if known.version != version && !self.are_frames_made.swap(true, Ordering::AcqRel) {
            let app = Arc::clone(self);
            tokio::task::spawn_blocking(move || app.make_frames());
        }
        Ok(known)
    }

    fn make_frames(&self) {
        let made = self.summary().and_then(|(version, summary)| {
            let number = self.frames.lock().unwrap_or_else(PoisonError::into_inner).made;
            FramesMap::read(&self.source, version, &summary, number)
        });
        // A store that does not answer is asked again by the next who looks.
        if let Ok(map) = made {
            let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
            frames.made += 1;
            frames.map = Some(Arc::new(map));
        }
        self.are_frames_made.store(false, Ordering::Release);
    }

    /// The number of the map of findings, where it is fresh enough to be used without asking.
    pub(crate) fn fresh_findings(&self) -> Option<u64> {
        // Who waits here would wait for a database.
        let known = self.findings.try_lock().ok()?;
        let (looked_at, map) = known.map.as_ref()?;
        (looked_at.elapsed() < FRESH).then_some(map.number)
    }

    /// The version, where it is fresh enough to be used without asking.
    pub(crate) fn fresh_revision(&self) -> Option<Version> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        (known.looked_at.elapsed() < FRESH).then_some(known.version)
    }

    /// Lets everybody know that the server ends.
    pub(crate) fn end(&self) {
        self.end.send_replace(true);
    }

    /// Tells when the server ends.
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.end.subscribe()
    }

    /// What is known is old: something was changed here.
    pub(crate) fn look_again(&self) {
        let long_ago = Instant::now().checked_sub(FRESH);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.looked_at = long_ago.unwrap_or(known.looked_at);
        drop(known);
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some((looked_at, _)), Some(long_ago)) = (&mut findings.map, long_ago) {
            *looked_at = long_ago;
        }
    }

    /// An address clients reach.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::mpsc;
    use thuadat::{ReadRequest, Unobserved};

    fn app(limits: Limits) -> Arc<App> {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples/cao-loc-synthetic-clean.gpkg");
        let path = path.display().to_string();
        let source = Source::open(&path, ReadRequest::of(&path), &Unobserved).expect("the sample is there");
        Arc::new(App::new(source, Settings { limits, ..Settings::default() }).expect("it answers"))
    }

    #[test]
    fn who_finds_the_line_full_is_turned_away() {
        let app =
            app(Limits { at_once: 1, in_line: 1, wait: Duration::from_millis(20), ..Limits::default() });
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let (let_go, held) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        let holding = {
            let app = Arc::clone(&app);
            runtime.spawn(async move {
                app.ask(move |_| {
                    let _ = tell.send(());
                    let _ = held.recv();
                    Ok(1)
                })
                .await
            })
        };
        begun.recv().expect("it has begun");
        // One waits in line, and too long; one more finds it full.
        let (waiting, full) = runtime.block_on(async {
            let waiting = app.ask(|_| Ok(2));
            let full = async {
                while app.in_line.load(Ordering::Relaxed) == 0 {
                    tokio::task::yield_now().await;
                }
                app.ask(|_| Ok(3)).await
            };
            tokio::join!(waiting, full)
        });
        for refused in [waiting, full] {
            assert_eq!(refused.expect_err("the line is full").code, "busy");
        }
        drop(let_go);
        assert_eq!(runtime.block_on(holding).expect("it ends").expect("it was its turn"), 1);
        assert_eq!(runtime.block_on(app.ask(|_| Ok(4))).expect("there is room again"), 4);
    }

    #[test]
    fn heavy_work_leaves_room_for_others() {
        let app = app(Limits { at_once: 8, ..Limits::default() });
        let turns = [app.heavy_turn().expect("room"), app.heavy_turn().expect("room")];
        assert_eq!(app.heavy_turn().expect_err("a quarter is taken").code, "busy");
        drop(turns);
        assert!(app.heavy_turn().is_ok());
    }

    #[test]
    fn work_ends_when_nobody_waits_any_more() {
        let app = app(Limits::default());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let (tell, told) = mpsc::channel();
        let asked = {
            let app = Arc::clone(&app);
            runtime.spawn(async move {
                app.ask_until(move |_, until| {
                    let _ = tell.send(until.is_over());
                    while !until.is_over() {
                        std::thread::yield_now();
                    }
                    let _ = tell.send(until.is_over());
                    Ok(())
                })
                .await
            })
        };
        assert_eq!(told.recv(), Ok(false));
        asked.abort();
        assert_eq!(told.recv(), Ok(true));
    }
}
