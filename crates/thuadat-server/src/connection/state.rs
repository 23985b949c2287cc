//! What a connection is doing, and since when.

use crate::limits::Limits;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;

/// Bytes a second a client must take in of an answer it does not take in at once.
const LEAST_A_SECOND: u64 = 1024;

/// What a connection is doing, and since when.
#[derive(Debug)]
pub(super) struct ConnectionState {
    now: Mutex<Now>,
    leave: Notify,
}

#[derive(Debug)]
struct Now {
    phase: Phase,
    since: Instant,
    /// Since when the client takes in nothing of what is written; none where it does.
    stalled_since: Option<Instant>,
    /// What went out since something could not go out at once, as long as not all is out.
    behind: Option<Behind>,
    requests: u32,
    is_to_leave: bool,
}

#[derive(Debug)]
struct Behind {
    since: Instant,
    bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The head of a request is coming in, or the first one has not begun.
    Head,
    /// A request is being answered.
    Answering,
    /// An answer is out and nothing else was asked yet.
    Idle,
}

impl ConnectionState {
    pub(super) fn new() -> Self {
        let now = Now {
            phase: Phase::Head,
            since: Instant::now(),
            stalled_since: None,
            behind: None,
            requests: 0,
            is_to_leave: false,
        };
        Self { now: Mutex::new(now), leave: Notify::new() }
    }

    /// A request was heard; tells how many there were on this connection.
    pub(super) fn begin_request(&self) -> u32 {
        self.change(|now| {
            now.requests += 1;
            now.enter(Phase::Answering);
            now.requests
        })
    }

    pub(super) fn end_answer(&self) {
        self.change(|now| now.enter(Phase::Idle));
    }

    /// Bytes came in.
    pub(super) fn hear(&self) {
        self.change(|now| {
            if now.phase == Phase::Idle {
                now.enter(Phase::Head);
            }
        });
    }

    /// So many bytes went out.
    pub(super) fn tell(&self, bytes: usize) {
        self.change(|now| {
            now.stalled_since = None;
            if let Some(behind) = &mut now.behind {
                behind.bytes += bytes as u64;
            }
        });
    }

    /// Bytes could not go out.
    pub(super) fn wait_to_tell(&self) {
        self.change(|now| {
            let at = Instant::now();
            now.stalled_since.get_or_insert(at);
            now.behind.get_or_insert(Behind { since: at, bytes: 0 });
        });
    }

    /// All there was to tell is out.
    pub(super) fn has_told(&self) {
        self.change(|now| now.behind = None);
    }

    /// Whether it waits for a request, or for the rest of one.
    pub(super) fn is_before_a_request(&self) -> bool {
        self.change(|now| now.phase == Phase::Head)
    }

    /// Since when nothing is being answered, where that is so.
    pub(super) fn silent_since(&self) -> Option<Instant> {
        self.change(|now| {
            let is_silent = now.phase != Phase::Answering && now.stalled_since.is_none() && !now.is_to_leave;
            is_silent.then_some(now.since)
        })
    }

    pub(super) fn is_overdue(&self, limits: &Limits, at: Instant) -> bool {
        self.change(|now| {
            let is_long = |since: Instant, most| at.saturating_duration_since(since) > most;
            let is_slow = match now.phase {
                Phase::Head => is_long(now.since, limits.head),
                Phase::Idle => is_long(now.since, limits.idle),
                Phase::Answering => false,
            };
            let is_stalled = now.stalled_since.is_some_and(|since| is_long(since, limits.stalled));
            let is_behind = match &mut now.behind {
                Some(behind) if is_long(behind.since, limits.stalled) => {
                    let is_too_little = behind.bytes < LEAST_A_SECOND * limits.stalled.as_secs();
                    *behind = Behind { since: at, bytes: 0 };
                    is_too_little
                }
                _ => false,
            };
            is_slow || is_stalled || is_behind
        })
    }

    /// Asks it to make room for another one.
    pub(super) fn ask_to_leave(&self) {
        self.change(|now| now.is_to_leave = true);
        self.leave.notify_one();
    }

    pub(super) fn is_to_leave(&self) -> bool {
        self.change(|now| now.is_to_leave)
    }

    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    fn change<T>(&self, change: impl FnOnce(&mut Now) -> T) -> T {
        change(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Now {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn who_takes_in_too_little_is_overdue() {
        let limits = Limits { stalled: Duration::from_secs(30), ..Limits::default() };
        for (taken, is_all_out, expected) in
            [(0, false, true), (10, false, true), (30 << 10, false, false), (10, true, false)]
        {
            let state = ConnectionState::new();
            state.begin_request();
            state.wait_to_tell();
            if taken > 0 {
                state.tell(taken);
            }
            if is_all_out {
                state.has_told();
            }
            let begun = Instant::now();
            assert!(!state.is_overdue(&limits, begun), "{taken}");
            let later = begun + Duration::from_secs(31);
            assert_eq!(state.is_overdue(&limits, later), expected, "{taken}");
            // What was taken in before counts once.
            let latest = later + Duration::from_secs(31);
            assert_eq!(state.is_overdue(&limits, latest), !is_all_out, "{taken}");
        }
    }
}
