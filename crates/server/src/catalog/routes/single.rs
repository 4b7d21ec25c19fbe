//! One entity by name or uid, and many by reference. The hot paths: bodies go out as the index composes them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use portolan_domain::index::{Predicate, project};
use serde::Deserialize;
use serde_json::Value;

use super::people;
use super::query::predicate;
use crate::app::App;
use crate::catalog::view::View;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::reply;
use crate::identity::{Caller, Permission};

/// References in one call.
const REFS: usize = 10_000;

/// The three parts of a reference in a path.
pub type Name = Path<(String, String, String)>;

/// The full reference.
pub fn reference(Path((kind, namespace, name)): &Name) -> String {
    format!("{kind}:{namespace}/{name}").to_lowercase()
}

/// The entity of a path, or Backstage's 404.
pub fn find(index: &View<'_>, path: &Name) -> Result<u32, AppError> {
    index.find(&reference(path)).ok_or_else(|| {
        let Path((kind, namespace, name)) = path;
        AppError::not_found(format!("No entity named '{name}' found, with kind '{kind}' in namespace '{namespace}'"))
    })
}

pub async fn by_name(State(app): State<App>, caller: Caller, path: Name) -> Result<Response, AppError> {
    let index = app.view(&caller);
    let id = find(&index, &path)?;
    Ok(reply::text(index.body(id)))
}

pub async fn by_uid(State(app): State<App>, caller: Caller, Path(uid): Path<String>) -> Result<Response, AppError> {
    let index = app.view(&caller);
    let id = uid.parse().ok().and_then(|uid| index.find_uid(uid));
    let id = id.ok_or_else(|| AppError::not_found(format!("No entity found with uid {uid}")))?;
    Ok(reply::text(index.body(id)))
}

/// Takes an entity out with all its claims; it comes back when a source that still has it reads it anew.
pub async fn remove(State(app): State<App>, caller: Caller, Path(uid): Path<String>) -> Result<StatusCode, AppError> {
    let reference = {
        let index = app.view(&caller);
        let id = uid.parse().ok().and_then(|uid| index.find_uid(uid));
        let found = id.map(|id| (id, index.reference(id).to_owned()));
        drop(index);
        if let Some((id, reference)) = &found {
            app.authorize_on(&caller, Permission::CatalogWrite, *id)?;
            people::require_for(&app, &caller, reference)?;
        }
        found.map(|(_, reference)| reference)
    };
    let reference = reference.ok_or_else(|| AppError::not_found(format!("No entity found with uid {uid}")))?;
    app.catalog.remove(reference, caller.actor(), app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefsQuestion {
    entity_refs: Vec<String>,
    #[serde(default)]
    fields: Vec<String>,
    query: Option<Value>,
}

pub async fn by_refs(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    Json(question): Json<RefsQuestion>,
) -> Result<Response, AppError> {
    if question.entity_refs.len() > REFS {
        return Err(AppError::bad_request(format!("More than {REFS} references")));
    }
    let mut wanted = predicate(&params)?;
    if let Some(query) = &question.query {
        wanted = wanted.and(Predicate::from_json(query).map_err(AppError::BadRequest)?);
    }
    let index = app.view(&caller);
    let allowed = (wanted != Predicate::everything()).then(|| index.matching(&wanted));
    let mut body = String::from("{\"items\":[");
    for (at, reference) in question.entity_refs.iter().enumerate() {
        if at > 0 {
            body.push(',');
        }
        match index.find(reference).filter(|id| allowed.as_ref().is_none_or(|allowed| allowed.contains(*id))) {
            Some(id) => body.push_str(&shown(&index, id, &question.fields)?),
            None => body.push_str("null"),
        }
    }
    body.push_str("]}");
    Ok(reply::text(body))
}

/// The entity's text, whole or the fields asked for.
pub fn shown(index: &View<'_>, id: u32, fields: &[String]) -> Result<String, AppError> {
    if fields.is_empty() {
        return Ok(index.body(id));
    }
    let part = project(&index.value(id), fields).map_err(AppError::BadRequest)?;
    Ok(part.to_string())
}
