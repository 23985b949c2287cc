//! What goes around every request: its id, its time, limits, headers for browsers, the log.

use super::{Accepted, Problem};
use crate::state::App;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest address that is read.
const LONGEST_ADDRESS: usize = 8192;

/// Answers a request and keeps account of it. The log has the template of the route and not the address: people search for what is
/// theirs.
pub(crate) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    let method_name = known_name(&method);
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "none".to_owned());
    let refused = refused(&request, app.settings.limits.body_bytes);
    let answered = async {
        match refused {
            Some(problem) => problem.into_response(),
            None => next.run(request).await,
        }
    };
    let mut response = match tokio::time::timeout(app.settings.limits.answer, answered).await {
        Ok(response) => response,
        Err(_) => Problem::too_slow().into_response(),
    };
    decorate(response.headers_mut(), &id);
    // What becomes of it in [`preflight`].
    let is_preflight = method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED;
    let status = if is_preflight { 204 } else { response.status().as_u16() };
    let duration = begun.elapsed();
    app.metrics.note(method_name, &route, status, duration);
    let milliseconds = duration.as_secs_f64() * 1000.0;
    tracing::info!(request = id, method = method_name, route, status, milliseconds, "answered");
    response
}

/// The method, where it is one of the usual; what clients make up does not get into accounts and logs.
fn known_name(method: &Method) -> &'static str {
    const KNOWN: [(Method, &str); 7] = [
        (Method::GET, "GET"),
        (Method::HEAD, "HEAD"),
        (Method::OPTIONS, "OPTIONS"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::DELETE, "DELETE"),
        (Method::PATCH, "PATCH"),
    ];
    KNOWN.iter().find(|(known, _)| known == method).map_or("other", |(_, name)| name)
}

/// What is wrong with a request, wherever it leads.
fn refused(request: &Request, largest_body: usize) -> Option<Problem> {
    let bad = StatusCode::BAD_REQUEST;
    if request.uri().to_string().len() > LONGEST_ADDRESS {
        let status = StatusCode::URI_TOO_LONG;
        return Some(Problem::new(status, "address-too-long", "địa chỉ quá dài", "the address is too long"));
    }
    if percent_decode_str(request.uri().path()).decode_utf8().is_err() {
        let (vi, en) = ("địa chỉ có chữ không phải UTF-8", "the address has letters that are not UTF-8");
        return Some(Problem::new(bad, "bad-address", vi, en));
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > largest_body as u64)
    {
        return Some(Problem::too_large(largest_body));
    }
    if Accepted::of_request(request.headers()).is_nothing() {
        return Some(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "Accept-Encoding không chấp nhận cách gửi nào; hãy chấp nhận identity, gzip, br hoặc zstd",
            "Accept-Encoding takes nothing that could be sent; take identity, gzip, br or zstd",
        ));
    }
    None
}

/// Some clients ask before they ask. What stands at an address says by itself which methods it has, outside of all layers; where there is
/// nothing, that is the answer.
pub(crate) async fn preflight(request: Request, next: Next) -> Response {
    let is_asked_before = request.method() == Method::OPTIONS;
    let response = next.run(request).await;
    if !is_asked_before {
        return response;
    }
    let methods = match response.headers().get(header::ALLOW).map(HeaderValue::to_str) {
        Some(Ok(methods)) if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            let named: Vec<&str> =
                methods.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            format!("{}, OPTIONS", named.join(", "))
        }
        _ => return response,
    };
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NO_CONTENT;
    let headers = &mut parts.headers;
    for about_the_body in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CACHE_CONTROL] {
        headers.remove(about_the_body);
    }
    if let Ok(methods) = HeaderValue::from_str(&methods) {
        headers.insert(header::ALLOW, methods.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    let asked = "Accept, Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id";
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(asked));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    Response::from_parts(parts, Body::empty())
}

fn decorate(headers: &mut HeaderMap, id: &str) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
             connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        ),
        // What anybody may see may be read from any page.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Content-Crs, ETag, Link, OGC-NumberMatched, OGC-NumberReturned, Thuadat-Reduced, X-Request-Id",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// The id a proxy gave, where it is one, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let given = headers.get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_id = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    given.filter(is_id).map_or_else(
        || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
            format!("{now:x}-{:x}", COUNT.fetch_add(1, Ordering::Relaxed))
        },
        str::to_owned,
    )
}
