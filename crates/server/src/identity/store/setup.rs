//! The one-time secret with which the first administrator is made. Once closed it stays closed.

use super::TENANT;
use crate::db::{Error, Tx};

/// How setting up stands.
#[derive(Clone, Debug)]
pub struct SetupRow {
    /// sha256 of the secret.
    pub hash: String,
    /// Microseconds.
    pub expires_at: i64,
    /// Microseconds; 0 while it is open.
    pub closed_at: i64,
}

/// Nothing before the first start.
pub fn find(tx: &mut Tx<'_>) -> Result<Option<SetupRow>, Error> {
    let sql = "SELECT hash, expires_at, closed_at FROM setup WHERE tenant = $1";
    tx.one(sql, &[TENANT], |row| Ok(SetupRow { hash: row.text(0)?, expires_at: row.int(1)?, closed_at: row.int(2)? }))
}

/// A new secret in the place of the old; whether setting up is still open.
pub fn renew(tx: &mut Tx<'_>, hash: &str, expires_at: i64) -> Result<bool, Error> {
    let changed = tx.execute(
        "INSERT INTO setup (tenant, hash, expires_at, closed_at) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (tenant) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at WHERE setup.closed_at = 0",
        &[TENANT, hash.into(), expires_at.into()],
    )?;
    Ok(changed > 0)
}

/// Closes it for ever; whether it was open, so that of two at once only one is the first.
pub fn close(tx: &mut Tx<'_>, at: i64) -> Result<bool, Error> {
    let changed = tx.execute(
        "INSERT INTO setup (tenant, hash, expires_at, closed_at) VALUES ($1, '', 0, $2) \
         ON CONFLICT (tenant) DO UPDATE SET hash = '', closed_at = excluded.closed_at WHERE setup.closed_at = 0",
        &[TENANT, at.into()],
    )?;
    Ok(changed > 0)
}
