//! `portolan backup` and `portolan restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::offline::{has_store, missing, of_tenant};
use super::serve::runtime;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};
use super::user::{ACTOR, failed};
use super::{StoreOptions, lock};
use crate::backup::{self, BackupError};
use crate::clock::Clock;
use crate::db::Db;
use crate::secrets::MasterKey;

#[derive(Debug, Args)]
pub struct BackupOptions {
    /// The file to make; it must not be there yet
    out: PathBuf,
    /// Encrypt it with the key in a file, as `portolan secrets new-key` prints one
    #[arg(long, value_name = "KEYFILE")]
    encrypt_with: Option<PathBuf>,
    /// For machines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreOptions,
}

#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// A file that `portolan backup` made
    file: PathBuf,
    /// The file of the key it was encrypted with
    #[arg(long, value_name = "KEYFILE")]
    decrypt_with: Option<PathBuf>,
    /// Only read the file to its end and say whether it is whole
    #[arg(long)]
    check: bool,
    /// Begin again where a restore was interrupted: what it left is removed first
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    store: StoreOptions,
}

fn refused(error: &BackupError) -> ExitCode {
    match error {
        BackupError::Store(error) => failed(error),
        BackupError::Refused(_) => show::failure(WRONG_INPUT, &error.to_string()),
        BackupError::File { .. } => show::failure(ENVIRONMENT, &error.to_string()),
    }
}

fn key(file: Option<&Path>) -> Result<Option<MasterKey>, ExitCode> {
    let Some(path) = file else { return Ok(None) };
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| show::failure(ENVIRONMENT, &format!("{shown} cannot be read: {error}")))?;
    MasterKey::read(&text).map(Some).map_err(|why| show::failure(WRONG_INPUT, &format!("{shown}: {why}")))
}

/// What the operating system calls this host.
fn machine() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    told.map(|name| name.trim().chars().take(100).collect()).unwrap_or_default()
}

pub fn make(options: &BackupOptions) -> Result<(), ExitCode> {
    let config = options.store.config()?;
    let key = key(options.encrypt_with.as_deref())?;
    has_store(&config)?;
    runtime()?.block_on(async {
        // As it is: bringing the schema to this version would take it from a server of another one.
        let db = Db::connect(&config.database, &config.data).await.map_err(|error| failed(&error))?;
        let db = of_tenant(db, options.store.tenant.as_deref()).await?;
        let made = backup::make(&db, &options.out, key, &ACTOR.into(), &machine(), &Clock::default()).await;
        let made = made.map_err(|error| refused(&error))?;
        let (file, bytes, rows) = (options.out.display(), made.bytes, made.rows);
        if options.json {
            show::line(&json!({ "file": file.to_string(), "bytes": bytes, "rows": rows }).to_string());
        } else {
            show::line(&format!("{file}: {rows} rows, {bytes} bytes"));
        }
        Ok(())
    })
}

pub fn restore(options: &RestoreOptions) -> Result<(), ExitCode> {
    options.store.of_all("restore")?;
    let key = key(options.decrypt_with.as_deref())?;
    if options.check {
        let found = backup::verify(&options.file, key.as_ref()).map_err(|error| refused(&error))?;
        show::line(&format!("{} is whole: {} rows, made {}", options.file.display(), found.rows, found.header.made_at));
        return Ok(());
    }
    let config = options.store.config()?;
    if missing(&config).is_some() {
        // A file that cannot be restored leaves no directory behind.
        backup::verify(&options.file, key.as_ref()).map_err(|error| refused(&error))?;
    }
    // No server works in the directory meanwhile.
    let _lock = if config.database.is_empty() { Some(lock::take(&config.data)?) } else { None };
    runtime()?.block_on(async {
        let db = Db::connect(&config.database, &config.data).await.map_err(|error| failed(&error))?;
        let (actor, now) = (ACTOR.into(), Clock::default().now());
        let restored = backup::restore(&db, &options.file, key.as_ref(), options.again, &actor, now).await;
        let restored = restored.map_err(|error| refused(&error))?;
        let place = db.about().await.map_err(|error| failed(&error))?.place;
        show::line(&format!("{place} holds what was there {}: {} rows", restored.header.made_at, restored.rows));
        Ok(())
    })
}
