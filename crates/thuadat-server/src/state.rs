//! What all requests share.

use crate::source::{Source, Version};
use crate::tiles::TileCache;
use crate::web::{Metrics, Problem};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use thuadat::cadastre::{DatabaseError, PublicSummary};
use tokio::sync::Semaphore;

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
}

/// Questions that may wait for a database at once; others wait in line.
const AT_ONCE: usize = 16;
/// How long a question may wait in line.
const IN_LINE: Duration = Duration::from_secs(10);
/// How old knowledge of the revision may be: a change is in the next tile within a second.
const FRESH: Duration = Duration::from_millis(500);

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) source: Source,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) tiles: TileCache,
    line: Arc<Semaphore>,
    known: Mutex<Known>,
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
            source,
            settings,
            metrics: Metrics::default(),
            line: Arc::new(Semaphore::new(AT_ONCE)),
            known: Mutex::new(Known { summary, version, looked_at }),
        })
    }

    /// Asks the source where waiting is allowed.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = tokio::time::timeout(IN_LINE, Arc::clone(&self.line).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Problem::busy()) };
        let app = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            let answer = question(&app);
            drop(turn);
            answer
        });
        asked.await.unwrap_or_else(|_| Err(Problem::internal()))
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

    /// The version, where it is fresh enough to be used without asking.
    pub(crate) fn fresh_revision(&self) -> Option<Version> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        (known.looked_at.elapsed() < FRESH).then_some(known.version)
    }

    /// An address clients reach.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url)
    }
}
