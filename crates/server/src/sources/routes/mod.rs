//! `/api/v1/sources`, `/api/v1/syncs`, `/api/v1/held`, and Backstage's locations.

mod locations;
mod trust;

pub use locations::backstage;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{
    DryRunBody, DryRunEntityBody, NewSourceBody, RemovedBody, SourceBody, SourceChangesBody, SourcesBody, SyncBody,
    SyncsBody,
};
use super::store::{self, NEVER, SourceRow, SyncRow};
use super::{Cause, NewSource, target};
use crate::app::App;
use crate::catalog::ProblemCountsBody;
use crate::catalog::problem_body;
use crate::catalog::store::problems;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::{Caller, Permission};
use crate::organisation;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_sources, create_source))
        .routes(routes!(find_source, update_source, delete_source))
        .routes(routes!(sync_source))
        .routes(routes!(list_syncs))
        .routes(routes!(list_held))
        .routes(routes!(apply_sync))
        .routes(routes!(dismiss_sync))
}

/// What is counted beside sources.
struct Counted {
    entities: HashMap<String, i64>,
    problems: HashMap<String, ProblemCountsBody>,
    last: HashMap<String, SyncRow>,
}

impl Counted {
    async fn read(app: &App) -> Result<Self, AppError> {
        let (entities, counts, last) = app
            .catalog
            .db()
            .read(|tx| Ok((store::entity_counts(tx)?, problems::counts(tx)?, store::last_syncs(tx)?)))
            .await?;
        let mut problems: HashMap<String, ProblemCountsBody> = HashMap::new();
        for (source, severity, count) in counts {
            let entry = problems.entry(source).or_default();
            if severity == "error" { entry.errors += count } else { entry.warnings += count }
        }
        let last = last.into_iter().map(|sync| (sync.source_id.clone(), sync)).collect();
        Ok(Self { entities: entities.into_iter().collect(), problems, last })
    }

    fn body(&mut self, source: SourceRow) -> SourceBody {
        let entities = self.entities.get(&source.id).copied().unwrap_or_default();
        let problems = self.problems.get(&source.id).copied().unwrap_or_default();
        let last = self.last.remove(&source.id);
        SourceBody::new(source, entities, problems, last)
    }
}

async fn body(app: &App, source: SourceRow) -> Result<SourceBody, AppError> {
    Ok(Counted::read(app).await?.body(source))
}

async fn names(app: &App) -> Result<HashMap<String, String>, AppError> {
    Ok(app.sources.list().await?.into_iter().map(|source| (source.id, source.name)).collect())
}

async fn syncs_body(app: &App, syncs: Vec<SyncRow>) -> Result<SyncsBody, AppError> {
    let names = names(app).await?;
    let name = |sync: &SyncRow| names.get(&sync.source_id).cloned().unwrap_or_default();
    Ok(SyncsBody {
        items: syncs
            .into_iter()
            .map(|sync| {
                let name = name(&sync);
                SyncBody::new(sync, &name)
            })
            .collect(),
    })
}

/// All sources with their state and last sync.
#[utoipa::path(get, path = "/api/v1/sources", responses((status = 200, body = SourcesBody)))]
async fn list_sources(State(app): State<App>) -> Result<Json<SourcesBody>, AppError> {
    let mut counted = Counted::read(&app).await?;
    let items = app.sources.list().await?.into_iter().map(|source| counted.body(source)).collect();
    Ok(Json(SourcesBody { items }))
}

/// Adds a source. With `dry_run=true` nothing is kept and the answer says what would come.
#[utoipa::path(post, path = "/api/v1/sources", params(("dry_run" = Option<bool>, Query)), request_body = NewSourceBody,
    responses((status = 201, body = SourceBody), (status = 200, body = DryRunBody)))]
async fn create_source(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    Json(new): Json<NewSourceBody>,
) -> Result<Response, AppError> {
    if !new.credential.is_empty() {
        app.authorize(&caller, Permission::SecretWrite)?;
    }
    let new = NewSource {
        target: new.target,
        kind: new.kind,
        name: new.name,
        branch: new.branch,
        rank: new.rank,
        schedule_seconds: new.schedule_seconds,
        credential: new.credential,
        people: new.people,
        origin: "api".to_owned(),
    };
    let new = trust::given(&app, &caller, new)?;
    if params.flag("dry_run")? {
        return Ok(Json(dry_run(&app, &caller, &new).await?).into_response());
    }
    let source = app.sources.create(new, &caller.actor(), false).await?;
    Ok((StatusCode::CREATED, Json(body(&app, source).await?)).into_response())
}

/// Reads a source without keeping anything. What the caller may not see is new to them.
pub async fn dry_run(app: &App, caller: &Caller, new: &NewSource) -> Result<DryRunBody, AppError> {
    let files = app.sources.dry_run(new).await.map_err(AppError::from)?;
    let mut found =
        DryRunBody { files: files.iter().filter(|file| !file.hash.is_empty()).count() as u64, ..DryRunBody::default() };
    let index = app.view(caller);
    for file in files {
        for claim in &file.claims {
            let reference = claim.reference.to_string();
            let known = index.find(&reference).is_some();
            found.entities.push(DryRunEntityBody {
                title: claim
                    .entity
                    .metadata
                    .get("title")
                    .and_then(|title| title.as_str())
                    .unwrap_or(claim.entity.name())
                    .to_owned(),
                kind: claim.entity.spec_str("type").map(str::to_owned),
                owner: claim.entity.spec_str("owner").map(str::to_owned),
                file: file.path.clone(),
                line: claim.line,
                change: if known { "conflict" } else { "created" }.to_owned(),
                reference,
            });
        }
        for (seq, (problem, excerpt)) in file.problems.into_iter().enumerate() {
            let row = problems::ProblemRow {
                source_id: String::new(),
                seq: seq as i64,
                problem,
                excerpt,
                location: file.location.clone(),
                seen: problems::Seen::default(),
            };
            found.problems.push(problem_body(row, &[]));
        }
    }
    Ok(found)
}

/// One source.
#[utoipa::path(get, path = "/api/v1/sources/{id}", params(("id" = String, Path)), responses((status = 200, body = SourceBody)))]
async fn find_source(State(app): State<App>, Path(id): Path<String>) -> Result<Json<SourceBody>, AppError> {
    let source = app.sources.get(&id).await?;
    Ok(Json(body(&app, source).await?))
}

/// Changes a source; what is not written stays.
#[utoipa::path(patch, path = "/api/v1/sources/{id}", params(("id" = String, Path)), request_body = SourceChangesBody, responses((status = 200, body = SourceBody)))]
async fn update_source(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(changes): Json<SourceChangesBody>,
) -> Result<Json<SourceBody>, AppError> {
    let mut source = app.sources.get(&id).await?;
    if let Some(name) = changes.name.filter(|name| !name.trim().is_empty()) {
        source.name = name;
    }
    if let Some(branch) = changes.branch.filter(|branch| *branch != source.settings.branch) {
        // Another branch has other writers.
        if source.settings.people {
            trust::require(&app, &caller)?;
        }
        source.settings.branch = branch;
    }
    if let Some(people) = changes.people.filter(|people| *people != source.settings.people) {
        trust::require(&app, &caller)?;
        source.settings.people = people;
        // All its files are read again, also when a sync that runs now ends later.
        source.cursor.without_people = people;
        source.next_sync_at = 0;
    }
    if let Some(credential) = changes.credential {
        if !credential.is_empty() && credential != source.settings.credential {
            app.authorize(&caller, Permission::SecretWrite)?;
        }
        source.settings.credential = credential;
    }
    source.rank = changes.rank.unwrap_or(source.rank);
    source.settings.schedule_seconds = changes.schedule_seconds.unwrap_or(source.settings.schedule_seconds).max(5);
    match changes.paused {
        Some(true) => source.state = "paused".to_owned(),
        Some(false) if source.state == "paused" => {
            source.state = "idle".to_owned();
            source.next_sync_at = if target::is_pushed(&source.kind) { NEVER } else { 0 };
        }
        _ => {}
    }
    let source = app.sources.update(source, &caller.actor()).await?;
    Ok(Json(body(&app, source).await?))
}

/// Removes a source with all it claims.
#[utoipa::path(delete, path = "/api/v1/sources/{id}", params(("id" = String, Path)), responses((status = 200, body = RemovedBody)))]
async fn delete_source(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<RemovedBody>, AppError> {
    let deleted = app.sources.remove(&id, &caller.actor()).await?;
    organisation::forget(&app, &id).await?;
    Ok(Json(RemovedBody { deleted }))
}

/// Syncs now, and answers when it is done.
#[utoipa::path(post, path = "/api/v1/sources/{id}/sync", params(("id" = String, Path)), responses((status = 200, body = SyncBody)))]
async fn sync_source(State(app): State<App>, Path(id): Path<String>) -> Result<Json<SyncBody>, AppError> {
    let source = app.sources.get(&id).await?;
    if target::is_pushed(&source.kind) {
        return Err(AppError::conflict("This source is sent what it says; there is nothing to read"));
    }
    // The sync goes on when whoever asked goes away.
    let sources = Arc::clone(&app.sources);
    let ran = tokio::spawn(async move { sources.sync(&id, Cause::Manual, None).await })
        .await
        .map_err(AppError::internal)??;
    let ran = ran.ok_or_else(|| AppError::conflict("this source is being synced already"))?;
    Ok(Json(SyncBody::new(ran, &source.name)))
}

/// The syncs of a source, the newest first.
#[utoipa::path(get, path = "/api/v1/sources/{id}/syncs", params(("id" = String, Path)), responses((status = 200, body = SyncsBody)))]
async fn list_syncs(State(app): State<App>, Path(id): Path<String>) -> Result<Json<SyncsBody>, AppError> {
    app.sources.get(&id).await?;
    let syncs = app.sources.syncs(Some(id), 50).await?;
    Ok(Json(syncs_body(&app, syncs).await?))
}

/// Syncs whose deletions wait for a person.
#[utoipa::path(get, path = "/api/v1/held", responses((status = 200, body = SyncsBody)))]
async fn list_held(State(app): State<App>) -> Result<Json<SyncsBody>, AppError> {
    let held = app.sources.held().await?;
    Ok(Json(syncs_body(&app, held).await?))
}

/// Removes what a held sync keeps back.
#[utoipa::path(post, path = "/api/v1/syncs/{id}/apply", params(("id" = String, Path)), responses((status = 200, body = SyncBody)))]
async fn apply_sync(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<SyncBody>, AppError> {
    let sync = app.sources.apply_held(&id, &caller.actor()).await?;
    let name = names(&app).await?.remove(&sync.source_id).unwrap_or_default();
    Ok(Json(SyncBody::new(sync, &name)))
}

/// Keeps what a held sync would remove.
#[utoipa::path(post, path = "/api/v1/syncs/{id}/dismiss", params(("id" = String, Path)), responses((status = 200, body = SyncBody)))]
async fn dismiss_sync(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<SyncBody>, AppError> {
    let sync = app.sources.dismiss_held(&id, &caller.actor()).await?;
    let name = names(&app).await?.remove(&sync.source_id).unwrap_or_default();
    Ok(Json(SyncBody::new(sync, &name)))
}
