//! Backstage's location routes that need no source. Nothing is fetched here.

use axum::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::error::AppError;

#[derive(Deserialize)]
pub struct AnalyzeQuestion {
    location: AnalyzeLocation,
}

#[derive(Deserialize)]
struct AnalyzeLocation {
    target: String,
}

/// Proposes an entity for a repository, from its address alone.
pub async fn analyze(Json(question): Json<AnalyzeQuestion>) -> Result<Json<Value>, AppError> {
    let target = url::Url::parse(&question.location.target)
        .ok()
        .filter(|target| matches!(target.scheme(), "http" | "https"))
        .ok_or_else(|| AppError::bad_request("location.target must be an http or https URL"))?;
    let parts: Vec<&str> = target.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).take(2).collect();
    let name = parts.last().copied().unwrap_or("component").trim_end_matches(".git");
    let name = portolan_domain::catalog::name::suggestion(name);
    let mut annotations = json!({});
    if let (Some("github.com"), [owner, repository]) = (target.host_str(), parts.as_slice()) {
        annotations["github.com/project-slug"] = json!(format!("{owner}/{}", repository.trim_end_matches(".git")));
    }
    let entity = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": name, "annotations": annotations },
        "spec": { "type": "other", "lifecycle": "unknown" },
    });
    Ok(Json(json!({ "existingEntityFiles": [], "generateEntities": [{ "entity": entity, "fields": [] }] })))
}
