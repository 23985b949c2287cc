//! Who comes in: known by a key or not, and not too often.

use super::key_file::read;
use super::keys::{KeptKey, hash_of, is_same, name_in};
use super::pace::{Asker, Pace};
use super::role::Role;
use crate::connection::Peer;
use crate::state::App;
use crate::web::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use thuadat::cadastre::Timestamp;

/// How old knowledge of the keys may be: one that is revoked opens nothing a second later.
const FRESH: Duration = Duration::from_millis(500);

/// Who asks, and what he may.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    role: Option<Role>,
    /// None of them for all.
    communes: BTreeSet<String>,
    key: Option<String>,
    label: String,
}

impl Caller {
    /// Whether he has a role, if only for some communes.
    pub(crate) fn is_at_least(&self, role: Role) -> bool {
        self.role.is_some_and(|own| own >= role)
    }

    /// What records call him: what his key is for, or its name.
    pub(crate) fn name(&self) -> String {
        let label = self.label.trim();
        if label.is_empty() { self.key.clone().unwrap_or_default() } else { label.to_owned() }
    }

    /// Whether he may see what is for a role, of a commune. Whoever is for some communes sees nothing of what has none.
    pub(crate) fn may(&self, role: Role, commune: Option<&str>) -> bool {
        let is_there = self.communes.is_empty() || commune.is_some_and(|code| self.communes.contains(code));
        self.role.is_some_and(|own| own >= role) && is_there
    }
}

/// Who comes in.
#[derive(Debug)]
pub(crate) struct Gate {
    file: Option<PathBuf>,
    known: Mutex<KnownKeys>,
    pace: Pace,
    trusted_hops: usize,
}

#[derive(Debug, Default)]
struct KnownKeys {
    keys: Vec<KeptKey>,
    /// What the file was when it was read.
    seen: Option<FileLook>,
    looked_at: Option<Instant>,
}

type FileLook = (SystemTime, u64);

impl Gate {
    pub(crate) fn new(file: Option<PathBuf>, requests_a_minute: u32, trusted_hops: usize) -> Self {
        Self { file, known: Mutex::default(), pace: Pace::new(requests_a_minute), trusted_hops }
    }

    /// Whether there are keys at all.
    pub(crate) fn has_keys(&self) -> bool {
        self.file.is_some()
    }

    /// Who it is that shows these headers.
    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let Some(shown) = shown_key(headers)? else { return Ok(Caller::default()) };
        let key =
            self.file.as_deref().and_then(|file| self.known_key(file, shown)).ok_or_else(unknown_key)?;
        Ok(Caller { role: Some(key.role), communes: key.communes, key: Some(key.name), label: key.label })
    }

    fn known_key(&self, file: &Path, shown: &str) -> Option<KeptKey> {
        let name = name_in(shown)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.look_at(file);
        let key = known.keys.iter().find(|key| key.name == name)?;
        let is_it = is_same(&key.hash, &hash_of(shown)) && key.is_valid_at(&Timestamp::now());
        is_it.then(|| key.clone())
    }

    /// The address a request comes from: of the connection, or what as many proxies as are trusted say of it.
    fn address(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
        if self.trusted_hops == 0 {
            return peer;
        }
        let lines = request.headers().get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        // What stands farther left may be anybody's invention.
        let own = named.len().checked_sub(self.trusted_hops).and_then(|at| named.get(at));
        own.and_then(|text| forwarded(text)).or(peer)
    }
}

/// An address as proxies write it: alone, with a port, of the sixth version in brackets too.
fn forwarded(text: &str) -> Option<IpAddr> {
    let alone = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    alone.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

impl KnownKeys {
    /// Reads the file again where it is another one. Where it cannot be read no key opens anything.
    fn look_at(&mut self, file: &Path) {
        if self.looked_at.is_some_and(|at| at.elapsed() < FRESH) {
            return;
        }
        self.looked_at = Some(Instant::now());
        let look = std::fs::metadata(file).and_then(|file| Ok((file.modified()?, file.len()))).ok();
        if look.is_some() && look == self.seen {
            return;
        }
        match read(file) {
            Ok(keys) => (self.keys, self.seen) = (keys, look),
            Err(error) => {
                tracing::error!(error = %error, "no key opens anything");
                (self.keys, self.seen) = (Vec::new(), None);
            }
        }
    }
}

/// The key a client shows; other ways to say who one is are a proxy's matter.
fn shown_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut shown = None;
    for value in headers.get_all(header::AUTHORIZATION) {
        let Some((scheme, key)) = value.to_str().ok().and_then(|value| value.split_once(' ')) else {
            continue;
        };
        if !scheme.eq_ignore_ascii_case("bearer") {
            continue;
        }
        if shown.replace(key.trim()).is_some() {
            return Err(unknown_key());
        }
    }
    Ok(shown)
}

fn unknown_key() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unknown-key",
        "khóa không dùng được: sai, đã hết hạn hoặc đã thu hồi; hãy xin khóa khác",
        "this key opens nothing: it is wrong, expired or revoked; ask for another one",
    )
}

/// Lets a request pass with who makes it, or says why not.
pub(crate) async fn pass(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let of_address = app.gate.address(&request).map_or(Asker::Unknown, Asker::at);
    // Browsers ask without keys before they ask with one.
    if request.method() == Method::OPTIONS {
        return match app.gate.pace.count(of_address, Instant::now()) {
            Ok(()) => next.run(request).await,
            Err(wait) => too_often(wait),
        };
    }
    let caller = app.gate.caller(request.headers());
    let asker = match caller.as_ref().ok().and_then(|caller| caller.key.clone()) {
        Some(key) => Asker::Key(key),
        None => of_address,
    };
    if let Err(wait) = app.gate.pace.count(asker, Instant::now()) {
        return too_often(wait);
    }
    let caller = match caller {
        Ok(caller) => caller,
        Err(problem) => {
            let mut response = problem.into_response();
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            return response;
        }
    };
    let is_known = caller.role.is_some();
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    if app.gate.has_keys() {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Authorization"));
    }
    let is_shared = response.headers().get(header::CACHE_CONTROL).is_none_or(|value| value != "no-store");
    if is_known && is_shared {
        let own = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, own);
    }
    response
}

fn too_often(wait: Duration) -> Response {
    let seconds = wait.as_secs() + 1;
    let mut response = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-often",
        format!("hỏi quá nhiều lần; hãy đợi {seconds} giây"),
        format!("too many questions; wait {seconds} seconds"),
    )
    .into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_proxies_write_them() {
        for (text, expected) in [
            ("10.0.0.1", Some("10.0.0.1")),
            ("10.0.0.1:5678", Some("10.0.0.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("[2001:db8::1]:5678", Some("2001:db8::1")),
            ("[2001:db8::1", None),
            ("unknown", None),
            ("", None),
        ] {
            let read = forwarded(text).map(|address| address.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
