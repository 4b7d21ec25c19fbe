//! `POST /api/v1/auth/token`: OAuth 2.0 client credentials (RFC 6749, 4.4) for service accounts.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::browser::Browser;
use super::sign_in;
use crate::app::App;
use crate::http::error::AppError;
use crate::identity::issue::{self, NewToken};
use crate::identity::store::principals;
use crate::identity::store::tokens as store;
use crate::identity::{scopes_refusal, secret};

/// Seconds a token holds.
const LIFETIME: i64 = 3600;
/// The name of such tokens.
const NAME: &str = "client credentials";

/// As forms carry it.
#[derive(Deserialize, ToSchema)]
pub struct ClientCredentialsBody {
    grant_type: String,
    /// Unless `Authorization: Basic` says it.
    client_id: Option<String>,
    client_secret: Option<String>,
    /// Separated by spaces.
    scope: Option<String>,
}

/// A token for an hour.
#[derive(Serialize, ToSchema)]
pub struct AccessTokenBody {
    access_token: String,
    token_type: String,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// An error as the standard wants it.
pub fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}

/// A token as the standard wants it.
pub fn bearer(access_token: String, expires_in: i64, scope: Option<String>) -> Response {
    let body = AccessTokenBody { access_token, token_type: "Bearer".to_owned(), expires_in, scope };
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let text = String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ")?).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// A token for the secret of a service account, as OAuth 2 has it (`client_credentials`).
#[utoipa::path(post, path = "/api/v1/auth/token",
    request_body(content = ClientCredentialsBody, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = AccessTokenBody), (status = 400), (status = 401)))]
pub async fn give_token(
    State(app): State<App>,
    headers: HeaderMap,
    browser: Browser,
    Form(given): Form<ClientCredentialsBody>,
) -> Result<Response, AppError> {
    if given.grant_type != "client_credentials" {
        return Ok(refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Use client_credentials"));
    }
    let wanted = given.scope.as_deref().map(|scope| scope.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let wanted = wanted.filter(|scopes| !scopes.is_empty());
    if let Some(refusal) = wanted.as_deref().and_then(scopes_refusal) {
        return Ok(refuse(StatusCode::BAD_REQUEST, "invalid_scope", &refusal));
    }
    let given = basic(&headers).or_else(|| given.client_id.zip(given.client_secret));
    let Some((id, client_secret)) = given else {
        return Ok(refuse(StatusCode::UNAUTHORIZED, "invalid_client", "client_id and client_secret are missing"));
    };
    let now = app.clock.now();
    let (scopes, origin) = (wanted.clone(), browser.origin.clone());
    let made = app.callers.write(move |tx| {
        let service = principals::find(tx, &id)?.filter(|row| row.kind == "service" && !row.disabled);
        let kept = store::find_client_secret(tx, &id)?.unwrap_or_default();
        if service.is_none() || !secret::fits(&client_secret, &kept) {
            return Ok(None);
        }
        store::purge(tx, &id, NAME, now)?;
        let actor = origin.actor(&service.map(|row| row.user_ref).unwrap_or_default());
        let expires_at = now + LIFETIME * 1_000_000;
        let new = NewToken { name: NAME.to_owned(), scopes: scopes.clone(), expires_at };
        issue::issue_token(tx, &id, &new, &actor, now)
    });
    let Some((access_token, _)) = made.await? else {
        sign_in::fail(&app, NAME, &browser).await?;
        return Ok(refuse(StatusCode::UNAUTHORIZED, "invalid_client", "The client is unknown or its secret is wrong"));
    };
    let scope = wanted.map(|scopes| scopes.join(" "));
    Ok(bearer(access_token, LIFETIME, scope))
}
