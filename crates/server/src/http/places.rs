//! How many requests and event streams a tenant may have at once on a node, so that none of them holds all of it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};

use super::error::AppError;
use super::metrics::Refused;
use crate::app::App;

/// Paths that supervisors and monitors ask; they are answered also when everything is busy.
const ALWAYS: [&str; 5] =
    ["/healthz", "/readyz", "/metrics", "/.backstage/health/v1/liveness", "/.backstage/health/v1/readiness"];

/// Limits of one tenant on one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtOnce {
    /// Requests that are under way.
    pub requests: usize,
    /// Event streams that are open.
    pub streams: usize,
}

impl Default for AtOnce {
    /// Of the server's own tenant: together less than the connections of a node, so that others always find some.
    fn default() -> Self {
        Self { requests: 1024, streams: 6144 }
    }
}

/// Places of one kind.
pub struct Places {
    limit: usize,
    taken: AtomicUsize,
}

/// A place that is taken until this is dropped.
pub struct Place(Arc<Places>);

impl Places {
    /// So many.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, taken: AtomicUsize::new(0) })
    }

    /// Takes one, when there is one.
    pub fn take(self: &Arc<Self>) -> Option<Place> {
        let more = |taken: usize| (taken < self.limit).then_some(taken + 1);
        let taken = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.is_ok().then(|| Place(Arc::clone(self)))
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The place of a request, when the tenant has one for it; it has it until its answer is sent. Some paths need none.
pub fn enter(app: &App, request: &Request) -> Result<Option<Place>, AppError> {
    if ALWAYS.contains(&request.uri().path()) {
        return Ok(None);
    }
    app.requests.take().map(Some).ok_or_else(|| {
        app.metrics.refuse(Refused::Requests);
        let why = "Too many requests of this organisation are under way at once; try again in a moment";
        AppError::TooMany(why.to_owned(), 1)
    })
}

/// The answer, which has the place until it is sent; a stream has a place among streams then.
pub fn hold(response: Response, place: Option<Place>) -> Response {
    let Some(place) = place else { return response };
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
        return response;
    }
    response.map(|body| Body::new(Held { body, _place: place }))
}

/// A body that holds a place until it is sent or given up.
struct Held {
    body: Body,
    _place: Place,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
