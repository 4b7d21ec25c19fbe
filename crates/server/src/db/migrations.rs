//! Brings the schema to this version: forward only, each file once, in one transaction, also when two nodes start at once.
//!
//! A file adds what a version needs and leaves what the version before it reads (it *expands*), so that both serve together
//! while nodes are replaced. One that takes something away says so in its head, `-- contract: why`: then programs that do not
//! know it may not serve any more.

use std::time::{Duration, Instant};

use sha1::{Digest, Sha1};

use super::{ACROSS, Db, Error, Row, Tx};

/// Version, name and text, in order.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "catalog", include_str!("../../../../migrations/0001_catalog.sql")),
    (2, "identity", include_str!("../../../../migrations/0002_identity.sql")),
    (3, "policies", include_str!("../../../../migrations/0003_policies.sql")),
    (4, "audit", include_str!("../../../../migrations/0004_audit.sql")),
    (5, "operations", include_str!("../../../../migrations/0005_operations.sql")),
    (6, "secrets", include_str!("../../../../migrations/0006_secrets.sql")),
    (7, "organisation", include_str!("../../../../migrations/0007_organisation.sql")),
    (8, "tenants", include_str!("../../../../migrations/0008_tenants.sql")),
    (9, "backups", include_str!("../../../../migrations/0009_backups.sql")),
    (10, "tombstones", include_str!("../../../../migrations/0010_tombstones.sql")),
    (11, "problems", include_str!("../../../../migrations/0011_problems.sql")),
    (12, "stale_claims", include_str!("../../../../migrations/0012_stale_claims.sql")),
];
/// The one that contracted before files said so.
const FIRST_CONTRACT: i64 = 4;
/// What files write in their heads.
const MARK: &str = "-- contract:";
/// How long one look for the lock takes, at most.
const AGAIN: Duration = Duration::from_millis(100);

/// What the schema of a database is made of, besides the files.
const OWN: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS schema_contracts (version BIGINT NOT NULL PRIMARY KEY)",
];

/// Applies what is missing, waiting at most that long for another node that is at it.
pub async fn run(db: &Db, patience: Duration) -> Result<(), Error> {
    for table in OWN {
        let created = db.write(move |tx| tx.batch(table)).await;
        // Two nodes may create the table at the same instant: the second finds it there.
        if !matches!(created, Ok(()) | Err(Error::Exists(_))) {
            return created;
        }
    }
    let since = Instant::now();
    let all = db.across();
    while !all.write(apply).await? {
        if since.elapsed() > patience {
            let owner = db.read(owner).await?.unwrap_or_else(|| "a program that has just ended".to_owned());
            return Err(Error::Schema(format!(
                "the schema is being changed by another program, and was for {} s: {owner}\n  help: wait for it to end, or end it; then start again",
                since.elapsed().as_secs()
            )));
        }
        tokio::time::sleep(AGAIN).await;
    }
    Ok(())
}

/// The version that this program makes.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, ..)| *version)
}

/// The version that is there; 0 in an empty database.
pub fn version(tx: &mut Tx<'_>) -> Result<i64, Error> {
    if tx.columns("schema_migrations")?.is_empty() {
        return Ok(0);
    }
    let sql = "SELECT COALESCE(MAX(version), 0) FROM schema_migrations";
    Ok(tx.one(sql, &[], |row| row.int(0))?.unwrap_or_default())
}

/// An error when a restore into this database began and did not end.
pub fn refuse_unfinished(tx: &mut Tx<'_>) -> Result<(), Error> {
    let Some(file) = tx.one("SELECT file FROM restores", &[], |row| row.text(0))? else { return Ok(()) };
    Err(Error::Schema(format!(
        "the restore of {file} into this database did not finish: what it holds is not complete\n  \
         help: restore again with --again, or into an empty database"
    )))
}

/// Who holds the lock, for people.
fn owner(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    if !tx.is_postgres() {
        return Ok(None);
    }
    let sql = "SELECT a.pid::TEXT, a.application_name, COALESCE(host(a.client_addr), 'the same machine'), \
               COALESCE(to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '') \
               FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
               WHERE l.relation = 'schema_migrations'::regclass AND l.mode = 'ExclusiveLock' AND l.granted";
    tx.one(sql, &[], |row| {
        let (pid, name, address, at) = (row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?);
        Ok(format!("{name} at {address}, process {pid} of the database, since {at} UTC"))
    })
}

/// Whether it had the lock; another node may have it for long.
fn apply(tx: &mut Tx<'_>) -> Result<bool, Error> {
    tx.without_time_limit()?;
    if tx.is_postgres() {
        match tx.batch("LOCK TABLE schema_migrations IN EXCLUSIVE MODE NOWAIT") {
            Err(Error::Unavailable(_)) => return Ok(false),
            locked => locked?,
        }
    }
    let read = |row: &Row<'_>| Ok((row.int(0)?, row.text(1)?));
    let applied = tx.all("SELECT version, checksum FROM schema_migrations ORDER BY version", &[], read)?;
    let contracts = tx.all("SELECT version FROM schema_contracts ORDER BY version", &[], |row| row.int(0))?;
    let newest = newest();
    if let Some(version) = contracts.iter().find(|version| **version > newest) {
        return Err(Error::Schema(format!(
            "the database has schema version {version}, which took away what this program reads; it knows {newest}\n  help: run the newer version of portolan, or restore a backup"
        )));
    }
    if let Some((version, _)) = applied.iter().rfind(|(version, _)| *version > newest) {
        tracing::info!(version, newest, "the schema is newer than this program and has all that it needs");
    }
    for &(version, name, sql) in MIGRATIONS {
        let checksum = format!("{:x}", Sha1::digest(sql.as_bytes()));
        match applied.iter().find(|(known, _)| *known == version) {
            Some((_, known)) if *known == checksum => {}
            Some(_) => {
                return Err(Error::Schema(format!(
                    "migration {version} ({name}) is not the one this database was made with\n  help: use a database of its own for each development version"
                )));
            }
            None => {
                tx.batch(sql)?;
                tx.execute(
                    "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                    &[version.into(), name.into(), (&checksum).into()],
                )?;
                if version == FIRST_CONTRACT || sql.lines().any(|line| line.starts_with(MARK)) {
                    tx.execute("INSERT INTO schema_contracts (version) VALUES ($1)", &[version.into()])?;
                }
            }
        }
    }
    if tx.is_postgres() {
        row_security(tx)?;
    }
    Ok(true)
}

/// The second wall between tenants: rows of another tenant are neither seen nor written, whatever a statement says.
fn row_security(tx: &mut Tx<'_>) -> Result<(), Error> {
    let sql = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = current_schema() AND c.relkind = 'r' AND NOT c.relforcerowsecurity \
               AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant') ORDER BY 1";
    for table in tx.all(sql, &[], |row| row.text(0))? {
        tx.batch(&format!(
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; \
             CREATE POLICY portolan_tenant ON {table} USING (tenant = current_setting('portolan.tenant', true) \
             OR current_setting('portolan.tenant', true) = '{ACROSS}')"
        ))?;
    }
    Ok(())
}
