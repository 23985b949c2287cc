//! Connections over a real socket: silent ones, slow ones, too many, and the end.

use crate::fixture::sample;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use thuadat::{ReadRequest, Unobserved};
use thuadat_server::{Limits, ServeRequest, Source, serve};

/// Longer than anything takes; a test that waits so long has failed.
const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);
/// A map to be checked, which is answered when all of it is there.
const MAP: &str = "{\"type\":\"FeatureCollection\",\"features\":[]}";

/// A server on a port of its own.
struct Running {
    at: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(limits: Limits) -> Self {
        Self::behind(limits, 0)
    }

    fn behind(limits: Limits, trusted_hops: usize) -> Self {
        let path = sample().display().to_string();
        let source = Source::open(&path, ReadRequest::of(&path), &Unobserved).unwrap();
        let request = ServeRequest {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: None,
            tile_cache_bytes: 0,
            limits,
            keys: None,
            requests_a_minute: 0,
            trusted_hops,
            is_read_only: false,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let (tell, told) = mpsc::channel();
        let stopping = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let ready = |serving: &thuadat_server::Serving| tell.send(serving.url.clone()).unwrap();
            serve(source, &request, ready, move || stopping.load(Ordering::Relaxed)).unwrap();
        });
        let url = told.recv().unwrap();
        let at = url.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        Self { at, stop, thread: Some(thread) }
    }

    fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        Client { stream: BufReader::new(stream) }
    }

    /// How long it takes to end.
    fn end(mut self) -> Duration {
        let begun = Instant::now();
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
        begun.elapsed()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn say(&mut self, words: &str) {
        // Who was sent away already may not be heard any more.
        let _ = self.stream.get_mut().write_all(words.as_bytes());
    }

    fn ask(&mut self, path: &str) -> Option<(u16, String)> {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        self.answer()
    }

    /// Status and head of the next answer, whose body is read; none where the connection ended.
    fn answer(&mut self) -> Option<(u16, String)> {
        let mut head = String::new();
        loop {
            let mut line = String::new();
            match self.stream.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) if line == "\r\n" => break,
                Ok(_) => head.push_str(&line.to_ascii_lowercase()),
                Err(error) => {
                    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "nothing happened for so long");
                    return None;
                }
            }
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
        self.stream.read_exact(&mut body).ok()?;
        Some((status, head))
    }

    /// Whether the server has ended the connection, as one sees who reads nothing.
    fn is_gone(&mut self) -> bool {
        use std::io::ErrorKind::{BrokenPipe, ConnectionReset};
        let said = self.stream.get_mut().write_all(b"\r\n");
        said.is_err_and(|error| matches!(error.kind(), BrokenPipe | ConnectionReset))
    }

    /// Begins to send a map, as far as that the server is at work and waits for the rest.
    fn begin_to_send(&mut self) {
        let length = MAP.len();
        self.say(&format!(
            "POST /check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"
        ));
        assert_eq!(self.answer().unwrap().0, 100);
    }

    fn is_ended(&mut self) -> bool {
        self.answer().is_none()
    }
}

#[test]
fn who_says_nothing_or_too_slowly_is_not_waited_for() {
    let server = Running::start(Limits { head: SHORT, idle: LONG, ..Limits::default() });
    let begun = Instant::now();
    let (mut silent, mut half, mut second) = (server.connect(), server.connect(), server.connect());
    half.say("GET /health HTTP/1.1\r\nHost:");
    assert_eq!(second.ask("/health").unwrap().0, 200);
    // The head of a second request is watched like that of the first.
    second.say("GET /hea");
    assert!(silent.is_ended() && half.is_ended() && second.is_ended());
    assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
}

#[test]
fn connections_are_kept_for_a_while() {
    let server = Running::start(Limits { head: LONG, idle: SHORT, ..Limits::default() });
    let mut client = server.connect();
    for _ in 0..3 {
        assert_eq!(client.ask("/health").unwrap().0, 200);
    }
    assert!(client.is_ended(), "silent for too long");
}

#[test]
fn so_many_requests_and_no_more() {
    let server = Running::start(Limits { requests_a_connection: 2, ..Limits::default() });
    let mut client = server.connect();
    let (first, second) = (client.ask("/health").unwrap(), client.ask("/health").unwrap());
    assert!(!first.1.contains("connection: close") && second.1.contains("connection: close"));
    assert!(client.is_ended());
}

/// Ten thousand that say nothing keep nobody else out.
#[test]
fn the_silent_make_room() {
    let server = Running::start(Limits { connections: 3, head: LONG, idle: LONG, ..Limits::default() });
    let mut silent: Vec<Client> = (0..3).map(|_| server.connect()).collect();
    // The first ones have come in before others are counted.
    assert_eq!(silent[2].ask("/health").unwrap().0, 200);
    let mut late = server.connect();
    assert_eq!(late.ask("/health").unwrap().0, 200);
    assert!(silent[0].is_ended(), "the one that was silent longest");
    assert_eq!(late.ask("/health").unwrap().0, 200);
    for _ in 0..50 {
        assert_eq!(server.connect().ask("/health").unwrap().0, 200);
    }
}

#[test]
fn who_takes_in_nothing_is_not_waited_for() {
    let server = Running::start(Limits { stalled: SHORT, idle: LONG, ..Limits::default() });
    let (mut client, mut other) = (server.connect(), server.connect());
    let question = "GET /viewer/maplibre-gl.mjs HTTP/1.1\r\nHost: x\r\n\r\n";
    client.say(&question.repeat(200));
    // Others are answered meanwhile, until the silent one is gone.
    let begun = Instant::now();
    while !client.is_gone() {
        assert_eq!(other.ask("/health").unwrap().0, 200);
        assert!(begun.elapsed() < LONG, "it is still waited for");
    }
}

#[test]
fn the_end_waits_for_nobody_who_is_silent() {
    let server = Running::start(Limits { head: LONG, idle: LONG, ..Limits::default() });
    let (mut fresh, mut kept, mut half) = (server.connect(), server.connect(), server.connect());
    half.say("GET /health HTT");
    assert_eq!(kept.ask("/health").unwrap().0, 200);
    let took = server.end();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(fresh.is_ended() && kept.is_ended() && half.is_ended());
}

#[test]
fn where_all_are_at_work_one_more_is_told_so() {
    let server = Running::start(Limits { connections: 1, head: LONG, idle: LONG, ..Limits::default() });
    let mut busy = server.connect();
    busy.begin_to_send();
    let mut other = server.connect();
    let (status, head) = other.answer().unwrap();
    assert_eq!(status, 503);
    assert!(head.contains("retry-after: 2") && head.contains("application/problem+json"), "{head}");
    assert!(other.is_ended());
    busy.say(MAP);
    assert_eq!(busy.answer().unwrap().0, 422);
    assert_eq!(busy.ask("/health").unwrap().0, 200);
}

#[test]
fn one_address_has_its_share() {
    let share = Limits { connections_of_one: 1, head: LONG, idle: LONG, ..Limits::default() };
    let server = Running::start(share);
    let mut busy = server.connect();
    busy.begin_to_send();
    let mut other = server.connect();
    assert_eq!(other.answer().unwrap().0, 503);
    assert!(other.is_ended());
    busy.say(MAP);
    assert_eq!(busy.answer().unwrap().0, 422);
    // Where proxies are in front, an address is many people.
    let server = Running::behind(share, 1);
    let mut busy = server.connect();
    busy.begin_to_send();
    assert_eq!(server.connect().ask("/health").unwrap().0, 200);
}

#[test]
fn what_comes_in_broken_is_not_called_large() {
    let server = Running::start(Limits { body_bytes: 8, ..Limits::default() });
    for (chunks, expected) in [("zz\r\n", 400), ("9\r\n123456789\r\n0\r\n\r\n", 413)] {
        let mut client = server.connect();
        client.say(&format!("POST /check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"));
        assert_eq!(client.answer().unwrap().0, expected, "{chunks}");
    }
}

#[test]
fn what_was_begun_is_finished() {
    let server = Running::start(Limits::default());
    let mut client = server.connect();
    client.begin_to_send();
    let stop = Arc::clone(&server.stop);
    stop.store(true, Ordering::Relaxed);
    // No new one is heard any more.
    let begun = Instant::now();
    while TcpStream::connect(server.at).is_ok() {
        assert!(begun.elapsed() < LONG, "it does not end");
    }
    client.say(MAP);
    assert_eq!(client.answer().unwrap().0, 422);
    assert!(client.is_ended());
    assert!(server.end() < Duration::from_secs(5));
}
