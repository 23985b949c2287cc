//! What a connection is doing, and since when.

use crate::limits::Limits;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;

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
    requests: u32,
    is_to_leave: bool,
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

    /// Bytes went out, or could not.
    pub(super) fn tell(&self, did_go_out: bool) {
        self.change(|now| {
            now.stalled_since =
                if did_go_out { None } else { Some(now.stalled_since.unwrap_or_else(Instant::now)) };
        });
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

    pub(super) fn is_overdue(&self, limits: &Limits) -> bool {
        self.change(|now| {
            let is_slow = match now.phase {
                Phase::Head => now.since.elapsed() > limits.head,
                Phase::Idle => now.since.elapsed() > limits.idle,
                Phase::Answering => false,
            };
            is_slow || now.stalled_since.is_some_and(|since| since.elapsed() > limits.stalled)
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
