//! The SQL of nodes.

use super::node::Node;
use crate::db::{Error, Tx};

/// Notes a node, and forgets those that were not seen since `gone`.
pub fn upsert(tx: &mut Tx<'_>, node: &Node, gone: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM nodes WHERE seen_at < $1", &[gone.into()])?;
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

/// How many that answer requests were seen after `alive`.
pub fn count_web(tx: &mut Tx<'_>, alive: i64) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM nodes WHERE seen_at > $1 AND roles <> 'worker'";
    Ok(tx.one(sql, &[alive.into()], |row| row.int(0))?.unwrap_or_default())
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
