//! The change log.

use crate::db::{Error, Row, TENANT, Tx, Value};

/// An entry of the change log.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// Gap-free in the tenant.
    pub revision: i64,
    /// created, updated, deleted, restored.
    pub action: &'static str,
    /// The entity.
    pub reference: String,
    /// Its uid.
    pub uid: String,
    /// The source that caused it.
    pub source_id: String,
    /// Who caused it.
    pub actor: String,
    /// JSON; empty for a creation.
    pub operations: String,
    /// Microseconds.
    pub at: i64,
}

/// The known word for an action.
pub fn action(word: &str) -> &'static str {
    ["created", "deleted", "restored"].into_iter().find(|known| *known == word).unwrap_or("updated")
}

fn read(row: &Row<'_>) -> Result<ChangeRow, Error> {
    Ok(ChangeRow {
        revision: row.int(0)?,
        action: action(&row.text(1)?),
        reference: row.text(2)?,
        uid: row.text(3)?,
        source_id: row.text(4)?,
        actor: row.text(5)?,
        operations: row.text(6)?,
        at: row.int(7)?,
    })
}

const COLUMNS: &str = "revision, action, ref, uid, source_id, actor, operations, at";

/// Appends to the log.
pub fn append(tx: &mut Tx<'_>, changes: &[ChangeRow]) -> Result<(), Error> {
    let rows: Vec<Vec<Value<'_>>> = changes
        .iter()
        .map(|change| {
            vec![
                TENANT,
                change.revision.into(),
                change.action.into(),
                (&change.reference).into(),
                (&change.uid).into(),
                (&change.source_id).into(),
                (&change.actor).into(),
                (&change.operations).into(),
                change.at.into(),
            ]
        })
        .collect();
    tx.insert(&format!("INSERT INTO changes (tenant, {COLUMNS}) VALUES"), "", &rows)
}

/// The newest changes before a revision, of one entity or of all. Entries that only moved a mark are left out.
pub fn list(tx: &mut Tx<'_>, reference: Option<&str>, before: i64, limit: i64) -> Result<Vec<ChangeRow>, Error> {
    let one = if reference.is_some() { " AND ref = $4" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM changes WHERE tenant = $1 AND revision < $2 AND operations <> '[]'{one} ORDER BY revision DESC LIMIT $3"
    );
    let mut parameters: Vec<Value<'_>> = vec![TENANT, before.into(), limit.into()];
    parameters.extend(reference.map(Value::from));
    tx.all(&sql, &parameters, read)
}

/// What changed after a revision, oldest first: (revision, action, reference).
pub fn since(tx: &mut Tx<'_>, revision: i64, limit: i64) -> Result<Vec<(i64, &'static str, String)>, Error> {
    let sql =
        "SELECT revision, action, ref FROM changes WHERE tenant = $1 AND revision > $2 ORDER BY revision LIMIT $3";
    tx.all(sql, &[TENANT, revision.into(), limit.into()], |row| Ok((row.int(0)?, action(&row.text(1)?), row.text(2)?)))
}

/// The last revision at a time; 0 when there was none.
pub fn revision_at(tx: &mut Tx<'_>, at: i64) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(revision), 0) FROM changes WHERE tenant = $1 AND at <= $2";
    Ok(tx.one(sql, &[TENANT, at.into()], |row| row.int(0))?.unwrap_or_default())
}

/// All changes after a revision, the newest first.
pub fn each_back_to(tx: &mut Tx<'_>, revision: i64, mut take: impl FnMut(ChangeRow)) -> Result<(), Error> {
    let sql = format!("SELECT {COLUMNS} FROM changes WHERE tenant = $1 AND revision > $2 ORDER BY revision DESC");
    tx.each(&sql, &[TENANT, revision.into()], |row| {
        take(read(row)?);
        Ok(())
    })
}
