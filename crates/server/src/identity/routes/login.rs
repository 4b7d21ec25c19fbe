//! Signing in with e-mail and password, signing out, changing the password.
//!
//! Invariant: whether an account exists cannot be told from the answer or its time.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::browser::Browser;
use super::me::MeBody;
use super::{cookie, sign_in};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::http::error::AppError;
use crate::identity::limiter::Attempt;
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::store::{passwords, sessions, setup};
use crate::identity::{Caller, accounts, password};

/// A way to sign in at another system.
#[derive(Serialize, ToSchema)]
pub struct ProviderBody {
    id: String,
    /// Shown on the button.
    name: String,
    /// Where the browser goes.
    start: String,
}

/// The ways to sign in.
#[derive(Serialize, ToSchema)]
pub struct ProvidersBody {
    /// E-mail and password.
    local: bool,
    /// Without a name.
    guest: bool,
    /// The first administrator is still to be made.
    setup: bool,
    items: Vec<ProviderBody>,
}

/// Systems at which people may sign in.
#[utoipa::path(get, path = "/api/v1/auth/providers", responses((status = 200, body = ProvidersBody)))]
pub async fn list_providers(State(app): State<App>) -> Result<Json<ProvidersBody>, AppError> {
    let items = app.providers.iter().map(|one| ProviderBody {
        id: one.id.clone(),
        name: one.name.clone(),
        start: format!("/api/v1/auth/oidc/{}/start", one.id),
    });
    let named = !app.settings.header.name.is_empty();
    let header = named.then(|| ProviderBody {
        id: "header".to_owned(),
        name: "single sign-on".to_owned(),
        start: "/api/v1/auth/header/start".to_owned(),
    });
    let items = header.into_iter().chain(items).collect();
    let open = app.db.read(setup::find).await?.is_some_and(|row| row.closed_at == 0);
    Ok(Json(ProvidersBody { local: app.settings.local, guest: app.settings.guest.is_some(), setup: open, items }))
}

/// E-mail and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginBody {
    email: String,
    password: String,
}

/// What is known before the password is compared.
struct Begun {
    person: Option<PrincipalRow>,
    hash: Option<String>,
    attempt: Attempt,
    locked_until: Option<i64>,
}

async fn begin(app: &App, email: String, browser: &Browser, now: i64) -> Result<Begun, AppError> {
    let (address, actor) = (browser.address.clone(), browser.origin.actor("anonymous"));
    let begun = app.db.write(move |tx| {
        let person = principals::find_by_email(tx, &email)?;
        let hash = person.as_ref().map(|person| passwords::find(tx, &person.id)).transpose()?.flatten();
        let id = person.as_ref().map(|person| person.id.as_str());
        let attempt = Attempt::new(tx, &email, id, &address, now)?;
        let locked_until = attempt.begin(tx, now)?;
        if locked_until.is_none() && attempt.locked(tx, now)? {
            let entry = Entry::new(&actor, "login.lock", id.unwrap_or("unknown"), now);
            audit::note(tx, entry.denied())?;
        }
        Ok(Begun { person, hash, attempt, locked_until })
    });
    Ok(begun.await?)
}

fn locked(until: i64, now: i64) -> AppError {
    let seconds = (until - now) / 1_000_000 + 1;
    AppError::TooMany(format!("Too many attempts; try again in {} min", seconds / 60 + 1), seconds)
}

/// Signs in with a local account.
#[utoipa::path(post, path = "/api/v1/auth/login", request_body = LoginBody,
    responses((status = 200, body = MeBody), (status = 401), (status = 429)))]
pub async fn log_in(
    State(app): State<App>,
    browser: Browser,
    Json(given): Json<LoginBody>,
) -> Result<Response, AppError> {
    if !app.settings.local {
        return Err(AppError::not_found("Signing in with a password is turned off here"));
    }
    let now = app.clock.now();
    let begun = begin(&app, accounts::plain_email(&given.email), &browser, now).await?;
    if let Some(until) = begun.locked_until {
        return Err(locked(until, now));
    }
    let fits = password::fits(given.password, begun.hash).await?;
    let attempt = begun.attempt;
    let Some(person) = begun.person.filter(|person| fits && !person.disabled) else {
        sign_in::fail(&app, "local", &browser).await?;
        return Err(AppError::Unauthenticated("The e-mail address or the password is wrong".to_owned()));
    };
    app.db.write(move |tx| attempt.succeed(tx, now)).await?;
    sign_in::answer(&app, person, "local", &browser).await
}

/// Ends the session of this browser.
#[utoipa::path(post, path = "/api/v1/auth/logout", responses((status = 204)))]
pub async fn log_out(State(app): State<App>, browser: Browser) -> Result<Response, AppError> {
    if let Some(id) = browser.session {
        let now = app.clock.now();
        app.callers
            .write(move |tx| {
                let Some((person, session)) = sessions::find(tx, &id)? else { return Ok(()) };
                sessions::revoke(tx, &person.id, &session.id, now)?;
                let actor = browser.origin.actor(&person.user_ref);
                audit::note(tx, Entry::new(&actor, "session.end", &person.id, now))
            })
            .await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::write(&app, "", 0))]).into_response())
}

/// The old password and the new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    current: String,
    new: String,
}

/// Changes one's password. Every other session of the account ends.
#[utoipa::path(post, path = "/api/v1/auth/password", request_body = PasswordBody,
    responses((status = 204), (status = 403), (status = 429)))]
pub async fn change_password(
    State(app): State<App>,
    caller: Caller,
    browser: Browser,
    Json(given): Json<PasswordBody>,
) -> Result<StatusCode, AppError> {
    let now = app.clock.now();
    let id = caller.principal.clone();
    let person = app.db.read(move |tx| principals::find(tx, &id)).await?;
    let email = person.map(|person| person.email).unwrap_or_default();
    if let Some(refusal) = password::refusal(&given.new, &email) {
        return Err(AppError::bad_request(refusal));
    }
    // Whoever holds an open browser must not guess faster than whoever does not.
    let begun = begin(&app, email, &browser, now).await?;
    if let Some(until) = begun.locked_until {
        return Err(locked(until, now));
    }
    if begun.hash.is_none() {
        return Err(AppError::conflict("Your account has no password; you sign in elsewhere"));
    }
    if !password::fits(given.current, begun.hash).await? {
        return Err(AppError::forbidden("The current password is wrong"));
    }
    let (hash, attempt) = (password::hash(given.new).await?, begun.attempt);
    app.callers
        .write(move |tx| {
            attempt.succeed(tx, now)?;
            let session = caller.session.as_deref().unwrap_or_default();
            accounts::set_password(tx, &caller.principal, &hash, session, &caller.actor(), now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
