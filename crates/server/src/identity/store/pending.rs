//! Sign-ins at other systems that were begun and not ended: each is used once, by the browser that began it.

use super::TENANT;
use crate::db::{Error, Row, Tx};

/// Sign-ins that may be open at once.
const MOST: i64 = 10_000;

/// One that was begun.
#[derive(Clone, Debug)]
pub struct PendingRow {
    /// sha256 of the state.
    pub state: String,
    /// At which provider.
    pub provider: String,
    /// sha256 of the browser's cookie.
    pub browser: String,
    /// PKCE.
    pub verifier: String,
    /// In the ID token.
    pub nonce: String,
    /// The local path to go to afterwards.
    pub target: String,
    /// Microseconds.
    pub expires_at: i64,
}

const COLUMNS: &str = "state, provider, browser, verifier, nonce, target, expires_at";

fn read(row: &Row<'_>) -> Result<PendingRow, Error> {
    Ok(PendingRow {
        state: row.text(0)?,
        provider: row.text(1)?,
        browser: row.text(2)?,
        verifier: row.text(3)?,
        nonce: row.text(4)?,
        target: row.text(5)?,
        expires_at: row.int(6)?,
    })
}

/// Keeps one; `false` when too many are open.
pub fn insert(tx: &mut Tx<'_>, new: &PendingRow, now: i64) -> Result<bool, Error> {
    tx.execute("DELETE FROM logins_pending WHERE tenant = $1 AND expires_at <= $2", &[TENANT, now.into()])?;
    let sql = "SELECT COUNT(*) FROM logins_pending WHERE tenant = $1";
    if tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default() >= MOST {
        return Ok(false);
    }
    tx.execute(
        &format!("INSERT INTO logins_pending (tenant, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        &[
            TENANT,
            (&new.state).into(),
            (&new.provider).into(),
            (&new.browser).into(),
            (&new.verifier).into(),
            (&new.nonce).into(),
            (&new.target).into(),
            new.expires_at.into(),
        ],
    )?;
    Ok(true)
}

/// Takes one out; of two who come with one state only the first finds it.
pub fn take(tx: &mut Tx<'_>, state: &str, now: i64) -> Result<Option<PendingRow>, Error> {
    let sql =
        format!("DELETE FROM logins_pending WHERE tenant = $1 AND state = $2 AND expires_at > $3 RETURNING {COLUMNS}");
    tx.one(&sql, &[TENANT, state.into(), now.into()], read)
}
