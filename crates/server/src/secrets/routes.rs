//! `/api/v1/secrets`: names come out, values go in.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{SecretBody, SecretValueBody, SecretsBody};
use super::store;
use crate::app::App;
use crate::http::error::AppError;
use crate::identity::Caller;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_secrets)).routes(routes!(set_secret, delete_secret))
}

/// Names, and what uses them; never a value.
#[utoipa::path(get, path = "/api/v1/secrets", responses((status = 200, body = SecretsBody)))]
async fn list_secrets(State(app): State<App>) -> Result<Json<SecretsBody>, AppError> {
    let (rows, users) = app.db.read(|tx| Ok((store::list(tx)?, store::list_users(tx)?))).await?;
    let vault = &app.settings.vault;
    Ok(Json(SecretsBody {
        items: rows.into_iter().map(|row| SecretBody::new(row, &users)).collect(),
        key_id: vault.key_id(),
        unavailable: vault.unavailable().map(str::to_owned),
    }))
}

/// Keeps a value, new or instead of another.
#[utoipa::path(put, path = "/api/v1/secrets/{name}", params(("name" = String, Path)), request_body = SecretValueBody,
    responses((status = 200, body = SecretBody)))]
async fn set_secret(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<SecretBody>, AppError> {
    // A parser's own message would repeat what was sent.
    let new: SecretValueBody = serde_json::from_slice(&body)
        .map_err(|_| AppError::bad_request("The body is { \"value\": \"…\" } with the secret as a text"))?;
    app.settings.vault.set(&app.db, &name, &new.value, &caller.actor(), app.clock.now()).await?;
    let (row, users) = app.db.read(move |tx| Ok((store::find(tx, &name)?, store::list_users(tx)?))).await?;
    let row = row.ok_or_else(|| AppError::not_found("It was deleted at the same moment"))?;
    Ok(Json(SecretBody::new(row, &users)))
}

/// Forgets a secret that nothing uses.
#[utoipa::path(delete, path = "/api/v1/secrets/{name}", params(("name" = String, Path)), responses((status = 204)))]
async fn delete_secret(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, AppError> {
    app.settings.vault.delete(&app.db, &name, &caller.actor(), app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
