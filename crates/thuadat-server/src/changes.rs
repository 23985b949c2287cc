//! `/changes`: tells open viewers when something changed (server-sent events), so that they follow.

use crate::findings::FindingsMap;
use crate::state::App;
use crate::web::Problem;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as HttpBody, Frame};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Viewers that are told at once; each holds a connection.
const MOST: usize = 200;
/// How often it is looked whether something changed: all viewers share one look.
const LOOK: Duration = Duration::from_millis(500);
/// How often something is said where nothing changes, so that a proxy does not take the connection for dead.
const STILL_HERE: Duration = Duration::from_secs(15);

/// A place among those who are told, given back when dropped.
struct Place(Arc<App>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.viewers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Events without end.
pub(crate) async fn changes(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let before = app.viewers.fetch_add(1, Ordering::Relaxed);
    let place = Place(Arc::clone(&app));
    if before >= MOST {
        return Err(Problem::busy());
    }
    let (sender, receiver) = mpsc::channel(4);
    let known = state_of(&app).await?;
    tokio::spawn(async move {
        tell(&place.0, known, &sender).await;
        drop(place);
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that keep answers back would keep all of this one.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::new(Events(receiver))).into_response())
}

/// What changes: the parcels, and the findings.
type Known = (crate::source::Version, u64);

async fn state_of(app: &Arc<App>) -> Result<Known, Problem> {
    // What another viewer was told a moment ago.
    if let (Some(version), Some(number)) = (app.fresh_revision(), app.fresh_findings()) {
        return Ok((version, number));
    }
    app.ask(|app| {
        let map: Arc<FindingsMap> = app.findings()?;
        Ok((app.summary()?.0, map.number))
    })
    .await
}

async fn tell(app: &Arc<App>, mut known: Known, sender: &mpsc::Sender<Bytes>) {
    let mut ending = app.ending();
    let mut look = tokio::time::interval(LOOK);
    let mut said_at = Instant::now();
    if sender.send(Bytes::from_static(b"retry: 3000\n\n")).await.is_err() {
        return;
    }
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = sender.closed() => return,
            _ = ending.wait_for(|is_over| *is_over) => return,
        }
        // A store that does not answer for a while is asked again.
        let Ok(now) = state_of(app).await else { continue };
        let event = if now != known {
            known = now;
            let (parcels, findings) = (now.0.number(), now.1);
            Bytes::from(format!(
                "event: change\ndata: {{\"parcels\":\"{parcels}\",\"findings\":{findings}}}\n\n"
            ))
        } else if said_at.elapsed() >= STILL_HERE {
            Bytes::from_static(b": still here\n\n")
        } else {
            continue;
        };
        said_at = Instant::now();
        if sender.send(event).await.is_err() {
            return;
        }
    }
}

/// What is sent as it comes.
struct Events(mpsc::Receiver<Bytes>);

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|event| event.map(|bytes| Ok(Frame::data(bytes))))
    }
}
