//! `POST /validate-entity`: the rules of descriptors on one entity. Its errors have a shape of their own.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::problem::Severity;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::error::AppError;

#[derive(Deserialize)]
pub struct ValidateQuestion {
    entity: Value,
    location: String,
}

pub async fn validate(Json(question): Json<ValidateQuestion>) -> Result<Response, AppError> {
    let Some(target) = question.location.strip_prefix("url:") else {
        return Err(AppError::bad_request(format!(
            "Invalid location ref '{}', only 'url:<target>' is supported",
            question.location
        )));
    };
    let text = question.entity.to_string();
    let read = read_descriptor("entity.json", &text, Blueprints::builtin(), &mut NoReader);
    let mut errors: Vec<Value> = read
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| json!({ "name": "InputError", "message": problem.message, "code": problem.code, "path": problem.place.path }))
        .collect();
    if errors.is_empty() && read.claims.is_empty() {
        errors.push(json!({ "name": "InputError", "message": format!("No entity found in {target}") }));
    }
    if errors.is_empty() {
        return Ok(StatusCode::OK.into_response());
    }
    Ok((StatusCode::BAD_REQUEST, Json(json!({ "errors": errors }))).into_response())
}
