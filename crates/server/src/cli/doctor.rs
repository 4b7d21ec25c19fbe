//! `portolan doctor`: is everything this needs there and sound? What is not is a finding with what to do, also a database that
//! cannot be opened.

use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::json;

use super::StoreOptions;
use super::offline::{missing, of_tenant};
use super::serve::runtime;
use super::show::{self, ENVIRONMENT};
use crate::audit;
use crate::catalog::store::entities;
use crate::config::Config;
use crate::db::{Db, Error, ROOM, free_bytes};

/// What helps a damaged database.
const RESTORE: &str = "restore a backup into an empty directory, or start anew and read the sources again: see Restore in docs/guide/operate.md";
/// What helps where it does not open.
const REACH: &str = "check --data or --database and whose the files are, and that the server of the database runs and lets this account in";
/// Broken pages that are named.
const SHOWN: usize = 3;

#[derive(Debug, clap::Args)]
pub struct DoctorOptions {
    /// For machines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreOptions,
}

struct Finding {
    what: &'static str,
    ok: bool,
    detail: String,
    /// What to do.
    help: String,
}

impl Finding {
    fn good(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, ok: true, detail: detail.into(), help: String::new() }
    }

    fn bad(what: &'static str, detail: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what, ok: false, detail: detail.into(), help: help.into() }
    }

    /// What is said in the words of an error: what happened, and on a line of its own the help.
    fn said(what: &'static str, said: &str) -> Self {
        let (detail, help) = said.split_once("\n  help: ").unwrap_or((said, ""));
        Self::bad(what, detail, help)
    }

    fn failed(what: &'static str, error: &Error) -> Self {
        match error {
            Error::Damaged(_) => Self::bad(what, error.to_string(), RESTORE),
            Error::Open(_) | Error::Unavailable(_) => Self::bad(what, error.to_string(), REACH),
            _ => Self::said(what, &error.to_string()),
        }
    }
}

pub fn run(options: &DoctorOptions) -> Result<(), ExitCode> {
    let config = options.store.config()?;
    let mut findings = vec![git(), disk(&config.data)];
    findings.extend(runtime()?.block_on(store(&config, options.store.tenant.as_deref()))?);
    let ok = findings.iter().all(|finding| finding.ok);
    if options.json {
        let list: Vec<_> = findings
            .iter()
            .map(|one| json!({ "what": one.what, "ok": one.ok, "detail": one.detail, "help": one.help }))
            .collect();
        show::line(&json!({ "ok": ok, "findings": list }).to_string());
    } else {
        for one in &findings {
            show::row(format!("{:<4} {:<18} {}", if one.ok { "ok" } else { "BAD" }, one.what, one.detail).trim_end());
            if !one.help.is_empty() {
                show::row(&format!("  help: {}", one.help));
            }
        }
    }
    if ok { Ok(()) } else { Err(ExitCode::from(ENVIRONMENT)) }
}

fn git() -> Finding {
    let found = Command::new("git").arg("--version").output();
    match found {
        Ok(output) if output.status.success() => Finding::good("git", String::from_utf8_lossy(&output.stdout).trim()),
        _ => Finding::bad("git", "not found; git sources cannot be read", "install git"),
    }
}

/// Room for the data: caches of git, and the database where it is the embedded one.
fn disk(data: &Path) -> Finding {
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    // A directory that is not there yet will be where its parent is.
    let there = data.ancestors().find(|folder| folder.is_dir()).unwrap_or(&data);
    let Some(free) = free_bytes(there) else {
        return Finding::bad("disk", format!("{} does not say how much is free", there.display()), "look with `df`");
    };
    let detail = format!("{} MiB free in {}", free / 1024 / 1024, there.display());
    if free < ROOM {
        return Finding::bad("disk", detail, "make room: what does not fit is refused, and reads go on");
    }
    Finding::good("disk", detail)
}

async fn store(config: &Config, tenant: Option<&str>) -> Result<Vec<Finding>, ExitCode> {
    if let Some(why) = missing(config) {
        return Ok(vec![Finding::said("database", &why)]);
    }
    let file = config.data.join("portolan.db");
    // To open it would make a new catalog in it.
    if config.database.is_empty() && std::fs::metadata(&file).is_ok_and(|about| about.len() == 0) {
        let detail = format!("{} is an empty file: it holds no catalog", file.display());
        return Ok(vec![Finding::bad("database", detail, RESTORE)]);
    }
    let opened = async {
        let db = Db::connect(&config.database, &config.data).await?;
        Ok((db.about().await?, db))
    };
    let (about, db) = match opened.await {
        Ok(opened) => opened,
        Err(error) => return Ok(vec![Finding::failed("database", &error)]),
    };
    let mut findings =
        vec![Finding::good("database", format!("{} {} at {}", about.engine, about.version, about.place))];
    let pages = pages(&db).await;
    let sound = pages.ok;
    findings.push(pages);
    // Nothing is written to a file that is broken; what can be read of it is looked at as it is.
    let db = if sound { Db::open(&config.database, &config.data).await } else { Ok(db) };
    let db = match db {
        Ok(db) => of_tenant(db, tenant).await?,
        Err(error) => {
            findings.push(Finding::failed("schema", &error));
            return Ok(findings);
        }
    };
    findings.push(match db.schema_version().await {
        Ok(version) => Finding::good("schema", format!("version {version}")),
        Err(error) => Finding::failed("schema", &error),
    });
    findings.push(catalog(&db).await);
    findings.push(log(&db).await);
    Ok(findings)
}

async fn pages(db: &Db) -> Finding {
    let what = "pages and indexes";
    let broken = match db.integrity().await {
        Ok(broken) => broken,
        Err(error) => return Finding::failed(what, &error),
    };
    // SQLite puts a headline before them.
    let lines: Vec<&str> =
        broken.iter().flat_map(|said| said.lines()).filter(|line| !line.starts_with("***")).collect();
    if broken.is_empty() {
        return Finding::good(what, "");
    }
    let mut detail = lines[..lines.len().min(SHOWN)].join("; ");
    if lines.len() > SHOWN {
        detail.push_str(&format!("; and {} more", lines.len() - SHOWN));
    }
    Finding::bad(what, detail, RESTORE)
}

async fn catalog(db: &Db) -> Finding {
    let look = db.read(|tx| {
        tx.without_time_limit()?;
        Ok((entities::inconsistencies(tx)?, entities::revision(tx)?))
    });
    match look.await {
        Ok((wrong, revision)) if wrong.is_empty() => Finding::good("catalog", format!("revision {revision}")),
        Ok((wrong, _)) => Finding::bad("catalog", wrong.join("; "), RESTORE),
        Err(error) => Finding::failed("catalog", &error),
    }
}

async fn log(db: &Db) -> Finding {
    let what = "audit log";
    let look = db.read(|tx| {
        tx.without_time_limit()?;
        audit::verify(tx, None)
    });
    match look.await {
        Err(error) => Finding::failed(what, &error),
        Ok(log) => match log.broken {
            None => Finding::good(what, format!("{} entries", log.entries)),
            Some(broken) => {
                let help =
                    "somebody or something changed it past Portolan: keep a copy of the database and find out who";
                Finding::bad(what, format!("entry {}: {}", broken.seq, broken.reason), help)
            }
        },
    }
}
