//! Whether the process lives and whether it can serve: our paths and Backstage's.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::app::App;
use crate::catalog::store::entities;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long its answer holds, in microseconds: probes cannot load it.
const HOLDS_MICROS: i64 = 1_000_000;

/// A node that has not followed the others for that long shows too old a catalog.
const BEHIND: Duration = Duration::from_secs(15);

/// What the database said last: when, and what was wrong.
#[derive(Default)]
pub struct Health(Mutex<Option<(i64, Option<&'static str>)>>);

impl Health {
    /// What is wrong with the database. Probes at the same time share one question.
    async fn database(&self, app: &App) -> Option<&'static str> {
        if app.db.stopped().is_some() {
            return Some("the disk did not confirm a change; nothing is written until the server is started again");
        }
        let mut last = self.0.lock().await;
        let now = app.clock.now();
        if let Some((at, wrong)) = *last
            && (0..HOLDS_MICROS).contains(&(now - at))
        {
            return wrong;
        }
        let wrong = match tokio::time::timeout(PATIENCE, app.db.look(entities::revision)).await {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database fails");
                Some("it answers with an error")
            }
            Err(_) => {
                tracing::warn!("not ready: the database does not answer");
                Some("it does not answer")
            }
        };
        *last = Some((now, wrong));
        wrong
    }
}

/// The process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// What keeps the server from taking traffic, by check.
async fn checks(app: &App) -> [(&'static str, Option<&'static str>); 3] {
    let stopping = app.stopping.borrow().then_some("it is stopping");
    let behind = (app.db.is_shared() && app.catalog.followed_ago() > BEHIND)
        .then_some("it has not taken in what other nodes commit for a while");
    [("server", stopping), ("database", app.health.database(app).await), ("catalog", behind)]
}

/// It may get traffic; which check says otherwise.
pub async fn ready(State(app): State<App>) -> Response {
    let checks = checks(&app).await;
    let ok = checks.iter().all(|(_, wrong)| wrong.is_none());
    let shown: serde_json::Map<String, Value> =
        checks.iter().map(|(name, wrong)| ((*name).to_owned(), json!(wrong.unwrap_or("ok")))).collect();
    let status = if ok { "ok" } else { "unavailable" };
    (code(ok), Json(json!({ "status": status, "checks": shown }))).into_response()
}

/// The same in Backstage's words.
pub async fn backstage(State(app): State<App>) -> Response {
    let checks = checks(&app).await;
    match checks.iter().find_map(|(name, wrong)| wrong.map(|wrong| format!("{name}: {wrong}"))) {
        None => Json(json!({ "status": "ok" })).into_response(),
        Some(message) => (code(false), Json(json!({ "status": "error", "message": message }))).into_response(),
    }
}

fn code(ok: bool) -> StatusCode {
    if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
