//! `/api/v1/auth/tokens`: one's own API tokens. Made with the browser only, so that a token that leaked makes no others.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::issue::{self, NewToken};
use crate::identity::store::tokens::{self, TokenRow};
use crate::identity::{Caller, scopes_refusal};

const DAY: i64 = 24 * 3600 * 1_000_000;
/// Days a token holds unless it is said otherwise, and at most.
const DAYS: u32 = 90;
const MOST_DAYS: u32 = 3650;

/// A token, without what it opens with.
#[derive(Serialize, ToSchema)]
pub struct TokenBody {
    id: String,
    name: String,
    /// Its first characters.
    prefix: String,
    /// What it is narrowed to; absent for all its owner may.
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
    created_at: String,
    /// Absent when it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// Absent before the first time; to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

/// Tokens of an account.
#[derive(Serialize, ToSchema)]
pub struct TokensBody {
    items: Vec<TokenBody>,
}

/// A wish for a token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenBody {
    /// What it is for.
    name: String,
    /// What it is narrowed to, such as `catalog.read`; all its owner may when absent.
    scopes: Option<Vec<String>>,
    /// 90 when absent; 0 for ever.
    expires_in_days: Option<u32>,
}

/// A new token. It is never shown again.
#[derive(Serialize, ToSchema)]
pub struct CreatedTokenBody {
    token: String,
    #[serde(flatten)]
    kept: TokenBody,
}

fn body(row: TokenRow) -> TokenBody {
    let at = |micros: i64| (micros > 0).then(|| rfc3339(micros));
    TokenBody {
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: serde_json::from_str(&row.scopes).ok(),
        created_at: rfc3339(row.created_at),
        expires_at: at(row.expires_at),
        last_used_at: at(row.last_used_at),
    }
}

/// The tokens of an account.
pub async fn list(app: &App, principal: String) -> Result<Json<TokensBody>, AppError> {
    let rows = app.db.read(move |tx| tokens::list(tx, &principal)).await?;
    Ok(Json(TokensBody { items: rows.into_iter().map(body).collect() }))
}

/// Gives an account a token.
pub async fn create(
    app: &App,
    principal: String,
    actor: Actor,
    wanted: NewTokenBody,
) -> Result<(StatusCode, Json<CreatedTokenBody>), AppError> {
    let name = wanted.name.trim().to_owned();
    if name.is_empty() || name.len() > 200 {
        return Err(AppError::bad_request("A token has a name of 1 to 200 bytes"));
    }
    if let Some(refusal) = wanted.scopes.as_deref().and_then(scopes_refusal) {
        return Err(AppError::bad_request(refusal));
    }
    let days = wanted.expires_in_days.unwrap_or(DAYS);
    if days > MOST_DAYS {
        return Err(AppError::bad_request(format!("A token holds for at most {MOST_DAYS} days, or for ever with 0")));
    }
    let now = app.clock.now();
    let expires_at = if days == 0 { 0 } else { now + i64::from(days) * DAY };
    let new = NewToken { name, scopes: wanted.scopes, expires_at };
    let made = app.callers.write(move |tx| issue::issue_token(tx, &principal, &new, &actor, now)).await?;
    let (token, row) = made.ok_or_else(|| {
        AppError::conflict(format!("An account has at most {} tokens; revoke one first", issue::MOST_TOKENS))
    })?;
    Ok((StatusCode::CREATED, Json(CreatedTokenBody { token, kept: body(row) })))
}

/// Revokes a token of an account.
pub async fn revoke(app: &App, principal: String, actor: Actor, id: String) -> Result<StatusCode, AppError> {
    let now = app.clock.now();
    let ended = app.callers.write(move |tx| {
        let ended = tokens::revoke(tx, &principal, &id, now)?;
        if ended {
            let entry = Entry::new(&actor, "token.revoke", &principal, now);
            audit::note(tx, entry.before(json!({ "token": id })))?;
        }
        Ok(ended)
    });
    if ended.await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::not_found("There is no such token")) }
}

/// The caller's tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/auth/tokens", responses((status = 200, body = TokensBody)))]
pub async fn list_tokens(State(app): State<App>, caller: Caller) -> Result<Json<TokensBody>, AppError> {
    list(&app, caller.principal).await
}

/// Makes a token, whose secret is in this answer and in no other.
#[utoipa::path(post, path = "/api/v1/auth/tokens", request_body = NewTokenBody,
    responses((status = 201, body = CreatedTokenBody)))]
pub async fn create_token(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<NewTokenBody>,
) -> Result<(StatusCode, Json<CreatedTokenBody>), AppError> {
    create(&app, caller.principal.clone(), caller.actor(), wanted).await
}

/// Ends a token of the caller.
#[utoipa::path(delete, path = "/api/v1/auth/tokens/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, AppError> {
    revoke(&app, caller.principal.clone(), caller.actor(), id).await
}
