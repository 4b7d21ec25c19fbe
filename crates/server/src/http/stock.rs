//! Figures that the store knows: sources and jobs by state, how far this node is behind, connections. Asked when somebody
//! scrapes, at most once in a few seconds; when the store is away the last answer stands.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::sync::Mutex;

use crate::app::App;
use crate::catalog::store::{entities, sources};
use crate::db::Error;
use crate::queue::store as jobs;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long its answer holds, in microseconds.
const HOLDS_MICROS: i64 = 5 * 1_000_000;
const SOURCES: [&str; 5] = ["idle", "syncing", "held", "failing", "paused"];
const JOBS: [&str; 4] = ["waiting", "running", "done", "dead"];

/// Labels of what is in a state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StateLabels {
    state: &'static str,
}

type States = Family<StateLabels, Gauge>;

/// The gauges.
#[derive(Default)]
pub struct Stock {
    sources: States,
    jobs: States,
    lag: Gauge,
    size: Gauge,
    idle: Gauge,
    waiting: Gauge,
    bytes: Gauge,
    /// When the store was asked last, in microseconds.
    asked: Mutex<Option<i64>>,
}

impl Stock {
    /// Names them.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("sources", "Sources by state", self.sources.clone());
        registry.register("queue_jobs", "Jobs of the queue by state", self.jobs.clone());
        registry.register("follower_lag_revisions", "Changes this node has not taken in yet", self.lag.clone());
        registry.register("db_pool_size", "Connections to the database", self.size.clone());
        registry.register("db_pool_idle", "Connections that do nothing", self.idle.clone());
        registry.register("db_pool_waiting", "Callers that wait for a connection", self.waiting.clone());
        registry.register("database_bytes", "Bytes the database takes on its disk", self.bytes.clone());
    }

    /// Brings them up to date.
    pub async fn look(&self, app: &App) {
        let connections = app.db.connections();
        self.size.set(connections.size as i64);
        self.idle.set(connections.idle as i64);
        self.waiting.set(connections.waiting as i64);
        let mut asked = self.asked.lock().await;
        let now = app.clock.now();
        if asked.is_some_and(|at| (0..HOLDS_MICROS).contains(&(now - at))) {
            return;
        }
        *asked = Some(now);
        // Before the store is asked: what comes meanwhile is no lag.
        let known = app.catalog.revision();
        let read = app.db.read(|tx| {
            let states: Vec<String> = sources::list(tx)?.into_iter().map(|source| source.state).collect();
            Ok::<_, Error>((states, jobs::counts(tx)?, entities::revision(tx)?))
        });
        if let Ok(Ok((states, counts, revision))) = tokio::time::timeout(PATIENCE, read).await {
            let count = |state: &str| states.iter().filter(|one| *one == state).count() as i64;
            set(&self.sources, &SOURCES, count);
            set(&self.jobs, &JOBS, |state| {
                counts.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count)
            });
            self.lag.set((revision - known).max(0));
        }
        if let Ok(Ok(bytes)) = tokio::time::timeout(PATIENCE, app.db.bytes()).await {
            self.bytes.set(bytes);
        }
    }
}

fn set(family: &States, states: &[&'static str], count: impl Fn(&str) -> i64) {
    for state in states {
        family.get_or_create(&StateLabels { state }).set(count(state));
    }
}
