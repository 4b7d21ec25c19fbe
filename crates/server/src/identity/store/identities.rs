//! What other systems call our principals: issuer and subject, never an e-mail address.

use super::{TENANT, moved};
use crate::db::{Error, Tx};

/// Whose an identity is.
pub fn find(tx: &mut Tx<'_>, provider: &str, subject: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT principal FROM identities WHERE tenant = $1 AND provider = $2 AND subject = $3";
    tx.one(sql, &[TENANT, provider.into(), subject.into()], |row| row.text(0))
}

/// Keeps an identity with the groups its provider tells.
pub fn upsert(tx: &mut Tx<'_>, provider: &str, subject: &str, principal: &str, groups: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO identities (tenant, provider, subject, principal, groups) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, provider, subject) DO UPDATE SET groups = excluded.groups",
        &[TENANT, provider.into(), subject.into(), principal.into(), groups.into()],
    )?;
    moved(tx)
}

/// Names of the groups that providers tell of a principal.
pub fn groups(tx: &mut Tx<'_>, principal: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT groups FROM identities WHERE tenant = $1 AND principal = $2";
    let lists = tx.all(sql, &[TENANT, principal.into()], |row| row.text(0))?;
    Ok(lists.iter().flat_map(|list| serde_json::from_str::<Vec<String>>(list).unwrap_or_default()).collect())
}
