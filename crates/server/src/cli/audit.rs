//! `portolan audit`: whether the log's chain holds, and the log itself, directly from the store.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, WRONG_INPUT};
use super::user::failed;
use crate::audit::store::{Search, list_after};
use crate::audit::{self, Format, Head};

/// Entries read at a time.
const PAGE: i64 = 1_000;

#[derive(Debug, Args)]
pub struct AuditOptions {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Look at every entry; exit 1 and the first wrong one when the chain is broken
    Verify {
        /// An end of the log that was written down earlier; it must still be part of it
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<Head>,
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Write the log out, the oldest entry first
    Export {
        /// How
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
        #[command(flatten)]
        store: StoreOptions,
    },
}

pub fn run(options: AuditOptions) -> Result<(), ExitCode> {
    match options.command {
        AuditCommand::Verify { head, store } => verify(head, &store),
        AuditCommand::Export { format, store } => export(format, &store),
    }
}

fn verify(known: Option<Head>, store: &StoreOptions) -> Result<(), ExitCode> {
    let verdict = with_db(store, false, async |db| {
        db.read(move |tx| audit::verify(tx, known.as_ref())).await.map_err(|error| failed(&error))
    })?;
    if let Some(broken) = verdict.broken {
        let message = format!(
            "the audit log is broken at entry {}: {}\n  help: compare with an export or a backup from before",
            broken.seq, broken.reason
        );
        return Err(show::failure(WRONG_INPUT, &message));
    }
    show::line(&format!(
        "{} entries, unbroken; the end is {}:{}",
        verdict.entries, verdict.head.seq, verdict.head.hash
    ));
    Ok(())
}

fn export(format: Format, store: &StoreOptions) -> Result<(), ExitCode> {
    with_db(store, false, async |db| {
        let mut after = 0;
        loop {
            let page = db.read(move |tx| list_after(tx, &Search::default(), after, PAGE)).await;
            let rows = page.map_err(|error| failed(&error))?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            let mut text = String::new();
            rows.into_iter().for_each(|row| format.line(row, &mut text));
            show::text(&text);
        }
    })
}
