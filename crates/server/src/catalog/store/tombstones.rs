//! What is kept of removed entities, so that they can come back with their uid.

use super::claims::ClaimRow;
use crate::db::{Error, Row, TENANT, Tx, Value};

/// How long a removed entity can be restored: 30 days in microseconds.
pub const KEPT_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;

/// A removed entity.
#[derive(Clone, Debug)]
pub struct TombstoneRow {
    /// Its uid.
    pub uid: String,
    /// Its reference.
    pub reference: String,
    /// The merged body.
    pub body: String,
    /// JSON of the claims that went with it.
    pub claims: String,
    /// The source whose word was the last.
    pub source_id: String,
    /// The sync that removed it; empty for any other act.
    pub sync_id: String,
    /// Why it went.
    pub reason: String,
    /// Microseconds.
    pub deleted_at: i64,
}

const COLUMNS: &str = "uid, ref, body, claims, source_id, sync_id, reason, deleted_at";

fn read(row: &Row<'_>) -> Result<TombstoneRow, Error> {
    Ok(TombstoneRow {
        uid: row.text(0)?,
        reference: row.text(1)?,
        body: row.text(2)?,
        claims: row.text(3)?,
        source_id: row.text(4)?,
        sync_id: row.text(5)?,
        reason: row.text(6)?,
        deleted_at: row.int(7)?,
    })
}

impl TombstoneRow {
    /// The claims it held.
    pub fn claims(&self) -> Vec<ClaimRow> {
        serde_json::from_str(&self.claims).unwrap_or_default()
    }
}

/// Keeps removed entities.
pub fn insert(tx: &mut Tx<'_>, tombstones: &[TombstoneRow]) -> Result<(), Error> {
    let rows: Vec<Vec<Value<'_>>> = tombstones
        .iter()
        .map(|one| {
            vec![
                TENANT,
                (&one.uid).into(),
                (&one.reference).into(),
                Value::Long(&one.body),
                Value::Long(&one.claims),
                (&one.source_id).into(),
                (&one.sync_id).into(),
                (&one.reason).into(),
                one.deleted_at.into(),
            ]
        })
        .collect();
    tx.insert(&format!("INSERT INTO tombstones (tenant, {COLUMNS}) VALUES"), "", &rows)
}

/// What an entity was when it was removed.
pub struct Buried {
    /// Its uid.
    pub uid: String,
    /// The merged body.
    pub body: String,
}

/// What these references were within the time they are kept.
pub fn buried(tx: &mut Tx<'_>, refs: &[&str], now: i64) -> Result<Vec<(String, Buried)>, Error> {
    let sql = "SELECT ref, uid, body FROM tombstones WHERE tenant = $1 AND deleted_at > $2 AND ref IN ({keys})";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT, (now - KEPT_MICROS).into()], refs, |row| {
        found.push((row.text(0)?, Buried { uid: row.text(1)?, body: row.text(2)? }));
        Ok(())
    })?;
    Ok(found)
}

/// Uids and bodies of all.
pub fn each(tx: &mut Tx<'_>, mut take: impl FnMut(String, String)) -> Result<(), Error> {
    tx.each("SELECT uid, body FROM tombstones WHERE tenant = $1", &[TENANT], |row| {
        take(row.text(0)?, row.text(1)?);
        Ok(())
    })
}

/// Whether there are any.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(tx.one("SELECT uid FROM tombstones WHERE tenant = $1 LIMIT 1", &[TENANT], |row| row.text(0))?.is_none())
}

/// Which removed entities are meant; empty fields mean all.
#[derive(Clone, Debug, Default)]
pub struct TombstoneFilter {
    /// The source whose word was the last.
    pub source_id: String,
    /// The sync that removed them.
    pub sync_id: String,
    /// Their kind, in lower case, letters and digits only.
    pub kind: String,
    /// What it was called.
    pub reference: String,
}

const FITS: &str = "tenant = $1 AND deleted_at > $2 AND (source_id = $3 OR $3 = '') AND (sync_id = $4 OR $4 = '') \
                    AND ref LIKE $5 AND (ref = $6 OR $6 = '')";

impl TombstoneFilter {
    fn like(&self) -> String {
        if self.kind.is_empty() { "%".to_owned() } else { format!("{}:%", self.kind) }
    }

    fn parameters<'v>(&'v self, like: &'v str, now: i64) -> Vec<Value<'v>> {
        let since = now - KEPT_MICROS;
        let (source, sync) = ((&self.source_id).into(), (&self.sync_id).into());
        vec![TENANT, since.into(), source, sync, like.into(), (&self.reference).into()]
    }
}

/// Those that are meant and still kept, the newest first.
pub fn list(tx: &mut Tx<'_>, filter: &TombstoneFilter, now: i64, limit: i64) -> Result<Vec<TombstoneRow>, Error> {
    let like = filter.like();
    let mut parameters = filter.parameters(&like, now);
    parameters.push(limit.into());
    let sql = format!("SELECT {COLUMNS} FROM tombstones WHERE {FITS} ORDER BY deleted_at DESC, ref LIMIT $7");
    tx.all(&sql, &parameters, read)
}

/// How many are meant.
pub fn count(tx: &mut Tx<'_>, filter: &TombstoneFilter, now: i64) -> Result<i64, Error> {
    let like = filter.like();
    let sql = format!("SELECT COUNT(*) FROM tombstones WHERE {FITS}");
    Ok(tx.one(&sql, &filter.parameters(&like, now), |row| row.int(0))?.unwrap_or_default())
}

/// The uids of all that are meant, by reference.
pub fn uids(tx: &mut Tx<'_>, filter: &TombstoneFilter, now: i64) -> Result<Vec<String>, Error> {
    let like = filter.like();
    let sql = format!("SELECT uid FROM tombstones WHERE {FITS} ORDER BY ref");
    tx.all(&sql, &filter.parameters(&like, now), |row| row.text(0))
}

/// Those of these uids that are still kept.
pub fn list_of_uids(tx: &mut Tx<'_>, uids: &[&str], now: i64) -> Result<Vec<TombstoneRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM tombstones WHERE tenant = $1 AND deleted_at > $2 AND uid IN ({{keys}})");
    let mut found = Vec::new();
    tx.each_in(&sql, &[TENANT, (now - KEPT_MICROS).into()], uids, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Forgets some by reference.
pub fn delete(tx: &mut Tx<'_>, refs: &[&str]) -> Result<(), Error> {
    tx.execute_in("DELETE FROM tombstones WHERE tenant = $1 AND ref IN ({keys})", &[TENANT], refs)?;
    Ok(())
}

/// Forgets what is older than it is kept.
pub fn purge(tx: &mut Tx<'_>, now: i64) -> Result<u64, Error> {
    tx.execute("DELETE FROM tombstones WHERE tenant = $1 AND deleted_at <= $2", &[TENANT, (now - KEPT_MICROS).into()])
}
