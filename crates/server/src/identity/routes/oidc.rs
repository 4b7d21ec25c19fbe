//! `/api/v1/auth/oidc/{provider}`: to another system and back; GitHub takes the same way. Whatever goes wrong there ends on the sign-in page with a word
//! of ours; what the other system or the address says is logged, never shown.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use super::browser::Browser;
use super::{cookie, sign_in};
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::arrival::{self, Arrival, Turned};
use crate::identity::providers::{Begun, Provider};
use crate::identity::secret;
use crate::identity::store::pending::{self, PendingRow};
use crate::organisation;

/// How long somebody may take at the other system.
const PATIENCE: i64 = 10 * 60 * 1_000_000;

/// Only a path of this site, whatever browsers make of odd letters.
pub fn local_target(text: &str) -> String {
    let home = "/".to_owned();
    let odd = |letter: char| letter == '\\' || letter.is_whitespace() || letter.is_control();
    if !text.starts_with('/') || text.contains(odd) || text.len() > 2000 {
        return home;
    }
    let Ok(base) = Url::parse("http://own.invalid") else { return home };
    match base.join(text) {
        Ok(url) if url.origin() == base.origin() && !url.path().starts_with("//") => text_of(&url).unwrap_or(home),
        _ => home,
    }
}

fn text_of(url: &Url) -> Option<String> {
    url.as_str().strip_prefix("http://own.invalid").map(str::to_owned)
}

/// A browser's way on.
pub fn redirect(target: &str) -> Result<Response, AppError> {
    let target = HeaderValue::from_str(target).map_err(AppError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response())
}

/// Back to the sign-in page with a word of ours.
pub fn turn_away(app: &App, word: &str) -> Result<Response, AppError> {
    redirect(&format!("{}/sign-in?error={word}", app.settings.path))
}

/// Where people reach us. Without a configured address only names of this machine are answered at all.
pub fn own_address(app: &App, headers: &HeaderMap) -> Result<String, AppError> {
    if !app.settings.base_url.is_empty() {
        return Ok(app.settings.base_url.clone());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match host {
        Some(host) if !app.settings.hosts.is_empty() => Ok(format!("http://{host}{}", app.settings.path)),
        _ => {
            Err(AppError::unavailable("public_url has to be set before people can be sent from one system to another"))
        }
    }
}

fn callback(app: &App, headers: &HeaderMap, id: &str) -> Result<String, AppError> {
    Ok(format!("{}/api/v1/auth/oidc/{id}/callback", own_address(app, headers)?))
}

fn find<'a>(app: &'a App, id: &str) -> Result<&'a Provider, AppError> {
    let found = app.providers.iter().find(|one| one.id == id);
    found.ok_or_else(|| AppError::not_found("There is no such provider"))
}

/// Sends the browser to the provider.
#[utoipa::path(get, path = "/api/v1/auth/oidc/{provider}/start",
    params(("provider" = String, Path), ("next" = Option<String>, Query)), responses((status = 303), (status = 404)))]
pub async fn start(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, AppError> {
    let found = find(&app, &id)?;
    let (state, nonce, verifier, browser) =
        (secret::new_secret()?, secret::new_secret()?, secret::new_secret()?, secret::new_secret()?);
    let callback = callback(&app, &headers, &id)?;
    let begun = Begun { redirect_uri: &callback, nonce: &nonce, verifier: &verifier };
    let address = match found.authorization_url(&state, &begun).await {
        Ok(address) => address,
        Err(error) => {
            tracing::warn!(provider = id, %error, "a provider cannot be asked");
            return turn_away(&app, "failed");
        }
    };
    let now = app.clock.now();
    let row = PendingRow {
        state: secret::hash(&state),
        provider: id,
        browser: secret::hash(&browser),
        verifier,
        nonce,
        target: local_target(params.first("next").unwrap_or("/")),
        expires_at: now + PATIENCE,
    };
    if !app.db.write(move |tx| pending::insert(tx, &row, now)).await? {
        return Err(AppError::unavailable("Too many people sign in at once; try again in a minute"));
    }
    let mut response = redirect(&address)?;
    let set = cookie::write_login(&app, &browser, PATIENCE / 1_000_000);
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&set).map_err(AppError::internal)?);
    Ok(response)
}

/// The browser comes back.
#[utoipa::path(get, path = "/api/v1/auth/oidc/{provider}/callback", params(("provider" = String, Path),
    ("state" = Option<String>, Query), ("code" = Option<String>, Query), ("error" = Option<String>, Query)),
    responses((status = 303), (status = 404)))]
pub async fn finish(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    browser: Browser,
    params: Params,
) -> Result<Response, AppError> {
    let found = find(&app, &id)?;
    let now = app.clock.now();
    let state = secret::hash(params.first("state").unwrap_or_default());
    let begun = app.db.write(move |tx| pending::take(tx, &state, now)).await?;
    let own = cookie::find_login(&app, &headers).map(secret::hash);
    let Some(begun) = begun.filter(|begun| begun.provider == id && Some(&begun.browser) == own.as_ref()) else {
        return turn_away(&app, "expired");
    };
    // RFC 9207: whoever mixes up providers is noticed.
    if params.first("iss").is_some_and(|issuer| issuer != found.issuer) {
        return turn_away(&app, "failed");
    }
    let Some(code) = params.first("code").filter(|_| params.first("error").is_none()) else {
        return turn_away(&app, "denied");
    };
    let callback = callback(&app, &headers, &id)?;
    let own = Begun { redirect_uri: &callback, nonce: &begun.nonce, verifier: &begun.verifier };
    let secret = match app.client_secret(found).await {
        Ok(secret) => secret,
        Err(error) => {
            tracing::warn!(provider = id, %error, "the secret of a provider cannot be used");
            return turn_away(&app, "failed");
        }
    };
    let identity = match found.exchange(code, &own, &secret, now / 1_000_000).await {
        Ok(identity) => identity,
        Err(error) => {
            tracing::warn!(provider = id, %error, "somebody could not sign in");
            sign_in::fail(&app, &format!("oidc:{id}"), &browser).await?;
            return turn_away(&app, "failed");
        }
    };
    let arrival = Arrival {
        email: arrival::trusted_email(&identity.email, identity.email_verified, &found.email_domains),
        provider: identity.issuer,
        subject: identity.subject,
        name: identity.name,
        groups: found.group_names(identity.groups),
    };
    let groups = arrival.groups.clone();
    let (create, method) = (found.create_accounts, found.method());
    let (person, response) = match let_in(&app, arrival, create, &method, &browser, &begun.target).await? {
        Entered::In(person, response) => (person, response),
        Entered::Turned(response) => return Ok(response),
    };
    if found.creates_groups {
        // Whoever proved who they are is in, whatever becomes of their groups.
        if let Err(error) = organisation::join(&app, found, person, groups).await {
            tracing::warn!(provider = id, ?error, "the groups of somebody who signed in could not be kept");
        }
    }
    Ok(response)
}

/// What came of somebody's coming.
pub enum Entered {
    /// The account's id, and the way on.
    In(String, Response),
    /// The way back.
    Turned(Response),
}

/// Gives whoever proved an identity a session.
pub async fn let_in(
    app: &App,
    arrival: Arrival,
    create: bool,
    method: &str,
    browser: &Browser,
    target: &str,
) -> Result<Entered, AppError> {
    let now = app.clock.now();
    let origin = browser.origin.clone();
    let outcome = app.callers.write(move |tx| arrival::arrive(tx, &arrival, create, &origin, now)).await?;
    let person = match outcome {
        Ok(person) => person,
        Err(turned) => {
            sign_in::fail(app, method, browser).await?;
            let word = if turned == Turned::Disabled { "disabled" } else { "unknown" };
            return turn_away(app, word).map(Entered::Turned);
        }
    };
    let id = person.id.clone();
    let set = sign_in::begin(app, person, method, browser).await?;
    let mut response = redirect(&format!("{}{target}", app.settings.path))?;
    response.headers_mut().append(header::SET_COOKIE, set);
    Ok(Entered::In(id, response))
}
