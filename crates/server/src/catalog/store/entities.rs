//! Merged entities and the revision counter.

use portolan_domain::index::{Record, Stored};
use portolan_domain::packed::Packed;

use crate::db::{Error, Row, TENANT, Tx, Value};

/// The fewest entities that are read as a part of their own.
const PART: i64 = 1_000;
const COLUMNS: &str = "ref, uid, body, relations, marks, status, updated_at";

fn read(row: &Row<'_>) -> Result<Record, Error> {
    Ok(Record {
        reference: row.text(0)?,
        uid: uid(row.str(1)?)?,
        body: row.text(2)?,
        packed: Packed::of_bytes(row.packed(2)?),
        relations: parsed(row.str(3)?)?,
        marks: parsed(row.str(4)?).unwrap_or_default(),
        status: row.text(5)?,
        updated_at: row.int(6)?,
    })
}

fn uid(text: &str) -> Result<uuid::Uuid, Error> {
    text.parse().map_err(|_| Error::Statement("a stored uid is broken".to_owned()))
}

fn parsed<'r, T: serde::Deserialize<'r>>(text: &'r str) -> Result<Vec<T>, Error> {
    serde_json::from_str(text).map_err(|error| Error::Statement(format!("a stored list is broken: {error}")))
}

/// The present revision; in a write it also keeps other writers of the catalog waiting until this one ends.
pub fn lock_revision(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.execute("UPDATE revisions SET revision = revision WHERE tenant = $1", &[TENANT])?;
    revision(tx)
}

/// The present revision.
pub fn revision(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(tx.one("SELECT revision FROM revisions WHERE tenant = $1", &[TENANT], |row| row.int(0))?.unwrap_or_default())
}

/// Moves the revision on, and tells other nodes.
pub fn set_revision(tx: &mut Tx<'_>, revision: i64) -> Result<(), Error> {
    tx.execute("UPDATE revisions SET revision = $2 WHERE tenant = $1", &[TENANT, revision.into()])?;
    tx.announce()
}

/// Entities by reference.
pub fn list(tx: &mut Tx<'_>, refs: &[&str]) -> Result<Vec<Record>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM entities WHERE tenant = $1 AND ref IN ({{keys}})");
    let mut found: Vec<Record> = Vec::new();
    tx.each_in(&sql, &[TENANT], refs, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    found.sort_by(|a, b| a.reference.cmp(&b.reference));
    found.dedup_by(|a, b| a.reference == b.reference);
    Ok(found)
}

/// All entities whose uid is from `from` (inclusive) to `to` (exclusive; empty means to the end). Uids grow with time, so
/// that this is about the order in which they lie in the table.
pub fn each(tx: &mut Tx<'_>, from: &str, to: &str, mut take: impl FnMut(&Stored<'_>)) -> Result<(), Error> {
    let end = if to.is_empty() { "" } else { " AND uid < $3" };
    let sql = format!("SELECT {COLUMNS} FROM entities WHERE tenant = $1 AND uid >= $2{end}");
    let mut parameters: Vec<Value<'_>> = vec![TENANT, from.into()];
    if !to.is_empty() {
        parameters.push(to.into());
    }
    tx.each(&sql, &parameters, |row| {
        take(&Stored {
            reference: row.str(0)?,
            uid: uid(row.str(1)?)?,
            body: &row.long(2)?,
            packed: row.packed(2)?,
            relations: parsed(row.str(3)?)?,
            marks: parsed(row.str(4)?).unwrap_or_default(),
            status: row.str(5)?,
            updated_at: row.int(6)?,
        });
        Ok(())
    })
}

/// How many entities there are, and the uids at which about this many parts of equal size begin, from the second part on.
pub fn parts(tx: &mut Tx<'_>, parts: i64) -> Result<(usize, Vec<String>), Error> {
    let count =
        tx.one("SELECT COUNT(*) FROM entities WHERE tenant = $1", &[TENANT], |row| row.int(0))?.unwrap_or_default();
    let sql = "SELECT uid FROM entities WHERE tenant = $1 AND uid >= $2 ORDER BY uid LIMIT 1 OFFSET $3";
    let size = (count / parts).max(PART);
    let mut starts: Vec<String> = Vec::new();
    loop {
        let last = starts.last().map(String::as_str).unwrap_or_default();
        let Some(next) = tx.one(sql, &[TENANT, last.into(), size.into()], |row| row.text(0))? else { break };
        starts.push(next);
    }
    Ok((count as usize, starts))
}

/// Writes entities; `revisions` are theirs in the same order.
pub fn upsert(tx: &mut Tx<'_>, records: &[(&Record, i64)], now: i64) -> Result<(), Error> {
    let texts: Vec<(String, String, String)> = records
        .iter()
        .map(|(record, _)| (record.uid.to_string(), json(&record.relations), json(&record.marks)))
        .collect();
    let rows: Vec<Vec<Value<'_>>> = records
        .iter()
        .zip(&texts)
        .map(|((record, revision), (uid, relations, marks))| {
            vec![
                TENANT,
                (&record.reference).into(),
                uid.into(),
                Value::Packed(&record.body, record.packed.bytes()),
                relations.into(),
                marks.into(),
                (&record.status).into(),
                (*revision).into(),
                now.into(),
                now.into(),
            ]
        })
        .collect();
    tx.insert(
        "INSERT INTO entities (tenant, ref, uid, body, relations, marks, status, revision, created_at, updated_at) VALUES",
        "ON CONFLICT (tenant, ref) DO UPDATE SET body = excluded.body, relations = excluded.relations, marks = excluded.marks, \
         status = excluded.status, revision = excluded.revision, updated_at = excluded.updated_at",
        &rows,
    )
}

fn json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

/// Deletes entities.
pub fn delete(tx: &mut Tx<'_>, refs: &[&str]) -> Result<(), Error> {
    tx.execute_in("DELETE FROM entities WHERE tenant = $1 AND ref IN ({keys})", &[TENANT], refs)?;
    Ok(())
}

/// What does not fit together in the tables; empty when all is well.
pub fn inconsistencies(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let count =
        |tx: &mut Tx<'_>, sql: &str| Ok::<i64, Error>(tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default());
    let orphans = count(
        tx,
        "SELECT COUNT(*) FROM entities e WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.tenant = e.tenant AND c.ref = e.ref)",
    )?;
    let unmerged = count(
        tx,
        "SELECT COUNT(*) FROM claims c WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM entities e WHERE e.tenant = c.tenant AND e.ref = c.ref)",
    )?;
    let changes = count(tx, "SELECT COUNT(*) FROM changes WHERE tenant = $1")?;
    let newest = count(tx, "SELECT COALESCE(MAX(revision), 0) FROM changes WHERE tenant = $1")?;
    let files = count(
        tx,
        "SELECT COUNT(*) FROM claims c WHERE tenant = $1 AND source_id <> 'restored' AND NOT EXISTS (SELECT 1 FROM files f WHERE f.tenant = c.tenant AND f.source_id = c.source_id AND f.path = c.file)",
    )?;
    let revision = revision(tx)?;
    let mut say = |wrong: bool, text: String| {
        if wrong {
            found.push(text);
        }
    };
    say(orphans > 0, format!("{orphans} entities have no claim"));
    say(unmerged > 0, format!("{unmerged} claims have no entity"));
    say(files > 0, format!("{files} claims are of files that are not noted as read"));
    say(
        changes != newest || newest != revision,
        format!("the change log has {changes} entries, its newest revision is {newest}, the counter says {revision}"),
    );
    Ok(found)
}
