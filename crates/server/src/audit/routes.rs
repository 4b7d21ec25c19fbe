//! `/api/v1/audit`: search, export, and whether the chain holds.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{EntriesBody, VerdictBody};
use super::chain::{self, Head};
use super::export::Format;
use super::store::{self, Search};
use crate::app::App;
use crate::http::cursor::Of;
use crate::http::error::AppError;
use crate::http::params::Params;

/// Entries of a page, unless asked for fewer.
const PAGE: usize = 100;
/// Entries of a page at most.
const MOST: usize = 1_000;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export)).routes(routes!(verify))
}

fn search(params: &Params) -> Result<Search, AppError> {
    let text = |name: &str| params.first(name).unwrap_or_default().trim().to_owned();
    let time = |name: &str| match params.first(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text
            .parse::<jiff::Timestamp>()
            .map(|at| Some(at.as_microsecond()))
            .map_err(|_| AppError::bad_request(format!("{name} is a time such as 2027-01-15T08:00:00Z"))),
    };
    let decision = text("decision");
    if !["", "allowed", "denied"].contains(&decision.as_str()) {
        return Err(AppError::bad_request("decision is allowed or denied"));
    }
    Ok(Search {
        actor: text("actor"),
        action: text("action"),
        target: text("target"),
        text: text("text"),
        decision,
        since: time("since")?,
        until: time("until")?,
        seq: params.number("seq")?.map(|seq| i64::try_from(seq).unwrap_or(i64::MAX)),
    })
}

/// The newest entries that match.
#[utoipa::path(get, path = "/api/v1/audit", params(
    ("actor" = Option<String>, Query), ("action" = Option<String>, Query, description = "The beginning of the action"),
    ("target" = Option<String>, Query), ("decision" = Option<String>, Query), ("text" = Option<String>, Query),
    ("since" = Option<String>, Query), ("until" = Option<String>, Query),
    ("seq" = Option<u64>, Query, description = "The entry of this number"), ("cursor" = Option<String>, Query),
    ("limit" = Option<u32>, Query)), responses((status = 200, body = EntriesBody), (status = 400)))]
pub async fn list(State(app): State<App>, params: Params) -> Result<Json<EntriesBody>, AppError> {
    let search = search(&params)?;
    let limit = params.number("limit")?.unwrap_or(PAGE).clamp(1, MOST);
    let question = params.question(&["actor", "action", "target", "decision", "text", "since", "until", "seq"]);
    let of = Of { list: "audit", question: &question };
    let before = match params.first("cursor") {
        None => i64::MAX,
        Some(cursor) => app.cursors.open(of, cursor)?["before"].as_i64().unwrap_or_default(),
    };
    let mut rows = app.db.read(move |tx| store::list(tx, &search, before, limit as i64 + 1)).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|row| app.cursors.seal(of, &json!({ "before": row.seq })));
    Ok(Json(EntriesBody { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
}

/// All entries that match, the oldest first.
#[utoipa::path(get, path = "/api/v1/audit/export", params(("format" = Option<String>, Query, description = "jsonl or cef"),
    ("actor" = Option<String>, Query), ("action" = Option<String>, Query), ("target" = Option<String>, Query),
    ("decision" = Option<String>, Query), ("text" = Option<String>, Query), ("since" = Option<String>, Query),
    ("until" = Option<String>, Query)),
    responses((status = 200, content_type = "application/x-ndjson", body = String), (status = 400)))]
pub async fn export(State(app): State<App>, params: Params) -> Result<Response, AppError> {
    let (format, kind, name) = match params.first("format").unwrap_or("jsonl") {
        "jsonl" => (Format::Jsonl, "application/x-ndjson; charset=utf-8", "attachment; filename=\"audit.jsonl\""),
        "cef" => (Format::Cef, "text/plain; charset=utf-8", "attachment; filename=\"audit.cef\""),
        _ => return Err(AppError::bad_request("format must be jsonl or cef")),
    };
    let search = search(&params)?;
    let parts = stream::unfold((app, search, Some(0)), move |(app, search, after)| async move {
        let (after, wanted) = (after?, search.clone());
        let page = app.db.read(move |tx| store::list_after(tx, &wanted, after, MOST as i64)).await;
        let rows = match page {
            Ok(rows) => rows,
            // The connection breaks: half an export must not look like a whole one.
            Err(error) => return Some((Err(error), (app, search, None))),
        };
        let next = rows.last().filter(|_| rows.len() == MOST).map(|row| row.seq);
        let mut text = String::new();
        rows.into_iter().for_each(|row| format.line(row, &mut text));
        Some((Ok(text), (app, search, next)))
    });
    let mut response = Response::new(Body::from_stream(parts.fuse()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

/// Looks at the whole chain. With `head=SEQ:HASH`, also for an entry that was written down earlier.
#[utoipa::path(get, path = "/api/v1/audit/verify", params(("head" = Option<String>, Query)),
    responses((status = 200, body = VerdictBody), (status = 400)))]
pub async fn verify(State(app): State<App>, params: Params) -> Result<Json<VerdictBody>, AppError> {
    let known = params.first("head").map(str::parse::<Head>).transpose().map_err(AppError::bad_request)?;
    let verdict = app.db.read(move |tx| chain::verify(tx, known.as_ref())).await?;
    Ok(Json(verdict.into()))
}
