//! Reading a backup: first the whole file, to see that it is complete and unaltered; then its rows into an empty database, in
//! pieces, with a note that stands there until the last one is in.

use std::io::{self, BufRead};
use std::path::Path;

use serde_json::json;

use super::format::{Cell, Complete, FORMAT, Header, Lines, TableEnd, TableHead, next_line};
use super::store;
use super::{BackupError, file};
use crate::audit::{self, Actor, Entry};
use crate::db::{DEFAULT_TENANT, Db, Error, Tx, newest_schema};
use crate::secrets::MasterKey;

/// Rows and bytes of one transaction.
const ROWS: usize = 2_000;
const BYTES: usize = 4 * 1024 * 1024;

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Of the file.
    pub header: Header,
    /// All rows.
    pub rows: i64,
}

type Reader = Box<dyn BufRead + Send>;

/// Reads a file to its end and compares every count and hash.
pub fn verify(path: &Path, key: Option<&MasterKey>) -> Result<Restored, BackupError> {
    let mut reader = file::open(path, key)?;
    let failed = |error: io::Error| broken(path, &error.to_string());
    let (mut line, mut whole, mut total) = (Vec::new(), Lines::default(), 0);
    let header = header(path, &mut reader, &mut line)?;
    whole.add(&line);
    for table in &header.tables {
        let (mut rows, mut hash) = (0, Lines::default());
        while next_line(&mut reader, &mut line).map_err(failed)? && line.starts_with(b"[") {
            hash.add(&line);
            rows += 1;
        }
        let found = TableEnd { end: table.name.clone(), rows, sha256: hash.hash() };
        let said: Option<TableEnd> = serde_json::from_slice(&line).ok();
        if rows != table.rows || said.as_ref() != Some(&found) {
            return Err(broken(path, &format!("the rows of {} are not those that were written", table.name)));
        }
        whole.add(&line);
        total += rows;
    }
    next_line(&mut reader, &mut line).map_err(failed)?;
    let said: Option<Complete> = serde_json::from_slice(&line).ok();
    if said != Some(Complete { complete: total, sha256: whole.hash() }) {
        return Err(broken(path, "its last line is missing or says something else"));
    }
    // Reading on to the end of the file compares the checksum of the compression, too.
    if next_line(&mut reader, &mut line).map_err(failed)? {
        return Err(broken(path, "it goes on after its end"));
    }
    Ok(Restored { header, rows: total })
}

fn broken(path: &Path, why: &str) -> BackupError {
    BackupError::Refused(format!("{} is not a whole backup: {why}", path.display()))
}

fn header(path: &Path, reader: &mut Reader, line: &mut Vec<u8>) -> Result<Header, BackupError> {
    next_line(reader, line).map_err(|error| broken(path, &error.to_string()))?;
    let header: Header =
        serde_json::from_slice(line).map_err(|_| broken(path, "it does not begin as a backup does"))?;
    if header.portolan_backup != FORMAT {
        return Err(BackupError::Refused(format!(
            "{} has the format {}; this program reads {FORMAT}\n  help: use version {} of portolan",
            path.display(),
            header.portolan_backup,
            header.version
        )));
    }
    Ok(header)
}

/// Fills an empty database from a file. The schema of an empty place is made; that of the file must be the same. `again`
/// first removes what a restore that did not end has left.
pub async fn restore(
    db: &Db,
    path: &Path,
    key: Option<&MasterKey>,
    again: bool,
    actor: &Actor,
    now: i64,
) -> Result<Restored, BackupError> {
    let found = verify(path, key)?;
    if found.header.schema != newest_schema() {
        return Err(BackupError::Refused(format!(
            "the backup has schema version {}; this program makes {}\n  help: restore it with version {} of portolan, then upgrade",
            found.header.schema,
            newest_schema(),
            found.header.version
        )));
    }
    db.migrate().await?;
    prepare(db, &found.header, path, again, now).await?;
    let mut reader = file::open(path, key)?;
    let mut line = Vec::new();
    header(path, &mut reader, &mut line)?;
    for table in &found.header.tables {
        fill(db, path, table, &mut reader, &mut line).await?;
    }
    let (actor, file, rows, made_at) =
        (actor.clone(), path.display().to_string(), found.rows, found.header.made_at.clone());
    db.write(move |tx| {
        store::end_restore(tx)?;
        let entry = Entry::new(&actor, "backup.restore", &file, now);
        audit::note(tx, entry.after(json!({ "made_at": made_at, "rows": rows })))
    })
    .await?;
    Ok(found)
}

/// Looks whether the database is empty and fits, and marks it.
async fn prepare(db: &Db, header: &Header, path: &Path, again: bool, now: i64) -> Result<(), BackupError> {
    let (tables, file) = (header.tables.clone(), path.display().to_string());
    let across = db.across();
    let refusal = across.write(move |tx| {
        let unfinished = store::unfinished(tx)?;
        if let Some(refusal) = not_empty(tx, unfinished.as_deref(), again)? {
            return Ok(Some(refusal));
        }
        for table in &tables {
            let known: Vec<String> = tx.columns(&table.name)?.into_iter().map(|column| column.name).collect();
            if !store::TABLES.contains(&table.name.as_str()) || known != table.columns {
                return Ok(Some(format!("the backup's table {} is not one of this version", table.name)));
            }
        }
        if unfinished.is_some() {
            store::clear(tx)?;
        }
        store::delete_seeds(tx)?;
        tx.within(DEFAULT_TENANT, |tx| store::begin_restore(tx, &file, now)).map(|()| None)
    });
    refusal.await?.map_or(Ok(()), |why| Err(BackupError::Refused(why)))
}

/// What stands in the way in the database. Nobody has worked with what an unfinished restore left: nothing serves it.
fn not_empty(tx: &mut Tx<'_>, unfinished: Option<&str>, again: bool) -> Result<Option<String>, Error> {
    if let Some(file) = unfinished {
        return Ok((!again).then(|| {
            format!(
                "the restore of {file} into this database did not finish\n  \
                 help: when it does not run any more, --again removes what it left and begins again"
            )
        }));
    }
    let filled = store::filled(tx)?;
    Ok((!filled.is_empty()).then(|| {
        let what = filled.join(", ");
        format!("the database is not empty: there is something in {what}\n  help: restore into a new one")
    }))
}

/// The rows of one table, of all tenants.
async fn fill(
    db: &Db,
    path: &Path,
    table: &TableHead,
    reader: &mut Reader,
    line: &mut Vec<u8>,
) -> Result<(), BackupError> {
    let failed = |why: String| broken(path, &why);
    let (mut rows, mut bytes) = (Vec::new(), 0);
    while next_line(reader, line).map_err(|error| failed(error.to_string()))? && line.starts_with(b"[") {
        let row: Vec<Cell> = serde_json::from_slice(line).map_err(|error| failed(error.to_string()))?;
        if row.len() != table.columns.len() {
            return Err(failed(format!("a row of {} has other columns", table.name)));
        }
        bytes += line.len();
        rows.push(row);
        if rows.len() >= ROWS || bytes >= BYTES {
            insert(db, table, std::mem::take(&mut rows)).await?;
            bytes = 0;
        }
    }
    insert(db, table, rows).await
}

async fn insert(db: &Db, table: &TableHead, rows: Vec<Vec<Cell>>) -> Result<(), BackupError> {
    let table = table.clone();
    Ok(db.across().write(move |tx| store::insert(tx, &table, &rows)).await?)
}
