//! `portolan user`: accounts, directly on the store. A running server notices.

use std::io::BufRead;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};
use crate::clock::{Clock, rfc3339};
use crate::db::{Db, Error};
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::{self, NewPerson};

/// Who did it, in the audit log.
pub const ACTOR: &str = "system:command-line";

#[derive(Debug, Args)]
pub struct UserOptions {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an account
    Create(CreateOptions),
    /// All accounts
    List {
        /// For machines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Shut somebody out and end their sessions
    Disable {
        /// E-mail address
        email: String,
        /// Let them in again
        #[arg(long)]
        undo: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Set a new password and end all sessions
    Password {
        /// E-mail address
        email: String,
        /// Read the password from the first line of standard input; one is made and printed otherwise
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
}

#[derive(Debug, Args)]
struct CreateOptions {
    /// E-mail address; you vouch for it
    #[arg(long)]
    email: String,
    /// Name shown
    #[arg(long)]
    name: String,
    /// May administer
    #[arg(long)]
    admin: bool,
    /// Read the password from the first line of standard input; one is made and printed otherwise
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    store: StoreOptions,
}

pub fn run(options: &UserOptions) -> Result<(), ExitCode> {
    match &options.command {
        UserCommand::Create(options) => create(options),
        UserCommand::List { json, store } => list(*json, store),
        UserCommand::Disable { email, undo, store } => disable(email, !undo, store),
        UserCommand::Password { email, password_stdin, store } => password(email, *password_stdin, store),
    }
}

/// What the store said, for people.
pub fn failed(error: &Error) -> ExitCode {
    let help = if matches!(error, Error::Damaged(_)) { "\n  help: `portolan doctor` says what is broken" } else { "" };
    show::failure(ENVIRONMENT, &format!("{error}{help}"))
}

/// The account of an e-mail address or of a service account's name.
pub async fn find(db: &Db, who: &str) -> Result<PrincipalRow, ExitCode> {
    let (email, service) = (identity::plain_email(who), who.to_owned());
    let found = db.read(move |tx| {
        let person = principals::find_by_email(tx, &email)?;
        let services = principals::list(tx, "service")?;
        Ok(person.or_else(|| services.into_iter().find(|row| row.name == service)))
    });
    let found = found.await.map_err(|error| failed(&error))?;
    found.ok_or_else(|| {
        show::failure(WRONG_INPUT, &format!("there is no account {who}\n  help: see `portolan user list`"))
    })
}

/// The password to set and whether it has to be shown.
fn choose(from_stdin: bool, email: &str) -> Result<(String, bool), ExitCode> {
    if !from_stdin {
        return identity::new_password().map(|made| (made, true)).map_err(|error| failed(&error));
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| show::failure(ENVIRONMENT, &format!("cannot read standard input: {error}")))?;
    let password = line.trim_end_matches(['\n', '\r']).to_owned();
    match identity::password_refusal(&password, email) {
        Some(refusal) => Err(show::failure(WRONG_INPUT, &refusal)),
        None => Ok((password, false)),
    }
}

fn tell(password: &str, shown: bool) {
    if shown {
        show::line(&format!("Password: {password}"));
    }
}

fn create(options: &CreateOptions) -> Result<(), ExitCode> {
    let email = identity::plain_email(&options.email);
    if let Some(refusal) = identity::account_refusal(&options.name, &email) {
        return Err(show::failure(WRONG_INPUT, &refusal));
    }
    let (password, shown) = choose(options.password_stdin, &email)?;
    let new = NewPerson { name: options.name.clone(), email: email.clone(), admin: options.admin };
    with_db(&options.store, true, async |db| {
        let hash = identity::hash_password(password.clone()).await.map_err(|error| failed(&error))?;
        let now = Clock::default().now();
        let made = db.write(move |tx| {
            let person = identity::create_person(tx, &new, &ACTOR.into(), now)?;
            identity::set_password(tx, &person.id, &hash, "", &ACTOR.into(), now)
        });
        made.await.map_err(|error| match error {
            Error::Exists(_) => show::failure(WRONG_INPUT, &format!("{email} has an account already")),
            other => failed(&other),
        })?;
        show::line(&format!("{email} has an account{}", if options.admin { " and may administer" } else { "" }));
        tell(&password, shown);
        Ok(())
    })
}

fn list(json: bool, store: &StoreOptions) -> Result<(), ExitCode> {
    let rows = with_db(store, false, async |db| {
        db.read(|tx| principals::list(tx, "person")).await.map_err(|error| failed(&error))
    })?;
    if json {
        let items: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({ "id": row.id, "email": row.email, "name": row.name, "user_ref": row.user_ref, "link": row.link,
                    "admin": row.admin, "disabled": row.disabled })
            })
            .collect();
        show::line(&json!({ "items": items }).to_string());
        return Ok(());
    }
    if rows.is_empty() {
        show::line("There is no account");
    }
    for row in rows {
        let state = if row.disabled {
            "disabled"
        } else if row.admin {
            "admin"
        } else {
            ""
        };
        let seen = if row.last_seen_at > 0 { rfc3339(row.last_seen_at) } else { "never".to_owned() };
        show::row(&format!("{:<36} {:<24} {state:<8} {seen}", row.email, row.name));
    }
    Ok(())
}

fn disable(email: &str, disabled: bool, store: &StoreOptions) -> Result<(), ExitCode> {
    with_db(store, false, async |db| {
        let row = find(&db, email).await?;
        let now = Clock::default().now();
        let done = db.write(move |tx| identity::disable(tx, &row, disabled, &ACTOR.into(), now)).await;
        if !done.map_err(|error| failed(&error))? {
            return Err(show::failure(WRONG_INPUT, "that is the last administrator\n  help: make another one first"));
        }
        show::line(&format!("{email} is {}", if disabled { "shut out" } else { "let in again" }));
        Ok(())
    })
}

fn password(email: &str, from_stdin: bool, store: &StoreOptions) -> Result<(), ExitCode> {
    let (password, shown) = choose(from_stdin, &identity::plain_email(email))?;
    with_db(store, false, async |db| {
        let row = find(&db, email).await?;
        if row.kind != "person" {
            return Err(show::failure(WRONG_INPUT, "a service account has no password\n  help: use `portolan token`"));
        }
        let hash = identity::hash_password(password.clone()).await.map_err(|error| failed(&error))?;
        let now = Clock::default().now();
        let done = db.write(move |tx| identity::set_password(tx, &row.id, &hash, "", &ACTOR.into(), now)).await;
        done.map_err(|error| failed(&error))?;
        show::line(&format!("{email} has a new password; all sessions ended"));
        tell(&password, shown);
        Ok(())
    })
}
