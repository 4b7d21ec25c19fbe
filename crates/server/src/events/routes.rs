//! `GET /api/v1/events`. A reader that falls behind gets `hello` again and asks anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::{catalog, sources};

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow))
}

#[utoipa::path(get, path = "/api/v1/events", responses((status = 200, content_type = "text/event-stream", body = String)))]
async fn follow(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = app.catalog.subscribe();
    let sources = app.sources.subscribe();
    let stopping = app.stopping.subscribe();
    let hello = stream::iter([hello_event(&app)]);
    let rest = stream::unfold((app, changes, sources, stopping), |(app, mut changes, mut sources, mut stopping)| async move {
        let event = tokio::select! {
            change = changes.recv() => match change {
                Ok(change) => change_event(&change),
                Err(RecvError::Lagged(_)) => hello_event(&app),
                Err(RecvError::Closed) => return None,
            },
            event = sources.recv() => match event {
                Ok(event) => source_event(&app, event).await,
                Err(RecvError::Lagged(_)) => hello_event(&app),
                Err(RecvError::Closed) => return None,
            },
            () = stopped(&mut stopping) => return None,
        };
        Some((event, (app, changes, sources, stopping)))
    });
    Sse::new(hello.chain(rest).map(Ok).fuse()).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("ping"))
}


/// Until the server stops; the value seen is let go at once.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn hello_event(app: &App) -> Event {
    Event::default().event("hello").data(json!({ "revision": app.catalog.revision() }).to_string())
}

async fn source_event(app: &App, event: sources::Event) -> Event {
    match event {
        sources::Event::Source { id, state } => Event::default().event("source").data(json!({ "id": id, "state": state }).to_string()),
        sources::Event::Sync(sync) => {
            let name = app.sources.get(&sync.source_id).await.map(|source| source.name).unwrap_or_default();
            let body = sources::SyncBody::new(*sync, name);
            Event::default().event("sync").data(serde_json::to_string(&body).unwrap_or_default())
        }
    }
}

fn change_event(change: &catalog::Event) -> Event {
    let named: Vec<_> = change.changes.iter().map(|(reference, action)| json!({ "ref": reference, "action": action })).collect();
    let data = json!({ "revision": change.revision, "changes": named, "total": change.total });
    Event::default().event("change").data(data.to_string())
}
