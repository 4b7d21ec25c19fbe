//! `GET /api/search/query` and `GET /api/v1/search`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_domain::index::{Index, Predicate, Test};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rank::search;
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::reply;
use crate::identity::Caller;

/// Characters of a term.
const LONGEST: usize = 100;

/// Backstage's routes.
pub fn backstage() -> Router<App> {
    Router::new().route("/api/search/query", get(query))
}

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find))
}

fn term<'a>(params: &'a Params, name: &str) -> Result<&'a str, AppError> {
    let term = params.first(name).unwrap_or_default();
    if term.chars().count() > LONGEST {
        return Err(AppError::bad_request(format!(
            "The term length \"{}\" is greater than the maximum length \"{LONGEST}\"",
            term.len()
        )));
    }
    Ok(term)
}

async fn query(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, AppError> {
    let term = term(&params, "term")?;
    for (name, value) in params.iter() {
        if (name == "types" || name.starts_with("types[")) && value != "software-catalog" {
            return Err(AppError::bad_request(format!("Invalid query string: [\"{value}\" is not a known type]")));
        }
    }
    let size = match params.number("pageLimit")? {
        None | Some(0) => 25,
        Some(size) if size > 100 => {
            return Err(AppError::bad_request("The page limit is greater than the maximum page limit \"100\""));
        }
        Some(size) => size,
    };
    let cursor = params.first("pageCursor").map(page_number).transpose()?.unwrap_or(0);
    let index = app.view(&caller);
    let (hits, total) = search(&index, term, filters(&params));
    let start = cursor.saturating_mul(size);
    let results: Vec<Value> = hits
        .iter()
        .enumerate()
        .skip(start)
        .take(size)
        .map(|(at, id)| json!({ "type": "software-catalog", "document": document(&index, *id), "rank": at + 1 }))
        .collect();
    let mut body = json!({ "results": results, "numberOfResults": total });
    if hits.len() > start.saturating_add(size) {
        body["nextPageCursor"] = json!(STANDARD.encode((cursor + 1).to_string()));
    }
    if cursor > 0 {
        body["previousPageCursor"] = json!(STANDARD.encode((cursor - 1).to_string()));
    }
    drop(index);
    Ok(reply::tagged(&headers, &body))
}

/// Backstage's own search page writes these from the number of a page: they cannot be signed, and say no more than a number.
fn page_number(text: &str) -> Result<usize, AppError> {
    let bytes = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    bytes
        .and_then(|text| text.parse().ok())
        .filter(|page| *page < 1_000_000)
        .ok_or_else(|| AppError::bad_request("Invalid page cursor"))
}

/// `filters[kind]=Component&filters[lifecycle][0]=production`; filters that documents do not have match nothing.
fn filters(params: &Params) -> Predicate {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in params.iter() {
        let Some(key) = name.strip_prefix("filters[").and_then(|rest| rest.split(']').next()) else { continue };
        let key = match key {
            "kind" => "kind".to_owned(),
            "namespace" | "name" => format!("metadata.{key}"),
            "componentType" | "type" => "spec.type".to_owned(),
            other => format!("spec.{}", other.to_lowercase()),
        };
        match fields.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value.to_lowercase()),
            None => fields.push((key, vec![value.to_lowercase()])),
        }
    }
    Predicate::All(fields.into_iter().map(|(key, values)| Predicate::Field { key, test: Test::In(values) }).collect())
}

fn document(index: &Index, id: u32) -> Value {
    let text = |key: &str| index.first(id, key).unwrap_or_default();
    let (name, kind, namespace) = (text("metadata.name"), text("kind"), text("metadata.namespace"));
    let title = index.first(id, "metadata.title").unwrap_or(name);
    let about: Vec<&str> = ["metadata.description", "spec.profile.displayname", "spec.profile.email"]
        .into_iter()
        .filter_map(|key| index.first(id, key))
        .collect();
    let subtype = index.first(id, "spec.type").unwrap_or("other");
    json!({
        "title": title, "text": about.join(" : "), "componentType": subtype, "type": subtype, "namespace": namespace, "kind": kind,
        "lifecycle": text("spec.lifecycle"), "owner": text("spec.owner"),
        "location": format!("/catalog/{namespace}/{kind}/{name}").to_lowercase(),
    })
}

/// A hit in the palette.
#[derive(Serialize, ToSchema)]
struct HitBody {
    #[serde(rename = "ref")]
    reference: String,
    kind: String,
    title: String,
    #[serde(rename = "type")]
    subtype: Option<String>,
    owner: Option<String>,
    description: Option<String>,
}

/// Hits, best first.
#[derive(Serialize, ToSchema)]
struct HitsBody {
    items: Vec<HitBody>,
    total: u64,
}

/// Entities by a few letters, the best first.
#[utoipa::path(
    get, path = "/api/v1/search", params(("q" = Option<String>, Query), ("limit" = Option<usize>, Query)),
    responses((status = 200, body = HitsBody))
)]
async fn find(State(app): State<App>, caller: Caller, params: Params) -> Result<Json<HitsBody>, AppError> {
    let limit = params.number("limit")?.unwrap_or(20).min(100);
    let index = app.view(&caller);
    let (hits, total) = search(&index, term(&params, "q")?, Predicate::everything());
    let items = hits.into_iter().take(limit).map(|id| {
        let text = |key: &str| index.first(id, key).map(str::to_owned);
        HitBody {
            reference: index.reference(id).to_owned(),
            kind: text("kind").unwrap_or_default(),
            title: text("metadata.title").or_else(|| text("metadata.name")).unwrap_or_default(),
            subtype: text("spec.type"),
            owner: text("spec.owner"),
            description: text("metadata.description"),
        }
    });
    Ok(Json(HitsBody { items: items.collect(), total }))
}
