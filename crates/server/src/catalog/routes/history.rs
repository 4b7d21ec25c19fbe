//! The change log: of one entity, also of one that is gone, and of all.

use axum::Json;
use axum::extract::State;
use portolan_domain::permission::Fields;
use serde_json::{Value, json};

use super::single::{Name, reference};
use crate::app::App;
use crate::catalog::body::{ChangeBody, ChangesBody};
use crate::catalog::store::{history, sources};
use crate::clock::rfc3339;
use crate::http::cursor::Of;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// The changes of an entity, the newest first, also of one that is gone.
#[utoipa::path(
    get, path = "/api/v1/entities/{kind}/{namespace}/{name}/history",
    params(
        ("kind" = String, Path), ("namespace" = String, Path), ("name" = String, Path), ("limit" = Option<usize>, Query),
        ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, body = ChangesBody))
)]
pub async fn of_entity(
    State(app): State<App>,
    caller: Caller,
    path: Name,
    params: Params,
) -> Result<Json<ChangesBody>, AppError> {
    let reference = reference(&path);
    let found = page(&app, &caller, Some(reference.clone()), &params).await?;
    if found.items.is_empty() && params.first("cursor").is_none() && app.view(&caller).find(&reference).is_none() {
        return Err(AppError::not_found(format!("There is no {reference}, and there was none")));
    }
    Ok(found)
}

/// The change log of the catalog, the newest first.
#[utoipa::path(
    get, path = "/api/v1/changes", params(("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = ChangesBody))
)]
pub async fn of_all(State(app): State<App>, caller: Caller, params: Params) -> Result<Json<ChangesBody>, AppError> {
    page(&app, &caller, None, &params).await
}

async fn page(
    app: &App,
    caller: &Caller,
    reference: Option<String>,
    params: &Params,
) -> Result<Json<ChangesBody>, AppError> {
    let limit = params.number("limit")?.unwrap_or(50).clamp(1, 500);
    let question = reference.clone().unwrap_or_default();
    let of = Of { list: "changes", question: &question };
    let before = match params.first("cursor") {
        None => i64::MAX,
        Some(cursor) => app.cursors.open(of, cursor)?["before"].as_i64().unwrap_or_default(),
    };
    let read = move |tx: &mut crate::db::Tx<'_>| {
        Ok((history::list(tx, reference.as_deref(), before, limit as i64 + 1)?, sources::list(tx)?))
    };
    let (mut rows, all) = app.db.read(read).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor =
        rows.last().filter(|_| more).map(|last| app.cursors.seal(of, &json!({ "before": last.revision })));
    let index = app.view(caller);
    let items = rows.into_iter().filter(|row| index.shows(&row.reference)).map(|row| {
        let id = index.find(&row.reference);
        let title = id.and_then(|id| index.first(id, "metadata.title").or(index.first(id, "metadata.name")));
        ChangeBody {
            revision: row.revision,
            at: rfc3339(row.at),
            action: row.action,
            actor: row.actor,
            source_name: sources::name(&all, &row.source_id),
            source_id: row.source_id,
            title: title.or(row.reference.rsplit('/').next()).unwrap_or_default().to_owned(),
            reference: row.reference,
            operations: operations(&row.operations, index.mask(id)),
        }
    });
    Ok(Json(ChangesBody { items: items.collect(), next_cursor }))
}

/// The operations of a change without what the caller may not read.
fn operations(text: &str, hidden: Option<&Fields>) -> Value {
    let mut operations: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    if let Some(fields) = hidden {
        operations.retain_mut(|operation| fields.mask_operation(operation));
    }
    Value::Array(operations)
}
