//! What is refused before a handler runs: foreign hosts, writes from other sites, routes without a permission.

use std::time::Duration;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::error::AppError;
use super::metrics::Refused;
use super::observe::REQUEST_ID;
use super::{access, host, peer};
use crate::app::App;
use crate::audit::{self, Entry, Origin};
use crate::identity::{self, Caller, Kind, Permission, Purpose};

/// How long a read waits for the revision its caller has seen.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lets a request in, with its caller, or answers why not. What it would change is noted when it is refused later on.
pub async fn guard(app: &App, request: &mut Request) -> Result<Write, Response> {
    let wanted = admit(app, request).map_err(AppError::into_response)?;
    let origin = origin(app, request);
    request.extensions_mut().insert(origin);
    let write = Write::of(request);
    if let Some(permission) = wanted
        && let Err(error) = let_in(app, request, permission).await
    {
        return Err(write.by(request).noted(app, error.into_response()).await);
    }
    if let Some(revision) = seen(request).map_err(AppError::into_response)?
        && !app.catalog.wait_for(revision, PATIENCE).await
    {
        return Err(AppError::unavailable(format!("This node has not reached revision {revision}")).into_response());
    }
    Ok(write.by(request))
}

/// The revision that the caller has seen.
fn seen(request: &Request) -> Result<Option<i64>, AppError> {
    let Some(value) = request.headers().get("portolan-min-revision") else { return Ok(None) };
    let revision = value.to_str().ok().and_then(|text| text.parse().ok());
    revision.map(Some).ok_or_else(|| AppError::bad_request("Portolan-Min-Revision is the number of a revision"))
}

/// Finds the caller and asks whether it may.
async fn let_in(app: &App, request: &mut Request, permission: Permission) -> Result<(), AppError> {
    let peer = peer::peer(request.extensions());
    let caller = match identity::find_caller(app, request.headers(), peer, Purpose::Request).await {
        Ok(caller) => caller,
        // Whoever wants to sign in may still hold a token that is over.
        Err(AppError::Unauthenticated(_)) if permission == Permission::Public => Caller::anonymous(app.db.tenant()),
        Err(error) => return Err(error),
    };
    let origin = request.extensions().get::<Origin>().cloned().unwrap_or_default();
    let caller = Caller { origin, ..caller };
    app.rights.follow().await;
    let may = app.authorize(&caller, permission);
    request.extensions_mut().insert(caller);
    may
}

fn origin(app: &App, request: &Request) -> Origin {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let address = peer::client_address(request.headers(), request.extensions(), &app.settings.proxies);
    Origin { request_id: id.into(), address }
}

/// A request that would change something: what it asks for, where, and whose it is. When it is refused, that is noted.
pub struct Write(Option<(String, String)>, Option<Caller>);

impl Write {
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().filter(|_| !request.method().is_safe());
        let what =
            route.map(|route| (format!("{} {}", request.method(), route.as_str()), request.uri().path().to_owned()));
        Self(what, None)
    }

    fn by(self, request: &Request) -> Self {
        let caller = self.0.as_ref().and_then(|_| request.extensions().get::<Caller>().cloned());
        Self(self.0, caller)
    }

    /// The answer, after a refusal is in the audit log. A store that cannot take it changes no answer.
    pub async fn noted(self, app: &App, response: Response) -> Response {
        if let (Some((what, path)), Some(caller)) = (self.0, self.1)
            && response.status() == StatusCode::FORBIDDEN
        {
            let now = app.clock.now();
            let who = if caller.principal.is_empty() { &*caller.origin.address } else { &*caller.principal };
            if let Some(more) = app.refusals.take(who, &what, now) {
                let detail = json!({ "path": path, "not_noted_before": more });
                let (db, actor) = (&app.db, caller.actor());
                let noted = db.write(move |tx| {
                    audit::note(tx, Entry::new(&actor, "request.refuse", &what, now).denied().after(detail.clone()))
                });
                if let Err(error) = noted.await {
                    tracing::warn!(%error, "a refusal could not be noted");
                }
            }
        }
        response
    }
}

/// What the route asks for, if it stands in the table.
fn admit(app: &App, request: &Request) -> Result<Option<Permission>, AppError> {
    // No text of ours holds a NUL, and not every database takes one.
    if request.uri().path_and_query().is_some_and(|whole| whole.as_str().contains("%00")) {
        return Err(AppError::bad_request("The address holds a NUL"));
    }
    let host = host::named(request)?;
    if !app.settings.hosts.is_empty()
        && !app.settings.hosts.iter().any(|known| known.eq_ignore_ascii_case(without_port(host)))
    {
        app.metrics.refuse(Refused::Host);
        return Err(AppError::Misdirected("This server does not answer to that host name".to_owned()));
    }
    if !request.method().is_safe() {
        same_site(app, request.headers(), host)?;
    }
    let Some(route) = request.extensions().get::<MatchedPath>() else { return Ok(None) };
    let permission = access::find_permission(request.method(), route.as_str());
    // A method that the route does not have: the router says so. A route missing from the table stays shut.
    if permission.is_none() && !access::knows(route.as_str()) {
        return Err(AppError::internal(anyhow::anyhow!("no permission stands for {}", route.as_str())));
    }
    Ok(permission)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A browser says where a write comes from; programs say nothing and have no cookies to abuse. With a cookie of ours and
/// without a word on where it comes from, a write is refused.
fn same_site(app: &App, headers: &HeaderMap, host: &str) -> Result<(), AppError> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        let own = matches!(site, Some("same-origin" | "none"));
        if site == Some("cross-site") || (!own && identity::has_session_cookie(app, headers)) {
            return Err(AppError::forbidden("Writes from other sites are refused"));
        }
        return Ok(());
    };
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    let settings = &app.settings;
    if own
        || settings.origins.iter().any(|known| known == origin)
        || settings.base_url.strip_suffix(&settings.path).is_some_and(|base| origin.eq_ignore_ascii_case(base))
    {
        return Ok(());
    }
    Err(AppError::forbidden("Writes from other sites are refused"))
}

impl FromRequestParts<App> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        parts
            .extensions
            .get::<Self>()
            .filter(|caller| caller.kind != Kind::Anonymous)
            .cloned()
            .ok_or_else(|| AppError::Unauthenticated("Missing credentials".to_owned()))
    }
}
