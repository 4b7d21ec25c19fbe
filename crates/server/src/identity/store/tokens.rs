//! API tokens and the secrets of service accounts, as hashes.

use super::principals::{self, PrincipalRow};
use super::{TENANT, moved};
use crate::db::{Error, Row, Tx};

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Made by us.
    pub id: String,
    /// Whose it is.
    pub principal: String,
    /// What for.
    pub name: String,
    /// sha256 of the whole token.
    pub hash: String,
    /// Its first characters.
    pub prefix: String,
    /// JSON list of permissions; empty for all its principal has.
    pub scopes: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; 0 when it does not expire.
    pub expires_at: i64,
    /// Microseconds; 0 before the first time.
    pub last_used_at: i64,
}

const COLUMNS: &str = "tokens.id, tokens.principal, tokens.name, tokens.hash, tokens.prefix, tokens.scopes, \
    tokens.created_at, tokens.expires_at, tokens.last_used_at";

fn read(row: &Row<'_>, at: usize) -> Result<TokenRow, Error> {
    Ok(TokenRow {
        id: row.text(at)?,
        principal: row.text(at + 1)?,
        name: row.text(at + 2)?,
        hash: row.text(at + 3)?,
        prefix: row.text(at + 4)?,
        scopes: row.text(at + 5)?,
        created_at: row.int(at + 6)?,
        expires_at: row.int(at + 7)?,
        last_used_at: row.int(at + 8)?,
    })
}

/// A new token.
pub fn insert(tx: &mut Tx<'_>, new: &TokenRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO tokens (tenant, id, principal, name, hash, prefix, scopes, created_at, expires_at, last_used_at, revoked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)",
        &[
            TENANT,
            (&new.id).into(),
            (&new.principal).into(),
            (&new.name).into(),
            (&new.hash).into(),
            (&new.prefix).into(),
            (&new.scopes).into(),
            new.created_at.into(),
            new.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// By hash, with whose it is; nothing when it is revoked or its principal is shut out.
pub fn find(tx: &mut Tx<'_>, hash: &str) -> Result<Option<(PrincipalRow, TokenRow)>, Error> {
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM tokens \
         JOIN principals ON principals.tenant = tokens.tenant AND principals.id = tokens.principal \
         WHERE tokens.tenant = $1 AND tokens.hash = $2 AND tokens.revoked_at = 0 AND principals.disabled = 0",
        principals::COLUMNS
    );
    tx.one(&sql, &[TENANT, hash.into()], |row| Ok((principals::read(row)?, read(row, 11)?)))
}

/// Tokens of somebody that are not revoked, the newest first; expired ones too, to be seen.
pub fn list(tx: &mut Tx<'_>, principal: &str) -> Result<Vec<TokenRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tokens WHERE tenant = $1 AND principal = $2 AND revoked_at = 0 ORDER BY created_at DESC, id"
    );
    tx.all(&sql, &[TENANT, principal.into()], |row| read(row, 0))
}

/// By id, whoever's it is; nothing when it is revoked.
pub fn find_by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<TokenRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM tokens WHERE tenant = $1 AND id = $2 AND revoked_at = 0");
    tx.one(&sql, &[TENANT, id.into()], |row| read(row, 0))
}

/// Keeps that a token was used.
pub fn set_used(tx: &mut Tx<'_>, id: &str, at: i64) -> Result<(), Error> {
    tx.execute("UPDATE tokens SET last_used_at = $3 WHERE tenant = $1 AND id = $2", &[TENANT, id.into(), at.into()])?;
    Ok(())
}

/// Revokes a token of somebody; whether it held.
pub fn revoke(tx: &mut Tx<'_>, principal: &str, id: &str, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE tokens SET revoked_at = $4 WHERE tenant = $1 AND principal = $2 AND id = $3 AND revoked_at = 0";
    let ended = tx.execute(sql, &[TENANT, principal.into(), id.into(), at.into()])?;
    moved(tx)?;
    Ok(ended > 0)
}

/// Forgets short-lived tokens of somebody that are over.
pub fn purge(tx: &mut Tx<'_>, principal: &str, name: &str, now: i64) -> Result<(), Error> {
    let sql =
        "DELETE FROM tokens WHERE tenant = $1 AND principal = $2 AND name = $3 AND expires_at > 0 AND expires_at < $4";
    tx.execute(sql, &[TENANT, principal.into(), name.into(), now.into()])?;
    Ok(())
}

/// The hash of a service account's secret.
pub fn find_client_secret(tx: &mut Tx<'_>, principal: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT hash FROM client_secrets WHERE tenant = $1 AND principal = $2";
    tx.one(sql, &[TENANT, principal.into()], |row| row.text(0))
}

/// Gives a service account a secret in the place of the one it had.
pub fn upsert_client_secret(tx: &mut Tx<'_>, principal: &str, hash: &str, at: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO client_secrets (tenant, principal, hash, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, principal) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at",
        &[TENANT, principal.into(), hash.into(), at.into()],
    )?;
    Ok(())
}
