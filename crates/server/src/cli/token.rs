//! `portolan token`: API tokens, directly on the store.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, WRONG_INPUT};
use super::user::{ACTOR, failed, find};
use crate::audit::{self, Entry};
use crate::clock::{Clock, rfc3339};
use crate::identity::store::tokens;
use crate::identity::{self, NewToken};

/// Microseconds.
const DAY: i64 = 24 * 3600 * 1_000_000;

/// A hundred years: of later times there is no date to show.
const MOST_DAYS: i64 = 36_500;

#[derive(Debug, Args)]
pub struct TokenOptions {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it; it is never shown again
    Create {
        /// E-mail address, or the name of a service account
        #[arg(long)]
        user: String,
        /// What it is for
        #[arg(long, default_value = "command line")]
        name: String,
        /// What it is narrowed to, such as catalog.read; may be repeated
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Vec<String>,
        /// Days it holds; 0 for ever
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
        days: u32,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// The tokens of an account
    List {
        /// E-mail address, or the name of a service account
        #[arg(long)]
        user: String,
        /// For machines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Revoke a token
    Revoke {
        /// Its id, as listed
        id: String,
        #[command(flatten)]
        store: StoreOptions,
    },
}

pub fn run(options: TokenOptions) -> Result<(), ExitCode> {
    match options.command {
        TokenCommand::Create { user, name, scopes, days, store } => {
            let scopes = (!scopes.is_empty()).then_some(scopes);
            create(&user, NewToken { name, scopes, expires_at: 0 }, days, &store)
        }
        TokenCommand::List { user, json, store } => list(&user, json, &store),
        TokenCommand::Revoke { id, store } => revoke(id, &store),
    }
}

fn create(user: &str, new: NewToken, days: u32, store: &StoreOptions) -> Result<(), ExitCode> {
    if let Some(refusal) = new.scopes.as_deref().and_then(identity::scopes_refusal) {
        return Err(show::failure(WRONG_INPUT, &refusal));
    }
    with_db(store, false, async |db| {
        let row = find(&db, user).await?;
        let now = Clock::default().now();
        let expires_at = if days == 0 { 0 } else { now + i64::from(days) * DAY };
        let new = NewToken { expires_at, ..new };
        let made = db.write(move |tx| identity::issue_token(tx, &row.id, &new, &ACTOR.into(), now)).await;
        match made.map_err(|error| failed(&error))? {
            Some((token, _)) => {
                show::line(&token);
                Ok(())
            }
            None => Err(show::failure(WRONG_INPUT, "the account has too many tokens\n  help: revoke one first")),
        }
    })
}

fn list(user: &str, json: bool, store: &StoreOptions) -> Result<(), ExitCode> {
    let rows = with_db(store, false, async |db| {
        let row = find(&db, user).await?;
        db.read(move |tx| tokens::list(tx, &row.id)).await.map_err(|error| failed(&error))
    })?;
    let at = |micros: i64, none: &str| if micros > 0 { rfc3339(micros) } else { none.to_owned() };
    if json {
        let items: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({ "id": row.id, "name": row.name, "prefix": row.prefix, "expires_at": at(row.expires_at, ""),
                    "last_used_at": at(row.last_used_at, "") })
            })
            .collect();
        show::line(&json!({ "items": items }).to_string());
        return Ok(());
    }
    if rows.is_empty() {
        show::row(&format!("There is no token of {user}"));
    }
    for row in rows {
        let (until, used) = (at(row.expires_at, "for ever"), at(row.last_used_at, "never"));
        show::row(&format!("{}  {}…  {:<24} until {until}, used {used}", row.id, row.prefix, row.name));
    }
    Ok(())
}

fn revoke(id: String, store: &StoreOptions) -> Result<(), ExitCode> {
    with_db(store, false, async |db| {
        let now = Clock::default().now();
        let (wanted, actor) = (id.clone(), ACTOR.into());
        let done = db.write(move |tx| {
            let Some(row) = tokens::find_by_id(tx, &wanted)? else { return Ok(false) };
            let entry = Entry::new(&actor, "token.revoke", &row.principal, now);
            audit::note(tx, entry.before(json!({ "token": wanted })))?;
            tokens::revoke(tx, &row.principal, &wanted, now)
        });
        if done.await.map_err(|error| failed(&error))? {
            show::line(&format!("{id} is revoked"));
            return Ok(());
        }
        Err(show::failure(WRONG_INPUT, &format!("there is no token {id}\n  help: see `portolan token list`")))
    })
}
