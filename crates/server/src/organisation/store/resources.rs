//! Users and groups as a directory provides them.

use crate::db::{Error, Row, TENANT, Tx};

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceRow {
    /// Made by us; the directory's name for it.
    pub id: String,
    /// user, group.
    pub kind: String,
    /// userName or displayName in lower case.
    pub key: String,
    /// The directory's own id.
    pub external_id: String,
    /// The entity it describes.
    pub entity: String,
    /// A user's account; empty without one.
    pub principal: String,
    /// Whether the directory says so.
    pub active: bool,
    /// Whether the account is shut out because of this.
    pub shut: bool,
    /// JSON.
    pub body: String,
    /// Goes up with each change.
    pub version: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
    /// Microseconds; 0 while it is active.
    pub removed_at: i64,
    /// Microseconds; 0 while it is there.
    pub deleted_at: i64,
}

const COLUMNS: &str = "id, kind, key, external_id, entity, principal, active, shut, body, version, created_at, \
    updated_at, removed_at, deleted_at";

fn read(row: &Row<'_>) -> Result<ResourceRow, Error> {
    Ok(ResourceRow {
        id: row.text(0)?,
        kind: row.text(1)?,
        key: row.text(2)?,
        external_id: row.text(3)?,
        entity: row.text(4)?,
        principal: row.text(5)?,
        active: row.int(6)? != 0,
        shut: row.int(7)? != 0,
        body: row.text(8)?,
        version: row.int(9)?,
        created_at: row.int(10)?,
        updated_at: row.int(11)?,
        removed_at: row.int(12)?,
        deleted_at: row.int(13)?,
    })
}

/// One that is there.
pub fn find(tx: &mut Tx<'_>, kind: &str, id: &str) -> Result<Option<ResourceRow>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND kind = $2 AND id = $3 AND deleted_at = 0");
    tx.one(&sql, &[TENANT, kind.into(), id.into()], read)
}

/// Those of these ids that are there.
pub fn list_by_id(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<ResourceRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND deleted_at = 0 AND id IN ({{keys}})");
    let mut found = Vec::new();
    tx.each_in(&sql, &[TENANT], ids, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    found.sort_by(|a: &ResourceRow, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// By userName or displayName in lower case.
pub fn list_by_key(tx: &mut Tx<'_>, kind: &str, key: &str) -> Result<Vec<ResourceRow>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND kind = $2 AND deleted_at = 0 AND key = $3");
    tx.all(&sql, &[TENANT, kind.into(), key.into()], read)
}

/// By the directory's own id.
pub fn list_by_external_id(tx: &mut Tx<'_>, kind: &str, id: &str) -> Result<Vec<ResourceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND kind = $2 AND deleted_at = 0 AND external_id = $3"
    );
    tx.all(&sql, &[TENANT, kind.into(), id.into()], read)
}

/// All of a kind that are there, the oldest first.
pub fn list(tx: &mut Tx<'_>, kind: &str) -> Result<Vec<ResourceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND kind = $2 AND deleted_at = 0 ORDER BY created_at, id"
    );
    tx.all(&sql, &[TENANT, kind.into()], read)
}

/// The one that describes an entity.
pub fn find_by_entity(tx: &mut Tx<'_>, entity: &str) -> Result<Option<ResourceRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND deleted_at = 0 AND entity = $2");
    tx.one(&sql, &[TENANT, entity.into()], read)
}

/// Those of an account, also what is deleted; the newest first.
pub fn list_of_principal(tx: &mut Tx<'_>, principal: &str) -> Result<Vec<ResourceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM scim_resources WHERE tenant = $1 AND principal = $2 ORDER BY updated_at DESC, id DESC"
    );
    tx.all(&sql, &[TENANT, principal.into()], read)
}

/// Of a kind: how many are active, and how many have ceased to be since a time.
pub fn counts(tx: &mut Tx<'_>, kind: &str, since: i64) -> Result<(u64, u64), Error> {
    let sql = "SELECT COUNT(CASE WHEN removed_at = 0 THEN 1 END), COUNT(CASE WHEN removed_at > $3 THEN 1 END) \
               FROM scim_resources WHERE tenant = $1 AND kind = $2";
    let counted =
        tx.one(sql, &[TENANT, kind.into(), since.into()], |row| Ok((row.int(0)? as u64, row.int(1)? as u64)))?;
    Ok(counted.unwrap_or_default())
}

/// A new one.
pub fn insert(tx: &mut Tx<'_>, new: &ResourceRow) -> Result<(), Error> {
    tx.execute(
        &format!(
            "INSERT INTO scim_resources (tenant, {COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        &[
            TENANT,
            (&new.id).into(),
            (&new.kind).into(),
            (&new.key).into(),
            (&new.external_id).into(),
            (&new.entity).into(),
            (&new.principal).into(),
            i64::from(new.active).into(),
            i64::from(new.shut).into(),
            (&new.body).into(),
            new.version.into(),
            new.created_at.into(),
            new.updated_at.into(),
            new.removed_at.into(),
            new.deleted_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes all that can change.
pub fn update(tx: &mut Tx<'_>, row: &ResourceRow) -> Result<(), Error> {
    tx.execute(
        "UPDATE scim_resources SET key = $3, external_id = $4, principal = $5, active = $6, shut = $7, body = $8, \
         version = $9, updated_at = $10, removed_at = $11, deleted_at = $12 WHERE tenant = $1 AND id = $2",
        &[
            TENANT,
            (&row.id).into(),
            (&row.key).into(),
            (&row.external_id).into(),
            (&row.principal).into(),
            i64::from(row.active).into(),
            i64::from(row.shut).into(),
            (&row.body).into(),
            row.version.into(),
            row.updated_at.into(),
            row.removed_at.into(),
            row.deleted_at.into(),
        ],
    )?;
    Ok(())
}

/// Gives these a new version: something that is shown with them changed.
pub fn touch(tx: &mut Tx<'_>, ids: &[&str]) -> Result<(), Error> {
    tx.execute_in(
        "UPDATE scim_resources SET version = version + 1 WHERE tenant = $1 AND id IN ({keys})",
        &[TENANT],
        ids,
    )?;
    Ok(())
}

/// Forgets everything that was provided.
pub fn clear(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.execute("DELETE FROM scim_members WHERE tenant = $1", &[TENANT])?;
    tx.execute("DELETE FROM scim_resources WHERE tenant = $1", &[TENANT])?;
    Ok(())
}
