//! The SQL of policies.

use crate::db::{Error, Row, TENANT, Tx};

/// A version of the policy.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    /// From 1.
    pub version: i64,
    /// draft, published, retired.
    pub state: String,
    /// As written.
    pub body: String,
    /// Why.
    pub note: String,
    /// Who wrote it.
    pub author: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; 0 for a draft.
    pub published_at: i64,
}

const COLUMNS: &str = "version, state, body, note, author, created_at, published_at";

fn read(row: &Row<'_>) -> Result<PolicyRow, Error> {
    Ok(PolicyRow {
        version: row.int(0)?,
        state: row.text(1)?,
        body: row.text(2)?,
        note: row.text(3)?,
        author: row.text(4)?,
        created_at: row.int(5)?,
        published_at: row.int(6)?,
    })
}

/// The newest versions first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<PolicyRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM policies WHERE tenant = $1 ORDER BY version DESC LIMIT 200");
    tx.all(&sql, &[TENANT], read)
}

/// One version.
pub fn find(tx: &mut Tx<'_>, version: i64) -> Result<Option<PolicyRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM policies WHERE tenant = $1 AND version = $2");
    tx.one(&sql, &[TENANT, version.into()], read)
}

/// The one that holds.
pub fn find_published(tx: &mut Tx<'_>) -> Result<Option<PolicyRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM policies WHERE tenant = $1 AND state = 'published'");
    tx.one(&sql, &[TENANT], read)
}

/// Tells whether another one holds now: its version and when it was published, 0 and 0 when there is none.
pub fn published_mark(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    let sql = "SELECT version, published_at FROM policies WHERE tenant = $1 AND state = 'published'";
    Ok(tx.one(sql, &[TENANT], |row| Ok((row.int(0)?, row.int(1)?)))?.unwrap_or_default())
}

/// Keeps a draft; gives its version.
pub fn insert_draft(tx: &mut Tx<'_>, body: &str, note: &str, author: &str, now: i64) -> Result<i64, Error> {
    let newest = "SELECT COALESCE(MAX(version), 0) FROM policies WHERE tenant = $1";
    let version = tx.one(newest, &[TENANT], |row| row.int(0))?.unwrap_or_default() + 1;
    tx.execute(
        "INSERT INTO policies (tenant, version, state, body, note, author, created_at, published_at) \
         VALUES ($1, $2, 'draft', $3, $4, $5, $6, 0)",
        &[TENANT, version.into(), body.into(), note.into(), author.into(), now.into()],
    )?;
    Ok(version)
}

/// Makes a version the one that holds; the one before is retired.
pub fn publish(tx: &mut Tx<'_>, version: i64, now: i64) -> Result<(), Error> {
    tx.execute("UPDATE policies SET state = 'retired' WHERE tenant = $1 AND state = 'published'", &[TENANT])?;
    tx.execute(
        "UPDATE policies SET state = 'published', published_at = $3 WHERE tenant = $1 AND version = $2",
        &[TENANT, version.into(), now.into()],
    )?;
    Ok(())
}

/// Forgets a draft; whether it was there.
pub fn delete_draft(tx: &mut Tx<'_>, version: i64) -> Result<bool, Error> {
    let sql = "DELETE FROM policies WHERE tenant = $1 AND version = $2 AND state = 'draft'";
    Ok(tx.execute(sql, &[TENANT, version.into()])? > 0)
}
