//! When syncs run: at start, when due, when something changes on disk, when somebody asks.

use std::sync::Arc;
use std::time::Duration;

use portolan_integrations::directory;

use super::Sources;
use super::store::{self, SourceRow};
use super::sync::Cause;
use crate::db::Error;

/// The longest sleep: sources added by other nodes are seen after it.
const LOOK: Duration = Duration::from_secs(5);
/// How long a change waits for a sync that is running.
const BUSY: Duration = Duration::from_millis(200);

impl Sources {
    /// Marks what a crash interrupted; on a store of one node its leases end.
    pub async fn recover(&self, single: bool) -> Result<(), Error> {
        let now = self.clock.now();
        self.catalog.db().write(move |tx| store::recover(tx, single, now)).await
    }

    /// Runs until dropped: starts watches, then syncs whatever is due, one task a source; first everything when the server
    /// starts.
    pub async fn run(self: Arc<Self>, first: Cause) {
        let mut cause = first;
        loop {
            let now = self.clock.now();
            let sources = match self.list().await {
                Ok(sources) => sources,
                Err(error) => {
                    tracing::warn!(%error, "cannot list sources");
                    Vec::new()
                }
            };
            let mut wait = LOOK;
            for source in sources {
                if source.state == "paused" {
                    continue;
                }
                self.watch(&source);
                let due = cause == Cause::Start || source.next_sync_at <= now;
                if due && source.state != "syncing" {
                    self.spawn(source.id.clone(), cause);
                } else {
                    wait = wait.min(Duration::from_micros((source.next_sync_at - now).max(100_000) as u64));
                }
            }
            cause = Cause::Schedule;
            tokio::select! {
                () = self.nudge.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Syncs in a task of its own.
    pub fn spawn(self: &Arc<Self>, id: String, cause: Cause) {
        let sources = Arc::clone(self);
        tokio::spawn(async move {
            match sources.sync(&id, cause, None).await {
                Ok(Some(sync)) if sync.state == "failed" => {
                    tracing::warn!(source = id, message = sync.message, "sync failed");
                }
                Ok(Some(sync)) => tracing::info!(source = id, state = sync.state, counts = ?sync.counts, "synced"),
                Ok(None) => {}
                Err(error) => tracing::error!(source = id, %error, "sync could not be noted"),
            }
        });
    }

    /// Directories and files are watched; where the system has no watches left, the schedule remains.
    fn watch(self: &Arc<Self>, source: &SourceRow) {
        if !matches!(source.kind.as_str(), "directory" | "file") || self.watches.lock().contains_key(&source.id) {
            return;
        }
        let (id, path) = (source.id.clone(), std::path::PathBuf::from(&source.target));
        let sources = Arc::downgrade(self);
        let task = tokio::spawn(async move {
            let opened = tokio::task::spawn_blocking(move || directory::watch(&path)).await;
            let mut watch = match opened {
                Ok(Ok(watch)) => watch,
                Ok(Err(error)) => {
                    tracing::warn!(source = id, error, "cannot watch; changes are seen when a sync is due");
                    return;
                }
                Err(_) => return,
            };
            while watch.changed().await {
                let Some(sources) = sources.upgrade() else { return };
                // A sync that is running may have passed the change already: look again after it.
                loop {
                    match sources.sync(&id, Cause::Watch, None).await {
                        Ok(None) => tokio::time::sleep(BUSY).await,
                        Ok(Some(_)) => break,
                        Err(error) => {
                            tracing::error!(source = id, %error, "sync could not be noted");
                            break;
                        }
                    }
                }
            }
        });
        self.watches.lock().insert(source.id.clone(), task);
    }
}
