//! Backstage's locations: each is a source; addresses registered over HTTP are URLs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::routes::dry_run;
use super::store::SourceRow;
use super::{Cause, NewSource};
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// Below `/api/catalog`.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/locations", get(list).post(create))
        .route("/locations/by-query", post(by_query))
        .route("/locations/{id}", get(find).put(update).delete(remove))
        .route("/locations/by-entity/{kind}/{namespace}/{name}", get(by_entity))
        .route("/refresh", post(refresh))
}

fn kind(source: &SourceRow) -> &'static str {
    if matches!(source.kind.as_str(), "url" | "git") { "url" } else { "file" }
}

fn location(source: &SourceRow) -> Value {
    let kind = kind(source);
    let digest = Sha1::digest(format!("{kind}:{}", source.target).as_bytes());
    json!({ "id": source.id, "type": kind, "target": source.target, "entityRef": format!("location:default/generated-{digest:x}") })
}

#[derive(Deserialize)]
struct NewLocation {
    #[serde(rename = "type")]
    kind: String,
    target: String,
}

impl NewLocation {
    fn source(self) -> Result<NewSource, AppError> {
        if self.kind != "url" {
            return Err(AppError::bad_request("Registered locations must be of an allowed type [\"url\"]"));
        }
        Ok(NewSource { target: self.target, origin: "api".to_owned(), ..NewSource::default() })
    }
}

async fn list(State(app): State<App>) -> Result<Json<Value>, AppError> {
    let sources = app.sources.list().await?;
    Ok(Json(sources.iter().map(|source| json!({ "data": location(source) })).collect()))
}

async fn create(State(app): State<App>, caller: Caller, params: Params, Json(new): Json<NewLocation>) -> Result<Response, AppError> {
    let source = new.source()?;
    if params.first("dryRun") == Some("true") {
        let target = source.target.clone();
        let exists = app.sources.list().await?.iter().any(|known| known.target == target);
        let files = app.sources.dry_run(&source).await?;
        let entities: Vec<Value> =
            files.iter().flat_map(|file| &file.claims).map(|claim| claim.entity.to_value()).collect();
        let body = json!({ "exists": exists, "location": { "id": format!("url:{target}"), "type": "url", "target": target }, "entities": entities });
        return Ok((StatusCode::CREATED, Json(body)).into_response());
    }
    // Reading once says at once what is wrong with the address.
    dry_run(&app, &source).await?;
    let again = params.first("onConflict") == Some("refresh");
    let target = source.target.clone();
    let source = app.sources.create(source, &caller.principal, again).await.map_err(|error| match error {
        super::SourceError::Exists(_) => AppError::conflict(format!("Location url:{target} already exists")),
        other => other.into(),
    })?;
    app.sources.sync(&source.id, Cause::Manual, None).await?;
    Ok((StatusCode::CREATED, Json(json!({ "location": location(&source), "entities": [] }))).into_response())
}

async fn get_location(app: &App, id: &str) -> Result<SourceRow, AppError> {
    app.sources.get(id).await.map_err(|error| match error {
        super::SourceError::NotFound(_) => AppError::not_found(format!("Found no location with ID {id}")),
        other => other.into(),
    })
}

async fn find(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, AppError> {
    Ok(Json(location(&get_location(&app, &id).await?)))
}

async fn update(State(app): State<App>, caller: Caller, Path(id): Path<String>, Json(new): Json<NewLocation>) -> Result<Json<Value>, AppError> {
    get_location(&app, &id).await?;
    let new = new.source()?;
    if app.sources.list().await?.iter().any(|known| known.target == new.target && known.id != id) {
        return Err(AppError::conflict(format!("Location url:{} already exists", new.target)));
    }
    let source = app.sources.retarget(&id, &new, &caller.principal).await?;
    Ok(Json(location(&source)))
}

async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    get_location(&app, &id).await?;
    app.sources.remove(&id, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct LocationsQuestion {
    limit: Option<usize>,
    query: Option<Value>,
    cursor: Option<String>,
}

async fn by_query(State(app): State<App>, Json(question): Json<LocationsQuestion>) -> Result<Json<Value>, AppError> {
    let all: Vec<Value> = app.sources.list().await?.iter().map(location).collect();
    let wanted = question.query.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let fits = |one: &Value| {
        wanted.iter().all(|(key, value)| match value.get("$in").and_then(Value::as_array) {
            Some(list) => list.contains(&one[key]),
            None => one[key] == *value,
        })
    };
    let mut items: Vec<Value> = all.into_iter().filter(|one| fits(one)).collect();
    items.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    let total = items.len();
    if let Some(after) = &question.cursor {
        items.retain(|one| one["id"].as_str() > Some(after.as_str()));
    }
    let limit = question.limit.unwrap_or(1_000);
    let more = items.len() > limit;
    items.truncate(limit);
    let page = if more { json!({ "nextCursor": items.last().map(|one| one["id"].clone()) }) } else { json!({}) };
    Ok(Json(json!({ "items": items, "totalItems": total, "pageInfo": page })))
}

/// The source that an entity comes from.
async fn source_of(app: &App, reference: &str) -> Result<SourceRow, AppError> {
    let id = {
        let index = app.catalog.index();
        index.find(reference).and_then(|id| index.first(id, "portolan.source").map(str::to_owned))
    };
    match id {
        Some(id) => get_location(app, &id).await,
        None => Err(AppError::not_found(format!("found no entity for ref {reference}"))),
    }
}

async fn by_entity(State(app): State<App>, Path((kind, namespace, name)): Path<(String, String, String)>) -> Result<Json<Value>, AppError> {
    Ok(Json(location(&source_of(&app, &format!("{kind}:{namespace}/{name}").to_lowercase()).await?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refresh {
    entity_ref: String,
}

async fn refresh(State(app): State<App>, Json(wanted): Json<Refresh>) -> Result<StatusCode, AppError> {
    if let Ok(source) = source_of(&app, &wanted.entity_ref.to_lowercase()).await {
        app.sources.spawn(source.id, Cause::Manual);
    }
    Ok(StatusCode::OK)
}
