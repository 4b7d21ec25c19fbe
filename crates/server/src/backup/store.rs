//! The SQL of backups: which tables there are, their rows out and in, what was noted about backups and restores.

use super::format::{Cell, TableHead};
use crate::db::{Column, Error, LONG, Row, TENANT, Tx, Value};

/// The tables of a backup. A test compares them, and [`LEFT_OUT`], with the schema.
pub const TABLES: [&str; 34] = [
    "attempts",
    "audit_entries",
    "audit_heads",
    "changes",
    "claims",
    "client_secrets",
    "device_logins",
    "entities",
    "files",
    "idempotency_keys",
    "identities",
    "identity_revisions",
    "invitations",
    "jobs",
    "logins_pending",
    "passwords",
    "policies",
    "principals",
    "problems",
    "revisions",
    "scim_members",
    "scim_resources",
    "secret_keys",
    "secret_users",
    "secrets",
    "sessions",
    "setup",
    "sources",
    "syncs",
    "tenant_revisions",
    "tenants",
    "tokens",
    "tombstones",
    "user_settings",
];
/// Tables that say something about this database itself: its schema, who serves it now, and what was done with it.
pub const LEFT_OUT: [&str; 5] = ["backups", "nodes", "restores", "schema_contracts", "schema_migrations"];

/// Tables with a row from the beginning, in which a number counts up from 0.
const SEEDED: [&str; 3] = ["identity_revisions", "revisions", "tenant_revisions"];

/// Which rows are meant: all, or those of one tenant with what a database has from the beginning.
fn rows_of<'v>(table: &str, tenant: Option<&'v str>) -> (&'static str, Vec<Value<'v>>) {
    match tenant {
        None => ("", Vec::new()),
        Some(name) if SEEDED.contains(&table) => (" WHERE tenant IN ($1, 'default', '*')", vec![name.into()]),
        Some(name) => (" WHERE tenant = $1", vec![name.into()]),
    }
}

/// Every table with its columns and how many rows it has, of one tenant or of all.
pub fn heads(tx: &mut Tx<'_>, tenant: Option<&str>) -> Result<Vec<TableHead>, Error> {
    let head = |table: &&str| {
        let columns = tx.columns(table)?.into_iter().map(|column| column.name).collect();
        let (condition, values) = rows_of(table, tenant);
        let sql = format!("SELECT COUNT(*) FROM {table}{condition}");
        let rows = tx.one(&sql, &values, |row| row.int(0))?.unwrap_or_default();
        Ok(TableHead { name: (*table).to_owned(), columns, rows })
    };
    TABLES.iter().map(head).collect()
}

/// Those rows of a table, one by one.
pub fn each_row(
    tx: &mut Tx<'_>,
    table: &str,
    tenant: Option<&str>,
    mut take: impl FnMut(&[Cell]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (condition, values) = rows_of(table, tenant);
    let columns = tx.columns(table)?;
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut cells = Vec::with_capacity(columns.len());
    tx.each(&format!("SELECT {} FROM {table}{condition}", names.join(", ")), &values, |row| {
        cells.clear();
        for (at, column) in columns.iter().enumerate() {
            cells.push(cell(row, at, column)?);
        }
        take(&cells)
    })
}

fn cell(row: &Row<'_>, at: usize, column: &Column) -> Result<Cell, Error> {
    if column.is_int { Ok(Cell::Int(row.int(at)?)) } else { Ok(Cell::Text(row.text(at)?)) }
}

/// Tables that somebody has put something into.
pub fn filled(tx: &mut Tx<'_>) -> Result<Vec<&'static str>, Error> {
    let mut found = Vec::new();
    for table in TABLES {
        let sql = if SEEDED.contains(&table) {
            format!("SELECT COUNT(*) FROM {table} WHERE revision > 0")
        } else {
            format!("SELECT COUNT(*) FROM {table}")
        };
        if tx.one(&sql, &[], |row| row.int(0))?.unwrap_or_default() > 0 {
            found.push(table);
        }
    }
    Ok(found)
}

/// Removes the rows that are there from the beginning.
pub fn delete_seeds(tx: &mut Tx<'_>) -> Result<(), Error> {
    SEEDED.iter().try_for_each(|table| tx.execute(&format!("DELETE FROM {table}"), &[]).map(drop))
}

/// Notes that a restore has begun: from now on only its end makes the database usable.
pub fn begin_restore(tx: &mut Tx<'_>, file: &str, now: i64) -> Result<(), Error> {
    let sql = "INSERT INTO restores (tenant, started_at, file) VALUES ($1, $2, $3)";
    tx.execute(sql, &[TENANT, now.into(), file.into()])?;
    Ok(())
}

/// The file of a restore that has begun and not ended.
pub fn unfinished(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    tx.one("SELECT file FROM restores", &[], |row| row.text(0))
}

/// Removes what a restore that did not end has left.
pub fn clear(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.without_time_limit()?;
    TABLES.iter().try_for_each(|table| tx.execute(&format!("DELETE FROM {table}"), &[]).map(drop))?;
    end_restore(tx)
}

/// Notes that it is over.
pub fn end_restore(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.execute("DELETE FROM restores", &[])?;
    Ok(())
}

/// Rows of a table, with names of columns that were compared with the schema.
pub fn insert(tx: &mut Tx<'_>, table: &TableHead, rows: &[Vec<Cell>]) -> Result<(), Error> {
    let is_long: Vec<bool> = table.columns.iter().map(|name| LONG.contains(&(&table.name, name))).collect();
    let value = |(cell, is_long)| match cell {
        &Cell::Int(value) => Value::Int(value),
        Cell::Text(text) if is_long => Value::Long(text),
        Cell::Text(text) => Value::Text(text),
    };
    let rows: Vec<Vec<Value<'_>>> =
        rows.iter().map(|row| row.iter().zip(is_long.iter().copied()).map(value).collect()).collect();
    tx.insert(&format!("INSERT INTO {} ({}) VALUES", table.name, table.columns.join(", ")), "", &rows)
}

/// The newest backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupRow {
    /// When its view of the database was taken, in microseconds.
    pub made_at: i64,
    /// Its size.
    pub bytes: i64,
    /// Where it was put.
    pub file: String,
    /// How long it was made, in microseconds.
    pub took_micros: i64,
    /// Whether it takes a key to read it.
    pub encrypted: bool,
    /// The host on which it was made.
    pub machine: String,
}

/// Notes the newest backup.
pub fn upsert(tx: &mut Tx<'_>, backup: &BackupRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO backups (tenant, made_at, bytes, file, took_micros, encrypted, machine) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tenant) DO UPDATE SET made_at = excluded.made_at, bytes = excluded.bytes, file = excluded.file, \
         took_micros = excluded.took_micros, encrypted = excluded.encrypted, machine = excluded.machine",
        &[
            TENANT,
            backup.made_at.into(),
            backup.bytes.into(),
            (&backup.file).into(),
            backup.took_micros.into(),
            i64::from(backup.encrypted).into(),
            (&backup.machine).into(),
        ],
    )?;
    Ok(())
}

/// The newest backup, when there is one.
pub fn find(tx: &mut Tx<'_>) -> Result<Option<BackupRow>, Error> {
    let sql = "SELECT made_at, bytes, file, took_micros, encrypted, machine FROM backups WHERE tenant = $1";
    tx.one(sql, &[TENANT], |row| {
        Ok(BackupRow {
            made_at: row.int(0)?,
            bytes: row.int(1)?,
            file: row.text(2)?,
            took_micros: row.int(3)?,
            encrypted: row.int(4)? != 0,
            machine: row.text(5)?,
        })
    })
}
