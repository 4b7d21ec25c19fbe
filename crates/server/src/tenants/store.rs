//! The SQL of tenants as a whole. The only statements beside the store's own that name a tenant themselves: they run across
//! tenants.

use super::Tenant;
use crate::db::{Error, Row, TENANT, TEXT_BYTES, Tx};

/// What a tenant uses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Entities in its catalog.
    pub entities: i64,
    /// Sources.
    pub sources: i64,
    /// People and service accounts.
    pub principals: i64,
    /// Bytes of descriptors.
    pub storage: i64,
}

/// The kind of the jobs that delete a tenant.
pub const DELETION: &str = "tenant.delete";
/// Rows deleted in one statement.
const CHUNK: i64 = 5_000;

fn read(row: &Row<'_>) -> Result<Tenant, Error> {
    Ok(Tenant {
        name: row.text(0)?,
        title: row.text(1)?,
        state: row.text(2)?,
        hosts: serde_json::from_str(&row.text(3)?).unwrap_or_default(),
        // Quotas that cannot be read are the usual ones, never none.
        quotas: serde_json::from_str(&row.text(4)?).unwrap_or_default(),
        created_at: row.int(5)?,
        updated_at: row.int(6)?,
    })
}

/// All, by name, and the number that moves on with each change of them.
pub fn list(tx: &mut Tx<'_>) -> Result<(i64, Vec<Tenant>), Error> {
    tx.across(|tx| {
        let sql = "SELECT tenant, title, state, hosts, quotas, created_at, updated_at FROM tenants ORDER BY tenant";
        Ok((revision(tx)?, tx.all(sql, &[], read)?))
    })
}

/// One of them.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<Tenant>, Error> {
    Ok(list(tx)?.1.into_iter().find(|tenant| tenant.name == name))
}

/// That number.
pub fn revision(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.across(|tx| {
        let found = tx.one("SELECT revision FROM tenant_revisions", &[], |row| row.int(0))?;
        Ok(found.unwrap_or_default())
    })
}

/// Adds one with what every tenant has from the start; whether the name was free.
pub fn insert(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<bool, Error> {
    let (hosts, quotas) = texts(tenant);
    tx.across(|tx| {
        let added = tx.execute(
            "INSERT INTO tenants (tenant, title, state, hosts, quotas, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant) DO NOTHING",
            &[
                (&tenant.name).into(),
                (&tenant.title).into(),
                (&tenant.state).into(),
                (&hosts).into(),
                (&quotas).into(),
                tenant.created_at.into(),
                tenant.updated_at.into(),
            ],
        )?;
        if added == 0 {
            return Ok(false);
        }
        for table in ["revisions", "identity_revisions"] {
            let sql = format!("INSERT INTO {table} (tenant, revision) VALUES ($1, 0)");
            tx.execute(&sql, &[(&tenant.name).into()])?;
        }
        moved(tx)?;
        Ok(true)
    })
}

/// Changes title, state, hosts and quotas.
pub fn update(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<(), Error> {
    let (hosts, quotas) = texts(tenant);
    tx.across(|tx| {
        tx.execute(
            "UPDATE tenants SET title = $2, state = $3, hosts = $4, quotas = $5, updated_at = $6 WHERE tenant = $1",
            &[
                (&tenant.name).into(),
                (&tenant.title).into(),
                (&tenant.state).into(),
                (&hosts).into(),
                (&quotas).into(),
                tenant.updated_at.into(),
            ],
        )?;
        moved(tx)
    })
}

fn texts(tenant: &Tenant) -> (String, String) {
    let hosts = serde_json::to_string(&tenant.hosts).unwrap_or_default();
    (hosts, serde_json::to_string(&tenant.quotas).unwrap_or_default())
}

fn moved(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.execute("UPDATE tenant_revisions SET revision = revision + 1", &[])?;
    tx.announce()
}

/// What each tenant uses, by name.
pub fn usages(tx: &mut Tx<'_>) -> Result<Vec<(String, Usage)>, Error> {
    tx.across(|tx| {
        tx.without_time_limit()?;
        let names = tx.all("SELECT tenant FROM tenants ORDER BY tenant", &[], |row| row.text(0))?;
        names.into_iter().map(|name| Ok((name.clone(), usage(tx, &name)?))).collect()
    })
}

/// What one uses.
pub fn usage(tx: &mut Tx<'_>, name: &str) -> Result<Usage, Error> {
    tx.within(name, own_usage)
}

/// What the tenant of the transaction uses.
pub fn own_usage(tx: &mut Tx<'_>) -> Result<Usage, Error> {
    let sql = "SELECT (SELECT COUNT(*) FROM entities WHERE tenant = $1), (SELECT COUNT(*) FROM sources WHERE tenant = $1), \
               (SELECT COUNT(*) FROM principals WHERE tenant = $1)";
    let read =
        |row: &Row<'_>| Ok(Usage { entities: row.int(0)?, sources: row.int(1)?, principals: row.int(2)?, storage: 0 });
    let counted = tx.one(sql, &[TENANT], read)?.unwrap_or_default();
    Ok(Usage { storage: storage(tx)?, ..counted })
}

/// Bytes of the descriptors of the tenant of the transaction.
pub fn storage(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let length = if tx.is_postgres() { "OCTET_LENGTH" } else { TEXT_BYTES };
    let sql = format!(
        "SELECT CAST(COALESCE(SUM({length}(raw) + {length}(body)), 0) AS BIGINT) FROM claims WHERE tenant = $1"
    );
    Ok(tx.one(&sql, &[TENANT], |row| row.int(0))?.unwrap_or_default())
}

/// Entities of the tenant of the transaction.
pub fn count_entities(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM entities WHERE tenant = $1";
    Ok(tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default())
}

/// Active tenants in which something is due: a source to read, or a job to do.
pub fn due(tx: &mut Tx<'_>, now: i64) -> Result<Vec<String>, Error> {
    tx.across(|tx| {
        let sql = "SELECT t.tenant FROM tenants t WHERE t.state = 'active' AND (EXISTS (SELECT 1 FROM sources s \
                   WHERE s.tenant = t.tenant AND s.state <> 'paused' AND s.next_sync_at <= $1) \
                   OR EXISTS (SELECT 1 FROM jobs j WHERE j.tenant = t.tenant AND ((j.state = 'waiting' AND j.run_at <= $1) \
                   OR (j.state = 'running' AND j.lease_until < $1))))";
        tx.all(sql, &[now.into()], |row| row.text(0))
    })
}

/// Deletes rows of a tenant, some thousands at a time; how many. 0 says that none is left but the one in `tenants`.
pub fn delete_rows(tx: &mut Tx<'_>, name: &str) -> Result<u64, Error> {
    tx.across(|tx| {
        let row = if tx.is_postgres() { "ctid" } else { "rowid" };
        let mut deleted = 0;
        for table in tx.tenant_tables()?.iter().filter(|table| *table != "tenants") {
            let sql = format!(
                "DELETE FROM {table} WHERE {row} IN (SELECT {row} FROM {table} WHERE tenant = $1 LIMIT {CHUNK})"
            );
            deleted += tx.execute(&sql, &[name.into()])?;
        }
        Ok(deleted)
    })
}

/// The last row of a tenant.
pub fn delete(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    tx.across(|tx| {
        tx.execute("DELETE FROM tenants WHERE tenant = $1", &[name.into()])?;
        moved(tx)
    })
}
