//! The SQL of secrets, of the keys around them and of who uses them.

use super::envelope::{Envelope, Place};
use super::users::User;
use crate::db::{Error, Row, TENANT, Tx};

/// A secret as kept.
#[derive(Clone, Debug, Default)]
pub struct SecretRow {
    /// Its name.
    pub name: String,
    /// Goes up with each value.
    pub version: i64,
    /// The sealed value.
    pub envelope: Envelope,
    /// Who set the value.
    pub author: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub changed_at: i64,
    /// Microseconds; 0 before the first time.
    pub last_used_at: i64,
}

impl SecretRow {
    /// Where its value belongs.
    pub fn place<'a>(&'a self, tenant: &'a str) -> Place<'a> {
        Place { tenant, name: &self.name, version: self.version, changed_at: self.changed_at }
    }
}

const COLUMNS: &str = "name, version, key_id, data_key, sealed, author, created_at, changed_at, last_used_at";

fn read(row: &Row<'_>) -> Result<SecretRow, Error> {
    Ok(SecretRow {
        name: row.text(0)?,
        version: row.int(1)?,
        envelope: Envelope { key_id: row.text(2)?, data_key: row.text(3)?, sealed: row.text(4)? },
        author: row.text(5)?,
        created_at: row.int(6)?,
        changed_at: row.int(7)?,
        last_used_at: row.int(8)?,
    })
}

/// The key that the tenant's values are sealed with: `own` when there is none yet. Whoever asks holds it until the
/// transaction ends, so that no value is sealed while the key is exchanged.
pub fn hold_key(tx: &mut Tx<'_>, own: &str) -> Result<String, Error> {
    let sql = "INSERT INTO secret_keys (tenant, key_id) VALUES ($1, $2) \
               ON CONFLICT (tenant) DO UPDATE SET key_id = secret_keys.key_id RETURNING key_id";
    tx.one(sql, &[TENANT, own.into()], |row| row.text(0))?.ok_or_else(|| Error::Statement("no key id".to_owned()))
}

/// Makes it another one.
pub fn update_key(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    tx.execute("UPDATE secret_keys SET key_id = $2 WHERE tenant = $1", &[TENANT, id.into()])?;
    Ok(())
}

/// The keys that secrets of any tenant need.
pub fn key_ids(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    tx.across(|tx| tx.all("SELECT DISTINCT key_id FROM secrets ORDER BY key_id", &[], |row| row.text(0)))
}

/// Tenants that have secrets.
pub fn tenants(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    tx.across(|tx| tx.all("SELECT tenant FROM secret_keys ORDER BY tenant", &[], |row| row.text(0)))
}

/// All by name.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<SecretRow>, Error> {
    tx.all(&format!("SELECT {COLUMNS} FROM secrets WHERE tenant = $1 ORDER BY name"), &[TENANT], read)
}

/// One.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<SecretRow>, Error> {
    tx.one(&format!("SELECT {COLUMNS} FROM secrets WHERE tenant = $1 AND name = $2"), &[TENANT, name.into()], read)
}

/// Holds a secret until the transaction ends, so that it does not vanish while something begins to use it. Whether it is
/// there.
pub fn hold(tx: &mut Tx<'_>, name: &str) -> Result<bool, Error> {
    let sql = "UPDATE secrets SET version = version WHERE tenant = $1 AND name = $2";
    Ok(tx.execute(sql, &[TENANT, name.into()])? > 0)
}

/// Keeps a value, new or instead of another.
pub fn upsert(tx: &mut Tx<'_>, row: &SecretRow) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO secrets (tenant, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (tenant, name) DO UPDATE SET version = excluded.version, key_id = excluded.key_id, \
         data_key = excluded.data_key, sealed = excluded.sealed, author = excluded.author, changed_at = excluded.changed_at"
    );
    tx.execute(
        &sql,
        &[
            TENANT,
            (&row.name).into(),
            row.version.into(),
            (&row.envelope.key_id).into(),
            (&row.envelope.data_key).into(),
            (&row.envelope.sealed).into(),
            (&row.author).into(),
            row.created_at.into(),
            row.changed_at.into(),
            row.last_used_at.into(),
        ],
    )?;
    Ok(())
}

/// Exchanges what is around a data key.
pub fn update_envelope(tx: &mut Tx<'_>, name: &str, envelope: &Envelope) -> Result<(), Error> {
    let sql = "UPDATE secrets SET key_id = $3, data_key = $4 WHERE tenant = $1 AND name = $2";
    tx.execute(sql, &[TENANT, name.into(), (&envelope.key_id).into(), (&envelope.data_key).into()])?;
    Ok(())
}

/// Notes that it was used.
pub fn update_last_used(tx: &mut Tx<'_>, name: &str, now: i64) -> Result<(), Error> {
    let sql = "UPDATE secrets SET last_used_at = $3 WHERE tenant = $1 AND name = $2";
    tx.execute(sql, &[TENANT, name.into(), now.into()])?;
    Ok(())
}

/// Forgets it; whether it was there.
pub fn delete(tx: &mut Tx<'_>, name: &str) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM secrets WHERE tenant = $1 AND name = $2", &[TENANT, name.into()])? > 0)
}

/// What uses a secret, as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// source, sign-in.
    pub kind: String,
    /// Names it among its kind.
    pub id: String,
    /// For people.
    pub name: String,
    /// The secret.
    pub secret: String,
}

/// All that use one.
pub fn list_users(tx: &mut Tx<'_>) -> Result<Vec<UserRow>, Error> {
    let sql = "SELECT kind, id, name, secret FROM secret_users WHERE tenant = $1 ORDER BY kind, name, id";
    tx.all(sql, &[TENANT], |row| {
        Ok(UserRow { kind: row.text(0)?, id: row.text(1)?, name: row.text(2)?, secret: row.text(3)? })
    })
}

/// Adds one.
pub fn insert_user(tx: &mut Tx<'_>, user: &User, secret: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO secret_users (tenant, kind, id, name, secret) VALUES ($1, $2, $3, $4, $5)",
        &[TENANT, user.kind.into(), (&user.id).into(), (&user.name).into(), secret.into()],
    )?;
    Ok(())
}

/// Removes one.
pub fn delete_user(tx: &mut Tx<'_>, kind: &str, id: &str) -> Result<(), Error> {
    let sql = "DELETE FROM secret_users WHERE tenant = $1 AND kind = $2 AND id = $3";
    tx.execute(sql, &[TENANT, kind.into(), id.into()])?;
    Ok(())
}

/// Removes all of a kind.
pub fn delete_users(tx: &mut Tx<'_>, kind: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM secret_users WHERE tenant = $1 AND kind = $2", &[TENANT, kind.into()])?;
    Ok(())
}
