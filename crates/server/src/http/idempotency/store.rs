//! SQL of idempotency keys. A row whose status is 0 belongs to a request that runs.

use crate::db::{Error, TENANT, Tx};

/// How long an answer is kept: 24 hours in microseconds.
pub const KEPT_MICROS: i64 = 24 * 3600 * 1_000_000;
/// After that long a request that has no answer is taken for dead.
pub const RUNNING_MICROS: i64 = 10 * 60 * 1_000_000;

/// Whose key it is and for what.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The caller.
    pub principal: String,
    /// As sent.
    pub key: String,
    /// Of method, address and body.
    pub hash: String,
    /// Microseconds.
    pub at: i64,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing was; it is reserved now.
    Free,
    /// The same request runs.
    Running,
    /// It was used for another request.
    Other,
    /// The same request was answered.
    Answered {
        /// With this status.
        status: u16,
        /// And this text.
        body: String,
    },
}

/// Reserves a key, or says why it cannot be.
pub fn reserve(tx: &mut Tx<'_>, claim: &Claim) -> Result<Found, Error> {
    let (principal, key) = (&claim.principal, &claim.key);
    tx.execute(
        "DELETE FROM idempotency_keys WHERE tenant = $1 AND principal = $2 AND key = $3 AND (at <= $4 OR status = 0 AND at <= $5)",
        &[
            TENANT, principal.into(), key.into(), (claim.at - KEPT_MICROS).into(), (claim.at - RUNNING_MICROS).into(),
        ],
    )?;
    let reserved = tx.execute(
        "INSERT INTO idempotency_keys (tenant, principal, key, request_hash, status, body, at) VALUES ($1, $2, $3, $4, 0, '', $5) \
         ON CONFLICT (tenant, principal, key) DO NOTHING",
        &[TENANT, principal.into(), key.into(), (&claim.hash).into(), claim.at.into()],
    )?;
    if reserved > 0 {
        return Ok(Found::Free);
    }
    let sql =
        "SELECT request_hash, status, body FROM idempotency_keys WHERE tenant = $1 AND principal = $2 AND key = $3";
    let found =
        tx.one(sql, &[TENANT, principal.into(), key.into()], |row| Ok((row.text(0)?, row.int(1)?, row.text(2)?)))?;
    Ok(match found {
        Some((hash, ..)) if hash != claim.hash => Found::Other,
        Some((_, status, body)) if status > 0 => Found::Answered { status: status as u16, body },
        _ => Found::Running,
    })
}

/// Keeps the answer of the request that reserved the key.
pub fn keep(tx: &mut Tx<'_>, claim: &Claim, status: u16, body: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE idempotency_keys SET status = $1, body = $2 WHERE tenant = $3 AND principal = $4 AND key = $5 AND at = $6",
        &[
            i64::from(status).into(), body.into(), TENANT, (&claim.principal).into(), (&claim.key).into(),
            claim.at.into(),
        ],
    )?;
    Ok(())
}

/// Lets go of a key whose request did nothing.
pub fn release(tx: &mut Tx<'_>, claim: &Claim) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM idempotency_keys WHERE tenant = $1 AND principal = $2 AND key = $3 AND at = $4 AND status = 0",
        &[TENANT, (&claim.principal).into(), (&claim.key).into(), claim.at.into()],
    )?;
    Ok(())
}

/// Forgets answers that are kept no longer.
pub fn purge(tx: &mut Tx<'_>, now: i64) -> Result<u64, Error> {
    tx.execute("DELETE FROM idempotency_keys WHERE tenant = $1 AND at <= $2", &[TENANT, (now - KEPT_MICROS).into()])
}

/// Lets go of what a crash left running, on a store of one node.
pub fn recover(tx: &mut Tx<'_>) -> Result<u64, Error> {
    tx.execute("DELETE FROM idempotency_keys WHERE tenant = $1 AND status = 0", &[TENANT])
}
