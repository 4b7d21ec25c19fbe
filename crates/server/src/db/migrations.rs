//! Brings the schema to this version: forward only, each file once, in one transaction, also when two nodes start at once.

use sha1::{Digest, Sha1};

use super::{ACROSS, Db, Error, Tx};

/// Version, name and text, in order.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "catalog", include_str!("../../../../migrations/0001_catalog.sql")),
    (2, "identity", include_str!("../../../../migrations/0002_identity.sql")),
    (3, "policies", include_str!("../../../../migrations/0003_policies.sql")),
    (4, "audit", include_str!("../../../../migrations/0004_audit.sql")),
    (5, "operations", include_str!("../../../../migrations/0005_operations.sql")),
    (8, "tenants", include_str!("../../../../migrations/0008_tenants.sql")),
];

/// Applies what is missing.
pub async fn run(db: &Db) -> Result<(), Error> {
    let created = db
        .write(|tx| {
            tx.batch(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)",
            )
        })
        .await;
    // Two nodes may create the table at the same instant: the second finds it there.
    if !matches!(created, Ok(()) | Err(Error::Exists(_))) {
        return created;
    }
    db.across().write(apply).await
}

fn apply(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.without_time_limit()?;
    if tx.is_postgres() {
        // Another node may be at it for long.
        tx.batch("SET LOCAL lock_timeout = 0")?;
        tx.batch("LOCK TABLE schema_migrations IN EXCLUSIVE MODE")?;
    }
    let read = |row: &super::Row<'_>| Ok((row.int(0)?, row.text(1)?));
    let applied = tx.all("SELECT version, checksum FROM schema_migrations ORDER BY version", &[], read)?;
    let newest = MIGRATIONS.last().map_or(0, |(version, ..)| *version);
    if let Some((version, _)) = applied.iter().find(|(version, _)| *version > newest) {
        return Err(Error::Schema(format!(
            "the database has schema version {version}; this program knows {newest}\n  help: run the newer version of portolan, or restore a backup"
        )));
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
            }
        }
    }
    if tx.is_postgres() { row_security(tx) } else { Ok(()) }
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
