//! The OpenAPI document of our own routes, and a short one for Backstage's catalog routes from the access table.

use axum::Json;
use serde_json::{Map, Value, json};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

use super::access::ROUTES;

/// The empty document that the slices' routes are added to.
pub fn base() -> OpenApi {
    let info = InfoBuilder::new().title("Portolan").version(env!("CARGO_PKG_VERSION")).build();
    OpenApiBuilder::new().info(info).build()
}

/// `GET /api/catalog/openapi.json`.
pub async fn catalog() -> Json<Value> {
    let mut paths: Map<String, Value> = Map::new();
    for (method, route, _) in ROUTES {
        let Some(path) = route.strip_prefix("/api/catalog").filter(|path| !path.starts_with("/.")) else { continue };
        let operations = paths.entry(path).or_insert_with(|| json!({}));
        operations[method.to_lowercase()] =
            json!({ "responses": { "default": { "description": "See Backstage's catalog API" } } });
    }
    Json(
        json!({ "openapi": "3.1.0", "info": { "title": "catalog", "version": "1" }, "servers": [{ "url": "/api/catalog" }], "paths": paths }),
    )
}
