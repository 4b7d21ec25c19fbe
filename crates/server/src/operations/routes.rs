//! `/api/v1/operations` and `/api/v1/jobs`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{BackupBody, JobBody, JobCountBody, JobsBody, OperationsBody, ServerNodeBody};
use super::node::GONE;
use super::store;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::backup;
use crate::catalog::store::entities;
use crate::clock::rfc3339;
use crate::db::DEFAULT_TENANT;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;
use crate::queue::store as jobs;

/// Jobs in one answer.
const LIMIT: i64 = 200;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(list_jobs))
        .routes(routes!(retry_job))
        .routes(routes!(drop_job))
}

/// How the server does: its nodes, its store, its queue.
#[utoipa::path(get, path = "/api/v1/operations", responses((status = 200, body = OperationsBody)))]
async fn show(State(app): State<App>) -> Result<Json<OperationsBody>, AppError> {
    let about = app.db.about().await?;
    let schema_version = app.db.schema_version().await?;
    let (revision, nodes, counts, backup) = app
        .db
        .read(|tx| Ok((entities::revision(tx)?, store::list(tx)?, jobs::counts(tx)?, backup::store::find(tx)?)))
        .await?;
    let now = app.clock.now();
    // Alone with a file, the node that answers is the node there is.
    let (alone, own) = (!app.db.is_shared(), app.catalog.revision());
    // Machines and places are the concern of those who run the server.
    let own_server = app.db.tenant() == DEFAULT_TENANT;
    let nodes = nodes.into_iter().filter(|_| own_server).map(|node| ServerNodeBody {
        alive: alone || now - node.seen_at < GONE,
        behind: (revision - if alone { own } else { node.revision }).max(0),
        started_at: rfc3339(node.started_at),
        seen_at: rfc3339(node.seen_at),
        id: node.id,
        address: node.address,
        roles: node.roles,
        version: node.version,
    });
    Ok(Json(OperationsBody {
        engine: about.engine.to_owned(),
        engine_version: about.version,
        place: if own_server { about.place } else { String::new() },
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema_version,
        revision,
        database_bytes: if own_server { Some(app.db.bytes().await?) } else { None },
        connections: own_server.then(|| app.db.connections().into()),
        last_backup: backup.map(|backup| BackupBody::new(backup, now)),
        nodes: nodes.collect(),
        jobs: counts.into_iter().map(|(state, count)| JobCountBody { state, count }).collect(),
    }))
}

/// Work that is queued, under way or over.
#[utoipa::path(
    get, path = "/api/v1/jobs", params(("state" = Option<String>, Query)), responses((status = 200, body = JobsBody))
)]
async fn list_jobs(State(app): State<App>, params: Params) -> Result<Json<JobsBody>, AppError> {
    let state = params.first("state").unwrap_or_default().to_owned();
    let rows = app.db.read(move |tx| jobs::list(tx, &state, LIMIT)).await?;
    let items = rows.into_iter().map(|job| JobBody {
        id: job.id,
        kind: job.kind,
        state: job.state,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        run_at: rfc3339(job.run_at),
        created_at: rfc3339(job.created_at),
        finished_at: (job.finished_at > 0).then(|| rfc3339(job.finished_at)),
        error: job.error,
    });
    Ok(Json(JobsBody { items: items.collect() }))
}

/// Gives a job that was given up all its tries again.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/retry", params(("id" = String, Path)), responses((status = 204)))]
async fn retry_job(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    let (actor, now) = (caller.actor(), app.clock.now());
    let done = app
        .db
        .write(move |tx| {
            let done = jobs::revive(tx, &id, now)?;
            if done {
                audit::note(tx, Entry::new(&actor, "job.retry", &id, now))?;
            }
            Ok(done)
        })
        .await?;
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(missing()) }
}

/// Drops a job that was given up.
#[utoipa::path(delete, path = "/api/v1/jobs/{id}", params(("id" = String, Path)), responses((status = 204)))]
async fn drop_job(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    let (actor, now) = (caller.actor(), app.clock.now());
    let done = app
        .db
        .write(move |tx| {
            let done = jobs::delete(tx, &id)?;
            if done {
                audit::note(tx, Entry::new(&actor, "job.drop", &id, now))?;
            }
            Ok(done)
        })
        .await?;
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(missing()) }
}

fn missing() -> AppError {
    AppError::not_found("There is no job of that id that was given up")
}
