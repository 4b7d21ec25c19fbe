//! SQL of syncs, and what writes sources. Sources are read where the catalog needs them too.

use serde::{Deserialize, Serialize};

use crate::catalog::store::sources::COLUMNS;
pub use crate::catalog::store::sources::{Cursor, NEVER, SourceRow, SourceSettings, find, find_target, list};
use crate::db::{Error, Row, TENANT, Tx};

/// How many of what a sync saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SyncCounts {
    /// Files listed.
    pub files: u64,
    /// Files read.
    pub read: u64,
    /// Entities that are new.
    pub created: u64,
    /// Entities that changed.
    pub updated: u64,
    /// Entities that are gone.
    pub deleted: u64,
    /// Entities touched without a change.
    pub unchanged: u64,
    /// Errors found.
    pub errors: u64,
    /// Warnings found.
    pub warnings: u64,
}

/// Deletions that wait for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldPlan {
    /// How many entities would go.
    pub deletes: u64,
    /// Of how many.
    pub of: u64,
    /// Their references, at most 100 in answers.
    pub refs: Vec<String>,
    /// Why it is held.
    pub reason: String,
}

/// A sync.
#[derive(Clone, Debug, Default)]
pub struct SyncRow {
    /// Its id.
    pub id: String,
    /// The source.
    pub source_id: String,
    /// start, schedule, watch, manual.
    pub cause: String,
    /// running, done, failed, held, applied, dismissed, interrupted.
    pub state: String,
    /// What it saw.
    pub counts: SyncCounts,
    /// For people.
    pub message: String,
    /// Deletions that wait.
    pub plan: Option<HeldPlan>,
    /// Microseconds.
    pub started_at: i64,
    /// Microseconds; 0 while it runs.
    pub finished_at: i64,
}

const SYNC: &str = "id, source_id, cause, state, counts, message, plan, started_at, finished_at";

const INTERRUPT: &str = "UPDATE syncs SET state = 'interrupted', finished_at = $1, message = 'the server stopped while it ran' \
                         WHERE tenant = $2 AND state = 'running'";

fn read_sync(row: &Row<'_>) -> Result<SyncRow, Error> {
    Ok(SyncRow {
        id: row.text(0)?,
        source_id: row.text(1)?,
        cause: row.text(2)?,
        state: row.text(3)?,
        counts: serde_json::from_str(&row.text(4)?).unwrap_or_default(),
        message: row.text(5)?,
        plan: serde_json::from_str(&row.text(6)?).ok(),
        started_at: row.int(7)?,
        finished_at: row.int(8)?,
    })
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Adds a source.
pub fn insert(tx: &mut Tx<'_>, source: &SourceRow) -> Result<(), Error> {
    let (settings, cursor) = (json(&source.settings), json(&source.cursor));
    tx.execute(
        &format!("INSERT INTO sources (tenant, {COLUMNS}, lease_until, lease_token) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0)"),
        &[
            TENANT, (&source.id).into(), (&source.kind).into(), (&source.name).into(), (&source.target).into(), (&settings).into(),
            source.rank.into(), (&source.origin).into(), (&source.state).into(), (&cursor).into(), source.created_at.into(),
            source.next_sync_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes what can change.
pub fn update(tx: &mut Tx<'_>, source: &SourceRow) -> Result<(), Error> {
    let (settings, cursor) = (json(&source.settings), json(&source.cursor));
    tx.execute(
        "UPDATE sources SET name = $3, settings = $4, rank = $5, state = $6, cursor = $7, next_sync_at = $8 WHERE tenant = $1 AND id = $2",
        &[
            TENANT, (&source.id).into(), (&source.name).into(), (&settings).into(), source.rank.into(), (&source.state).into(),
            (&cursor).into(), source.next_sync_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes how far a sync is. What people change meanwhile (name, branch, rank, pause) stays as they said.
pub fn update_progress(tx: &mut Tx<'_>, source: &SourceRow) -> Result<(), Error> {
    let cursor = json(&source.cursor);
    tx.execute(
        "UPDATE sources SET state = CASE WHEN state = 'paused' THEN state ELSE $3 END, cursor = $4, next_sync_at = $5 WHERE tenant = $1 AND id = $2",
        &[TENANT, (&source.id).into(), (&source.state).into(), (&cursor).into(), source.next_sync_at.into()],
    )?;
    Ok(())
}

/// Removes a source and its syncs.
pub fn delete(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    for table in ["syncs", "files", "problems"] {
        tx.execute(&format!("DELETE FROM {table} WHERE tenant = $1 AND source_id = $2"), &[TENANT, id.into()])?;
    }
    tx.execute("DELETE FROM sources WHERE tenant = $1 AND id = $2", &[TENANT, id.into()])?;
    Ok(())
}

/// Takes the lease of a source; its token, or nothing when another node holds it. A sync of whoever held it before and died
/// is interrupted.
pub fn take_lease(tx: &mut Tx<'_>, id: &str, now: i64, until: i64) -> Result<Option<i64>, Error> {
    let sql = "UPDATE sources SET lease_until = $1, next_sync_at = $1, lease_token = lease_token + 1 \
               WHERE tenant = $2 AND id = $3 AND lease_until < $4";
    if tx.execute(sql, &[until.into(), TENANT, id.into(), now.into()])? == 0 {
        return Ok(None);
    }
    let sql = format!("{INTERRUPT} AND source_id = $3");
    tx.execute(&sql, &[now.into(), TENANT, id.into()])?;
    tx.one("SELECT lease_token FROM sources WHERE tenant = $1 AND id = $2", &[TENANT, id.into()], |row| row.int(0))
}

/// Ends whatever lease there is: whoever holds it writes nothing more.
pub fn revoke_lease(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    let sql = "UPDATE sources SET lease_token = lease_token + 1 WHERE tenant = $1 AND id = $2";
    tx.execute(sql, &[TENANT, id.into()]).map(drop)
}

/// Extends a lease, after which the source is due for whoever is alive, or ends it with `until` 0; `false` when it was lost
/// or has been ended: a renewal that was still under way then takes nothing back.
pub fn renew_lease(tx: &mut Tx<'_>, id: &str, token: i64, until: i64) -> Result<bool, Error> {
    let sql = "UPDATE sources SET lease_until = $1, next_sync_at = $1 \
               WHERE tenant = $2 AND id = $3 AND lease_token = $4 AND lease_until > 0";
    Ok(tx.execute(sql, &[until.into(), TENANT, id.into(), token.into()])? > 0)
}

/// Ends a lease in the middle: its holder writes nothing more, and the source is due for the others.
pub fn give_back(tx: &mut Tx<'_>, id: &str, token: i64, now: i64) -> Result<(), Error> {
    let sql = "UPDATE sources SET lease_until = 0, next_sync_at = $1, lease_token = lease_token + 1 \
               WHERE tenant = $2 AND id = $3 AND lease_token = $4 AND lease_until > 0";
    tx.execute(sql, &[now.into(), TENANT, id.into(), token.into()]).map(drop)
}

/// After a crash: syncs that were running are interrupted, and on a store of one node all leases end.
pub fn recover(tx: &mut Tx<'_>, single: bool, now: i64) -> Result<(), Error> {
    if !single {
        return Ok(());
    }
    tx.execute("UPDATE sources SET lease_until = 0 WHERE tenant = $1", &[TENANT])?;
    tx.execute("UPDATE sources SET state = 'idle' WHERE tenant = $1 AND state = 'syncing'", &[TENANT])?;
    tx.execute(INTERRUPT, &[now.into(), TENANT]).map(drop)
}

/// Writes a sync, new or moved on.
pub fn upsert_sync(tx: &mut Tx<'_>, sync: &SyncRow) -> Result<(), Error> {
    let (counts, plan) = (json(&sync.counts), sync.plan.as_ref().map(json).unwrap_or_default());
    tx.execute(
        &format!(
            "INSERT INTO syncs (tenant, {SYNC}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, id) DO UPDATE SET \
             state = excluded.state, counts = excluded.counts, message = excluded.message, plan = excluded.plan, finished_at = excluded.finished_at"
        ),
        &[
            TENANT, (&sync.id).into(), (&sync.source_id).into(), (&sync.cause).into(), (&sync.state).into(), (&counts).into(),
            (&sync.message).into(), (&plan).into(), sync.started_at.into(), sync.finished_at.into(),
        ],
    )?;
    Ok(())
}

/// Forgets syncs of a source that changed nothing and are older than its newest fifty.
pub fn prune_syncs(tx: &mut Tx<'_>, source_id: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM syncs WHERE tenant = $1 AND source_id = $2 AND state <> 'held' AND started_at < (SELECT MIN(started_at) FROM \
         (SELECT started_at FROM syncs WHERE tenant = $1 AND source_id = $2 ORDER BY started_at DESC LIMIT 50) newest)",
        &[TENANT, source_id.into()],
    )?;
    Ok(())
}

/// The newest syncs of one source or of all.
pub fn list_syncs(tx: &mut Tx<'_>, source_id: Option<&str>, limit: i64) -> Result<Vec<SyncRow>, Error> {
    let sql = format!(
        "SELECT {SYNC} FROM syncs WHERE tenant = $1 AND (source_id = $2 OR $2 = '') ORDER BY started_at DESC, id DESC LIMIT $3"
    );
    tx.all(&sql, &[TENANT, source_id.unwrap_or_default().into(), limit.into()], read_sync)
}

/// The newest sync of every source.
pub fn last_syncs(tx: &mut Tx<'_>) -> Result<Vec<SyncRow>, Error> {
    let sql = format!(
        "SELECT {SYNC} FROM syncs s WHERE tenant = $1 AND started_at = (SELECT MAX(started_at) FROM syncs o WHERE o.tenant = s.tenant AND o.source_id = s.source_id)"
    );
    tx.all(&sql, &[TENANT], read_sync)
}

/// One sync.
pub fn find_sync(tx: &mut Tx<'_>, id: &str) -> Result<Option<SyncRow>, Error> {
    tx.one(&format!("SELECT {SYNC} FROM syncs WHERE tenant = $1 AND id = $2"), &[TENANT, id.into()], read_sync)
}

/// All held syncs.
pub fn list_held(tx: &mut Tx<'_>) -> Result<Vec<SyncRow>, Error> {
    tx.all(
        &format!("SELECT {SYNC} FROM syncs WHERE tenant = $1 AND state = 'held' ORDER BY started_at DESC"),
        &[TENANT],
        read_sync,
    )
}

/// How many entities each source claims.
pub fn entity_counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT source_id, COUNT(DISTINCT ref) FROM claims WHERE tenant = $1 GROUP BY source_id";
    tx.all(sql, &[TENANT], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// Points a source at something else.
pub fn retarget(tx: &mut Tx<'_>, id: &str, kind: &str, target: &str) -> Result<(), Error> {
    let sql = "UPDATE sources SET kind = $1, target = $2 WHERE tenant = $3 AND id = $4";
    tx.execute(sql, &[kind.into(), target.into(), TENANT, id.into()])?;
    Ok(())
}

/// How many there are.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(tx.one("SELECT COUNT(*) FROM sources WHERE tenant = $1", &[TENANT], |row| row.int(0))?.unwrap_or_default())
}
