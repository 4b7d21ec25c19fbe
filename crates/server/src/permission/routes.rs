//! `POST /api/permission/authorize` and the empty notifications.

use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::{self, Caller, Permission};

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

async fn authorize(caller: Caller, Json(questions): Json<Questions>) -> Result<Json<Value>, AppError> {
    let mut items = Vec::new();
    for question in questions.items {
        let name = question.permission["name"].as_str().unwrap_or_default();
        if question.permission["type"] == "resource" && question.resource_ref.is_none() {
            return Err(AppError::bad_request(format!("resourceRef is required for the resource permission {name}")));
        }
        let answer = if identity::authorize(&caller, permission(name)).is_ok() { "ALLOW" } else { "DENY" };
        let result = match &question.resource_ref {
            Some(Value::Array(refs)) => json!(vec![answer; refs.len()]),
            _ => json!(answer),
        };
        items.push(json!({ "id": question.id, "result": result }));
    }
    Ok(Json(json!({ "items": items })))
}

/// Backstage's names in our words.
fn permission(name: &str) -> Permission {
    match name {
        "catalog.location.read" | "catalog.location.analyze" => Permission::SourceRead,
        "catalog.location.create" | "catalog.location.delete" => Permission::SourceWrite,
        name if name.rsplit('.').next() == Some("read") => Permission::CatalogRead,
        _ => Permission::CatalogWrite,
    }
}
