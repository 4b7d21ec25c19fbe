//! The OpenAPI document of our own routes, and a short one for Backstage's catalog routes from the access table.

use axum::Json;
use axum::http::Method;
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

use super::access::ROUTES;
use super::idempotency;

/// The empty document that the slices' routes are added to.
pub fn base() -> OpenApi {
    let info = InfoBuilder::new().title("Portolan").version(env!("CARGO_PKG_VERSION")).build();
    OpenApiBuilder::new().info(info).build()
}

/// Adds the header `Idempotency-Key` to the writes that take it.
pub fn name_idempotency_key(document: &mut OpenApi) {
    let schema = ObjectBuilder::new().schema_type(Type::String).max_length(Some(idempotency::MAX_KEY));
    let parameter: Parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "The same key with the same request within 24 hours gets the same answer, and nothing is done twice",
        ))
        .schema(Some(schema))
        .build();
    for (method, route, operation) in operations(document) {
        if idempotency::takes_key(&method, route) {
            operation.parameters.get_or_insert_default().push(parameter.clone().into());
        }
    }
}

/// Names each operation by its method and route, such as `get_policies_by_version`: functions of several slices share a name,
/// and a client that is made from the document needs one of its own for each.
pub fn name_operations(document: &mut OpenApi) {
    for (method, route, operation) in operations(document) {
        let words: Vec<String> = route
            .trim_start_matches("/api/v1")
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.strip_prefix('{').map_or(part.to_owned(), |name| format!("by_{}", name.trim_end_matches('}')))
            })
            .collect();
        let name = format!("{}_{}", method.as_str().to_lowercase(), words.join("_").replace('-', "_"));
        operation.operation_id = Some(name);
    }
}

/// Every operation with its method and route.
pub fn operations(document: &mut OpenApi) -> impl Iterator<Item = (Method, &str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(route, item)| {
        let all = [
            (Method::GET, &mut item.get),
            (Method::POST, &mut item.post),
            (Method::PUT, &mut item.put),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        all.into_iter().filter_map(move |(method, operation)| Some((method, route.as_str(), operation.as_mut()?)))
    })
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
