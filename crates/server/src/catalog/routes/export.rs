//! `GET /api/v1/export`: what a filter matches as JSON, CSV or YAML, streamed.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use portolan_domain::index::{Query, Sort};
use portolan_domain::yaml::write_document;
use uuid::Uuid;

use super::list::CHUNK_BYTES;
use super::query::predicate;
use crate::app::App;
use crate::catalog::view::View;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

const CHUNK: usize = 200;

const COLUMNS: [&str; 9] = [
    "kind",
    "metadata.namespace",
    "metadata.name",
    "metadata.title",
    "metadata.description",
    "spec.type",
    "spec.lifecycle",
    "spec.owner",
    "spec.system",
];

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Json,
    Csv,
    Yaml,
}

/// Everything that matches as one file.
#[utoipa::path(
    get, path = "/api/v1/export", params(("format" = Option<String>, Query), ("filter" = Option<String>, Query)),
    responses((status = 200, description = "Everything that matches, streamed", content(
        (String = "application/json"), (String = "text/csv"), (String = "application/yaml"),
    )))
)]
pub async fn export(State(app): State<App>, caller: Caller, params: Params) -> Result<Response, AppError> {
    let (format, kind, name) = match params.first("format").unwrap_or("json") {
        "json" => (Format::Json, "application/json; charset=utf-8", "attachment; filename=\"catalog.json\""),
        "csv" => (Format::Csv, "text/csv; charset=utf-8", "attachment; filename=\"catalog.csv\""),
        "yaml" => (Format::Yaml, "application/yaml; charset=utf-8", "attachment; filename=\"catalog.yaml\""),
        _ => return Err(AppError::bad_request("format must be json, csv or yaml")),
    };
    let sort = Some(Sort { field: "metadata.name".to_owned(), descending: false });
    let query = Query { predicate: predicate(&params)?, sort, ..Query::default() };
    let uids: Vec<Uuid> = {
        let index = app.view(&caller);
        index.select(&query).ids.iter().map(|id| index.uid(*id)).collect()
    };
    let parts = stream::unfold((app, caller, uids, Some(0usize)), move |(app, caller, uids, at)| async move {
        let at = at?;
        let (text, end) = chunk(&app.view(&caller), &uids, format, at);
        let next = (end < uids.len()).then_some(end);
        Some((Ok::<_, std::convert::Infallible>(text), (app, caller, uids, next)))
    });
    let mut response = Response::new(Body::from_stream(parts.fuse()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

/// The next part of the text, and how many entities are in it and those before.
fn chunk(index: &View<'_>, uids: &[Uuid], format: Format, from: usize) -> (String, usize) {
    let mut text = String::new();
    let (first, mut end) = (from == 0, from);
    match (format, first) {
        (Format::Json, true) => text.push('['),
        (Format::Csv, true) => text.push_str("kind,namespace,name,title,description,type,lifecycle,owner,system\r\n"),
        _ => {}
    }
    let mut any = !first;
    while end < uids.len() && end < from + CHUNK && text.len() < CHUNK_BYTES {
        end += 1;
        let Some(id) = index.find_uid(uids[end - 1]) else { continue };
        match format {
            Format::Json => {
                text.push_str(if any { ",\n" } else { "\n" });
                any = true;
                text.push_str(&index.stored_body(id));
            }
            Format::Yaml => {
                let value = serde_json::from_str(&index.stored_body(id)).unwrap_or_default();
                text.push_str(&write_document(&value));
            }
            Format::Csv => {
                let cells: Vec<String> =
                    COLUMNS.iter().map(|key| cell(index.first(id, key).unwrap_or_default())).collect();
                text.push_str(&cells.join(","));
                text.push_str("\r\n");
            }
        }
    }
    if format == Format::Json && end == uids.len() {
        text.push_str("\n]\n");
    }
    (text, end)
}

/// Quoted, and never a formula for the program that opens it.
fn cell(value: &str) -> String {
    let guard = if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}
