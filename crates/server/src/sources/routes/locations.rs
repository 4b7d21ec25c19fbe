//! Writing Backstage's locations: each is a source; addresses registered over HTTP are URLs. Reading is with the catalog.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::trust;
use crate::app::App;
use crate::catalog::location_of;
use crate::catalog::store::claims::annotate;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::{Caller, Permission};
use crate::sources::store::SourceRow;
use crate::sources::{Cause, NewSource, SourceError, location};

/// Below `/api/catalog`.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/catalog/locations", post(create))
        .route("/api/catalog/locations/{id}", put(update).delete(remove))
        .route("/api/catalog/refresh", post(refresh))
}

fn shown(source: &SourceRow) -> Value {
    location_of(&source.id, &source.kind, &source.target)
}

#[derive(Deserialize)]
struct NewLocation {
    #[serde(rename = "type")]
    kind: String,
    target: String,
}

impl NewLocation {
    /// `before` is the target of the source that is given another one: paths stay among themselves.
    fn source(self, before: &str) -> Result<NewSource, AppError> {
        if self.kind != "url" {
            return Err(AppError::bad_request("Registered locations must be of an allowed type [\"url\"]"));
        }
        let scheme = self.target.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https"))
            && !before.starts_with('/')
            && !before.starts_with("file:")
        {
            return Err(AppError::bad_request("The target of a location of type \"url\" is an http or https URL"));
        }
        Ok(NewSource { target: self.target, origin: location::ORIGIN.to_owned(), ..NewSource::default() })
    }
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    Json(new): Json<NewLocation>,
) -> Result<Response, AppError> {
    let source = trust::given(&app, &caller, new.source("")?)?;
    if params.flag("dryRun")? {
        return Ok((StatusCode::CREATED, Json(dry_run(&app, &source).await?)).into_response());
    }
    let again = match params.first("onConflict") {
        None | Some("reject") => false,
        Some("refresh") => true,
        Some(_) => return Err(AppError::bad_request("request/query/onConflict must be reject or refresh")),
    };
    let target = source.target.clone();
    let source = app.sources.create(source, &caller.actor(), again).await.map_err(|error| match error {
        SourceError::Exists(_) => AppError::conflict(format!("Location url:{target} already exists")),
        other => other.into(),
    })?;
    app.sources.spawn(source.id.clone(), Cause::Manual);
    Ok((StatusCode::CREATED, Json(json!({ "location": shown(&source), "entities": [] }))).into_response())
}

/// What a location would bring, its own entity first. As Backstage does, it refuses the whole where a part cannot be read.
async fn dry_run(app: &App, new: &NewSource) -> Result<Value, AppError> {
    let target = app.sources.target(new)?;
    let (kind, text, origin) = (target.kind().to_owned(), target.text().to_owned(), target.origin());
    let exists = app.sources.list().await?.iter().any(|known| known.target == text);
    let files = app.sources.dry_run(new).await?;
    if let Some((problem, _)) = files.iter().filter(|file| file.has_errors()).flat_map(|file| &file.problems).next() {
        return Err(AppError::bad_request(format!(
            "{}:{}: {}",
            problem.place.file, problem.place.line, problem.message
        )));
    }
    let source = SourceRow { kind, target: text, name: target.name(), ..SourceRow::default() };
    let mut described = location_of("", &source.kind, &source.target);
    described["id"] = json!(origin);
    let mut entities = vec![location::entity(&source)];
    for file in &files {
        entities.extend(file.claims.iter().map(|claim| {
            let mut entity = claim.entity.clone();
            annotate(&mut entity, &file.location, &origin);
            entity.to_value()
        }));
    }
    Ok(json!({ "exists": exists, "location": described, "entities": entities }))
}

async fn get_location(app: &App, id: &str) -> Result<SourceRow, AppError> {
    app.sources.get(id).await.map_err(|error| match error {
        SourceError::NotFound(_) => AppError::not_found(format!("Found no location with ID {id}")),
        other => other.into(),
    })
}

async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(new): Json<NewLocation>,
) -> Result<Json<Value>, AppError> {
    let source = get_location(&app, &id).await?;
    let new = new.source(&source.target)?;
    // Another address has other writers.
    if source.settings.people && source.target != new.target {
        trust::require(&app, &caller)?;
    }
    // It is also another place to which the secret goes, and from which it brings things.
    if !source.settings.credential.is_empty() && source.target != new.target {
        app.authorize(&caller, Permission::SecretWrite)?;
    }
    if app.sources.list().await?.iter().any(|known| known.target == new.target && known.id != id) {
        return Err(AppError::conflict(format!("Location url:{} already exists", new.target)));
    }
    let source = app.sources.retarget(&id, &new, &caller.actor()).await?;
    Ok(Json(shown(&source)))
}

async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    get_location(&app, &id).await?;
    app.sources.remove(&id, &caller.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The source that an entity comes from.
async fn source_of(app: &App, caller: &Caller, reference: &str) -> Result<SourceRow, AppError> {
    let id = {
        let index = app.view(caller);
        index.find(reference).and_then(|id| index.first(id, "portolan.source").map(str::to_owned))
    };
    match id {
        Some(id) => get_location(app, &id).await,
        None => Err(AppError::not_found(format!("found no entity for ref {reference}"))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refresh {
    entity_ref: String,
}

async fn refresh(State(app): State<App>, caller: Caller, Json(wanted): Json<Refresh>) -> Result<StatusCode, AppError> {
    if let Ok(source) = source_of(&app, &caller, &wanted.entity_ref.to_lowercase()).await {
        app.sources.spawn(source.id, Cause::Manual);
    }
    Ok(StatusCode::OK)
}
