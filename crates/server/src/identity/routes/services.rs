//! `/api/v1/service-accounts`: accounts of programs, for administrators.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use portolan_domain::catalog::name::is_name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people;
use super::tokens::{self, CreatedTokenBody, NewTokenBody, TokensBody};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::clock::rfc3339;
use crate::db::Error;
use crate::http::error::AppError;
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::store::tokens as store;
use crate::identity::{Caller, accounts, secret};

/// An account of a program.
#[derive(Serialize, ToSchema)]
pub struct ServiceBody {
    /// Also its `client_id`.
    id: String,
    name: String,
    /// Stands in history and audit.
    user_ref: String,
    disabled: bool,
    admin: bool,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_at: Option<String>,
}

/// All of them.
#[derive(Serialize, ToSchema)]
pub struct ServicesBody {
    items: Vec<ServiceBody>,
}

/// A new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewServiceBody {
    name: String,
}

/// With the secret that it gets tokens with. It is never shown again.
#[derive(Serialize, ToSchema)]
pub struct ServiceSecretBody {
    #[serde(flatten)]
    service: ServiceBody,
    client_secret: String,
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceChangesBody {
    disabled: Option<bool>,
    admin: Option<bool>,
}

fn body(row: PrincipalRow) -> ServiceBody {
    ServiceBody {
        id: row.id,
        name: row.name,
        user_ref: row.user_ref,
        disabled: row.disabled,
        admin: row.admin,
        created_at: rfc3339(row.created_at),
        last_seen_at: (row.last_seen_at > 0).then(|| rfc3339(row.last_seen_at)),
    }
}

/// Accounts of programs.
#[utoipa::path(get, path = "/api/v1/service-accounts", responses((status = 200, body = ServicesBody)))]
pub async fn list_services(State(app): State<App>) -> Result<Json<ServicesBody>, AppError> {
    let rows = app.db.read(|tx| principals::list(tx, "service")).await?;
    Ok(Json(ServicesBody { items: rows.into_iter().map(body).collect() }))
}

/// Makes an account for a program, whose secret is in this answer and in no other.
#[utoipa::path(post, path = "/api/v1/service-accounts", request_body = NewServiceBody,
    responses((status = 201, body = ServiceSecretBody), (status = 409)))]
pub async fn create_service(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<NewServiceBody>,
) -> Result<(StatusCode, Json<ServiceSecretBody>), AppError> {
    if !is_name(&wanted.name) {
        return Err(AppError::bad_request(
            "The name of a service account is 1 to 63 letters and digits, separated by one of - _ .",
        ));
    }
    let (client_secret, now) = (secret::new_secret()?, app.clock.now());
    let hash = secret::hash(&client_secret);
    let made = app.callers.write(move |tx| {
        let service = accounts::create_service(tx, &wanted.name, &caller.actor(), now)?;
        store::upsert_client_secret(tx, &service.id, &hash, now)?;
        Ok(service)
    });
    let service = made.await.map_err(|error| match error {
        Error::Exists(_) => AppError::conflict("There is a service account of that name already"),
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, Json(ServiceSecretBody { service: body(service), client_secret })))
}

/// Changes what a program may do, or whether it may come in.
#[utoipa::path(patch, path = "/api/v1/service-accounts/{id}", params(("id" = String, Path)),
    request_body = ServiceChangesBody, responses((status = 200, body = ServiceBody), (status = 404)))]
pub async fn change_service(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(wanted): Json<ServiceChangesBody>,
) -> Result<Json<ServiceBody>, AppError> {
    let now = app.clock.now();
    let changed =
        app.callers.write(move |tx| people::change(tx, "service", &id, wanted.disabled, wanted.admin, &caller, now));
    Ok(Json(body(changed.await??)))
}

async fn find(app: &App, id: String) -> Result<PrincipalRow, AppError> {
    let row = app.db.read(move |tx| principals::find(tx, &id)).await?;
    Ok(row.filter(|row| row.kind == "service").ok_or(people::Refused::Missing)?)
}

/// The same for somebody who wants to act with it.
async fn find_for(app: &App, caller: &Caller, id: String) -> Result<PrincipalRow, AppError> {
    let service = find(app, id).await?;
    if service.admin && !caller.admin { Err(people::Refused::Administrators.into()) } else { Ok(service) }
}

/// Gives it a secret in the place of the one it had; tokens that it has go on.
#[utoipa::path(post, path = "/api/v1/service-accounts/{id}/secret", params(("id" = String, Path)),
    responses((status = 200, body = ServiceSecretBody), (status = 404)))]
pub async fn renew_secret(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ServiceSecretBody>, AppError> {
    let service = find_for(&app, &caller, id).await?;
    let (client_secret, now) = (secret::new_secret()?, app.clock.now());
    let (hash, id) = (secret::hash(&client_secret), service.id.clone());
    app.callers
        .write(move |tx| {
            store::upsert_client_secret(tx, &id, &hash, now)?;
            audit::note(tx, Entry::new(&caller.actor(), "service-account.secret", &id, now))
        })
        .await?;
    Ok(Json(ServiceSecretBody { service: body(service), client_secret }))
}

/// A program's tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/service-accounts/{id}/tokens", params(("id" = String, Path)),
    responses((status = 200, body = TokensBody), (status = 404)))]
pub async fn list_tokens(State(app): State<App>, Path(id): Path<String>) -> Result<Json<TokensBody>, AppError> {
    tokens::list(&app, find(&app, id).await?.id).await
}

/// Makes a token for a program, whose secret is in this answer and in no other.
#[utoipa::path(post, path = "/api/v1/service-accounts/{id}/tokens", params(("id" = String, Path)),
    request_body = NewTokenBody, responses((status = 201, body = CreatedTokenBody), (status = 404)))]
pub async fn create_token(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(wanted): Json<NewTokenBody>,
) -> Result<(StatusCode, Json<CreatedTokenBody>), AppError> {
    let service = find_for(&app, &caller, id).await?;
    tokens::create(&app, service.id, caller.actor(), wanted).await
}

/// Ends a token of a program.
#[utoipa::path(delete, path = "/api/v1/service-accounts/{id}/tokens/{token}",
    params(("id" = String, Path), ("token" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Path((id, token)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    tokens::revoke(&app, find(&app, id).await?.id, caller.actor(), token).await
}
