//! `GET /entities`: everything as one streamed array, or pages by offset with a `link` header.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use portolan_domain::index::{Query, Sort};
use serde_json::json;
use uuid::Uuid;

use super::query::predicate;
use super::single::shown;
use crate::app::App;
use crate::http::cursor::Of;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// Each ranks all that matches, in memory.
const MOST_ORDERS: usize = 5;
/// Entities written under one lock.
const CHUNK: usize = 200;
/// Bytes after which a chunk ends: what an answer takes in memory does not grow with it.
pub const CHUNK_BYTES: usize = 1024 * 1024;

pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, params: Params) -> Result<Response, AppError> {
    let orders = params.all("order").into_iter().map(order).collect::<Result<Vec<_>, _>>()?;
    if orders.len() > MOST_ORDERS {
        return Err(AppError::bad_request(format!("At most {MOST_ORDERS} order parameters are followed")));
    }
    let mut query = Query { predicate: predicate(&params)?, sort: orders.first().cloned(), ..Query::default() };
    let fields = params.list("fields");
    if let Some(bad) = fields.iter().find(|field| field.contains('[')) {
        return Err(AppError::bad_request(format!("Invalid field \"{bad}\", array type fields are not supported")));
    }
    if ["limit", "offset", "after"].iter().any(|name| params.first(name).is_some()) {
        return page(app, caller, &uri, &params, query, &orders, fields);
    }
    let uids: Vec<Uuid> = {
        let index = app.view(&caller);
        query.limit = usize::MAX;
        index.select(&query).ids.iter().map(|id| index.uid(*id)).collect()
    };
    Ok(stream_array(app, caller, uids, fields))
}

/// `asc:field` or `desc:field`.
fn order(text: &str) -> Result<Sort, AppError> {
    match text.split_once(':') {
        Some((direction @ ("asc" | "desc"), field)) if !field.is_empty() => {
            Ok(Sort { field: field.to_lowercase(), descending: direction == "desc" })
        }
        _ => Err(AppError::bad_request(format!(
            "Invalid order parameter \"{text}\", expected \"<asc or desc>:<field name>\""
        ))),
    }
}

fn page(
    app: App,
    caller: Caller,
    uri: &axum::http::Uri,
    params: &Params,
    mut query: Query,
    orders: &[Sort],
    fields: Vec<String>,
) -> Result<Response, AppError> {
    let (mut limit, mut offset) = (params.number("limit")?, params.number("offset")?.unwrap_or(0));
    if limit == Some(0) {
        return Err(AppError::bad_request("Invalid limit, must be greater than zero"));
    }
    let question = params.question(&["filter", "order"]);
    let of = Of { list: "entities", question: &question };
    if let Some(after) = params.first("after") {
        let value = app.cursors.open(of, after)?;
        limit = limit.or(value["limit"].as_u64().map(|limit| limit as usize));
        offset = value["offset"].as_u64().unwrap_or(0) as usize;
    }
    let limit = limit.unwrap_or(usize::MAX);
    let index = app.view(&caller);
    query.limit = usize::MAX;
    let ids = match orders {
        [_, _, ..] => index.sorted(&query.predicate, orders),
        [] => {
            let mut ids = index.select(&query).ids;
            ids.sort_by(|a, b| index.reference(*a).cmp(index.reference(*b)));
            ids
        }
        [_] => {
            // Entities without the field come last here.
            let mut ids = index.select(&query).ids;
            let sorted: std::collections::HashSet<u32> = ids.iter().copied().collect();
            ids.extend(index.matching(&query.predicate).into_iter().filter(|id| !sorted.contains(id)));
            ids
        }
    };
    let more = ids.len() > offset.saturating_add(limit);
    let uids = ids.iter().skip(offset).take(limit).map(|id| index.uid(*id)).collect();
    drop(index);
    let after = more.then(|| app.cursors.seal(of, &json!({ "limit": limit, "offset": offset + limit })));
    let mut response = stream_array(app, caller, uids, fields);
    if let Some(after) = after {
        let mut next = url::form_urlencoded::Serializer::new(String::new());
        next.extend_pairs(params.iter().filter(|(name, _)| !matches!(*name, "after" | "offset")))
            .append_pair("after", &after);
        let path = uri.path().strip_prefix("/api/catalog").unwrap_or(uri.path());
        if let Ok(link) = HeaderValue::from_str(&format!("<{path}?{}>; rel=\"next\"", next.finish())) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

/// Writes entities chunk by chunk; those that vanish meanwhile are left out.
fn stream_array(app: App, caller: Caller, uids: Vec<Uuid>, fields: Vec<String>) -> Response {
    let parts = stream::unfold(
        (app, caller, uids, 0usize, fields, false, false),
        |(app, caller, uids, at, fields, mut any, done)| async move {
            if done {
                return None;
            }
            let mut text = String::new();
            if at == 0 {
                text.push('[');
            }
            let mut end = at;
            {
                let index = app.view(&caller);
                while end < uids.len() && end < at + CHUNK && text.len() < CHUNK_BYTES {
                    end += 1;
                    let Some(id) = index.find_uid(uids[end - 1]) else { continue };
                    if any {
                        text.push(',');
                    }
                    any = true;
                    text.push_str(&shown(&index, id, &fields).unwrap_or_else(|_| "{}".to_owned()));
                }
            }
            let done = end == uids.len();
            if done {
                text.push(']');
            }
            Some((Ok::<_, std::convert::Infallible>(text), (app, caller, uids, end, fields, any, done)))
        },
    );
    let mut response = Response::new(Body::from_stream(parts.fuse()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
