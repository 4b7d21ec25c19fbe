//! Takes jobs and does them. Each kind is one arm of one match.

use std::time::Duration;

use serde_json::json;

use super::store::{self, JobRow};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::db::Error;
use crate::http::idempotency::store as idempotency;
use crate::tenants::store as tenants;

/// How long an idle runner sleeps.
const LOOK: Duration = Duration::from_secs(5);
/// How often a lease is renewed.
const RENEWAL: Duration = Duration::from_secs(20);

/// Why a runner stops in the middle.
const LOST: &str = "another node has taken it over";

/// Kinds that come by themselves: name and microseconds between two.
const SCHEDULES: [(&str, i64); 1] = [("maintenance.purge", 3_600 * 1_000_000)];

/// Works until dropped.
pub async fn run(app: App) {
    let mut written = app.db.written();
    loop {
        let wait = match due(&app).await {
            Ok(Duration::ZERO) => match turn(&app).await {
                Ok(true) => continue,
                // Another node has it.
                Ok(false) => Ok(LOOK),
                Err(error) => Err(error),
            },
            wait => wait,
        };
        let wait = wait.unwrap_or_else(|error| {
            tracing::warn!(%error, "the queue cannot be reached");
            LOOK
        });
        written.wait(wait, LOOK).await;
    }
}

/// How long nothing is due.
async fn due(app: &App) -> Result<Duration, Error> {
    let now = app.clock.now();
    let at = app.db.read(move |tx| {
        let mut at = store::due_at(tx)?;
        for (kind, every) in SCHEDULES {
            at = at.min(store::slot_due_at(tx, kind, every, now)?);
        }
        Ok(at)
    });
    Ok(Duration::from_micros(u64::try_from(at.await? - now).unwrap_or_default()))
}

/// Does one job; whether there was one.
pub async fn turn(app: &App) -> Result<bool, Error> {
    let now = app.clock.now();
    let job = app
        .db
        .write(move |tx| {
            for (kind, every) in SCHEDULES {
                store::insert_slot(tx, kind, every, now)?;
            }
            store::take(tx, now)
        })
        .await?;
    let Some(job) = job else { return Ok(false) };
    let outcome = hold(app, &job).await;
    let (now, done) = (app.clock.now(), job.clone());
    let ours = app
        .db
        .write(move |tx| match &outcome {
            Ok(()) => store::finish(tx, &done, now),
            Err(error) => store::fail(tx, &done, error, now),
        })
        .await?;
    if !ours {
        tracing::warn!(job = job.id, kind = job.kind, "another node had taken the job over");
    }
    Ok(true)
}

/// Does the work under a lease that is renewed meanwhile.
async fn hold(app: &App, job: &JobRow) -> Result<(), String> {
    let mut work = std::pin::pin!(perform(app, job));
    loop {
        if let Ok(outcome) = tokio::time::timeout(RENEWAL, &mut work).await {
            return outcome;
        }
        let (held, now) = (job.clone(), app.clock.now());
        let ours = app.db.write(move |tx| store::renew(tx, &held, now)).await;
        if matches!(ours, Ok(false)) {
            return Err(LOST.to_owned());
        }
    }
}

async fn perform(app: &App, job: &JobRow) -> Result<(), String> {
    match job.kind.as_str() {
        tenants::DELETION => delete_tenant(app, job).await,
        "maintenance.purge" => purge(app, app.clock.now()).await.map_err(|error| error.to_string()),
        other => Err(format!("this version does not know jobs of kind {other}")),
    }
}

/// Deletes all rows of a tenant, some thousands at a time, until none is left.
async fn delete_tenant(app: &App, job: &JobRow) -> Result<(), String> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
    let Some(name) = payload["tenant"].as_str().map(str::to_owned) else {
        return Err("the job names no tenant".to_owned());
    };
    let failed = |error: Error| error.to_string();
    let mut rows = 0;
    loop {
        let (wanted, held, now) = (name.clone(), job.clone(), app.clock.now());
        let deleted = app.db.write(move |tx| {
            // Whoever has the job by now may be done with it, and the name given anew.
            if store::renew(tx, &held, now)? { tenants::delete_rows(tx, &wanted).map(Some) } else { Ok(None) }
        });
        match deleted.await.map_err(failed)? {
            None => return Err(LOST.to_owned()),
            Some(0) => break,
            Some(deleted) => rows += deleted,
        }
    }
    let (now, actor, held) = (app.clock.now(), Actor::from("system"), job.clone());
    let work = move |tx: &mut crate::db::Tx<'_>| {
        if !store::renew(tx, &held, now)? {
            return Ok(false);
        }
        tenants::delete(tx, &name)?;
        let entry = Entry::new(&actor, "tenant.deleted", &name, now).after(json!({ "rows": rows }));
        audit::note(tx, entry).map(|()| true)
    };
    if app.db.write(work).await.map_err(failed)? { Ok(()) } else { Err(LOST.to_owned()) }
}

/// Forgets what is kept no longer.
async fn purge(app: &App, now: i64) -> Result<(), Error> {
    app.catalog.purge(now).await?;
    if app.settings.audit_days > 0 {
        let before = now - i64::from(app.settings.audit_days) * 24 * 3_600 * 1_000_000;
        app.db.write(move |tx| audit::store::expire(tx, before, now)).await?;
    }
    app.db
        .write(move |tx| {
            idempotency::purge(tx, now)?;
            store::purge(tx, now)
        })
        .await
        .map(drop)
}
