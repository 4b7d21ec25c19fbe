//! `/api/v1/tenants`, which only the tenant `default` has, and `/api/v1/tenant` about one's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acts::{self, HEARD, Refusal, deletion};
use super::body::{
    CreatedTenantBody, NewTenantBody, OwnTenantBody, SetupLinkBody, TenantBody, TenantChangesBody, TenantsBody,
};
use super::{Directory, Tenant, store};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::{self, Caller};
use crate::queue::store as jobs;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_own))
        .routes(routes!(list, create))
        .routes(routes!(show, change, remove))
        .routes(routes!(renew_setup_link))
}

/// The tenants that this one administers.
fn directory(app: &App) -> Result<&Arc<Directory>, AppError> {
    app.tenants.as_ref().ok_or_else(|| AppError::not_found("Tenants are administered where the server itself is"))
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Wrong(why) => Self::BadRequest(why),
            Refusal::Taken(why) => Self::Conflict(why),
            Refusal::Missing(name) => missing(&name),
        }
    }
}

fn missing(name: &str) -> AppError {
    AppError::not_found(format!("There is no tenant {name}"))
}

/// The tenant one is in, and what it uses.
#[utoipa::path(get, path = "/api/v1/tenant", responses((status = 200, body = OwnTenantBody)))]
async fn show_own(State(app): State<App>) -> Result<Json<OwnTenantBody>, AppError> {
    let usage = app.db.read(store::own_usage).await?;
    let (name, title) = (app.db.tenant().to_owned(), app.settings.tenant_title.clone());
    Ok(Json(OwnTenantBody { name, title, quotas: app.catalog.quotas().get(), usage: usage.into() }))
}

/// All of them, with what they use.
#[utoipa::path(get, path = "/api/v1/tenants", responses((status = 200, body = TenantsBody)))]
async fn list(State(app): State<App>) -> Result<Json<TenantsBody>, AppError> {
    directory(&app)?;
    let ((_, tenants), usages) = app.db.read(|tx| Ok((store::list(tx)?, store::usages(tx)?))).await?;
    let used = |name: &str| usages.iter().find(|(of, _)| of == name).map_or_else(Default::default, |(_, usage)| *usage);
    let base = &app.settings.base_url;
    let items = tenants.iter().map(|tenant| TenantBody::new(tenant, used(&tenant.name), base)).collect();
    Ok(Json(TenantsBody { items }))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/tenants/{name}", params(("name" = String, Path)),
    responses((status = 200, body = TenantBody), (status = 404)))]
async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Json<TenantBody>, AppError> {
    directory(&app)?;
    body(&app, &name).await.map(Json)
}

async fn body(app: &App, name: &str) -> Result<TenantBody, AppError> {
    let wanted = name.to_owned();
    let (tenant, usage) = app.db.read(move |tx| Ok((store::find(tx, &wanted)?, store::usage(tx, &wanted)?))).await?;
    let tenant = tenant.ok_or_else(|| missing(name))?;
    Ok(TenantBody::new(&tenant, usage, &app.settings.base_url))
}

/// Makes a tenant. The answer has the link with which its first administrator is made.
#[utoipa::path(post, path = "/api/v1/tenants", request_body = NewTenantBody,
    responses((status = 201, body = CreatedTenantBody), (status = 400), (status = 409)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<NewTenantBody>,
) -> Result<(StatusCode, Json<CreatedTenantBody>), AppError> {
    let directory = directory(&app)?;
    let (actor, now) = (caller.actor(), app.clock.now());
    let tenant = Tenant {
        name: wanted.name,
        title: wanted.title.trim().to_owned(),
        state: "active".to_owned(),
        hosts: wanted.hosts,
        quotas: wanted.quotas,
        created_at: now,
        updated_at: now,
    };
    let new = tenant.clone();
    let secret = app.db.write(move |tx| acts::create(tx, &new, &actor)).await??;
    directory.reload().await?;
    let setup_link = format!("{}/setup?token={secret}", tenant.address(&app.settings.base_url));
    let tenant = TenantBody::new(&tenant, store::Usage::default(), &app.settings.base_url);
    Ok((StatusCode::CREATED, Json(CreatedTenantBody { tenant, setup_link })))
}

/// Changes title, hosts or quotas; suspends it or lets it go on.
#[utoipa::path(patch, path = "/api/v1/tenants/{name}", request_body = TenantChangesBody, params(("name" = String, Path)),
    responses((status = 200, body = TenantBody), (status = 400), (status = 404), (status = 409)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    Json(changes): Json<TenantChangesBody>,
) -> Result<Json<TenantBody>, AppError> {
    let directory = directory(&app)?;
    if changes.state.as_ref().is_some_and(|state| !["active", "suspended"].contains(&state.as_str())) {
        return Err(AppError::bad_request("A tenant is active or suspended"));
    }
    let (actor, now, wanted) = (caller.actor(), app.clock.now(), name.clone());
    let changes = move |before: &Tenant| Tenant {
        title: changes.title.clone().unwrap_or_else(|| before.title.clone()),
        hosts: changes.hosts.clone().unwrap_or_else(|| before.hosts.clone()),
        quotas: changes.quotas.unwrap_or(before.quotas),
        state: changes.state.clone().unwrap_or_else(|| before.state.clone()),
        updated_at: now,
        ..before.clone()
    };
    app.db.write(move |tx| acts::change(tx, &wanted, &changes, &actor, now)).await??;
    directory.reload().await?;
    body(&app, &name).await.map(Json)
}

/// A new link for a tenant whose first administrator was not made yet; the link before it ends.
#[utoipa::path(post, path = "/api/v1/tenants/{name}/setup-link", params(("name" = String, Path)),
    responses((status = 200, body = SetupLinkBody), (status = 404), (status = 409)))]
async fn renew_setup_link(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<SetupLinkBody>, AppError> {
    let tenant = directory(&app)?.find(&name).filter(|tenant| tenant.is_active()).ok_or_else(|| missing(&name))?;
    let (actor, now) = (caller.actor(), app.clock.now());
    let secret = app.db.write(move |tx| {
        audit::note(tx, Entry::new(&actor, "tenant.setup_link", &name, now))?;
        tx.within(&name, |tx| identity::new_setup_secret(tx, now))
    });
    let secret =
        secret.await?.ok_or_else(|| AppError::conflict("The tenant has an administrator, who can add others"))?;
    let setup_link = format!("{}/setup?token={secret}", tenant.address(&app.settings.base_url));
    Ok(Json(SetupLinkBody { setup_link }))
}

/// Deletes a tenant with everything in it: nobody comes in from now on, and its rows go within moments.
#[utoipa::path(delete, path = "/api/v1/tenants/{name}",
    params(("name" = String, Path), ("confirm" = String, Query, description = "The tenant's name once more")),
    responses((status = 202), (status = 400), (status = 404)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<StatusCode, AppError> {
    let directory = directory(&app)?;
    if params.first("confirm") != Some(&name) {
        return Err(AppError::bad_request("Give the tenant's name in `confirm`: what is in it cannot be brought back"));
    }
    let (actor, now) = (caller.actor(), app.clock.now());
    let outcome = app.db.write(move |tx| {
        let outcome = acts::remove(tx, &name, &actor, now)?;
        if let Ok(true) = outcome {
            jobs::insert(tx, store::DELETION, &format!("{name}:{now}"), &deletion(&name), now + HEARD, now)?;
        }
        Ok(outcome)
    });
    outcome.await??;
    directory.reload().await?;
    Ok(StatusCode::ACCEPTED)
}
