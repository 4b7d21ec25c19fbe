//! What surrounds every request: its id, the log line, metrics, error bodies and the security headers.

use std::any::Any;
use std::hash::{BuildHasher, RandomState};
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::access;
use super::error::{AGAIN, AppError};
use super::metrics::{RequestLabels, RouteLabels};
use super::render;
use crate::app::App;

/// Of the request, once it is past here.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// No script but ours; styles inline because the component library sets them; images may come from anywhere safe.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: https:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Has a request answered and says what happened, also when that panics.
pub async fn observe<F>(app: &App, mut request: Request, answer: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let begun = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().map_or("(page)", |route| access::name(route.as_str()));
    let id = request.headers().get(REQUEST_ID).filter(|id| is_plain(id)).cloned().unwrap_or_else(new_id);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let answered = AssertUnwindSafe(answer(request)).catch_unwind().await;
    let response = answered.unwrap_or_else(|panic| panicked(panic.as_ref()));
    let shown = id.to_str().unwrap_or_default();
    let mut response = render::error_body(response, &method, &uri, shown, app.settings.body_limit).await;
    let status = response.status().as_u16();
    let took = begun.elapsed();
    app.metrics.requests.get_or_create(&RequestLabels { method: label(&method), route, status }).inc();
    app.metrics.seconds.get_or_create(&RouteLabels { route }).observe(took.as_secs_f64());
    let (micros, tenant) = (took.as_micros() as u64, app.db.tenant());
    if status >= 500 {
        tracing::warn!(request_id = shown, tenant, %method, path = uri.path(), status, micros, "request");
    } else if method.is_safe() {
        tracing::debug!(request_id = shown, tenant, %method, path = uri.path(), status, micros, "request");
    } else {
        tracing::info!(request_id = shown, tenant, %method, path = uri.path(), status, micros, "request");
    }
    let headers = response.headers_mut();
    headers.reserve(HEADERS.len() + 4);
    for (name, value) in &HEADERS {
        headers.insert(name, value.clone());
    }
    if uri.path().starts_with("/api/") {
        // Each caller gets an answer of its own: no cache that others share keeps one.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    }
    if status == 503 {
        // Also of a request that took too long.
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from(AGAIN));
    }
    if !method.is_safe() {
        // What a handler says itself is exact.
        let revision = HeaderValue::from(app.catalog.revision());
        headers.entry(HeaderName::from_static("portolan-revision")).or_insert(revision);
    }
    headers.insert(REQUEST_ID, id);
    response
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    AppError::internal(anyhow::anyhow!("it panicked: {}", said.unwrap_or_default())).into_response()
}

/// A method as a label; made-up ones share one, or whoever sends them would fill the memory with series.
fn label(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// A caller's id is kept when it cannot break a log line or a page.
fn is_plain(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    !bytes.is_empty()
        && bytes.len() <= 64
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// A version 7 UUID. It must differ from all others and need not be hard to guess: nothing is asked of the kernel for it.
fn new_id() -> HeaderValue {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&SEED.hash_one(count).to_be_bytes());
    bytes[8..].copy_from_slice(&(count as u16).to_be_bytes());
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    let text = id.simple().encode_lower(&mut uuid::Uuid::encode_buffer()).to_owned();
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("none"))
}
