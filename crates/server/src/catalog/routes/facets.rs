//! `GET` and `POST /entity-facets`. Besides Backstage's own parameters both take the text filter of `by-query`, so that
//! counts and lists agree.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::{FullText, Predicate};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::query::{FullTextBody, predicate, text_of};
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::reply;
use crate::identity::Caller;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacetsQuestion {
    facets: Vec<String>,
    query: Option<Value>,
    full_text_filter: Option<FullTextBody>,
}

pub async fn by_filter(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, AppError> {
    let facets: Vec<String> = params.all("facet").into_iter().map(str::to_owned).collect();
    if facets.is_empty() {
        return Err(AppError::bad_request("request/query must have required property 'facet'"));
    }
    let wanted = (predicate(&params)?, text_of(&params));
    Ok(answer(&app, &caller, &headers, &facets, wanted))
}

pub async fn by_predicate(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json(question): Json<FacetsQuestion>,
) -> Result<Response, AppError> {
    if question.facets.is_empty() {
        return Err(AppError::bad_request("request/body/facets must NOT have fewer than 1 items"));
    }
    let wanted = question.query.as_ref().map_or_else(|| Ok(Predicate::everything()), Predicate::from_json);
    let text = question.full_text_filter.as_ref().and_then(FullTextBody::filter);
    let wanted = (wanted.map_err(AppError::BadRequest)?, text);
    Ok(answer(&app, &caller, &headers, &question.facets, wanted))
}

fn answer(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    facets: &[String],
    (predicate, text): (Predicate, Option<FullText>),
) -> Response {
    let lower: Vec<String> = facets.iter().map(|facet| facet.to_lowercase()).collect();
    let counts = app.view(caller).facets(&lower, &predicate, text.as_ref());
    let shown: Map<String, Value> = facets
        .iter()
        .zip(counts)
        .map(|(facet, counts)| {
            let counts: Vec<Value> =
                counts.into_iter().map(|(value, count)| json!({ "value": value, "count": count })).collect();
            (facet.clone(), Value::Array(counts))
        })
        .collect();
    reply::tagged(headers, &json!({ "facets": shown }))
}
