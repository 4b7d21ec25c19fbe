//! What each principal keeps for themselves: stars, saved views.

use crate::db::{Error, TENANT, Tx};

/// The JSON kept under a key.
pub fn find(tx: &mut Tx<'_>, principal: &str, bucket: &str, key: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT value FROM user_settings WHERE tenant = $1 AND principal = $2 AND bucket = $3 AND key = $4";
    tx.one(sql, &[TENANT, principal.into(), bucket.into(), key.into()], |row| row.text(0))
}

/// Keeps a JSON value.
pub fn upsert(tx: &mut Tx<'_>, principal: &str, bucket: &str, key: &str, value: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO user_settings (tenant, principal, bucket, key, value) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, principal, bucket, key) DO UPDATE SET value = excluded.value",
        &[TENANT, principal.into(), bucket.into(), key.into(), value.into()],
    )?;
    Ok(())
}

/// Keeps a JSON value unless there is one; the one that is kept, be it of another node that came first.
pub fn keep_first(
    tx: &mut Tx<'_>,
    principal: &str,
    bucket: &str,
    key: &str,
    value: &str,
) -> Result<Option<String>, Error> {
    tx.execute(
        "INSERT INTO user_settings (tenant, principal, bucket, key, value) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, principal, bucket, key) DO NOTHING",
        &[TENANT, principal.into(), bucket.into(), key.into(), value.into()],
    )?;
    find(tx, principal, bucket, key)
}

/// Forgets a key.
pub fn delete(tx: &mut Tx<'_>, principal: &str, bucket: &str, key: &str) -> Result<(), Error> {
    let sql = "DELETE FROM user_settings WHERE tenant = $1 AND principal = $2 AND bucket = $3 AND key = $4";
    tx.execute(sql, &[TENANT, principal.into(), bucket.into(), key.into()])?;
    Ok(())
}
