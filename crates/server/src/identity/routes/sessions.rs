//! `/api/v1/auth/sessions`: one's own browsers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::Caller;
use crate::identity::store::sessions::{self, SessionRow};

/// A browser that one is signed in with.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// Names it; opens nothing.
    id: String,
    /// How it was begun.
    method: String,
    address: String,
    agent: String,
    created_at: String,
    /// To the minute.
    seen_at: String,
    expires_at: String,
    /// The one this request came with.
    current: bool,
}

/// One's browsers.
#[derive(Serialize, ToSchema)]
pub struct SessionsBody {
    items: Vec<SessionBody>,
}

fn body(row: SessionRow, own: Option<&str>) -> SessionBody {
    SessionBody {
        current: own == Some(row.id.as_str()),
        id: row.id,
        method: row.method,
        address: row.address,
        agent: row.agent,
        created_at: rfc3339(row.created_at),
        seen_at: rfc3339(row.seen_at),
        expires_at: rfc3339(row.expires_at),
    }
}

/// Browsers in which the caller is signed in.
#[utoipa::path(get, path = "/api/v1/auth/sessions", responses((status = 200, body = SessionsBody)))]
pub async fn list_sessions(State(app): State<App>, caller: Caller) -> Result<Json<SessionsBody>, AppError> {
    let (principal, now) = (caller.principal, app.clock.now());
    let idle_since = now - app.callers.lifetimes().idle;
    let rows = app.db.read(move |tx| sessions::list(tx, &principal, now, idle_since)).await?;
    let own = caller.session.as_deref();
    Ok(Json(SessionsBody { items: rows.into_iter().map(|row| body(row, own)).collect() }))
}

/// Ends a session; what is open in that browser closes.
#[utoipa::path(delete, path = "/api/v1/auth/sessions/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn end_session(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, AppError> {
    let now = app.clock.now();
    let ended = app.callers.write(move |tx| {
        let ended = sessions::revoke(tx, &caller.principal, &id, now)?;
        if ended {
            audit::note(tx, Entry::new(&caller.actor(), "session.revoke", &caller.principal, now))?;
        }
        Ok(ended)
    });
    if ended.await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::not_found("There is no such session of yours"))
    }
}
