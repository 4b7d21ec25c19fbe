//! What the server can, which resources there are, and by which schemas (RFC 7644, 4).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use portolan_domain::scim::ResourceType;
use portolan_domain::scim::schema::Schema;
use serde_json::{Value, json};

use super::message::{Problem, answer};
use super::scim::base;
use crate::app::App;
use crate::organisation::scim::{MAX_RESULTS, Refusal, listed};

fn all(items: Vec<Value>) -> Response {
    answer(StatusCode::OK, &listed(items.len(), 1, items))
}

fn one(items: Vec<Value>, id: &str) -> Result<Response, Problem> {
    let found = items.into_iter().find(|item| item["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(id)));
    found.map(|item| answer(StatusCode::OK, &item)).ok_or_else(|| Refusal::Missing.into())
}

pub async fn config(State(app): State<App>) -> Response {
    let supported = |supported: bool| json!({ "supported": supported });
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": supported(true),
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": MAX_RESULTS },
        "changePassword": supported(false),
        "sort": supported(true),
        "etag": supported(true),
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Bearer token",
            "description": "A token of a service account with the permission scim.write",
            "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig", "location": format!("{}/ServiceProviderConfig", base(&app)),
        },
    });
    answer(StatusCode::OK, &body)
}

fn types(app: &App) -> Vec<Value> {
    let base = base(app);
    let shown = |kind: ResourceType| {
        let extensions: Vec<Value> =
            kind.extensions().iter().map(|one| json!({ "schema": one.id, "required": false })).collect();
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": kind.name(), "name": kind.name(), "endpoint": kind.endpoint(),
            "description": kind.schema().description, "schema": kind.schema().id, "schemaExtensions": extensions,
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", kind.name()) },
        })
    };
    ResourceType::ALL.into_iter().map(shown).collect()
}

pub async fn list_types(State(app): State<App>) -> Response {
    all(types(&app))
}

pub async fn find_type(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    one(types(&app), &id)
}

fn schemas(app: &App) -> Vec<Value> {
    let base = base(app);
    let shown = |schema: &Schema| {
        let mut body = serde_json::to_value(schema).unwrap_or_default();
        body["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:Schema"]);
        body["meta"] = json!({ "resourceType": "Schema", "location": format!("{base}/Schemas/{}", schema.id) });
        body
    };
    let known = ResourceType::ALL.into_iter().flat_map(|kind| [vec![kind.schema()], kind.extensions()].concat());
    known.map(shown).collect()
}

pub async fn list_schemas(State(app): State<App>) -> Response {
    all(schemas(&app))
}

pub async fn find_schema(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    one(schemas(&app), &id)
}
