//! Claims and files: what each source says, as written.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::placeholder::NoReader;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::catalog::batch::OWN_FILE;
use crate::db::{Error, Row, TENANT, Tx, Value};

/// A claim as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimRow {
    /// The source.
    pub source_id: String,
    /// The file in it.
    pub file: String,
    /// The entity.
    pub reference: String,
    /// Place in the file.
    pub position: i64,
    /// The lower wins.
    pub rank: i64,
    /// First line of the document.
    pub line: i64,
    /// As written.
    pub raw: String,
    /// With placeholders resolved; empty when there are none.
    pub body: String,
    /// Managed-by-location.
    pub location: String,
    /// Managed-by-origin-location.
    pub origin: String,
    /// Microseconds.
    pub observed_at: i64,
}

const COLUMNS: &str = "source_id, file, ref, position, rank, line, raw, body, location, origin, observed_at";

fn read(row: &Row<'_>) -> Result<ClaimRow, Error> {
    Ok(ClaimRow {
        source_id: row.text(0)?,
        file: row.text(1)?,
        reference: row.text(2)?,
        position: row.int(3)?,
        rank: row.int(4)?,
        line: row.int(5)?,
        raw: row.text(6)?,
        body: row.text(7)?,
        location: row.text(8)?,
        origin: row.text(9)?,
        observed_at: row.int(10)?,
    })
}

impl ClaimRow {
    /// The entity it describes, with the annotations that say where it comes from.
    pub fn entity(&self) -> Option<Entity> {
        let mut entity = if self.body.is_empty() {
            let found = read_descriptor(&self.file, &self.raw, Blueprints::builtin(), &mut NoReader);
            found.claims.into_iter().next()?.entity
        } else {
            Entity::from_body(&self.body)?
        };
        annotate(&mut entity, &self.location, &self.origin);
        Some(entity)
    }
}

/// Adds Backstage's location annotations; what the file says itself wins.
pub fn annotate(entity: &mut Entity, location: &str, origin: &str) {
    let annotations = entity.metadata.entry("annotations").or_insert_with(|| serde_json::Map::new().into());
    let Some(annotations) = annotations.as_object_mut() else { return };
    for (key, value) in [("managed-by-location", location), ("managed-by-origin-location", origin)] {
        annotations.entry(format!("backstage.io/{key}")).or_insert_with(|| value.into());
    }
}

/// Claims of these files of a source: (file, reference, observed at).
pub fn list_of_files(tx: &mut Tx<'_>, source_id: &str, files: &[&str]) -> Result<Vec<(String, String, i64)>, Error> {
    let sql = "SELECT file, ref, observed_at FROM claims WHERE tenant = $1 AND source_id = $2 AND file IN ({keys})";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT, source_id.into()], files, |row| {
        found.push((row.text(0)?, row.text(1)?, row.int(2)?));
        Ok(())
    })?;
    found.sort();
    found.dedup();
    Ok(found)
}

/// All claims about these references.
pub fn list_of_refs(tx: &mut Tx<'_>, refs: &[&str]) -> Result<Vec<ClaimRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM claims WHERE tenant = $1 AND ref IN ({{keys}})");
    let mut found: Vec<ClaimRow> = Vec::new();
    tx.each_in(&sql, &[TENANT], refs, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    found.sort_by(|a, b| {
        (&a.reference, a.rank, a.observed_at, &a.source_id, &a.file).cmp(&(
            &b.reference,
            b.rank,
            b.observed_at,
            &b.source_id,
            &b.file,
        ))
    });
    found.dedup_by(|a, b| (&a.reference, &a.source_id, &a.file) == (&b.reference, &b.source_id, &b.file));
    Ok(found)
}

/// Those of these references that have more than one claim.
pub fn list_repeated(tx: &mut Tx<'_>, refs: &[&str]) -> Result<Vec<String>, Error> {
    let sql = "SELECT ref FROM claims WHERE tenant = $1 AND ref IN ({keys}) GROUP BY ref HAVING COUNT(*) > 1";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT], refs, |row| {
        found.push(row.text(0)?);
        Ok(())
    })?;
    found.sort();
    found.dedup();
    Ok(found)
}

/// Whether any source claims anything yet.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found = tx.one("SELECT ref FROM claims WHERE tenant = $1 LIMIT 1", &[TENANT], |row| row.text(0))?;
    Ok(found.is_none())
}

/// Whether a source claims anything.
pub fn has_any(tx: &mut Tx<'_>, source_id: &str) -> Result<bool, Error> {
    let sql = "SELECT ref FROM claims WHERE tenant = $1 AND source_id = $2 LIMIT 1";
    Ok(tx.one(sql, &[TENANT, source_id.into()], |row| row.text(0))?.is_some())
}

/// References that a source claims and another claim names too, of whatever source.
pub fn list_shared_refs(tx: &mut Tx<'_>, source_id: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT c.ref FROM claims c JOIN claims o ON o.tenant = c.tenant AND o.ref = c.ref \
               WHERE c.tenant = $1 AND c.source_id = $2 AND (o.source_id <> c.source_id OR o.file <> c.file) ORDER BY c.ref";
    tx.all(sql, &[TENANT, source_id.into()], |row| row.text(0))
}

/// Gives all claims of a source a rank.
pub fn set_rank(tx: &mut Tx<'_>, source_id: &str, rank: i64) -> Result<(), Error> {
    let sql = "UPDATE claims SET rank = $3 WHERE tenant = $1 AND source_id = $2 AND rank <> $3";
    tx.execute(sql, &[TENANT, source_id.into(), rank.into()])?;
    Ok(())
}

/// Deletes what a source claims about these references.
pub fn delete_of_source(tx: &mut Tx<'_>, source_id: &str, refs: &[&str]) -> Result<(), Error> {
    let sql = "DELETE FROM claims WHERE tenant = $1 AND source_id = $2 AND ref IN ({keys})";
    tx.execute_in(sql, &[TENANT, source_id.into()], refs)?;
    Ok(())
}

/// Deletes one claim.
pub fn delete(tx: &mut Tx<'_>, source_id: &str, file: &str, reference: &str) -> Result<(), Error> {
    let sql = "DELETE FROM claims WHERE tenant = $1 AND source_id = $2 AND file = $3 AND ref = $4";
    tx.execute(sql, &[TENANT, source_id.into(), file.into(), reference.into()])?;
    Ok(())
}

/// Writes claims, in place of those with the same source, file and reference; `observed` says since when a reference is
/// claimed that was claimed before.
pub fn upsert(tx: &mut Tx<'_>, claims: &[ClaimRow], observed: &FxHashMap<String, i64>) -> Result<(), Error> {
    let rows: Vec<Vec<Value<'_>>> = claims
        .iter()
        .map(|claim| {
            vec![
                TENANT,
                (&claim.source_id).into(),
                (&claim.file).into(),
                (&claim.reference).into(),
                claim.position.into(),
                claim.rank.into(),
                claim.line.into(),
                Value::Long(&claim.raw),
                Value::Long(&claim.body),
                (&claim.location).into(),
                (&claim.origin).into(),
                observed.get(&claim.reference).copied().unwrap_or(claim.observed_at).into(),
            ]
        })
        .collect();
    tx.insert(
        &format!("INSERT INTO claims (tenant, {COLUMNS}) VALUES"),
        "ON CONFLICT (tenant, source_id, file, ref) DO UPDATE SET position = excluded.position, rank = excluded.rank, \
         line = excluded.line, raw = excluded.raw, body = excluded.body, location = excluded.location, origin = excluded.origin, \
         stale = 0",
        &rows,
    )
}

/// Marks claims of a source, file and reference, whose file cannot be read any more; writing them anew takes it away.
pub fn mark_stale(tx: &mut Tx<'_>, source_id: &str, claims: &[(String, String)]) -> Result<(), Error> {
    let sql =
        "UPDATE claims SET stale = 1 WHERE tenant = $1 AND source_id = $2 AND file = $3 AND ref = $4 AND stale = 0";
    for (file, reference) in claims {
        tx.execute(sql, &[TENANT, source_id.into(), file.into(), reference.into()])?;
    }
    Ok(())
}

/// Whether any claim is marked as stale.
pub fn has_stale(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let sql = "SELECT ref FROM claims WHERE tenant = $1 AND stale = 1 LIMIT 1";
    Ok(tx.one(sql, &[TENANT], |row| row.text(0))?.is_some())
}

/// How many entities a source claims in its files.
pub fn count_refs(tx: &mut Tx<'_>, source_id: &str) -> Result<u64, Error> {
    let sql = "SELECT COUNT(DISTINCT ref) FROM claims WHERE tenant = $1 AND source_id = $2 AND file <> $3";
    Ok(tx.one(sql, &[TENANT, source_id.into(), OWN_FILE.into()], |row| row.int(0))?.unwrap_or_default() as u64)
}

/// References with a claim that is in none of these files of the source.
pub fn claimed_elsewhere(
    tx: &mut Tx<'_>,
    source_id: &str,
    files: &rustc_hash::FxHashSet<&str>,
    refs: &[&str],
) -> Result<Vec<String>, Error> {
    let sql = "SELECT source_id, file, ref FROM claims WHERE tenant = $1 AND ref IN ({keys})";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT], refs, |row| {
        if row.text(0)? != source_id || !files.contains(row.text(1)?.as_str()) {
            found.push(row.text(2)?);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Stamp and hash of every file of a source, by path.
pub fn list_files(tx: &mut Tx<'_>, source_id: &str) -> Result<Vec<(String, String, String)>, Error> {
    let sql = "SELECT path, stamp, hash FROM files WHERE tenant = $1 AND source_id = $2";
    tx.all(sql, &[TENANT, source_id.into()], |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
}

/// Notes files as read.
pub fn upsert_files(tx: &mut Tx<'_>, source_id: &str, files: &[(&str, &str, &str)]) -> Result<(), Error> {
    let rows: Vec<Vec<Value<'_>>> = files
        .iter()
        .map(|(path, stamp, hash)| vec![TENANT, source_id.into(), (*path).into(), (*stamp).into(), (*hash).into()])
        .collect();
    tx.insert(
        "INSERT INTO files (tenant, source_id, path, stamp, hash) VALUES",
        "ON CONFLICT (tenant, source_id, path) DO UPDATE SET stamp = excluded.stamp, hash = excluded.hash",
        &rows,
    )
}

/// Forgets files.
pub fn delete_files(tx: &mut Tx<'_>, source_id: &str, paths: &[&str]) -> Result<(), Error> {
    tx.execute_in(
        "DELETE FROM files WHERE tenant = $1 AND source_id = $2 AND path IN ({keys})",
        &[TENANT, source_id.into()],
        paths,
    )?;
    Ok(())
}
