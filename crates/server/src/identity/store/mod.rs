//! The statements of the slice. Whatever nodes keep in memory of these tables is written together with [`moved`].

pub mod attempts;
pub mod devices;
pub mod identities;
pub mod invitations;
pub mod passwords;
pub mod pending;
pub mod principals;
pub mod sessions;
pub mod setup;
pub mod tokens;

use crate::db::TENANT;
use crate::db::{Error, Tx};

/// Tells every node that what it keeps in memory of callers is old.
pub fn moved(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.execute("UPDATE identity_revisions SET revision = revision + 1 WHERE tenant = $1", &[TENANT])?;
    Ok(())
}

/// Moves on with every change to principals, sessions and tokens.
pub fn revision(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT revision FROM identity_revisions WHERE tenant = $1";
    Ok(tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default())
}
