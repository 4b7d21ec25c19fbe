//! `Idempotency-Key`: a write that is sent again is answered again and not done again.
//!
//! The key is reserved before the write begins and given its answer after it. A write that fails is let go of, for it
//! may be tried again; one whose node died in the middle may be tried again when the reservation is old. A handler that can
//! keeps the key in its own transaction instead.

pub mod store;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha1::{Digest, Sha1};

use super::access;
use super::error::AppError;
use super::reply::hex;
use crate::app::App;
use crate::identity::{Caller, Permission};
use store::{Claim, Found};

const KEY: &str = "idempotency-key";
/// Says that an answer is an earlier one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Characters of a key.
pub const MAX_KEY: usize = 255;

/// Runs a write once for each key of a caller.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    if !request.headers().contains_key(KEY) || !route.is_some_and(|route| takes_key(request.method(), route.as_str())) {
        return next.run(request).await;
    }
    answer(app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

/// Whether a route is a write that takes a key. Routes of sign-in and accounts answer with secrets and cookies, which are not
/// kept; nor is a hash of a request that carries one.
pub fn takes_key(method: &Method, route: &str) -> bool {
    use Permission::{Account, Known, PeopleWrite, Public, SecretWrite};
    let permission = access::find_permission(method, route);
    !method.is_safe()
        && permission.is_some_and(|wanted| !matches!(wanted, Public | Known | Account | PeopleWrite | SecretWrite))
}

async fn answer(app: App, request: Request, next: Next) -> Result<Response, AppError> {
    let key = key(request.headers())?;
    let caller = request.extensions().get::<Caller>();
    let principal =
        caller.ok_or_else(|| AppError::Unauthenticated("Missing credentials".to_owned()))?.principal.clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let (parts, body) = request.into_parts();
    let limit = app.settings.body_limit;
    let body = to_bytes(body, limit)
        .await
        .map_err(|_| AppError::TooLarge(format!("The request body is over the limit of {limit} bytes")))?;
    let mut hash = Sha1::new();
    hash.update(format!("{} {}\n", parts.method, parts.uri));
    hash.update(&body);
    let claim = Claim { principal, key, hash: hex(&hash.finalize()), at: app.clock.now() };
    if keeps_itself(route.as_ref()) {
        let mut request = Request::from_parts(parts, Body::from(body));
        request.extensions_mut().insert(claim);
        return Ok(next.run(request).await);
    }
    let wanted = claim.clone();
    match app.db.write(move |tx| store::reserve(tx, &wanted)).await? {
        Found::Free => {
            let request = Request::from_parts(parts, Body::from(body));
            // A caller that goes away leaves the write to be finished, and its answer to be kept.
            let running = tokio::spawn(async move { run(&app, claim, next.run(request).await).await });
            running.await.map_err(AppError::internal)?
        }
        found => known(found, &claim.key, replay),
    }
}

/// Whether the handler of a route keeps the key itself, in one transaction with what it does: it finds the [`Claim`] among
/// the request's extensions.
fn keeps_itself(route: Option<&MatchedPath>) -> bool {
    route.is_some_and(|route| route.as_str() == "/api/v1/entities/{kind}/{namespace}/{name}")
}

/// The answer to a request that is not to be begun; an earlier answer is made by `replay` from its status and text.
pub fn known(
    found: Found,
    key: &str,
    replay: impl FnOnce(u16, String) -> Result<Response, AppError>,
) -> Result<Response, AppError> {
    match found {
        Found::Other => Err(AppError::Unprocessable(format!(
            "The {KEY} `{key}` was used for another request; send a new key with a new request"
        ))),
        Found::Answered { status, body } => {
            let mut response = replay(status, body)?;
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
        Found::Running | Found::Free => {
            let message = format!("The request with the {KEY} `{key}` is still running; ask again in a moment");
            let mut response = AppError::Conflict(message).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            Ok(response)
        }
    }
}

fn key(headers: &HeaderMap) -> Result<String, AppError> {
    let key = headers.get(KEY).and_then(|key| key.to_str().ok()).map(str::trim).unwrap_or_default();
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(AppError::bad_request(format!("{KEY} must have 1 to {MAX_KEY} printable ASCII characters")));
    }
    Ok(key.to_owned())
}

fn replay(status: u16, body: String) -> Result<Response, AppError> {
    let status = StatusCode::from_u16(status).map_err(AppError::internal)?;
    let mut response =
        if body.is_empty() { StatusCode::OK.into_response() } else { super::reply::text(body).into_response() };
    *response.status_mut() = status;
    Ok(response)
}

/// Keeps a good answer; lets go of the key after any other.
async fn run(app: &App, claim: Claim, response: Response) -> Result<Response, AppError> {
    if !response.status().is_success() {
        app.db.write(move |tx| store::release(tx, &claim)).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(AppError::internal)?;
    let (status, text) = (parts.status.as_u16(), String::from_utf8_lossy(&bytes).into_owned());
    let kept = app.db.write(move |tx| store::keep(tx, &claim, status, &text)).await;
    if let Err(error) = kept {
        // The write is done: saying otherwise would have it done again.
        tracing::warn!(%error, "the answer to an idempotent request could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}
