//! Password hashes of people with a local account.

use super::TENANT;
use crate::db::{Error, Tx};

/// The hash, when there is a password.
pub fn find(tx: &mut Tx<'_>, principal: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT hash FROM passwords WHERE tenant = $1 AND principal = $2";
    tx.one(sql, &[TENANT, principal.into()], |row| row.text(0))
}

/// Sets a password.
pub fn upsert(tx: &mut Tx<'_>, principal: &str, hash: &str, at: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO passwords (tenant, principal, hash, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, principal) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
        &[TENANT, principal.into(), hash.into(), at.into()],
    )?;
    Ok(())
}
