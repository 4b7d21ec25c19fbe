//! Making a backup beside running servers: one read transaction over all tables, written row by row.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::BackupError;
use super::file::Writing;
use super::format::{Complete, FORMAT, Header, Lines, TableEnd};
use super::store::{self, BackupRow};
use crate::audit::{self, Actor, Entry};
use crate::clock::{Clock, rfc3339};
use crate::db::{DEFAULT_TENANT, Db, Error, Tx, newest_schema};
use crate::secrets::MasterKey;

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows in it.
    pub rows: i64,
}

/// Writes a database into a new file, and notes that it was done: all tenants of it, or the one that `db` is of when that is
/// not the server's own. `machine` names the host it is done on.
pub async fn make(
    db: &Db,
    path: &Path,
    key: Option<MasterKey>,
    actor: &Actor,
    machine: &str,
    clock: &Clock,
) -> Result<Made, BackupError> {
    let (now, encrypted) = (clock.now(), key.is_some());
    let schema = db.schema_version().await?;
    if schema != newest_schema() {
        return Err(BackupError::Refused(format!(
            "the database has schema version {schema}; this program knows {}\n  help: make the backup with the version of portolan that serves it",
            newest_schema()
        )));
    }
    if let Some(from) = db.across().read(store::unfinished).await? {
        return Err(BackupError::Refused(format!(
            "the restore of {from} into this database did not finish: what it holds is not complete"
        )));
    }
    let engine = db.about().await?.engine;
    let writing = Writing::new(path, key.as_ref())?;
    let beside = writing.beside();
    let tenant = (db.tenant() != DEFAULT_TENANT).then(|| db.tenant().to_owned());
    let only = tenant.clone();
    let written = db.across().read(move |tx| Ok(write(tx, writing, engine, only.as_deref(), now))).await?;
    let made = match written {
        Ok(made) => made,
        Err(Wrong::Store(error)) => {
            remove(&beside);
            return Err(error.into());
        }
        Err(Wrong::File(error)) => {
            remove(&beside);
            return Err(BackupError::File { path: path.to_owned(), error });
        }
    };
    let row = BackupRow {
        made_at: now,
        bytes: made.bytes as i64,
        file: path.display().to_string(),
        took_micros: clock.now() - now,
        encrypted,
        machine: machine.to_owned(),
    };
    note(db, row, tenant, actor.clone(), now).await?;
    Ok(made)
}

/// Tells the database of it.
async fn note(db: &Db, row: BackupRow, tenant: Option<String>, actor: Actor, now: i64) -> Result<(), Error> {
    db.of_tenant(DEFAULT_TENANT)
        .write(move |tx| {
            if let Some(name) = &tenant {
                let entry = Entry::new(&actor, "tenant.export", name, now);
                return audit::note(tx, entry.after(json!({ "file": row.file, "bytes": row.bytes })));
            }
            store::upsert(tx, &row)?;
            let entry = Entry::new(&actor, "backup.make", &row.file, now);
            let millis = row.took_micros / 1_000;
            let detail = json!({ "bytes": row.bytes, "encrypted": row.encrypted, "duration_ms": millis, "machine": row.machine });
            audit::note(tx, entry.after(detail))
        })
        .await
}

/// What is left of a backup that failed says nothing to anybody.
fn remove(beside: &Path) {
    let _ = std::fs::remove_file(beside);
}

enum Wrong {
    Store(Error),
    File(std::io::Error),
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<std::io::Error> for Wrong {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

fn write(tx: &mut Tx<'_>, mut out: Writing, engine: &str, tenant: Option<&str>, now: i64) -> Result<Made, Wrong> {
    tx.without_time_limit()?;
    tx.without_idle_limit()?;
    let tables = store::heads(tx, tenant)?;
    let header = Header {
        portolan_backup: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: newest_schema(),
        engine: engine.to_owned(),
        made_at: rfc3339(now),
        tables,
    };
    let mut whole = Lines::default();
    whole.add(&line(&mut out, &header)?);
    let mut total = 0;
    for table in &header.tables {
        let (rows, hash) = write_rows(tx, &mut out, &table.name, tenant)?;
        total += rows;
        whole.add(&line(&mut out, &TableEnd { end: table.name.clone(), rows, sha256: hash })?);
    }
    line(&mut out, &Complete { complete: total, sha256: whole.hash() })?;
    Ok(Made { bytes: out.finish()?, rows: total })
}

fn write_rows(tx: &mut Tx<'_>, out: &mut Writing, table: &str, tenant: Option<&str>) -> Result<(i64, String), Wrong> {
    let (mut rows, mut hash, mut failed) = (0, Lines::default(), None);
    let read = store::each_row(tx, table, tenant, |cells| {
        match line(out, &cells) {
            Ok(line) => hash.add(&line),
            Err(error) => {
                failed = Some(error);
                return Err(Error::Closed);
            }
        }
        rows += 1;
        Ok(())
    });
    match (failed, read) {
        (Some(error), _) => Err(error.into()),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => Ok((rows, hash.hash())),
    }
}

fn line<T: Serialize>(out: &mut Writing, value: &T) -> std::io::Result<Vec<u8>> {
    let text = serde_json::to_vec(value).map_err(std::io::Error::other)?;
    out.line(&text)?;
    Ok(text)
}
