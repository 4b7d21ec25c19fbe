//! Counters for Prometheus. Labels are routes, never paths, so that their number is bounded.

use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use parking_lot::Mutex;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::error::AppError;
use super::stock::Stock;
use crate::app::App;
use crate::backup;
use crate::sources::Ended;

/// How often the newest backup is looked up.
const LOOK: Duration = Duration::from_secs(10);
/// How long the store may take to say it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Labels of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// Such as GET.
    pub method: &'static str,
    /// The route's pattern.
    pub route: &'static str,
    /// Such as 200.
    pub status: u16,
}

/// Labels of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RouteLabels {
    /// The route's pattern.
    pub route: &'static str,
}

/// Why a request gets no further, before anybody looks at what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The server does not answer to that host name.
    Host,
    /// There is no such tenant.
    Unknown,
    /// The tenant is suspended or being deleted.
    Suspended,
    /// It has used up its requests of this second.
    Rate,
    /// It has as many requests under way as it may.
    Requests,
    /// It has as many event streams open as it may.
    Streams,
    /// The tenant cannot be opened now.
    Unopened,
}

/// Every reason and its label.
const REASONS: [(Refused, &str); 7] = [
    (Refused::Host, "host"),
    (Refused::Unknown, "unknown"),
    (Refused::Suspended, "suspended"),
    (Refused::Rate, "rate"),
    (Refused::Requests, "requests"),
    (Refused::Streams, "streams"),
    (Refused::Unopened, "unopened"),
];

/// Labels of a refusal; never a tenant's name, which whoever asks may invent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RefusedLabels {
    reason: &'static str,
}

/// What the server counts.
pub struct Metrics {
    registry: Registry,
    /// Requests answered.
    pub requests: Family<RequestLabels, Counter>,
    /// How long they took.
    pub seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    entities: Gauge<i64>,
    revision: Gauge<i64>,
    /// Open streams of events.
    pub streams: Gauge<i64>,
    memory: Gauge<u64, AtomicU64>,
    /// Tries to sign in that failed.
    pub sign_in_failures: Counter,
    refused: Family<RefusedLabels, Counter>,
    /// What the store says.
    pub stock: Stock,
    /// Seconds since the epoch.
    backup: Gauge<i64>,
    /// When that was looked up.
    looked_up: Mutex<Option<Instant>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("portolan"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(buckets),
            entities: Gauge::default(),
            revision: Gauge::default(),
            streams: Gauge::default(),
            memory: Gauge::default(),
            sign_in_failures: Counter::default(),
            refused: Family::default(),
            stock: Stock::default(),
            backup: Gauge::default(),
            looked_up: Mutex::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register("http_request_seconds", "Time to the head of the answer", metrics.seconds.clone());
        registry.register("entities", "Entities in memory", metrics.entities.clone());
        registry.register("revision", "Revision of the catalog in memory", metrics.revision.clone());
        registry.register("event_streams", "Open event streams", metrics.streams.clone());
        let failures = metrics.sign_in_failures.clone();
        registry.register("sign_in_failures", "Tries to sign in that failed", failures);
        let help = "Requests refused before anybody looked at what they ask for";
        registry.register("refused_requests", help, metrics.refused.clone());
        for (_, reason) in REASONS {
            drop(metrics.refused.get_or_create(&RefusedLabels { reason }));
        }
        registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        metrics.stock.register(registry);
        registry.register("index_bytes", "Bytes of the memory index, about", metrics.memory.clone());
        let help = "When portolan backup was last done; 0 when never";
        registry.register("last_backup_timestamp_seconds", help, metrics.backup.clone());
        metrics
    }
}

impl Metrics {
    /// Of another tenant of this node: what people do there is counted with the rest.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self {
            requests: self.requests.clone(),
            seconds: self.seconds.clone(),
            streams: self.streams.clone(),
            sign_in_failures: self.sign_in_failures.clone(),
            refused: self.refused.clone(),
            ..Self::default()
        }
    }

    /// Counts a refusal.
    pub fn refuse(&self, why: Refused) {
        if let Some((_, reason)) = REASONS.into_iter().find(|(one, _)| *one == why) {
            self.refused.get_or_create(&RefusedLabels { reason }).inc();
        }
    }

    /// With the counter of syncs that ended.
    #[must_use]
    pub fn with(mut self, ended: &Ended) -> Self {
        self.registry.register("syncs", "Syncs that ended", ended.0.clone());
        self
    }
}

fn buckets() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
}

impl Metrics {
    /// Looks up the newest backup, seldom: anybody may ask for metrics. While the store is away it stays as it was.
    async fn follow_backups(&self, app: &App) {
        {
            let mut looked_up = self.looked_up.lock();
            if looked_up.is_some_and(|at| at.elapsed() < LOOK) {
                return;
            }
            *looked_up = Some(Instant::now());
        }
        let found = tokio::time::timeout(PATIENCE, app.db.read(backup::store::find)).await;
        if let Ok(Ok(Some(backup))) = found {
            self.backup.set(backup.made_at / 1_000_000);
        }
    }
}

/// `GET /metrics`, of the server as a whole: below a tenant's path no proxy's rule for it would match.
pub async fn show(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    if app.tenants.is_none() {
        return Err(AppError::not_found("Metrics are where the server itself is"));
    }
    {
        let index = app.catalog.index();
        app.metrics.entities.set(index.len() as i64);
        app.metrics.memory.set(index.memory().total() as u64);
    }
    app.metrics.follow_backups(&app).await;
    app.metrics.revision.set(app.catalog.revision());
    app.metrics.stock.look(&app).await;
    let mut text = String::new();
    if encode(&mut text, &app.metrics.registry).is_err() {
        text.clear();
    }
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}
