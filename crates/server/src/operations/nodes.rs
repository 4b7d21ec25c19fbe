//! Nodes that serve one database: each says every few seconds that it is there.

use std::time::Duration;

use crate::app::App;
use crate::db::{Error, Tx};

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

    /// Says that it is there until dropped.
    pub async fn beat(mut self, app: App) {
        loop {
            self.seen_at = app.clock.now();
            self.revision = app.catalog.revision();
            let row = self.clone();
            if let Err(error) = app.db.write(move |tx| upsert(tx, &row)).await {
                tracing::debug!(%error, "this node cannot say that it is there");
            }
            tokio::time::sleep(BEAT).await;
        }
    }
}

/// Notes a node, and forgets those that are long gone.
pub fn upsert(tx: &mut Tx<'_>, node: &Node) -> Result<(), Error> {
    tx.execute("DELETE FROM nodes WHERE seen_at < $1", &[(node.seen_at - 60 * GONE).into()])?;
    tx.execute(
        "INSERT INTO nodes (id, address, roles, version, started_at, seen_at, revision) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, revision = excluded.revision",
        &[
            (&node.id).into(),
            (&node.address).into(),
            (&node.roles).into(),
            (&node.version).into(),
            node.started_at.into(),
            node.seen_at.into(),
            node.revision.into(),
        ],
    )?;
    Ok(())
}

/// All that were seen lately, the newest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Node>, Error> {
    let sql = "SELECT id, address, roles, version, started_at, seen_at, revision FROM nodes ORDER BY started_at DESC, id DESC";
    tx.all(sql, &[], |row| {
        Ok(Node {
            id: row.text(0)?,
            address: row.text(1)?,
            roles: row.text(2)?,
            version: row.text(3)?,
            started_at: row.int(4)?,
            seen_at: row.int(5)?,
            revision: row.int(6)?,
        })
    })
}
