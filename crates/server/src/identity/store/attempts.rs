//! Failed sign-ins by account and by address: what a lock is computed from. Kept here, so that a restart forgives nobody.

use super::TENANT;
use crate::db::{Error, Tx};

/// Failures older than this no longer count.
const MEMORY: i64 = 24 * 3600 * 1_000_000;

/// How often a key failed, and until when it is locked.
#[derive(Clone, Copy, Debug, Default)]
pub struct AttemptRow {
    /// In the last day.
    pub failures: i64,
    /// Microseconds.
    pub locked_until: i64,
}

/// What is known of a key.
pub fn find(tx: &mut Tx<'_>, key: &str, now: i64) -> Result<AttemptRow, Error> {
    let sql = "SELECT failures, locked_until FROM attempts WHERE tenant = $1 AND key = $2 AND last_at > $3";
    let read = |row: &crate::db::Row<'_>| Ok(AttemptRow { failures: row.int(0)?, locked_until: row.int(1)? });
    Ok(tx.one(sql, &[TENANT, key.into(), (now - MEMORY).into()], read)?.unwrap_or_default())
}

/// Holds a key until the transaction ends, so that attempts in parallel are counted one after the other.
pub fn lock(tx: &mut Tx<'_>, key: &str, now: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO attempts (tenant, key, failures, locked_until, last_at) VALUES ($1, $2, 0, 0, $3) \
         ON CONFLICT (tenant, key) DO UPDATE SET last_at = attempts.last_at",
        &[TENANT, key.into(), now.into()],
    )?;
    Ok(())
}

/// Keeps a key's failures.
pub fn upsert(tx: &mut Tx<'_>, key: &str, row: AttemptRow, now: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO attempts (tenant, key, failures, locked_until, last_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, key) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at",
        &[TENANT, key.into(), row.failures.into(), row.locked_until.into(), now.into()],
    )?;
    Ok(())
}

/// Forgives a key.
pub fn delete(tx: &mut Tx<'_>, key: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM attempts WHERE tenant = $1 AND key = $2", &[TENANT, key.into()])?;
    Ok(())
}

/// Forgets what no longer counts.
pub fn purge(tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM attempts WHERE tenant = $1 AND last_at <= $2", &[TENANT, (now - MEMORY).into()])?;
    Ok(())
}
