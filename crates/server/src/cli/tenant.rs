//! `portolan tenant`: tenants, directly on the store. A running server notices within a second.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, WRONG_INPUT};
use super::user::{ACTOR, failed};
use crate::clock::{Clock, rfc3339};
use crate::queue::store as jobs;
use crate::tenants::acts::{self, HEARD, Refusal, deletion};
use crate::tenants::{Quotas, Tenant, store};

#[derive(Debug, Args)]
pub struct TenantOptions {
    #[command(subcommand)]
    command: TenantCommand,
}

#[derive(Debug, Subcommand)]
enum TenantCommand {
    /// All tenants and what they use
    List {
        /// For machines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Make a tenant and print the link for its first administrator
    Create {
        /// In addresses: small letters, digits and `-`
        name: String,
        /// For people
        #[arg(long)]
        title: String,
        /// A host name that it answers to; may be repeated
        #[arg(long = "host", value_name = "HOST")]
        hosts: Vec<String>,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Let nobody into a tenant until it is resumed; nothing in it is lost
    Suspend {
        /// The tenant
        name: String,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Let a suspended tenant go on
    Resume {
        /// The tenant
        name: String,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Delete a tenant with everything in it; a running server does it within moments
    Delete {
        /// The tenant
        name: String,
        /// Its name once more
        #[arg(long, value_name = "NAME")]
        confirm: String,
        #[command(flatten)]
        store: StoreOptions,
    },
}

impl TenantCommand {
    fn store(&self) -> &StoreOptions {
        match self {
            Self::List { store, .. }
            | Self::Create { store, .. }
            | Self::Suspend { store, .. }
            | Self::Resume { store, .. }
            | Self::Delete { store, .. } => store,
        }
    }
}

pub fn run(options: TenantOptions) -> Result<(), ExitCode> {
    options.command.store().of_all("tenant")?;
    match options.command {
        TenantCommand::List { json, store } => list(json, &store),
        TenantCommand::Create { name, title, hosts, store } => create(name, title, hosts, &store),
        TenantCommand::Suspend { name, store } => set_state(&name, "suspended", &store),
        TenantCommand::Resume { name, store } => set_state(&name, "active", &store),
        TenantCommand::Delete { name, confirm, store } => delete(&name, &confirm, &store),
    }
}

fn refused(refusal: &Refusal) -> ExitCode {
    show::failure(WRONG_INPUT, &refusal.to_string())
}

fn list(json: bool, options: &StoreOptions) -> Result<(), ExitCode> {
    let (tenants, usages) = with_db(options, false, async |db| {
        let found = db.read(|tx| Ok((store::list(tx)?.1, store::usages(tx)?))).await;
        found.map_err(|error| failed(&error))
    })?;
    if tenants.is_empty() && !json {
        show::line("There is no tenant but the server's own");
    }
    for (tenant, (_, usage)) in tenants.iter().zip(usages) {
        let place = tenant.hosts.first().cloned().unwrap_or_else(|| tenant.path());
        if json {
            show::line(
                &json!({
                    "name": tenant.name, "title": tenant.title, "state": tenant.state, "hosts": tenant.hosts,
                    "quotas": tenant.quotas, "created_at": rfc3339(tenant.created_at), "entities": usage.entities,
                    "sources": usage.sources, "accounts": usage.principals, "storage_bytes": usage.storage,
                })
                .to_string(),
            );
        } else {
            let (name, state, entities) = (&tenant.name, &tenant.state, usage.entities);
            show::row(&format!("{name:<20} {state:<10} {entities:>9} entities  {place}"));
        }
    }
    Ok(())
}

fn create(name: String, title: String, hosts: Vec<String>, options: &StoreOptions) -> Result<(), ExitCode> {
    let (now, config) = (Clock::default().now(), options.config()?);
    let base = if config.public_url.is_empty() { format!("http://{}", config.listen) } else { config.public_url };
    let (state, quotas) = ("active".to_owned(), Quotas::default());
    let tenant = Tenant { name, title, state, hosts, quotas, created_at: now, updated_at: now };
    let new = tenant.clone();
    let made = with_db(options, true, async |db| {
        let made = db.write(move |tx| acts::create(tx, &new, &ACTOR.into())).await;
        made.map_err(|error| failed(&error))
    })?;
    let secret = made.map_err(|refusal| refused(&refusal))?;
    let place = tenant.address(base.trim_end_matches('/'));
    show::line(&format!("Make its first administrator within a day: {place}/setup?token={secret}"));
    Ok(())
}

fn set_state(name: &str, state: &'static str, options: &StoreOptions) -> Result<(), ExitCode> {
    let (wanted, now) = (name.to_owned(), Clock::default().now());
    let change = move |before: &Tenant| Tenant { state: state.to_owned(), updated_at: now, ..before.clone() };
    let done = with_db(options, false, async |db| {
        let done = db.write(move |tx| acts::change(tx, &wanted, &change, &ACTOR.into(), now)).await;
        done.map_err(|error| failed(&error))
    })?;
    done.map_err(|refusal| refused(&refusal))?;
    show::line(&format!("The tenant {name} is {state}"));
    Ok(())
}

fn delete(name: &str, confirm: &str, options: &StoreOptions) -> Result<(), ExitCode> {
    if name != confirm {
        return Err(show::failure(
            WRONG_INPUT,
            "--confirm has to name the tenant once more: what is in it cannot be brought back",
        ));
    }
    let (wanted, now) = (name.to_owned(), Clock::default().now());
    let done = with_db(options, false, async |db| {
        let done = db.write(move |tx| {
            let outcome = acts::remove(tx, &wanted, &ACTOR.into(), now)?;
            if let Ok(true) = outcome {
                let key = format!("{wanted}:{now}");
                jobs::insert(tx, store::DELETION, &key, &deletion(&wanted), now + HEARD, now)?;
            }
            Ok(outcome)
        });
        done.await.map_err(|error| failed(&error))
    })?;
    done.map_err(|refusal| refused(&refusal))?;
    show::line(&format!("Nobody comes into {name} any more; a running server deletes what is in it"));
    Ok(())
}
