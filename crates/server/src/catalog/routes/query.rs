//! `GET` and `POST /entities/by-query`: filters or predicates, one sort field, text, cursors, counts.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::{FullText, Position, Predicate, Query, Sort};
use serde::Deserialize;
use serde_json::{Value, json};

use super::cursor::Cursor;
use super::single::shown;
use crate::app::App;
use crate::catalog::view::View;
use crate::http::cursor::Cursors;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::reply;
use crate::identity::Caller;

/// Rows of a page when nothing is said, as Backstage's code has it.
const LIMIT: usize = 200;
/// More than this is never one page.
const MOST: usize = 10_000;
/// Nor are more bytes than this, unless one entity has them.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A question with everything it needs.
struct Question {
    query: Query,
    fields: Vec<String>,
    total: bool,
}

/// The filters of a query string.
pub fn predicate(params: &Params) -> Result<Predicate, AppError> {
    Predicate::from_filters(&params.all("filter")).map_err(AppError::BadRequest)
}

/// `field,asc` or `field,desc`.
fn sort(text: &str) -> Result<Sort, AppError> {
    let (field, order) = text.rsplit_once(',').unwrap_or((text, "asc"));
    sort_of(field, order)
}

fn sort_of(field: &str, order: &str) -> Result<Sort, AppError> {
    if field.is_empty() || !matches!(order, "asc" | "desc") {
        return Err(AppError::bad_request(
            "Invalid order field, expected a string on the form field,asc or field,desc",
        ));
    }
    Ok(Sort { field: field.to_lowercase(), descending: order == "desc" })
}

fn full_text(term: &str, fields: &[String]) -> Option<FullText> {
    let term = term.trim();
    (!term.is_empty())
        .then(|| FullText { term: term.to_owned(), fields: fields.iter().map(|field| field.to_lowercase()).collect() })
}

fn total(text: Option<&str>) -> Result<bool, AppError> {
    match text {
        None | Some("include") => Ok(true),
        Some("exclude") => Ok(false),
        Some(_) => Err(AppError::bad_request(
            "request/query/totalItems must be equal to one of the allowed values: include, exclude",
        )),
    }
}

fn from_params(cursors: &Cursors, params: &Params) -> Result<Question, AppError> {
    let limit = params.number("limit")?.unwrap_or(LIMIT).min(MOST);
    let (fields, total) = (params.list("fields"), total(params.first("totalItems"))?);
    if let Some(cursor) = params.first("cursor") {
        return Ok(Question { query: Cursor::decode(cursors, cursor)?.into_query(limit), fields, total });
    }
    let query = Query {
        predicate: predicate(params)?,
        sort: params.first("orderField").map(sort).transpose()?,
        full_text: text_of(params),
        limit,
        offset: params.number("offset")?.unwrap_or(0),
        ..Query::default()
    };
    Ok(Question { query, fields, total })
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct QueryBody {
    cursor: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
    #[serde(default)]
    order_by: Vec<OrderBody>,
    full_text_filter: Option<FullTextBody>,
    #[serde(default)]
    fields: Vec<String>,
    total_items: Option<String>,
    query: Option<Value>,
}

#[derive(Deserialize)]
struct OrderBody {
    field: String,
    order: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct FullTextBody {
    term: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
}

impl FullTextBody {
    /// Nothing when there is no term.
    pub(super) fn filter(&self) -> Option<FullText> {
        full_text(self.term.as_deref().unwrap_or_default(), &self.fields)
    }
}

/// The text filter of a question in an address.
pub(super) fn text_of(params: &Params) -> Option<FullText> {
    full_text(params.first("fullTextFilterTerm").unwrap_or_default(), &params.list("fullTextFilterFields"))
}

fn from_body(cursors: &Cursors, body: QueryBody) -> Result<Question, AppError> {
    let limit = body.limit.unwrap_or(LIMIT).min(MOST);
    let total = total(body.total_items.as_deref())?;
    if let Some(cursor) = &body.cursor {
        return Ok(Question { query: Cursor::decode(cursors, cursor)?.into_query(limit), fields: body.fields, total });
    }
    let order = body.order_by.first();
    let query = Query {
        predicate: body
            .query
            .as_ref()
            .map_or_else(|| Ok(Predicate::everything()), Predicate::from_json)
            .map_err(AppError::BadRequest)?,
        sort: order.map(|order| sort_of(&order.field, order.order.as_deref().unwrap_or("asc"))).transpose()?,
        full_text: body.full_text_filter.as_ref().and_then(FullTextBody::filter),
        limit,
        offset: body.offset.unwrap_or(0),
        ..Query::default()
    };
    Ok(Question { query, fields: body.fields, total })
}

pub async fn by_query(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, AppError> {
    answer(&app, &caller, &headers, &from_params(&app.cursors, &params)?)
}

pub async fn by_predicate(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<QueryBody>,
) -> Result<Response, AppError> {
    answer(&app, &caller, &headers, &from_body(&app.cursors, body)?)
}

/// The beginning of an answer, and how many of the entities are in it.
fn items(index: &View<'_>, ids: &[u32], fields: &[String]) -> Result<(String, usize), AppError> {
    let mut body = String::from("{\"items\":[");
    for (at, id) in ids.iter().enumerate() {
        if at > 0 && body.len() > MOST_BYTES {
            return Ok((body, at));
        }
        if at > 0 {
            body.push(',');
        }
        body.push_str(&shown(index, *id, fields)?);
    }
    Ok((body, ids.len()))
}

fn answer(app: &App, caller: &Caller, headers: &HeaderMap, question: &Question) -> Result<Response, AppError> {
    let index = app.view(caller);
    let mut query = question.query.clone();
    let mut page = index.select(&query);
    let mut body = loop {
        let (body, fit) = items(&index, &page.ids, &question.fields)?;
        if fit == page.ids.len() {
            break body;
        }
        query.limit = fit;
        page = index.select(&query);
    };
    drop(index);
    let mut info = json!({});
    let cursor = |at: &Position, previous| {
        json!(Cursor::encode(&app.cursors, &question.query, at, page.first.as_ref(), page.total, previous))
    };
    if let (true, Some(last)) = (page.has_next, &page.last) {
        info["nextCursor"] = cursor(last, false);
    }
    if let (true, Some(first)) = (page.has_previous, &page.first) {
        info["prevCursor"] = cursor(first, true);
    }
    let total = if question.total { page.total } else { 0 };
    for part in ["],\"totalItems\":", &total.to_string(), ",\"pageInfo\":", &info.to_string(), "}"] {
        body.push_str(part);
    }
    let computed = !question.fields.is_empty() || page.ids.is_empty();
    Ok(if computed { reply::tagged_text(headers, body) } else { reply::text(body) })
}
