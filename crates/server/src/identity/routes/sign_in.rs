//! The one way in: whoever proved who they are, by whatever method, gets a session here.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::browser::Browser;
use super::me;
use super::{caller, cookie, link};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::http::error::AppError;
use crate::identity::store::moved;
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::store::sessions::{self, SessionRow};
use crate::identity::{Purpose, secret};

/// Begins a session; answers the cookie. The session that the browser came with ends, whoever's it was.
pub async fn begin(
    app: &App,
    principal: PrincipalRow,
    method: &str,
    browser: &Browser,
) -> Result<HeaderValue, AppError> {
    let principal = link::renew(app, principal).await?;
    let secret = secret::new_secret()?;
    let now = app.clock.now();
    let lifetime = app.callers.lifetimes().longest;
    let session = SessionRow {
        id: secret::hash(&secret),
        principal: principal.id,
        method: method.to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: now + lifetime,
        address: browser.address.clone(),
        agent: browser.agent.clone(),
    };
    let before = browser.session.clone();
    let actor = browser.origin.actor(&principal.user_ref);
    app.callers
        .write(move |tx| {
            if let Some((owner, old)) = before.as_deref().map(|id| sessions::find(tx, id)).transpose()?.flatten() {
                sessions::revoke(tx, &owner.id, &old.id, now)?;
            }
            sessions::purge(tx, now - lifetime)?;
            sessions::insert(tx, &session)?;
            principals::set_seen(tx, &session.principal, now)?;
            let detail = json!({ "method": session.method });
            audit::note(tx, Entry::new(&actor, "session.create", &session.principal, now).after(detail))?;
            moved(tx)
        })
        .await?;
    HeaderValue::from_str(&cookie::write(app, &secret, lifetime / 1_000_000)).map_err(AppError::internal)
}

/// Notes that somebody could not sign in, unless the same has just been noted.
pub async fn fail(app: &App, method: &str, browser: &Browser) -> Result<(), AppError> {
    app.metrics.sign_in_failures.inc();
    let now = app.clock.now();
    let Some(more) = app.refusals.take(&browser.address, "login.fail", now) else { return Ok(()) };
    let actor = browser.origin.actor("anonymous");
    let detail = json!({ "method": method, "not_noted_before": more });
    let noted = app
        .db
        .write(move |tx| audit::note(tx, Entry::new(&actor, "login.fail", "", now).denied().after(detail.clone())));
    Ok(noted.await?)
}

/// Begins a session and answers who it is for.
pub async fn answer(app: &App, principal: PrincipalRow, method: &str, browser: &Browser) -> Result<Response, AppError> {
    let set = begin(app, principal, method, browser).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, own_pair(&set)?);
    let caller = caller::find_caller(app, &headers, None, Purpose::Request).await?;
    let body = Json(me::body(app, caller).await?);
    Ok(([(header::SET_COOKIE, set)], body).into_response())
}

/// What the browser will send back.
fn own_pair(set: &HeaderValue) -> Result<HeaderValue, AppError> {
    let text = set.to_str().map_err(AppError::internal)?;
    HeaderValue::from_str(text.split(';').next().unwrap_or_default()).map_err(AppError::internal)
}
