//! The server on its socket, from the first request to the last.

use crate::connection::answer_on;
use crate::limits::Limits;
use crate::router::routes;
use crate::source::{Source, SourceError};
use crate::state::{App, Settings};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thuadat::Message;
use thuadat::cadastre::PublicSummary;
use tokio::net::TcpListener;

/// How often it is looked whether somebody wants the server to end.
const LOOK: Duration = Duration::from_millis(50);
/// How long requests that are being answered may take when it ends.
const TO_FINISH: Duration = Duration::from_secs(10);

/// Where and how to serve.
#[derive(Debug, Clone)]
pub struct ServeRequest {
    /// Address and port to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address clients reach the server under, if it is another one than that, with the path everything stands under.
    pub public_url: Option<PublicUrl>,
    /// Bytes of tiles kept in memory.
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

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
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
                let why = match source.kind() {
                    io::ErrorKind::AddrInUse => "một chương trình khác đang dùng cổng này".to_owned(),
                    io::ErrorKind::PermissionDenied => {
                        "không có quyền dùng cổng này (cổng dưới 1024 cần quyền quản trị)".to_owned()
                    }
                    io::ErrorKind::AddrNotAvailable => "máy này không có địa chỉ đó".to_owned(),
                    _ => format!("hệ thống báo “{source}”"),
                };
                format!("không nghe được ở {listen}: {why}; hãy chọn địa chỉ hoặc cổng khác bằng --listen")
            }
            Self::Io(error) => format!("máy chủ không chạy tiếp được: hệ thống báo “{error}”"),
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
    let served = runtime.block_on(serve_here(source, request, ready, is_asked_to_end));
    // Questions to a database that hangs are not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn serve_here(
    source: Source,
    request: &ServeRequest,
    ready: impl FnOnce(&Serving),
    is_asked_to_end: impl Fn() -> bool + Send + Sync + 'static,
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
        tile_cache_bytes: request.tile_cache_bytes,
        limits: request.limits,
        keys: request.keys.clone(),
        requests_a_minute: request.requests_a_minute,
        trusted_hops: request.trusted_hops,
        is_read_only: request.is_read_only,
    };
    let app = App::new(source, settings).map_err(|error| ServeError::Source(error.into()))?;
    let (_, summary) = app.summary().map_err(|error| ServeError::Source(error.into()))?;
    ready(&Serving {
        url: app.url("/"),
        name: app.source.name(),
        summary,
        has_map: crate::viewer::is_whole(),
    });
    let app = Arc::new(app);
    let mut limits = request.limits;
    // Those who connect are proxies then, each for many.
    if request.trusted_hops > 0 {
        limits.connections_of_one = 0;
    }
    let answering = answer_on(listener, routes(Arc::clone(&app)), limits, app.ending(), TO_FINISH);
    let asked = async {
        asked(&is_asked_to_end).await;
        app.end();
    };
    tokio::join!(answering, asked);
    Ok(())
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
