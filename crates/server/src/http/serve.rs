//! The listener: HTTP/1.1 with limits on heads and slow senders, and an end that lets running requests finish.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Service;

use super::peer::Peer;
use super::router;
use crate::app::App;

/// A head that is not there by then is not waited for; also how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of a request's head.
const HEAD_LIMIT: usize = 64 * 1024;
/// Connections at once; more wait in the kernel's queue. Fewer where the process may have few descriptors.
const CONNECTIONS: usize = 8192;
/// Whoever takes nothing of an answer for this long is cut off.
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(60);
/// Connections of the lane for health; they come out of what is left to the rest of the process.
const LANE: usize = 16;
/// How long one of them may be idle or slow: whoever asks here asks again.
const LANE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long running requests may take when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `stop` is done.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    app: App,
    stop: impl Future<Output = ()> + Send,
) -> anyhow::Result<()>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let graceful = GracefulShutdown::new();
    accept(&listener, service, (connections(), HEAD_TIMEOUT), &graceful, stop).await?;
    drop(listener);
    app.stopping.send_replace(true);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("gave up on requests that were still running");
    }
    Ok(())
}

/// Answers probes and monitors on a listener of their own, until dropped: they get through also while every connection of
/// the other one is taken.
pub async fn lane(listener: TcpListener, app: App) {
    let (graceful, never) = (GracefulShutdown::new(), std::future::pending());
    if let Err(error) = accept(&listener, router::lane(app), (LANE, LANE_TIMEOUT), &graceful, never).await {
        tracing::warn!(%error, "the lane for health is closed");
    }
}

/// Takes connections, at most so many at once, until `stop` is done; each has so long for the head of a request.
async fn accept<S>(
    listener: &TcpListener,
    service: S,
    (most, patience): (usize, Duration),
    graceful: &GracefulShutdown,
    stop: impl Future<Output = ()> + Send,
) -> anyhow::Result<()>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience).max_buf_size(HEAD_LIMIT);
    let permits = Arc::new(Semaphore::new(most));
    tokio::pin!(stop);
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await?;
        let (stream, from) = tokio::select! {
            () = &mut stop => return Ok(()),
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Usually no descriptors left: others must close first.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        #[cfg(target_os = "linux")]
        let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, SILENCE.as_millis() as u32);
        let peer = axum::Extension(Peer::new(from.ip()));
        let service = tower::ServiceBuilder::new().layer(peer).service(service.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "connection ended");
            }
            drop(permit);
        });
    }
}

/// How many connections there may be: a quarter of the descriptors stays for the database, git and requests of our own.
fn connections() -> usize {
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    CONNECTIONS.min(most - most / 4).max(1)
}
