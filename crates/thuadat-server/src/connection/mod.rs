//! Connections: how many there may be, how long each may be silent or slow, and how they end.

mod doorman;
mod guarded;
mod state;

pub(crate) use doorman::{Doorman, customer};

use crate::limits::Limits;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use guarded::{GuardedBody, GuardedStream};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use state::ConnectionState;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

/// Where a request comes from, as far as the connection tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// How long to wait where the system has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);
/// How often a connection is looked at, at least.
const LOOK: Duration = Duration::from_secs(1);

/// Answers on a socket until `ending` says so, and then finishes what was begun, for so long. Connections on which nothing is asked
/// are closed at once.
pub(crate) async fn answer_on(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
    to_finish: Duration,
) {
    let doorman = Arc::new(Doorman::new(limits.connections, limits.connections_of_one));
    let is_over = ending.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ended(&mut ending) => break,
        };
        match accepted {
            Ok((stream, peer)) => greet(stream, peer, &doorman, &router, limits, &is_over),
            // Of one connection, or of the system, which has no room for more: those that are there go on.
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be taken");
                tokio::time::sleep(NO_ROOM).await;
            }
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(to_finish, doorman.all_gone()).await;
}

async fn ended(ending: &mut watch::Receiver<bool>) {
    // Who could tell is gone: then it is over, too.
    let _ = ending.wait_for(|is_over| *is_over).await;
}

fn greet(
    stream: TcpStream,
    peer: SocketAddr,
    doorman: &Arc<Doorman>,
    router: &Router,
    limits: Limits,
    ending: &watch::Receiver<bool>,
) {
    // Answers go out when they are whole; waiting for more bytes only makes them late.
    let _ = stream.set_nodelay(true);
    let Some(place) = doorman.admit(peer.ip()) else {
        turn_away(&stream);
        return;
    };
    let (router, ending) = (router.clone(), ending.clone());
    tokio::spawn(async move {
        converse(stream, peer, &place.state, router, limits, ending).await;
        drop(place);
    });
}

/// Says that there is no room, as far as that can be said without waiting for the client.
fn turn_away(stream: &TcpStream) {
    const BODY: &str = "{\"type\":\"about:blank\",\"status\":503,\"title\":\"Service Unavailable\",\"code\":\"busy\",\
        \"detail\":\"the server has too many connections; try again in a few seconds\",\
        \"detail_vi\":\"máy chủ có quá nhiều kết nối; hãy thử lại sau ít giây\"}";
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {}\r\nRetry-After: 2\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        BODY.len()
    );
    // A socket that was never written to takes so few bytes at once.
    let _ = stream.try_write(format!("{head}{BODY}").as_bytes());
}

async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    state: &Arc<ConnectionState>,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
) {
    let service = {
        let state = Arc::clone(state);
        service_fn(move |mut request: hyper::Request<Incoming>| {
            let is_last = state.begin_request() >= limits.requests_a_connection;
            request.extensions_mut().insert(Peer(peer));
            let answered = router.clone().oneshot(request.map(Body::new));
            let state = Arc::clone(&state);
            async move {
                let mut response = answered.await.unwrap_or_else(|never| match never {});
                if is_last {
                    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response.map(|body| GuardedBody::new(body, state)))
            }
        })
    };
    let stream = TokioIo::new(GuardedStream::new(stream, Arc::clone(state)));
    let mut conversation = pin!(http1::Builder::new().serve_connection(stream, service));
    let mut look = tokio::time::interval(LOOK.min(limits.head / 4).max(Duration::from_millis(5)));
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_last = false;
    loop {
        tokio::select! {
            // A client that breaks off, or speaks no HTTP, is no matter of ours.
            _ = conversation.as_mut() => return,
            () = ended(&mut ending), if !is_last => {
                // Where nothing was asked, nothing is to be finished.
                if state.is_before_a_request() { return; }
                conversation.as_mut().graceful_shutdown();
                is_last = true;
            }
            () = state.asked_to_leave() => return,
            _ = look.tick() => if state.is_overdue(&limits, Instant::now()) { return; },
        }
    }
}
