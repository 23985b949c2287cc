//! How much anybody may ask for, and for how long.

use std::time::Duration;

/// How much anybody may ask for, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once. One more takes the place of the one that has been silent longest; where all are at work it is turned away.
    pub connections: usize,
    /// Connections of one address at once; 0 for as many as there are. One more takes the place of that of them which has been silent
    /// longest; where all are at work it is turned away.
    pub connections_of_one: usize,
    /// How long the head of a request may take to come in, from its first byte, and how long a new connection may say nothing.
    pub head: Duration,
    /// How long a connection may be silent between two requests.
    pub idle: Duration,
    /// How long a client may take in nothing of its answer, or less than a kilobyte a second of it.
    pub stalled: Duration,
    /// Requests on one connection; then it is closed, and the client makes a new one.
    pub requests_a_connection: u32,
    /// How long an answer may take.
    pub answer: Duration,
    /// Bytes of the body of a request.
    pub body_bytes: usize,
    /// Questions to the source at once; others wait in line.
    pub at_once: usize,
    /// Questions that wait in line; more are turned away.
    pub in_line: usize,
    /// How long a question may wait in line.
    pub wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_of_one: 64,
            head: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            stalled: Duration::from_secs(30),
            requests_a_connection: 10_000,
            answer: Duration::from_secs(30),
            body_bytes: 4 << 20,
            at_once: 16,
            in_line: 256,
            wait: Duration::from_secs(10),
        }
    }
}
