//! Whether the process lives and whether it can serve: our paths and Backstage's.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::error::AppError;
use crate::app::App;

/// The process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// It may get traffic: it is not stopping.
pub async fn ready(State(app): State<App>) -> Result<Json<Value>, AppError> {
    if *app.stopping.borrow() {
        return Err(AppError::unavailable("The server is stopping"));
    }
    Ok(Json(json!({ "status": "ok" })))
}
