//! `GET /entities/by-name/…/ancestry`. Entities come from files of a source, so an entity has no ancestors but itself.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::single::{Name, reference};
use crate::app::App;
use crate::http::error::AppError;
use crate::http::reply;

pub async fn show(State(app): State<App>, headers: HeaderMap, path: Name) -> Result<Response, AppError> {
    let reference = reference(&path);
    let index = app.catalog.index();
    let id = index.find(&reference).ok_or_else(|| AppError::not_found(format!("No such entity {reference}")))?;
    let item = json!({ "entity": index.value(id), "parentEntityRefs": [] });
    Ok(reply::tagged(&headers, &json!({ "rootEntityRef": reference, "items": [item] })))
}
