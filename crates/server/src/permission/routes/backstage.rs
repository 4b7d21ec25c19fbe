//! Backstage's `POST /api/permission/authorize`, answered from the same place, and the empty notifications.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use portolan_domain::permission::Reach;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::{Caller, Kind, Permission};
use crate::permission::condition::conditions;

/// Backstage's routes.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/permission/authorize", post(authorize))
        .route("/api/notifications/status", get(|| async { Json(json!({ "unread": 0, "read": 0 })) }))
        .route("/api/notifications", get(|| async { Json(json!({ "totalCount": 0, "notifications": [] })) }))
}

#[derive(Deserialize)]
struct Questions {
    items: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    id: String,
    permission: Value,
    resource_ref: Option<Value>,
}

async fn authorize(
    State(app): State<App>,
    caller: Caller,
    Json(questions): Json<Questions>,
) -> Result<Json<Value>, AppError> {
    let mut items = Vec::new();
    let index = app.catalog.index();
    for question in questions.items {
        let name = question.permission["name"].as_str().unwrap_or_default();
        let reach = app.rights.reach(&index, &caller, permission(name));
        let entities = match &reach {
            Reach::Some(predicate) => Some(index.matching(predicate)),
            _ => None,
        };
        let answer = |reference: &Value| {
            let id = reference.as_str().and_then(|reference| index.find(&reference.to_lowercase()));
            let allowed = match &reach {
                Reach::Everything => true,
                Reach::Nothing => false,
                Reach::Some(_) => id.is_some_and(|id| entities.as_ref().is_some_and(|set| set.contains(id))),
            };
            if allowed { "ALLOW" } else { "DENY" }
        };
        let is_resource = question.permission["type"] == "resource";
        let item = match (&question.resource_ref, &reach) {
            (Some(Value::Array(refs)), _) => {
                json!({ "id": question.id, "result": refs.iter().map(answer).collect::<Vec<_>>() })
            }
            (Some(one), _) => json!({ "id": question.id, "result": answer(one) }),
            (None, _) if is_resource && caller.kind != Kind::Service => {
                return Err(AppError::bad_request(format!(
                    "resourceRef is required for the resource permission {name}"
                )));
            }
            (None, Reach::Some(predicate)) if is_resource => match conditions(predicate) {
                Some(conditions) => json!({
                    "id": question.id, "result": "CONDITIONAL", "pluginId": "catalog",
                    "resourceType": "catalog-entity", "conditions": conditions,
                }),
                None => json!({ "id": question.id, "result": "DENY" }),
            },
            (None, Reach::Nothing) => json!({ "id": question.id, "result": "DENY" }),
            (None, _) => json!({ "id": question.id, "result": "ALLOW" }),
        };
        items.push(item);
    }
    Ok(Json(json!({ "items": items })))
}

/// Backstage's names in our words.
fn permission(name: &str) -> Permission {
    match name {
        "catalog.location.read" | "catalog.location.analyze" => Permission::SourceRead,
        "catalog.location.create" | "catalog.location.delete" => Permission::SourceWrite,
        "catalog.entity.refresh" => Permission::SourceSync,
        name if name.rsplit('.').next() == Some("read") => Permission::CatalogRead,
        _ => Permission::CatalogWrite,
    }
}
