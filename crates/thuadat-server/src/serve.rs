//! The server on its socket, from the first request to the last.

use crate::router::routes;
use crate::source::{Source, SourceError};
use crate::state::{App, Settings};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thuadat::Message;
use thuadat::cadastre::PublicSummary;
use tokio::net::TcpListener;

/// How often it is looked whether somebody wants the server to end.
const LOOK: Duration = Duration::from_millis(50);
/// How long requests that are being answered may take when it ends.
const TO_FINISH: Duration = Duration::from_secs(10);
/// Tiles kept in memory.
const TILE_CACHE_BYTES: u64 = 256 << 20;

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServeRequest {
    /// Address and port to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address clients reach the server under, if it is another one than that, with the path everything stands under.
    pub public_url: Option<PublicUrl>,
}

/// An address clients reach the server under, such as `https://ban-do.example.vn/cao-loc`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    path: String,
}

/// A text that is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address clients could use; expected https://host or https://host/path, without ? and #")]
pub struct BadPublicUrl(String);

impl BadPublicUrl {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message {
            vi: format!(
                "`{}` không phải địa chỉ dùng được; cần dạng https://máy-chủ hoặc https://máy-chủ/đường-dẫn, không có ? và #",
                self.0
            ),
            en: self.to_string(),
        }
    }
}

impl std::str::FromStr for PublicUrl {
    type Err = BadPublicUrl;

    fn from_str(text: &str) -> Result<Self, BadPublicUrl> {
        let bad = || BadPublicUrl(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_end_matches('/');
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
        let is_path = |letter: char| letter.is_ascii_alphanumeric() || "-._~/".contains(letter);
        let is_sound = ["http", "https"].contains(&scheme)
            && !host.is_empty()
            && host.chars().all(is_host)
            && path.chars().all(is_path)
            && !path.contains("//");
        if !is_sound {
            return Err(bad());
        }
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        Ok(Self { origin: format!("{scheme}://{host}"), path })
    }
}

/// What is served, once it is.
#[derive(Debug)]
pub struct Serving {
    /// The address of the map.
    pub url: String,
    /// What is served.
    pub name: String,
    /// What it holds.
    pub summary: Arc<PublicSummary>,
    /// Whether the map page was there when the program was built.
    pub has_map: bool,
}

/// Why nothing is served, or no longer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The source does not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Nothing can be heard at the address.
    #[error("cannot listen at {listen}: {source}; give another address or port with --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The system refuses.
    #[error("the server cannot go on: {0}")]
    Io(#[from] io::Error),
}

impl ServeError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Source(error) => return error.message(),
            Self::Listen { listen, source } => {
                format!("không nghe được ở {listen}: {source}; hãy chọn địa chỉ hoặc cổng khác bằng --listen")
            }
            Self::Io(error) => format!("máy chủ không chạy tiếp được: {error}"),
        };
        Message { vi, en: self.to_string() }
    }
}

/// Serves until somebody wants it to end, and finishes what it has begun. `ready` is told once requests are heard.
///
/// # Errors
///
/// See [`ServeError`].
pub fn serve(
    source: Source,
    request: &ServeRequest,
    ready: impl FnOnce(&Serving),
    is_asked_to_end: impl Fn() -> bool + Send + Sync + 'static,
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve_here(source, request, ready, Arc::new(is_asked_to_end)));
    // Questions to a database that hangs are not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn serve_here(
    source: Source,
    request: &ServeRequest,
    ready: impl FnOnce(&Serving),
    is_asked_to_end: Arc<impl Fn() -> bool + Send + Sync + 'static>,
) -> Result<(), ServeError> {
    let refused = |source| ServeError::Listen { listen: request.listen, source };
    let listener = TcpListener::bind(request.listen).await.map_err(refused)?;
    let heard_at = listener.local_addr().map_err(refused)?;
    let public = request.public_url.clone();
    let public =
        public.unwrap_or_else(|| PublicUrl { origin: format!("http://{heard_at}"), path: String::new() });
    let settings = Settings {
        public_url: format!("{}{}", public.origin, public.path),
        base_path: public.path,
        tile_cache_bytes: TILE_CACHE_BYTES,
    };
    let app = App::new(source, settings).map_err(|error| ServeError::Source(error.into()))?;
    let (_, summary) = app.summary().map_err(|error| ServeError::Source(error.into()))?;
    ready(&Serving {
        url: app.url("/"),
        name: app.source.name(),
        summary,
        has_map: crate::viewer::is_whole(),
    });
    let until = {
        let is_asked_to_end = Arc::clone(&is_asked_to_end);
        async move { asked(&*is_asked_to_end).await }
    };
    let server = axum::serve(listener, routes(Arc::new(app))).with_graceful_shutdown(until);
    let server = tokio::spawn(server.into_future());
    asked(&*is_asked_to_end).await;
    match tokio::time::timeout(TO_FINISH, server).await {
        Ok(Ok(served)) => Ok(served?),
        Ok(Err(_)) => Err(io::Error::other("a part of it failed").into()),
        // Who is still being answered after that is not waited for.
        Err(_) => Ok(()),
    }
}

async fn asked(is_asked_to_end: &(impl Fn() -> bool + Send + Sync)) {
    while !is_asked_to_end() {
        tokio::time::sleep(LOOK).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_clients() {
        for (text, expected) in [
            ("https://a.vn", Some(("https://a.vn", ""))),
            ("https://a.vn/", Some(("https://a.vn", ""))),
            ("http://127.0.0.1:8080/ban-do/x/", Some(("http://127.0.0.1:8080", "/ban-do/x"))),
            ("a.vn", None),
            ("ftp://a.vn", None),
            ("https://a.vn/{x}", None),
            ("https://a.vn/x?y", None),
            ("https:///x", None),
        ] {
            let read = text.parse::<PublicUrl>().ok();
            let shown = read.as_ref().map(|url| (url.origin.as_str(), url.path.as_str()));
            assert_eq!(shown, expected, "{text}");
        }
    }
}
