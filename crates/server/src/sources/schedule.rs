//! When syncs run: at start, when due, when something changes on disk, when somebody asks.

use std::sync::{Arc, Weak};
use std::time::Duration;

use portolan_integrations::directory;

use super::store::{self, SourceRow};
use super::sync::Cause;
use super::{SourceError, Sources, target};
use crate::db::{Error, Tx};

/// How often a shared store is looked at: sources added by other nodes are seen then.
const LOOK: Duration = Duration::from_secs(5);
/// How long a change waits for a sync that is running.
const BUSY: Duration = Duration::from_millis(200);

impl Sources {
    /// Marks what a crash interrupted; on a store of one node its leases end.
    pub async fn recover(&self, single: bool) -> Result<(), Error> {
        let now = self.clock.now();
        self.catalog.db().write(move |tx| store::recover(tx, single, now)).await
    }

    /// Runs until dropped: whatever is due is synced, one task a source; first everything when the server starts.
    pub async fn run(self: Arc<Self>, first: Cause) {
        let mut cause = first;
        let mut written = self.catalog.db().written();
        loop {
            let wait = match self.turn(cause).await {
                Ok(wait) => {
                    cause = Cause::Schedule;
                    wait
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot list sources");
                    LOOK
                }
            };
            tokio::select! {
                () = self.nudge.notified() => {}
                () = written.wait(wait, LOOK) => {}
            }
        }
    }

    /// Starts watches and what is due now, also what a node that died left in the middle; how long nothing else is.
    pub async fn turn(self: &Arc<Self>, cause: Cause) -> Result<Duration, SourceError> {
        let now = self.clock.now();
        let mut sources = self.list().await?;
        sources.retain(|source| source.state != "paused" && !target::is_pushed(&source.kind));
        self.watches.lock().retain(|id, task| {
            let stays = sources.iter().any(|source| source.id == *id);
            if !stays {
                task.abort();
            }
            stays
        });
        let mut wait = Duration::MAX;
        for source in sources {
            let due = (cause == Cause::Start || source.next_sync_at <= now).then_some(cause);
            match due {
                _ if self.watch(&source, due) => {}
                Some(cause) => self.spawn(source.id.clone(), cause),
                None => wait = wait.min(Duration::from_micros((source.next_sync_at - now).max(100_000) as u64)),
            }
        }
        Ok(wait)
    }

    /// Gives back what it is reading, for when this node stops: another one goes on at once, not when the leases end.
    pub async fn give_back(&self) {
        let held: Vec<(String, i64)> = self.running.lock().drain().collect();
        if held.is_empty() {
            return;
        }
        let now = self.clock.now();
        let given =
            move |tx: &mut Tx<'_>| held.iter().try_for_each(|(id, token)| store::give_back(tx, id, *token, now));
        if let Err(error) = self.catalog.db().write(given).await {
            tracing::debug!(%error, "sources are not given back; other nodes read them when their leases end");
        }
    }

    /// Syncs in a task of its own.
    pub fn spawn(self: &Arc<Self>, id: String, cause: Cause) {
        let sources = Arc::clone(self);
        tokio::spawn(async move { sources.try_sync(&id, cause).await });
    }

    /// Syncs and says in the log how it went; how long to wait before it is tried again when it did not come to it.
    async fn try_sync(&self, id: &str, cause: Cause) -> Option<Duration> {
        match self.sync(id, cause, None).await {
            Ok(Some(sync)) if sync.state == "failed" => {
                tracing::warn!(source = id, message = sync.message, "sync failed");
            }
            Ok(Some(sync)) => {
                let counts = sync.counts;
                tracing::info!(
                    source = id,
                    state = sync.state,
                    files = counts.files,
                    read = counts.read,
                    created = counts.created,
                    updated = counts.updated,
                    deleted = counts.deleted,
                    errors = counts.errors,
                    warnings = counts.warnings,
                    "synced"
                );
            }
            Ok(None) => return Some(BUSY),
            Err(error) => {
                tracing::error!(source = id, %error, "sync could not be noted");
                return Some(LOOK);
            }
        }
        None
    }

    /// Begins to watch a directory or a file that is not watched yet, and does what is due then: what changes before the
    /// watch is there, that sync sees. Where the system has no watches left, the schedule remains.
    fn watch(self: &Arc<Self>, source: &SourceRow, due: Option<Cause>) -> bool {
        let local = matches!(source.kind.as_str(), "directory" | "file")
            || (source.kind == "csv" && std::path::Path::new(&source.target).is_absolute());
        let mut watches = self.watches.lock();
        if !local || watches.contains_key(&source.id) {
            return false;
        }
        let (id, path) = (source.id.clone(), std::path::PathBuf::from(&source.target));
        let sources = Arc::downgrade(self);
        let task = tokio::spawn(async move {
            let opened = tokio::task::spawn_blocking(move || directory::watch(&path)).await;
            if let Some(cause) = due {
                sync_at_last(&sources, &id, cause).await;
            }
            let mut watch = match opened {
                Ok(Ok(watch)) => watch,
                Ok(Err(error)) => {
                    tracing::warn!(source = id, error, "cannot watch; changes are seen when a sync is due");
                    return;
                }
                Err(_) => return,
            };
            while watch.changed().await && sources.strong_count() > 0 {
                sync_at_last(&sources, &id, Cause::Watch).await;
            }
        });
        watches.insert(source.id.clone(), task);
        true
    }

    fn is_watched(&self, id: &str) -> bool {
        self.watches.lock().contains_key(id)
    }
}

/// Syncs, after one that is running: that may have passed by already what this one is for. In a task of its own, which ends
/// well also when the watch ends.
async fn sync_at_last(sources: &Weak<Sources>, id: &str, cause: Cause) {
    let (sources, id) = (Weak::clone(sources), id.to_owned());
    let task = async move {
        while let Some(sources) = sources.upgrade()
            && sources.is_watched(&id)
            && let Some(wait) = sources.try_sync(&id, cause).await
        {
            drop(sources);
            tokio::time::sleep(wait).await;
        }
    };
    let _ = tokio::spawn(task).await;
}
