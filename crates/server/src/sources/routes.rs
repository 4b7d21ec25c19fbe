//! `/api/v1/sources`, syncs and held plans.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{NewSourceBody, SourceBody, SourceChangeBody, SourceProblemsBody, SourcesBody, SyncBody, SyncsBody};
use super::store::{self, SourceRow};
use super::{Cause, NewSource};
use crate::app::App;
use crate::catalog::store::problems;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, remove))
        .routes(routes!(sync))
        .routes(routes!(list_syncs))
        .routes(routes!(list_held))
        .routes(routes!(apply))
        .routes(routes!(dismiss))
}

/// Rows with their counts.
async fn bodies(app: &App, rows: Vec<SourceRow>) -> Result<Vec<SourceBody>, AppError> {
    let read = |tx: &mut crate::db::Tx<'_>| Ok((store::entity_counts(tx)?, problems::counts(tx)?, store::last_syncs(tx)?));
    let (entities, found, mut last) = app.db.read(read).await?;
    let count = |id: &str, severity: &str| {
        found.iter().filter(|(source, one, _)| source == id && one == severity).map(|(.., count)| *count).sum()
    };
    let bodies = rows.into_iter().map(|row| {
        let entities = entities.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
        let problems = SourceProblemsBody { errors: count(&row.id, "error"), warnings: count(&row.id, "warning") };
        let newest = last.iter().position(|sync| sync.source_id == row.id).map(|at| last.swap_remove(at));
        SourceBody::new(row, entities, problems, newest)
    });
    Ok(bodies.collect())
}

async fn body(app: &App, row: SourceRow) -> Result<SourceBody, AppError> {
    let missing = || AppError::not_found("there is no such source");
    bodies(app, vec![row]).await?.into_iter().next().ok_or_else(missing)
}

#[utoipa::path(get, path = "/api/v1/sources", responses((status = 200, body = SourcesBody)))]
async fn list(State(app): State<App>) -> Result<Json<SourcesBody>, AppError> {
    let rows = app.sources.list().await?;
    Ok(Json(SourcesBody { items: bodies(&app, rows).await? }))
}

#[utoipa::path(
    post, path = "/api/v1/sources", request_body = NewSourceBody, responses((status = 201, body = SourceBody))
)]
async fn create(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    Json(new): Json<NewSourceBody>,
) -> Result<(StatusCode, Json<SourceBody>), AppError> {
    if params.first("dry_run") == Some("true") {
        return Err(AppError::bad_request("dry_run is not available"));
    }
    let new = NewSource {
        target: new.target,
        kind: new.kind.unwrap_or_default(),
        name: new.name.unwrap_or_default(),
        branch: new.branch.unwrap_or_default(),
        rank: new.rank,
        schedule_seconds: new.schedule_seconds,
        origin: "api".to_owned(),
    };
    let row = app.sources.create(new, &caller.principal, false).await?;
    Ok((StatusCode::CREATED, Json(body(&app, row).await?)))
}

#[utoipa::path(get, path = "/api/v1/sources/{id}", params(("id" = String, Path)), responses((status = 200, body = SourceBody)))]
async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<SourceBody>, AppError> {
    let row = app.sources.get(&id).await?;
    Ok(Json(body(&app, row).await?))
}

#[utoipa::path(
    patch, path = "/api/v1/sources/{id}", params(("id" = String, Path)), request_body = SourceChangeBody,
    responses((status = 200, body = SourceBody))
)]
async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(change): Json<SourceChangeBody>,
) -> Result<Json<SourceBody>, AppError> {
    let mut row = app.sources.get(&id).await?;
    row.name = change.name.filter(|name| !name.trim().is_empty()).unwrap_or(row.name);
    row.settings.branch = change.branch.unwrap_or(row.settings.branch);
    row.settings.schedule_seconds = change.schedule_seconds.unwrap_or(row.settings.schedule_seconds).max(5);
    row.rank = change.rank.unwrap_or(row.rank);
    row.state = match change.paused {
        Some(true) => "paused".to_owned(),
        Some(false) if row.state == "paused" => "idle".to_owned(),
        _ => row.state,
    };
    let row = app.sources.update(row, &caller.principal).await?;
    Ok(Json(body(&app, row).await?))
}

#[utoipa::path(delete, path = "/api/v1/sources/{id}", params(("id" = String, Path)), responses((status = 204)))]
async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    app.sources.remove(&id, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/api/v1/sources/{id}/sync", params(("id" = String, Path)), responses((status = 202, body = SourceBody)))]
async fn sync(State(app): State<App>, Path(id): Path<String>) -> Result<(StatusCode, Json<SourceBody>), AppError> {
    let row = app.sources.get(&id).await?;
    app.sources.spawn(id, Cause::Manual);
    Ok((StatusCode::ACCEPTED, Json(body(&app, row).await?)))
}

#[utoipa::path(get, path = "/api/v1/sources/{id}/syncs", params(("id" = String, Path), ("limit" = Option<usize>, Query)), responses((status = 200, body = SyncsBody)))]
async fn list_syncs(State(app): State<App>, Path(id): Path<String>, params: Params) -> Result<Json<SyncsBody>, AppError> {
    let source = app.sources.get(&id).await?;
    let limit = params.number("limit")?.unwrap_or(50).clamp(1, 500);
    let rows = app.sources.syncs(Some(id), limit as i64).await?;
    Ok(Json(SyncsBody { items: rows.into_iter().map(|row| SyncBody::new(row, source.name.clone())).collect() }))
}

#[utoipa::path(get, path = "/api/v1/held", responses((status = 200, body = SyncsBody)))]
async fn list_held(State(app): State<App>) -> Result<Json<SyncsBody>, AppError> {
    let all = app.sources.list().await?;
    let name = |id: &str| all.iter().find(|source| source.id == id).map(|source| source.name.clone()).unwrap_or_default();
    let items = app.sources.held().await?.into_iter().map(|row| {
        let name = name(&row.source_id);
        SyncBody::new(row, name)
    });
    Ok(Json(SyncsBody { items: items.collect() }))
}

#[utoipa::path(post, path = "/api/v1/syncs/{id}/apply", params(("id" = String, Path)), responses((status = 200, body = SyncBody)))]
async fn apply(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<SyncBody>, AppError> {
    let row = app.sources.apply_held(&id, &caller.principal).await?;
    let name = app.sources.get(&row.source_id).await?.name;
    Ok(Json(SyncBody::new(row, name)))
}

#[utoipa::path(post, path = "/api/v1/syncs/{id}/dismiss", params(("id" = String, Path)), responses((status = 200, body = SyncBody)))]
async fn dismiss(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<SyncBody>, AppError> {
    let row = app.sources.dismiss_held(&id, &caller.principal).await?;
    let name = app.sources.get(&row.source_id).await?.name;
    Ok(Json(SyncBody::new(row, name)))
}
