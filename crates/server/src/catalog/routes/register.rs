//! Backstage's location routes that change something: they are sources of kind `url`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use portolan_domain::catalog::reference::EntityRef;
use serde::Deserialize;
use serde_json::{Value, json};

use super::locations::location_of;
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;
use crate::sources::{Cause, NewSource};

#[derive(Deserialize)]
pub struct LocationQuestion {
    #[serde(rename = "type")]
    kind: String,
    target: String,
}

impl LocationQuestion {
    fn into_source(self) -> Result<NewSource, AppError> {
        if self.kind != "url" {
            return Err(AppError::bad_request("Registered locations must be of an allowed type [\"url\"]"));
        }
        if !self.target.starts_with("https://") && !self.target.starts_with("http://") {
            return Err(AppError::bad_request("location.target must be an http or https URL"));
        }
        Ok(NewSource { target: self.target, kind: "url".to_owned(), origin: "api".to_owned(), ..NewSource::default() })
    }
}

pub async fn create(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    Json(question): Json<LocationQuestion>,
) -> Result<(StatusCode, Json<Value>), AppError> {
    let again = match params.first("onConflict") {
        None | Some("reject") => false,
        Some("refresh") => true,
        Some(_) => return Err(AppError::bad_request("request/query/onConflict must be equal to one of the allowed values: refresh, reject")),
    };
    let new = question.into_source()?;
    let target = new.target.clone();
    if params.first("dryRun") == Some("true") {
        let known = app.sources.list().await?.into_iter().any(|source| source.target == target);
        app.sources.target(&new)?;
        let location = location_of(&format!("url:{target}"), "url", &target);
        return Ok((StatusCode::CREATED, Json(json!({ "exists": known, "location": location, "entities": [] }))));
    }
    let source = app.sources.create(new, &caller.principal, again).await.map_err(|error| match error {
        crate::sources::SourceError::Exists(_) => AppError::conflict(format!("Location url:{target} already exists")),
        error => error.into(),
    })?;
    if again {
        app.sources.spawn(source.id.clone(), Cause::Manual);
    }
    let location = location_of(&source.id, &source.kind, &source.target);
    Ok((StatusCode::CREATED, Json(json!({ "location": location, "entities": [] }))))
}

/// Reads another address from now on.
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(question): Json<LocationQuestion>,
) -> Result<Json<Value>, AppError> {
    let new = question.into_source()?;
    let known = app.sources.get(&id).await?;
    if known.target != new.target {
        let target = new.target.clone();
        if app.sources.list().await?.iter().any(|source| source.target == target) {
            return Err(AppError::conflict(format!("Location url:{target} already exists")));
        }
        app.sources.remove(&id, &caller.principal).await?;
        let source = app.sources.create(new, &caller.principal, false).await?;
        return Ok(Json(location_of(&source.id, &source.kind, &source.target)));
    }
    Ok(Json(location_of(&known.id, &known.kind, &known.target)))
}

pub async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    app.sources.remove(&id, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshQuestion {
    entity_ref: String,
}

/// Syncs the sources that claim an entity.
pub async fn refresh(State(app): State<App>, Json(question): Json<RefreshQuestion>) -> Result<StatusCode, AppError> {
    let reference = EntityRef::parse(&question.entity_ref, None, "default")
        .map_err(|_| AppError::bad_request(format!("Entity reference \"{}\" is not valid", question.entity_ref)))?
        .to_string();
    let claiming: Vec<String> = {
        let index = app.catalog.index();
        let id = index.find(&reference).ok_or_else(|| AppError::not_found(format!("Entity {reference} not found")))?;
        index.values(id, "portolan.source").into_iter().map(str::to_owned).collect()
    };
    for source in claiming {
        app.sources.spawn(source, Cause::Manual);
    }
    Ok(StatusCode::OK)
}
