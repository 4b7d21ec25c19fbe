//! `/api/user-settings`: a JSON value under a bucket and a key, for each principal.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::catalog::store::settings;
use crate::http::error::AppError;
use crate::identity::Caller;

/// Bytes of a bucket's or a key's name.
const NAME: usize = 255;
/// Keys in one question.
const KEYS: usize = 1000;

/// Backstage's routes.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/user-settings/buckets/{bucket}/keys/{key}", get(show).put(keep).delete(forget))
        .route("/api/user-settings/multiget", post(show_many))
}

type Place = Path<(String, String)>;

async fn show(State(app): State<App>, caller: Caller, Path((bucket, key)): Place) -> Result<Json<Value>, AppError> {
    let missing = AppError::not_found(format!("Unable to find '{key}' in bucket '{bucket}'"));
    let place = (bucket.clone(), key.clone());
    let found = app.db.read(move |tx| settings::find(tx, &caller.principal, &place.0, &place.1)).await?;
    let value = found.and_then(|text| serde_json::from_str::<Value>(&text).ok()).ok_or(missing)?;
    Ok(Json(json!({ "bucket": bucket, "key": key, "value": value })))
}

#[derive(Deserialize)]
struct Kept {
    value: Value,
}

async fn keep(
    State(app): State<App>,
    caller: Caller,
    Path((bucket, key)): Place,
    Json(kept): Json<Kept>,
) -> Result<Json<Value>, AppError> {
    if bucket.len() > NAME || key.len() > NAME {
        return Err(AppError::bad_request(format!("Names have at most {NAME} bytes")));
    }
    let (place, text) = ((bucket.clone(), key.clone()), kept.value.to_string());
    app.db.write(move |tx| settings::upsert(tx, &caller.principal, &place.0, &place.1, &text)).await?;
    Ok(Json(json!({ "bucket": bucket, "key": key, "value": kept.value })))
}

async fn forget(State(app): State<App>, caller: Caller, Path((bucket, key)): Place) -> Result<StatusCode, AppError> {
    app.db.free(move |tx| settings::delete(tx, &caller.principal, &bucket, &key)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Wanted {
    items: Vec<WantedItem>,
}

#[derive(Deserialize)]
struct WantedItem {
    bucket: String,
    key: String,
}

async fn show_many(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<Wanted>,
) -> Result<Json<Value>, AppError> {
    if wanted.items.len() > KEYS {
        return Err(AppError::bad_request(format!("More than {KEYS} items")));
    }
    let read = move |tx: &mut crate::db::Tx<'_>| {
        wanted
            .items
            .iter()
            .map(|item| settings::find(tx, &caller.principal, &item.bucket, &item.key))
            .collect::<Result<Vec<_>, _>>()
    };
    let found = app.db.read(read).await?;
    let items: Vec<Value> = found
        .into_iter()
        .map(|text| {
            text.and_then(|text| serde_json::from_str::<Value>(&text).ok())
                .map_or(Value::Null, |value| json!({ "value": value }))
        })
        .collect();
    Ok(Json(json!({ "items": items })))
}
