//! `portolan source`: sources and held deletions of a running server.

use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use serde_json::Value;

use super::remote::Remote;
use super::serve::runtime;
use super::show::{self, ENVIRONMENT, WRONG_INPUT, plural};

/// How often a sync that takes long is asked after.
const LOOK: Duration = Duration::from_secs(1);
/// References of a held plan that are shown.
const SHOWN: usize = 10;

#[derive(Debug, clap::Args)]
pub struct SourceOptions {
    /// The server
    #[arg(long, global = true, value_name = "URL", default_value = "http://127.0.0.1:7007")]
    server: String,
    /// For machines: the server's JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// All sources with their state
    List,
    /// Read a source now; exit 1 when it fails
    Sync {
        /// Its name or id
        source: String,
    },
    /// Deletions that wait for a person
    Held,
    /// Remove what a held sync would remove
    Apply {
        /// The id of the sync, or the name or id of its source
        sync: String,
    },
    /// Keep what a held sync would remove
    Dismiss {
        /// The id of the sync, or the name or id of its source
        sync: String,
    },
}

pub fn run(options: &SourceOptions) -> Result<(), ExitCode> {
    let remote = Remote::new(&options.server)?;
    let print = |value: &Value, lines: fn(&Value)| {
        if options.json { show::line(&value.to_string()) } else { lines(value) }
    };
    runtime()?.block_on(async {
        match &options.act {
            Act::List => print(&remote.get("/api/v1/sources").await?, list),
            Act::Held => print(&remote.get("/api/v1/held").await?, held),
            Act::Sync { source } => {
                let ran = sync(&remote, source).await?;
                print(&ran, outcome);
                if ran["state"] == "failed" {
                    return Err(ExitCode::from(WRONG_INPUT));
                }
            }
            Act::Apply { sync } => print(&decide(&remote, sync, "apply").await?, outcome),
            Act::Dismiss { sync } => print(&decide(&remote, sync, "dismiss").await?, outcome),
        }
        Ok(())
    })
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value["items"].as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("-")
}

/// The one of a list that is called so, by one of these keys.
fn pick(list: &Value, called: &str, keys: &[&str]) -> Result<Value, String> {
    let mut fits = items(list).filter(|one| keys.iter().any(|key| one[*key] == called));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Ok(one.clone()),
        (Some(_), Some(_)) => Err(format!("several are called `{called}`; give the id")),
        (None, _) => Err(format!("there is none called `{called}`")),
    }
}

async fn sync(remote: &Remote, called: &str) -> Result<Value, ExitCode> {
    let source = pick(&remote.get("/api/v1/sources").await?, called, &["id", "name"]);
    let source = source.map_err(|why| {
        show::failure(WRONG_INPUT, &format!("sources: {why}\n  help: `portolan source list` shows them"))
    })?;
    let path = format!("/api/v1/sources/{}", text(&source, "id"));
    if let Some(ran) = remote.post(&format!("{path}/sync")).await? {
        return Ok(ran);
    }
    // It takes longer than a request may: the sync goes on without it.
    loop {
        let now = remote.get(&path).await?;
        if now["last_sync"]["state"] != "running" {
            return Ok(now["last_sync"].clone());
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn decide(remote: &Remote, called: &str, act: &str) -> Result<Value, ExitCode> {
    let sync = pick(&remote.get("/api/v1/held").await?, called, &["id", "source_id", "source_name"]);
    let sync = sync.map_err(|why| {
        show::failure(WRONG_INPUT, &format!("held syncs: {why}\n  help: `portolan source held` shows them"))
    })?;
    let done = remote.post(&format!("/api/v1/syncs/{}/{act}", text(&sync, "id"))).await?;
    done.ok_or_else(|| {
        show::failure(ENVIRONMENT, "the server gave up waiting; `portolan source held` shows whether it is done")
    })
}

fn list(value: &Value) {
    if items(value).next().is_none() {
        show::line("There is no source");
    }
    for one in items(value) {
        let problems = (one["problems"]["errors"].as_i64(), one["problems"]["warnings"].as_i64());
        show::row(&format!(
            "{:<28} {:<10} {:<8} {:>8} entities {:>5} errors {:>5} warnings  {}",
            text(one, "name"),
            text(one, "kind"),
            text(one, "state"),
            one["entities"],
            problems.0.unwrap_or_default(),
            problems.1.unwrap_or_default(),
            text(one, "id")
        ));
    }
}

fn held(value: &Value) {
    for one in items(value) {
        let plan = &one["plan"];
        show::row(&format!("{}  {}", text(one, "id"), text(one, "source_name")));
        show::row(&format!("  removes {} of {}: {}", plan["deletes"], plan["of"], text(plan, "reason")));
        let refs = plan["refs"].as_array().map_or(&[][..], Vec::as_slice);
        refs.iter().take(SHOWN).filter_map(Value::as_str).for_each(|name| show::row(&format!("  - {name}")));
        if let Some(more) = plan["deletes"].as_u64().unwrap_or_default().checked_sub(SHOWN as u64).filter(|n| *n > 0) {
            show::row(&format!("  and {more} more"));
        }
    }
    if items(value).next().is_none() {
        show::line("nothing is held");
    }
}

fn outcome(sync: &Value) {
    let counts = &sync["counts"];
    let files = plural(counts["files"].as_u64().unwrap_or_default() as usize, "file");
    show::row(&format!(
        "{}: {}; {files}, {} created, {} updated, {} deleted, {} errors, {} warnings",
        text(sync, "source_name"),
        text(sync, "state"),
        counts["created"],
        counts["updated"],
        counts["deleted"],
        counts["errors"],
        counts["warnings"]
    ));
    if let Some(message) = sync["message"].as_str().filter(|message| !message.is_empty()) {
        show::row(&format!("  {message}"));
    }
}
