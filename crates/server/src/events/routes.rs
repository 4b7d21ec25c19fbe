//! `GET /api/v1/events`. A reader that falls behind gets `hello` again and asks anew.

use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt, stream};
use prometheus_client::metrics::gauge::Gauge;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::catalog;
use crate::http::error::AppError;
use crate::http::metrics::Refused;
use crate::http::peer::PeerAddress;
use crate::http::places::Place;
use crate::identity::{self, Caller, Permission, Purpose};
use crate::sources::{self, SyncBody};

/// How often a stream asks whether its caller may still listen.
const RECHECK: Duration = Duration::from_secs(10);

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow))
}

/// Seconds after which a stream that found no place is worth another try.
const AGAIN: i64 = 5;

/// Server-sent events: changes of the catalog, sources and syncs, as they happen.
#[utoipa::path(get, path = "/api/v1/events", responses((status = 200, content_type = "text/event-stream", body = String)))]
async fn follow(
    State(app): State<App>,
    caller: Caller,
    PeerAddress(peer): PeerAddress,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, AppError> {
    let open = Open::new(&app)?;
    let changes = app.catalog.subscribe();
    let moves = app.sources.subscribe();
    let stopping = app.stopping.subscribe();
    let hello = stream::iter([hello_event(&app)]);
    let watch = Watch { callers: app.callers.subscribe(), caller, headers, peer };
    let rest = stream::unfold(
        (app, changes, moves, stopping, watch, open),
        |(app, mut changes, mut moves, mut stopping, mut watch, open)| async move {
            let event = tokio::select! {
                () = watch.gone(&app) => return None,
                change = changes.recv() => match change {
                    Ok(change) => change_event(&app, &watch.caller, &change),
                    Err(RecvError::Lagged(_)) => hello_event(&app),
                    Err(RecvError::Closed) => return None,
                },
                moved = moves.recv() => match moved {
                    Ok(_) if app.authorize(&watch.caller, Permission::SourceRead).is_err() => Event::default().comment(""),
                    Ok(moved) => source_event(&moved),
                    Err(RecvError::Lagged(_)) => hello_event(&app),
                    Err(RecvError::Closed) => return None,
                },
                _ = stopping.wait_for(|stopping| *stopping) => return None,
            };
            Some((event, (app, changes, moves, stopping, watch, open)))
        },
    );
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15)).text("ping");
    Ok(Sse::new(hello.chain(rest).map(Ok).fuse()).keep_alive(keep_alive))
}

/// A stream that is open, until it is dropped.
struct Open {
    all: Gauge<i64>,
    _place: Place,
}

impl Open {
    fn new(app: &App) -> Result<Self, AppError> {
        let Some(place) = app.streams.take() else {
            app.metrics.refuse(Refused::Streams);
            let why = "Too many pages of this organisation follow what changes; reload in a while";
            return Err(AppError::TooMany(why.to_owned(), AGAIN));
        };
        let all = app.metrics.streams.clone();
        all.inc();
        Ok(Self { all, _place: place })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.all.dec();
    }
}

/// Who listens, and whether they still may.
struct Watch {
    callers: watch::Receiver<u64>,
    caller: Caller,
    headers: HeaderMap,
    peer: Option<IpAddr>,
}

impl Watch {
    /// Done when the session or the token no longer holds, or belongs to somebody else now.
    async fn gone(&mut self, app: &App) {
        loop {
            // Changes on this node wake at once; what another process revoked is asked for now and then.
            let moved = tokio::time::timeout(RECHECK, self.callers.changed()).await;
            if matches!(moved, Ok(Err(_))) {
                return std::future::pending().await;
            }
            match identity::find_caller(app, &self.headers, self.peer, Purpose::Stream).await {
                Ok(now) if now.principal == self.caller.principal && now.kind == self.caller.kind => {
                    app.rights.follow().await;
                    if app.authorize(&now, Permission::CatalogRead).is_err() {
                        return;
                    }
                    self.caller = now;
                }
                // The store is away: nobody can have revoked anything.
                Err(AppError::Unavailable(_)) => {}
                _ => return,
            }
        }
    }
}

fn hello_event(app: &App) -> Event {
    Event::default().event("hello").data(json!({ "revision": app.catalog.revision() }).to_string())
}

/// Only what the caller may see is named.
fn change_event(app: &App, caller: &Caller, change: &catalog::Event) -> Event {
    let view = app.view(caller);
    let shown: Vec<_> = change.changes.iter().filter(|(reference, _)| view.shows(reference)).collect();
    let total = change.total - (change.changes.len() - shown.len());
    let named: Vec<_> =
        shown.into_iter().map(|(reference, action)| json!({ "ref": reference, "action": action })).collect();
    let data = json!({ "revision": change.revision, "changes": named, "total": total });
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
