//! `portolan secrets`: stored secrets, directly on the store. Values come from standard input or a file, never from arguments,
//! which everybody on the machine can read.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};
use super::user::{ACTOR, failed};
use crate::clock::{Clock, rfc3339};
use crate::db::Db;
use crate::secrets::store::{self, SecretRow, UserRow};
use crate::secrets::{self, MAX_VALUE, Opened, SecretError, Vault};

#[derive(Debug, Args)]
pub struct SecretsOptions {
    #[command(subcommand)]
    command: SecretsCommand,
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Names, and what uses them
    List {
        /// For machines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Keep a value, new or instead of another
    Set {
        /// Name: small letters, digits, `-`, `_`, `.`
        name: String,
        /// Read the value from a file; from standard input otherwise. The end of a single line is left out
        #[arg(long, value_name = "FILE")]
        from_file: Option<PathBuf>,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Forget a secret that nothing uses
    Delete {
        /// Name
        name: String,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Exchange the master key; servers go on meanwhile
    Rotate {
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Print a new key, for secrets.key or for backups
    NewKey,
}

pub fn run(options: &SecretsOptions) -> Result<(), ExitCode> {
    match &options.command {
        SecretsCommand::List { json, store } => list(*json, store),
        SecretsCommand::Set { name, from_file, store } => set(name, from_file.as_deref(), store),
        SecretsCommand::Delete { name, store } => with_db(store, false, async |db| {
            let deleted = Vault::default().delete(&db, name, &ACTOR.into(), Clock::default().now()).await;
            deleted.map_err(|error| refused(&error))?;
            show::line(&format!("{name} is forgotten"));
            Ok(())
        }),
        SecretsCommand::Rotate { store } => rotate(store),
        SecretsCommand::NewKey => {
            show::line(&secrets::new_key().map_err(|error| failed(&error))?);
            Ok(())
        }
    }
}

/// What the slice said, for people.
fn refused(error: &SecretError) -> ExitCode {
    match error {
        SecretError::Store(error) => failed(error),
        SecretError::NoKey(_) => show::failure(ENVIRONMENT, &error.to_string()),
        _ => show::failure(WRONG_INPUT, &error.to_string()),
    }
}

/// The vault of the configuration that the options name.
async fn vault(store: &StoreOptions, db: &Db) -> Result<Vault, ExitCode> {
    let config = store.config()?;
    let Opened { vault, notice } =
        secrets::open(&config, db).await.map_err(|error| show::failure(ENVIRONMENT, &error))?;
    if let Some(notice) = notice {
        eprintln!("note: {notice}");
    }
    Ok(vault)
}

fn list(json: bool, store: &StoreOptions) -> Result<(), ExitCode> {
    let (rows, users) = with_db(store, false, async |db| {
        let found = db.read(|tx| Ok((store::list(tx)?, store::list_users(tx)?))).await;
        found.map_err(|error| failed(&error))
    })?;
    let users_of = |row: &SecretRow| -> Vec<String> {
        let own = |user: &&UserRow| user.secret == row.name;
        users.iter().filter(own).map(|user| format!("{} {}", user.kind, user.name)).collect()
    };
    if json {
        let item = |row: &SecretRow| {
            json!({ "name": row.name, "version": row.version, "author": row.author, "key_id": row.envelope.key_id,
                "created_at": rfc3339(row.created_at), "changed_at": rfc3339(row.changed_at), "used_by": users_of(row) })
        };
        show::line(&json!({ "items": rows.iter().map(item).collect::<Vec<_>>() }).to_string());
        return Ok(());
    }
    if rows.is_empty() {
        show::line("There is no stored secret");
    }
    for row in &rows {
        let (version, at, users) = (row.version, rfc3339(row.changed_at), users_of(row).join(", "));
        show::line(format!("{:<32} version {version:<3} {at}  {users}", row.name).trim_end());
    }
    Ok(())
}

fn set(name: &str, from_file: Option<&Path>, options: &StoreOptions) -> Result<(), ExitCode> {
    let value = read(from_file)?;
    with_db(options, true, async |db| {
        let vault = vault(options, &db).await?;
        let kept = vault.set(&db, name, &value, &ACTOR.into(), Clock::default().now()).await;
        kept.map_err(|error| refused(&error))?;
        show::line(&format!("{name} is kept; its value is not shown again"));
        Ok(())
    })
}

fn read(from_file: Option<&Path>) -> Result<String, ExitCode> {
    let limit = MAX_VALUE as u64 + 3;
    let mut bytes = Vec::new();
    let read = match from_file {
        Some(path) => std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)),
        None => std::io::stdin().lock().take(limit).read_to_end(&mut bytes),
    };
    read.map_err(|error| show::failure(ENVIRONMENT, &format!("the value cannot be read: {error}")))?;
    let text = String::from_utf8(bytes);
    let mut text = text.map_err(|_| show::failure(WRONG_INPUT, "a secret is a text; write bytes in base64"))?;
    // The line end after the last line of a key file belongs to it.
    let line = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    if let Some(line) = line.filter(|line| !line.contains('\n')) {
        text.truncate(line.len());
    }
    Ok(text)
}

fn rotate(options: &StoreOptions) -> Result<(), ExitCode> {
    with_db(options, false, async |db| {
        let vault = vault(options, &db).await?;
        let rotated =
            vault.rotate(&db, &ACTOR.into(), Clock::default().now()).await.map_err(|error| refused(&error))?;
        let count = show::plural(rotated.secrets, "secret");
        show::line(&format!("{count} wrapped anew; the master key is {} now", rotated.key_id));
        Ok(())
    })
}
