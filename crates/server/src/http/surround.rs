//! What every request passes on its way to a handler, in one go: each layer of its own would copy all that is behind it.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::AppError;
use super::guard::{Write, guard};
use super::observe::observe;
use super::{places, plain};
use crate::app::App;

/// What is asked over the network: see [`observe`], and [`admitted`] before a handler.
pub async fn surround(State(app): State<App>, request: Request, next: Next) -> Response {
    observe(&app, request, |request| admitted(&app, request, next)).await
}

/// What probes and monitors ask.
pub async fn lane(State(app): State<App>, request: Request, next: Next) -> Response {
    observe(&app, request, |request| timed(&app, next.run(request))).await
}

/// A place for it, its caller and what they may, a body that means one thing, and an end to waiting.
async fn admitted(app: &App, request: Request, next: Next) -> Response {
    let place = match places::enter(app, &request) {
        Ok(place) => place,
        Err(error) => return error.into_response(),
    };
    let work = async {
        match enter(app, request).await {
            Ok((request, write)) => write.noted(app, next.run(request).await).await,
            Err(response) => response,
        }
    };
    places::hold(timed(app, work).await, place)
}

async fn timed(app: &App, work: impl Future<Output = Response>) -> Response {
    let answered = tokio::time::timeout(app.settings.request_timeout, work).await;
    answered.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

async fn enter(app: &App, mut request: Request) -> Result<(Request, Write), Response> {
    let write = guard(app, &mut request).await?;
    match plain::plain(app, request).await {
        Ok(request) => Ok((request, write)),
        Err(error) => Err(write.noted(app, AppError::into_response(error)).await),
    }
}
