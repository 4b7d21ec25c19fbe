//! Removed entities that are still kept, and their way back.

use axum::Json;
use axum::extract::{Path, State};

use super::people;
use crate::app::App;
use crate::catalog::body::{RestoredBody, TombstoneBody, TombstonesBody};
use crate::catalog::store::{sources, tombstones};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::{Caller, Permission};

/// Rows of the list.
const LIMIT: i64 = 1000;

#[utoipa::path(get, path = "/api/v1/tombstones", responses((status = 200, body = TombstonesBody)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<TombstonesBody>, AppError> {
    let now = app.clock.now();
    let (rows, all) = app.db.read(move |tx| Ok((tombstones::list(tx, now, LIMIT)?, sources::list(tx)?))).await?;
    let whole = app.view(&caller).is_whole();
    let items = rows.into_iter().filter(|_| whole).map(|row| {
        let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
        let metadata = &body["metadata"];
        TombstoneBody {
            title: metadata["title"].as_str().or(metadata["name"].as_str()).unwrap_or_default().to_owned(),
            uid: row.uid,
            reference: row.reference,
            deleted_at: rfc3339(row.deleted_at),
            expires_at: rfc3339(row.deleted_at + tombstones::KEPT_MICROS),
            source_name: sources::name(&all, &row.source_id),
            source_id: row.source_id,
            reason: row.reason,
        }
    });
    Ok(Json(TombstonesBody { items: items.collect() }))
}

#[utoipa::path(
    post, path = "/api/v1/tombstones/{uid}/restore", params(("uid" = String, Path)), responses((status = 200, body = RestoredBody))
)]
pub async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<String>,
) -> Result<Json<RestoredBody>, AppError> {
    app.authorize_on_all(&caller, Permission::CatalogWrite)?;
    let missing = || AppError::not_found("There is no removed entity with this uid");
    let (kept, now) = (uid.clone(), app.clock.now());
    let tombstone = app.db.read(move |tx| tombstones::find(tx, &kept, now)).await?.ok_or_else(missing)?;
    people::require_for(&app, &caller, &tombstone.reference)?;
    let applied = app.catalog.restore(uid, caller.actor(), now).await?;
    let reference = applied.and_then(|applied| applied.created.into_iter().next()).ok_or_else(missing)?;
    Ok(Json(RestoredBody { reference }))
}
