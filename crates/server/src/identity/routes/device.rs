//! `/api/v1/auth/device`: a program without a browser is let in by a person who types its code (RFC 8628).
//!
//! Invariant: the code is typed, never part of an address, and what asks is shown before anybody agrees.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::browser::Browser;
use super::oauth::{AccessTokenBody, bearer, refuse};
use super::oidc::own_address;
use crate::app::App;
use crate::audit::{self, Entry, Origin};
use crate::http::error::AppError;
use crate::identity::issue::{self, NewToken};
use crate::identity::limiter::Attempt;
use crate::identity::store::devices::{self, DeviceRow};
use crate::identity::store::principals;
use crate::identity::{Caller, Permission, accounts, scopes_refusal, secret};

/// Seconds that a code holds.
const LIFETIME: i64 = 600;
/// Seconds between two questions.
const INTERVAL: i64 = 5;
/// Seconds that the token holds: 90 days.
const TOKEN_LIFETIME: i64 = 90 * 24 * 3600;
const SECOND: i64 = 1_000_000;
/// Characters of a program's name.
const NAME: usize = 80;

/// A program that wants in; as forms carry it.
#[derive(Deserialize, ToSchema)]
pub struct DeviceBody {
    /// What it says it is, such as `portolan on laptop-7`.
    client_id: String,
    /// Separated by spaces; everything but administration when absent.
    scope: Option<String>,
}

/// What it shows and asks with.
#[derive(Serialize, ToSchema)]
pub struct DeviceCodeBody {
    device_code: String,
    /// For the person to type.
    user_code: String,
    verification_uri: String,
    expires_in: i64,
    interval: i64,
}

/// A code that somebody typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserCodeBody {
    user_code: String,
    /// Nothing is decided when absent.
    approve: Option<bool>,
}

/// What asks to be let in.
#[derive(Serialize, ToSchema)]
pub struct WaitingBody {
    /// What it says it is.
    client: String,
    /// Where it asks from.
    address: String,
    scopes: Vec<String>,
    /// waiting, approved, denied.
    state: String,
}

/// A question whether it was let in; as forms carry it.
#[derive(Deserialize, ToSchema)]
pub struct DeviceTokenBody {
    device_code: String,
}

fn scopes_of(wanted: Option<&str>) -> Vec<String> {
    let wanted: Vec<String> = wanted.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if !wanted.is_empty() {
        return wanted;
    }
    let names = Permission::SCOPES.map(Permission::name);
    names.into_iter().filter(|name| !name.starts_with("people.")).map(str::to_owned).collect()
}

/// Begins: the program shows the code and asks now and then.
#[utoipa::path(post, path = "/api/v1/auth/device",
    request_body(content = DeviceBody, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = DeviceCodeBody), (status = 400)))]
pub async fn begin(
    State(app): State<App>,
    browser: Browser,
    headers: HeaderMap,
    Form(wanted): Form<DeviceBody>,
) -> Result<Response, AppError> {
    let scopes = scopes_of(wanted.scope.as_deref());
    if let Some(refusal) = scopes_refusal(&scopes) {
        return Ok(refuse(StatusCode::BAD_REQUEST, "invalid_scope", &refusal));
    }
    let client: String = wanted.client_id.chars().filter(|letter| !accounts::misleads(*letter)).take(NAME).collect();
    if client.trim().is_empty() {
        return Ok(refuse(StatusCode::BAD_REQUEST, "invalid_request", "client_id says what the program is"));
    }
    let verification_uri = format!("{}/device", own_address(&app, &headers)?);
    let (device_code, user_code, now) = (secret::new_secret()?, secret::new_code()?, app.clock.now());
    let row = DeviceRow {
        device: secret::hash(&device_code),
        code: user_code.clone(),
        client,
        address: browser.address,
        scopes: json!(scopes).to_string(),
        state: "waiting".to_owned(),
        principal: String::new(),
        expires_at: now + LIFETIME * SECOND,
        polled_at: 0,
    };
    if !app.db.write(move |tx| devices::insert(tx, &row, now)).await? {
        return Err(AppError::unavailable("Too many programs wait to be let in; try again in a minute"));
    }
    Ok(Json(DeviceCodeBody { device_code, user_code, verification_uri, expires_in: LIFETIME, interval: INTERVAL })
        .into_response())
}

/// Shows what waits with a code, and lets it in or not.
#[utoipa::path(post, path = "/api/v1/auth/device/approve", request_body = UserCodeBody,
    responses((status = 200, body = WaitingBody), (status = 404), (status = 429)))]
pub async fn approve(
    State(app): State<App>,
    caller: Caller,
    browser: Browser,
    Json(given): Json<UserCodeBody>,
) -> Result<Json<WaitingBody>, AppError> {
    let now = app.clock.now();
    let code: String = given.user_code.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let code = format!("{}-{}", code.get(..4).unwrap_or_default(), code.get(4..).unwrap_or_default());
    let found = app.db.write(move |tx| {
        let account = format!("device {}", caller.principal);
        let attempt = Attempt::new(tx, &account, Some(&caller.principal), &browser.address, now)?;
        if let Some(until) = attempt.begin(tx, now)? {
            return Ok(Err(Some(until)));
        }
        let Some(mut row) = devices::find_waiting(tx, &code, now)? else { return Ok(Err(None)) };
        attempt.succeed(tx, now)?;
        if let Some(approve) = given.approve {
            let state = if approve { "approved" } else { "denied" };
            if !devices::decide(tx, &row.device, state, &caller.principal)? {
                return Ok(Err(None));
            }
            let detail = json!({ "client": row.client, "address": row.address });
            let (actor, act) = (caller.actor(), format!("device.{state}"));
            audit::note(tx, Entry::new(&actor, &act, &caller.principal, now).after(detail))?;
            row.state = state.to_owned();
        }
        Ok(Ok(row))
    });
    match found.await? {
        Ok(row) => Ok(Json(WaitingBody {
            client: row.client,
            address: row.address,
            scopes: serde_json::from_str(&row.scopes).unwrap_or_default(),
            state: row.state,
        })),
        Err(Some(until)) => {
            Err(AppError::TooMany("Too many codes that do not exist".to_owned(), (until - now) / SECOND + 1))
        }
        Err(None) => Err(AppError::not_found("No program waits with that code; it may be older than 10 minutes")),
    }
}

/// What a question comes to.
enum Asked {
    Refused(&'static str),
    Token(String, Vec<String>),
}

/// Asks whether it was let in.
#[utoipa::path(post, path = "/api/v1/auth/device/token",
    request_body(content = DeviceTokenBody, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = AccessTokenBody), (status = 400)))]
pub async fn give_token(
    State(app): State<App>,
    browser: Browser,
    Form(given): Form<DeviceTokenBody>,
) -> Result<Response, AppError> {
    let (device, now) = (secret::hash(&given.device_code), app.clock.now());
    let asked = app.callers.write(move |tx| ask(tx, &device, &browser.origin, now)).await?;
    Ok(match asked {
        Asked::Refused(error) => refuse(StatusCode::BAD_REQUEST, error, error),
        Asked::Token(token, scopes) => bearer(token, TOKEN_LIFETIME, Some(scopes.join(" "))),
    })
}

fn ask(tx: &mut crate::db::Tx<'_>, device: &str, origin: &Origin, now: i64) -> Result<Asked, crate::db::Error> {
    let Some(row) = devices::find(tx, device, now)? else { return Ok(Asked::Refused("expired_token")) };
    if row.state == "waiting" {
        let early = now - row.polled_at < INTERVAL * SECOND;
        devices::set_polled(tx, device, now)?;
        return Ok(Asked::Refused(if early { "slow_down" } else { "authorization_pending" }));
    }
    let person = principals::find(tx, &row.principal)?.filter(|person| !person.disabled);
    if !devices::take(tx, device)? {
        return Ok(Asked::Refused("expired_token"));
    }
    let Some(person) = person.filter(|_| row.state == "approved") else {
        return Ok(Asked::Refused("access_denied"));
    };
    let scopes: Vec<String> = serde_json::from_str(&row.scopes).unwrap_or_default();
    let expires_at = now + TOKEN_LIFETIME * SECOND;
    let new = NewToken { name: row.client, scopes: Some(scopes.clone()), expires_at };
    let made = issue::issue_token(tx, &person.id, &new, &origin.actor(&person.user_ref), now)?;
    Ok(made.map_or(Asked::Refused("access_denied"), |(token, _)| Asked::Token(token, scopes)))
}
