//! `GET /api/v1/events`. A reader that falls behind gets `hello` again and asks anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::catalog;
use crate::sources::{self, SyncBody};

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow))
}

#[utoipa::path(get, path = "/api/v1/events", responses((status = 200, content_type = "text/event-stream", body = String)))]
async fn follow(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = app.catalog.subscribe();
    let moves = app.sources.subscribe();
    let stopping = app.stopping.subscribe();
    let hello = stream::iter([hello_event(&app)]);
    let rest =
        stream::unfold((app, changes, moves, stopping), |(app, mut changes, mut moves, mut stopping)| async move {
            let event = tokio::select! {
                change = changes.recv() => match change {
                    Ok(change) => change_event(&change),
                    Err(RecvError::Lagged(_)) => hello_event(&app),
                    Err(RecvError::Closed) => return None,
                },
                moved = moves.recv() => match moved {
                    Ok(moved) => source_event(&moved),
                    Err(RecvError::Lagged(_)) => hello_event(&app),
                    Err(RecvError::Closed) => return None,
                },
                _ = stopping.wait_for(|stopping| *stopping) => return None,
            };
            Some((event, (app, changes, moves, stopping)))
        });
    Sse::new(hello.chain(rest).map(Ok).fuse())
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("ping"))
}

fn hello_event(app: &App) -> Event {
    Event::default().event("hello").data(json!({ "revision": app.catalog.revision() }).to_string())
}

fn change_event(change: &catalog::Event) -> Event {
    let named: Vec<_> =
        change.changes.iter().map(|(reference, action)| json!({ "ref": reference, "action": action })).collect();
    let data = json!({ "revision": change.revision, "changes": named, "total": change.total });
    Event::default().event("change").data(data.to_string())
}

fn source_event(moved: &sources::Event) -> Event {
    match moved {
        sources::Event::Source { id, state } => {
            Event::default().event("source").data(json!({ "id": id, "state": state }).to_string())
        }
        sources::Event::Sync(sync) => {
            let body = SyncBody::new((**sync).clone(), "");
            Event::default().event("sync").data(serde_json::to_string(&body).unwrap_or_default())
        }
    }
}
