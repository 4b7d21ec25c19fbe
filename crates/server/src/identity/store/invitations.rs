//! Invitations that wait for whoever was invited. Only the hash of a link's secret is kept.

use super::TENANT;
use crate::db::{Error, Row, Tx};

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// Made by us.
    pub id: String,
    /// sha256 of the link's secret.
    pub hash: String,
    /// Shown.
    pub name: String,
    /// In lower case.
    pub email: String,
    /// Whether an administrator is invited.
    pub admin: bool,
    /// Who invites.
    pub created_by: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub expires_at: i64,
}

const COLUMNS: &str = "id, hash, name, email, admin, created_by, created_at, expires_at";

fn read(row: &Row<'_>) -> Result<InvitationRow, Error> {
    Ok(InvitationRow {
        id: row.text(0)?,
        hash: row.text(1)?,
        name: row.text(2)?,
        email: row.text(3)?,
        admin: row.int(4)? != 0,
        created_by: row.text(5)?,
        created_at: row.int(6)?,
        expires_at: row.int(7)?,
    })
}

/// A new one, in the place of those that the address had.
pub fn insert(tx: &mut Tx<'_>, new: &InvitationRow) -> Result<(), Error> {
    let sql = "UPDATE invitations SET ended_at = $3 WHERE tenant = $1 AND email = $2 AND ended_at = 0";
    tx.execute(sql, &[TENANT, (&new.email).into(), new.created_at.into()])?;
    tx.execute(
        &format!(
            "INSERT INTO invitations (tenant, {COLUMNS}, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)"
        ),
        &[
            TENANT,
            (&new.id).into(),
            (&new.hash).into(),
            (&new.name).into(),
            (&new.email).into(),
            i64::from(new.admin).into(),
            (&new.created_by).into(),
            new.created_at.into(),
            new.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Those that wait, the newest first; also those that are over, to be seen.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<InvitationRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM invitations WHERE tenant = $1 AND ended_at = 0 ORDER BY created_at DESC, id DESC"
    );
    tx.all(&sql, &[TENANT], read)
}

/// One that waits.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<InvitationRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM invitations WHERE tenant = $1 AND id = $2 AND ended_at = 0");
    tx.one(&sql, &[TENANT, id.into()], read)
}

/// The one of a link that holds.
pub fn find_by_hash(tx: &mut Tx<'_>, hash: &str, now: i64) -> Result<Option<InvitationRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM invitations WHERE tenant = $1 AND hash = $2 AND ended_at = 0 AND expires_at > $3"
    );
    tx.one(&sql, &[TENANT, hash.into(), now.into()], read)
}

/// Ends one, because it was used or revoked; whether it waited, so that of two at once only one uses it.
pub fn end(tx: &mut Tx<'_>, id: &str, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE invitations SET ended_at = $3 WHERE tenant = $1 AND id = $2 AND ended_at = 0";
    Ok(tx.execute(sql, &[TENANT, id.into(), at.into()])? > 0)
}
