//! Reads the caller out of a request: a token in the header, else a session cookie, else the guest, else nobody.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::{backstage, cookie, header, link};
use crate::app::App;
use crate::audit::Origin;
use crate::http::error::AppError;
use crate::identity::callers::{Found, Purpose};
use crate::identity::secret::{self, TOKEN_PREFIX};
use crate::identity::{Caller, Kind};

/// Stands for a token that we signed for Backstage's programs.
const SIGNED: &str = "signed";

/// Who a request comes from. A token that is not good is refused, not taken for the guest.
pub async fn find_caller(
    app: &App,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    purpose: Purpose,
) -> Result<Caller, AppError> {
    if let Some(token) = bearer(headers) {
        let found = by_token(app, token, purpose).await?;
        return found.ok_or_else(|| AppError::Unauthenticated("The token is unknown, revoked or expired".to_owned()));
    }
    if let Some(id) = cookie::find_session(app, headers)
        && let Some(found) = app.callers.session(&id, purpose).await?
        && still_named(app, &found, headers, peer)
    {
        return known(app, found).await;
    }
    Ok(guest(app).unwrap_or_else(|| Caller::anonymous(app.db.tenant())))
}

/// A session that a proxy's word began ends with it: the next person at the browser may be another one.
fn still_named(app: &App, found: &Found, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
    let Found::Session(_, session, _) = found else { return true };
    let Some(subject) = session.method.strip_prefix(header::METHOD) else { return true };
    header::find_named(app, headers, peer) == Some(subject)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_token(app: &App, token: &str, purpose: Purpose) -> Result<Option<Caller>, AppError> {
    if token.starts_with(TOKEN_PREFIX) {
        let Some(found) = app.callers.token(&secret::hash(token), purpose).await? else { return Ok(None) };
        return known(app, found).await.map(Some);
    }
    let Some(claims) = app.signer.claims(token, &backstage::issuer(app), app.clock.now() / 1_000_000) else {
        return Ok(None);
    };
    let Some(session) = claims.session else {
        return Ok(guest(app).filter(|guest| guest.user_ref == claims.subject));
    };
    let Some(found) = app.callers.session(&session, purpose).await? else { return Ok(None) };
    let caller = known(app, found).await?;
    // It may be handed on to other programs, which must not become the person's browser by it.
    Ok(Some(Caller { token: Some(SIGNED.to_owned()), ..caller }))
}

async fn known(app: &App, found: Found) -> Result<Caller, AppError> {
    let (principal, told) = found.principal();
    let principal = link::ensure(app, principal.clone()).await?;
    let groups = {
        let index = app.catalog.index();
        app.callers.groups(&index, app.catalog.revision(), &principal.user_ref, told)
    };
    let (session, token, scopes) = match &found {
        Found::Session(_, session, _) => (Some(session.id.clone()), None, None),
        Found::Token(_, token, _) => {
            // Scopes that cannot be read allow nothing.
            let scopes = (!token.scopes.is_empty()).then(|| serde_json::from_str(&token.scopes).unwrap_or_default());
            (None, Some(token.id.clone()), scopes)
        }
    };
    let kind = if principal.kind == "service" { Kind::Service } else { Kind::Person };
    Ok(Caller {
        tenant: app.db.tenant().into(),
        principal: principal.id,
        kind,
        user_ref: principal.user_ref,
        groups,
        scopes,
        admin: principal.admin,
        session,
        token,
        origin: Origin::default(),
    })
}

/// The guest, where guests are let in.
fn guest(app: &App) -> Option<Caller> {
    let guest = app.settings.guest.clone()?;
    let groups = {
        let index = app.catalog.index();
        app.callers.groups(&index, app.catalog.revision(), &guest, &[])
    };
    Some(Caller {
        principal: guest.clone(),
        kind: Kind::Guest,
        user_ref: guest,
        groups,
        ..Caller::anonymous(app.db.tenant())
    })
}
