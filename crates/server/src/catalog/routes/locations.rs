//! Backstage's location routes that only read: sources as locations. Nothing is fetched here.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::Predicate;
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::single::{Name, find};
use crate::app::App;
use crate::catalog::store::sources::{self, SourceRow};
use crate::http::cursor::Of;
use crate::http::error::AppError;
use crate::http::reply::{self, hex};
use crate::identity::Caller;

#[derive(Deserialize)]
pub struct AnalyzeQuestion {
    location: AnalyzeLocation,
}

#[derive(Deserialize)]
struct AnalyzeLocation {
    target: String,
}

/// Proposes an entity for a repository, from its address alone.
pub async fn analyze(Json(question): Json<AnalyzeQuestion>) -> Result<Json<Value>, AppError> {
    let target = url::Url::parse(&question.location.target)
        .ok()
        .filter(|target| matches!(target.scheme(), "http" | "https"))
        .ok_or_else(|| AppError::bad_request("location.target must be an http or https URL"))?;
    let mut parts: Vec<&str> = target.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let host = target.host_str().filter(|host| matches!(*host, "github.com" | "gitlab.com"));
    // GitLab nests groups, and has `-` between a project and its pages.
    let page = if host == Some("gitlab.com") { parts.iter().position(|part| *part == "-") } else { Some(2) };
    parts.truncate(page.unwrap_or(parts.len()));
    if let Some(repository) = parts.last_mut() {
        *repository = repository.trim_end_matches(".git");
    }
    let name = portolan_domain::catalog::name::suggestion(parts.last().copied().unwrap_or("component"));
    let mut annotations = json!({});
    if let Some(host) = host.filter(|_| parts.len() > 1) {
        annotations[format!("{host}/project-slug")] = json!(parts.join("/"));
    }
    let entity = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": name, "annotations": annotations },
        "spec": { "type": "other", "lifecycle": "unknown" },
    });
    Ok(Json(json!({ "existingEntityFiles": [], "generateEntities": [{ "entity": entity, "fields": [] }] })))
}

/// A source as Backstage's location.
fn location(source: &SourceRow) -> Value {
    location_of(&source.id, &source.kind, &source.target)
}

/// The same from its parts.
pub fn location_of(id: &str, kind: &str, target: &str) -> Value {
    let local = matches!(kind, "directory" | "file") || kind == "csv" && target.starts_with('/');
    let kind = if local { "file" } else { "url" };
    let digest = Sha1::digest(format!("{kind}:{target}").as_bytes());
    let hash = hex(&digest);
    json!({ "id": id, "type": kind, "target": target, "entityRef": format!("location:default/generated-{hash}") })
}

/// Where it is, `type:target`.
pub fn place_of(kind: &str, target: &str) -> String {
    let location = location_of("", kind, target);
    let word = |field: &str| location[field].as_str().unwrap_or_default();
    format!("{}:{}", word("type"), word("target"))
}

/// The entity that Backstage makes of a location.
pub fn location_entity(kind: &str, target: &str, title: &str) -> Value {
    let (location, place) = (location_of("", kind, target), place_of(kind, target));
    let reference = location["entityRef"].as_str().unwrap_or_default();
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Location",
        "metadata": {
            "name": reference.rsplit('/').next(), "namespace": "default", "title": title,
            "annotations": { "backstage.io/managed-by-location": place, "backstage.io/managed-by-origin-location": place },
        },
        "spec": { "type": location["type"], "target": location["target"] },
    })
}

pub async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, AppError> {
    let all = app.db.read(sources::list).await?;
    let shown: Vec<Value> = all.iter().map(|source| json!({ "data": location(source) })).collect();
    Ok(reply::tagged(&headers, &shown))
}

pub async fn show(State(app): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, AppError> {
    let wanted = id.clone();
    let found = app.db.read(move |tx| sources::find(tx, &wanted)).await?;
    let found = found.ok_or_else(|| AppError::not_found(format!("Found no location with ID {id}")))?;
    Ok(reply::tagged(&headers, &location(&found)))
}

pub async fn by_entity(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Name,
) -> Result<Response, AppError> {
    let source = {
        let index = app.view(&caller);
        let id = find(&index, &path)?;
        index.first(id, "portolan.source").map(str::to_owned)
    };
    let source = source.unwrap_or_default();
    let found = app.db.read(move |tx| sources::find(tx, &source)).await?;
    let found = found.ok_or_else(|| AppError::not_found("found no location for the entity"))?;
    Ok(reply::tagged(&headers, &location(&found)))
}

#[derive(Deserialize)]
pub struct LocationsQuestion {
    limit: Option<usize>,
    query: Option<Value>,
    cursor: Option<String>,
}

/// The query stands in the cursor.
const OF: Of<'static> = Of { list: "locations/by-query", question: "" };

/// Pages of locations by a predicate over their four fields.
pub async fn by_query(
    State(app): State<App>,
    Json(mut question): Json<LocationsQuestion>,
) -> Result<Json<Value>, AppError> {
    let mut after = String::new();
    if let Some(cursor) = &question.cursor {
        let value = app.cursors.open(OF, cursor)?;
        value["afterId"].as_str().unwrap_or_default().clone_into(&mut after);
        question.query = value.get("query").filter(|query| !query.is_null()).cloned();
    }
    let limit = question.limit.unwrap_or(1000).clamp(1, 1000);
    let wanted = question
        .query
        .as_ref()
        .map_or_else(|| Ok(Predicate::everything()), Predicate::from_json)
        .map_err(AppError::BadRequest)?;
    let mut all: Vec<Value> = app.db.read(sources::list).await?.iter().map(location).collect();
    all.retain(|one| {
        let rows = one
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.to_lowercase(), value.as_str().map(str::to_lowercase)));
        wanted.evaluate(&rows.collect::<Vec<_>>())
    });
    all.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    let total = all.len();
    all.retain(|one| one["id"].as_str() > Some(after.as_str()));
    let more = all.len() > limit;
    all.truncate(limit);
    let mut info = json!({});
    if let (true, Some(last)) = (more, all.last()) {
        let place = json!({ "limit": limit, "afterId": last["id"], "query": question.query });
        info["nextCursor"] = json!(app.cursors.seal(OF, &place));
    }
    Ok(Json(json!({ "items": all, "totalItems": total, "pageInfo": info })))
}
