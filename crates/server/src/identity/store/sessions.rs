//! Sessions of browsers. A session is named by the hash of its cookie's secret, so that a copy of the table opens nothing.

use super::principals::{self, PrincipalRow};
use super::{TENANT, moved};
use crate::db::{Error, Row, Tx};

/// One browser that somebody signed in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// sha256 of the cookie's secret.
    pub id: String,
    /// Whose it is.
    pub principal: String,
    /// setup, local, oidc:ID, github, header.
    pub method: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; to the minute.
    pub seen_at: i64,
    /// Microseconds.
    pub expires_at: i64,
    /// Where it was begun from.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

const COLUMNS: &str = "sessions.id, sessions.principal, sessions.method, sessions.created_at, sessions.seen_at, \
    sessions.expires_at, sessions.address, sessions.agent";

fn read(row: &Row<'_>, at: usize) -> Result<SessionRow, Error> {
    Ok(SessionRow {
        id: row.text(at)?,
        principal: row.text(at + 1)?,
        method: row.text(at + 2)?,
        created_at: row.int(at + 3)?,
        seen_at: row.int(at + 4)?,
        expires_at: row.int(at + 5)?,
        address: row.text(at + 6)?,
        agent: row.text(at + 7)?,
    })
}

/// Begins a session.
pub fn insert(tx: &mut Tx<'_>, new: &SessionRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sessions (tenant, id, principal, method, created_at, seen_at, expires_at, address, agent, revoked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
        &[
            TENANT,
            (&new.id).into(),
            (&new.principal).into(),
            (&new.method).into(),
            new.created_at.into(),
            new.seen_at.into(),
            new.expires_at.into(),
            (&new.address).into(),
            (&new.agent).into(),
        ],
    )?;
    Ok(())
}

/// A session that holds, with whose it is; nothing when its principal is shut out.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<(PrincipalRow, SessionRow)>, Error> {
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM sessions \
         JOIN principals ON principals.tenant = sessions.tenant AND principals.id = sessions.principal \
         WHERE sessions.tenant = $1 AND sessions.id = $2 AND sessions.revoked_at = 0 AND principals.disabled = 0",
        principals::COLUMNS
    );
    tx.one(&sql, &[TENANT, id.into()], |row| Ok((principals::read(row)?, read(row, 11)?)))
}

/// Sessions of somebody that hold, the newest first.
pub fn list(tx: &mut Tx<'_>, principal: &str, now: i64, idle_since: i64) -> Result<Vec<SessionRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE tenant = $1 AND principal = $2 AND revoked_at = 0 AND expires_at > $3 AND seen_at > $4 \
         ORDER BY created_at DESC, id"
    );
    tx.all(&sql, &[TENANT, principal.into(), now.into(), idle_since.into()], |row| read(row, 0))
}

/// Whether somebody came from this address before, and when it was not long ago.
pub fn came_from(tx: &mut Tx<'_>, principal: &str, address: &str, since: i64) -> Result<bool, Error> {
    let sql =
        "SELECT 1 FROM sessions WHERE tenant = $1 AND principal = $2 AND address = $3 AND created_at > $4 LIMIT 1";
    let parameters = [TENANT, principal.into(), address.into(), since.into()];
    Ok(tx.one(sql, &parameters, |_| Ok(()))?.is_some())
}

/// Keeps that a session was used.
pub fn set_seen(tx: &mut Tx<'_>, id: &str, at: i64) -> Result<(), Error> {
    tx.execute("UPDATE sessions SET seen_at = $3 WHERE tenant = $1 AND id = $2", &[TENANT, id.into(), at.into()])?;
    Ok(())
}

/// Ends a session of somebody; whether it held.
pub fn revoke(tx: &mut Tx<'_>, principal: &str, id: &str, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE sessions SET revoked_at = $4 WHERE tenant = $1 AND principal = $2 AND id = $3 AND revoked_at = 0";
    let ended = tx.execute(sql, &[TENANT, principal.into(), id.into(), at.into()])?;
    moved(tx)?;
    Ok(ended > 0)
}

/// Ends all sessions of somebody but one; how many that were.
pub fn revoke_others(tx: &mut Tx<'_>, principal: &str, but: &str, at: i64) -> Result<u64, Error> {
    let sql =
        "UPDATE sessions SET revoked_at = $4 WHERE tenant = $1 AND principal = $2 AND id <> $3 AND revoked_at = 0";
    let ended = tx.execute(sql, &[TENANT, principal.into(), but.into(), at.into()])?;
    moved(tx)?;
    Ok(ended)
}

/// Forgets sessions that ended long ago.
pub fn purge(tx: &mut Tx<'_>, before: i64) -> Result<(), Error> {
    tx.execute("DELETE FROM sessions WHERE tenant = $1 AND expires_at < $2", &[TENANT, before.into()])?;
    Ok(())
}
