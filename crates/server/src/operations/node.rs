//! Nodes that serve one database: each says every few seconds that it is there.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::store;
use crate::app::App;
use crate::db::Error;

/// How often a node says that it is there.
pub const BEAT: Duration = Duration::from_secs(5);
/// After how long without it a node is gone, in microseconds.
pub const GONE: i64 = 20 * 1_000_000;

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Made at its start.
    pub id: String,
    /// Where it listens.
    pub address: String,
    /// web, worker.
    pub roles: String,
    /// Of the program.
    pub version: String,
    /// Microseconds.
    pub started_at: i64,
    /// Microseconds.
    pub seen_at: i64,
    /// Of the catalog in its memory.
    pub revision: i64,
}

impl Node {
    /// This one.
    pub fn new(address: String, roles: String, now: i64) -> Self {
        let (id, version) = (uuid::Uuid::now_v7().to_string(), env!("CARGO_PKG_VERSION").to_owned());
        Self { id, address, roles, version, started_at: now, seen_at: now, revision: 0 }
    }

    /// Says that it is there until dropped. Alone with a file, once: a laptop's disk may sleep.
    pub async fn beat(mut self, app: App) {
        loop {
            if let Err(error) = self.say(&app).await {
                tracing::debug!(%error, "this node cannot say that it is there");
            } else if !app.db.is_shared() {
                return;
            }
            tokio::time::sleep(BEAT).await;
        }
    }

    /// Says once that it is there, and counts with how many others it shares the requests of tenants.
    pub async fn say(&mut self, app: &App) -> Result<(), Error> {
        self.seen_at = app.clock.now();
        self.revision = app.catalog.revision();
        let (row, shared) = (self.clone(), app.db.is_shared());
        let gone = if shared { row.seen_at - 60 * GONE } else { i64::MAX };
        let alive = row.seen_at - GONE;
        let count = app.db.write(move |tx| {
            store::upsert(tx, &row, gone)?;
            store::count_web(tx, alive)
        });
        let count = count.await?;
        app.web_nodes.store(usize::try_from(count).unwrap_or(1).max(1), Ordering::Relaxed);
        Ok(())
    }
}
