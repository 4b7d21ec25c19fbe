//! `portolan doctor`: is everything this needs there and sound?

use std::process::{Command, ExitCode};

use serde_json::json;

use super::StoreOptions;
use super::offline::with_db;
use super::show::{self, ENVIRONMENT};
use crate::audit;
use crate::catalog::store::entities;
use crate::db::Tx;

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
}

pub fn run(options: &DoctorOptions) -> Result<(), ExitCode> {
    let mut findings = vec![git()];
    let store = with_db(&options.store, false, async |db| {
        let failed = |error: crate::db::Error| show::failure(ENVIRONMENT, &error.to_string());
        let about = db.about().await.map_err(failed)?;
        let broken = db.integrity().await.map_err(failed)?;
        let look = |tx: &mut Tx<'_>| {
            tx.without_time_limit()?;
            Ok((entities::inconsistencies(tx)?, entities::revision(tx)?, audit::verify(tx, None)?))
        };
        let (wrong, revision, log) = db.read(look).await.map_err(failed)?;
        Ok(vec![
            Finding {
                what: "database",
                ok: true,
                detail: format!("{} {} at {}", about.engine, about.version, about.place),
            },
            Finding { what: "pages and indexes", ok: broken.is_empty(), detail: broken.join("; ") },
            Finding {
                what: "catalog",
                ok: wrong.is_empty(),
                detail: if wrong.is_empty() { format!("revision {revision}") } else { wrong.join("; ") },
            },
            Finding {
                what: "audit log",
                ok: log.broken.is_none(),
                detail: match log.broken {
                    None => format!("{} entries", log.entries),
                    Some(broken) => format!("entry {}: {}", broken.seq, broken.reason),
                },
            },
        ])
    })?;
    findings.extend(store);
    let ok = findings.iter().all(|finding| finding.ok);
    if options.json {
        let list: Vec<_> =
            findings.iter().map(|one| json!({ "what": one.what, "ok": one.ok, "detail": one.detail })).collect();
        show::line(&json!({ "ok": ok, "findings": list }).to_string());
    } else {
        for one in &findings {
            show::line(&format!("{:<4} {:<18} {}", if one.ok { "ok" } else { "BAD" }, one.what, one.detail));
        }
    }
    if ok { Ok(()) } else { Err(ExitCode::from(ENVIRONMENT)) }
}

fn git() -> Finding {
    let found = Command::new("git").arg("--version").output();
    match found {
        Ok(output) if output.status.success() => {
            Finding { what: "git", ok: true, detail: String::from_utf8_lossy(&output.stdout).trim().to_owned() }
        }
        _ => {
            Finding { what: "git", ok: false, detail: "not found; git sources cannot be read. Install git".to_owned() }
        }
    }
}
